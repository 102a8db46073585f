"""Ideas of organisations: where one may be sent, by which day it is answered, and what ends its waiting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from coordination.working_days import working_day_after
from directory.actions import write
from forums import policies
from forums.actions import forums
from forums.actions import ideas as actions
from forums.models import AgendaItem, Idea
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import last_entry
from tests.forums import making

IDEA = {"kind": Idea.Kind.IDEA, "title": "A choir", "text": "We would like to begin a choir on Sundays."}


def on(day: date, hour: int = 12) -> Any:
    return clock.set_to(timezone.make_aware(datetime(day.year, day.month, day.day, hour)))


def sent(cast: Cast, day: date | None = None, **changes: Any) -> Idea:
    with on(day or clock.today() - timedelta(days=1)):
        return actions.send_idea(
            by=cast.manager, organisation=cast.harbour, prison=cast.exeter, **(IDEA | changes)
        )


def answered(cast: Cast, idea: Idea, day: date) -> Idea:
    with on(day):
        return actions.answer_idea(
            by=cast.coordinator, idea=idea, answer="yes", text="Yes, we begin in spring."
        )


@pytest.mark.parametrize(
    ("sent_on", "days", "answer_by"),
    [
        (date(2026, 6, 1), 20, date(2026, 6, 29)),  # four weeks without a holiday
        (date(2025, 12, 15), 20, date(2026, 1, 15)),  # Christmas Day, Boxing Day and New Year’s Day between
        (date(2026, 3, 27), 5, date(2026, 4, 7)),  # Good Friday and Easter Monday between
        (date(2026, 3, 23), 20, date(2026, 4, 22)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),  # sent on the Saturday of Easter
        (date(2025, 12, 24), 1, date(2025, 12, 29)),  # the day of sending does not count
    ],
)
def test_the_answer_is_due_so_many_working_days_after_the_day_of_sending(
    cast: Cast, sent_on: date, days: int, answer_by: date
) -> None:
    actions.set_working_days(by=cast.coordinator, prison=cast.exeter, working_days=days)
    assert sent(cast, sent_on).answer_by == answer_by


def test_without_a_setting_it_is_twenty_working_days(cast: Cast) -> None:
    idea = sent(cast)
    assert idea.answer_by == working_day_after(timezone.localdate(idea.sent_at), 20)


def test_a_prison_that_changes_its_time_changes_it_for_what_comes_later(cast: Cast) -> None:
    before = sent(cast, date(2026, 6, 1))
    actions.set_working_days(by=cast.coordinator, prison=cast.exeter, working_days=5)
    after = sent(cast, date(2026, 6, 1), title="A band")
    before.refresh_from_db()
    assert (before.answer_by, after.answer_by) == (date(2026, 6, 29), date(2026, 6, 8))
    # And for no other prison.
    assert actions.working_days(cast.guys_marsh) == 20


@pytest.mark.parametrize("days", [0, 121, -3])
def test_a_time_that_is_none_is_refused(cast: Cast, days: int) -> None:
    with pytest.raises(Refused, match="1 to 120"):
        actions.set_working_days(by=cast.coordinator, prison=cast.exeter, working_days=days)


def test_an_idea_goes_only_to_a_prison_that_knows_the_organisation(cast: Cast) -> None:
    elsewhere = {"by": cast.manager, "organisation": cast.harbour, "prison": cast.guys_marsh}
    with pytest.raises(Refused, match="not known at"):
        actions.send_idea(**elsewhere, **IDEA)
    # A first draft is the organisation's own: nobody at the prison knows of it.
    write.begin_service(by=cast.manager, organisation=cast.harbour, name="Draft", prisons=[cast.guys_marsh])
    assert not policies.prisons_that_know(cast.harbour).filter(pk=cast.guys_marsh.pk).exists()
    forum = making.forum(cast, elsewhere=True)
    forums.add_member(by=cast.other_coordinator, forum=forum, organisation=cast.harbour)
    assert actions.send_idea(**elsewhere, **IDEA).prison == cast.guys_marsh


def test_a_prison_that_closed_for_good_gets_none(cast: Cast) -> None:
    Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.CLOSED)
    with pytest.raises(Refused, match="not known at"):
        sent(cast)


def test_the_same_words_that_wait_already_are_not_sent_twice(cast: Cast) -> None:
    first = sent(cast)
    with pytest.raises(Overtaken, match="in the same words"):
        sent(cast)
    answered(cast, first, clock.today() - timedelta(days=1))
    assert sent(cast).pk != first.pk


@pytest.mark.parametrize(
    ("field", "words", "sentence"),
    [
        ("text", "A1234BC could lead it.", "prison number"),
        ("title", "For offenders", "people in prison"),
        ("title", " ", "Say what kind"),
        ("text", "", "Say what kind"),
        ("kind", "joke", "Say what kind"),
    ],
)
def test_what_may_not_be_sent_is_refused_with_why(cast: Cast, field: str, words: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        sent(cast, **{field: words})
    assert not Idea.objects.exists()


def test_it_is_read_by_its_organisation_and_by_the_prison_alone(cast: Cast) -> None:
    idea = sent(cast)
    for reader in (cast.manager, cast.worker, cast.coordinator, cast.governor, cast.lead, cast.national):
        assert Idea.objects.visible_to(reader).get() == idea
    for stranger in (cast.other_manager, cast.other_coordinator, cast.staff, cast.gate):
        assert not Idea.objects.visible_to(stranger).exists()


def test_an_answer_says_how_and_why_and_ends_the_waiting(cast: Cast) -> None:
    idea = sent(cast)
    for answer, text in (("perhaps", "We will see."), ("yes", "  ")):
        with pytest.raises(Refused, match="Choose an answer"):
            actions.answer_idea(by=cast.coordinator, idea=idea, answer=answer, text=text)
    answered(cast, idea, clock.today() - timedelta(days=1))
    with pytest.raises(Overtaken, match="Carys Coordinator has answered already: yes"):
        actions.answer_idea(by=cast.second_coordinator, idea=idea, answer="no", text="No.")
    with pytest.raises(Overtaken, match="answered already"):
        actions.take_back_idea(by=cast.manager, idea=idea)
    assert not Idea.objects.waiting().exists()


def test_what_was_taken_back_is_neither_answered_nor_put_on_an_agenda(cast: Cast) -> None:
    idea = actions.take_back_idea(by=cast.manager, idea=sent(cast))
    with pytest.raises(Overtaken, match="took this back"):
        actions.answer_idea(by=cast.coordinator, idea=idea, answer="no", text="No.")
    with pytest.raises(Overtaken, match="took this back"):
        actions.put_on_agenda(by=cast.coordinator, idea=idea, meeting=making.meeting(cast))
    assert not Idea.objects.waiting().exists()


def test_on_an_agenda_it_names_the_organisation_and_still_waits_for_its_answer(cast: Cast) -> None:
    cast.harbour.name = "Harbour " * 19
    cast.harbour.save()
    idea = sent(cast, text="words " * 400)
    meeting = making.meeting(cast)
    idea = actions.put_on_agenda(by=cast.coordinator, idea=idea, meeting=meeting)
    item = AgendaItem.objects.get(title="A choir")
    assert idea.agenda_item == item
    assert item.raised_by.startswith("Harbour Harbour")
    assert len(item.raised_by) <= 120
    assert len(item.detail) <= 1000
    assert Idea.objects.waiting().get() == idea
    with pytest.raises(Refused, match="on an agenda already"):
        actions.put_on_agenda(by=cast.coordinator, idea=idea, meeting=meeting)


def test_it_goes_onto_no_agenda_of_another_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="not at"):
        actions.put_on_agenda(
            by=cast.coordinator, idea=sent(cast), meeting=making.meeting(cast, elsewhere=True)
        )


def test_only_who_keeps_forums_there_answers_and_only_who_speaks_for_the_organisation_sends(
    cast: Cast,
) -> None:
    idea, meeting = sent(cast), making.meeting(cast)
    for by in (cast.governor, cast.lead, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            actions.answer_idea(by=by, idea=idea, answer="yes", text="Yes.")
        with pytest.raises(NotPermitted):
            actions.put_on_agenda(by=by, idea=idea, meeting=meeting)
        with pytest.raises(NotPermitted):
            actions.set_working_days(by=by, prison=cast.exeter, working_days=3)
    for by in (cast.worker, cast.coordinator, cast.other_manager):
        with pytest.raises(NotPermitted):
            actions.take_back_idea(by=by, idea=idea)
        with pytest.raises(NotPermitted):
            actions.send_idea(by=by, organisation=cast.harbour, prison=cast.exeter, **IDEA)


def test_the_last_day_is_in_time_and_the_next_is_late(cast: Cast) -> None:
    idea = sent(cast, date(2026, 6, 1))
    assert not Idea.objects.late(idea.answer_by).exists()
    assert Idea.objects.late(idea.answer_by + timedelta(days=1)).get() == idea
    answered(cast, idea, idea.answer_by)
    assert not Idea.objects.waited_longer(idea.answer_by + timedelta(days=9)).exists()


def test_who_waited_longer_counts_late_answers_of_a_year_and_what_still_waits(cast: Cast) -> None:
    day = date(2026, 6, 1)
    late = sent(cast, day)
    answered(cast, late, late.answer_by + timedelta(days=1))
    still = sent(cast, day, title="A band")
    taken_back = sent(cast, day, title="A club")
    with on(still.answer_by + timedelta(days=2)):
        actions.take_back_idea(by=cast.manager, idea=taken_back)
    assert set(Idea.objects.waited_longer(still.answer_by)) == {late}
    assert set(Idea.objects.waited_longer(still.answer_by + timedelta(days=1))) == {late, still}
    a_year_later = late.answer_by + timedelta(days=1 + 365)
    assert set(Idea.objects.waited_longer(a_year_later)) == {still}


def test_the_audit_says_who_answered_and_no_word_of_the_text(cast: Cast) -> None:
    answered(cast, sent(cast), clock.today() - timedelta(days=1))
    entry = last_entry("answer_idea")
    assert (entry.prison_code, entry.organisation_slug, entry.changes) == ("EXI", "harbour-housing", {})


def test_an_organisation_is_known_where_it_sent_a_text_and_nowhere_else(cast: Cast) -> None:
    assert list(policies.prisons_that_know(cast.harbour)) == [cast.exeter]
    assert list(policies.organisations_known_at(cast.exeter)) == [cast.harbour]
    approved_listing_at(cast.exeter, cast.lantern, cast.other_manager, cast.coordinator, name="Lantern post")
    assert list(policies.organisations_known_at(cast.exeter)) == [cast.harbour, cast.lantern]
