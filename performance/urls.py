"""Addresses of the performance pages. Published ones never change."""

from django.urls import path

from performance.views import datasets

app_name = "performance"

urlpatterns = [
    path("", datasets.home, name="home"),
    path("glossary/", datasets.glossary, name="glossary"),
    path("import/", datasets.import_dataset, name="import"),
    path("<slug:dataset>/", datasets.newest, name="newest"),
    path("<slug:dataset>/indicators/<slug:indicator>/", datasets.indicator, name="indicator"),
    path("<slug:dataset>/<str:month>/", datasets.dataset, name="dataset"),
    path("<slug:dataset>/<str:month>/publish/", datasets.publish, name="publish"),
    path("<slug:dataset>/<str:month>/figures.<slug:format>", datasets.download, name="download"),
]
