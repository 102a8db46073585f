"""The pages about ideas, as the organisation, the coordinator, and a lead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Organisation
from directory.models import Listing
from forums.actions import ideas as actions
from forums.models import Idea
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of, said
from tests.forums import making
from tests.forums.test_ideas import IDEA, answered, sent

LONG_AGO = timedelta(days=60)


def page_of(who: Any, name: str, *args: Any, **query: str) -> str:
    answer = client_of(who).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def late(cast: Cast, **changes: Any) -> Idea:
    return sent(cast, timezone.localdate() - LONG_AGO, **changes)


def test_a_manager_sends_an_idea_and_reads_by_when_it_is_answered(cast: Cast) -> None:
    client = client_of(cast.manager)
    address = reverse("send_idea", args=["harbour-housing"])
    form = client.get(address).context["form"]
    # One prison knows them: nothing to choose.
    assert form["prison"].value() == cast.exeter.pk
    assert "HMP/YOI Exeter (answers within 20 working days)" in str(form["prison"])
    actions.set_working_days(by=cast.coordinator, prison=cast.exeter, working_days=5)
    assert "(answers within 5 working days)" in str(client.get(address).context["form"]["prison"])
    answer = client.post(address, IDEA | {"prison": cast.exeter.pk}, follow=True)
    idea = Idea.objects.get()
    assert "answers by" in said(answer)[0]
    assert (idea.organisation, idea.prison, idea.sent_by) == (cast.harbour, cast.exeter, cast.manager)
    page = answer.content.decode()
    assert "Take it back" in page
    assert "Answer it" not in page
    assert "A choir" in page_of(cast.worker, "own_ideas", "harbour-housing")


def test_a_prison_that_does_not_know_them_is_not_offered_and_not_taken(cast: Cast) -> None:
    answer = client_of(cast.manager).post(
        reverse("send_idea", args=["harbour-housing"]), IDEA | {"prison": cast.guys_marsh.pk}
    )
    assert answer.status_code == 200
    assert "prison" in answer.context["form"].errors
    assert not Idea.objects.exists()


def test_an_organisation_that_no_prison_knows_is_told_what_to_do_first(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(name="Harbour")
    for listing in Listing.objects.filter(service__organisation=cast.harbour):
        listing.service.organisation = cast.lantern
        listing.service.save()
    assert "No prison knows you yet" in page_of(cast.manager, "send_idea", "harbour-housing")


def test_what_was_typed_comes_back_with_the_remark_under_its_box(cast: Cast) -> None:
    answer = client_of(cast.manager).post(
        reverse("send_idea", args=["harbour-housing"]),
        IDEA | {"prison": cast.exeter.pk, "text": "A choir for offenders."},
    )
    page = answer.content.decode()
    assert "A choir for offenders." in page
    assert "Must change:" in page
    assert not Idea.objects.exists()


def test_the_list_of_a_prison_shows_what_is_due_soonest_first_and_marks_what_is_overdue(cast: Cast) -> None:
    fresh, old = sent(cast, title="Fresh"), late(cast, title="Old")
    page = page_of(cast.coordinator, "ideas", "EXI")
    assert page.index(old.title) < page.index(fresh.title)
    assert page.count("Overdue") == 1
    assert "working days late" in page
    longer = page_of(cast.coordinator, "ideas", "EXI", show="longer")
    assert "Old" in longer
    assert "Fresh" not in longer


def test_an_unknown_tab_shows_what_waits(cast: Cast) -> None:
    sent(cast, title="Fresh")
    assert "Fresh" in page_of(cast.governor, "ideas", "EXI", show="nonsense", page="99")


def test_the_coordinator_answers_once_and_the_organisation_reads_it(cast: Cast) -> None:
    idea, client = late(cast), client_of(cast.coordinator)
    address = reverse("answer_idea", args=["EXI", idea.pk])
    assert idea.text in client.get(address).content.decode()
    typed = {"answer": "not_now", "text": "The chapel is closed until May."}
    assert "is sent to Harbour Housing" in said(client.post(address, typed, follow=True))[0]
    again = client.post(address, typed | {"answer": "yes"})
    assert "has answered already: not now" in again.content.decode()
    page = client_of(cast.worker).get(idea.get_absolute_url()).content.decode()
    assert "Not now" in page
    assert "The chapel is closed until May." in page
    assert "working days late" in page
    assert "Take it back" not in page


def test_it_is_put_on_the_agenda_of_a_meeting_to_come(cast: Cast) -> None:
    idea, client = sent(cast), client_of(cast.coordinator)
    address = reverse("put_idea_on_agenda", args=["EXI", idea.pk])
    assert "No meeting is called" in client.get(address).content.decode()
    meeting = making.meeting(cast)
    making.meeting(cast, elsewhere=True)
    choices = client.get(address).context["form"].fields["meeting"].queryset
    assert list(choices) == [meeting]
    client.post(address, {"meeting": meeting.pk})
    idea.refresh_from_db()
    assert idea.agenda_item is not None
    assert idea.agenda_item.meeting == meeting
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "On the agenda of" in page
    assert "Answer it" in page
    assert reverse("put_idea_on_agenda", args=["EXI", idea.pk]) not in page


def test_taking_back_is_for_whoever_speaks_for_the_organisation(cast: Cast) -> None:
    idea = sent(cast)
    client_of(cast.manager).post(reverse("take_back_idea", args=["harbour-housing", idea.pk]))
    idea.refresh_from_db()
    assert idea.taken_back_at is not None
    assert idea.title in page_of(cast.coordinator, "ideas", "EXI", show="back")


def test_the_setting_says_by_when_an_idea_of_today_would_be_answered(cast: Cast) -> None:
    client, address = client_of(cast.coordinator), reverse("set_idea_days", args=["EXI"])
    assert client.get(address).context["form"]["working_days"].value() == 20
    client.post(address, {"working_days": "10"})
    assert "within 10 working days" in page_of(cast.governor, "ideas", "EXI")
    refused = client.post(address, {"working_days": "0"})
    assert "working_days" in refused.context["form"].errors


def test_a_lead_sees_at_which_prisons_it_took_longer_and_where_nothing_is_known(cast: Cast) -> None:
    page = page_of(cast.national, "ideas_waited")
    assert "Nothing was sent yet" in page
    assert "not known" in page
    late(cast, title="Old")
    soon = sent(cast, title="Soon")
    answered(cast, soon, timezone.localdate() - timedelta(days=1))
    too_late = late(cast, title="Too late")
    answered(cast, too_late, too_late.answer_by + timedelta(days=5))
    answer = client_of(cast.lead).get(reverse("ideas_waited"))
    [row] = answer.context["rows"]
    assert [*row[1:3], *row[4:]] == [1, 1, 1, 1]
    assert isinstance(row[3], int)
    assert answer.context["without"] == 0
    # Of every other prison nothing is known.
    assert client_of(cast.national).get(reverse("ideas_waited")).context["without"] > 50
    assert client_of(cast.other_coordinator).get(reverse("ideas_waited")).context["rows"] == []


def test_the_page_of_a_prison_counts_them_and_does_not_say_none_where_nothing_is_known(cast: Cast) -> None:
    def told(who: Any) -> dict[str, Any]:
        figures = client_of(who).get(reverse("prison", args=["EXI"])).context["figures"]
        return {figure.label: figure.value for figure in figures}

    label = "ideas that waited longer than promised"
    assert told(cast.lead)[label] is None
    sent(cast)
    assert told(cast.lead)[label] == 0
    late(cast, title="Old")
    assert told(cast.lead)[label] == 1
    assert label not in told(cast.staff)


def test_lists_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    approved_listing_at(cast.exeter, cast.lantern, cast.other_manager, cast.coordinator, name="Lantern post")
    made = 0

    def more(count: int) -> None:
        nonlocal made
        for _ in range(count):
            made += 1
            late(cast, title=f"Waits {made}")
            answered(cast, sent(cast, title=f"Answered {made}"), timezone.localdate() - timedelta(days=1))
            actions.take_back_idea(by=cast.manager, idea=sent(cast, title=f"Back {made}"))

    asked = [
        (cast.coordinator, "ideas", ["EXI"], {"show": show})
        for show in ("waiting", "longer", "answered", "back")
    ]
    asked += [
        (cast.manager, "own_ideas", ["harbour-housing"], {}), (cast.lead, "ideas_waited", [], {})
    ]  # fmt: skip
    counts: list[list[int]] = []
    for number in (2, 10):
        more(number)
        found = []
        for who, name, args, query in asked:
            with CaptureQueriesContext(connection) as queries:
                page_of(who, name, *args, **query)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]


def test_an_answer_on_a_weekend_after_the_day_is_late_without_a_working_day(cast: Cast) -> None:
    idea = sent(cast, date(2026, 6, 5))  # due on Friday 3 July 2026
    assert idea.answer_by == date(2026, 7, 3)
    from forums.views.idea_words import when

    answered(cast, idea, date(2026, 7, 4))
    idea.refresh_from_db()
    assert when(idea, date(2026, 7, 10)) == "on 4 July 2026, late"
