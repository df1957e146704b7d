"""Panels and their people, meetings and agendas, papers, minutes, and the packs made of them."""

from panels.models.clearance import Clearance, ClearanceKind, Picture, WordImport
from panels.models.exemptions import Exemption, ExemptionGround
from panels.models.meetings import AgendaItem, Meeting, MeetingMove, StandingItem
from panels.models.minutes import MeetingAttendance, Minute, Minutes, Resolution, Speaker
from panels.models.minutes_editions import CouncilPhrase, MinutesAmendment, MinutesEdition
from panels.models.notes import PaperNote
from panels.models.packs import BuiltPaper, Edition, PackBuild, PublicationRequest
from panels.models.papers import Paper, Report, ReportPart, ReportTemplate, TemplatePart
from panels.models.people import Contact, FrontPageNote, Membership, Panel, Person
from panels.models.plans import PlanPaper
from panels.models.prints import PackPrint
from panels.models.programme import (
    AnnualReport,
    Criterion,
    LearningEvent,
    Suggestion,
    Topic,
    TopicScore,
)
from panels.models.recommendations import (
    Evidence,
    Monitoring,
    Recipient,
    Recommendation,
    RecommendationStep,
    SavedView,
)
from panels.models.record import (
    ChairTurn,
    Declaration,
    Exclusion,
    MeetingNote,
    MeetingRequest,
    Movement,
    NamedVote,
    RecordKey,
    Vote,
)
from panels.models.search import SearchEntry
from panels.models.subscriptions import Announcement, AnnouncementMail, Subscription
from panels.models.uploads import Upload, UploadFinding, UploadPage

__all__ = [
    "AgendaItem",
    "Announcement",
    "AnnouncementMail",
    "AnnualReport",
    "BuiltPaper",
    "ChairTurn",
    "Clearance",
    "ClearanceKind",
    "Contact",
    "CouncilPhrase",
    "Criterion",
    "Declaration",
    "Edition",
    "Evidence",
    "Exclusion",
    "Exemption",
    "ExemptionGround",
    "FrontPageNote",
    "LearningEvent",
    "Meeting",
    "MeetingAttendance",
    "MeetingMove",
    "MeetingNote",
    "MeetingRequest",
    "Membership",
    "Minute",
    "Minutes",
    "MinutesAmendment",
    "MinutesEdition",
    "Monitoring",
    "Movement",
    "NamedVote",
    "PackBuild",
    "PackPrint",
    "Panel",
    "Paper",
    "PaperNote",
    "Person",
    "Picture",
    "PlanPaper",
    "PublicationRequest",
    "Recipient",
    "Recommendation",
    "RecommendationStep",
    "RecordKey",
    "Report",
    "ReportPart",
    "ReportTemplate",
    "Resolution",
    "SavedView",
    "SearchEntry",
    "Speaker",
    "StandingItem",
    "Subscription",
    "Suggestion",
    "TemplatePart",
    "Topic",
    "TopicScore",
    "Upload",
    "UploadFinding",
    "UploadPage",
    "Vote",
    "WordImport",
]
