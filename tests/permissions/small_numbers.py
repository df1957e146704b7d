"""Who may open what: the rule for small numbers."""

from tests.permissions.rows import DATASET, SIGN_IN, Row

ROWS = [
    Row("performance:small-numbers", (SIGN_IN, 200, 403, 403, 403), DATASET),
    Row("performance:small-numbers", (SIGN_IN, 404, 403, 403, 403), DATASET, "post"),
]
