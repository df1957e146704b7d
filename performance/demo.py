"""The demonstration's indicator library, performance pack and commentary, from its data files and by the operations.

Every fact in them stands in the dataset or in the minutes of 22 March 2018; nothing is put into the mouth of the owners
whom the dataset names.
"""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from performance.models import Indicator, PerformancePack, Release
from performance.operations.commentary import ask_for_commentary, sign_off_commentary, write_commentary
from performance.operations.library import load_library
from performance.operations.packs import publish_pack, start_pack
from performance.reports.commentary import wanted_commentary
from scrutiny.dates import Month
from scrutiny.models import Council, User


def load_entries(*, by: User, council: Council, folder: Path) -> None:
    """The indicator library of the council's dataset."""
    release = Release.objects.filter(dataset__council=council).select_related("dataset").order_by("-month")[0]
    files = sorted((folder / "indicators").glob("*.toml"))
    load_library(
        by=by, dataset=release.dataset, entries=[entry for file in files for entry in _read(file)["indicator"]]
    )


def load_pack(*, by: User, writer: User, manager: User, council: Council, folder: Path) -> None:
    """The pack of April 2018: owners are asked, one explanation is signed off, the lines are those of the rules."""
    source = _read(folder / "pack-2018-04.toml")
    month = Month.parse(source["month"])
    if PerformancePack.objects.filter(dataset__council=council, month=month.first_day).exists():
        return
    release = (
        Release.objects.filter(dataset__council=council).of_month(month).select_related("dataset").latest("revision")
    )
    indicators = {each.slug: each for each in Indicator.objects.filter(dataset=release.dataset).order_by("pk")}
    asked = ask_for_commentary(
        by=by,
        month=month,
        reasons={indicators[each.slug]: each.because for each in wanted_commentary(release)},
        due=source["due"],
        today=source["asked_on"],
        asked_of=writer,
    )
    for commentary in asked:
        words = source["explanations"].get(commentary.indicator.name)
        if words:
            written = write_commentary(by=writer, commentary=commentary, version=1, text=words.strip(), send=True)
            sign_off_commentary(by=manager, commentary=written, version=written.version)
    start_pack(by=by, release=release, on=source["asked_on"])


def publish(*, by: User, council: Council, at: datetime.datetime) -> None:
    """The pack as it was published with the agenda."""
    for pack in PerformancePack.objects.filter(dataset__council=council, editions=None):
        publish_pack(by=by, pack=pack, at=at)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
