"""Addresses of the panels app."""

from django.urls import path

from panels import views

app_name = "panels"

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
]
