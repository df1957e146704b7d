"""People, councils and the history of every change. What belongs to one app alone is not here."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from scrutiny.access import Permission, Role, user_can


class UserManager(BaseUserManager["User"]):
    """Makes accounts; a password of None makes one that cannot sign in by password."""

    def create_user(
        self, username: str, *, full_name: str, role: Role, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(username=username.lower(), full_name=full_name, role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody with an account: an officer or a councillor. The public has none."""

    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=40, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "role"]

    class Meta:
        ordering = ["full_name", "username"]
        constraints = [
            models.CheckConstraint(name="user_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(full_name="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def can(self, permission: Permission) -> bool:
        """Whether the person holds the permission."""
        return user_can(self, permission)


class CouncilQuerySet(models.QuerySet["Council"]):
    def host(self) -> "Council | None":
        """The council whose service this is; none on a new database."""
        return self.filter(is_host=True).first()


class Council(models.Model):
    """A council. The host runs this service; others are here when their documents are."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    is_host = models.BooleanField(default=False)
    # Local rules.
    second_person_confirms_exempt = models.BooleanField(default=True)
    names_readers_of_exempt = models.BooleanField(
        default=False, help_text="Whether the members' edition carries the name of whoever downloads it"
    )

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["-is_host", "name"]
        constraints = [
            models.UniqueConstraint(name="only_one_host_council", fields=["is_host"], condition=Q(is_host=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day on which the council's offices are shut besides the bank holidays of England: no clear day."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="holiday_once_a_council", fields=["council", "day"])]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


class Event(models.Model):
    """One recorded change. Events are only ever added, by scrutiny.history; each carries the hash of the one before."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject", "subject_id", "number"], name="event_by_subject")]
        constraints = [
            models.CheckConstraint(name="event_numbers_from_one", condition=Q(number__gte=1)),
            # The first event starts the chain; every later one names the one before.
            models.CheckConstraint(
                name="event_names_the_one_before",
                condition=Q(number=1, previous_hash="") | (Q(number__gt=1) & ~Q(previous_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject} {self.subject_id}"


class HistoryHead(models.Model):
    """The end of the chain. Its row is locked while an event is added, so that two never claim one number."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="history_has_one_head", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"history ends at {self.number}"


class DailyRun(models.Model):
    """That a task of every day was put into the queue for a day: once, however many workers look."""

    task = models.CharField(max_length=100)
    day = models.DateField()
    queued_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "task"]
        constraints = [models.UniqueConstraint(name="daily_task_once_a_day", fields=["task", "day"])]

    def __str__(self) -> str:
        return f"{self.task} on {self.day}"


class ReminderMail(models.Model):
    """The one letter of reminders that a person gets on a day. It is claimed before it is sent."""

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [models.UniqueConstraint(name="one_letter_of_reminders_a_day", fields=["to", "day"])]

    def __str__(self) -> str:
        return f"Reminders of {self.day} to {self.to_id}"


class SentReminder(models.Model):
    """What a letter reminded of, so that it is not said again."""

    mail = models.ForeignKey(ReminderMail, on_delete=models.CASCADE, related_name="reminders")
    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="reminded_once", fields=["to", "key"]),
            models.CheckConstraint(name="reminder_has_a_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.key


class JobWorker(models.Model):
    """A process that does the queue's jobs, and when it was last heard of. One that falls silent has died."""

    name = models.CharField(max_length=64, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
