"""The demonstration's data files, read and turned into what the operations take. Writes nothing."""

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from panels.enums import FrontPage, ItemKind, ListMarker, PartStyle

HEAD_CONTACTS = {"author", "director"}


def read(folder: Path, name: str) -> dict[str, Any]:
    """One data file."""
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def front_pages(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The notes of the front pages, in the order printed."""
    for note in source["public_information"]:
        yield {
            "page": FrontPage.PUBLIC_INFORMATION,
            "heading": note["heading"],
            "level": 2,
            "text": note["text"].strip(),
        }
    for note in source["disclosure_of_interests"]:
        yield {
            "page": FrontPage.INTERESTS,
            "heading": note["heading"],
            "level": note["level"],
            "text": note["text"].strip(),
        }


def template_parts(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a report template, those of the head first."""
    for fact in source["head"]:
        yield {
            "key": part_key(fact["key"]),
            "heading": fact["heading"],
            "in_head": True,
            "style": PartStyle.CONTACT if fact["key"] in HEAD_CONTACTS else PartStyle.FACT,
            "required": fact["required"],
            "automatic": fact.get("automatic", False),
            "show_heading": fact.get("show_heading", True),
            "above_title": fact.get("above_title", False),
            "synonyms": fact.get("synonyms", []),
            "guidance": fact["guidance"],
        }
    for section in source["sections"]:
        yield {
            "key": part_key(section["key"]),
            "heading": section["heading"],
            "level": section["level"],
            "style": PartStyle(section["style"]),
            "required": section["required"],
            "automatic": section.get("automatic", False),
            "guidance": section["guidance"].strip(),
            "lead_in": section.get("question", section.get("introduction", "")),
            "columns": section.get("columns", []),
            "show_heading": section.get("show_heading", True),
            "list_marker": ListMarker(section.get("list_marker", ListMarker.DECIMAL)),
            "synonyms": section.get("synonyms", []),
        }


def report_texts(source: Mapping[str, Any], automatic: set[str]) -> dict[str, str]:
    """What stands under each part of a report, by the part's key; automatic parts are left out."""
    texts = {}
    for key in ("decision_maker", "subject", "date_of_decision", "report_of", "statement_of_confidentiality"):
        value = source[key]
        texts[part_key(key)] = f"{value.day} {value:%B %Y}" if isinstance(value, datetime.date) else value
    for key in HEAD_CONTACTS:
        contact = source[key]
        texts[part_key(key)] = "\n".join(contact[line] for line in ("name", "telephone", "email") if contact.get(line))
    for section in source["sections"]:
        texts[part_key(section["key"])] = "\n\n".join(text.strip() for text in section["paragraphs"])
    return {key: text for key, text in texts.items() if key not in automatic}


def minute_entries(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The minutes one by one, as `record_minutes` takes them."""
    for minute in source["minutes"]:
        noted = [text.strip() for text in minute["noted"]]
        yield {
            "number": minute["number"],
            "title": minute["title"],
            "chair_note": minute["chair_note"],
            "considered": minute["considered"].strip(),
            "chair_after": minute.get("chair_after", ""),
            "speakers": minute["attendees"],
            "noted_lead_in": minute["noted_introduction"],
            # Several points are a list below their lead-in; a single one without a lead-in is a paragraph.
            "noted": "\n".join(f"- {text}" for text in noted) if minute["noted_introduction"] else "\n\n".join(noted),
            "resolutions": minute["resolutions"],
            "note": minute["note"].strip(),
        }


def standing_items(source: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """What every new agenda of the panel starts with, in order."""
    for item in source["items"]:
        yield {"title": item["title"], "text": item["text"].strip(), "kind": ItemKind(item["kind"])}


def terms_of_reference(source: Mapping[str, Any]) -> str:
    """The introduction and the list below it, as the panel keeps them."""
    lines = [source["terms_of_reference_introduction"].strip()]
    return "\n".join(lines + [f"- {text.strip()}" for text in source["terms_of_reference"]])


def part_key(key: str) -> str:
    return key.replace("_", "-")
