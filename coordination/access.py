"""Who may do what, where.

*Scope* lives on querysets (`visible_to`), *permission* lives here, *policy* lives in each app's `policies.py`.
Actions call `require`, so that a task, an import and a page cannot skip it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, Q
from django.http import Http404

from coordination.roles import GRANTABLE, GRANTS, Permission, Reach, Role, reach_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from coordination.models import Organisation, Posting, Prison, User


M = TypeVar("M", bound=Model)


class System:
    """The portal itself: jobs run by the clock and set-up commands. Stands in the audit without a name."""

    pk = None
    name = "the portal"
    is_authenticated = False

    def __str__(self) -> str:
        return self.name


SYSTEM: Final = System()


class NotPermitted(PermissionDenied):
    """A miss of permission: the page is 403. The message names the permission in its own sentence."""


@dataclass
class Standing:
    """A user's current postings, read once for a page. Actions never use one: they ask `require`."""

    postings: list[Posting] = field(default_factory=list)

    def _granting(self, permission: Permission) -> list[Posting]:
        return [p for p in self.postings if permission in GRANTS[Role(p.role)].permissions]

    def everywhere(self, permission: Permission) -> bool:
        return any(GRANTS[Role(p.role)].reach == Reach.EVERYWHERE for p in self._granting(permission))

    def prisons_where(self, permission: Permission) -> QuerySet[Prison]:
        """Prisons at which the permission holds, as a query that may stand inside another."""
        from coordination.models import Prison

        if self.everywhere(permission):
            return Prison.objects.all()
        granting = self._granting(permission)
        direct = [p.prison_id for p in granting if p.prison_id]
        sets = [p.prison_set_id for p in granting if p.prison_set_id]
        if not sets:
            return Prison.objects.filter(pk__in=direct)
        return Prison.objects.filter(Q(pk__in=direct) | Q(sets__in=sets)).distinct()

    def organisations_where(self, permission: Permission) -> list[int]:
        return [p.organisation_id for p in self._granting(permission) if p.organisation_id]

    def may(
        self,
        permission: Permission,
        *,
        prison: Prison | None = None,
        organisation: Organisation | None = None,
    ) -> bool:
        """For a button or a link: would `require` pass? With neither place: anywhere at all."""
        if prison is None and organisation is None:
            return bool(self._granting(permission))
        if self.everywhere(permission):
            return True
        if prison is not None and self._at(permission, prison):
            return True
        return organisation is not None and organisation.pk in self.organisations_where(permission)

    def _at(self, permission: Permission, prison: Prison) -> bool:
        """As `prisons_where`, of one prison: the database is asked only for somebody who looks after sets."""
        granting = self._granting(permission)
        if any(p.prison_id == prison.pk for p in granting):
            return True
        sets = [p.prison_set_id for p in granting if p.prison_set_id]
        return bool(sets) and prison.sets.filter(pk__in=sets).exists()

    def grantable(
        self, *, prison: Prison | None = None, organisation: Organisation | None = None
    ) -> list[Role]:
        """Roles that the user may hand out at the place; with neither, roles over sets and everywhere."""
        if prison is not None:
            reaches = {Reach.PRISON}
        elif organisation is not None:
            reaches = {Reach.ORGANISATION}
        else:
            reaches = {Reach.PRISON_SET, Reach.EVERYWHERE}
        granted: set[Role] = set()
        for posting in self.postings:
            here = prison is not None and posting.prison_id == prison.pk
            ours = organisation is not None and posting.organisation_id == organisation.pk
            if here or ours or reach_of(posting.role) == Reach.EVERYWHERE:
                granted |= GRANTABLE.get(Role(posting.role), frozenset())
        return [role for role in Role if role in granted and reach_of(role) in reaches]

    def has_role(self, *roles: Role) -> bool:
        return any(p.role in roles for p in self.postings)


_read_already: ContextVar[dict[int, Standing] | None] = ContextVar("read_already", default=None)


@contextmanager
def standings_read_once() -> Iterator[None]:
    """Within it `standing_of` asks the database once a user. For a page that changes nothing, and for nothing else."""
    token = _read_already.set({})
    try:
        yield
    finally:
        _read_already.reset(token)


def standing_of(user: User | System) -> Standing:
    """Reads the current postings of the user: one query, and one for a whole page that is only read."""
    if not user.is_authenticated or user.pk is None:
        return Standing()
    read = _read_already.get()
    if read is None:
        return _read(user.pk)
    if user.pk not in read:
        read[user.pk] = _read(user.pk)
    return read[user.pk]


def _read(user_pk: int) -> Standing:
    from coordination.models import Posting

    current = Posting.objects.current().filter(user_id=user_pk)
    return Standing(list(current.select_related("prison", "organisation", "prison_set")))


def permitted(
    by: User | System,
    permission: Permission,
    *,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
) -> bool:
    if by is SYSTEM:
        return True
    standing = standing_of(by)
    if standing.may(permission, prison=prison, organisation=organisation):
        return True
    return organisation is not None and _kept_at_own(standing, permission, organisation)


def _kept_at_own(standing: Standing, permission: Permission, organisation: Organisation) -> bool:
    """Somebody was at work on a record in the moment in which it was merged: what they may do, they may go on doing."""
    from coordination.models import Organisation

    own = standing.organisations_where(permission)
    return bool(own) and Organisation.objects.filter(pk__in=own, merged_from=organisation.pk).exists()


def require(
    by: User | System,
    permission: Permission,
    *,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Raises `NotPermitted` unless `by` has the permission at the prison, or at the organisation, given."""
    if not permitted(by, permission, prison=prison, organisation=organisation):
        place = prison or organisation or "any prison"
        raise NotPermitted(f"Your role at {place} does not include: {permission.label.lower()}.")


def require_everywhere(by: User | System, permission: Permission) -> None:
    """For what concerns no single place: only a posting that reaches every prison is enough."""
    if by is not SYSTEM and not standing_of(by).everywhere(permission):
        raise NotPermitted(f"Only a national lead may do this: {permission.label.lower()}.")


def require_either(
    by: User | System, permission: Permission, *, prison: Prison, organisation: Organisation
) -> None:
    """The permission at the prison or at the organisation is enough (a listing belongs to both)."""
    require(by, permission, prison=prison, organisation=organisation)


def get_visible_or_404(model: type[M], user: User, **lookup: object) -> M:
    """The one row that the user may know of. The prison in the address belongs in `lookup`."""
    manager = model._default_manager
    try:
        return manager.visible_to(user).get(**lookup)  # type: ignore[attr-defined]
    except ObjectDoesNotExist:
        raise Http404 from None
