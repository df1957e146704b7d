"""What can be found in an uploaded file: how serious it is, and in plain words what it is and what to do about it."""

from dataclasses import dataclass

from panels.enums import FindingWeight
from panels.uploads.codes import InOffice
from scrutiny.documents.intake import Observed

DECIDE, REMOVED, NOTICE = FindingWeight.DECIDE, FindingWeight.REMOVED, FindingWeight.NOTICE


@dataclass(frozen=True)
class Words:
    """What an officer reads of one kind of finding. `what` is a heading, `meaning` and `todo` whole sentences."""

    weight: FindingWeight
    what: str
    meaning: str
    todo: str = ""


UNCOVER = "Ask the author to delete the words themselves and send the file again, or decide that they may be read."
IN_WORKBOOK = "It stays behind: only the Word text is published, not the workbook inside it."

WORDS: dict[Observed | InOffice, Words] = {
    Observed.COVERED_TEXT: Words(
        DECIDE, "Text under a box or picture",
        "Somebody drew over these words. The page looks blacked out, but anybody can copy the words from the file.",
        UNCOVER,
    ),
    Observed.BACKGROUND_TEXT: Words(
        DECIDE, "Text in the colour of its background",
        "Nobody sees these words on the page, but they can be copied, searched and read out.", UNCOVER,
    ),
    Observed.OFF_PAGE_TEXT: Words(
        DECIDE, "Text off the page",
        "These words stand outside what is printed, for example because the page was cropped. They are in the file all "
        "the same.",
        UNCOVER,
    ),
    Observed.CLIPPED_TEXT: Words(
        DECIDE, "Text that is cut off",
        "A frame cuts these words off, as a narrow cell of a spreadsheet does. They are whole in the file.", UNCOVER,
    ),
    Observed.HIDDEN_LAYER_TEXT: Words(
        DECIDE, "Text in a layer that is switched off",
        "The file has layers, and the one with these words is off. One click switches it on.",
        "Ask the author for a file without layers (“flattened”), or decide that the words may be read.",
    ),
    Observed.HIDDEN_LAYER: Words(
        DECIDE, "A drawing in a layer that is switched off",
        "The file has layers, and something is drawn in one that is off. One click switches it on.",
        "Ask the author for a file without layers (“flattened”), or decide that the drawing may be seen.",
    ),
    Observed.INVISIBLE_TEXT: Words(
        DECIDE, "Invisible text",
        "These words are in the page but are not drawn. They can be copied, searched and read out.", UNCOVER,
    ),
    Observed.TINY_TEXT: Words(
        DECIDE, "Text too small to see", "These words are printed as a dot or a line, and can be copied all the same.",
        UNCOVER,
    ),
    Observed.UNAPPLIED_REDACTION: Words(
        DECIDE, "A redaction that was never carried out",
        "The words on this page are only marked to be taken out. They are all still there.",
        "Ask the author to apply the redaction in their program and send the new file.",
    ),
    Observed.UNINSPECTED_PAGE: Words(
        DECIDE, "A page that could not be searched",
        "The page is drawn in a way that we cannot follow, so we do not know whether it hides anything.",
        "Look at the page, try to select and copy what is on it, and decide; or ask the author to export it anew.",
    ),
    Observed.SCAN_TEXT: Words(
        NOTICE, "Words recognised in a scan",
        "The page is a picture of paper, with the words that a program read in it behind the picture. This makes a "
        "scan searchable, and is no fault.",
        "If something on the scan is blacked out, check that it is not among the words.",
    ),
    Observed.COMMENT: Words(
        REMOVED, "Comment", "Comments and notes are for the author’s colleagues. We took this one out."
    ),
    Observed.ATTACHMENT: Words(
        REMOVED, "File inside the file", "A file was attached inside. It is not published.",
        "If the panel needs it, upload it as an appendix of its own.",
    ),
    Observed.SCRIPT: Words(REMOVED, "Program code", "The file could run code when it is opened. We took the code out."),
    Observed.ACTION: Words(
        REMOVED, "Automatic action", "The file could start a program or open another file. We took that out."
    ),
    Observed.OUTSIDE_LINK: Words(
        REMOVED, "Link to somewhere unusual",
        "Links to web pages and e-mail addresses stay. This one leads elsewhere, or opens by itself: we took it out.",
    ),
    Observed.FORM_FIELDS: Words(
        REMOVED, "Form", "The form’s fields, as filled in, are now plain parts of the page. Nobody can change them."
    ),
    Observed.HIDDEN_FIELD: Words(
        REMOVED, "Hidden form field", "The form had a field that is not shown, with something in it. It is gone."
    ),
    Observed.MULTIMEDIA: Words(
        REMOVED, "Film, sound or model", "It cannot be printed, and was taken out.",
        "Publish it on the website, and let the paper link to it.",
    ),
    Observed.PROPERTIES: Words(
        REMOVED, "Document properties", "The file said who wrote it and with which program. We took that out."
    ),
    Observed.EARLIER_VERSIONS: Words(
        REMOVED, "Earlier versions of the file",
        "The file was saved so that what stood in it before was still inside, deleted passages too. Only the last "
        "version is kept.",
    ),
    Observed.PRIVATE_DATA: Words(
        REMOVED, "Data of other programs", "A program left its own working data in the file. We took it out."
    ),
    Observed.PICTURE_LOCATION: Words(
        REMOVED, "Photograph with its place",
        "The camera had written into a photograph where it was taken. The photograph stays, the place is gone.",
    ),
    Observed.PICTURE_DETAILS: Words(
        REMOVED, "Details in a photograph", "A camera or program had written into the picture. Only the picture stays."
    ),
    Observed.SIGNATURE: Words(
        REMOVED, "Digital signature",
        "A signature holds for the file exactly as it was, so it cannot hold for our clean copy.",
        "If the signature matters, keep the signed file with the council’s records.",
    ),
    Observed.TRAILING_DATA: Words(
        REMOVED, "Something behind the end of the file", "Data followed the end of the PDF. It is gone."
    ),
    Observed.OWNER_PASSWORD: Words(
        NOTICE, "Protection against copying",
        "Anybody can open the file, but it asked programs not to copy or change it. We took that off: a public paper "
        "must be readable with a screen reader, and may be copied.",
        "If the author has a reason for it, speak to them before you publish.",
    ),
    Observed.REPAIRED: Words(
        NOTICE, "Repaired", "The file was damaged, and we repaired what we could.",
        "Compare every page with the author’s copy, or ask for a fresh one.",
    ),
    Observed.LARGE_PAGE: Words(
        NOTICE, "Large page", "It is larger than A3, so that on office paper it will be printed smaller.",
        "Check that it can be read at that size; on screen it can be enlarged.",
    ),
    Observed.PICTURE_PAGE: Words(
        NOTICE, "A page that is only a picture",
        "There are no words on this page that a screen reader could read, a search find or anybody copy.",
        "Ask the author for the document that was scanned, or for a scan with text recognition.",
    ),
    InOffice.TRACKED_CHANGE: Words(
        DECIDE, "Tracked change",
        "Somebody’s change was neither accepted nor rejected. We publish the text as if all changes were accepted: "
        "what was to be deleted is gone.",
        "Ask the author whether the text is final; or decide that it may be published like this.",
    ),
    InOffice.WORD_COMMENT: Words(
        REMOVED, "Comment", "Comments are for the author’s colleagues. We took this one out."
    ),
    InOffice.HIDDEN_WORD_TEXT: Words(
        REMOVED, "Hidden text", "The author hid these words in Word. They are not in our version."
    ),
    InOffice.WHITE_WORD_TEXT: Words(
        DECIDE, "White text",
        "These words are white in Word, so nobody sees them there. In our version they are black: everybody will.",
        "Ask the author to delete them and send the file again, or decide that they may be read.",
    ),
    InOffice.WORD_PROPERTIES: Words(
        REMOVED, "Document properties", "The file said who wrote it, and for whom. We took that out."
    ),
    InOffice.DOCUMENT_VARIABLE: Words(
        REMOVED, "Stored values", "A program or template had stored values in the document. We took them out."
    ),
    InOffice.CUSTOM_XML: Words(
        REMOVED, "Data behind the document", "A program had stored data behind the text. We took it out."
    ),
    InOffice.MACRO: Words(REMOVED, "Macros", "The document could run code. We took the code out."),
    InOffice.OUTSIDE_CONTENT: Words(
        REMOVED, "Content from elsewhere", "The document fetches something from another place. We took that out.",
        "If it is missing from the paper, ask the author to put it into the document itself.",
    ),
    InOffice.EMBEDDED_FILE: Words(
        REMOVED, "File inside the document", "A whole file was embedded. It is not published.",
        "If the panel needs it, upload it as an appendix of its own.",
    ),
    InOffice.CROPPED_PICTURE: Words(
        REMOVED, "Cropped picture", "Word keeps what was cropped away from a picture. We cut it off for good."
    ),
    InOffice.WORD_PICTURE_LOCATION: Words(
        REMOVED, "Photograph with its place",
        "The camera had written into a photograph where it was taken. The photograph stays, the place is gone.",
    ),
    InOffice.HIDDEN_SHEET: Words(REMOVED, "Hidden sheet in a workbook", IN_WORKBOOK),
    InOffice.HIDDEN_ROWS: Words(REMOVED, "Hidden rows in a workbook", IN_WORKBOOK),
    InOffice.HIDDEN_COLUMNS: Words(REMOVED, "Hidden columns in a workbook", IN_WORKBOOK),
    InOffice.PIVOT_CACHE: Words(
        REMOVED, "Data behind a pivot table", f"A pivot table keeps all the rows it was made from. {IN_WORKBOOK}"
    ),
    InOffice.EXTERNAL_LINK: Words(
        REMOVED, "Link to another workbook", f"It keeps a copy of the other workbook’s cells. {IN_WORKBOOK}"
    ),
    InOffice.DEFINED_NAME: Words(REMOVED, "Hidden name in a workbook", IN_WORKBOOK),
    InOffice.CELL_COMMENT: Words(REMOVED, "Comment in a workbook", IN_WORKBOOK),
    InOffice.WRONG_NAME: Words(
        NOTICE, "Name and content differ", "The file was treated as what it holds, whatever its name says."
    ),
}  # fmt: skip


BY_CODE = {str(code): words for code, words in WORDS.items()}


def words_of(code: str) -> Words:
    """The words of a stored code. Raises KeyError for one that nobody knows."""
    return BY_CODE[code]
