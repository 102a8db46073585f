"""Calls for offers: suggested, opened, written about once, answered, decided with a reason to each, filled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletins.models import Reader
from coordination import clock
from coordination.access import standing_of
from coordination.models import MailAddress, Organisation, Posting
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from directory.actions.withdraw import withdraw_listing
from planning import home
from planning.actions import call_letters, calls, expressions
from planning.gaps.known import suggested_for
from planning.models import Call, Expression, Priority, ToldOrganisation
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of, last_entry, queued, said
from tests.planning import called as making

pytestmark = pytest.mark.django_db


def told_of(call: Call, organisation: Organisation) -> ToldOrganisation:
    return call.told.get(organisation=organisation)


# --- Who is told ----------------------------------------------------------------------------------


def test_those_who_offer_it_here_come_first_and_others_of_the_region_next(cast: Cast) -> None:
    approved_listing_at(
        cast.guys_marsh, cast.lantern, cast.other_manager, cast.other_coordinator, name="Lantern homes"
    )
    found = suggested_for(making.priority(cast))
    assert [(each.name, each.here, each.reasons[0]) for each in found] == [
        ("Harbour Housing", True, "offers Accommodation here"),
        ("Lantern Trust", False, "offers Accommodation at HMP Guys Marsh"),
    ]


def test_suggestions_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    call = making.draft(cast)
    counts = []
    for first, last in ((1, 2), (3, 12)):
        for number in range(first, last + 1):
            other = Organisation.objects.create(name=f"Number {number}", slug=f"number-{number}")
            making.manager_of(cast, other, cast.manager)
            approved_listing_at(cast.exeter, other, cast.manager, cast.coordinator, name=f"Service {number}")
        with CaptureQueriesContext(connection) as queries:
            page = client_of(cast.coordinator).get(reverse("open_call", args=[call.pk]))
        assert len(page.context["form"].fields["here"].choices) == last + 1
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_coordinator_begins_opens_and_tells(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    priority, client = making.priority(cast), client_of(cast.coordinator)
    values = making.call_values()
    typed = values | {"closes_on": values["closes_on"].isoformat()}
    begun = client.post(reverse("begin_call", args=["EXI", priority.pk]), typed, follow=True)
    assert "Nobody is told yet" in said(begun)[0]
    call = Call.objects.get()
    address = reverse("open_call", args=[call.pk])
    nobody = client.post(address, {})
    assert "Choose at least one organisation" in nobody.content.decode()
    with queued(monkeypatch) as found:
        client.post(address, {"here": [cast.harbour.pk]})
    told = told_of(call, cast.harbour)
    assert found == [("planning.tell_of_call", (told.pk,))]
    assert told.why == "offers Accommodation here"
    assert last_entry("open_call").prison_code == "EXI"
    # Others may be told while it is open, and nobody twice.
    with queued(monkeypatch) as more:
        client.post(address, {"region": [cast.lantern.pk]})
    assert len(more) == 1
    assert calls.tell_more(by=cast.coordinator, call=call, organisations={cast.lantern: ""}) == []


def test_an_open_call_gives_more_time_and_changes_in_nothing_else(cast: Cast) -> None:
    call = making.opened(cast)
    later = call.closes_on + timedelta(days=7)
    calls.change_call(by=cast.coordinator, call=call, values={"closes_on": later, "wanted": "Something else"})
    call.refresh_from_db()
    assert (call.closes_on, call.wanted) == (later, "Advice on C wing, in the evening.")
    with pytest.raises(Refused, match="may only be made later"):
        calls.change_call(by=cast.coordinator, call=call, values={"closes_on": later - timedelta(days=1)})


def test_of_one_priority_one_call_runs(cast: Cast) -> None:
    call = making.opened(cast)
    with pytest.raises(Refused, match="A call for this is there already"):
        calls.begin_call(by=cast.coordinator, priority=call.priority, values=making.call_values())


# --- Letters --------------------------------------------------------------------------------------


def test_each_is_written_to_once_and_what_the_queue_lost_is_queued_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = making.opened(cast)
    told = told_of(call, cast.harbour)
    ToldOrganisation.objects.update(letter_due_at=clock.now() - timedelta(hours=1))
    with queued(monkeypatch) as found:
        assert call_letters.queue_owed() == 1
    assert found == [("planning.tell_of_call", (told.pk,))]
    assert [call_letters.tell_of_call(told.pk) for _ in range(3)] == [1, 0, 0]
    (letter,) = mail.outbox
    assert letter.to == [cast.manager.email]
    assert "£1,500 for one offer." in letter.body
    assert call.title not in letter.subject
    assert call.get_absolute_url() in letter.body
    told.refresh_from_db()
    assert told.mailed_at is not None
    assert call_letters.queue_owed() == 0


@pytest.mark.parametrize("why", ["left", "no funding", "bounced", "complained"])
def test_nobody_is_written_to_who_does_not_wish_it(cast: Cast, why: str) -> None:
    email, now = cast.manager.email, timezone.now()
    if why in ("left", "no funding"):
        Reader.objects.create(
            email=email, left_at=now if why == "left" else None,
            sections_left_out=["funding"] if why == "no funding" else [],
        )  # fmt: skip
    else:
        MailAddress.objects.create(
            email=email, hard_bounced_at=now if why == "bounced" else None,
            complained_at=now if why == "complained" else None,
        )  # fmt: skip
    call = making.opened(cast)
    told = told_of(call, cast.harbour)
    assert call_letters.tell_of_call(told.pk) == 0
    assert mail.outbox == []
    told.refresh_from_db()
    assert (told.mailed_at, told.letter_due_at) == (None, None)
    # They see it all the same when they sign in.
    assert client_of(cast.manager).get(call.get_absolute_url()).status_code == 200


def test_another_section_left_out_is_no_hindrance(cast: Cast) -> None:
    Reader.objects.create(email=cast.manager.email, sections_left_out=["training"])
    assert call_letters.tell_of_call(told_of(making.opened(cast), cast.harbour).pk) == 1


def test_what_the_mail_server_refuses_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = told_of(making.opened(cast), cast.harbour)

    def refuse(*_: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as patched:
        patched.setattr("planning.emails.call_news", refuse)
        with pytest.raises(OSError, match="away"):
            call_letters.tell_of_call(told.pk)
    assert call_letters.tell_of_call(told.pk) == 1


def test_a_cancelled_call_is_told_to_who_heard_of_it_or_answered(cast: Cast) -> None:
    Reader.objects.create(email=cast.manager.email, left_at=timezone.now())
    call = making.opened(cast, cast.harbour, cast.lantern)
    making.answered(cast, call)
    calls.cancel_call(by=cast.coordinator, call=call, reason="The money is gone.")
    for organisation in (cast.harbour, cast.lantern):
        call_letters.tell_of_call(told_of(call, organisation).pk)
    # Harbour answered, so it is told whatever it wishes; Lantern never heard of the call.
    assert [letter.to for letter in mail.outbox] == [[cast.manager.email]]
    assert "The money is gone." in mail.outbox[0].body
    for who in (cast.coordinator, cast.manager):
        assert (
            "Not decided: the call was cancelled"
            in client_of(who).get(call.get_absolute_url()).content.decode()
        )


# --- Answers --------------------------------------------------------------------------------------


def test_a_draft_is_kept_for_the_organisation_alone_and_sent_when_it_is_ready(cast: Cast) -> None:
    call, client = making.opened(cast), client_of(cast.manager)
    address = reverse("answer_call", args=["harbour-housing", call.pk])
    kept = client.post(address, {"do": "draft", "offer": "Two even"}, follow=True)
    assert "Nobody but you reads it" in said(kept)[0]
    expression = Expression.objects.get()
    page = client_of(cast.coordinator).get(call.get_absolute_url()).content.decode()
    assert "Two even" not in page
    assert "None has come." in page
    assert (
        client_of(cast.coordinator).get(reverse("expression", args=[call.pk, expression.pk])).status_code
        == 404
    )
    assert client.get(address).context["form"]["offer"].value() == "Two even"
    assert "Say what you would do" in client.post(address, {"do": "send", "offer": ""}).content.decode()
    sent = client.post(address, {"do": "send", "offer": "Two evenings a month.", "cost": "900"}, follow=True)
    assert "It is sent to HMP/YOI Exeter" in said(sent)[0]
    read = client_of(cast.coordinator).get(reverse("expression", args=[call.pk, expression.pk]))
    assert "Two evenings a month." in read.content.decode()


def test_nobody_sees_the_answer_of_another_organisation(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern)
    making.answered(cast, call, offer="Harbour would come on Mondays.")
    making.answered(cast, call, elsewhere=True, offer="Lantern would come on Tuesdays.")
    own, other = (
        client_of(who).get(call.get_absolute_url()).content.decode()
        for who in (cast.manager, cast.other_manager)
    )
    assert "on Mondays" in own
    assert "on Tuesdays" not in own
    assert "Lantern" not in own
    assert "on Tuesdays" in other
    assert "Harbour" not in other
    assert not Expression.objects.visible_to(cast.manager).filter(organisation=cast.lantern).exists()
    assert not Expression.objects.visible_to(cast.other_coordinator).exists()


def test_it_is_taken_back_and_sent_anew_while_the_call_is_open(cast: Cast) -> None:
    call = making.opened(cast)
    sent = making.answered(cast, call)
    with pytest.raises(Refused, match="Take it back first"):
        making.answered(cast, call)
    address = reverse("take_back_answer", args=["harbour-housing", call.pk])
    client_of(cast.manager).post(address)
    page = client_of(cast.coordinator).get(reverse("expression", args=[call.pk, sent.pk])).content.decode()
    assert "took its answer back" in page
    assert "Two evenings" not in page
    again = making.answered(cast, call, offer="One evening.")
    assert (again.pk, again.state) == (sent.pk, Expression.State.SENT)


def test_nothing_is_answered_after_the_last_day_whether_or_not_the_clock_has_closed_it(cast: Cast) -> None:
    call = making.opened(cast)
    Call.objects.update(closes_on=clock.today())
    making.answered(cast, call)
    expressions.take_back_expression(by=cast.manager, expression=Expression.objects.get())
    Call.objects.update(closes_on=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="has closed"):
        making.answered(cast, call)
    assert calls.close_calls() == 1
    assert calls.close_calls() == 0
    with pytest.raises(Refused, match="has closed"):
        making.answered(cast, call)


def test_who_was_not_told_does_not_answer_and_an_offer_keeps_to_the_lot(cast: Cast) -> None:
    call = making.opened(cast)
    with pytest.raises(Refused, match="did not go to your organisation"):
        making.answered(cast, call, elsewhere=True)
    with pytest.raises(Refused, match="One offer gets £1,500 at most"):
        making.answered(cast, call, cost=1501)
    with pytest.raises(Refused, match="looks like a prison number"):
        making.answered(cast, call, offer="For A1234BC.")


def test_the_home_page_names_what_may_be_answered_and_what_waits(cast: Cast) -> None:
    def lines(user: Any) -> str:
        return " ".join(each.sentence for each in home.items(user, standing_of(user)))

    call = making.opened(cast)
    assert "HMP/YOI Exeter asks Harbour Housing for an offer until" in lines(cast.manager)
    making.answered(cast, call)
    assert "asks Harbour" not in lines(cast.manager)
    assert "for your decision" not in lines(cast.coordinator)
    making.closed(call)
    assert "1 answer waits for your decision: “Housing advice wanted”." in lines(cast.coordinator)


def test_the_home_page_names_what_was_decided_and_what_may_fill_it(cast: Cast) -> None:
    def lines(user: Any) -> str:
        return " ".join(each.sentence for each in home.items(user, standing_of(user)))

    making.chosen(cast)
    assert "HMP/YOI Exeter has chosen what Harbour Housing offered: “Housing advice wanted”." in lines(
        cast.manager
    )
    assert "Say whether it came of the call" not in lines(cast.coordinator)
    making.new_listing(cast)
    line = "“Housing in the evening” of Harbour Housing is approved. Say whether it came of the call “Housing"
    assert line in lines(cast.coordinator)
    assert line not in lines(cast.governor)


# --- Decided --------------------------------------------------------------------------------------


def test_each_is_decided_with_a_reason_that_it_is_told_and_the_last_decides_the_call(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern)
    ours, theirs = making.answered(cast, call), making.answered(cast, call, elsewhere=True)
    with pytest.raises(Overtaken, match="This call is open"):
        expressions.decide_expression(by=cast.coordinator, expression=ours, chosen=True, reason="Yes.")
    making.closed(call)
    expressions.shortlist(by=cast.coordinator, expression=ours, on=True)
    assert "On the short list" not in client_of(cast.manager).get(call.get_absolute_url()).content.decode()
    address = reverse("decide_expression", args=[call.pk, ours.pk])
    client = client_of(cast.coordinator)
    client.post(address, {"decision": "chosen", "reason": "It reaches C wing."})
    call.refresh_from_db()
    assert call.state == Call.State.CLOSED
    with pytest.raises(Refused, match="chosen already"):
        expressions.decide_expression(by=cast.coordinator, expression=theirs, chosen=True, reason="Too.")
    expressions.decide_expression(
        by=cast.coordinator, expression=theirs, chosen=False, reason="Too far away."
    )
    call.refresh_from_db()
    assert (call.state, call.decided_by) == (Call.State.DECIDED, cast.coordinator)
    for each in (ours, theirs, ours):
        call_letters.tell_of_decision(each.pk)
    assert [(letter.to, "Too far away." in letter.body) for letter in mail.outbox] == [
        ([cast.manager.email], False), ([cast.other_manager.email], True),
    ]  # fmt: skip
    assert "It reaches C wing." in client_of(cast.manager).get(call.get_absolute_url()).content.decode()


def test_a_decision_waits_for_somebody_who_can_be_written_to(cast: Cast) -> None:
    found = making.chosen(cast)
    Posting.objects.filter(organisation=cast.harbour, role=Role.MANAGER).update(
        ends_on=clock.today() - timedelta(days=1)
    )
    assert call_letters.tell_of_decision(found.pk) == 0
    making.manager_of(cast, cast.harbour, cast.staff)
    assert call_letters.tell_of_decision(found.pk) == 1
    assert mail.outbox[0].to == [cast.staff.email]


def test_a_call_is_closed_by_the_new_service_that_fills_the_gap(cast: Cast) -> None:
    found = making.chosen(cast)
    address = reverse("fill_call", args=[found.call_id, found.pk])
    client = client_of(cast.coordinator)
    # What was here before the call fills nothing.
    told = client.get(address, follow=True).content.decode()
    assert "They have no service for this yet" in told
    assert "Say which service came of it" not in told
    with pytest.raises(Refused, match="since the call opened"):
        expressions.fill(by=cast.coordinator, expression=found, listing=cast.approved)
    other = making.new_listing(cast, name="Choir", pathways=["family"])
    with pytest.raises(Refused, match="since the call opened"):
        expressions.fill(by=cast.coordinator, expression=found, listing=other)
    new = making.new_listing(cast)
    client.post(address, {"listing": new.pk})
    priority = Priority.objects.get()
    assert (priority.state, priority.met_by) == (Priority.State.MET, new)
    withdraw_listing(by=cast.coordinator, listing=new, reason="They moved away.")
    seen = client.get(priority.get_absolute_url()).content.decode()
    assert "does not stand in the directory any more" in seen
    assert reverse("gap", args=["EXI"]) in seen
    assert "Housing in the evening" in priority.outcome
    found.refresh_from_db()
    assert found.listing == new


def test_a_small_grant_has_several_lots_and_the_priority_is_met_by_the_first(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern, lots=2)
    both = [making.answered(cast, call), making.answered(cast, call, elsewhere=True)]
    making.closed(call)
    for each in both:
        expressions.decide_expression(by=cast.coordinator, expression=each, chosen=True, reason="Yes.")
    first = making.new_listing(cast)
    second = approved_listing_at(
        cast.exeter, cast.lantern, cast.other_manager, cast.coordinator, name="Lantern homes"
    )
    expressions.fill(by=cast.coordinator, expression=both[0], listing=first)
    expressions.fill(by=cast.coordinator, expression=both[1], listing=second)
    assert Priority.objects.get().met_by == first
    assert Expression.objects.exclude(listing=None).count() == 2


def test_pages_of_a_call_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    call = making.opened(cast, lots=50)
    counts = []
    for first, last in ((1, 2), (3, 12)):
        for number in range(first, last + 1):
            other = Organisation.objects.create(name=f"Number {number}", slug=f"number-{number}")
            making.manager_of(cast, other, cast.manager)
            calls.tell_more(by=cast.coordinator, call=call, organisations={other: "near"})
            expressions.send_expression(by=cast.manager, call=call, organisation=other, values=making.OFFER)
        found = []
        for who, address in (
            (cast.coordinator, call.get_absolute_url()), (cast.governor, call.get_absolute_url()),
            (cast.manager, call.get_absolute_url()),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                assert client_of(who).get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
