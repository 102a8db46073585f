"""Roles that people in prison hold: nobody's name or number, and one row for one role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry, Group, Pathway, Prison
from coordination.policies import Overtaken, Refused
from forums import gaps
from forums.actions import representatives as actions
from forums.gaps import Spoken
from forums.models import Representative
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.directory.typing_in import date_boxes
from tests.forums import making

pytestmark = pytest.mark.django_db


def wing(prison: Prison, name: str = "A wing") -> Any:
    return prison.wings.get(name=name)


def role(cast: Cast, elsewhere: bool = False, **changes: Any) -> Representative:
    prison = making.prison(cast, elsewhere)
    values = {
        "title": "Directory representative", "opportunity": "directory_editor", "wing": wing(prison),
    } | changes  # fmt: skip
    return actions.add_representative(by=making.keeper(cast, elsewhere), prison=prison, values=values)


# --- What is written down -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Trainer A1234BC", "looks like a prison number"),
        ("Ａ１２３４ＢＣ", "looks like a prison number"),
        ("Inmate trainer", "Write “person in prison” for “Inmate”"),
        ("Ask on 01632 960123", "printed for people in prison"),
        ("   ", "Say what the role is called"),
    ],
)
def test_a_role_is_neither_a_number_nor_a_refused_word(cast: Cast, title: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        role(cast, title=title)
    there = role(cast)
    with pytest.raises(Refused, match=sentence):
        actions.change_representative(by=cast.coordinator, representative=there, values={"title": title})


def test_no_field_of_it_could_hold_a_person() -> None:
    """Free text is its title alone; everything else is chosen, counted or a day."""
    free = {
        field.name
        for field in Representative._meta.get_fields()
        if field.get_internal_type() in ("CharField", "TextField", "EmailField") and not field.choices  # type: ignore[union-attr]
    }
    assert free == {"title"}
    to_people = {
        f.name
        for f in Representative._meta.get_fields()
        if f.related_model and f.related_model.__name__ in ("User", "Person")
    }
    assert to_people == set()


def test_one_role_on_one_wing_is_one_row_and_how_many_hold_it_is_a_number(cast: Cast) -> None:
    first = role(cast)
    with pytest.raises(Refused, match="Change how many people hold it"):
        role(cast, title="directory REPRESENTATIVE")
    other = role(cast, wing=wing(cast.exeter, "B wing"))
    with pytest.raises(Refused, match="Change how many people hold it"):
        actions.change_representative(by=cast.coordinator, representative=other, values={"wing": first.wing})
    role(cast, opportunity="newsletter")
    actions.end_representative(by=cast.coordinator, representative=first)
    assert role(cast).pk != first.pk


def test_wing_and_forum_are_of_the_same_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="That wing is not at"):
        role(cast, wing=wing(cast.guys_marsh))
    with pytest.raises(Refused, match="That forum is not at"):
        role(cast, forum=making.forum(cast, elsewhere=True))


def test_a_role_begins_today_or_before(cast: Cast) -> None:
    with pytest.raises(Refused, match="today or a day before"):
        role(cast, since=clock.today() + timedelta(days=1))
    assert role(cast, since=clock.today() - timedelta(days=400)) in Representative.objects.current()


def test_the_last_day_may_lie_behind_us_and_never_before_the_first(cast: Cast) -> None:
    today = clock.today()
    there = role(cast, since=today - timedelta(days=30))
    for day, sentence in ((1, "today or a day before"), (-31, "not before that")):
        with pytest.raises(Refused, match=sentence):
            actions.end_representative(
                by=cast.coordinator, representative=there, until=today + timedelta(days=day)
            )
    last = today - timedelta(days=9)
    address = reverse("end_representative", args=["EXI", there.pk])
    client_of(cast.coordinator).post(address, date_boxes("until", last))
    there.refresh_from_db()
    assert there.until == last
    assert there in Representative.objects.current(last)
    assert there not in Representative.objects.current()


def test_an_ended_role_is_neither_changed_nor_ended_again(cast: Cast) -> None:
    there = role(cast)
    actions.end_representative(by=cast.coordinator, representative=there)
    for act in (
        lambda: actions.end_representative(by=cast.coordinator, representative=there),
        lambda: actions.change_representative(
            by=cast.coordinator, representative=there, values={"holders": 3}
        ),
    ):
        with pytest.raises(Overtaken, match="ended already"):
            act()


def test_only_who_keeps_the_forums_here_writes_and_who_reads_them_sees(cast: Cast) -> None:
    there = role(cast)
    for by in (cast.governor, cast.other_coordinator, cast.manager, cast.lead):
        with pytest.raises(NotPermitted):
            actions.end_representative(by=by, representative=there)
    seen = {who for who in ("governor", "lead", "national", "staff", "manager", "other_coordinator")
            if Representative.objects.visible_to(getattr(cast, who)).exists()}  # fmt: skip
    assert seen == {"governor", "lead", "national"}


def test_a_change_of_the_groups_stands_in_the_audit_and_no_change_does_not(cast: Cast) -> None:
    there = role(cast)
    group = Group.objects.all()[0]
    actions.change_representative(by=cast.coordinator, representative=there, values={"groups": [group]})
    actions.change_representative(by=cast.coordinator, representative=there, values={"groups": [group]})
    assert list(AuditEntry.objects.get(verb="change_representative").changes) == ["groups"]


# --- Where nobody speaks --------------------------------------------------------------------------


def found(cast: Cast, prison: Prison | None = None) -> gaps.Coverage:
    prison = prison or cast.exeter
    return gaps.coverage(prison, Representative.objects.current().filter(prison=prison, until=None))


def spoken(rows: list[gaps.Covered]) -> dict[str, Spoken]:
    return {row.label: row.spoken for row in rows}


def test_where_nothing_is_written_down_it_is_not_known_which_is_not_nobody(cast: Cast) -> None:
    role(cast, elsewhere=True)
    coverage = found(cast)
    assert not coverage.known
    for rows in (coverage.wings, coverage.pathways, coverage.groups):
        assert {row.spoken for row in rows} == {Spoken.UNKNOWN}
    page = client_of(cast.coordinator).get(reverse("representatives_coverage", args=["EXI"]))
    assert "which is not the same as nobody" in page.content.decode()
    assert page.content.decode().count("Not known") == sum(
        map(len, (coverage.wings, coverage.pathways, coverage.groups))
    )


def test_a_wing_has_somebody_a_vacant_role_or_nobody(cast: Cast) -> None:
    role(cast)
    role(cast, wing=wing(cast.exeter, "B wing"), holders=0)
    assert spoken(found(cast).wings) == {
        "A wing": Spoken.SOMEBODY, "B wing": Spoken.VACANT, "C wing": Spoken.NOBODY,
    }  # fmt: skip


def test_a_role_for_the_whole_prison_covers_no_single_wing(cast: Cast) -> None:
    role(cast, wing=None)
    coverage = found(cast)
    assert set(spoken(coverage.wings).values()) == {Spoken.NOBODY}
    assert [str(each) for each in coverage.whole_prison] == ["Directory representative"]


def test_a_closed_wing_needs_nobody(cast: Cast) -> None:
    cast.exeter.wings.filter(name="C wing").update(ended_on=clock.today())
    role(cast)
    assert list(spoken(found(cast).wings)) == ["A wing", "B wing"]


def test_pathways_and_groups_are_not_known_until_a_role_names_one(cast: Cast) -> None:
    there = role(cast)
    assert set(spoken(found(cast).pathways).values()) == {Spoken.UNKNOWN}
    pathway = Pathway.objects.get(code="accommodation")
    actions.change_representative(by=cast.coordinator, representative=there, values={"pathways": [pathway]})
    coverage = found(cast)
    by_label = spoken(coverage.pathways)
    assert by_label.pop(pathway.label) is Spoken.SOMEBODY
    assert set(by_label.values()) == {Spoken.NOBODY}
    assert set(spoken(coverage.groups).values()) == {Spoken.UNKNOWN}, "no role names a group yet"


def test_pathways_of_women_are_asked_for_where_women_are_held(cast: Cast) -> None:
    role(cast)
    of_women = set(Pathway.objects.filter(women_only=True).values_list("label", flat=True))
    assert of_women and not of_women & set(spoken(found(cast).pathways))
    Prison.objects.filter(pk=cast.exeter.pk).update(holds_women=True)
    cast.exeter.refresh_from_db()
    assert of_women <= set(spoken(found(cast).pathways))


def test_hours_are_counted_for_each_holder_and_unknown_ones_are_said(cast: Cast) -> None:
    role(cast, holders=3, hours_a_month="2.5")
    role(cast, title="Trainer")
    role(cast, title="Newsletter writer", holders=0, hours_a_month="40")
    coverage = found(cast)
    assert (coverage.people, str(coverage.hours), coverage.hours_unknown) == (4, "7.5", 1)


# --- Pages ----------------------------------------------------------------------------------------


def typed(**changes: Any) -> dict[str, Any]:
    day = clock.today()
    return {
        "title": "Directory representative", "wing": "whole", "opportunity": "trainer", "holders": 2,
        "since_day": day.day, "since_month": day.month, "since_year": day.year,
    } | changes  # fmt: skip


def test_the_form_asks_for_a_role_and_says_that_no_name_is_kept(cast: Cast) -> None:
    page = client_of(cast.coordinator).get(reverse("add_representative", args=["EXI"])).content.decode()
    assert "A role, never a name" in page
    assert 'data-plain-words="id_title" data-readers="wings"' in page
    assert "js/plain_words" in page


def test_a_role_is_added_changed_and_ended_on_its_pages(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    wing_a = wing(cast.exeter)
    group = Group.objects.all()[0]
    client.post(reverse("add_representative", args=["EXI"]), typed(groups=[group.pk], wing=wing_a.pk))
    added = Representative.objects.get()
    assert (added.wing, added.holders, list(added.groups.all())) == (wing_a, 2, [group])
    change = reverse("change_representative", args=["EXI", added.pk])
    assert client.get(change).context["form"].initial["wing"] == str(wing_a.pk)
    page = client.post(change, typed(holders=0), follow=True).content.decode()
    assert "Vacant" in page and "The whole prison" in page
    refused = client.post(change, typed(title="About A1234BC"))
    assert "looks like a prison number" in refused.context["form"].errors["title"][0]
    page = client.post(reverse("end_representative", args=["EXI", added.pk]), follow=True).content.decode()
    assert "Roles that have ended" in page
    assert "No role is written down yet" in page


def test_a_wing_that_was_closed_stays_in_the_form_of_a_role_that_has_it(cast: Cast) -> None:
    there = role(cast)
    cast.exeter.wings.update(ended_on=clock.today())
    page = client_of(cast.coordinator).get(reverse("change_representative", args=["EXI", there.pk]))
    assert [words for _, words in page.context["form"].fields["wing"].choices] == [
        "Choose one",
        "The whole prison",
        "A wing",
    ]


@pytest.mark.parametrize("name", ["representatives", "representatives_coverage"])
def test_two_roles_and_twelve_take_the_same_number_of_queries(cast: Cast, name: str) -> None:
    client, address = client_of(cast.coordinator), reverse(name, args=["EXI"])
    counts = []
    for upto in (2, 12):
        for number in range(Representative.objects.count(), upto):
            made = role(cast, title=f"Representative {'x' * number}", forum=None)
            made.groups.set(Group.objects.all()[:3])
            made.pathways.set(Pathway.objects.all()[:2])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
