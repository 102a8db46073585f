"""What people said becomes a need, and the need says where it came from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import Group, Pathway, Stage
from coordination.policies import Refused
from directory.actions.needs import raise_need
from directory.models import Need
from forums.actions.needs import raise_from
from forums.models import RaisedNeed
from tests.access.forums_feedback import asked, held
from tests.cast import Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of, said
from tests.directory.typing_in import date_boxes
from tests.forums import making

pytestmark = pytest.mark.django_db


def raised(cast: Cast, statement: str = "A barber", **more: Any) -> RaisedNeed:
    given = {"by": cast.coordinator, "prison": cast.exeter} | more
    values = {"statement": statement} | given.pop("values", {})
    return raise_from(values=values, **given)


def shown(who: Any, need: Need) -> str:
    return words(select(parsed(client_of(who).get(need.get_absolute_url()).content.decode()), "main")[0])


def test_a_need_of_a_meeting_carries_its_day_and_leads_back_to_it(cast: Cast) -> None:
    meeting = held(cast)
    need = raised(
        cast, meeting=meeting,
        values={"pathway": Pathway.objects.get(pk="finance"), "group": Group.objects.order_by("position")[0],
                "stage": Stage.objects.order_by("position")[0], "wing": cast.exeter.wings.first(), "people_count": 7},
    ).need  # fmt: skip
    assert (need.source, need.source_on, need.people_count) == (
        Need.Source.FORUM, timezone.localdate(meeting.starts_at), 7
    )  # fmt: skip
    [origin] = need.origins.all()
    assert (origin.words, origin.path) == (str(meeting), meeting.get_absolute_url())
    page = client_of(cast.coordinator).get(need.get_absolute_url()).content.decode()
    assert f'href="{meeting.get_absolute_url()}"' in page


def test_a_need_of_a_question_names_the_question(cast: Cast) -> None:
    question = asked(cast)
    need = raised(cast, question=question).need
    assert question.text in need.origins.get().words
    assert question.text in shown(cast.lead, need)


def test_a_need_of_a_slip_shows_no_word_of_it_and_no_link(cast: Cast) -> None:
    slip = making.slip(cast, words="Nobody cuts hair on my landing", wing=cast.exeter.wings.first())
    need = raised(cast, slip=slip).need
    assert (need.wing, need.people_count) == (None, None)
    for who in (cast.coordinator, cast.lead):
        page = shown(who, need)
        assert "A feedback slip" in page
        for secret in ("hair", "landing", "A wing"):
            assert secret not in page
    with pytest.raises(Refused, match="That is what the slip says"):
        raised(cast, "They say: nobody cuts hair  on my landing.", slip=slip)


def test_a_need_of_an_inspection_names_the_recommendation(cast: Cast) -> None:
    need = raised(cast, recommendation=" HMIP, May 2026, number 12 ", said_on=timezone.localdate()).need
    assert need.source == Need.Source.INSPECTION
    assert "Recommendation of an inspection: HMIP, May 2026, number 12" in shown(cast.governor, need)


def test_told_again_elsewhere_the_need_keeps_both_places(cast: Cast) -> None:
    first = raised(cast, meeting=held(cast)).need
    again = raised(cast, "a BARBER", slip=making.slip(cast)).need
    assert (again, again.times, again.origins.count()) == (first, 2, 2)
    rows = client_of(cast.coordinator).get("/prisons/EXI/needs/").content.decode()
    assert "and 1 more" in rows


def test_a_need_that_staff_told_has_no_origin_to_show(cast: Cast) -> None:
    need = raise_need(by=cast.coordinator, prison=cast.exeter, statement="A barber", source="staff")
    assert "Where it came from" not in shown(cast.coordinator, need)


@pytest.mark.parametrize("count", [1, 4])
def test_few_people_have_no_wing_because_leads_read_needs(cast: Cast, count: int) -> None:
    wing = cast.exeter.wings.first()
    with pytest.raises(Refused, match="Leave the wing out"):
        raised(cast, meeting=held(cast), values={"wing": wing, "people_count": count})
    with pytest.raises(Refused, match="Leave the wing out"):
        raised(cast, slip=making.slip(cast), values={"wing": wing})
    assert raised(cast, slip=making.slip(cast), values={"wing": wing, "people_count": 5})


def test_it_comes_from_exactly_one_place_at_the_prison(cast: Cast) -> None:
    meeting = held(cast)
    for places in ({}, {"meeting": meeting, "recommendation": "12"}):
        with pytest.raises(Refused, match="Say where it comes from"):
            raised(cast, **places)
    with pytest.raises(Refused, match="That is not at"):
        raised(cast, slip=making.slip(cast, elsewhere=True))
    with pytest.raises(Refused, match="has not begun"):
        raised(cast, meeting=making.meeting(cast, of=meeting.forum))
    assert not Need.objects.exists()


def test_only_who_manages_needs_there_raises_one(cast: Cast) -> None:
    meeting = held(cast)
    for who in (cast.governor, cast.staff, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            raised(cast, meeting=meeting, by=who)


def test_the_page_of_a_slip_shows_its_words_to_whoever_writes_and_asks_for_others(cast: Cast) -> None:
    slip, client = making.slip(cast, words="Nobody cuts hair on my landing"), client_of(cast.coordinator)
    address = reverse("raise_need_from", args=["EXI", "slip", slip.pk])
    page = client.get(address).content.decode()
    assert "Nobody cuts hair on my landing" in page
    assert "in your own words" in page
    answer = client.post(address, {"statement": "A barber"}, follow=True)
    assert said(answer) == ["The need is raised: “A barber”."]
    assert client.get(reverse("raise_need_from", args=["EXI", "poem", slip.pk])).status_code == 404


def test_a_question_brings_its_pathway_and_answers_to_the_page(cast: Cast) -> None:
    from forums.actions import focus

    question = asked(cast)
    focus.reword_question(
        by=cast.coordinator, question=question, text=question.text, pathway=Pathway.objects.get(pk="finance")
    )
    focus.tally_answers(by=cast.coordinator, question=question, answers=[("A barber", 8)])
    address = reverse("raise_need_from", args=["EXI", "question", question.pk])
    page = parsed(client_of(cast.coordinator).get(address).content.decode())
    assert "A barber (8)" in words(page)
    assert select(page, "#id_pathway option[selected]")[0].get("value") == "finance"


def test_a_recommendation_is_typed_on_its_own_page(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    typed = {
        "statement": "A barber",
        "recommendation": "Number 12",
        **date_boxes("said_on", timezone.localdate()),
    }
    assert client.post(reverse("raise_need_from_inspection", args=["EXI"]), typed).status_code == 302
    assert RaisedNeed.objects.get().recommendation == "Number 12"


def test_the_list_of_needs_takes_the_same_queries_for_two_and_for_twelve(cast: Cast) -> None:
    meeting, client = held(cast), client_of(cast.coordinator)

    def queries_with(more: int) -> int:
        for number in range(more):
            raised(cast, f"Need {more} {number}", meeting=meeting)
        client.get("/prisons/EXI/needs/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/prisons/EXI/needs/")
        return len(queries)

    assert queries_with(2) == queries_with(10)
