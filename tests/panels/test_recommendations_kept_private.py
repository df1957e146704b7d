"""What turns out to be exempt after it was recommended is kept from those who may not read it; so is what is over."""

import pytest
from django.core import mail
from django.test import Client

from panels import printing
from panels.models import ExemptionGround, Minute, Recommendation
from panels.notice_mail import send_notice_mail
from panels.operations.exemptions import mark_exempt
from panels.operations.recipients import edit_recipient
from panels.operations.recommendations import publish_response
from panels.rules import NotAllowed
from scrutiny.access import Role
from tests.helpers import Demo, person, sign_in
from tests.panels.tracker_helpers import answered, director, held, made, sent


def read_anywhere(client: Client, row: Recommendation) -> bool:
    """Whether the words or the page of a recommendation can be had in any way."""
    answers = [client.get(f"/recommendations/{ending}") for ending in ("", "list.csv", f"{row.pk}/", f"{row.pk}/edit/")]
    return any(row.text in answer.content.decode() for answer in answers) or answers[2].status_code == 200


@pytest.mark.parametrize("of_item", [False, True])
def test_what_came_of_a_minute_that_is_exempt_now_is_exempt(demo: Demo, of_item: bool):
    dso = demo.user("dso")
    row = Recommendation.objects.public().filter(resolution__isnull=False).order_by("pk").first()
    assert row is not None
    assert row.resolution is not None
    officer, public = sign_in("officer"), Client()
    Recommendation.objects.filter(recipient=row.recipient_id).exclude(pk=row.pk).update(recipient=None)
    Recommendation.objects.filter(pk=row.pk).update(recipient=director(dso, name="Another office"))
    assert read_anywhere(officer, row)
    assert read_anywhere(public, row)

    if of_item:
        Minute.objects.filter(pk=row.resolution.minute_id).update(item=demo.item(1))
        ground = ExemptionGround.objects.order_by("pk")[0]
        mark_exempt(by=dso, subject=demo.item(1), ground=ground, reason="It names somebody.")
    else:
        Minute.objects.filter(pk=row.resolution.minute_id).update(is_exempt=True)

    assert not read_anywhere(officer, row)
    assert not read_anywhere(public, row)
    assert read_anywhere(sign_in("dso"), row)


@pytest.mark.django_db
def test_its_letter_and_its_response_keep_it_too():
    dso = person()
    row = sent(dso, made(dso, held(dso), director(dso, email="director@example.gov.uk")))
    Minute.objects.update(is_exempt=True)
    assert send_notice_mail(row.pk)
    assert row.text not in mail.outbox[0].body + mail.outbox[0].subject
    assert row.cited not in mail.outbox[0].body + mail.outbox[0].subject
    with pytest.raises(NotAllowed, match="exempt"):
        publish_response(by=dso, recommendation=answered(dso, row))


@pytest.mark.django_db
def test_who_answers_no_longer_for_an_office_reads_what_everybody_reads():
    dso = person()
    account = person(username="before", role=Role.COUNCILLOR)
    recipient = director(dso, account=account)
    row = made(dso, held(dso), recipient, is_exempt=True)
    assert Recommendation.objects.visible_to(account).get() == row
    edit_recipient(by=dso, recipient=recipient, version=1, is_active=False)
    assert not Recommendation.objects.visible_to(account).exists()


@pytest.mark.documents
@pytest.mark.django_db
def test_lists_that_anybody_has_printed_do_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch, settings):
    settings.SCRUTINY_DATA.joinpath("cache").mkdir()
    monkeypatch.setattr(printing, "MOST_KEPT", 1)
    pages = [f"<html lang='en'><title>List</title><p>{number}</p></html>" for number in range(3)]
    for page in pages:
        assert printing.ask(page)
        printing.print_asked(printing.name_of(page))
    assert all(map(printing.printed, pages[1:]))
    assert printing.printed(pages[0]) is None
