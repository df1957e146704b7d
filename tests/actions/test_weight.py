"""Pages of a large plan stay small: lists go over pages, and the files have the whole."""

import csv
import io

from django.test import Client
from histories import action, area, inspection, said

from actions.enums import Rag

AREAS, ACTIONS = 11, 10
MOST = 60_000
"""Bytes of a page that leave room, within 100 KB, for the styles and scripts that come with it."""


def test_pages_of_a_large_plan_stay_small_and_the_file_has_all_that_changed(db: None):
    plan = inspection()
    for number in range(1, AREAS + 1):
        made = area(plan, number)
        for step in range(1, ACTIONS + 1):
            one = action(
                made, f"Step {number}.{step}: see every child in time, and write down what they say", "2020-03-31"
            )
            said(one, "2020-03-01", Rag.AMBER)
            said(one, "2020-04-10", Rag.RED, done="Not half done", status_reason="Two posts are vacant")
    client, address = Client(), f"/action-plans/{plan.slug}"
    changes = [client.get(f"{address}/changes/?since=2020-04-01&page={page}") for page in (1, 2, 3)]
    report = [client.get(f"{address}/report/?since=2020-04-01&page={page}") for page in (1, 2, 4)]

    for answer in (*changes, *report, client.get(f"{address}/report/?since=2020-04-01&changes=6")):
        assert answer.status_code == 200
        assert len(answer.content) < MOST, answer.request["QUERY_STRING"]
    words = [answer.content.decode() for answer in changes]
    assert [text.count("see every child") for text in words] == [50, 50, 10]
    assert all("Actions: 110 got worse" in text for text in words), "each page says the whole"
    first, second, last = (answer.content.decode() for answer in report)
    assert "All 110 late actions" in first
    assert "Area by area" not in first
    assert "Step 1.1:" in second
    assert "Step 11.10:" in last
    rows = list(csv.reader(io.StringIO(client.get(f"{address}/changes/changes.csv?since=2020-04-01").content.decode())))
    assert len(rows) == 1 + AREAS * ACTIONS
    assert "Two posts are vacant" in rows[1][4]
    assert client.get(f"{address}/changes/changes.csv?since=soon").status_code == 400
