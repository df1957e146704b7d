"""Pages of the panels app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scrutiny.access import Permission, public, require_permission


@public
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "panels/home.html", {"here": "meetings"})


@require_permission(Permission.VIEW_DRAFTS)
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "panels/home.html", {"here": "desk"})
