"""Policies that people read and acknowledge, and files that were handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access, clock
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.private_files import private_storage
from coordination.roles import Permission
from inductions.models.person import Person
from inductions.models.placement import Engagement, Placement, WorkerKind

if TYPE_CHECKING:
    from coordination.models import User


class StoredFileQuerySet(ImmutableQuerySet["StoredFile"]):
    def visible_to(self, user: User) -> StoredFileQuerySet:
        """A policy's file for whoever may read the policy. A certificate with the person, as the record that it proves;
        a signed paper of one prison not for those who look after another, nor for an organisation that has the person
        at other prisons alone. A register of many names for its prison alone."""
        standing = access.standing_of(user)
        kinds = StoredFile.Kind
        prisons = standing.prisons_where(Permission.VIEW_WORKERS)
        here = Q(prison__in=prisons)
        looked_after = Q(person__in=Placement.objects.filter(prison__in=prisons).values("engagement__person"))
        if standing.everywhere(Permission.VIEW_WORKERS):
            looked_after = Q(person__isnull=False)
        organisations = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        engaged = Engagement.objects.filter(organisation__in=organisations)
        everywhere = Q(kind=kinds.CERTIFICATE) | Q(prison=None)
        return self.filter(
            Q(person__user=user)
            | (looked_after & (everywhere | here))
            | (everywhere & engaged.still_on(person="person", day="stored_at__date"))
            | Placement.sent_by(organisations, person="person", prison="prison", day="stored_at__date")
            | (Q(person=None) & ~Q(kind=kinds.POLICY) & here)
            | Q(person=None, kind=kinds.POLICY, prison__in=prisons_with_papers_for(user))
        )


def prisons_with_papers_for(user: User) -> models.QuerySet:
    """Prisons whose policies the user may read: where they work or will, look after, or send people to."""
    from coordination.models import Prison

    standing = access.standing_of(user)
    own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
    engaged = Engagement.objects.filter(Q(organisation__in=own) | Q(person__user=user))
    placed = Placement.objects.not_over_by(clock.today()).filter(engagement__in=engaged.values("pk"))
    return Prison.objects.filter(
        Q(pk__in=placed.values("prison")) | Q(pk__in=standing.prisons_where(Permission.VIEW_DIRECTORY))
    )


class StoredFile(ImmutableRow):
    """A file checked by its content: PDF, PNG, JPEG or DOCX. DBS and vetting documents are refused."""

    may_change = frozenset({"file", "deleted_at"})

    class Kind(models.TextChoices):
        """The list of kinds has no vetting document on purpose."""

        CERTIFICATE = "certificate", "Certificate of training"
        REGISTER = "register", "Signed register or checklist"
        POLICY = "policy", "Policy or guidance"

    kind = models.CharField(max_length=20, choices=Kind)
    file = models.FileField(storage=private_storage, upload_to="inductions/", max_length=200, blank=True)
    name = models.CharField(max_length=150, help_text="As the page offers it for download.")
    content_type = models.CharField(max_length=100)
    bytes = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    stored_at = models.DateTimeField(default=timezone.now)
    stored_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id kind content_type bytes content_hash prison stored_at deleted_at",
        personal="file name person stored_by",
    )

    class Meta:
        ordering = ["-stored_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(prison__isnull=False),
                name="stored_file_of_a_person_or_a_prison",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(deleted_at__isnull=False), name="stored_file_is_there_or_deleted"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyDocumentQuerySet(ImmutableQuerySet["PolicyDocument"]):
    def visible_to(self, user: User) -> PolicyDocumentQuerySet:
        return self.filter(prison__in=prisons_with_papers_for(user))

    def current(self) -> PolicyDocumentQuerySet:
        return self.filter(ended_on=None)


class PolicyDocument(ImmutableRow):
    """One version of one policy. A new version is a new row that replaces it, and asks for a new acknowledgement.

    Its words are written once. Whom it is for and when it is looked at again may change.
    """

    AUDIENCE_OF: ClassVar[dict[str, str]] = {
        WorkerKind.STAFF: "for_staff",
        WorkerKind.VOLUNTEER: "for_volunteers",
        WorkerKind.SESSIONAL: "for_sessional",
        WorkerKind.TRAINEE: "for_trainees",
    }
    TERMS: ClassVar[tuple[str, ...]] = (
        *AUDIENCE_OF.values(), "must_acknowledge", "acknowledge_within_days", "review_on",
    )  # fmt: skip
    may_change = frozenset({"ended_on", *TERMS})

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="policies")
    title = models.CharField(max_length=160)
    version = models.CharField(max_length=20, default="1")
    summary = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=60_000, blank=True, help_text="The policy as a page.")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_staff = models.BooleanField(default=True)
    for_volunteers = models.BooleanField(default=True)
    for_sessional = models.BooleanField("for sessional workers", default=True)
    for_trainees = models.BooleanField(default=True)
    must_acknowledge = models.BooleanField("must be acknowledged", default=False)
    acknowledge_within_days = models.PositiveSmallIntegerField(default=30)
    review_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    objects = PolicyDocumentQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison title version summary text file for_staff for_volunteers for_sessional for_trainees"
        " must_acknowledge acknowledge_within_days review_on replaces published_at ended_on",
        personal="published_by",
    )

    class Meta:
        ordering = ["title", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(text=""), name="policy_document_says_something"
            ),
            models.UniqueConstraint(
                fields=["prison", "title"], condition=Q(ended_on=None), name="policy_document_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("policy_document", args=[self.prison.code, self.pk])

    def is_for(self, kind: str) -> bool:
        """Of somebody who works in that way."""
        return bool(getattr(self, self.AUDIENCE_OF[kind]))

    @property
    def audience(self) -> list[str]:
        """Kinds of worker in words; all of them is `Everybody`."""
        kinds = [WorkerKind(kind).label for kind in self.AUDIENCE_OF if self.is_for(kind)]
        return ["Everybody"] if len(kinds) == len(self.AUDIENCE_OF) else kinds


class AcknowledgementQuerySet(ImmutableQuerySet["Acknowledgement"]):
    def visible_to(self, user: User) -> AcknowledgementQuerySet:
        """At prisons that one looks after; one's own; an organisation's people at its prisons, until they left."""
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        sent = Placement.sent_by(own, person="person", prison="document__prison", day="at__date")
        return self.filter(
            Q(document__prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
            | Q(person__user=user)
            | sent
        )


class Acknowledgement(ImmutableRow):
    """“I have read this version.”"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    on_paper = models.BooleanField(default=False, help_text="Typed in from a signed paper.")

    objects = AcknowledgementQuerySet.as_manager()

    disclosure = Disclosure(staff="id document at on_paper", personal="person by")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "document"], name="acknowledgement_once")]

    def __str__(self) -> str:
        return f"Acknowledged: {self.document}"
