"""Papers that are wrong in every way there is, sent in by an officer, or spoiled before the pack is made."""

import pytest
from checker import check
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from intake_reading import everything_in
from pikepdf import Name, Pdf
from strange_pdfs import LOOP, encrypted, hostile, text, written

from panels.enums import BuildState
from panels.making import open_pack
from panels.models import Picture, Report, Upload
from panels.operations.reports import add_picture
from panels.operations.uploads import add_upload
from scrutiny.files import kept
from tests.helpers import MEETING, MEETING_PATH, Demo, built, sign_in, text_of
from tests.panels.word_files import png

pytestmark = pytest.mark.documents


def photograph(width: int, height: int) -> bytes:
    """A page with a picture of so many pixels, packed small."""

    def change(pdf: Pdf) -> None:
        image = pdf.make_stream(b"\0" * (width * height // 8), Type=Name.XObject, Subtype=Name.Image)
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = width, height, 1, Name.DeviceGray
        pdf.pages[0].obj.Resources["/XObject"] = {"/P": image}

    return written(text("A photograph") + "q 90 0 0 90 9 9 cm /P Do Q", change=change)


REFUSED = {
    "locked": (encrypted(user="a", owner="b"), "locked with a password, so nobody could open it. Ask the author"),
    "cut off": (written(text("A page"))[:60], "The PDF is damaged and cannot be repaired. Ask the author"),
    "in a circle": (LOOP, "in a circle.pdf: The PDF"),
    "long": (written(*["0 g"] * 9), "The PDF has 9 pages; the limit is 8."),
    "large": (written(text("A page")) + b"\0" * (2 << 20), "The file has 2 MB; the limit is 1 MB."),
}
TAKEN = {
    "owner": (encrypted(user="", owner="b"), "owner_password"),
    "hostile": (hostile(), "script"),
    "plan in A0": (written(text("A plan"), size=(2384, 3370)), "large_page"),
    "photograph": (photograph(10_000, 10_000), ""),
}


def test_bad_files_are_named_with_every_reason_and_what_is_taken_is_harmless(demo: Demo, settings, tmp_path):
    settings.UPLOAD_PAGE_LIMIT, settings.UPLOAD_LIMIT_MB = 8, 1
    item, desk = demo.item(9), sign_in("dso")
    files = {name: content for table in (REFUSED, TAKEN) for name, (content, _) in table.items()}
    page = desk.post(
        reverse("panels:add_uploads", args=[*demo.meeting.key, item.pk]),
        {"files": [SimpleUploadedFile(f"{name}.pdf", content) for name, content in files.items()]},
    )
    said = text_of(page)
    for name, (_, sentence) in REFUSED.items():
        assert f"{name}.pdf: " in said, name
        assert sentence in said, name
    assert list(Upload.objects.order_by("pk").values_list("file_name", flat=True)) == [f"{name}.pdf" for name in TAKEN]
    for name, (_, code) in TAKEN.items():
        codes = set(Upload.objects.get(file_name=f"{name}.pdf").findings.values_list("code", flat=True))
        assert code in codes or (not code and not codes), name
    build = built(demo.user("dso"), demo.meeting, dated=MEETING)
    assert build.state == BuildState.READY, build.problem
    with open_pack(build) as file:
        (tmp_path / "pack.pdf").write_bytes(file.read())
    with Pdf.open(tmp_path / "pack.pdf") as pdf:
        assert check(pdf).broken == []
        sizes = {tuple(round(float(edge)) for edge in pdf_page.mediabox)[2:] for pdf_page in pdf.pages}
    assert (2384, 3370) in sizes
    assert b"SPY" not in everything_in(tmp_path / "pack.pdf")


def test_what_is_spoiled_before_the_pack_is_made_is_named_paper_by_paper(demo: Demo, client, tmp_path):
    dso, item = demo.user("dso"), demo.item(9)
    public = client.get(f"/meetings/{MEETING_PATH}/pack.pdf").getvalue()
    source = tmp_path / "sent.pdf"
    for name in ("Gone", "Damaged", "Locked"):
        source.write_bytes(written(text(f"An appendix: {name}")))
        add_upload(by=dso, item=item, source=source, file_name=f"{name}.pdf")
    files = {upload.file_name: kept(upload.file) for upload in Upload.objects.order_by("pk")}
    files["Gone.pdf"].unlink()
    files["Damaged.pdf"].write_bytes(b"%PDF-1.7 and nothing else")
    files["Locked.pdf"].write_bytes(encrypted(user="a", owner="b"))
    report = Report.objects.get(paper__item=item)
    part = report.template.parts.get(key="brief-summary")
    add_picture(by=dso, report=report, part=part, content=png(), alternative="A bar")
    kept(Picture.objects.get().file).unlink()
    build = built(dso, demo.meeting, dated=MEETING)
    assert (build.state, build.file) == (BuildState.FAILED, "")
    for words in (
        "“Gone”: The PDF of “Gone” cannot be used: its file is gone",
        "“Damaged”: The PDF of “Damaged” cannot be used: its file is no longer the one that was uploaded.",
        "“Locked”: The PDF of “Locked” cannot be used: its file is no longer the one that was uploaded.",
        "Performance”: These pictures of the report are gone from where they were kept: “A bar”. Take them out",
    ):
        assert words in build.problem
    page = text_of(sign_in("dso").get(f"/desk/reports/{report.pk}/"))
    assert "The picture “A bar” stood here. Its file is gone" in page
    assert client.get(f"/meetings/{MEETING_PATH}/pack.pdf").getvalue() == public
