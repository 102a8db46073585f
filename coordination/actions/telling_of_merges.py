"""Tells people of a merge: whoever has to agree, whoever asked, and in the end the organisation's managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from coordination import emails
from coordination.actions.told_once import tell_once
from coordination.models import OrganisationMerge, Posting, User
from coordination.roles import Permission, Role, roles_with

State = OrganisationMerge.State


def tell_of_merge(merge_pk: int) -> int:
    """How many e-mails left. Nobody is told what they did themselves."""
    related = OrganisationMerge.objects.select_related(
        "kept", "duplicate", "prison", "asked_by", "settled_by"
    )
    merge = related.get(pk=merge_pk)
    if merge.state == State.WAITING:
        return _tell(merge, _letter_asked, _asked(merge))
    told = _tell(merge, _letter_settled, {merge.asked_by} - {merge.settled_by})
    if merge.state == State.DONE:
        told += _tell(merge, _letter_done, _managers(merge) - {merge.settled_by, merge.asked_by})
    return told


def _asked(merge: OrganisationMerge) -> set[User]:
    waiting = merge.consents.filter(agreed_at=None).values("prison")
    postings = Posting.objects.current().filter(
        prison__in=waiting, role__in=roles_with(Permission.MERGE_ORGANISATIONS)
    )
    return {posting.user for posting in postings.select_related("user")}


def _managers(merge: OrganisationMerge) -> set[User]:
    """Of both records: they stand at the one that is kept."""
    postings = Posting.objects.current().filter(organisation=merge.kept, role=Role.MANAGER)
    return {posting.user for posting in postings.select_related("user")}


def _tell(
    merge: OrganisationMerge, letter: Callable[[User, OrganisationMerge], None], people: Iterable[User]
) -> int:
    occasion = f"{letter.__name__}:{merge.pk}:{merge.state}"
    return tell_once(occasion, sorted(people, key=lambda each: each.pk), lambda to: letter(to, merge))


def _letter_asked(to: User, merge: OrganisationMerge) -> None:
    emails.send(
        "coordination/email/merge_asked", to=to.email, subject="two records may become one",
        name=to.name, asked_by=str(merge.asked_by), **_of(merge),
    )  # fmt: skip


def _letter_settled(to: User, merge: OrganisationMerge) -> None:
    emails.send(
        "coordination/email/merge_settled", to=to.email, subject="the merge that you asked for",
        name=to.name, done=merge.state == State.DONE, settled_by=str(merge.settled_by), reason=merge.reason,
        **_of(merge),
    )  # fmt: skip


def _letter_done(to: User, merge: OrganisationMerge) -> None:
    """To managers, who may not open the page of the merge: the link is their organisation's."""
    emails.send(
        "coordination/email/merge_done", to=to.email, subject="two records of your organisation are one now",
        name=to.name, **_of(merge) | {"url": emails.absolute(merge.kept.get_absolute_url())},
    )  # fmt: skip


def _of(merge: OrganisationMerge) -> dict[str, Any]:
    return {
        "kept": merge.kept.name,
        "duplicate": merge.duplicate.name,
        "url": emails.absolute(merge.get_absolute_url()),
    }
