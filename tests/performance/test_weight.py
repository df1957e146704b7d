"""Every page of performance, as each role gets it, weighs less than 100 KB at a first visit, with all that it loads."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from performance.models import Indicator, PerformancePack
from performance.reports.pack import pack_report
from tests.helpers import Demo, sign_in
from tests.permissions import imports, open_data, performance, performance_packs, small_numbers

MOST = 100_000
HEADERS = 1_000
"""Bytes that the headers of an answer take at most; those of a page name every source that its policy allows."""
ALSO_LOADED = ("js/govuk-frontend.min.js",)  # by app.js, in its own words
LINKED = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"')


def test_a_first_visit_to_any_page_is_light_for_everybody(demo: Demo):
    addresses = set(every_page(demo))
    heavy, seen = [], 0
    for who in ("", "dso", "manager", "officer", "councillor"):
        client = sign_in(who) if who else Client()
        for address in sorted(addresses):
            answer = client.get(address, headers={"Accept-Encoding": "gzip"})
            body = b"".join(answer)
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            seen += 1
            weighs = HEADERS + len(body) + sum(map(weight, loaded(answer)))
            if weighs > MOST:
                heavy.append((weighs, who, address))

    assert heavy == []
    assert seen > 3 * len(addresses), "nearly every page is read, by nearly everybody"


def every_page(demo: Demo) -> Iterator[str]:
    """Every address of the permission table that can be read, each indicator and group, and the longest choice."""
    indicators = list(Indicator.objects.select_related("dataset").order_by("pk"))
    keys = {**performance_packs.places(demo), **imports.places(demo), "indicator": indicators[0].slug}
    for part in (performance, performance_packs, open_data, imports, small_numbers):
        for row in part.ROWS:
            if row.method == "get" and row.name.startswith("performance:"):
                yield reverse(row.name, kwargs={name: value.format(**keys) for name, value in row.kwargs.items()})
    for indicator in indicators:
        yield indicator.get_absolute_url()
        yield f"{indicator.get_absolute_url()}entry/"
    pack = PerformancePack.objects.select_related("dataset").get()
    for group in pack_report(pack, as_at=pack.started_at).groups:
        yield f"{pack.get_absolute_url()}groups/{group.slug}/"
    start = f"/performance/{indicators[0].dataset.slug}"
    yield f"{start}/explore/?{'&'.join(f'indicator={each.slug}' for each in indicators)}"
    yield f"{start}/compare/?first={indicators[0].slug}&second={indicators[1].slug}"


def loaded(answer) -> set[str]:
    """The styles, scripts and pictures of ours that a page asks for."""
    body = answer.content
    text = (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()
    return {*LINKED.findall(text), *ALSO_LOADED}


def weight(name: str) -> int:
    """What a file of ours weighs on its way, compressed as it is served."""
    found = finders.find(name)
    assert found, name
    return len(gzip.compress(Path(found).read_bytes(), 9)) + HEADERS // 2
