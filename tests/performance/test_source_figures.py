"""What we work out from the workbook's months, against what the workbook prints beside them."""

from decimal import Decimal

import openpyxl
import pytest

from performance.calculations import round_half_up
from performance.exports import export_data
from performance.models import Release
from performance.reports import release_report
from tests.performance.conftest import WORKBOOK

PRINTED = {"change_month": "R", "change_year": "S", "average_12": "U", "maximum_12": "V"}

# The source worked these out from figures that it shows rounded.
FROM_UNROUNDED = {
    "Percentage of Single Assessments (SA) completed within 11-25 days",
    "Percentage of Single Assessments (SA) completed over 45 days",
    "Rate per 10,000 Initial Child Protection Conferences (ICPCs)",
    "Percentage of Initial Child Protection Conferences (ICPCs) held within timescales (based on count of children)",
}
# The source prints a change on April 2017, but that month cannot be read in it.
FROM_A_MONTH_THAT_CANNOT_BE_READ = {
    "Percentage of referrals which are re-referrals within one year of a closure assessment",
}


@pytest.fixture
def exported(draft: Release) -> dict[str, dict]:
    data = export_data(release_report(draft, as_at=draft.imported_at))
    return {row["name"]: row for row in data["indicators"]}


@pytest.fixture(scope="module")
def printed() -> dict[str, dict]:
    """What the source prints: figures in our units (percentages 81.0), None for n/a or an empty cell."""
    sheet = openpyxl.load_workbook(WORKBOOK, data_only=True).active
    rows = {}
    for number in range(6, sheet.max_row + 1):
        name = sheet[f"B{number}"].value
        if name:
            cells = {key: sheet[f"{column}{number}"] for key, column in PRINTED.items()}
            rows[name] = {key: _in_our_units(cell) for key, cell in cells.items()}
    return rows


def _in_our_units(cell) -> tuple[Decimal | None, bool]:
    """The printed figure to the digit that its format shows, and whether there is anything in the cell."""
    if not isinstance(cell.value, int | float):
        return None, cell.value is not None
    places = {"0%": 0, "0.0%": 1, "0": 0}[cell.number_format]
    return round_half_up(cell.value * (100 if "%" in cell.number_format else 1), places), True


def _differing(printed: dict, exported: dict) -> dict[str, list[str]]:
    """The figures of each row that are not what the source prints, to the digit; where it prints nothing, none."""
    differing = {}
    for name, figures in printed.items():
        wrong = []
        for key, (figure, is_printed) in figures.items():
            ours = exported[name][key]
            if not is_printed:
                continue
            places = max(0, -figure.as_tuple().exponent) if figure is not None else 0
            if (None if ours is None else round_half_up(ours, places)) != figure:
                wrong.append(key)
        if wrong:
            differing[name] = wrong
    return differing


def test_48_of_the_53_rows_agree_to_the_digit_and_the_other_five_are_these(exported, printed):
    differing = _differing(printed, exported)

    assert len(printed) == len(exported) == 53
    assert set(differing) == FROM_UNROUNDED | FROM_A_MONTH_THAT_CANNOT_BE_READ
    assert 53 - len(differing) == 48


def test_the_row_with_the_unreadable_month_lacks_that_month_and_its_change_only(exported, printed):
    (name,) = FROM_A_MONTH_THAT_CANNOT_BE_READ

    assert _differing(printed, exported)[name] == ["change_year"]
    assert exported[name]["values"]["2017-04"] == {"value": None, "mark": None}
    assert exported[name]["change_year"] is None


def test_a_month_that_cannot_be_read_in_the_middle_stays_empty_and_the_rest_is_averaged(exported):
    row = exported["Number of new referrals of Children in Need (CiN) rate per 10,000 (0-17 year olds)"]

    assert row["values"]["2018-02"] == {"value": None, "mark": None}
    assert row["average_12"] == pytest.approx((68 + 62 + 60 + 49 + 56 + 62 + 52 + 39 + 61 + 54 + 49) / 11)
    assert row["maximum_12"] == 68


def test_the_export_has_the_keys_that_other_programs_rely_on(exported):
    row = exported["Number of contacts received (includes contacts that become referrals)"]

    assert " ".join(row) == (
        "code name group owner polarity unit values change_month change_year direction "
        "average_12 maximum_12 benchmarks targets spc"
    )
    assert list(row["spc"]) == ["mean", "lower", "upper", "points", "variation", "assurance"]
    assert row["values"]["2017-04"] == {"value": 1278, "mark": None}
    assert row["change_month"] == pytest.approx((1649 - 1376) / 1376 * 100)
    assert row["benchmarks"]["England"] == {"value": None, "mark": "Local"}
    assert row["direction"] == {"month": "increase", "year": "increase"}


def test_percentages_are_81_and_not_0_81(exported):
    row = exported[
        "Percentage of referrals dealt with by MASH where time from referral received / recorded to completion by MASH "
        "was 24 hours / 1 working day or less"
    ]

    assert (row["unit"], row["polarity"]) == ("percent", "high")
    assert row["values"]["2017-04"]["value"] == 81.0
    assert row["average_12"] == pytest.approx(72.9166667)


def test_every_mark_is_kept_as_it_is(exported):
    carers = exported["Number of in-house foster carers at the end of period"]

    assert carers["values"]["2017-04"] == {"value": None, "mark": "-"}
    assert carers["benchmarks"]["England"] == {"value": None, "mark": "-"}
    assert carers["targets"] == {
        "2017-18": {"value": 190, "mark": None},
        "2018-19": {"value": None, "mark": "TBC"},
        "2019-20": {"value": None, "mark": "TBC"},
    }
    assert carers["change_year"] is None


def test_a_base_of_zero_gives_no_change(exported):
    adoptions = exported["Number of adoptions (E11, E12)"]

    assert adoptions["values"]["2017-04"]["value"] == 0
    assert adoptions["change_year"] is None
    assert adoptions["direction"] == {"month": "decrease", "year": "unknown"}


def test_units_groups_owners_and_polarities_are_those_of_the_sheet(exported):
    children = exported["Number of Looked after Children at end of period"]

    assert (children["code"], children["group"], children["owner"]) == ("LAC1", "Looked after children", "Jane White")
    assert (children["unit"], children["polarity"]) == ("count", "low")
    assert exported["Looked after Children rate per 10,000"]["unit"] == "rate"
    units = [row["unit"] for row in exported.values()]
    assert (units.count("percent"), units.count("rate"), units.count("count")) == (21, 5, 27)
    assert [row["polarity"] for row in exported.values()].count("neutral") == 25
