"""Who may open what: the indicator library, performance packs, lines of enquiry and commentary."""

from performance.models import Commentary, EnquiryLine
from tests.helpers import Demo
from tests.permissions.rows import ALL, DATASET, MEETING, OFFICERS, SIGN_IN, Row

MONTH = {**DATASET, "month": "2018-04"}
INDICATOR = {**DATASET, "indicator": "{indicator}"}
LINE = {"pk": "{line}"}
PACK_WORK = (SIGN_IN, 200, 200, 403, 403)
PACK_SAVED = (SIGN_IN, 302, 302, 403, 403)
LIBRARY = (SIGN_IN, 403, 200, 200, 403)

ROWS = [
    Row("performance:library", ALL, DATASET),
    Row("performance:entry", LIBRARY, INDICATOR),
    Row("performance:entry", (SIGN_IN, 403, 400, 400, 403), INDICATOR, "post", {"version": "x"}),
    Row("performance:rebase", (SIGN_IN, 403, 405, 405, 403), INDICATOR),
    Row("performance:rebase", (SIGN_IN, 403, 400, 400, 403), INDICATOR, "post"),
    Row("performance:pack", ALL, MONTH),
    Row("performance:pack_group", ALL, {**MONTH, "group": "care-leavers"}),
    Row("performance:pack_group", (404,) * 5, {**MONTH, "group": "none-such"}),
    Row("performance:pack_pdf", (202,) * 5, MONTH),
    Row("performance:pack_start", (SIGN_IN, 405, 405, 403, 403), MONTH),
    Row("performance:pack_start", PACK_SAVED, MONTH, "post"),
    Row("performance:pack_lines", PACK_WORK, MONTH),
    Row("performance:pack_lines", (SIGN_IN, 400, 400, 403, 403), MONTH, "post", {"text": " "}),
    Row("performance:pack_line", PACK_WORK, LINE),
    Row("performance:pack_line", (SIGN_IN, 400, 400, 403, 403), LINE, "post", {"text": ""}),
    Row("performance:pack_line_step", (SIGN_IN, 405, 405, 403, 403), LINE),
    Row("performance:pack_line_step", PACK_SAVED, LINE, "post", {"do": "down"}),
    Row("performance:pack_publish", (SIGN_IN, 405, 403, 403, 403), MONTH),
    Row("performance:pack_publish", (SIGN_IN, 302, 403, 403, 403), MONTH, "post"),
    Row("performance:commentary_mine", OFFICERS),
    Row("performance:commentary_of_month", PACK_WORK, MONTH),
    Row("performance:commentary_of_month", (SIGN_IN, 400, 400, 403, 403), MONTH, "post", {"due": "x"}),
    Row("performance:commentary", OFFICERS, {"pk": "{commentary}"}),
    Row(
        "performance:commentary",
        (SIGN_IN, 403, 403, 302, 403),
        {"pk": "{commentary}"},
        "post",
        {"save": "1", "version": "1", "text": "Words."},
    ),
    Row(
        "performance:commentary",
        (SIGN_IN, 403, 302, 403, 403),
        {"pk": "{signed}"},
        "post",
        {"do": "return", "because": "Say more."},
    ),
    Row("panels:add_figures", (SIGN_IN, 200, 200, 403, 403), {**MEETING, "pk": "{item}"}),
    Row("panels:add_figures", (SIGN_IN, 400, 400, 403, 403), {**MEETING, "pk": "{item}"}, "post", {"what": "x"}),
]


def places(demo: Demo) -> dict[str, object]:
    """A line, an explanation that is asked for, and one that is signed off."""
    asked = Commentary.objects.open().order_by("pk")
    signed = Commentary.objects.signed_off().order_by("pk")
    return {
        "line": EnquiryLine.objects.order_by("pk")[0].pk,
        "commentary": asked[0].pk,
        "signed": signed[0].pk,
    }
