"""Files as evidence: made harmless, private until named, and refused in words where they cannot be kept."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from actions import operations
from actions.enums import EvidenceKind
from actions.models import Action, AreaForImprovement, Evidence
from scrutiny.access import Role
from tests.actions.test_views import words

SignIn = Callable[[Role], Client]


def pdf() -> bytes:
    """A page with a script and an author."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.docinfo["/Author"] = "A Secret Author"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def photograph() -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (50.9, 0.0, 0.0)}
    exif[0x010F] = "Secret Camera"
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG", exif=exif)
    return content.getvalue()


def send(client: Client, action: Action, name: str, content: bytes) -> str:
    action.refresh_from_db()
    data = {"version": action.version, "status": "red", "done": "See the file", "file_title": "The minutes"}
    return words(
        client.post(action.get_update_url(), data | {"file": SimpleUploadedFile(name, content)}, follow=True).text
    )


def test_files_are_made_harmless_and_private_until_published(action: Action, signed_in: SignIn, client: Client) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    assert "Your update is sent." in send(officer, action, "minutes.pdf", pdf())
    assert "Your update is sent." in send(officer, action, "photo.pdf", photograph())
    paper, picture = Evidence.objects.order_by("pk")
    assert (paper.kind, paper.pages, picture.kind) == (EvidenceKind.PDF, 1, EvidenceKind.PICTURE)
    assert {"script", "properties"} <= {one["code"] for one in paper.findings}
    assert "picture_location" in {one["code"] for one in picture.findings}
    for item, secret in ((paper, b"Secret Author"), (picture, b"Secret Camera")):
        url = item.get_absolute_url()
        assert client.get(url).status_code == signed_in(Role.COUNCILLOR).get(url).status_code == 404
        answer = officer.get(url)
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert secret not in content
        assert b"JavaScript" not in content
        assert answer.headers["Content-Type"] == ("application/pdf" if item == paper else "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
    reviewer = signed_in(Role.SCRUTINY_MANAGER)
    page = f"{action.get_absolute_url()}publish/"
    # Evidence of an update that stays private stays private itself.
    reviewer.post(page, {"evidence": paper.pk})
    assert client.get(paper.get_absolute_url()).status_code == 404
    reviewer.post(page, {"evidence": paper.pk, "update": paper.update_id})
    opened = client.get(paper.get_absolute_url())
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content)  # type: ignore[attr-defined]
    assert client.get(picture.get_absolute_url()).status_code == 404
    AreaForImprovement.objects.update(published_at=None)
    assert client.get(paper.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("minutes.pdf", b"", "minutes.pdf: It is empty."),
        ("minutes.pdf", b"<html><script>alert(1)</script>", "It is neither a PDF nor a photograph"),
        ("minutes.pdf", b"PK\x03\x04 a workbook", "It is neither a PDF nor a photograph"),
        ("minutes.pdf", b"%PDF-1.7\nnothing else", "It is damaged and cannot be read."),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_and_nothing_is_said(
    action: Action, signed_in: SignIn, name: str, content: bytes, problem: str
) -> None:
    text = send(signed_in(Role.SERVICE_OFFICER), action, name, content)
    assert problem in text
    assert "Error:" in text
    assert "See the file" in text, "what was typed is still there"
    assert action.updates.count() == 1
    assert Evidence.objects.count() == 0


def test_a_link_has_to_be_one(action: Action, signed_in: SignIn) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    data = {"version": action.version, "status": "red", "done": "See the page"}
    for link in ("javascript:alert(1)", "data:text/html,x", "www", "https://"):
        assert "Write the whole address" in words(officer.post(action.get_update_url(), data | {"link": link}).text)
    officer.post(action.get_update_url(), data | {"link": "https://www.example.gov.uk/a"})
    item = Evidence.objects.get()
    assert item.get_absolute_url() == "https://www.example.gov.uk/a"
    operations.withdraw_action(by=None, action=action, reason="Counted twice")
    assert Evidence.objects.count() == 1
