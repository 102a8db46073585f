"""Priorities: adopted from what was found, owned, reminded of, followed up and settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted, standing_of
from coordination.models import Group, Pathway
from coordination.policies import Overtaken, Refused
from directory.actions.needs import raise_need
from directory.models import Listing, Need
from planning import home
from planning.actions import priorities as actions
from planning.actions.priorities import About
from planning.actions.reports import ask_decision, issue_report
from planning.models import Priority
from planning.reminders import due
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of, last_entry, said
from tests.forums import making as forums_made
from tests.planning import called as making

pytestmark = pytest.mark.django_db


def accommodation() -> About:
    return About(pathway=Pathway.objects.get(code="accommodation"))


def a_need(cast: Cast) -> Need:
    return raise_need(
        by=cast.coordinator, prison=cast.exeter, statement="Help with tenancies", source=Need.Source.STAFF,
        pathway=Pathway.objects.get(code="accommodation"),
    )  # fmt: skip


def test_a_governor_adopts_a_gap_from_its_page_and_finds_it_there(cast: Cast) -> None:
    client = client_of(cast.governor)
    gap = reverse("gap", args=["EXI"]) + "?pathway=accommodation"
    page = client.get(gap).content.decode()
    adopt = reverse("adopt_priority", args=["EXI"]) + "?pathway=accommodation"
    assert adopt in page
    form = client.get(adopt).context["form"]
    assert form["title"].value() == "More places: Accommodation"
    typed = making.values() | {"owner": cast.coordinator.pk, "owner_role": ""}
    typed["due_on"] = typed["due_on"].isoformat()
    answer = client.post(adopt, typed, follow=True)
    assert "It is a priority now. It stands in the next report." in said(answer)
    found = Priority.objects.get()
    assert (found.owner, found.pathway_id, found.origin) == (cast.coordinator, "accommodation", "gap")
    again = client.get(gap).content.decode()
    assert adopt not in again
    assert found.title in again
    assert client.get(adopt).status_code == 302
    assert last_entry("adopt_priority").prison_code == "EXI"


def test_what_is_worked_on_is_not_adopted_twice_and_a_group_of_it_may_be(cast: Cast) -> None:
    making.priority(cast)
    with pytest.raises(Overtaken, match="Carys Coordinator has adopted this already"):
        making.priority(cast)
    group = About(pathway=accommodation().pathway, group=Group.objects.get(code="veterans"))
    assert making.priority(cast, about=group).about == ["Accommodation", str(group.group)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"owner_role": ""}, "Say who sees to it"),
        ({"owner": "governor"}, "Say who sees to it"),
        ({"owner": "other_coordinator", "owner_role": ""}, "has no account at HMP/YOI Exeter"),
        ({"title": " "}, "Say what is to change"),
        ({"target": "Ask A1234BC"}, "looks like a prison number"),
        ({"due_on": date(2020, 1, 1)}, "That day has passed"),
    ],
)
def test_what_cannot_be_adopted_is_refused_with_a_sentence(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    if isinstance(changes.get("owner"), str):
        changes = changes | {"owner": getattr(cast, changes["owner"])}
    with pytest.raises(Refused, match=words):
        making.priority(cast, **changes)


def test_nobody_adopts_for_another_prison_nor_with_its_things(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        actions.adopt_priority(
            by=cast.coordinator, prison=cast.guys_marsh, about=accommodation(), values=making.values()
        )
    about = About(Priority.Origin.LOSS, listings=(cast.elsewhere,))
    with pytest.raises(Refused, match="not at HMP/YOI Exeter"):
        making.priority(cast, about=about)
    address = reverse("adopt_priority", args=["EXI"])
    for asked in (f"?origin=loss&listings={cast.elsewhere.pk}", "?pathway=nothing", "?need=999999"):
        assert client_of(cast.governor).get(address + asked).status_code == 404


def test_a_need_is_taken_up_and_settled_with_its_priority(cast: Cast) -> None:
    need = a_need(cast)
    begin = client_of(cast.coordinator).get(reverse("adopt_priority", args=["EXI"])).content.decode()
    assert f"?need={need.pk}" in begin
    found = making.priority(cast, about=About(Priority.Origin.NEED, need=need))
    assert need.statement not in client_of(cast.coordinator).get(
        reverse("adopt_priority", args=["EXI"])
    ).content.decode()  # fmt: skip
    actions.settle_priority(
        by=cast.coordinator, priority=found, state=Priority.State.MET, met_by=cast.approved
    )
    need.refresh_from_db()
    assert (need.state, need.met_by) == (Need.State.MET, cast.approved)


def test_a_governor_settles_the_priority_and_leaves_the_need_to_the_coordinator(cast: Cast) -> None:
    need = a_need(cast)
    found = making.priority(cast, about=About(Priority.Origin.NEED, need=need))
    actions.settle_priority(by=cast.governor, priority=found, state=Priority.State.MET, met_by=cast.approved)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


def test_a_gap_is_met_by_what_is_published_here_alone(cast: Cast) -> None:
    found = making.priority(cast)
    for listing, words in (
        (None, "Choose the service"), (cast.elsewhere, "not at HMP"), (cast.pending, "does not stand in the directory")
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            actions.settle_priority(
                by=cast.governor, priority=found, state=Priority.State.MET, met_by=listing
            )
    with pytest.raises(Refused, match="Say why it ends"):
        actions.settle_priority(by=cast.governor, priority=found, state=Priority.State.ENDED)
    met = actions.settle_priority(
        by=cast.governor, priority=found, state=Priority.State.MET, met_by=cast.approved
    )
    assert met.outcome == "“Housing advice” is offered here now."
    with pytest.raises(Overtaken, match="Gwen Governor has settled this already: met"):
        actions.settle_priority(by=cast.coordinator, priority=met, state=Priority.State.ENDED, outcome="No.")
    assert making.priority(cast).pk != met.pk


def test_it_is_not_settled_past_a_call_that_runs(cast: Cast) -> None:
    call = making.draft(cast)
    with pytest.raises(Refused, match="under way for this"):
        actions.settle_priority(
            by=cast.governor, priority=call.priority, state=Priority.State.ENDED, outcome="No."
        )


def test_a_duplication_is_followed_up_by_a_meeting_whose_address_is_kept(cast: Cast) -> None:
    forum = forums_made.forum(cast)
    about = About(Priority.Origin.DUPLICATION, listings=(cast.approved,))
    found = making.priority(cast, about=about, title="Agree who does what")
    client = client_of(cast.coordinator)
    page = client.get(found.get_absolute_url())
    ((label, url),) = page.context["follow_ups"]
    assert label == f"A joint meeting: {forum.name}"
    form = client.get(url).context["form"]
    assert form["title"].value() == "Agree who does what"
    typed = {
        "day_day": "4", "day_month": "5", "day_year": "2050", "begins": "10:00", "ends": "12:00", "place": "Chapel",
        "title": "Who does what",
    }  # fmt: skip
    answer = client.post(url, typed)
    kept = client.get(answer["Location"])
    assert "Keep what was begun" in kept.content.decode()
    assert Priority.objects.get().follow_up == ""
    begun = kept.context["form"]["begun"].value()
    client.post(answer["Location"], {"begun": begun})
    found.refresh_from_db()
    assert found.follow_up == begun
    assert begun in client.get(found.get_absolute_url()).content.decode()
    # The governor calls no meetings, so nothing is offered.
    assert client_of(cast.governor).get(found.get_absolute_url()).context["follow_ups"] == []


def test_a_meeting_makes_members_of_those_whom_it_is_meant_for(cast: Cast) -> None:
    forum = forums_made.forum(cast)
    forum.members.filter(organisation=cast.harbour).delete()
    about = About(Priority.Origin.DUPLICATION, listings=(cast.approved,))
    client = client_of(cast.coordinator)
    ((_, url),) = client.get(making.priority(cast, about=about).get_absolute_url()).context["follow_ups"]
    form = client.get(url).context["form"]
    assert form["joining"].value() == [cast.harbour.pk]
    client.post(url, {
        "day_day": "4", "day_month": "5", "day_year": "2050", "begins": "10:00", "ends": "12:00", "place": "Chapel",
        "joining": [cast.harbour.pk],
    })  # fmt: skip
    assert forum.members.current().filter(organisation=cast.harbour).exists()


@pytest.mark.parametrize(
    "path",
    ["https://evil.example.org/", "//evil.example.org", "/prisons/GMI/gaps/", "/prisons/EXI/nothing/", ""],
)
def test_no_other_address_is_kept(cast: Cast, path: str) -> None:
    with pytest.raises(Refused, match="no page of"):
        actions.keep_follow_up(by=cast.coordinator, priority=making.priority(cast), path=path)


def test_owners_are_reminded_two_weeks_before_and_on_the_day(cast: Cast) -> None:
    day = clock.today() + timedelta(days=30)
    making.priority(cast, owner=cast.governor, owner_role="", due_on=day)
    told = {
        left: [(each.email, each.days) for each in due(day - timedelta(days=left)) if "More places" in each.sentence]
        for left in (20, 14, 3, 0, -1)
    }  # fmt: skip
    mine = cast.governor.email
    assert told == {20: [], 14: [(mine, 14)], 3: [(mine, 14)], 0: [(mine, 0)], -1: []}


def test_of_a_role_and_of_who_has_left_the_coordinators_hear(cast: Cast) -> None:
    day = clock.today() + timedelta(days=30)
    making.priority(cast, owner=cast.governor, owner_role="", due_on=day)
    cast.governor.postings.update(ends_on=clock.today() - timedelta(days=1))
    rows = [each for each in due(day) if "More places" in each.sentence]
    assert {each.email for each in rows} == {cast.coordinator.email, cast.second_coordinator.email}
    assert all("Gwen Governor sees to it: ask how far it is." in each.sentence for each in rows)


def test_what_is_past_its_day_is_counted_once_a_week(cast: Cast) -> None:
    monday = clock.today() + timedelta(days=35 - clock.today().weekday())
    making.priority(cast, due_on=monday - timedelta(days=4))
    rows = list(due(monday))
    assert {each.sentence for each in rows} == {"Priorities of HMP/YOI Exeter\nPast their day: 1"}
    assert len(rows) == 2
    assert not list(due(monday + timedelta(days=4)))


def test_the_home_page_names_what_is_late_and_what_waits(cast: Cast) -> None:
    found = making.priority(cast, owner=cast.governor, owner_role="")
    Priority.objects.filter(pk=found.pk).update(due_on=clock.today() - timedelta(days=1))
    lines = [each.sentence for each in home.items(cast.governor, standing_of(cast.governor))]
    assert "1 priority is past its day at HMP/YOI Exeter." in lines
    assert not home.items(cast.staff, standing_of(cast.staff))


def test_whoever_owns_a_priority_is_told_when_it_comes_due(cast: Cast) -> None:
    found = making.priority(cast, owner=cast.governor, owner_role="")
    assert home.items(cast.governor, standing_of(cast.governor)) == []
    Priority.objects.filter(pk=found.pk).update(due_on=clock.today())
    (line,) = home.items(cast.governor, standing_of(cast.governor))
    assert line.sentence.startswith("“More places for housing” is your priority at HMP/YOI Exeter until")
    assert home.items(cast.coordinator, standing_of(cast.coordinator)) == []


def test_a_governor_is_told_what_a_report_asks_and_whoever_asks_it_is_not(cast: Cast) -> None:
    ask_decision(by=cast.coordinator, prison=cast.exeter, question="May B wing have the chapel on Thursday?")
    lines = {
        who: [each.sentence for each in home.items(user, standing_of(user))]
        for who, user in (("governor", cast.governor), ("coordinator", cast.coordinator))
    }
    assert lines == {"governor": ["1 decision is asked of you at HMP/YOI Exeter."], "coordinator": []}
    for _ in range(2):
        issue_report(by=cast.coordinator, prison=cast.exeter)
    assert [each.sentence for each in home.items(cast.governor, standing_of(cast.governor))][-1] == (
        "Report 2 of HMP/YOI Exeter is issued: what is missing here."
    )
    assert home.items(cast.coordinator, standing_of(cast.coordinator)) == []


def test_a_gap_is_settled_by_a_service_for_it_before_all_others(cast: Cast) -> None:
    other = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Choir", pathways=["family"]
    )
    found = making.priority(cast)
    page = client_of(cast.coordinator).get(reverse("settle_priority", args=["EXI", found.pk]))
    _empty, *groups = page.context["form"].fields["met_by"].choices
    assert [(label, [key for key, _ in rows]) for label, rows in groups] == [
        ("For what this is about", [cast.approved.pk]), ("Other services here", [other.pk]),
    ]  # fmt: skip


def test_the_list_says_what_is_under_way(cast: Cast) -> None:
    making.answered(cast, making.opened(cast))
    page = client_of(cast.governor).get(reverse("priorities", args=["EXI"]))
    (row,) = page.context["rows"]
    assert row["doing"].startswith("Call: open until the end of")
    assert row["doing"].endswith(", 1 answer")


def test_pages_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    groups = list(Group.objects.all()[:12])
    counts = []
    for part in (groups[:2], groups[2:12]):
        for group in part:
            making.priority(cast, about=About(pathway=accommodation().pathway, group=group))
        found = []
        for address in (
            reverse("priorities", args=["EXI"]), reverse("adopt_priority", args=["EXI"]),
            Priority.objects.latest("pk").get_absolute_url(),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                assert client_of(cast.governor).get(address).status_code == 200
            found.append(len(queries))
        day = clock.today() + making.IN
        with CaptureQueriesContext(connection) as queries:
            assert list(due(day))
        counts.append([*found, len(queries)])
    assert counts[0] == counts[1]


def test_what_is_about_to_be_lost_is_adopted_from_its_list_by_whoever_may(cast: Cast) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=clock.today() - timedelta(days=100))
    address = reverse("losing", args=["EXI"])
    link = f"/prisons/EXI/priorities/adopt/?origin=loss&amp;pathway=accommodation&amp;listings={cast.approved.pk}"
    assert link in client_of(cast.governor).get(address).content.decode()
    assert "priorities/adopt/" not in client_of(cast.lead).get(address).content.decode()
    form = client_of(cast.governor).get(link.replace("&amp;", "&")).context["form"]
    assert form["title"].value() == "Keep what we have: Housing advice"
    client_of(cast.governor).post(
        link.replace("&amp;", "&"),
        making.values() | {"due_on": making.values()["due_on"].isoformat(), "owner": ""},
    )
    found = Priority.objects.get()
    assert (found.origin, found.pathway_id, list(found.listings.all())) == (
        Priority.Origin.LOSS, "accommodation", [cast.approved]
    )  # fmt: skip
