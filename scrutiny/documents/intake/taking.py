"""The parent's side of the intake: starts the bounded process and turns its answer into objects."""

from dataclasses import dataclass
from pathlib import Path

from scrutiny.bounded import OutOfBounds, run_bounded
from scrutiny.documents.intake.observed import Observation, Observed, Refusal

CHILD = "scrutiny.documents.intake.child"


@dataclass(frozen=True)
class Bounds:
    """How much one file may cost: pages, objects, seconds and megabytes of memory."""

    pages: int = 300
    objects: int = 300_000
    seconds: int = 90
    megabytes: int = 1_536


@dataclass(frozen=True)
class TakenIn:
    """A PDF made harmless, in the place that the caller named. Sizes are (width, height, pages) in points."""

    pages: int
    sizes: tuple[tuple[float, float, int], ...]
    is_tagged: bool
    claims_pdf_ua: bool
    observations: tuple[Observation, ...]


class UnusablePdf(Exception):
    """The file cannot be used. `detail` is a number or a word that belongs to the reason, for the sentence."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        self.refusal = refusal
        self.detail = detail
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))


def take_in(source: Path, result: Path, *, bounds: Bounds | None = None) -> TakenIn:
    """Make a harmless copy of the PDF at `source` in the new file `result`, and say what was found.

    The copy holds pages, their tags, bookmarks and plain links, and nothing that acts. What needs a password to be
    opened is refused; what only forbids copying or changing is opened, because a public record has to be readable by
    everybody, and that is observed. Raises UnusablePdf; then there is no `result`.
    """
    bounds = bounds or Bounds()
    request = {
        "source": str(source), "result": str(result), "pages": bounds.pages, "objects": bounds.objects,
    }  # fmt: skip
    try:
        answer = run_bounded(CHILD, request, seconds=bounds.seconds, megabytes=bounds.megabytes)
    except OutOfBounds as error:
        result.unlink(missing_ok=True)
        raise UnusablePdf(Refusal.TOO_SLOW if error.reason == "time" else Refusal.TOO_LARGE) from error
    if "refusal" in answer:
        result.unlink(missing_ok=True)
        raise UnusablePdf(Refusal(answer["refusal"]), str(answer.get("detail", "")))
    return TakenIn(
        pages=answer["pages"],
        sizes=tuple((width, height, count) for width, height, count in answer["sizes"]),
        is_tagged=answer["is_tagged"],
        claims_pdf_ua=answer["claims_pdf_ua"],
        observations=tuple(
            Observation(Observed(one["code"]), one["page"], one["excerpt"]) for one in answer["observations"]
        ),
    )
