"""Words of the panels app that are stored: kinds, states and styles, each with what a person reads."""

from django.db import models

from scrutiny.badges import Badge, register


class MemberKind(models.TextChoices):
    COUNCILLOR = "councillor", "Councillor"
    CO_OPTED = "co-opted", "Co-opted member"


class Office(models.TextChoices):
    """The office that a member holds on the panel."""

    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice-chair", "Vice-Chair"
    MEMBER = "member", "Member"


class Attendance(models.TextChoices):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class MinutesState(models.TextChoices):
    """Where minutes stand between the meeting and the signature of the next one's chair."""

    DRAFT = "draft", "Being written"
    WITH_CHAIR = "with_chair", "With the chair"
    CHECKED = "checked", "Checked by the chair"
    PUBLISHED = "published", "Published as draft"
    APPROVED = "approved", "Approved and signed"


class MinutesEditionKind(models.TextChoices):
    """What a publication of minutes is, for readers."""

    DRAFT = "draft", "Draft minutes"
    APPROVED = "approved", "Minutes as approved"
    WITHDRAWAL = "withdrawal", "Minutes withdrawn"


class SpeakerKind(models.TextChoices):
    OFFICER = "officer", "Officer or witness"
    PUBLIC = "public", "Member of the public"


class DeclarationKind(models.TextChoices):
    """What a member declared (Localism Act 2011, the council's own code and its scrutiny rules)."""

    PECUNIARY = "pecuniary", "Disclosable pecuniary interest"
    OTHER = "other", "Other interest"
    SCRUTINY = "scrutiny", "Scrutiny interest"
    WHIP = "whip", "Party whip"


class DeclarationConduct(models.TextChoices):
    """What the member did after declaring."""

    LEFT_ROOM = "left_room", "Left the room"
    NO_VOTE = "no_vote", "Stayed, and took no part in the vote"
    STAYED = "stayed", "Stayed and took part"
    LEFT_CHAIR = "left_chair", "Stepped aside from the chair, stayed and took part"


class VoteChoice(models.TextChoices):
    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAINED = "abstained", "Abstained"


class RequestKind(models.TextChoices):
    """What the panel asked of somebody at a meeting."""

    ACTION = "action", "Action"
    INFORMATION = "information", "Information"


class FrontPage(models.TextChoices):
    """Which of the front pages of a pack a note of the council stands on."""

    PUBLIC_INFORMATION = "public_information", "Public information"
    INTERESTS = "interests", "Disclosure of interests"


class ItemKind(models.TextChoices):
    """What an item of business is, where the service knows what to put on it."""

    PLAIN = "plain", "Plain item"
    APOLOGIES = "apologies", "Apologies and changes in membership"
    MINUTES = "minutes", "Minutes of the previous meeting"
    RECOMMENDATIONS = "recommendations", "Monitoring of recommendations"


class PaperKind(models.TextChoices):
    """What an agenda paper is made from."""

    REPORT = "report", "Report"
    MINUTES = "minutes", "Minutes"
    DATASET = "dataset", "Dataset"
    GLOSSARY = "glossary", "Glossary"
    UPLOAD = "upload", "Uploaded paper"
    MONITORING = "monitoring", "Monitoring of recommendations"
    PERFORMANCE_PACK = "performance_pack", "Performance pack"
    ACTION_PLAN = "action_plan", "Action plan"


class UploadKind(models.TextChoices):
    """What an uploaded file was found to be, by its content."""

    PDF = "pdf", "PDF"
    WORD = "word", "Word document"


class FindingWeight(models.TextChoices):
    """What something found in an uploaded file asks of the officer."""

    DECIDE = "decide", "To be decided"
    REMOVED = "removed", "Removed by us"
    NOTICE = "notice", "For information"


class PartStyle(models.TextChoices):
    """How a part of a report is laid out, and how its paragraphs are numbered.

    Facts and contacts hold plain text; every other style holds clean HTML (panels.richtext).
    """

    PROSE = "prose", "Paragraphs without numbers"
    NUMBERED = "numbered", "Paragraphs numbered through the whole report"
    SECTIONS = "sections", "Sections 1, 2 under headings of the author's own, their paragraphs 1.1, 1.2"
    SECTION = "section", "One section with the next number, its paragraphs 5.1, 5.2"
    RECOMMENDATIONS = "recommendations", "Entries numbered (i), (ii)"
    FACT = "fact", "One short answer"
    LIST = "list", "Entries numbered 1, 2"
    CONTACT = "contact", "Name, telephone and e-mail"
    GROUP = "group", "A heading over the parts below it"


