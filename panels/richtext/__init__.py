"""Formatted text of reports: the one door at which HTML is made clean, the plain text that stands for it without
scripts, and its layout with numbers. Pure: no models, no files.

Clean HTML is a sequence of `<p>`, `<h3>`, `<h4>`, `<ul>`, `<ol type start>`, `<blockquote>`, `<table data-caption>`
with a heading row and equal rows, and `<figure data-picture>`; in them `<strong> <em> <sub> <sup> <a href> <br>`.
"""

from panels.richtext.clean import Cleaned, clean
from panels.richtext.layout import Block, Numbers, lay_out
from panels.richtext.plain import Plain, from_plain, to_plain
from panels.richtext.tree import is_blank, text_of

__all__ = ["Block", "Cleaned", "Numbers", "Plain", "clean", "from_plain", "is_blank", "lay_out", "text_of", "to_plain"]
