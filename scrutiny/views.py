"""Pages that belong to no app: the error pages, and a sign of life for whoever watches the service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scrutiny.access import public
from scrutiny.models import Council


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answers 'ok' when the service and its database are there."""
    Council.objects.exists()
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says why, in the words of the rule that refused."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One page for what is not there and for what is not public: the two must look the same."""
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without context processors: the database may be what failed.
    return render(None, "errors/500.html", status=500)
