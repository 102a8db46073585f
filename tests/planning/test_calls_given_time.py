"""Calls for offers that nobody answered, that a small organisation answers by telephone, and of a closed prison."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from coordination import clock
from coordination.access import standing_of
from coordination.models import Prison
from coordination.policies import Refused
from planning import home
from planning.actions import call_letters, calls, expressions
from planning.models import Call, Expression, ToldOrganisation
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, queued
from tests.planning import called as making
from tests.planning.test_calls import told_of

pytestmark = pytest.mark.django_db


def test_a_closed_call_that_nobody_answered_opens_again_and_says_so_to_who_heard_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = making.opened(cast)
    told = told_of(call, cast.harbour)
    call_letters.tell_of_call(told.pk)
    making.closed(call)
    client, later = client_of(cast.coordinator), clock.today() + timedelta(days=14)
    page = client.get(call.get_absolute_url()).content.decode()
    assert "Give more time and tell others too, or cancel" in page
    line = "Nobody answered the call “Housing advice wanted”. Give more time, or cancel it."
    assert line in [each.sentence for each in home.items(cast.coordinator, standing_of(cast.coordinator))]
    with queued(monkeypatch) as found:
        client.post(reverse("change_call", args=[call.pk]), {"closes_on": later.isoformat()})
    assert found == [("planning.tell_of_call", (told.pk,))]
    call.refresh_from_db()
    assert (call.state, call.closes_on) == (Call.State.OPEN, later)
    assert call_letters.tell_of_call(told.pk) == 1
    first, second = mail.outbox
    assert "There is more time." in second.body
    assert "There is more time." not in first.body
    assert f"Questions: {cast.coordinator.name}, {cast.coordinator.email}" in first.body
    making.answered(cast, call)


def test_who_has_answered_hears_nothing_of_more_time_and_a_short_list_ends_it(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern)
    for organisation in (cast.harbour, cast.lantern):
        call_letters.tell_of_call(told_of(call, organisation).pk)
    answer = making.answered(cast, call)
    later = call.closes_on + timedelta(days=7)
    calls.change_call(by=cast.coordinator, call=call, values={"closes_on": later})
    owed = ToldOrganisation.objects.exclude(letter_due_at=None)
    assert [each.organisation for each in owed] == [cast.lantern]
    making.closed(call)
    expressions.shortlist(by=cast.coordinator, expression=answer, on=True)
    with pytest.raises(Refused, match="More time would be unfair"):
        calls.change_call(by=cast.coordinator, call=call, values={"closes_on": later + timedelta(days=7)})
    assert "Give more time" not in client_of(cast.coordinator).get(call.get_absolute_url()).content.decode()


def test_the_prison_types_in_what_an_organisation_without_an_account_answers(cast: Cast) -> None:
    kettle = making.without_account()
    call, client = making.opened(cast, cast.harbour, kettle), client_of(cast.coordinator)
    address = reverse("type_in_answer", args=[call.pk, told_of(call, kettle).pk])
    assert address in client.get(call.get_absolute_url()).content.decode()
    assert address not in client_of(cast.governor).get(call.get_absolute_url()).content.decode()
    too_much = client.post(address, {"offer": "Cake on Fridays.", "cost": "1501"}).content.decode()
    assert "One offer gets £1,500 at most" in too_much
    client.post(address, {"offer": "Cake on Fridays.", "cost": "100"})
    answer = Expression.objects.get(organisation=kettle)
    assert (answer.state, answer.sent_by) == (Expression.State.SENT, cast.coordinator)
    assert last_entry("type_in_expression").prison_code == "EXI"
    assert address not in client.get(call.get_absolute_url()).content.decode()
    making.closed(call)
    expressions.decide_expression(by=cast.coordinator, expression=answer, chosen=True, reason="It is near.")
    page = client.get(reverse("expression", args=[call.pk, answer.pk])).content.decode()
    assert "Tell them yourself." in page
    with pytest.raises(Refused, match="It answers for itself"):
        expressions.type_in_expression(
            by=cast.coordinator, call=call_again(cast, call), organisation=cast.harbour, values=making.OFFER
        )


def call_again(cast: Cast, call: Call) -> Call:
    """A second call for the same, to Harbour."""
    again = calls.begin_call(by=cast.coordinator, priority=call.priority, values=making.call_values())
    return calls.open_call(by=cast.coordinator, call=again, organisations={cast.harbour: ""})


def test_a_prison_that_has_closed_looks_for_nobody_and_cancels_what_it_looked_for(cast: Cast) -> None:
    call = making.opened(cast)
    Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.CLOSED)
    page = client_of(cast.coordinator).get(call.get_absolute_url()).content.decode()
    assert "is closed. Cancel the call, so that nobody waits for it." in page
    with pytest.raises(Refused, match="No call is made for it"):
        call_again(cast, calls.cancel_call(by=cast.coordinator, call=call, reason="The prison is closed."))
