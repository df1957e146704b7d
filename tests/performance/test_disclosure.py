"""Small numbers: which figures are withheld, and that nothing public tells one of them by any way round."""

import io
import itertools
import random
import re
from collections.abc import Callable

import openpyxl
import pytest

from performance.disclosure import WHOLE, Rate, Share, Sum, withheld
from performance.enums import Mark, RelationKind, SmallNumbers
from performance.models import Indicator, Reader, Relation, Release, Value
from performance.operations import import_release, publish_release
from performance.operations.disclosure import add_relation, drop_relation, grant_reading, set_small_numbers
from performance.operations.library import save_entry
from scrutiny.access import Role
from scrutiny.history import events_on
from scrutiny.models import User
from scrutiny.problems import ProblemsError
from tests.performance.conftest import SLUG

APRIL = f"/performance/{SLUG}/2018-04/"


# --- The rule, without a database ----------------------------------------------------------------------------------

CASES = [
    # name, cells, relations, up to, what is withheld
    ("no rule shows all", {1: 3}, [], 0, set()),
    ("1 to 5 go, 0 and 6 stay", {1: 0, 2: 1, 3: 5, 4: 6}, [], 5, {2, 3}),
    ("a threshold of the council's own", {1: 9, 2: 10, 3: 11}, [], 10, {1, 2}),
    ("the smallest other part goes too", {1: 53, 2: 3, 3: 20, 4: 30}, [Sum(1, (2, 3, 4))], 5, {2, 3}),
    ("never only a 0 beside it", {1: 23, 2: 3, 3: 0, 4: 20}, [Sum(1, (2, 3, 4))], 5, {2, 4}),
    ("two that may be 5 and 4 or 4 and 5", {1: 9, 2: 5, 3: 4, 4: 0}, [Sum(1, (2, 3, 4))], 5, {2, 3}),
    ("two that hide each other are enough", {1: 26, 2: 3, 3: 3, 4: 20}, [Sum(1, (2, 3, 4))], 5, {2, 3}),
    ("two that can only be 5 and 5 are not", {1: 30, 2: 5, 3: 5, 4: 20}, [Sum(1, (2, 3, 4))], 5, {2, 3, 4}),
    ("two that can only be 1 and 1 are not", {1: 22, 2: 1, 3: 1, 4: 20}, [Sum(1, (2, 3, 4))], 5, {2, 3, 4}),
    ("the percentage goes with its count", {1: 5.0, 2: 3, 3: 60}, [Share(1, 2, 3)], 5, {1, 2}),
    ("the percentage of a count that is not told", {1: 5.0, 3: 60}, [Share(1, None, 3)], 5, {1}),
    ("those who are not counted are few", {1: 96.7, 2: 58, 3: 60}, [Share(1, 2, 3)], 5, {1, 2}),
    ("a rate goes with its count", {1: 0.6, 2: 3}, [Rate(1, 2, 5.0)], 5, {1, 2}),
    ("a rate of a known population", {1: 0.6, 2: 40}, [Rate(1, None, 5.0)], 5, {1}),
    (
        "what hides one may not be told by another sum",
        {1: 53, 2: 3, 3: 20, 4: 30, 5: 20, 6: 12, 7: 8},
        [Sum(1, (2, 3, 4)), Sum(3, (6, 7))],
        5,
        {2, 3, 4},
    ),
    (
        "a percentage that makes up a whole with others takes one along",
        {1: 5.0, 3: 60, 4: 35.0, 5: 60.0},
        [Share(1, None, 3), Sum(WHOLE, (1, 4, 5))],
        5,
        {1, 4},
    ),
]


