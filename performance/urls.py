"""Addresses of the performance pages. Published ones never change."""

from django.urls import path

from performance.views import datasets, disclosure, explore, imports

app_name = "performance"

urlpatterns = [
    path("", datasets.home, name="home"),
    path("glossary/", datasets.glossary, name="glossary"),
    path("import/", imports.import_dataset, name="import"),
    path("import/uploads/", imports.upload_list, name="uploads"),
    path("import/uploads/<int:pk>/", imports.upload, name="upload"),
    path("import/uploads/<int:pk>/file/", imports.upload_file, name="upload-file"),
    path("<slug:dataset>/", datasets.newest, name="newest"),
    path("<slug:dataset>/explore/", explore.explore, name="explore"),
    path("<slug:dataset>/explore/figures.<slug:format>", explore.explore_file, name="explore-file"),
    path("<slug:dataset>/compare/", explore.compare, name="compare"),
    path("<slug:dataset>/data/", explore.data, name="data"),
    path("<slug:dataset>/data/dictionary.json", explore.data_dictionary, name="data-dictionary"),
    path("<slug:dataset>/latest/figures.<slug:format>", explore.latest, name="latest"),
    path(
        "<slug:dataset>/indicators/<slug:indicator>/figures.<slug:format>",
        explore.indicator_file,
        name="indicator-file",
    ),
    path("<slug:dataset>/small-numbers/", disclosure.small_numbers, name="small-numbers"),
    path("<slug:dataset>/indicators/<slug:indicator>/", datasets.indicator, name="indicator"),
    path("<slug:dataset>/<str:month>/", datasets.dataset, name="dataset"),
    path("<slug:dataset>/<str:month>/publish/", datasets.publish, name="publish"),
    path("<slug:dataset>/<str:month>/figures.<slug:format>", datasets.download, name="download"),
]
