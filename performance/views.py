"""Pages of the performance app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scrutiny.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "panels/home.html", {"here": "performance"})
