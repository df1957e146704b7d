"""Datasets and their monthly releases, the indicators, and the glossary."""

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

__all__ = [
    "Benchmark",
    "Dataset",
    "GlossaryTerm",
    "Indicator",
    "Release",
    "Row",
    "Target",
    "Value",
]
