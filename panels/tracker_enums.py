"""Words that are stored of recommendations, the work programme and members' learning, each with what a person reads."""

from django.db import models

from scrutiny.badges import Badge, register


class RecipientKind(models.TextChoices):
    """To whom a panel may address what it recommends or asks."""

    EXECUTIVE_MEMBER = "executive_member", "Executive member"
    DIRECTOR = "director", "Director"
    PARTNER = "partner", "Partner"
    SAFEGUARDING_BOARD_CHAIR = "safeguarding_board_chair", "Chair of the safeguarding board"
    CORPORATE_PARENTING_COMMITTEE = "corporate_parenting_committee", "Corporate parenting committee"
    NAMED = "named", "Somebody else, by name"


class AskKind(models.TextChoices):
    """What the panel asks for: that something be done, or that it be told something."""

    RECOMMENDATION = "recommendation", "Recommendation"
    INFORMATION = "information", "Information request"


class Standing(models.TextChoices):
    """Where a recommendation or an information request stands."""

    NOT_SENT = "not_sent", "Not sent yet"
    WAITING = "waiting", "Waiting for a response"
    ANSWERED = "answered", "Response received"
    IN_PROGRESS = "in_progress", "In progress"
    TO_CLOSE = "to_close", "Put to the panel"
    CLOSED = "closed", "Closed"
    ASKED = "asked", "Asked"
    PROMISED = "promised", "Promised"
    RECEIVED = "received", "Received"
    CIRCULATED = "circulated", "Circulated"


class Step(models.TextChoices):
    """What can happen to a recommendation or an information request."""

    NOTICE = "notice", "Notice sent"
    RESPOND = "respond", "Response received"
    PROGRESS = "progress", "Progress reported"
    PUT = "put", "Put to the panel to close"
    KEEP = "keep", "Kept open by the panel"
    JUDGE = "judge", "Outcome judged by the panel"
    REOPEN = "reopen", "Opened again"
    ASK = "ask", "Asked"
    PROMISE = "promise", "Promised"
    RECEIVE = "receive", "Received"
    CIRCULATE = "circulate", "Circulated to the panel"


class Answer(models.TextChoices):
    """What the recipient says to a recommendation."""

    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Accepted in part"
    REJECTED = "rejected", "Rejected"


class Outcome(models.TextChoices):
    """What the panel finds when it closes a recommendation."""

    MADE_A_DIFFERENCE = "made_a_difference", "Done and it made a difference"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"
    OVERTAKEN = "overtaken", "Overtaken by events"


class NoticeMethod(models.TextChoices):
    """How the recipient was told."""

    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    AT_THE_MEETING = "at_the_meeting", "At the meeting"
    OTHER = "other", "Another way"


class TopicSource(models.TextChoices):
    """Where a topic of the work programme comes from."""

    MEMBER = "member", "A member"
    PUBLIC = "public", "The public"
    PERFORMANCE = "performance", "A performance signal"
    INSPECTION = "inspection", "An inspection"
    FORWARD_PLAN = "forward_plan", "The forward plan"
    REFERRAL = "referral", "A referral"


class TopicMethod(models.TextChoices):
    """How the panel means to look into a topic."""

    ITEM = "item", "Item at a meeting"
    TASK_GROUP = "task_group", "Task group"
    BRIEFING = "briefing", "Briefing for members"


class TopicState(models.TextChoices):
    """Where a topic stands."""

    PROPOSED = "proposed", "Proposed"
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class SuggestionState(models.TextChoices):
    """What became of a suggestion from the public."""

    WAITING = "waiting", "Waiting to be read"
    ADOPTED = "adopted", "Made a topic"
    DECLINED = "declined", "Not taken up"


class LearningKind(models.TextChoices):
    """What members did to learn about a service."""

    TRAINING = "training", "Training"
    BRIEFING = "briefing", "Briefing"
    VISIT = "visit", "Visit"


register(
    {
        Standing.NOT_SENT: Badge("Not sent yet", "grey", "ring"),
        Standing.WAITING: Badge("Waiting for a response", "blue", "half"),
        Standing.ANSWERED: Badge("Response received", "light-blue", "circle"),
        Standing.IN_PROGRESS: Badge("In progress", "teal", "half"),
        Standing.TO_CLOSE: Badge("Put to the panel", "purple", "diamond"),
        Standing.CLOSED: Badge("Closed", "green", "tick"),
        Standing.ASKED: Badge("Asked", "blue", "ring"),
        Standing.PROMISED: Badge("Promised", "yellow", "half"),
        Standing.RECEIVED: Badge("Received", "light-blue", "diamond"),
        Standing.CIRCULATED: Badge("Circulated", "green", "circle"),
    }
)
register(
    {
        Answer.ACCEPTED: Badge("Accepted", "green", "tick"),
        Answer.PARTLY: Badge("Accepted in part", "yellow", "half"),
        Answer.REJECTED: Badge("Rejected", "red", "square"),
    }
)
register(
    {
        Outcome.MADE_A_DIFFERENCE: Badge("Done and it made a difference", "green", "tick"),
        Outcome.DONE: Badge("Done", "teal", "circle"),
        Outcome.NOT_DONE: Badge("Not done", "red", "triangle-down"),
        Outcome.OVERTAKEN: Badge("Overtaken by events", "grey", "ring"),
    }
)
register(
    {
        TopicState.PROPOSED: Badge("Proposed", "blue", "ring"),
        TopicState.PLANNED: Badge("Planned", "teal", "half"),
        TopicState.DONE: Badge("Done", "green", "tick"),
        TopicState.DROPPED: Badge("Dropped", "grey", "square"),
    }
)
register(
    {
        SuggestionState.WAITING: Badge("Waiting to be read", "yellow", "ring"),
        SuggestionState.ADOPTED: Badge("Made a topic", "green", "tick"),
        SuggestionState.DECLINED: Badge("Not taken up", "grey", "square"),
    }
)
