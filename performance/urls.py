"""Addresses of the performance pages. Published ones never change."""

from django.urls import path

from performance.views import commentary, datasets, disclosure, explore, imports, library, packs

app_name = "performance"

urlpatterns = [
    path("", datasets.home, name="home"),
    path("glossary/", datasets.glossary, name="glossary"),
    path("import/", imports.import_dataset, name="import"),
    path("import/uploads/", imports.upload_list, name="uploads"),
    path("import/uploads/<int:pk>/", imports.upload, name="upload"),
    path("import/uploads/<int:pk>/file/", imports.upload_file, name="upload-file"),
    path("commentary/", commentary.mine, name="commentary_mine"),
    path("commentary/<int:pk>/", commentary.commentary, name="commentary"),
    path("lines/<int:pk>/", packs.line, name="pack_line"),
    path("lines/<int:pk>/step/", packs.line_step, name="pack_line_step"),
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
    path("<slug:dataset>/library/", library.library, name="library"),
    path("<slug:dataset>/indicators/<slug:indicator>/entry/", library.entry, name="entry"),
    path("<slug:dataset>/indicators/<slug:indicator>/rebase/", library.rebase, name="rebase"),
    path("<slug:dataset>/indicators/<slug:indicator>/", datasets.indicator, name="indicator"),
    path("<slug:dataset>/<str:month>/", datasets.dataset, name="dataset"),
    path("<slug:dataset>/<str:month>/publish/", datasets.publish, name="publish"),
    path("<slug:dataset>/<str:month>/commentary/", commentary.of_month, name="commentary_of_month"),
    path("<slug:dataset>/<str:month>/pack/", packs.pack, name="pack"),
    path("<slug:dataset>/<str:month>/pack/start/", packs.start, name="pack_start"),
    path("<slug:dataset>/<str:month>/pack/lines/", packs.lines, name="pack_lines"),
    path("<slug:dataset>/<str:month>/pack/publish/", packs.publish, name="pack_publish"),
    path("<slug:dataset>/<str:month>/pack/groups/<slug:group>/", packs.group, name="pack_group"),
    path("<slug:dataset>/<str:month>/pack.pdf", packs.pdf, name="pack_pdf"),
    path("<slug:dataset>/<str:month>/figures.<slug:format>", datasets.download, name="download"),
]
