"""The phrases of minutes: ours, which a council changes for its own where they differ. Pure.

In a phrase, `{people}` and the like are filled in. Numbers decide between two phrases where one and many differ.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from panels.enums import DeclarationConduct, DeclarationKind, MemberKind
from panels.writing import joined


@dataclass(frozen=True)
class Phrase:
    """One phrase: what it is for, ours, and what is filled in. An empty one prints nothing."""

    meaning: str
    ours: str
    fills: frozenset[str] = frozenset()


def _phrase(meaning: str, ours: str, *fills: str) -> Phrase:
    return Phrase(meaning, ours, frozenset(fills))


PHRASES: dict[str, Phrase] = {
    "chair": _phrase("Another member takes the chair", "{person} in the chair", "person"),
    "apologies": _phrase("The item for apologies", "The apologies of {people} were noted.", "people"),
    "considered": _phrase("What the panel considered", "The Panel considered the {business}.", "business"),
    "speakers": _phrase(
        "Officers and witnesses who spoke",
        "{people}; were present and with the consent of the Chair addressed the meeting.",
        "people",
    ),
    "speaker": _phrase(
        "One officer or witness who spoke",
        "{people}; was present and with the consent of the Chair addressed the meeting.",
        "people",
    ),
    "public": _phrase(
        "Members of the public who spoke", "{people} addressed the meeting at the Chair's discretion.", "people"
    ),
    "noted": _phrase("Before a list of points", "The Panel particularly noted the following:"),
    "resolved": _phrase("Before what was resolved", "RESOLVED"),
    "note": _phrase("Before a note", "NOTE:"),
    "approve": _phrase(
        "The resolution that approves earlier minutes",
        "that the minutes of the meeting held on {date} be approved and signed as a correct record.",
        "date",
    ),
    "vote": _phrase(
        "A vote", "Votes for: {votes_for}. Against: {votes_against}. Abstained: {abstained}.", "votes_for",
        "votes_against", "abstained",
    ),
    "casting": _phrase("The chair's casting vote", "The Chair used the casting vote {choice} the motion.", "choice"),
    "lost": _phrase("A motion not carried", "The following motion was put and not carried: {motion}", "motion"),
    "urgent": _phrase(
        "A late paper", "The Chair agreed that the item was urgent, for this reason: {reason}", "reason"
    ),
    "request": _phrase(
        "An action or information asked for; nothing is printed while this is empty", "", "asked_of", "text", "due"
    ),
    "exempt": _phrase("Above the summary of an exempt minute", "Not for publication: {ground}.", "ground"),
    "excluded": _phrase(
        "When the press and public went", "The press and public were excluded from {start}.", "start"
    ),
    "readmitted": _phrase(
        "When they came back",
        "The press and public were excluded from {start} to {end}.",
        "start",
        "end",
    ),
    "closed": _phrase("When the meeting ended", "The meeting closed at {time}.", "time"),
    "interest-pecuniary": _phrase("What a pecuniary interest is called", "a disclosable pecuniary interest"),
    "interest-other": _phrase("What any other interest is called", "an other interest"),
    "interest-scrutiny": _phrase("What a scrutiny interest is called", "a scrutiny interest"),
    "interest-whip": _phrase("What a whip is called", "the application of a party political whip"),
    "declared-left-room": _phrase(
        "Declared and left the room",
        "{people} declared {interest} in the matter, {nature}, and left the meeting during its consideration.",
        "people", "interest", "nature",
    ),
    "declared-no-vote": _phrase(
        "Declared, stayed and did not vote",
        "{people} declared {interest} in the matter, {nature}. {They} remained in the meeting and did not vote.",
        "people", "interest", "nature", "They",
    ),
    "declared-stayed": _phrase(
        "Declared, stayed and took part",
        "{people} declared {interest} in the matter, {nature}. {They} remained in the meeting and took part in the "
        "discussion.",
        "people", "interest", "nature", "They",
    ),
    "declared-left-chair": _phrase(
        "Declared and left the chair",
        "{people} declared {interest} in the matter, {nature}, and stepped aside from {offices} during its "
        "consideration. {They} remained in the meeting and took part in the discussion.",
        "people", "interest", "nature", "They", "offices",
    ),
}  # fmt: skip

INTEREST = {kind: f"interest-{kind.value}" for kind in DeclarationKind}
DECLARED = {conduct: f"declared-{conduct.value.replace('_', '-')}" for conduct in DeclarationConduct}


@dataclass(frozen=True)
class Named:
    """Somebody as minutes name a person: "Councillor" apart, and what stands in brackets behind the name."""

    title: str
    name: str
    more: tuple[str, ...] = ()
    kind: MemberKind = MemberKind.COUNCILLOR

    @property
    def full(self) -> str:
        return f"{self.title} {self.name}".strip()


def fill(phrases: Mapping[str, str], key: str, **values: object) -> str:
    """The phrase with its gaps filled in."""
    return phrases[key].format(**values)


def phrase_problem(key: str, text: str) -> str:
    """What is wrong with a council's phrase, as a sentence; nothing where it can be used."""
    phrase = PHRASES[key]
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return f"“{phrase.meaning}”: a curly bracket stands alone. Write each gap as {{name}}."
    unknown = sorted({name or "" for _, name, _, _ in parts if name is not None} - phrase.fills)
    if unknown or any(spec or conversion for _, _, spec, conversion in parts):
        offered = joined([f"{{{name}}}" for name in sorted(phrase.fills)]) if phrase.fills else "nothing"
        wrong = ", ".join(f"{{{name}}}" for name in unknown) or "a format"
        return f"“{phrase.meaning}”: {wrong} cannot be filled in. It may hold {offered}."
    return ""


def people(named: list[Named]) -> str:
    """People in one line, councillors together as minutes have them: "Councillors A (Chair), B and C"."""
    of_title = [who for who in named if who.title]
    titles = {who.title for who in of_title}
    if len(of_title) < 2 or len(titles) > 1 or named[: len(of_title)] != of_title:
        return joined([_with_more(who.full, who) for who in named])
    names = [_with_more(who.name, who) for who in named]
    names[0] = f"{named[0].title}s {names[0]}"
    return joined(names)


def speakers(lines: list[str]) -> str:
    """Speakers in one sentence, apart by semicolons, because commas stand within each: "A, Head; B, Head; and C"."""
    *most, last = lines
    return f"{'; '.join(most)}; and {last}" if most else last


def _with_more(text: str, who: Named) -> str:
    return f"{text} ({', '.join(who.more)})" if who.more else text
