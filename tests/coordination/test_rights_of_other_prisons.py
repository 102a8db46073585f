"""What a coordinator does with an organisation that works at another prison is not done behind that prison's back."""

from __future__ import annotations

from typing import Any

import pytest

from coordination.actions.first_managers import tell_of_first_manager
from coordination.actions.invitations import cancel_invitation, invite
from coordination.actions.joining import let_join
from coordination.actions.merging import ask_to_merge
from coordination.actions.registrations import let_in
from coordination.models import AuditEntry, Organisation, OrganisationMerge, Posting
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.merged import a_double, names
from tests.coordination.pages import queued
from tests.coordination.registering import STRANGER, asked, waiting

TELL = "coordination.tell_of_first_manager"


@pytest.fixture
def alone(cast: Cast) -> Organisation:
    """Harbour, which works at Exeter, after its manager has gone."""
    Posting.objects.filter(organisation=cast.harbour).delete()
    return cast.harbour


def of_exeter(verb: str) -> list[str]:
    return list(AuditEntry.objects.filter(verb=verb, prison_code="EXI").values_list("actor", flat=True))


def test_a_stranger_let_in_at_another_prison_as_first_manager_is_no_secret_here(
    cast: Cast, alone: Organisation, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    request = asked(cast.other_coordinator, cast.guys_marsh, alone)
    with queued(monkeypatch) as tasks:
        invitation = let_join(
            by=cast.other_coordinator, request=request, role=Role.MANAGER, checked_by="listing"
        )
    assert (invitation.email, invitation.role) == (STRANGER, Role.MANAGER)
    assert (TELL, (invitation.pk,)) in tasks
    assert of_exeter("invite_first_manager") == [f"coordination.user:{cast.other_coordinator.pk}"]
    tell_of_first_manager(invitation.pk)
    tell_of_first_manager(invitation.pk)
    assert [cast.coordinator.email] in [letter.to for letter in mailoutbox]
    assert len(mailoutbox) == Posting.objects.filter(prison=cast.exeter, role=Role.COORDINATOR).count()
    assert "Nia New" in mailoutbox[0].body and "Harbour Housing" in mailoutbox[0].body


def test_so_is_whom_its_coordinator_invites_without_a_request(
    cast: Cast, alone: Organisation, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    invited = {"role": Role.MANAGER, "email": "m@example.org", "name": "M", "organisation": alone}
    with queued(monkeypatch) as tasks:
        invitation = invite(by=cast.other_coordinator, **invited)
    assert (TELL, (invitation.pk,)) in tasks
    cancel_invitation(by=cast.other_coordinator, invitation=invitation)
    assert tell_of_first_manager(invitation.pk) == 0


def test_a_prison_is_not_told_of_what_its_own_coordinator_does_nor_of_what_a_manager_does(
    cast: Cast, alone: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        invite(by=cast.coordinator, role=Role.MANAGER, email="m@example.org", name="M", organisation=alone)
        invite(
            by=cast.other_manager,
            role=Role.MANAGER,
            email="n@example.org",
            name="N",
            organisation=cast.lantern,
        )
    assert TELL not in [name for name, _ in tasks]
    assert of_exeter("invite_first_manager") == []


def test_a_prison_that_let_an_organisation_in_is_asked_before_others_get_into_its_record(cast: Cast) -> None:
    """It has sent nothing yet. The duplicate brings a manager, whom only its own could have invited."""
    kept = let_in(by=cast.coordinator, choice=waiting(cast.exeter))
    double = a_double()
    Posting.objects.create(user=cast.other_manager, role=Role.MANAGER, organisation=double)
    for pair in ({"kept": kept, "duplicate": double}, {"kept": double, "duplicate": kept}):
        merge = ask_to_merge(by=cast.other_coordinator, **pair)
        assert (merge.state, names(merge, agreed=False)) == (OrganisationMerge.State.WAITING, ["Exeter"])
        merge.delete()


@pytest.mark.parametrize(
    ("mark", "ours", "theirs"),
    [
        ("website", "https://harbour.example.org", "https://trick.example.org"),
        ("charity_number", "1074546", "1000001"),
        ("company_number", "03562176", "03562177"),
    ],
)
def test_what_a_stranger_is_checked_by_changes_only_with_the_yes_of_who_relies_on_it(
    cast: Cast, mark: str, ours: str, theirs: str
) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(**{mark: ours})
    double = a_double()
    Organisation.objects.filter(pk=double.pk).update(**{mark: theirs})
    merge = ask_to_merge(
        by=cast.other_coordinator, kept=cast.harbour, duplicate=double, chosen={mark: "duplicate"}
    )
    assert names(merge, agreed=False) == ["Exeter"]
    cast.harbour.refresh_from_db()
    assert getattr(cast.harbour, mark) == ours
