"""The rows of a release as somebody may see them: the only place where reports get figures from.

What is withheld from the viewer is taken out here, so that nothing that is worked out later (a change, an average, a
limit, the coordinate of a point, a sentence) can rest on it.
"""

from collections.abc import Sequence

from performance.enums import Mark
from performance.models import Release, Row
from performance.permissions import Viewer


def rows_of(release: Release, viewer: Viewer) -> list[Row]:
    """The release's rows in print order with their figures, as the viewer may see them. Four queries."""
    return seen_by(viewer, list(release.rows.in_print_order().with_figures()))


def seen_by(viewer: Viewer, rows: Sequence[Row]) -> list[Row]:
    """Rows whose figures are read already, without those that are withheld from the viewer.

    The figures are changed in memory, never in the database: nobody saves what a report was made from.
    """
    if not viewer.sees_small_numbers:
        for row in rows:
            for value in row.values.all():
                if value.withheld:
                    value.value, value.mark = None, Mark.WITHHELD
    return list(rows)
