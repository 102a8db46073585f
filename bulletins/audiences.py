"""Who gets an issue, and who of them is left out and why. Worked out from what the features offer; nothing is written.

An address counts once, however it is written: the first that is offered gives the name. Every reason but the first
that holds is passed over, in the order of `_reason`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from bulletins.models import Audience, BulletinIssue, Delivery, Reader
from bulletins.sending.letters import BadAddress, for_the_envelope
from bulletins.sending.stops import reason_of_address
from coordination import access
from coordination.emails import one_line
from coordination.models import MailAddress, Prison, User
from coordination.models.mail_address import forms_of
from coordination.models.user import normalise_email
from coordination.offers import BulletinReader, offers
from coordination.roles import Permission

Reason = Delivery.Reason
LONGEST: Final = 320
PART: Final = 500


@dataclass(frozen=True)
class Recipient:
    """`reason` is empty for somebody who gets it. `role` and `prison` are those of the first that was offered."""

    email: str
    name: str
    role: str
    prison: str
    reason: str = ""


def prisons_of(issue: BulletinIssue, wanted: Wanted | None = None) -> list[Prison]:
    """Whose readers an issue may reach: its prison, its set's, or all that run, narrowed by its audience."""
    if issue.prison:
        return [issue.prison]
    found = issue.prison_set.prisons.all() if issue.prison_set else Prison.objects.taking_services()
    chosen = (wanted or Wanted.of(issue.audience)).prisons
    return [prison for prison in found if not chosen or prison.pk in chosen]


def recipients(
    issue: BulletinIssue, sections: Iterable[str], wanted: Wanted | None = None
) -> list[Recipient]:
    """Everybody of the audience, in the order in which they were offered. `sections`: those that the issue has.

    `wanted`: another audience than the one that is saved.
    """
    wanted = wanted or Wanted.of(issue.audience)
    offered = {
        email: staying
        for email, readers in _by_address(issue, wanted).items()
        if (staying := [reader for reader in readers if not reader.left])
    }
    wishes = dict(_rows(Reader.objects.prefetch_related("prisons", "pathways"), offered))
    known = dict(_rows(MailAddress.objects.all(), offered))
    here = set(sections)
    return [
        Recipient(
            email=email, name=one_line(readers[0].name)[:120], role=readers[0].role, prison=readers[0].prison,
            reason=_reason(email, readers, wishes.get(email), known.get(email), here),
        )
        for email, readers in offered.items()
        if wanted.interests(readers, wishes.get(email))
    ]  # fmt: skip


def who_left(issue: BulletinIssue, wanted: Wanted | None = None) -> int:
    """How many of the audience belonged and do not any more: said in the preview, and they stand in no row."""
    offered = _by_address(issue, wanted or Wanted.of(issue.audience))
    return sum(all(reader.left for reader in readers) for readers in offered.values())


def may_see_names(user: User, issue: BulletinIssue, wanted: Wanted | None = None) -> bool:
    """Names and addresses of whom an issue goes to: only for who may see accounts and people who come in at every
    prison of it. Leads send bulletins and see how many get them."""
    standing = access.standing_of(user)
    asked = {prison.pk for prison in prisons_of(issue, wanted)}
    for permission in (Permission.VIEW_PEOPLE, Permission.VIEW_WORKERS):
        here = standing.prisons_where(permission).filter(pk__in=asked).values_list("pk", flat=True)
        if asked - set(here):
            return False
    return True


def in_short(email: str) -> str:
    """Enough for its owner to know it: `w…@example.org`."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}…@{host}"


def readers_at(prison: Prison) -> dict[str, BulletinReader]:
    """{address: who belongs to a prison under it now}, of all features. Nothing is left out but who left."""
    found: dict[str, BulletinReader] = {}
    for reader in _offered([prison]):
        if not reader.left:
            found.setdefault(normalise_email(one_line(reader.email)), reader)
    return found


def _by_address(issue: BulletinIssue, wanted: Wanted) -> dict[str, list[BulletinReader]]:
    found: dict[str, list[BulletinReader]] = {}
    for reader in _offered(prisons_of(issue, wanted)):
        if wanted.takes(reader):
            found.setdefault(normalise_email(one_line(reader.email))[:LONGEST], []).append(reader)
    return found


def _rows(rows: QuerySet[Any], emails: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(address, row), also of a row that is hidden; in parts, because a database takes so many values at once."""
    listed = list(emails)
    for start in range(0, len(listed), PART):
        written = forms_of(listed[start : start + PART])
        for row in rows.filter(email__in=written):
            yield written[row.email], row


