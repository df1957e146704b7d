"""Addresses of action plans. Published ones never change."""

from django.urls import path

from actions import views

app_name = "actions"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:inspection>/", views.inspection, name="inspection"),
    path("<slug:inspection>/<slug:area>/", views.area, name="area"),
    path("<slug:inspection>/<slug:area>/monitoring/edit/", views.edit_monitoring, name="edit_monitoring"),
    path("<slug:inspection>/<slug:area>/actions/<int:action>/edit/", views.edit_action, name="edit_action"),
]
