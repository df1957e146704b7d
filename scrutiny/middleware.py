"""Asks for a sign-in where a view does not say otherwise, keeps pages made for one person out of every cache, and sends
the public's pages small."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignInMiddleware(LoginRequiredMiddleware):
    """Deny by default: a view that says nothing is for people who have signed in.

    Somebody whose sign-in ran out while writing gets the words back: the sign-in page would have thrown them away.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        typed = {name: value for name, value in request.POST.items() if _is_writing(name, str(value))}
        if typed:
            context = {"typed": typed, "address": request.path}
            return render(request, "errors/signed_out.html", context, status=403)
        return super().handle_no_permission(request, view_func)


# Parts of forms that nobody typed.
UNTYPED = frozenset({"csrfmiddlewaretoken", "version", "submit"})


def _is_writing(name: str, value: str) -> bool:
    """Whether a field holds words worth giving back; a password never is."""
    return name not in UNTYPED and "password" not in name and len(value) > 20


class PrivatePagesMiddleware:
    """Marks each page: never stored where somebody is signed in, and checked again each time otherwise.

    A proxy that kept a draft or an exempt paper would hand it to the public after we had refused it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        elif not response.has_header("Cache-Control"):
            patch_cache_control(response, no_cache=True)
        return response


COMPRESSED_TYPES = ("text/", "application/json", "application/atom+xml", "image/svg+xml")


def echoes_nothing(view: View) -> View:
    """Says of a view that its page repeats nothing of what the request says, so that it may be sent compressed to all.

    Which page it is may come from the address; words of a search, of a form or of a choice may not come back.
    """
    view.echoes_nothing = True  # type: ignore[attr-defined]
    return view


class CompressPublicPagesMiddleware(GZipMiddleware):
    """Sends pages, feeds and open data compressed, to whoever has not signed in and can take them so.

    What is made for somebody who has signed in only where the view `echoes_nothing`: a page that holds an exempt word
    and repeats what its address says would tell, by its compressed length, how much the two have in common (the attack
    named BREACH). PDFs, workbooks and pictures are compressed as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        user = getattr(request, "user", None)  # a request that was refused at the door has none
        if response.streaming or user is None or (user.is_authenticated and not _echoes_nothing(request)):
            return response
        if not response.get("Content-Type", "").startswith(COMPRESSED_TYPES):
            return response
        return super().process_response(request, response)


def _echoes_nothing(request: HttpRequest) -> bool:
    return request.resolver_match is not None and hasattr(request.resolver_match.func, "echoes_nothing")
