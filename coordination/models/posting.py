"""A posting: this user, in this role, at exactly what the role needs; it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.scoped import Target, target_constraint
from coordination.roles import Permission, Reach, Role, reach_of

if TYPE_CHECKING:
    from coordination.models.user import User


class PostingQuerySet(models.QuerySet["Posting"]):
    def current(self) -> PostingQuerySet:
        """Begun, not ended, of an account that is not closed."""
        today = timezone.localdate()
        return self.not_over().filter(begins_on__lte=today, user__is_active=True)

    def not_over(self) -> PostingQuerySet:
        """Current, or yet to begin."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), ended_at=None)

    def with_addresses(self) -> Iterator[dict[str, Any]]:
        """Of those that have begun, whose account still has an address: {"prison", "prison_set", "organisation",
        "role", "user__email", "user__name"}, with "over" for what has ended. Whatever is current comes first."""
        begun = self.filter(begins_on__lte=timezone.localdate()).exclude(user__email__endswith=".invalid")
        current = set(begun.current().values_list("pk", flat=True))
        columns = ["prison", "prison_set", "organisation", "role", "user__email", "user__name"]
        rows = [
            row | {"over": row["pk"] not in current} for row in begun.order_by("pk").values("pk", *columns)
        ]
        yield from sorted(rows, key=lambda row: row["over"])

    def visible_to(self, user: User) -> PostingQuerySet:
        """Postings at the prisons and organisations whose people the user may see, and the user's own."""
        from coordination import access

        standing = access.standing_of(user)
        prisons = standing.prisons_where(Permission.VIEW_PEOPLE)
        organisations = standing.organisations_where(Permission.INVITE_TO_ORGANISATION)
        if standing.everywhere(Permission.VIEW_PEOPLE):
            return self
        return self.filter(Q(user=user) | Q(prison__in=prisons) | Q(organisation__in=organisations))


class Posting(Target):
    user = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="postings")
    begins_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day with access. Empty: until ended.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PostingQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id role prison organisation prison_set begins_on ends_on ended_at ended_by", personal="user"
    )

    class Meta:
        ordering = ["role", "user__name"]
        constraints = [
            target_constraint("posting_has_what_its_role_needs"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="posting_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="posting_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"

    @property
    def name_in_audit(self) -> str:
        return f"{self.user}, {self}"

    @property
    def has_ended(self) -> bool:
        """Over for good: ended by somebody, or its last day is past."""
        return self.ended_at is not None or (self.ends_on is not None and self.ends_on < timezone.localdate())

    @staticmethod
    def roles_reaching(reach: Reach) -> list[Role]:
        return [role for role in Role if reach_of(role) == reach]
