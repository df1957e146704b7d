"""Datasets and their monthly releases, the indicators and their library, performance packs, and the glossary."""

from performance.models.datasets import (
    Benchmark,
    Dataset,
    GlossaryTerm,
    Indicator,
    Release,
    Row,
    Target,
    Value,
)
from performance.models.disclosure import Reader, Relation, RelationPart, SmallNumbersRule
from performance.models.library import IndicatorEntry, Rebase
from performance.models.packs import Commentary, EnquiryLine, PackEdition, PerformancePack
from performance.models.uploads import SheetColumns, Upload

__all__ = [
    "Benchmark",
    "Commentary",
    "Dataset",
    "EnquiryLine",
    "GlossaryTerm",
    "Indicator",
    "IndicatorEntry",
    "PackEdition",
    "PerformancePack",
    "Reader",
    "Rebase",
    "Relation",
    "RelationPart",
    "Release",
    "Row",
    "SheetColumns",
    "SmallNumbersRule",
    "Target",
    "Upload",
    "Value",
]