def _offered(prisons: list[Prison]) -> Iterator[BulletinReader]:
    for module in offers("bulletin"):
        if hasattr(module, "readers"):
            yield from module.readers(prisons)


@dataclass(frozen=True)
class Wanted:
    """An audience as sets, so that asking of fifteen thousand readers takes no query each."""

    roles: frozenset[str]
    organisations: frozenset[int]
    pathways: frozenset[str]
    prisons: frozenset[int]
    people_who_come_in: bool
    outsiders: bool

    @classmethod
    def typed(cls, values: dict[str, Any]) -> Wanted:
        """As a form has it, before it is saved: what `set_audience` takes."""
        return cls(
            roles=frozenset(values["roles"]),
            organisations=frozenset(each.pk for each in values["organisations"]),
            pathways=frozenset(each.code for each in values["pathways"]),
            prisons=frozenset(each.pk for each in values["prisons"]),
            people_who_come_in=values["people_who_come_in"],
            outsiders=values["outsiders"],
        )

    @classmethod
    def of(cls, audience: Audience) -> Wanted:
        return cls(
            roles=frozenset(audience.roles),
            organisations=frozenset(audience.organisations.values_list("pk", flat=True)),
            pathways=frozenset(audience.pathways.values_list("code", flat=True)),
            prisons=frozenset(audience.prisons.values_list("pk", flat=True)),
            people_who_come_in=audience.people_who_come_in,
            outsiders=audience.outsiders,
        )

    def takes(self, reader: BulletinReader) -> bool:
        if reader.role == OUTSIDER:
            if not self.outsiders:
                return False
        elif not reader.role:
            if not self.people_who_come_in:
                return False
        elif self.roles and reader.role not in self.roles:
            return False
        return not self.organisations or reader.organisation in self.organisations

    def interests(self, readers: list[BulletinReader], wishes: Reader | None) -> bool:
        """Where pathways are chosen: whoever works on one of them or named one. Of others nobody knows it."""
        if not self.pathways:
            return True
        named = {code for reader in readers for code in reader.pathways}
        # What stands there before an outsider confirms may have been typed by anybody.
        if wishes and (wishes.confirmed_at or not wishes.outsider):
            named |= {pathway.code for pathway in wishes.pathways.all()}
        return bool(self.pathways & named)


# The role under which bulletins offer those who joined by themselves.
OUTSIDER: Final = "outsider"


def _reason(
    email: str,
    readers: list[BulletinReader],
    wishes: Reader | None,
    known: MailAddress | None,
    here: set[str],
) -> str:
    if not usable(email):
        return Reason.BAD_ADDRESS
    if stopped := reason_of_address(known):
        return stopped
    if wishes is None:
        return Reason.NO_CONSENT if all(reader.role == OUTSIDER for reader in readers) else ""
    if wishes.left_at:
        return Reason.UNSUBSCRIBED
    if wishes.outsider and not wishes.confirmed_at and all(reader.role == OUTSIDER for reader in readers):
        return Reason.NO_CONSENT
    if wishes.chose_prisons:
        chosen = {prison.code for prison in wishes.prisons.all()}
        if not chosen & {reader.prison for reader in readers}:
            return Reason.NOT_THIS_PRISON
    if here and here <= set(wishes.sections_left_out):
        return Reason.NO_SECTION
    return ""


def wanting(emails: Iterable[str], section: str) -> set[str]:
    """Of these addresses those, normalised, to which news of a section may go by itself, outside any bulletin.

    Nobody who left bulletins or that section of them, called one unwanted, or whose address does not exist.
    """
    asked = {normalise_email(one_line(email)) for email in emails}
    wishes = _rows(Reader.objects.all(), asked)
    unwished = {email for email, row in wishes if row.left_at or section in row.sections_left_out}
    known = _rows(MailAddress.objects.all(), asked)
    stopped = {email for email, row in known if row.hard_bounced_at or row.complained_at}
    return {email for email in asked - unwished - stopped if usable(email)}


def usable(email: str) -> bool:
    try:
        validate_email(email)
        for_the_envelope(email)
    except (ValidationError, BadAddress):
        return False
    return True
