"""What each document of a meeting says, as frozen objects: the agenda, an authored report, the minutes.

Templates only lay these out; a page and its PDF are made from the same object. Nothing here reads the clock.
"""

from panels.reports.agenda import AgendaLine, AgendaPaper, AgendaReport, agenda_report
from panels.reports.authored import AuthoredReport, authored_report
from panels.reports.minutes import MinutesReport, minutes_report

__all__ = [
    "AgendaLine",
    "AgendaPaper",
    "AgendaReport",
    "AuthoredReport",
    "MinutesReport",
    "agenda_report",
    "authored_report",
    "minutes_report",
]
