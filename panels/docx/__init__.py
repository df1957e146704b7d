"""Word reports: is it one, what is in it, and where its sections go. No models but those it is given; writes nothing."""

from panels.docx.match import Choice, compose, suggest
from panels.docx.read import WordReport, read_docx

__all__ = ["Choice", "WordReport", "compose", "read_docx", "suggest"]
