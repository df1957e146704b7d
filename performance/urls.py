"""Addresses of the performance pages. Published ones never change."""

from django.urls import path

from performance import views

app_name = "performance"

urlpatterns = [
    path("", views.home, name="home"),
    path("glossary/", views.glossary, name="glossary"),
    path("import/", views.import_dataset, name="import"),
    path("<slug:dataset>/", views.newest, name="newest"),
    path("<slug:dataset>/indicators/<slug:indicator>/", views.indicator, name="indicator"),
    path("<slug:dataset>/<str:month>/", views.dataset, name="dataset"),
    path("<slug:dataset>/<str:month>/publish/", views.publish, name="publish"),
    path("<slug:dataset>/<str:month>/figures.<slug:format>", views.download, name="download"),
]
