"""Clearances: recorded, decided, put right, withdrawn, relied on; stopping somebody at the gate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from coordination import access, clock
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from inductions import tasks
from inductions.actions import clearances, stopping
from inductions.coming_in import Answer
from inductions.gate import verdicts
from inductions.gate.elsewhere import in_force_elsewhere
from inductions.models import AccessStop, Clearance, ClearanceEvent, Reliance
from tests.cast import Cast, email_of
from tests.inductions.clearing import (
    State,
    ago,
    also_at,
    applied,
    granted,
    level,
    move_alone,
    refused,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the actions hand to the background."""
    found: list[tuple[str, int]] = []
    for module in (clearances, stopping):
        monkeypatch.setattr(module, "queue_on_commit", lambda name, pk: found.append((name, pk)))
    return found


def answer(cast: Cast, person: Any = None, prison: Any = None, day: Any = None) -> Answer:
    person = person or cast.volunteer
    return verdicts(prison or cast.exeter, [person.pk], day or today())[person.pk].answer


def words(cast: Cast, person: Any = None, prison: Any = None) -> list[str]:
    person = person or cast.volunteer
    verdict = verdicts(prison or cast.exeter, [person.pk], today())[person.pk]
    return [reason.sentence for reason in verdict.reasons]


# --- One prison -----------------------------------------------------------------------------------


def test_a_clearance_opens_the_gate_until_the_end_of_its_last_day(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    assert answer(cast) == Answer.NO
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=today())
    assert answer(cast) == Answer.YES
    assert answer(cast, day=today() + timedelta(days=1)) == Answer.NO


def test_every_step_stands_in_the_history_and_none_says_why(cast: Cast) -> None:
    row = applied(cast.coordinator, cast.volunteer, cast.exeter, ago(20))
    values = {"state": State.GRANTED, "granted_on": ago(1), "expires_on": today() + timedelta(days=90)}
    clearances.decide_clearance(by=cast.coordinator, clearance=row, values=values)
    corrected = values | {"expires_on": today() + timedelta(days=80)}
    clearances.correct_clearance(by=cast.second_coordinator, clearance=row, values=corrected)
    clearances.withdraw_clearance(by=cast.coordinator, clearance=row)
    events = ClearanceEvent.objects.filter(clearance=row).order_by("pk")
    assert [event.state for event in events] == ["applied", "granted", "granted", "withdrawn"]
    assert events[2].by == cast.second_coordinator
    assert (events[1].expires_on - events[2].expires_on).days == 10
    for model in (Clearance, ClearanceEvent, AccessStop, Reliance):
        assert not {"reason", "note", "why"} & {field.name for field in model._meta.fields}


def test_a_correction_says_in_the_audit_what_was_before_but_no_reference(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter, reference="OLD 1")
    values = {"reference": "NEW 2", "expires_on": today() + timedelta(days=5)}
    clearances.correct_clearance(by=cast.coordinator, clearance=row, values=values)
    entry = AuditEntry.objects.filter(verb="correct_clearance").latest("pk")
    assert entry.changes["expires_on"][1] == str(today() + timedelta(days=5))
    assert "NEW 2" not in str(entry.changes)


def test_nothing_changed_is_no_correction(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter)
    clearances.correct_clearance(
        by=cast.coordinator, clearance=row, values={"expires_on": row.expires_on, "state": State.GRANTED}
    )
    assert ClearanceEvent.objects.filter(clearance=row).count() == 1


