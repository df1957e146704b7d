"""Panels and their people, meetings and agendas, papers, minutes, and the packs made of them."""

from panels.models.meetings import AgendaItem, Meeting
from panels.models.minutes import MeetingAttendance, Minute, Minutes, Resolution, Speaker
from panels.models.packs import BuiltPaper, Edition, PackBuild
from panels.models.papers import Paper, Report, ReportPart, ReportTemplate, TemplatePart
from panels.models.people import Contact, FrontPageNote, Membership, Panel, Person

__all__ = [
    "AgendaItem",
    "BuiltPaper",
    "Contact",
    "Edition",
    "FrontPageNote",
    "Meeting",
    "MeetingAttendance",
    "Membership",
    "Minute",
    "Minutes",
    "PackBuild",
    "Panel",
    "Paper",
    "Person",
    "Report",
    "ReportPart",
    "ReportTemplate",
    "Resolution",
    "Speaker",
    "TemplatePart",
]
