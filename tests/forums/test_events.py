"""Partnership events: who is asked and told what, whose answer counts, and what is known afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import Organisation
from coordination.policies import Overtaken, Refused
from forums.actions import events as actions
from forums.models import PartnershipEvent, Stall
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import queued
from tests.forums import making

States, Reply = PartnershipEvent.State, Stall.Reply


def asked(cast: Cast, elsewhere: bool = False, **more: Any) -> Stall:
    """The organisation of the prison is asked to an event there."""
    event = making.event(cast, elsewhere, **more)
    organisation = making.organisation(cast, elsewhere)
    actions.invite_organisations(by=making.keeper(cast, elsewhere), event=event, organisations=[organisation])
    return event.stalls.select_related("event__prison", "organisation").get()


def both_asked(cast: Cast) -> tuple[PartnershipEvent, Stall, Stall]:
    """Lantern is known at Exeter too, and both are asked there."""
    approved_listing_at(cast.exeter, cast.lantern, cast.other_manager, cast.coordinator, name="Lantern post")
    event = making.event(cast)
    actions.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour, cast.lantern])
    harbour, lantern = (event.stalls.get(organisation=each) for each in (cast.harbour, cast.lantern))
    return event, harbour, lantern


def begun(event: PartnershipEvent) -> PartnershipEvent:
    """The same event as if it were over since yesterday."""
    ended = timezone.now() - timedelta(days=1)
    PartnershipEvent.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=4), ends_at=ended)
    event.refresh_from_db()
    return event


def test_each_organisation_is_asked_once_and_gets_the_next_number(cast: Cast, monkeypatch: Any) -> None:
    event, harbour, lantern = both_asked(cast)
    assert (harbour.number, lantern.number) == (1, 2)
    with queued(monkeypatch) as tasks:
        again = actions.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour])
    assert (again, tasks) == (0, [])


def test_only_organisations_that_the_prison_knows_are_asked(cast: Cast) -> None:
    event = making.event(cast)
    merged = Organisation.objects.create(name="Harbour two", slug="two", merged_into=cast.harbour)
    for stranger in (cast.lantern, merged):
        with pytest.raises(Refused, match="not known at"):
            actions.invite_organisations(
                by=cast.coordinator, event=event, organisations=[cast.harbour, stranger]
            )
    assert not event.stalls.exists()


def test_a_change_that_matters_is_told_to_whoever_did_not_say_no(cast: Cast, monkeypatch: Any) -> None:
    event, harbour, lantern = both_asked(cast)
    actions.answer_for_stall(by=cast.other_manager, stall=lantern, coming=False)
    with queued(monkeypatch) as tasks:
        actions.change_event(by=cast.coordinator, event=event, values={"place": "Visits hall"})
    assert tasks == [("forums.invite_to_event", (harbour.pk,))]
    with queued(monkeypatch) as tasks:
        actions.change_event(by=cast.coordinator, event=event, values={"organisers_count": 3})
        actions.change_event(by=cast.coordinator, event=event, values={"place": "Visits hall"})
    assert tasks == []
    with queued(monkeypatch) as tasks:
        actions.cancel_event(by=cast.coordinator, event=event, reason="The gym is flooded.")
    assert tasks == [("forums.invite_to_event", (harbour.pk,))]


def test_who_speaks_for_the_organisation_answers_and_so_does_the_coordinator_who_was_told(cast: Cast) -> None:
    stall = asked(cast)
    answered = actions.answer_for_stall(by=cast.manager, stall=stall, coming=True, needs=" a \n table ")
    assert (answered.reply, answered.needs) == (Reply.COMING, "a table")
    answered = actions.answer_for_stall(by=cast.coordinator, stall=stall, coming=False, needs="a table")
    assert (answered.reply, answered.needs) == (Reply.NOT_COMING, "")
    for stranger in (cast.worker, cast.other_manager, cast.governor, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            actions.answer_for_stall(by=stranger, stall=stall, coming=True)


def test_no_answer_is_taken_once_the_event_has_begun_or_is_off(cast: Cast) -> None:
    stall = asked(cast)
    begun(stall.event)
    with pytest.raises(Refused, match="has begun"):
        actions.answer_for_stall(by=cast.manager, stall=stall, coming=True)
    off = asked(cast)
    actions.cancel_event(by=cast.coordinator, event=off.event, reason="No gym.")
    with pytest.raises(Overtaken, match="settled: cancelled"):
        actions.answer_for_stall(by=cast.manager, stall=off, coming=True)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": " "}, "Say what the event is called"),
        ({"place": ""}, "where it is"),
        ({"title": "For offenders"}, "people in prison"),
        ({"purpose": "Ask for A1234BC"}, "prison number"),
        ({"purpose": "Ring 01632 960123"}, "telephone number"),
    ],
)
def test_what_may_not_stand_on_a_programme_is_refused_with_why(
    cast: Cast, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.change_event(by=cast.coordinator, event=making.event(cast), values=values)


def test_it_cannot_end_before_it_begins(cast: Cast) -> None:
    event = making.event(cast)
    with pytest.raises(Refused, match="ends before"):
        actions.change_event(by=cast.coordinator, event=event, values={"ends_at": event.starts_at})


def test_stalls_change_numbers_with_each_other_and_none_is_given_twice(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)

    def number(first: int | None, second: int | None) -> list[int | None]:
        numbers = {harbour.pk: first, lantern.pk: second}
        actions.number_stalls(by=cast.coordinator, event=event, numbers=numbers)
        return [Stall.objects.get(pk=key).number for key in numbers]

    assert number(2, 1) == [2, 1]
    assert number(None, 7) == [None, 7]
    with pytest.raises(Refused, match="the same number"):
        number(7, 7)
    with pytest.raises(Refused, match="from 1 to"):
        number(0, 7)
    with pytest.raises(Overtaken, match="Load the page again"):
        actions.number_stalls(by=cast.coordinator, event=event, numbers={harbour.pk: 1})


def record(cast: Cast, event: PartnershipEvent, came: dict[int, Any], **values: Any) -> PartnershipEvent:
    values = {"visitors_count": None, "contacts_count": None, "organisers_count": None} | values
    return actions.record_event(by=cast.coordinator, event=event, values=values, came=came)


def test_afterwards_contacts_of_the_stalls_are_the_sum_and_what_nobody_counted_stays_unknown(
    cast: Cast,
) -> None:
    event, harbour, lantern = both_asked(cast)
    begun(event)
    event = record(cast, event, {harbour.pk: (True, 4), lantern.pk: (True, 3)}, visitors_count=60)
    assert (event.state, event.contacts_count, event.visitors_count) == (States.HELD, 7, 60)
    assert event.organisers_count is None
    event = record(cast, event, {harbour.pk: (True, 4), lantern.pk: (True, None)})
    assert event.contacts_count is None
    event = record(cast, event, {harbour.pk: (True, 4), lantern.pk: (False, 3)})
    assert event.contacts_count == 4
    lantern.refresh_from_db()
    assert (lantern.reply, lantern.contacts_count) == (Reply.DID_NOT_COME, None)
    with pytest.raises(Refused, match="counted 7 contacts"):
        record(cast, event, {harbour.pk: (True, 4), lantern.pk: (True, 3)}, contacts_count=6)


def test_it_is_recorded_only_once_it_has_begun_and_for_all_its_stalls_and_no_others(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    came = {harbour.pk: (True, 1), lantern.pk: (True, 1)}
    with pytest.raises(Refused, match="not begun"):
        record(cast, event, came)
    begun(event)
    elsewhere = asked(cast, elsewhere=True)
    for wrong in ({harbour.pk: (True, 1)}, came | {elsewhere.pk: (True, 1)}):
        with pytest.raises(Overtaken, match="Load the page again"):
            record(cast, event, wrong)
    actions.cancel_event(by=cast.coordinator, event=event, reason="Nobody was unlocked.")
    with pytest.raises(Overtaken, match="cancelled"):
        record(cast, event, came)


def test_what_is_settled_is_not_changed_asked_to_or_cancelled(cast: Cast) -> None:
    event = asked(cast).event
    actions.cancel_event(by=cast.coordinator, event=event, reason="No gym.")
    with pytest.raises(Overtaken):
        actions.change_event(by=cast.coordinator, event=event, values={"place": "Gym two"})
    with pytest.raises(Overtaken):
        actions.cancel_event(by=cast.coordinator, event=event, reason="Again.")
    with pytest.raises(Overtaken):
        actions.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour])
    with pytest.raises(Overtaken):
        actions.number_stalls(by=cast.coordinator, event=event, numbers={})


def test_an_organisation_reads_the_events_to_which_it_is_asked_and_its_own_stall_alone(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    other = making.event(cast)
    assert list(PartnershipEvent.objects.visible_to(cast.worker)) == [event]
    assert list(Stall.objects.visible_to(cast.worker)) == [harbour]
    assert list(Stall.objects.visible_to(cast.other_manager)) == [lantern]
    assert set(PartnershipEvent.objects.visible_to(cast.lead)) == {event, other}
    for stranger in (cast.staff, cast.gate, cast.other_coordinator):
        assert not PartnershipEvent.objects.visible_to(stranger).exists()
        assert not Stall.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("who", ["governor", "lead", "manager", "other_coordinator"])
def test_only_who_keeps_forums_there_plans_changes_and_records(cast: Cast, who: str) -> None:
    by, stall = getattr(cast, who), asked(cast)
    event = stall.event
    values = {"title": "Day", "starts_at": event.starts_at, "ends_at": event.ends_at, "place": "Gym"}
    for act in (
        lambda: actions.plan_event(by=by, prison=cast.exeter, values=values),
        lambda: actions.change_event(by=by, event=event, values=values),
        lambda: actions.invite_organisations(by=by, event=event, organisations=[]),
        lambda: actions.number_stalls(by=by, event=event, numbers={}),
        lambda: actions.cancel_event(by=by, event=event, reason="No."),
        lambda: actions.record_event(by=by, event=event, values={}, came={}),
    ):
        with pytest.raises(NotPermitted):
            act()
