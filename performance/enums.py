"""The fixed choices of performance data. No Django models and no rules here."""

import re
from enum import StrEnum

from django.db import models


class Unit(models.TextChoices):
    """What a figure counts. Percentages are kept as 81.0, never as 0.81."""

    COUNT = "count", "Number"
    PERCENT = "percent", "Percentage"
    RATE = "rate", "Rate"


class Polarity(models.TextChoices):
    """Which way is good. Neutral: the source does not say, or neither way is good in itself."""

    HIGH = "high", "Good to be high"
    LOW = "low", "Good to be low"
    NEUTRAL = "neutral", "Neither high nor low is better"


class Mark(models.TextChoices):
    """What stands in the source where a figure could. They differ, so which one it was is kept."""

    FIGURE = "", "A figure"
    DASH = "-", "No figure"
    LOCAL = "Local", "Local measure, nothing to compare with"
    TO_BE_CONFIRMED = "TBC", "To be confirmed"
    NOT_AVAILABLE = "n/a", "Not available"
    BLANK = "blank", "Left blank in the source"
    WITHHELD = "c", "Withheld, so that no child can be identified"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark that a cell's text stands for, whatever its case and spaces; None if it is none of them."""
        return _MARKS.get(re.sub(r"[\s.]+", "", text).lower())

    @property
    def printed(self) -> str:
        """As the source prints it: the mark, or nothing for a blank cell."""
        return "" if self in (Mark.BLANK, Mark.FIGURE) else str(self.value)


_MARKS = {
    "": Mark.BLANK,
    "-": Mark.DASH,
    "–": Mark.DASH,
    "—": Mark.DASH,
    "local": Mark.LOCAL,
    "tbc": Mark.TO_BE_CONFIRMED,
    "n/a": Mark.NOT_AVAILABLE,
    "na": Mark.NOT_AVAILABLE,
    # As the DfE writes a figure that it withholds; "*" is what many councils write.
    "c": Mark.WITHHELD,
    "*": Mark.WITHHELD,
}


class SmallNumbers(models.TextChoices):
    """What the public sees of a dataset's counts that are so small that they may point to a child."""

    NONE = "none", "Every figure is shown"
    DFE = "dfe", "1 to 5 are withheld, as the Department for Education does"
    OWN = "own", "Numbers up to a threshold of our own are withheld"


class UploadState(models.TextChoices):
    """What became of a workbook that somebody uploaded."""

    WAITING = "waiting", "Waiting to be confirmed"
    IMPORTED = "imported", "Imported"
    DISCARDED = "discarded", "Discarded"
    UNDONE = "undone", "Undone"


class RelationKind(models.TextChoices):
    """How figures of one month follow from each other, so that one that is withheld could be worked out."""

    SUM = "sum", "Is the sum of"
    WHOLE = "whole", "Makes up 100% together with"
    SHARE = "share", "Is the percentage of"
    RATE = "rate", "Is a rate of"


class Direction(StrEnum):
    """Which way a figure went by the source's rule: a change of under 10% reads "similar"."""

    INCREASE = "increase"
    SIMILAR = "similar"
    DECREASE = "decrease"
    UNKNOWN = "unknown"


class Judgement(StrEnum):
    """What a direction means once it is known which way is good."""

    BETTER = "better"
    WORSE = "worse"
    SIMILAR = "similar"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class SpecialCause(StrEnum):
    """Why a point on an XmR chart is a signal; in the order in which the rules are tried."""

    OUTSIDE_LIMITS = "outside_limits"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


class Variation(StrEnum):
    """What the latest point of an XmR chart says."""

    COMMON_CAUSE = "common_cause"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    SPECIAL_HIGH = "special_high"
    SPECIAL_LOW = "special_low"
    UNKNOWN = "unknown"


class Assurance(StrEnum):
    """Whether the process as it runs now can be relied on to meet its target."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit_and_miss"
    NO_TARGET = "no_target"


class TargetBasis(models.TextChoices):
    """What the target of a financial year is held against."""

    MONTH = "month", "The figure of each month"
    YEAR = "year", "The total of the year’s months"


class EnquiryRule(models.TextChoices):
    """The rule that suggested a line of enquiry; lines that officers add have none."""

    CONCERN = "concern", "A signal of concern"
    OFF_TARGET = "off_target", "Off target"
    LONG_WORSE = "long_worse", "Worse than others for months"
    CHANGED = "changed", "A signal where neither way is marked as good"
    IMPROVED = "improved", "A signal of improvement"
    NO_TARGET = "no_target", "A target that is still to be set"
    UNEXPLAINED = "unexplained", "An explanation that was asked for and did not come"
    MISSING = "missing", "A month without a figure"


class CommentaryState(models.TextChoices):
    """Where an owner's explanation stands on its way to the panel."""

    ASKED = "asked", "Asked for"
    SUBMITTED = "submitted", "With the manager"
    RETURNED = "returned", "Returned to the writer"
    SIGNED_OFF = "signed_off", "Signed off"
    WITHDRAWN = "withdrawn", "No longer needed"
