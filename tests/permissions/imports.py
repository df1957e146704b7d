"""Who may open what: workbooks that were uploaded."""

from typing import Any

from performance.models import Upload
from tests.helpers import Demo
from tests.permissions.rows import SIGN_IN, Row

KEPT = {"pk": "{workbook}"}
OFFICER = (SIGN_IN, 403, 403, 200, 403)


def places(demo: Demo) -> dict[str, Any]:
    return {"workbook": Upload.objects.order_by("pk")[0].pk}


ROWS = [
    Row("performance:uploads", OFFICER),
    Row("performance:upload", OFFICER, KEPT),
    Row("performance:upload", (SIGN_IN, 403, 403, 404, 403), KEPT, "post"),
    Row("performance:upload-file", OFFICER, KEPT),
]
