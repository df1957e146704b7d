"""Who may open what: exploring, comparing and the open data."""

from tests.permissions.rows import ALL, DATASET, Row

ROWS = [
    Row("performance:explore", ALL, DATASET),
    Row("performance:explore-file", ALL, {**DATASET, "format": "csv"}),
    Row("performance:compare", ALL, DATASET),
    Row("performance:data", ALL, DATASET),
    Row("performance:data-dictionary", ALL, DATASET),
    Row("performance:latest", ALL, {**DATASET, "format": "json"}),
    Row("performance:indicator-file", ALL, {**DATASET, "indicator": "{indicator}", "format": "json"}),
]
