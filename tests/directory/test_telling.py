"""Who is told what by e-mail, once, and what never stands in it."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from directory import tasks
from directory.actions import decide, withdraw, write
from directory.models import Service
from tests.cast import Cast, content, email_of, listing_at


def to_whom(outbox: list[EmailMultiAlternatives]) -> list[str]:
    return sorted(address for message in outbox for address in message.to)


def test_each_coordinator_of_the_prison_is_told_in_an_e_mail_of_their_own(cast: Cast, mailoutbox) -> None:
    revision = cast.pending_revision
    assert tasks.tell_coordinators(revision.pk) == 2
    assert to_whom(mailoutbox) == [email_of("coordinator"), email_of("second_coordinator")]
    assert all(len(message.to) == 1 for message in mailoutbox)
    message = mailoutbox[0]
    assert "Harbour Housing offers a new service" in message.body
    assert reverse("revision", args=["EXI", revision.pk]) in message.body
    assert "Debt clinic" not in message.subject


def test_a_change_is_called_a_change(cast: Cast, mailoutbox) -> None:
    [revision] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    tasks.tell_coordinators(revision.pk)
    assert "Harbour Housing has sent a change to" in mailoutbox[0].body


def test_told_twice_is_told_once(cast: Cast, mailoutbox) -> None:
    for _ in range(2):
        tasks.tell_coordinators(cast.pending_revision.pk)
    assert len(mailoutbox) == 2


def test_nobody_is_told_of_what_is_decided_already(cast: Cast, mailoutbox) -> None:
    revision = cast.pending_revision
    decide.accept_revision(by=cast.coordinator, revision=revision)
    assert tasks.tell_coordinators(revision.pk) == 0
    assert mailoutbox == []


def test_somebody_whose_access_was_stopped_is_not_told(cast: Cast, mailoutbox) -> None:
    type(cast.coordinator).objects.filter(pk=cast.coordinator.pk).update(is_active=False)
    tasks.tell_coordinators(cast.pending_revision.pk)
    assert to_whom(mailoutbox) == [email_of("second_coordinator")]


def test_what_the_mail_server_refuses_is_tried_again(
    cast: Cast, mailoutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.mail import EmailMultiAlternatives as Message

    send = Message.send
    refused = {email_of("coordinator")}

    def sometimes(self: Message, *args: object, **kwargs: object) -> int:
        if refused & set(self.to):
            raise ConnectionRefusedError
        return send(self, *args, **kwargs)

    monkeypatch.setattr(Message, "send", sometimes)
    with pytest.raises(ConnectionRefusedError):
        tasks.tell_coordinators(cast.pending_revision.pk)
    refused.clear()
    tasks.tell_coordinators(cast.pending_revision.pk)
    assert to_whom(mailoutbox) == [email_of("coordinator"), email_of("second_coordinator")]


def test_the_organisations_managers_get_the_reason_and_the_way_to_the_form(cast: Cast, mailoutbox) -> None:
    revision = cast.pending_revision
    decide.return_revision(by=cast.coordinator, revision=revision, reason="Say who can use it.")
    tasks.tell_organisation(revision.pk)
    [message] = mailoutbox
    assert message.to == [email_of("manager")]
    assert "Say who can use it." in message.body
    assert reverse("write", args=["harbour-housing", cast.pending.service_id, "EXI"]) in message.body
    assert "returned with a reason" in message.body


def test_an_accepted_text_is_told_with_its_number(cast: Cast, mailoutbox) -> None:
    revision = cast.pending_revision
    decide.accept_revision(by=cast.coordinator, revision=revision)
    tasks.tell_organisation(revision.pk)
    assert "Readers see it now, as entry 2." in mailoutbox[0].body
    assert reverse("listing", args=["EXI", cast.pending.pk]) in mailoutbox[0].body


def test_an_edited_text_is_told_as_edited_with_the_coordinators_words(cast: Cast, mailoutbox) -> None:
    edited = decide.accept_with_edits(
        by=cast.coordinator, revision=cast.pending_revision, reason="Shorter words.",
        content=content(name="Debt clinic", pathways=["finance"], summary="We help with debt."),
    )  # fmt: skip
    tasks.tell_organisation(edited.pk)
    assert "accepted with the coordinator’s own edits" in mailoutbox[0].body
    assert "Shorter words." in mailoutbox[0].body


def test_a_withdrawal_is_told_unless_it_was_taken_back(cast: Cast, mailoutbox) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    tasks.tell_organisation_withdrawn(cast.approved.pk)
    assert "It moved." in mailoutbox[0].body
    withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    assert tasks.tell_organisation_withdrawn(cast.approved.pk) == 0


def test_a_second_withdrawal_is_told_again(cast: Cast, mailoutbox) -> None:
    for _ in range(2):
        withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
        tasks.tell_organisation_withdrawn(cast.approved.pk)
        withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    assert len(mailoutbox) == 2


def test_contacts_and_other_peoples_names_stay_out(cast: Cast, mailoutbox) -> None:
    [revision] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New."),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    tasks.tell_coordinators(revision.pk)
    decide.accept_revision(by=cast.coordinator, revision=revision)
    tasks.tell_organisation(revision.pk)
    words = "".join(message.subject + message.body + message.alternatives[0][0] for message in mailoutbox)
    for private in ("Hana", "01632", "Mina Manager offers", "E-mail the referral form"):
        assert private not in words


def test_what_was_typed_adds_no_header_and_no_markup(cast: Cast, mailoutbox) -> None:
    type(cast.exeter).objects.filter(code="EXI").update(name="HMP Exeter\r\nBcc: everybody@example.org")
    listing = listing_at(cast.exeter, cast.harbour, cast.manager, name="<b>Choir</b>")
    Service.objects.filter(pk=listing.service_id).update(name="Choir\nBcc: a@example.org")
    tasks.tell_coordinators(listing.revisions.get().pk)
    message = mailoutbox[0]
    assert "\n" not in message.subject
    assert message.message().get("Bcc") is None
    assert "<b>Choir</b>" not in message.alternatives[0][0]
