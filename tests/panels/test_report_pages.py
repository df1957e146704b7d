"""The pages on which reports are written: beginning one, repairs, pictures, who may open a withheld one, queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from panels.enums import ReportState
from panels.models import ExemptionGround, Picture, Report, ReportPart
from panels.operations.exemptions import mark_exempt
from panels.operations.reports import add_picture, save_part
from panels.pictures import read_picture, take_in
from panels.rules import NotAllowed
from tests.helpers import Demo, sign_in, text_of
from tests.panels.word_files import png


@pytest.fixture
def report(demo: Demo) -> Report:
    return Report.objects.select_related("template").get(title="Children and Families - Performance")


def part_of(report: Report, key: str = "brief-summary") -> ReportPart:
    return ReportPart.objects.select_related("part").get(report=report, part__key=key)


def test_a_report_is_begun_on_an_item_in_the_councils_form(demo: Demo):
    item = demo.item(1)
    address = reverse("panels:start_report", args=[*demo.meeting.key, item.pk])
    client = sign_in("officer")
    form = client.get(address).context["form"]
    page = client.post(
        address, {"title": "A new report", "template": form.fields["template"].choices[0][0]}, follow=True
    )

    report = Report.objects.get(title="A new report")
    assert report.get_state() is ReportState.DRAFTING
    assert [one.kind.name for one in report.clearances.in_order()] == ["Legal", "Finance", "Director"]
    assert "Still to write: decision-maker, subject" in text_of(page)
    again = client.post(address, {"title": "Another", "template": form.fields["template"].choices[0][0]})
    assert "This item has its report already" in text_of(again)


def test_repairs_are_said_after_saving(report):
    html = "<p>a</p><table><tr><td>b<td>c<tr><td>d</table>"
    page = sign_in("dso").post(
        f"/desk/reports/{report.pk}/brief-summary/", {"text": html, "format": "html", "version": "1"}, follow=True
    )

    assert "Rows of different lengths in a table were filled up" in text_of(page)
    assert "The report had been signed (legal, finance, director)" in text_of(page)


def test_the_page_says_that_a_signed_report_is_about_to_change(report):
    page = text_of(sign_in("dso").get(f"/desk/reports/{report.pk}/brief-summary/"))

    assert "This report is signed: Legal (Dana Whitlock), Finance (Imran Sayle), Director (Petra Vane)." in page


def test_an_empty_editor_is_an_empty_part(report):
    page = sign_in("dso").post(
        f"/desk/reports/{report.pk}/brief-summary/", {"text": "<p></p>", "format": "html", "version": "1"}
    )

    assert "If there is nothing to say, write None." in text_of(page)
    assert part_of(report).version == 1


def test_a_text_beyond_all_measure_is_refused(report):
    text = "a" * 2_000_001
    page = sign_in("dso").post(f"/desk/reports/{report.pk}/brief-summary/", {"text": text, "version": "1"})

    assert "2,000,001 characters" in text_of(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 not a picture", "not a picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "not a picture that can be read"),
        (png()[:60], "not a picture that can be read"),
        (b"\x89PNG" + b"\0" * (11 << 20), "the limit is 10 MB"),
        (png(10_000, 10_000), "has 100 megapixels (10,000 by 10,000); the limit is 60. Save it smaller"),
        (png(14_000, 13_000), "too many pixels"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(report, content, said):
    file = SimpleUploadedFile("chart.png", content, content_type="image/png")
    address = f"/desk/reports/{report.pk}/brief-summary/picture/"
    page = sign_in("dso").post(address, {"picture": file, "alternative": "A bar"})

    assert said in text_of(page)
    assert not Picture.objects.exists()


def test_our_own_copy_of_a_picture_holds_nothing_else():
    import io

    from PIL import Image

    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at the children's home"
    Image.new("RGB", (3_000, 1_500), "green").save(file, "JPEG", exif=exif)
    stored = take_in(file.getvalue())

    assert (stored.width, stored.height, stored.content_type) == (1_600, 800, "image/jpeg")
    assert b"children's home" not in read_picture(stored.file)


def test_a_picture_needs_words_or_says_that_it_is_decoration(report, demo):
    part = report.template.parts.get(key="brief-summary")
    with pytest.raises(NotAllowed, match="Describe what the picture shows"):
        add_picture(by=demo.user("dso"), report=report, part=part, content=png(), alternative=" ")
    subject = report.template.parts.get(key="subject")
    with pytest.raises(NotAllowed, match="cannot hold a picture"):
        add_picture(by=demo.user("dso"), report=report, part=subject, content=png(), alternative="x")

    add_picture(by=demo.user("dso"), report=report, part=part, content=png(), is_decorative=True)
    assert Picture.objects.get().alternative == ""


def test_a_withheld_report_is_for_its_author_and_democratic_services(report, demo):
    ground = ExemptionGround.objects.order_by("pk")[0]
    mark_exempt(by=demo.user("dso"), subject=report.paper, ground=ground, reason="It names somebody.")
    clearance = report.clearances.in_order()[0]
    addresses = [
        f"/desk/reports/{report.pk}/", f"/desk/reports/{report.pk}/detail/", f"/desk/reports/{report.pk}/word/file/",
        f"/desk/reports/{report.pk}/clearances/{clearance.pk}/",
    ]  # fmt: skip

    for address in addresses:
        assert sign_in("officer").get(address).status_code == 404
        assert sign_in("dso").get(address).status_code == 200
    Report.objects.filter(pk=report.pk).update(state=ReportState.DRAFTING)
    part = part_of(report)
    save_part(by=demo.user("officer"), report=report, part=part.part, text="By its author.", version=part.version)
    assert sign_in("officer").get(addresses[0]).status_code == 200


@pytest.mark.parametrize(("key", "queries"), [("", 15), ("brief-summary/", 15), ("clearances/{}/", 10)])
def test_the_pages_cost_the_same_however_long_the_report(report, demo, django_assert_max_num_queries, key, queries):
    client = sign_in("dso")
    address = f"/desk/reports/{report.pk}/{key.format(report.clearances.in_order()[0].pk)}"
    client.get(address)
    with django_assert_max_num_queries(queries) as before:
        client.get(address)
    part = report.template.parts.get(key="brief-summary")
    save_part(by=demo.user("dso"), report=report, part=part, text="\n\n".join("More." for _ in range(60)), version=1)
    for _ in range(5):
        add_picture(by=demo.user("dso"), report=report, part=part, content=png(), alternative="A bar")
    with django_assert_max_num_queries(len(before)):
        client.get(address)
