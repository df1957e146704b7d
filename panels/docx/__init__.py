"""Word reports: is it one, what is in it, and where do its sections go? Writes nothing but pictures to the store."""

from panels.docx.match import Choice, compose, suggest
from panels.docx.read import WordReport, read_docx

__all__ = ["Choice", "WordReport", "compose", "read_docx", "suggest"]
