"""The codes of what is found in uploaded files. Pure, and without Django: the bounded children use them too."""

from dataclasses import dataclass
from enum import StrEnum

from scrutiny.documents.intake.observed import Observed


class InOffice(StrEnum):
    """Found in Word documents, and in workbooks alone or inside them. PDFs have theirs in scrutiny.documents."""

    TRACKED_CHANGE = "tracked_change"
    WORD_COMMENT = "word_comment"
    HIDDEN_WORD_TEXT = "hidden_word_text"
    WHITE_WORD_TEXT = "white_word_text"
    WORD_PROPERTIES = "word_properties"
    DOCUMENT_VARIABLE = "document_variable"
    CUSTOM_XML = "custom_xml"
    MACRO = "macro"
    OUTSIDE_CONTENT = "outside_content"
    EMBEDDED_FILE = "embedded_file"
    CROPPED_PICTURE = "cropped_picture"
    WORD_PICTURE_LOCATION = "word_picture_location"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    PIVOT_CACHE = "pivot_cache"
    EXTERNAL_LINK = "external_link"
    DEFINED_NAME = "defined_name"
    CELL_COMMENT = "cell_comment"
    WRONG_NAME = "wrong_name"


@dataclass(frozen=True)
class Finding:
    """One thing found: `where` is a page, a paragraph or a sheet with its cells; `excerpt` what is hidden there."""

    code: Observed | InOffice
    where: str = ""
    excerpt: str = ""
