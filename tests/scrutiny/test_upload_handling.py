"""What is too large is refused before it fills memory or the disk, with the sentence that says so."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from strange_pdfs import text, written

from panels.models import Paper
from scrutiny.upload_handling import BoundedUploadHandler
from tests.helpers import Demo, sign_in

pytestmark = pytest.mark.django_db


def address(demo: Demo) -> str:
    return reverse("panels:add_uploads", args=[*demo.meeting.key, demo.item(9).pk])


def test_a_file_over_the_limit_leaves_nothing_on_the_disk_while_it_arrives(settings):
    settings.UPLOAD_LIMIT_MB = 1
    handler = BoundedUploadHandler()
    handler.new_file("files", "large.pdf", "application/pdf", None)
    chunk = b"x" * (64 << 10)
    largest = 0
    for number in range(16 * 500):
        handler.receive_data_chunk(chunk, number * len(chunk))
        largest = max(largest, os.path.getsize(handler.file.temporary_file_path()))
    file = handler.file_complete(len(chunk) * 16 * 500)
    assert largest <= 1 << 20
    assert (file.is_too_large, file.size, file.read()) == (True, 500 << 20, b"")
    file.close()


def test_a_file_over_the_limit_is_not_kept_on_the_disk_and_the_others_are(demo, settings):
    settings.UPLOAD_LIMIT_MB = 1
    files = [
        SimpleUploadedFile("large.pdf", b"%PDF-" + b"x" * (2 << 20)),
        SimpleUploadedFile("good.pdf", written(text("Good"))),
    ]
    page = sign_in("dso").post(address(demo), {"files": files}).content.decode()
    assert "large.pdf: The file has 2 MB; the limit is 1 MB." in page
    assert Paper.objects.filter(item=demo.item(9)).order_by("-place")[0].title == "good"


def test_a_request_that_announces_500_mb_is_refused_unread(demo):
    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    response = sign_in("dso").generic(
        "POST", address(demo), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(500 << 20), **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert response.status_code == 413
    assert "What you sent has 500 MB altogether; at most 101 MB can be sent at once." in response.content.decode()
    again = sign_in("dso").generic(
        "POST", address(demo), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(500 << 20), headers={"accept": "application/json"}, **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert again.status_code == 413
    assert "Send fewer or smaller files." in again.json()["problems"][0]
