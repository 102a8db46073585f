"""Needs: told, counted, reworded, settled; and the pages for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.access import SYSTEM, NotPermitted, standing_of
from coordination.models import AuditEntry, Pathway
from coordination.policies import Overtaken, Refused
from directory.actions.needs import Origin, raise_need, reopen_need, reword_need, settle_need
from directory.home import prison as prison_lines
from directory.models import Need
from tests.cast import Cast
from tests.coordination.markup import parsed, select
from tests.coordination.pages import last_entry, said
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db


def tell(cast: Cast, statement: str = "A barber", **more: Any) -> Need:
    return raise_need(
        **{"by": cast.staff, "prison": cast.exeter, "source": "search", "statement": statement} | more
    )


def test_staff_tell_what_they_did_not_find(cast: Cast) -> None:
    wing = cast.exeter.wings.first()
    need = tell(cast, "  A barber   on Fridays ", pathway=Pathway.objects.get(pk="employment"), wing=wing)
    assert (need.statement, need.state, need.times) == ("A barber on Fridays", "open", 1)
    assert need.about == ["Education, training and employment", "A wing"]
    assert last_entry("raise_need").changes == {}


def test_told_again_in_the_same_words_it_counts_up(cast: Cast) -> None:
    tell(cast, people_count=3)
    again = tell(cast, "a BARBER")
    assert Need.objects.get() == again
    assert (again.times, again.people_count) == (2, 3)
    assert last_entry("count_need").changes == {"times": [1, 2]}


def test_told_of_another_wing_it_is_a_need_of_no_wing_alone(cast: Cast) -> None:
    a_wing, b_wing, _ = cast.exeter.wings.all()
    tell(cast, wing=a_wing)
    assert tell(cast).wing == a_wing
    assert tell(cast, wing=b_wing).wing is None


def test_a_settled_need_that_is_told_again_is_a_new_one(cast: Cast) -> None:
    settle_need(by=cast.coordinator, need=tell(cast), state="set_aside", reason="There is one.")
    assert tell(cast).times == 1
    assert Need.objects.count() == 2


def test_a_need_told_later_of_an_earlier_day_keeps_both_days(cast: Cast) -> None:
    today = timezone.localdate()
    tell(cast)
    need = tell(cast, source_on=today - timedelta(days=9))
    assert (need.source_on, need.last_on) == (today - timedelta(days=9), today)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"statement": "for A1234BC"}, "looks like a prison number"),
        ({"statement": "   "}, "Say what is missing"),
        ({"statement": "x" * 301}, "Shorten it to 300"),
        ({"people_count": 0}, "from 1"),
        ({"source_on": timezone.localdate() + timedelta(days=2)}, "still to come"),
    ],
)
def test_what_cannot_stand_is_refused_with_what_to_do(
    cast: Cast, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        tell(cast, **more)
    assert not Need.objects.exists()


def test_a_wing_of_another_prison_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="is not a wing of"):
        tell(cast, wing=cast.guys_marsh.wings.first())


def test_other_sources_are_the_coordinators_and_the_portal_may_tell_too(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        tell(cast, source="forum")
    assert tell(cast, by=cast.coordinator, source="forum").raised_by == cast.coordinator
    assert tell(cast, by=SYSTEM, source="survey").raised_by is None


def test_nobody_of_another_prison_tells_or_settles(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        tell(cast, by=cast.other_coordinator)
    with pytest.raises(NotPermitted):
        settle_need(by=cast.other_coordinator, need=tell(cast), state="set_aside", reason="No.")
    assert not Need.objects.visible_to(cast.other_coordinator).exists()
    assert not Need.objects.visible_to(cast.staff).exists()


def test_words_that_were_taken_out_are_kept_nowhere(cast: Cast) -> None:
    need = tell(cast, "Help for young Mr Kestrel on A wing")
    reword_need(by=cast.coordinator, need=need, statement="Help with reading")
    assert Need.objects.get().statement == "Help with reading"
    assert "Kestrel" not in str(list(AuditEntry.objects.values()))
    assert last_entry("reword_need").changes == {"statement": ["changed", "changed"]}


def test_it_is_met_by_a_service_here(cast: Cast) -> None:
    need = settle_need(by=cast.coordinator, need=tell(cast), state="met", met_by=cast.approved)
    assert (need.met_by, need.settled_by) == (cast.approved, cast.coordinator)
    with pytest.raises(Overtaken, match="Carys Coordinator has settled"):
        settle_need(by=cast.second_coordinator, need=need, state="set_aside", reason="No.")
    assert reopen_need(by=cast.coordinator, need=need).met_by is None
    with pytest.raises(Overtaken, match="open already"):
        reopen_need(by=cast.coordinator, need=need)


@pytest.mark.parametrize(
    ("state", "sentence"), [("set_aside", "why the need is set aside"), ("met", "Choose the service")]
)
def test_settling_says_how(cast: Cast, state: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        settle_need(by=cast.coordinator, need=tell(cast), state=state)


def test_a_service_elsewhere_meets_no_need_here(cast: Cast) -> None:
    with pytest.raises(Refused, match="not at HMP/YOI Exeter"):
        settle_need(by=cast.coordinator, need=tell(cast), state="met", met_by=cast.elsewhere)


# --- Pages ----------------------------------------------------------------------------------------


def test_under_a_search_staff_tell_it_in_one_step(cast: Cast) -> None:
    client = signed_in(cast.staff)
    page = client.get(reverse("search", args=["EXI"]), {"q": "kestrel flying"})
    assert "not for urgent help, and not about a person" in page.content.decode()
    [box] = select(parsed(page.content.decode()), "form[method=post] input[name=statement]")
    assert box.get("value") == "kestrel flying"
    [form] = box.xpath("ancestor::form")
    answer = client.post(form.get("action"), {"statement": box.get("value")})
    assert answer["Location"] == reverse("search", args=["EXI"])
    assert Need.objects.get().statement == "kestrel flying"
    assert said(client.get(answer["Location"])) == ["Thank you. The coordinator sees it and counts it."]


def test_a_prison_number_comes_back_with_a_sentence_and_is_not_kept(cast: Cast) -> None:
    answer = signed_in(cast.staff).post(
        reverse("need_report", args=["EXI"]), {"statement": "gym for A1234BC"}
    )
    assert answer.status_code == 200
    assert "looks like a prison number" in answer.content.decode()
    assert not Need.objects.exists()


def test_the_list_shows_open_needs_and_what_was_told_most_first(cast: Cast) -> None:
    tell(cast, "Chess")
    tell(cast, "A barber")
    tell(cast, "A barber")
    settle_need(by=cast.coordinator, need=tell(cast, "Yoga"), state="set_aside", reason="No room.")
    url = reverse("needs", args=["EXI"])
    rows = signed_in(cast.governor).get(url).context["rows"]
    assert [row["statement"] for row in rows] == ["A barber", "Chess"]
    everything = signed_in(cast.governor).get(url, {"state": ""}).context["rows"]
    assert [row["statement"] for row in everything] == ["A barber", "Chess", "Yoga"]
    assert signed_in(cast.governor).get(url, {"state": "junk", "pathway": "junk"}).status_code == 200


def test_the_coordinator_writes_one_down_and_settles_it(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    client.post(
        reverse("need_new", args=["EXI"]),
        {"statement": "A quiet room", "source": "forum", "people_count": "12", "group": "older"},
    )
    need = Need.objects.get()
    assert (need.people_count, need.group_id, need.source) == (12, "older", "forum")
    page = client.post(need.get_absolute_url(), {"state": "met"})
    assert "Choose the service that meets the need" in page.content.decode()
    client.post(need.get_absolute_url(), {"state": "met", "met_by": cast.approved.pk})
    need.refresh_from_db()
    assert need.met_by == cast.approved
    assert "Housing advice" in client.get(need.get_absolute_url()).content.decode()
    client.post(reverse("need_reopen", args=["EXI", need.pk]))
    need.refresh_from_db()
    assert need.state == "open"


def test_a_service_of_another_prison_cannot_be_chosen(cast: Cast) -> None:
    need = tell(cast)
    page = signed_in(cast.coordinator).post(
        need.get_absolute_url(), {"state": "met", "met_by": cast.elsewhere.pk}
    )
    assert page.status_code == 200
    need.refresh_from_db()
    assert need.state == "open"


def test_what_was_told_lately_is_news_for_the_coordinator(cast: Cast) -> None:
    tell(cast)
    tell(
        cast,
        "Chess",
        by=cast.coordinator,
        source="staff",
        source_on=timezone.localdate() - timedelta(days=60),
    )
    found = prison_lines._needs(cast.coordinator, standing_of(cast.coordinator))
    assert [(item.sentence, item.count) for item in found] == [
        ("1 need was reported in the last 30 days at HMP/YOI Exeter.", 1)
    ]
    assert prison_lines._needs(cast.other_coordinator, standing_of(cast.other_coordinator)) == []


def test_a_need_of_an_inspection_names_the_recommendation_on_its_page(cast: Cast) -> None:
    client, address = signed_in(cast.coordinator), reverse("need_new", args=["EXI"])
    typed = {"statement": "A barber", "source": "staff", "recommendation": "HMIP, May 2026, number 12"}
    assert "Only an inspection recommends" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"source": "inspection"}).status_code == 302
    page = client.get(Need.objects.get().get_absolute_url()).content.decode()
    assert "Recommendation of an inspection: HMIP, May 2026, number 12" in page


def test_a_need_says_every_place_where_it_was_told_and_a_prison_number_is_none(cast: Cast) -> None:
    told_at = {"by": cast.coordinator, "source": "forum"}
    need = tell(cast, **told_at, origin=Origin("The forum in May", "/prisons/EXI/"))
    tell(cast, **told_at, origin=Origin("The forum in June"))
    page = signed_in(cast.coordinator).get(need.get_absolute_url()).content.decode()
    assert '<a class="govuk-link" href="/prisons/EXI/">The forum in May</a>' in page
    assert "The forum in June, " in page
    with pytest.raises(Refused, match="prison number"):
        tell(cast, **told_at, origin=Origin("Asked by A1234BC"))