def test_a_refusal_typed_by_mistake_can_be_put_right(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    row = refused(cast.coordinator, cast.volunteer, cast.exeter)
    assert words(cast) == ["Not cleared here."]
    values = {"state": State.GRANTED, "granted_on": ago(3), "expires_on": today() + timedelta(days=9)}
    clearances.correct_clearance(by=cast.coordinator, clearance=row, values=values)
    assert answer(cast) == Answer.YES


def test_a_renewal_that_is_refused_closes_the_gate_although_the_old_one_runs_on(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    granted(cast.coordinator, cast.volunteer, cast.exeter)
    assert answer(cast) == Answer.YES
    refused(cast.coordinator, cast.volunteer, cast.exeter)
    assert words(cast) == ["Not cleared here."]


def test_withdrawing_keeps_the_day_of_the_decision_so_that_the_median_stays_true(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter, applied_on=ago(120))
    clearances.withdraw_clearance(by=cast.coordinator, clearance=row)
    row.refresh_from_db()
    assert (row.state, row.decided_on) == (State.WITHDRAWN, ago(100))


def test_who_is_escorted_at_all_times_is_kept_out_by_a_refusal_too(cast: Cast) -> None:
    assert answer(cast) == Answer.ESCORTED
    refused(cast.coordinator, cast.volunteer, cast.exeter)
    assert words(cast) == ["Not cleared here."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": State.GRANTED, "granted_on": ago(1)}, "first and the last day"),
        ({"state": State.GRANTED, "granted_on": ago(1), "expires_on": ago(2)}, "before the first"),
        ({"state": State.APPLIED, "applied_on": ago(-1)}, "still to come"),
        ({"state": State.REFUSED, "applied_on": ago(1), "decided_on": ago(2)}, "before the application"),
        ({"state": State.APPLIED, "reference": "A1234BC"}, "prison number"),
    ],
)
def test_dates_and_numbers_that_cannot_be_are_refused(
    cast: Cast, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        clearances.record_clearance(
            by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, level=level(), values=values
        )
    assert not Clearance.objects.exists()


def test_applied_for_twice_is_said(cast: Cast) -> None:
    applied(cast.coordinator, cast.volunteer, cast.exeter)
    with pytest.raises(Overtaken, match="applied for already"):
        applied(cast.coordinator, cast.volunteer, cast.exeter)


def test_decided_twice_is_decided_once(cast: Cast) -> None:
    row = applied(cast.coordinator, cast.volunteer, cast.exeter)
    clearances.decide_clearance(by=cast.coordinator, clearance=row, values={"state": State.REFUSED})
    with pytest.raises(Overtaken, match="decided already"):
        clearances.decide_clearance(by=cast.coordinator, clearance=row, values={"state": State.REFUSED})


@pytest.mark.parametrize("who", ["governor", "gate", "manager", "other_coordinator", "national"])
def test_only_the_coordinator_of_the_prison_records_one(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotPermitted):
        applied(getattr(cast, who), cast.volunteer, cast.exeter)


def test_nobody_is_cleared_at_a_prison_where_they_do_not_work(cast: Cast) -> None:
    with pytest.raises(Refused, match="does not work at"):
        applied(cast.coordinator, cast.other_volunteer, cast.exeter)


# --- Relied on elsewhere --------------------------------------------------------------------------


@pytest.fixture
def both(cast: Cast) -> Cast:
    """The volunteer works at Guys Marsh, too, without an escort."""
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    move_alone(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    return cast


def test_a_clearance_of_another_prison_counts_once_it_is_relied_on_by_name(both: Cast) -> None:
    row = granted(both.coordinator, both.volunteer, both.exeter)
    assert answer(both, prison=both.guys_marsh) == Answer.NO
    [offer] = in_force_elsewhere(both.volunteer, both.guys_marsh)
    assert (offer.key, offer.prison, offer.expires_on) == (row.pk, both.exeter, row.expires_on)
    reliance = clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)
    assert reliance.confirmed_by == both.other_coordinator
    assert answer(both, prison=both.guys_marsh) == Answer.YES
    clearances.end_reliance(by=both.other_coordinator, reliance=reliance)
    assert answer(both, prison=both.guys_marsh) == Answer.NO


def nothing(cast: Cast) -> None:
    pass


def only_applied(cast: Cast) -> None:
    applied(cast.coordinator, cast.volunteer, cast.exeter)


def was_refused(cast: Cast) -> None:
    refused(cast.coordinator, cast.volunteer, cast.exeter)


def was_withdrawn(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter)
    clearances.withdraw_clearance(by=cast.coordinator, clearance=row)


def has_expired(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(1))


def was_stopped(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter)
    stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)


def was_refused_anew(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter)
    refused(cast.coordinator, cast.volunteer, cast.exeter, "enhanced_2")


STATES = [nothing, only_applied, was_refused, was_withdrawn, has_expired, was_stopped, was_refused_anew]


@pytest.mark.parametrize("state", STATES)
def test_whatever_is_not_in_force_looks_the_same_from_another_prison(both: Cast, state: Any) -> None:
    state(both)
    assert in_force_elsewhere(both.volunteer, both.guys_marsh) == []
    for row in Clearance.objects.all():
        with pytest.raises(Refused, match=r"This clearance is not in force\. Apply for one here\."):
            clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)


