"""A revision: the immutable text proposed or approved for one listing. Decisions move its state, never its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.signals import m2m_changed
from django.utils import timezone

from coordination.clock import next_fortnightly
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableError, ImmutableQuerySet, ImmutableRow
from directory.models.listing import Listing, both_or_neither

if TYPE_CHECKING:
    from coordination.models import User

SUMMARY_WORDS: Final = 60

# Worded content: the same at every prison, and said of one prison. The two halves together are the whole form.
COMMON_COLUMNS: Final = (
    "name", "summary", "sex", "minimum_age", "maximum_age", "other_rules", "usual_wait_days",
    "least_time_days", "hands_over_to", "evidence", "cost", "funded_until",
)  # fmt: skip
COMMON_LISTS: Final = ("pathways", "groups", "stages", "delivery_ways", "languages")
LOCAL_COLUMNS: Final = (
    "every_wing", "by_appointment", "how_to_ask", "staff_procedure", "starts_on", "ends_on",
)  # fmt: skip
LOCAL_LISTS: Final = ("wings", "ways_to_ask")


class RevisionQuerySet(ImmutableQuerySet["Revision"]):
    def visible_to(self, user: User) -> RevisionQuerySet:
        """With the listing; but somebody who only reads the directory sees the approved text alone."""
        from coordination import access
        from coordination.roles import Permission

        standing = access.standing_of(user)
        deciders = Q(listing__prison__in=standing.prisons_where(Permission.VIEW_QUEUE))
        own = Q(listing__service__organisation__in=standing.organisations_where(Permission.VIEW_OWN_SERVICES))
        readers = Q(listing__prison__in=standing.prisons_where(Permission.VIEW_DIRECTORY))
        published = Q(pk=F("listing__approved_revision"), listing__withdrawn_at=None)
        return self.filter(deciders | own | (readers & published))

    def pending(self) -> RevisionQuerySet:
        return self.filter(state=Revision.State.PENDING)


class Revision(ImmutableRow):
    class State(models.TextChoices):
        PENDING = "pending", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned with a reason"
        REPLACED = "replaced", "Replaced by a newer text before a decision"
        EDITED = "edited", "Accepted with the coordinator’s own edits"
        SUPERSEDED = "superseded", "Approved earlier"

    class Sex(models.TextChoices):
        ANYONE = "anyone", "Anyone"
        MEN = "men", "Men only"
        WOMEN = "women", "Women only"

    may_change: ClassVar[frozenset[str]] = frozenset({"state", "decided_at", "decided_by", "reason"})

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="revisions")
    state = models.CharField(max_length=20, choices=State, default=State.PENDING)
    submitted_at = models.DateTimeField(default=timezone.now)
    # Empty: the portal itself, from a file that was imported on the server.
    submitted_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="For the coordinator: what changed and why."
    )
    edited_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="edited_into",
        help_text="Set where a coordinator accepted a text with own edits.",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=1000, blank=True, help_text="What the organisation is told.")

    name = models.CharField("name of the service", max_length=100)
    summary = models.TextField("what it is", max_length=600)
    pathways = models.ManyToManyField("coordination.Pathway", related_name="+")
    groups = models.ManyToManyField("coordination.Group", blank=True, related_name="+")
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.ANYONE)
    minimum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(18), MaxValueValidator(120)]
    )
    maximum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(18), MaxValueValidator(120)]
    )
    other_rules = models.TextField("other rules on who can use it", max_length=400, blank=True)
    stages = models.ManyToManyField("coordination.Stage", related_name="+")
    usual_wait_days = models.PositiveSmallIntegerField(
        "usual wait in days", null=True, blank=True, help_text="Empty: not known."
    )
    least_time_days = models.PositiveSmallIntegerField(
        "least time needed in days", null=True, blank=True, help_text="Empty: not known."
    )
    hands_over_to = models.ForeignKey(
        "directory.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    delivery_ways = models.ManyToManyField("coordination.DeliveryWay", related_name="+")
    languages = models.ManyToManyField("coordination.Language", blank=True, related_name="+")
    wings = models.ManyToManyField("coordination.Wing", blank=True, related_name="+")
    every_wing = models.BooleanField(default=False)
    by_appointment = models.BooleanField(default=False)
    ways_to_ask = models.ManyToManyField("coordination.WayToAsk", related_name="+")
    how_to_ask = models.CharField("how to ask, for people in prison", max_length=200)
    staff_procedure = models.TextField("how staff refer", max_length=1500)
    evidence = models.TextField(max_length=1000, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    funded_until = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="name summary pathways groups sex minimum_age maximum_age other_rules stages delivery_ways"
        " languages wings every_wing by_appointment ways_to_ask how_to_ask starts_on ends_on usual_wait_days"
        " least_time_days",
        staff="id listing state submitted_at note edited_from decided_at reason hands_over_to staff_procedure"
        " evidence cost funded_until",
        personal="submitted_by decided_by",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing"], condition=Q(state="pending"), name="revision_one_pending_a_listing"
            ),
            models.UniqueConstraint(
                fields=["listing"], condition=Q(state="approved"), name="revision_one_approved_a_listing"
            ),
            both_or_neither("revision_decided_at_and_by", "decided_at", "decided_by"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="revision_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
                name="revision_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="revision_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_state_display().lower()}"

    @property
    def writer_name(self) -> str:
        return self.submitted_by.name if self.submitted_by else "the portal, from a file"


def keep_lists(instance: Revision, action: str, **_: Any) -> None:
    """The lists are words of the text too: written while it waits, and never taken out."""
    if action in ("pre_remove", "pre_clear"):
        raise ImmutableError(
            f"{instance._meta.label} {instance.pk} is written once. Write a new row instead."
        )
    if action == "pre_add" and instance.state != Revision.State.PENDING:
        raise ImmutableError(f"{instance._meta.label} {instance.pk} is decided. Write a new row instead.")


for _name in (*COMMON_LISTS, *LOCAL_LISTS):
    m2m_changed.connect(keep_lists, sender=getattr(Revision, _name).through)


class Session(ImmutableRow):
    """When and where a service comes together, as part of one revision."""

    class Pattern(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        MONTHLY = "monthly", "Once a month"

    class Weekday(models.IntegerChoices):
        """Monday is 0, as in Python."""

        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    class WeekOfMonth(models.IntegerChoices):
        FIRST = 1, "first"
        SECOND = 2, "second"
        THIRD = 3, "third"
        FOURTH = 4, "fourth"
        LAST = 5, "last"

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="sessions")
    pattern = models.CharField(max_length=20, choices=Pattern, default=Pattern.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    week_of_month = models.PositiveSmallIntegerField(choices=WeekOfMonth, null=True, blank=True)
    counted_from = models.DateField(null=True, blank=True, help_text="A day on which it takes place.")
    begins = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=80)

    objects = ImmutableQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="pattern weekday week_of_month counted_from begins ends place", staff="id revision"
    )

    class Meta:
        ordering = ["weekday", "begins", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pattern="monthly", week_of_month__isnull=False)
                | (~Q(pattern="monthly") & Q(week_of_month=None)),
                name="session_monthly_names_its_week",
            ),
            models.CheckConstraint(
                condition=~Q(pattern="fortnightly") | Q(counted_from__isnull=False),
                name="session_fortnightly_counts_from_a_day",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="session_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.when}, {self.place}"

    @property
    def when(self) -> str:
        """In words, as in print: “Every Tuesday, 10:00 to 11:30”, “Every 2 weeks on Friday (next 6 May 2026), …”."""
        day = self.Weekday(self.weekday).label
        if self.pattern == self.Pattern.WEEKLY:
            rhythm = f"Every {day}"
        elif self.pattern == self.Pattern.FORTNIGHTLY:
            rhythm = f"Every 2 weeks on {day}{self._next()}"
        else:
            assert self.week_of_month is not None  # session_monthly_names_its_week
            rhythm = f"The {self.WeekOfMonth(self.week_of_month).label} {day} of each month"
        return f"{rhythm}, {self.begins:%H:%M} to {self.ends:%H:%M}"

    def _next(self) -> str:
        """Which of the two weeks it is, said by the next day: “ (next 3 March 2026)”."""
        day = next_fortnightly(self.counted_from, timezone.localdate())
        return f" (next {day.day} {day:%B %Y})" if day else ""
