"""The marks as cells write them, and that every status has words and a badge."""

import pytest

from performance import words
from performance.enums import Assurance, Direction, Judgement, Mark, Polarity, SpecialCause, Unit, Variation
from scrutiny.badges import badge_of


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("-", Mark.DASH),
        (" – ", Mark.DASH),
        ("local", Mark.LOCAL),
        ("T.B.C.", Mark.TO_BE_CONFIRMED),
        ("N/A", Mark.NOT_AVAILABLE),
        ("  ", Mark.BLANK),
        ("none", None),
        ("0", None),
    ],
)
def test_marks_are_read_as_people_write_them(text, mark):
    assert Mark.read(text) is mark


@pytest.mark.parametrize("kind", [Judgement, Direction, Polarity, Variation, Assurance])
def test_every_status_has_a_badge_of_its_own_kind(kind):
    assert all(badge_of(member).word for member in kind)
    assert badge_of(Judgement.SIMILAR) == badge_of(Direction.SIMILAR)
    assert badge_of(Judgement.UNKNOWN).word == "Not known"
    assert badge_of(Variation.UNKNOWN).word == "Too few figures"


def test_every_status_has_its_sentence():
    assert set(words.VARIATION) == set(Variation)
    assert set(words.ASSURANCE) == set(Assurance)
    assert set(words.SPECIAL_CAUSE) == set(SpecialCause)
    assert set(words.POLARITY) == set(Polarity)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (1278, Unit.COUNT, 0, "1,278"),
        (72.916, Unit.PERCENT, 1, "72.9%"),
        (100, Unit.PERCENT, 1, "100%"),
        (99.96, Unit.PERCENT, 1, "100.0%"),
        (12.25, Unit.RATE, 1, "12.3"),
    ],
)
def test_figures_are_written_as_they_are_printed(value, unit, decimals, text):
    assert words.figure(value, unit, decimals) == text


@pytest.mark.parametrize(
    ("change", "text"), [(19.84, "+20%"), (-8.5, "−9%"), (0.4, "0%"), (-0.4, "0%"), (266.7, "+267%"), (None, "n/a")]
)
def test_changes_are_written_in_whole_percent_with_their_sign(change, text):
    assert words.percent_change(change) == text
