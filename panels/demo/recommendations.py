"""What the demonstration follows up of the minutes of 22 March 2018: three resolutions, nothing that is not known."""

from pathlib import Path
from typing import Any

from django.db import transaction

from panels.demo import sources
from panels.enums import PaperKind
from panels.models import Meeting, Panel, Paper, Recipient, Recommendation, Resolution
from panels.operations.information import ask_for_information
from panels.operations.monitoring import refresh_monitoring
from panels.operations.programme import add_topic, publish_topics, set_criteria
from panels.operations.recipients import add_recipient
from panels.operations.recommendations import recommend
from panels.tracker_enums import AskKind, RecipientKind, TopicSource
from performance.models import Indicator
from scrutiny.models import Council, User


@transaction.atomic
def load(*, by: User, council: Council, folder: Path) -> None:
    """Recipients, the three that grow from the minutes, and the reports that monitor them. Safe to run twice."""
    if Recipient.objects.filter(council=council).exists():
        return
    source = sources.read(folder, "recommendations-2018-03-22")
    _programme(by, council, folder)
    recipients = {}
    for entry in source["recipients"]:
        account = User.objects.filter(username=entry.get("account", "")).first()
        recipients[entry["name"]] = add_recipient(
            by=by,
            council=council,
            name=entry["name"],
            kind=RecipientKind(entry["kind"]),
            email=entry["email"],
            account=account,
        )
    meeting = Meeting.objects.with_panel().get(panel__slug=source["panel"], date=source["meeting"])
    for entry in source["asks"]:
        _ask(by, council, meeting, recipients[entry["recipient"]], entry)
    papers = Paper.objects.filter(kind=PaperKind.MONITORING).select_related("item__meeting__panel__council")
    for paper in papers.order_by("pk"):
        refresh_monitoring(by=by, meeting=paper.item.meeting)


def _programme(by: User, council: Council, folder: Path) -> None:
    source = sources.read(folder, "work-programme")
    set_criteria(by=by, council=council, criteria=source["criteria"])
    panel = Panel.objects.get(slug=source["panel"])
    topics = [
        add_topic(by=by, panel=panel, **{**topic, "source": TopicSource(topic["source"])}) for topic in source["topics"]
    ]
    publish_topics(by=by, panel=panel, topics=topics)


def _ask(by: User, council: Council, meeting: Meeting, recipient: Recipient, entry: dict[str, Any]) -> Recommendation:
    resolution = Resolution.objects.select_related("minute__minutes__meeting__panel").get(
        minute__minutes__meeting=meeting, minute__number=entry["minute"], numeral=entry["numeral"]
    )
    indicator = None
    if "indicator" in entry:
        indicator = Indicator.objects.get(dataset__council=council, name=entry["indicator"])
    found = recommend(
        by=by,
        resolution=resolution,
        kind=AskKind(entry["kind"]),
        recipient=recipient,
        text=entry["text"],
        reason=entry["reason"],
        made_on=entry.get("made_on", meeting.date),
        indicator=indicator,
    )
    if "asked_on" in entry:
        ask_for_information(by=by, recommendation=found, on=entry["asked_on"], due_on=entry.get("due_on"))
    return found
