"""Who may open what: the dataset."""

from tests.permissions.rows import ALL, DATASET, SIGN_IN, Row

ROWS = [
    Row("performance:home", ALL),
    Row("performance:glossary", ALL),
    Row("performance:newest", (302,) * 5, DATASET),
    Row("performance:dataset", ALL, {**DATASET, "month": "2018-04"}),
    Row("performance:indicator", ALL, {**DATASET, "indicator": "{indicator}"}),
    Row("performance:download", ALL, {**DATASET, "month": "2018-04", "format": "csv"}),
    Row("performance:import", (SIGN_IN, 403, 403, 200, 403)),
    Row("performance:import", (SIGN_IN, 403, 403, 400, 403), {}, "post"),
    Row("performance:publish", (SIGN_IN, 405, 403, 403, 403), {**DATASET, "month": "2018-04"}),
    Row("performance:publish", (SIGN_IN, 302, 403, 403, 403), {**DATASET, "month": "2018-04"}, "post"),
]