@pytest.mark.parametrize(("name", "cells", "relations", "up_to", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_is_withheld(name, cells, relations, up_to, expected):
    counts = {key for key, figure in cells.items() if isinstance(figure, int)}

    assert withheld(cells, counts=counts, up_to=up_to, relations=relations) == expected


def test_what_another_release_withholds_stays_withheld():
    assert withheld({1: 40, 2: 30}, counts={1, 2}, up_to=5, relations=[], before={2, 9}) == {2}


def test_no_small_number_can_be_found_by_trying_everything():
    """An attacker who knows the rule, the relations and all that is shown tries every world that fits."""
    drawn = random.Random(20180430)  # noqa: S311 - the same cases each time
    relations = [Sum(1, (2, 3)), Sum(4, (3, 5))]
    for _ in range(150):
        parts = {key: drawn.choice([0, 1, 2, 3, 4, 5, 6, 7, 9]) for key in (2, 3, 5)}
        cells = {1: parts[2] + parts[3], 4: parts[3] + parts[5], **parts}
        hidden = withheld(cells, counts=cells, up_to=5, relations=relations)
        worlds = []
        for guess in itertools.product(range(16), repeat=3):
            world = {2: guess[0], 3: guess[1], 5: guess[2], 1: guess[0] + guess[1], 4: guess[1] + guess[2]}
            if all(world[key] == cells[key] for key in cells if key not in hidden):
                worlds.append(world)
        for key in hidden:
            if 0 < cells[key] <= 5:
                assert len({world[key] for world in worlds}) > 1, (cells, hidden, key)


# --- The service ---------------------------------------------------------------------------------------------------


def public_outputs(client, release: Release) -> dict[str, bytes]:
    """Everything public that shows the figures."""
    addresses = ["/performance/", APRIL]
    addresses += [f"{APRIL}figures.{kind}" for kind in ("csv", "json")]
    addresses += [indicator.get_absolute_url() for indicator in Indicator.objects.order_by("pk")]
    found = {address: client.get(address).content for address in addresses}
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{APRIL}figures.xlsx").content))
    found["xlsx"] = repr([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]).encode()
    return found


def test_relations_are_found_and_small_figures_are_withheld_with_those_that_would_tell_them(small):
    assert set(Relation.objects.values_list("kind", flat=True)) == {*RelationKind}
    assert Value.objects.filter(row__unit="count", value__gt=0, value__lte=5, withheld=False).count() == 0
    assert Value.objects.filter(withheld=True, value__gt=5).exists()
    assert not Value.objects.filter(withheld=True, value=0, row__unit="count").exists()


def test_no_public_output_changes_when_what_is_withheld_does(client, small):
    """What the public gets is the same whatever the figures are that are withheld: so it tells nothing of them."""
    hidden = Value.objects.filter(withheld=True)
    assert hidden.count() > 40
    before = public_outputs(client, small)

    for value in hidden.order_by("pk"):
        Value.objects.filter(pk=value.pk).update(value=value.value * 3 + 1)

    after = public_outputs(client, small)
    assert [address for address in before if _steady(before[address]) != _steady(after[address])] == []


def _steady(page: bytes) -> bytes:
    """Without what differs from request to request."""
    return re.sub(rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', b"", page)


def test_everything_that_rests_on_a_withheld_figure_is_withheld_too(client, small):
    name = "Number of adoptions (E11, E12)"
    row = next(row for row in client.get(f"{APRIL}figures.json").json()["indicators"] if row["name"] == name)

    assert row["values"]["2017-04"] == {"value": 0, "mark": None}
    assert row["values"]["2018-04"] == {"value": None, "mark": "c"}
    assert [row[key] for key in ("change_month", "change_year", "average_12", "maximum_12")] == [None] * 4
    assert row["direction"] == {"month": "unknown", "year": "unknown"}
    assert [row["spc"][key] for key in ("mean", "lower", "upper")] == [None] * 3
    assert {point["signal"] for point in row["spc"]["points"]} == {None}
    page = client.get(Indicator.objects.get(name=name).get_absolute_url()).content.decode()
    assert "months are withheld so that no child can be identified" in page
    assert "too few figures" not in page.lower(), "there are figures; they are not shown"
    assert "12-month average</dt><dd>c<" in page


def test_officers_and_members_to_whom_it_was_granted_see_the_figures(small, publisher, councillor, sign_in):
    def shown(user: User) -> object:
        row = sign_in(user).get(f"{APRIL}figures.json").json()["indicators"]
        return next(r for r in row if r["name"].startswith("Number of adoptions"))["values"]["2018-04"]["value"]

    assert shown(publisher) in range(1, 6)
    assert shown(councillor) is None
    reader = grant_reading(by=publisher, dataset=small.dataset, user=councillor, reason="Chair of the panel")
    assert shown(councillor) in range(1, 6)
    other = User.objects.create_user("other", full_name="Another", role=Role.COUNCILLOR)
    assert shown(other) is None
    reader.user.is_active = False
    reader.user.save()
    assert Reader.objects.count() == 1


def test_a_correction_cannot_be_laid_beside_what_was_published(client, small, council, officer, publisher, changed):
    """A figure that was 3 and becomes 30 stays withheld with its companion: the older page would tell the rest."""
    held = Value.objects.filter(row__release=small, withheld=True, row__unit="count").order_by("pk").first()
    name, month = held.row.name, held.month

    def correct(sheet):
        for row in range(6, 65):
            if sheet.cell(row, 2).value == name:
                sheet.cell(row, 5 + (month.year - 2017) * 12 + month.month - 4).value = 30

    revised = import_release(by=officer, council=council, content=changed(do=correct), file_name="b.xlsx").release
    publish_release(by=publisher, release=revised, at=revised.imported_at)

    corrected = Value.objects.get(row__release=revised, row__name=name, month=month)
    assert (corrected.value, corrected.withheld) == (30, True)


def test_a_draft_does_not_change_what_the_public_sees(client, small, council, officer, changed):
    before = public_outputs(client, small)
    import_release(by=officer, council=council, content=changed({"Q13": 2, "Q16": 4}), file_name="draft.xlsx")

    after = public_outputs(client, small)
    assert [address for address in before if _steady(before[address]) != _steady(after[address])] == []


def test_the_rule_has_its_history_and_is_not_loosened_without_a_reason(small, publisher, everything: Callable):
    dataset = small.dataset
    rule = dataset.small_numbers
    before = everything()
    for arguments in (
        {"kind": SmallNumbers.NONE},
        {"kind": SmallNumbers.OWN, "threshold": 0},
        {"kind": SmallNumbers.OWN, "threshold": 10, "version": rule.version + 1},
    ):
        with pytest.raises(ProblemsError):
            set_small_numbers(by=publisher, dataset=dataset, **arguments)
    assert everything() == before

    set_small_numbers(by=publisher, dataset=dataset, kind=SmallNumbers.OWN, threshold=10, version=rule.version)
    assert not Value.objects.filter(row__unit="count", value__gt=0, value__lte=10, withheld=False).exists()
    set_small_numbers(by=publisher, dataset=dataset, kind=SmallNumbers.NONE, reason="Published so by the source")
    assert not Value.objects.filter(withheld=True).exists()
    actions = [
        (event.facts["before"], event.facts["withheld_up_to"])
        for event in events_on(dataset)
        if "before" in event.facts
    ]
    assert actions == [(10, 0), (5, 10), (0, 5)]


def test_a_relation_can_be_dropped_and_given(small, publisher):
    share = Relation.objects.filter(kind=RelationKind.SHARE, result__name__startswith="Percentage of adoptions").get()
    held = Value.objects.filter(row__indicator=share.result, withheld=True)
    assert held.exists()

    drop_relation(by=publisher, relation=share)
    assert not held.exists()
    parts = [place.indicator for place in share.places.select_related("indicator").order_by("position")]
    add_relation(by=publisher, dataset=small.dataset, kind=RelationKind.SHARE, result=share.result, parts=parts)
    assert held.exists()
    with pytest.raises(ProblemsError, match="needs two indicators"):
        add_relation(by=publisher, dataset=small.dataset, kind=RelationKind.SHARE, result=share.result, parts=parts[:1])


def test_a_source_that_withholds_itself_is_read(council, officer, changed):
    release = import_release(
        by=officer, council=council, content=changed({"Q44": "*", "P44": "c"}), file_name="x.xlsx"
    ).release

    marks = (
        Value.objects.filter(row__release=release, row__code="LAC1").order_by("-month").values_list("mark", flat=True)
    )
    assert list(marks[:2]) == [Mark.WITHHELD, Mark.WITHHELD]


def test_what_the_library_says_of_a_percentage_counts_at_once(small, publisher):
    percentage = Indicator.objects.get(name="Percentage of Single Assessments (SA) completed within 10 days")
    assessments = Indicator.objects.get(name="Number of Single Assessments (SA) completed")
    figures = Value.objects.filter(row__indicator=percentage, withheld=True)
    set_small_numbers(by=publisher, dataset=small.dataset, kind=SmallNumbers.OWN, threshold=10)
    before = figures.count()

    # April 2018: 4.7% of 128 are six.
    save_entry(by=publisher, indicator=percentage, version=0, denominator=assessments)

    whole = {v.month: v.value for v in Value.objects.filter(row__indicator=assessments).order_by("month")}
    shares = Value.objects.filter(row__indicator=percentage, value__isnull=False).order_by("month")
    few = {share.month for share in shares if 0 < round(share.value * whole[share.month] / 100) <= 10}
    assert len(few) > before
    assert few <= {figure.month for figure in figures}
