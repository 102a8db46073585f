"""What is taught: modules as data, and what each prison asks of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.models.reference import ReferenceItem
from inductions.models.placement import WorkerKind

if TYPE_CHECKING:
    from coordination.models import Prison, User


class TrainingModule(ReferenceItem):
    """The seven of the model and a wider catalogue, marked as the suggestion that it is."""

    of_the_model = models.BooleanField(default=False, help_text="One of the seven of the coordinator model.")
    purpose = models.CharField(max_length=300, blank=True)

    disclosure = Disclosure(staff="code label label_welsh position active of_the_model purpose")

    @classmethod
    def in_use(cls) -> list[TrainingModule]:
        """In their order. A list of words for everybody: it says nothing about a place or a person."""
        return list(cls.objects.filter(active=True))


class OfAPrisonsTrainingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> models.QuerySet:
        """What a prison asks for is no secret to anybody who works at it or may come to."""
        return self.all() if user.is_authenticated else self.none()


class ModuleRule(models.Model):
    """What one prison asks: of whom, how it is done, and after how long again.

    Refresh periods are each prison's own; none is known for the country, so none is preset.
    """

    class Delivery(models.TextChoices):
        ATTENDED = "attended", "Attended"
        READ = "read", "Read and acknowledge"

    class AtTheGate(models.TextChoices):
        """What it means at the gate that somebody of whom it is required does not have it."""

        NOTHING = "nothing", "May come in as usual"
        ESCORTED = "escorted", "May come in escorted"
        NO = "no", "May not come in"

    REQUIRED_OF: ClassVar[dict[str, str]] = {
        WorkerKind.STAFF: "required_of_staff",
        WorkerKind.VOLUNTEER: "required_of_volunteers",
        WorkerKind.SESSIONAL: "required_of_sessional",
        WorkerKind.TRAINEE: "required_of_trainees",
    }

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="module_rules")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="rules")
    delivery = models.CharField(max_length=20, choices=Delivery, default=Delivery.ATTENDED)
    version = models.CharField(max_length=20, default="1", help_text="Of what is taught now.")
    required_of_staff = models.BooleanField(default=False)
    required_of_volunteers = models.BooleanField(default=False)
    required_of_sessional = models.BooleanField("required of sessional workers", default=False)
    required_of_trainees = models.BooleanField(default=False)
    refresh_months = models.PositiveSmallIntegerField(
        "refresh after, in months", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="Empty: never again.",
    )  # fmt: skip
    window_days = models.PositiveSmallIntegerField(
        "renewal window, in days", default=60, validators=[MaxValueValidator(365)],
        help_text="Renewed within so many days before the end, it extends from the old end.",
    )  # fmt: skip
    needs_second_person = models.BooleanField(
        "a second person verifies", default=False, help_text="A record counts once somebody else has looked."
    )
    at_the_gate = models.CharField("without it", max_length=20, choices=AtTheGate, default=AtTheGate.ESCORTED)
    active = models.BooleanField(default=True)

    objects = OfAPrisonsTrainingQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison module delivery version required_of_staff required_of_volunteers required_of_sessional"
        " required_of_trainees refresh_months window_days needs_second_person at_the_gate"
        " active"
    )

    class Meta:
        ordering = ["module__position", "module__label"]
        constraints = [
            models.UniqueConstraint(fields=["prison", "module"], name="module_rule_once_a_prison"),
            models.CheckConstraint(
                condition=Q(refresh_months=None) | Q(refresh_months__gt=0),
                name="module_rule_refresh_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} at {self.prison}"

    @classmethod
    def asking_for_a_second_person(cls, prison: Prison) -> models.QuerySet:
        """Codes of the modules of which a record at the prison counts only once it is verified."""
        return cls.objects.filter(prison=prison, active=True, needs_second_person=True).values("module")

    def is_required_of(self, kind: str) -> bool:
        """Of a kind of worker: “staff”, “volunteer”, “sessional”, “trainee”."""
        return bool(getattr(self, self.REQUIRED_OF[kind]))


class ReadingQuerySet(ImmutableQuerySet["Reading"]):
    def visible_to(self, user: User) -> ReadingQuerySet:
        return self.all() if user.is_authenticated else self.none()


class Reading(ImmutableRow):
    """What is read for a module at a prison, in one version, with the coordinator's questions."""

    rule = models.ForeignKey(ModuleRule, on_delete=models.PROTECT, related_name="readings")
    version = models.CharField(max_length=20)
    text = models.TextField(max_length=20_000, blank=True)
    document = models.ForeignKey(
        "inductions.PolicyDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # [{"question": "...", "answers": ["...", "..."], "right": 0}]
    questions = models.JSONField(default=list)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ReadingQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id rule version text document questions published_at", personal="published_by"
    )

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="reading_version_once")]

    def newest(self) -> Reading:
        """The version that is to be read today; often this one."""
        rows = Reading.objects.filter(rule=self.rule_id).order_by("-published_at", "-pk")
        return rows.first() or self

    def __str__(self) -> str:
        return f"{self.rule}, version {self.version}"
