"""Who may open what: recommendations and requests, and the report that monitors them."""

from typing import Any

from panels.models import MeetingRequest, Recommendation, Resolution, SavedView
from panels.operations.recipients import add_file
from panels.operations.recommendations import recommend
from panels.tracker_enums import AskKind
from tests.helpers import PANEL, Demo
from tests.permissions.rows import AGENDA, AGENDA_SAVED, ALL, OFFICERS, SIGN_IN, WRONG_METHOD, Row

MARCH = {"panel": PANEL, "date": "2018-03-22"}
JULY = {"panel": PANEL, "date": "2018-07-26"}
ONE = {"pk": "{ask}"}
# The account of the service officer is the recipient's; others do not learn that there is such a page.
ANSWERS = (SIGN_IN, 200, 200, 200, 404)
ANSWERS_SAVED = (SIGN_IN, 302, 302, 302, 404)


def places(demo: Demo) -> dict[str, Any]:
    """The request that is late, an exempt recommendation, evidence, a view of the officer's own."""
    dso = demo.user("dso")
    late = Recommendation.objects.get(resolution__minute__number=33)
    resolution = Resolution.objects.select_related("minute__minutes__meeting__panel").get(minute__number=31)
    hidden = recommend(by=dso, resolution=resolution, kind=AskKind.RECOMMENDATION, is_exempt=True)
    evidence = add_file(by=dso, recommendation=late, title="Figures", content=b"%PDF-1.7", file_name="figures.pdf")
    request = MeetingRequest.objects.create(meeting=resolution.minute.minutes.meeting, text="that figures be sent")
    view = SavedView.objects.create(user=dso, name="Late", query="status=late")
    item = demo.panel.meetings.get(date="2018-07-26").items.get(kind="recommendations")
    return {
        "ask": late.pk,
        "hidden_ask": hidden.pk,
        "evidence": evidence.pk,
        "resolution": resolution.pk,
        "meeting_request": request.pk,
        "recipient": late.recipient_id,
        "view": view.pk,
        "monitored_item": item.pk,
    }


ROWS = [
    Row("panels:tracker", ALL),
    Row("panels:tracker_file", ALL, {"format": "csv"}),
    Row("panels:tracker_file", ALL, {"format": "xlsx"}),
    Row("panels:tracker_pdf", (202,) * 5, {}, "get", {"words": "printed by no test"}),
    Row("panels:how_recommendations_move", ALL),
    Row("panels:keep_view", (SIGN_IN, 405, 405, 405, 405)),
    Row("panels:keep_view", (SIGN_IN, 302, 302, 302, 302), {}, "post", {"name": "Mine"}),
    Row("panels:forget_view", (SIGN_IN, 405, 405, 405, 405), {"pk": "{view}"}),
    Row("panels:forget_view", (SIGN_IN, 302, 404, 404, 404), {"pk": "{view}"}, "post"),
    Row("panels:recommendation", ALL, ONE),
    Row("panels:recommendation", (404, 200, 200, 404, 404), {"pk": "{hidden_ask}"}),
    Row("panels:edit_recommendation", AGENDA, ONE),
    Row("panels:edit_recommendation", AGENDA, ONE, "post"),  # without what has to be there: refused on the page
    Row("panels:recommendation_step", ANSWERS, {**ONE, "step": "receive"}),
    Row("panels:recommendation_step", ANSWERS_SAVED, {**ONE, "step": "receive"}, "post", {"on": "1 June 2018"}),
    # Not the recipient's to say: it is told so on the page of the request.
    Row("panels:recommendation_step", (SIGN_IN, 200, 200, 302, 404), {**ONE, "step": "judge"}),
    Row("panels:recommendation_step", (SIGN_IN, 404, 404, 404, 404), {**ONE, "step": "no-such-step"}),
    Row("panels:publish_response", WRONG_METHOD, ONE),
    Row("panels:publish_response", AGENDA_SAVED, ONE, "post"),
    Row("panels:evidence", ANSWERS, ONE),
    Row("panels:evidence", ANSWERS, ONE, "post"),  # with nothing in it
    Row("panels:evidence_file", ANSWERS, {**ONE, "number": "{evidence}"}),
    Row("panels:recommend", WRONG_METHOD, {"pk": "{resolution}"}),
    Row("panels:recommend", AGENDA_SAVED, {"pk": "{resolution}"}, "post", {"kind": "recommendation"}),
    Row("panels:take_up_request", WRONG_METHOD, {"pk": "{meeting_request}"}),
    Row("panels:take_up_request", AGENDA_SAVED, {"pk": "{meeting_request}"}, "post"),
    Row("panels:follow_up", AGENDA, MARCH),
    Row("panels:add_earlier", AGENDA, {"panel": PANEL}),
    Row("panels:add_earlier", AGENDA, {"panel": PANEL}, "post"),
    Row("panels:recipients", AGENDA),
    Row("panels:recipients", AGENDA, {}, "post"),
    Row("panels:edit_recipient", AGENDA, {"pk": "{recipient}"}),
    Row("panels:edit_recipient", AGENDA, {"pk": "{recipient}"}, "post"),
    Row("panels:monitoring", OFFICERS, JULY),
    Row("panels:refresh_monitoring", WRONG_METHOD, JULY),
    Row("panels:refresh_monitoring", AGENDA_SAVED, JULY, "post"),
    Row("panels:attach_monitoring", WRONG_METHOD, {**JULY, "pk": "{monitored_item}"}),
    Row("panels:attach_monitoring", AGENDA_SAVED, {**JULY, "pk": "{monitored_item}"}, "post"),
]
