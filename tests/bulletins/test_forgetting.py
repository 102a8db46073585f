"""Addresses go when their time is over; what they counted for stays, and nobody who left is mailed again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bulletins.actions.audience import set_audience
from bulletins.actions.forgetting import DELIVERIES_KEPT, clear_old_deliveries
from bulletins.actions.joining import ask_to_join, confirm_joining
from bulletins.actions.wishes import leave_bulletins, reader_of, set_wishes
from bulletins.audiences import recipients
from bulletins.models import BulletinIssue, Delivery, Reader
from bulletins.reader_links import Choice
from bulletins.sending.stops import reasons_against
from coordination import emails
from coordination.actions.mail_addresses import lift_stop, record_event, stopped_among
from coordination.actions.retention import KEPT, hide_addresses, hide_addresses_daily, record_of
from coordination.models import AuditEntry, MailAddress, MailEvent, Organisation, Posting
from coordination.models.mail_address import NOWHERE, hidden
from coordination.policies import Overtaken
from inductions.actions import privacy
from inductions.actions.anonymising import anonymise
from inductions.models import Engagement, Person
from tests.bulletins import making
from tests.bulletins.test_audience_page import chosen
from tests.cast import Cast
from tests.coordination.merged import merged

pytestmark = pytest.mark.django_db
EMAIL = "owen@example.org"
State = Delivery.State
LONG_AGO = timezone.now() - KEPT - timedelta(days=1)

# Every column that holds an address, and what becomes of it. One that is added fails below until somebody decides.
KEPT_WITH = {
    "coordination.User.email": "the account: forgotten with the person (accounts.forget_account)",
    "account.EmailAddress.email": "the account",
    "coordination.Invitation.email": "thirty days after the end of the link; of an account, with it",
    "coordination.JoinRequest.email": "clear_old_registrations; of an account, with it",
    "coordination.Registration.contact_email": "clear_old_registrations",
    "coordination.Reminder.email": "deleted with the person; else by its own time",
    "coordination.MailAddress.email": "hidden when nobody has it, ninety days after the last word of it",
    "coordination.MailEvent.email": "deleted after ninety days",
    "directory.Contact.email": "contact of a service: of the organisation, until it is changed",
    "inductions.Person.email": "taken out RETENTION_YEARS after the last day",
    "forums.ForumMember.email": "member of a forum, until it is changed",
    "forums.MeetingInvitation.email": "of a meeting",
    "bulletins.Reader.email": "hidden when nobody has it, ninety days after the last word of it",
    "bulletins.Delivery.email": "hidden with the reader; cleared a year after its issue",
    "bulletins.BulletinSetting.reply_to": "a mailbox of the prison, until it is changed",
}


def holding_addresses() -> set[str]:
    """By what they are and by what they are called, so that a plain text column is found too."""
    names = ("email", "reply_to", "mailbox")
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in settings.OUR_APPS or model._meta.app_label == "account"
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
        or (isinstance(field, (models.CharField, models.TextField)) and any(n in field.name for n in names))
    }


def test_of_every_column_that_holds_an_address_it_is_known_when_it_goes() -> None:
    found = holding_addresses()
    assert {"bulletins.Delivery.email", "bulletins.Reader.email"} <= found
    assert found == set(KEPT_WITH)


def everything_about(email: str) -> str:
    """Every value of the rows of readers and letters, as one text."""
    rows = [*Reader.objects.values(), *Delivery.objects.values(), *MailAddress.objects.values()]
    return str([*rows, *MailEvent.objects.values(), *AuditEntry.objects.values()])


def delivery(cast: Cast, state: str = State.SENT, email: str = EMAIL) -> Delivery:
    reason = Delivery.Reason.UNSUBSCRIBED if state == State.LEFT_OUT else ""
    return Delivery.objects.create(
        issue=making.issue(cast), email=email, name="Owen", said=f"250 <{email}>", state=state, reason=reason
    )


# --- An outsider leaves ---------------------------------------------------------------------------


def left_long_ago(cast: Cast) -> Delivery:
    row = delivery(cast)
    confirm_joining(choice=Choice(EMAIL, ["EXI"], ["accommodation"]))
    record_event(event_id="1", email=EMAIL, kind="complaint", said=f"from {EMAIL}", at=LONG_AGO)
    leave_bulletins(email=EMAIL)
    Reader.objects.update(changed_at=LONG_AGO, left_at=LONG_AGO)
    return row


def test_who_left_long_ago_is_named_nowhere_and_every_row_is_there(cast: Cast) -> None:
    row = left_long_ago(cast)
    assert EMAIL in everything_about(EMAIL)
    assert hide_addresses_daily() == 1
    assert EMAIL not in everything_about(EMAIL) and "Owen" not in everything_about(EMAIL)
    row.refresh_from_db()
    assert (row.state, row.email, row.name) == (State.SENT, hidden(EMAIL), "")
    reader = Reader.objects.get()
    assert reader.left_at and not reader.prisons.exists() and not reader.pathways.exists()
    assert MailAddress.objects.get().complained_at
    assert AuditEntry.objects.get(verb="hide_addresses").changes == {"addresses": [1, 0]}
    assert hide_addresses_daily() == 0


def test_who_left_lately_is_kept_so_that_a_mistake_can_be_put_right(cast: Cast) -> None:
    delivery(cast)
    confirm_joining(choice=Choice(EMAIL, ["EXI"], []))
    leave_bulletins(email=EMAIL)
    assert hide_addresses_daily() == 0
    assert Reader.objects.get().email == EMAIL


def test_who_left_is_not_mailed_again_after_the_address_is_hidden(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_long_ago(cast)
    MailAddress.objects.all().delete()
    hide_addresses_daily()
    assert reasons_against([EMAIL]) == {EMAIL: "unsubscribed"}
    # The address is written down somewhere again, say in a new account.
    Person.objects.filter(pk=cast.volunteer.pk).update(email=EMAIL)
    found = {each.email: each.reason for each in recipients(making.issue(cast), ["news"])}
    assert found[EMAIL] == "unsubscribed"


def test_a_complaint_and_a_bounce_hold_for_the_hidden_address_and_can_be_lifted(cast: Cast) -> None:
    for number, (email, kind) in enumerate([(EMAIL, "complaint"), ("gone@example.org", "hard")]):
        record_event(event_id=str(number), email=email, kind=kind, at=LONG_AGO)
    assert hide_addresses_daily() == 2
    assert reasons_against([EMAIL, "gone@example.org"]) == {
        EMAIL: "complained",
        "gone@example.org": "bounced",
    }
    emails.send(
        "bulletins/email/joining", to="gone@example.org", subject="x", prisons=[], last_day=None, url=""
    )
    [(email, address)] = stopped_among(["gone@example.org"])
    assert email == "gone@example.org" and email not in address.email
    lift_stop(by=cast.coordinator, prison=cast.exeter, address=address)
    assert stopped_among(["gone@example.org"]) == []


def test_a_new_message_of_the_provider_finds_the_hidden_row() -> None:
    record_event(event_id="1", email=EMAIL, kind="hard", at=LONG_AGO)
    hide_addresses_daily()
    record_event(event_id="2", email=EMAIL, kind="complaint")
    row = MailAddress.objects.get()
    assert row.email == EMAIL and row.hard_bounced_at and row.complained_at


def test_an_owner_who_comes_back_by_an_old_link_is_known_again(cast: Cast) -> None:
    left_long_ago(cast)
    hide_addresses_daily()
    found = reader_of(EMAIL)
    assert found and found.left_at
    set_wishes(email=EMAIL, prisons=[cast.exeter], sections_left_out=[], pathways=[])
    reader = Reader.objects.get()
    assert (reader.email, reader.left_at) == (EMAIL, None)


def test_an_outsider_who_reads_is_kept_however_long_ago_they_joined(cast: Cast) -> None:
    confirm_joining(choice=Choice(EMAIL, ["EXI"], []))
    Reader.objects.update(changed_at=LONG_AGO, confirmed_at=LONG_AGO, asked_at=LONG_AGO)
    assert hide_addresses_daily() == 0
    assert Reader.objects.get().prisons.get() == cast.exeter


# --- An account or a person ends ------------------------------------------------------------------


def test_wishes_of_an_account_stay_as_long_as_it_has_its_address(cast: Cast) -> None:
    day = timezone.localdate() - timedelta(days=400)
    Posting.objects.filter(user=cast.staff).update(begins_on=day, ends_on=day)
    type(cast.staff).objects.filter(pk=cast.staff.pk).update(is_active=False)
    leave_bulletins(email=cast.staff.email)
    Reader.objects.update(changed_at=LONG_AGO)
    assert hide_addresses_daily() == 0
    assert Reader.objects.get().email == cast.staff.email


def test_wishes_under_an_address_that_nobody_has_any_more_go(cast: Cast) -> None:
    set_wishes(email=EMAIL, prisons=[cast.exeter], sections_left_out=["news"], pathways=[])
    Reader.objects.update(changed_at=LONG_AGO)
    assert hide_addresses_daily() == 1
    assert not Reader.objects.exists()


def left(person: Person) -> Person:
    day = date(2021, 5, 31)
    Engagement.objects.filter(person=person).update(ends_on=day)
    Posting.objects.filter(user=person.user_id, role="worker").update(ends_on=day)
    Person.objects.filter(pk=person.pk).update(left_on=day)
    return Person.objects.get(pk=person.pk)


def test_with_a_person_their_address_is_hidden_in_every_row_and_their_leaving_holds(cast: Cast) -> None:
    email = cast.worker.email
    rows = [delivery(cast, state, email) for state in (State.SENT, State.UNCERTAIN, State.LEFT_OUT)]
    leave_bulletins(email=email)
    anonymise(person=left(cast.worker_person))
    assert email not in everything_about(email)
    assert [row.state for row in Delivery.objects.filter(email=hidden(email)).order_by("pk")] == [
        row.state for row in rows
    ]
    assert reasons_against([email]) == {email: "unsubscribed"}


def test_an_account_that_stays_keeps_what_it_wished(cast: Cast) -> None:
    Posting.objects.create(user=cast.worker, role="staff", prison=cast.guys_marsh)
    set_wishes(email=cast.worker.email, prisons=[cast.guys_marsh], sections_left_out=[], pathways=[])
    row = delivery(cast, email=cast.worker.email)
    anonymise(person=left(cast.worker_person))
    row.refresh_from_db()
    assert row.email == cast.worker.email
    assert Reader.objects.get(email=cast.worker.email).chose_prisons


def test_somebody_who_joined_by_themselves_goes_on_reading(cast: Cast) -> None:
    confirm_joining(choice=Choice(cast.volunteer.email, ["GMI"], []))
    anonymise(person=left(cast.volunteer))
    reader = Reader.objects.get()
    assert (reader.email, list(reader.prisons.all())) == (cast.volunteer.email, [cast.guys_marsh])


def test_a_row_that_waits_keeps_its_address_until_it_is_sent(cast: Cast) -> None:
    row = delivery(cast, State.QUEUED)
    hide_addresses([EMAIL])
    row.refresh_from_db()
    assert row.email == EMAIL


def test_a_row_without_an_address_that_is_queued_again_is_not_sent(cast: Cast) -> None:
    assert reasons_against([hidden(EMAIL), EMAIL]) == {hidden(EMAIL): "bad_address"}


# --- A year after an issue ------------------------------------------------------------------------


def test_a_year_after_an_issue_nobody_reads_to_whom_it_went_and_the_counts_stay(cast: Cast) -> None:
    rows = [delivery(cast), delivery(cast, State.REFUSED), delivery(cast, State.LEFT_OUT)]
    old = timezone.now() - DELIVERIES_KEPT - timedelta(days=1)
    issues = BulletinIssue.objects.filter(pk__in=[row.issue_id for row in rows[:2]])
    issues.update(finished_at=old)
    assert clear_old_deliveries() == 2
    assert clear_old_deliveries() == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [State.SENT, State.REFUSED, State.LEFT_OUT]
    assert [EMAIL in f"{row.email} {row.said}" for row in rows] == [False, False, True]
    assert rows[0].email != rows[1].email and rows[0].email.endswith(f"@{NOWHERE}")


def test_nobody_is_added_to_an_issue_whose_addresses_are_gone(cast: Cast) -> None:
    """Who has it already could not be told from who is new."""
    issue = making.issue(cast)
    old = timezone.now() - DELIVERIES_KEPT - timedelta(days=1)
    BulletinIssue.objects.filter(pk=issue.pk).update(state="sent", sending_began_at=old, finished_at=old)
    with pytest.raises(Overtaken, match="more than a year ago"):
        set_audience(by=cast.coordinator, issue=issue, values=chosen(roles=["gate"]))


# --- Two records of an organisation become one ----------------------------------------------------


def test_an_audience_of_the_duplicate_is_one_of_the_kept_record(cast: Cast) -> None:
    one, both = making.issue(cast), making.issue(cast)
    one.audience.organisations.set([cast.lantern])
    both.audience.organisations.set([cast.lantern, cast.harbour])
    kept: Organisation = merged(cast)
    for issue in (one, both):
        audience = BulletinIssue.objects.get(pk=issue.pk).audience
        assert list(audience.organisations.all()) == [kept]
        assert audience.changed_by == cast.national


# --- The whole record -----------------------------------------------------------------------------


def record(by: Any, person: Person) -> dict[str, Any]:
    with privacy.export_person(by=by, person=person) as file:
        return json.loads(zipfile.ZipFile(io.BytesIO(file.read())).read("record.json"))


def test_a_person_takes_out_what_bulletins_hold_of_their_address(cast: Cast) -> None:
    email = cast.worker.email
    delivery(cast, email=email)
    delivery(cast, email="other@example.org")
    set_wishes(email=email, prisons=[cast.exeter], sections_left_out=["funding"], pathways=[])
    record_event(event_id="1", email=email, kind="soft", said="452 full")
    found = record(cast.worker, cast.worker_person)
    assert [row["issue"] for row in found["bulletins_sent"]] == ["News of November"]
    assert found["bulletins_sent"][0]["what_became_of_it"] == "Sent"
    assert found["bulletins_wished"][0]["sections_left_out"] == ["Funding"]
    assert found["bulletins_wished"][0]["prisons"] == [cast.exeter.name]
    assert found["mail_to_the_address"][0]["temporary_failures"] == 1
    assert found["told_by_the_mail_provider"][0]["said"] == "452 full"
    assert "other@example.org" not in json.dumps(found)


def test_a_coordinator_hands_out_only_what_their_own_list_says(cast: Cast) -> None:
    email = cast.volunteer.email
    delivery(cast, email=email)
    Delivery.objects.create(issue=making.issue(cast, elsewhere=True, title="Of Guys Marsh"), email=email)
    leave_bulletins(email=email)
    found = record(cast.coordinator, cast.volunteer)
    assert [row["issue"] for row in found["bulletins_sent"]] == ["News of November"]
    assert not {"bulletins_wished", "mail_to_the_address"} & set(found)


def test_every_model_with_an_address_of_a_reader_is_in_the_record(cast: Cast) -> None:
    """Of the columns above, those that `retention` looks after."""
    looked_after = {name for name, when in KEPT_WITH.items() if "hidden" in when or "ninety" in when}
    delivery(cast)
    set_wishes(email=EMAIL, prisons=None, sections_left_out=[], pathways=[])
    record_event(event_id="1", email=EMAIL, kind="soft")
    found = record_of(EMAIL, None)
    assert len(looked_after) == len(found) == 4
    assert all(found.values())


def test_an_address_that_nobody_confirmed_is_not_hidden_but_deleted(cast: Cast) -> None:
    ask_to_join(email=EMAIL, prisons=[cast.exeter], pathways=[])
    Reader.objects.update(changed_at=LONG_AGO)
    hide_addresses_daily()
    assert not Reader.objects.filter(Q(email=EMAIL) | Q(email=hidden(EMAIL))).exists()
