"""The codes of what can be found in a PDF, and of why one cannot be used. Pure; used in both processes."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MOST_OF_A_KIND = 60
LONGEST_EXCERPT = 300


class Observed(StrEnum):
    """Something found in a PDF."""

    # Text that a reader does not see, and that anybody can copy or search for.
    COVERED_TEXT = "covered_text"
    BACKGROUND_TEXT = "background_text"
    OFF_PAGE_TEXT = "off_page_text"
    CLIPPED_TEXT = "clipped_text"
    HIDDEN_LAYER_TEXT = "hidden_layer_text"
    HIDDEN_LAYER = "hidden_layer"
    INVISIBLE_TEXT = "invisible_text"
    TINY_TEXT = "tiny_text"
    UNAPPLIED_REDACTION = "unapplied_redaction"
    UNINSPECTED_PAGE = "uninspected_page"
    # Text behind a scan, as character recognition leaves it.
    SCAN_TEXT = "scan_text"
    # Taken out.
    COMMENT = "comment"
    ATTACHMENT = "attachment"
    SCRIPT = "script"
    ACTION = "action"
    OUTSIDE_LINK = "outside_link"
    FORM_FIELDS = "form_fields"
    HIDDEN_FIELD = "hidden_field"
    MULTIMEDIA = "multimedia"
    PROPERTIES = "properties"
    EARLIER_VERSIONS = "earlier_versions"
    PRIVATE_DATA = "private_data"
    PICTURE_LOCATION = "picture_location"
    PICTURE_DETAILS = "picture_details"
    SIGNATURE = "signature"
    TRAILING_DATA = "trailing_data"
    # Good to know.
    OWNER_PASSWORD = "owner_password"  # noqa: S105 - a code
    REPAIRED = "repaired"
    LARGE_PAGE = "large_page"
    PICTURE_PAGE = "picture_page"


class Refusal(StrEnum):
    """Why a PDF cannot be used."""

    PASSWORD = "password"  # noqa: S105 - a code
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_OBJECTS = "too_many_objects"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    FORM_ONLY = "form_only"
    PORTFOLIO = "portfolio"


@dataclass(frozen=True)
class Observation:
    """One thing found: `page` counts from 1, and is 0 for the whole file; `excerpt` is what is hidden, shortened."""

    code: Observed
    page: int = 0
    excerpt: str = ""


@dataclass
class Notes:
    """Gathers observations, so many of a kind at most: a hostile file must not fill a database with them."""

    found: list[Observation] = field(default_factory=list)
    counts: dict[Observed, int] = field(default_factory=dict)

    def note(self, code: Observed, page: int = 0, excerpt: str = "") -> None:
        observation = Observation(code, page, shortened(excerpt))
        if observation in self.found[-MOST_OF_A_KIND:]:
            return
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] <= MOST_OF_A_KIND:
            self.found.append(observation)

    def as_json(self) -> list[dict[str, Any]]:
        """Every observation, and for each kind of which there were too many one more that says so."""
        more = [
            Observation(code, 0, f"and {count - MOST_OF_A_KIND} more places like this")
            for code, count in self.counts.items()
            if count > MOST_OF_A_KIND
        ]
        return [asdict(observation) for observation in (*self.found, *more)]


def shortened(text: str, limit: int = LONGEST_EXCERPT) -> str:
    """On one line, without control characters, and not too long."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