class ListMarker(models.TextChoices):
    """How the entries of a lettered or numbered list inside a part are marked; the value is that of `<ol type>`."""

    DECIMAL = "1", "1. 2. 3."
    LETTERS = "a", "a) b) c)"
    ROMAN = "i", "(i) (ii) (iii)"


class HeadForm(models.TextChoices):
    """How the facts at the head of a report are set."""

    TABLE = "table", "A table of labels and answers under the title"
    LINES = "lines", "Lines above and below the title"


class ReportState(models.TextChoices):
    """Where a report stands on its way from its author to democratic services."""

    DRAFTING = "drafting", "Drafting"
    WITH_CLEARANCE = "with_clearance", "With clearance"
    CLEARED = "cleared", "Cleared"
    HANDED_OVER = "handed_over", "Handed over"


class ClearanceState(models.TextChoices):
    """Where one clearance of a report stands."""

    WAITING = "waiting", "Waiting"
    SIGNED = "signed", "Signed"
    REOPENED = "reopened", "Reopened"


class SearchKind(models.TextChoices):
    """What somebody who searches may want only: coarser than what a paper is made from."""

    AGENDA = "agenda", "Agendas"
    REPORT = "report", "Reports"
    MINUTES = "minutes", "Minutes"
    OTHER = "other", "Data and appendices"


class EditionKind(models.TextChoices):
    """For whom a pack is made."""

    PUBLIC = "public", "Public edition"
    MEMBERS = "members", "Members' edition"


class GroundKind(models.TextChoices):
    """Exempt information may be kept from the public; confidential information must be."""

    EXEMPT = "exempt", "Exempt"
    CONFIDENTIAL = "confidential", "Confidential"


class PublicationKind(models.TextChoices):
    """What a publication is, for readers who follow what changed."""

    AGENDA = "agenda", "Agenda"
    SUPPLEMENT = "supplement", "Supplement"
    CORRECTION = "correction", "Correction"
    WITHDRAWAL = "withdrawal", "Withdrawal"


class BuildState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    BUILDING = "building", "Building"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class PrintKind(models.TextChoices):
    """Another form in which a finished pack can be had."""

    CHOSEN = "chosen", "Chosen items"
    AGENDA = "agenda", "Agenda only"
    LARGE = "large", "Large print"
    TWO_UP = "two_up", "Two pages a side"
    FILES = "files", "A file an item"


class AgendaState(models.TextChoices):
    """Where a meeting's agenda stands; derived from the meeting and its editions, never stored."""

    NOT_STARTED = "not_started", "No agenda yet"
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CHANGED = "changed", "Changed since it was published"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Meeting cancelled"


register(
    {
        BuildState.WAITING: Badge("Waiting", "grey", "ring"),
        BuildState.BUILDING: Badge("Building", "blue", "half"),
        BuildState.READY: Badge("Ready", "green", "tick"),
        BuildState.FAILED: Badge("Failed", "red", "triangle-up"),
    }
)
register(
    {
        AgendaState.NOT_STARTED: Badge("No agenda yet", "grey", "ring"),
        AgendaState.DRAFT: Badge("Draft", "yellow", "half"),
        AgendaState.PUBLISHED: Badge("Published", "green", "circle"),
        AgendaState.CHANGED: Badge("Changed since published", "orange", "diamond"),
        AgendaState.WITHDRAWN: Badge("Withdrawn", "red", "square"),
        AgendaState.CANCELLED: Badge("Meeting cancelled", "red", "triangle-down"),
    }
)
register(
    {
        ReportState.DRAFTING: Badge("Drafting", "grey", "half"),
        ReportState.WITH_CLEARANCE: Badge("With clearance", "blue", "ring"),
        ReportState.CLEARED: Badge("Cleared", "teal", "tick"),
        ReportState.HANDED_OVER: Badge("Handed over", "green", "circle"),
    }
)
register(
    {
        ClearanceState.WAITING: Badge("Waiting", "grey", "ring"),
        ClearanceState.SIGNED: Badge("Signed", "green", "tick"),
        ClearanceState.REOPENED: Badge("Reopened: changed since signed", "orange", "diamond"),
    }
)
register(
    {
        FindingWeight.DECIDE: Badge("To be decided", "red", "triangle-up"),
        FindingWeight.REMOVED: Badge("Removed by us", "green", "tick"),
        FindingWeight.NOTICE: Badge("For information", "blue", "ring"),
    }
)
register(
    {
        MinutesState.DRAFT: Badge("Being written", "grey", "half"),
        MinutesState.WITH_CHAIR: Badge("With the chair", "blue", "ring"),
        MinutesState.CHECKED: Badge("Checked by the chair", "teal", "tick"),
        MinutesState.PUBLISHED: Badge("Published as draft", "yellow", "circle"),
        MinutesState.APPROVED: Badge("Approved and signed", "green", "tick"),
    }
)