@pytest.mark.parametrize("how", ["withdrawn", "refused", "stopped"])
def test_a_prison_that_relies_is_told_whom_to_contact_and_not_what_happened(
    both: Cast, how: str, queued: list[tuple[str, int]], mailoutbox: list[EmailMultiAlternatives]
) -> None:
    row = granted(both.coordinator, both.volunteer, both.exeter)
    reliance = clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)
    if how == "withdrawn":
        clearances.withdraw_clearance(by=both.coordinator, clearance=row)
    elif how == "refused":
        refused(both.coordinator, both.volunteer, both.exeter, "enhanced_2")
    else:
        stopping.stop_person_now(by=both.governor, person=both.volunteer, prison=both.exeter)
    assert queued == [("inductions.tell_relying_prison", reliance.pk)]
    assert tasks.tell_relying_prison(reliance.pk) == 1
    assert tasks.tell_relying_prison(reliance.pk) == 0  # told once
    [message] = mailoutbox
    assert message.to == [email_of("other_coordinator")]
    assert "Carys Coordinator" in message.body and email_of("coordinator") in message.body
    assert f"/people/{both.volunteer.pk}/clearances/GMI/" in message.body
    html = str(message.alternatives[0][0])
    for text in (message.body, html, message.subject):
        folded = text.casefold()
        assert not any(word in folded for word in ("refus", "withdr", "stop", "vera", "volunteer,"))


def test_the_three_letters_are_the_same_letter(
    both: Cast, queued: Any, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    row = granted(both.coordinator, both.volunteer, both.exeter)
    reliance = clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)
    stopping.stop_person_now(by=both.coordinator, person=both.volunteer, prison=both.exeter)
    tasks.tell_relying_prison(reliance.pk)
    clearances.withdraw_clearance(by=both.coordinator, clearance=row)
    tasks.tell_relying_prison(reliance.pk)
    first, second = mailoutbox
    assert (first.subject, first.body) == (second.subject, second.body)


def test_nobody_is_told_of_a_stop_that_was_lifted_meanwhile(both: Cast, mailoutbox: Any) -> None:
    row = granted(both.coordinator, both.volunteer, both.exeter)
    reliance = clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)
    stop = stopping.stop_person_now(by=both.governor, person=both.volunteer, prison=both.exeter)
    stopping.lift_stop(by=both.coordinator, stop=stop)
    assert tasks.tell_relying_prison(reliance.pk) == 0
    assert mailoutbox == []


def test_who_refuses_somebody_relies_on_nobody_else_for_them(both: Cast) -> None:
    row = granted(both.coordinator, both.volunteer, both.exeter)
    reliance = clearances.rely_on(by=both.other_coordinator, clearance=row, prison=both.guys_marsh)
    refused(both.other_coordinator, both.volunteer, both.guys_marsh)
    reliance.refresh_from_db()
    assert reliance.ended_by == both.other_coordinator
    assert words(both, prison=both.guys_marsh) == ["Not cleared here."]
    assert answer(both) == Answer.ESCORTED  # and Exeter's own answer is Exeter's


# --- Stop access now ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "governor"])
def test_access_is_stopped_and_opened_again(cast: Cast, who: str) -> None:
    stop = stopping.stop_person_now(by=getattr(cast, who), person=cast.volunteer, prison=cast.exeter)
    assert words(cast) == ["Not cleared here."]
    again = stopping.stop_person_now(by=cast.coordinator, person=cast.volunteer, prison=cast.exeter)
    assert again == stop
    stopping.lift_stop(by=cast.governor, stop=stop)
    assert answer(cast) == Answer.ESCORTED
    with pytest.raises(Overtaken):
        stopping.lift_stop(by=cast.governor, stop=stop)


def test_a_stop_holds_at_one_prison(both: Cast) -> None:
    granted(both.other_coordinator, both.volunteer, both.guys_marsh)
    stopping.stop_person_now(by=both.governor, person=both.volunteer, prison=both.exeter)
    assert answer(both, prison=both.guys_marsh) == Answer.YES


@pytest.mark.parametrize("who", ["gate", "staff", "manager", "lead", "other_coordinator"])
def test_nobody_else_stops_anybody(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotPermitted):
        stopping.stop_person_now(by=getattr(cast, who), person=cast.volunteer, prison=cast.exeter)


def test_days_are_those_of_london(cast: Cast) -> None:
    """Recorded at 00:30 in June in London, which is still the day before in Greenwich."""
    from datetime import UTC, datetime

    with clock.set_to(datetime(2025, 6, 9, 23, 30, tzinfo=UTC)):
        row = applied(cast.coordinator, cast.volunteer, cast.exeter)
        done = clearances.decide_clearance(
            by=cast.coordinator, clearance=row, values={"state": State.REFUSED}
        )
    assert str(done.decided_on) == "2025-06-10"
