"""The log of queries: twenty seconds each, no person in it, a month for the governor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import AuditEntry, Group, Pathway
from coordination.policies import Refused
from directory.actions.needs import reword_need
from directory.actions.queries import correct_query, log_query, remove_query
from directory.models import Need, Query
from directory.months import NOT_SAID, month_of, shortened
from tests.cast import Cast
from tests.coordination.markup import parsed, select
from tests.coordination.pages import last_entry, said
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
URL = reverse("queries", args=["EXI"])


def log(cast: Cast, words: str = "debt before release", **more: Any) -> Query:
    usual = {"by": cast.coordinator, "prison": cast.exeter, "asked_by": "officer", "outcome": "nothing_found"}
    return log_query(words=words, **usual | more)


def columns(query: Query, **changes: Any) -> dict[str, Any]:
    names = (
        "words",
        "asked_by",
        "asked_on",
        "pathway",
        "group",
        "wing",
        "outcome",
        "listing",
        "passed_on_to",
    )
    return {name: getattr(query, name) for name in names} | changes


def test_an_answered_query_names_the_service(cast: Cast) -> None:
    query = log(cast, outcome="answered", listing=cast.approved, passed_on_to="ignored")
    assert (query.answer, query.passed_on_to, query.need) == ("Answered with “Housing advice”", "", None)
    assert last_entry("log_query").prison_code == "EXI"


def test_an_unanswered_query_becomes_a_need_and_the_same_words_count(cast: Cast) -> None:
    first = log(cast, "A dog sitter", pathway=Pathway.objects.get(pk="family"))
    second = log(cast, "a dog sitter", group=Group.objects.get(pk="remand"))
    assert first.need == second.need
    need = Need.objects.get()
    assert (need.source, need.times, need.pathway_id, need.group_id) == ("query", 2, "family", "remand")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"words": "A1234BC asks"}, "looks like a prison number"),
        ({"words": " "}, "Write what was asked for"),
        ({"outcome": "answered"}, "Choose the service"),
        ({"outcome": "passed_on"}, "to whom the query was passed on"),
        ({"outcome": "passed_on", "passed_on_to": "B4321CD"}, "looks like a prison number"),
        ({"asked_on": date(2999, 1, 1)}, "still to come"),
    ],
)
def test_what_cannot_stand_is_refused(cast: Cast, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        log(cast, **more)
    assert not Query.objects.exists()


def test_wings_and_services_are_those_of_the_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="is not a wing of"):
        log(cast, wing=cast.guys_marsh.wings.first())
    with pytest.raises(Refused, match="is not in the directory of"):
        log(cast, outcome="answered", listing=cast.elsewhere)


def test_only_the_coordinator_logs_and_staff_do_not_read(cast: Cast) -> None:
    for person in (cast.governor, cast.staff, cast.national, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            log(cast, by=person)
    log(cast)
    assert Query.objects.visible_to(cast.governor).count() == 1
    assert not Query.objects.visible_to(cast.staff).exists()
    assert not Query.objects.visible_to(cast.other_coordinator).exists()


def test_an_answer_that_comes_later_is_written_in_and_the_need_stays_until_it_is_settled(cast: Cast) -> None:
    query = log(cast)
    correct_query(
        by=cast.coordinator, query=query, **columns(query, outcome="answered", listing=cast.approved)
    )
    query.refresh_from_db()
    assert (query.listing, query.need) == (cast.approved, None)
    assert Need.objects.get().state == "open"


def test_a_correction_without_a_day_keeps_the_day(cast: Cast) -> None:
    day = timezone.localdate() - timedelta(days=3)
    query = log(cast, asked_on=day)
    correct_query(by=cast.coordinator, query=query, **columns(query, asked_on=None, words="bank"))
    query.refresh_from_db()
    assert (query.asked_on, query.words) == (day, "bank")
    assert last_entry("correct_query").changes == {"words": ["changed", "changed"]}


def test_words_that_are_corrected_are_corrected_in_the_need_of_them_too(cast: Cast) -> None:
    query = log(cast, "Mr Kestrel needs a bank account")
    correct_query(by=cast.coordinator, query=query, **columns(query, words="a bank account"))
    assert Need.objects.get().statement == "a bank account"
    log(cast, "a bank account")
    correct_query(by=cast.coordinator, query=query, **columns(query, words="an account"))
    need = Need.objects.get()
    assert (need.statement, need.times) == ("a bank account", 2)
    assert "Kestrel" not in str(list(AuditEntry.objects.values()))


def test_a_need_that_the_coordinator_worded_keeps_its_words(cast: Cast) -> None:
    query = log(cast, "bank")
    reword_need(by=cast.coordinator, need=Need.objects.get(), statement="Bank accounts before release")
    query.refresh_from_db()
    correct_query(by=cast.coordinator, query=query, **columns(query, words="bank acount"))
    assert Need.objects.get().statement == "Bank accounts before release"


def test_a_query_with_a_person_in_it_goes_and_leaves_nothing(cast: Cast) -> None:
    query = log(cast, "Mr Kestrel on B wing")
    remove_query(by=cast.coordinator, query=query)
    assert not Query.objects.exists()
    assert not Need.objects.exists()
    assert "Kestrel" not in str(list(AuditEntry.objects.values()))


def test_a_need_that_others_told_stays(cast: Cast) -> None:
    log(cast)
    remove_query(by=cast.coordinator, query=log(cast))
    assert Need.objects.get().times == 2


def test_who_takes_a_query_out_is_led_to_the_need_that_keeps_its_words(cast: Cast) -> None:
    query = log(cast, "a dog sitter")
    page = reverse("query", args=["EXI", query.pk])
    need = Need.objects.get()
    assert need.get_absolute_url() not in signed_in(cast.coordinator).get(page).text
    log(cast, "a dog sitter")
    assert need.get_absolute_url() in signed_in(cast.coordinator).get(page).text


# --- Pages ----------------------------------------------------------------------------------------


def test_three_answers_are_enough(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    answer = client.post(URL, {"words": "a bank", "asked_by": "officer", "outcome": "nothing_found"})
    assert answer["Location"] == URL
    assert Query.objects.get().asked_on == timezone.localdate()
    assert said(client.get(URL)) == ["The query is logged, and stands among the needs."]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"listing": True}, "answered"),
        ({"passed_on_to": "Healthcare"}, "passed_on"),
        ({"listing": True, "outcome": "nothing_found"}, "nothing_found"),
    ],
)
def test_who_names_the_answer_has_said_what_became_of_it(
    cast: Cast, answer: dict[str, Any], outcome: str
) -> None:
    typed = {"words": "a bank", "asked_by": "officer"} | answer
    if answer.get("listing"):
        typed["listing"] = cast.approved.pk
    signed_in(cast.coordinator).post(URL, typed)
    assert Query.objects.get().outcome == outcome


@pytest.mark.parametrize("passed_on_to", ["", "Healthcare"])
def test_neither_or_both_is_asked_again(cast: Cast, passed_on_to: str) -> None:
    typed = {"words": "a bank", "asked_by": "officer", "passed_on_to": passed_on_to}
    typed |= {"listing": cast.approved.pk} if passed_on_to else {}
    page = signed_in(cast.coordinator).post(URL, typed)
    assert page.context["form"].errors == {"outcome": ["Choose what became of it."]}
    assert not Query.objects.exists()


def test_typing_begins_at_once_and_after_a_mistake_the_mistake_is_read_first(cast: Cast) -> None:
    def focused(page: Any) -> list[str | None]:
        return [box.get("name") for box in select(parsed(page.content.decode()), "[autofocus]")]

    client = signed_in(cast.coordinator)
    assert focused(client.get(URL)) == ["words"]
    assert focused(client.post(URL, {"words": ""})) == []


def test_another_day_is_folded_away_until_it_is_used(cast: Cast) -> None:
    def folded(page: Any) -> list[bool]:
        return [
            box.get("open") is None for box in select(parsed(page.content.decode()), "details.govuk-details")
        ]

    client = signed_in(cast.coordinator)
    assert folded(client.get(URL)) == [True]
    wrong = client.post(URL, {"asked_on_day": "40", "asked_on_month": "1", "asked_on_year": "2026"})
    assert folded(wrong) == [False]
    assert folded(client.get(log(cast).get_absolute_url())) == [False]


def test_the_search_hands_words_and_service_over(cast: Cast) -> None:
    page = signed_in(cast.coordinator).get(URL, {"words": "houses", "listing": cast.approved.pk})
    form = page.context["form"]
    assert (form["words"].value(), form["listing"].value(), form["outcome"].value()) == (
        "houses", cast.approved.pk, "answered",
    )  # fmt: skip
    assert signed_in(cast.coordinator).get(URL, {"listing": "9" * 40}).status_code == 200


def test_the_governor_reads_and_has_no_form(cast: Cast) -> None:
    log(cast)
    page = signed_in(cast.governor).get(URL)
    assert page.context["form"] is None
    assert "Debt before release" in page.content.decode()


def test_it_is_corrected_and_taken_out_on_its_page(cast: Cast) -> None:
    query = log(cast)
    client = signed_in(cast.coordinator)
    data = {"words": "credit", "asked_by": "family", "outcome": "passed_on", "passed_on_to": "Healthcare"}
    client.post(query.get_absolute_url(), data)
    query.refresh_from_db()
    assert (query.words, query.answer) == ("credit", "Passed on to Healthcare")
    client.post(reverse("query_remove", args=["EXI", query.pk]))
    assert not Query.objects.exists()


def test_a_month_counts_by_role_pathway_group_and_wing(cast: Cast) -> None:
    wing = cast.exeter.wings.first()
    day = date(2026, 3, 31)
    log(cast, "a dog", asked_on=day, wing=wing)
    log(cast, "A dog", asked_on=day)
    log(cast, outcome="answered", listing=cast.approved, asked_on=date(2026, 3, 1), asked_by="family")
    log(cast, outcome="passed_on", passed_on_to="Gym", asked_on=date(2026, 4, 1))
    month = month_of(cast.governor, cast.exeter, date(2026, 3, 1))
    assert month.total == 3
    assert month.outcomes == [("answered", 1), ("nothing_found", 2), ("passed_on", 0)]
    assert month.in_words == "3 queries: 1 answered with a service, 2 nobody could answer."
    tables = dict(month.tables)
    assert tables["Asked by"] == [("Officer or key worker", 2), ("Family", 1)]
    assert tables["Wing"] == [("A wing", 1), ("Not said", 2)]
    assert month.unanswered == [("A dog", 2, "A wing")]
    assert month.services == [("Housing advice (Harbour Housing)", 1)]
    assert month_of(cast.other_coordinator, cast.exeter, date(2026, 3, 1)).total == 0
    april = month_of(cast.governor, cast.exeter, date(2026, 4, 1))
    assert april.in_words == "1 query, 2 fewer than in March: 1 passed on."


def test_what_is_asked_least_is_summed_up_and_what_was_not_said_stays() -> None:
    rows = [(f"Wing {number}", 9 - number) for number in range(9)]
    kept = [*rows[:6], ("3 others", 3 + 2 + 1), (NOT_SAID, 4)]
    assert shortened([*rows, (NOT_SAID, 4)]) == kept
    assert shortened(rows[:7]) == rows[:7]


@pytest.mark.parametrize(
    ("year", "month", "status"), [(2026, 3, 200), (2026, 13, 404), (1, 1, 404), (9999, 1, 404)]
)
def test_a_month_that_is_none_is_not_found(cast: Cast, year: int, month: int, status: int) -> None:
    url = reverse("queries_month", args=["EXI", year, month])
    assert signed_in(cast.governor).get(url).status_code == status
