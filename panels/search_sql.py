"""How each database is asked for words: which entries have them, in which order, and where in the text they stand.

SQLite has the table `search_words` (FTS5), PostgreSQL the column `words`; panels.word_index makes both. Everything
that a person typed goes in as a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# Marks around a found word, until the text is escaped. No stored text has them.
START, STOP = "\x02", "\x03"

RELEVANCE, NEWEST, OLDEST = "relevance", "newest", "oldest"


@dataclass(frozen=True)
class Conditions:
    """What besides the words an entry must meet: SQL over `e` (entry) and `m` (meeting), with its parameters."""

    sql: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """One database's way of asking. `matching` takes the words once, `snippets` too, then the keys."""

    matching: str
    rank: str
    snippets: str


SQLITE = Dialect(
    matching=(
        "FROM search_words JOIN panels_searchentry e ON e.id = search_words.rowid "
        "JOIN panels_meeting m ON m.id = e.meeting_id WHERE search_words MATCH %s"
    ),
    rank="bm25(search_words, 6.0, 1.0)",
    snippets=(
        "SELECT rowid, highlight(search_words, 0, char(2), char(3)), "
        "snippet(search_words, 1, char(2), char(3), ' … ', 48) FROM search_words "
        "WHERE search_words MATCH %s AND rowid IN ({keys})"
    ),
)
POSTGRESQL = Dialect(
    # The query stands in each place where it is used: the planner then knows how much it will find.
    matching=("FROM panels_searchentry e JOIN panels_meeting m ON m.id = e.meeting_id WHERE e.words @@ ({query})"),
    # 1: divided by the logarithm of the length, so that the longest paper is not always first.
    rank="-ts_rank(e.words, {query}, 1)",
    snippets=(
        "SELECT e.id, ts_headline('english', e.title, q.query, 'HighlightAll=true, StartSel=\x02, StopSel=\x03'), "
        "ts_headline('english', e.text, q.query, "
        "'MaxFragments=2, MinWords=12, MaxWords=26, FragmentDelimiter= … , StartSel=\x02, StopSel=\x03') "
        "FROM panels_searchentry e, (SELECT {query} AS query) q WHERE e.id IN ({keys})"
    ),
)
ORDERS = {
    RELEVANCE: "{rank}, m.date DESC, e.id",
    NEWEST: "m.date DESC, m.id, e.id",
    OLDEST: "m.date, m.id, e.id",
}


def count_matches(terms: Sequence[str], conditions: Conditions) -> int:
    """How many entries have all the terms."""
    matching, values = _matching(terms, conditions)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {matching}", values)
        return int(cursor.fetchone()[0])


def find_matches(terms: Sequence[str], conditions: Conditions, *, order: str, start: int, limit: int) -> list[int]:
    """The keys of the entries that have all the terms, from `start` on."""
    matching, values = _matching(terms, conditions)
    query, of_query = _query(terms)
    by = ORDERS[order].format(rank=_dialect().rank.format(query=query))
    values += of_query * by.count(query)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT e.id {matching} ORDER BY {by} LIMIT %s OFFSET %s", [*values, limit, start])
        return [key for (key,) in cursor.fetchall()]


def mark_matches(terms: Sequence[str], keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """By entry, its title and the place in its text where the terms are, with START and STOP around each."""
    if not keys:
        return {}
    query, values = _query(terms)
    sql = _dialect().snippets.format(query=query, keys=", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *keys])
        return {key: (title, text) for key, title, text in cursor.fetchall()}


def _dialect() -> Dialect:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _matching(terms: Sequence[str], conditions: Conditions) -> tuple[str, list[Any]]:
    query, values = _query(terms)
    sql = "".join(f" AND {condition}" for condition in conditions.sql)
    return _dialect().matching.format(query=query) + sql, [*values, *conditions.values]


def _query(terms: Sequence[str]) -> tuple[str, list[str]]:
    """The terms as the database wants them. They are letters, digits and spaces only, so quotes cannot end early."""
    if connection.vendor == "postgresql":
        return " && ".join(["phraseto_tsquery('english', %s)"] * len(terms)), list(terms)
    return "%s", [" ".join(f'"{term}"' for term in terms)]
