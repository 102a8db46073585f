"""Pages of needs assessments: which source counts is seen with the others beside it, and the form is quick."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import AuditEntry, User
from directory.actions import needs as single_needs
from planning.models import NeedsAssessment, PinnedSource
from tests.cast import Cast
from tests.directory.typing_in import date_boxes, signed_in
from tests.planning import sources_made as making
from tests.planning.sources_made import area, group, need, said, source


def address(name: str, *arguments: Any, **query: str) -> str:
    return reverse(name, args=["EXI", *arguments], query=query or None)


def page(user: User, name: str, *arguments: Any) -> str:
    return signed_in(user).get(address(name, *arguments)).content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    today = date_boxes("dated_on", timezone.localdate())
    return {"kind": "survey", "source": "Survey of wings", "population": "560", **today} | changes


def topics(user: User) -> dict[str, Any]:
    context = signed_in(user).get(address("needs_assessments")).context_data
    return {topic.title: {line.label: line for line in topic.lines} for topic in context["topics"]}


# --- By topic -------------------------------------------------------------------------------------


def test_without_a_source_the_page_says_that_nothing_is_known(cast: Cast) -> None:
    body = page(cast.governor, "needs_assessments")
    assert "No source says what people here need" in body
    assert "single need" not in body
    assert address("record_needs_assessment") not in body
    assert address("record_needs_assessment") in page(cast.coordinator, "needs_assessments")


def test_each_topic_says_which_source_counts_and_why_with_the_others_beside(cast: Cast) -> None:
    old = source(
        cast, days_ago=400, source="HMIP report", population=530, rows=said(needs=[need(share=Decimal(30))])
    )
    new = source(cast, source="Needs analysis")
    shown = topics(cast.coordinator)
    held, home = shown["People held"]["People held"], shown["Pathways"]["Accommodation"]
    assert (held.counts.words, held.why, held.agree) == ("560 people", "The newest of 2", False)
    assert [(each.words, each.url) for each in held.others] == [("530 people", old.get_absolute_url())]
    assert (home.counts.words, home.counts.a_month) == ("224 people at any one time", "56 a month")
    assert [each.a_month for each in home.others] == ["42 a month"]
    assert home.counts.url == new.get_absolute_url()
    assert shown["Pathways"]["Health care"].counts is None
    assert "They differ" in page(cast.governor, "needs_assessments")


def test_a_chosen_source_stands_with_its_reason_and_who_chose_it(cast: Cast) -> None:
    old = source(cast, days_ago=400, source="HMIP report", population=530)
    source(cast, source="Needs analysis")
    pin = making.pin(cast, of=old, reason="It was counted by name.")
    held = topics(cast.coordinator)["People held"]["People held"]
    assert held.counts.words == "530 people"
    assert held.why.startswith("Chosen by Carys Coordinator on ")
    assert held.reason == "It was counted by name."
    assert held.unpin_url == address("unpin_source", pin.pk)
    theirs = topics(cast.governor)["People held"]["People held"]
    assert (theirs.unpin_url, theirs.others[0].count_url) == ("", "")


def test_open_single_needs_of_the_directory_are_counted_beside_with_their_list(cast: Cast) -> None:
    source(cast)
    pathway = need("family").pathway
    for words in ("Help with letters home", "Somebody to sit with children at visits"):
        single_needs.raise_need(
            by=cast.coordinator, prison=cast.exeter, statement=words, source="staff", pathway=pathway
        )
    line = topics(cast.governor)["Pathways"]["Children and families"]
    assert (line.open_needs, line.counts) == (2, None)
    assert (
        signed_in(cast.governor).get(line.open_needs_url).content.decode().count("Help with letters home")
        == 1
    )


def test_pathways_of_women_are_there_where_women_are_held(cast: Cast) -> None:
    source(cast)
    assert len(topics(cast.governor)["Pathways"]) == 7
    cast.exeter.holds_women = True
    cast.exeter.save()
    assert len(topics(cast.governor)["Pathways"]) == 9


def test_another_prisons_sources_are_not_here(cast: Cast) -> None:
    source(cast, elsewhere=True, source="Survey at Guys Marsh")
    assert "Survey at Guys Marsh" not in page(cast.national, "needs_assessments")
    assert "No source says" in page(cast.national, "needs_assessments")


@pytest.mark.parametrize("name", ["needs_assessments", "needs_assessment", "change_needs_assessment"])
def test_the_pages_ask_as_often_for_much_as_for_little(
    cast: Cast, name: str, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    made = source(cast, days_ago=30)
    where = address(name, *([made.pk] if name != "needs_assessments" else []))
    client: Client = signed_in(cast.coordinator)
    client.get(where)
    with django_assert_max_num_queries(45) as few:
        client.get(where)
    making.with_many_rows(cast, made)
    for days in range(1, 13):
        source(cast, days_ago=days)
    with django_assert_num_queries(len(few)):
        client.get(where)


# --- One source -----------------------------------------------------------------------------------


def test_a_source_is_read_with_all_its_rows(cast: Cast) -> None:
    made = source(cast, rows=said(
        needs=[need(), need(group="veterans", stage="release", share=Decimal("12.5"))],
        groups=[group(share=Decimal(4))], releases=[area(share=60), area(making.EXETER, 22)],
    ), note="Counted at induction.")  # fmt: skip
    body = page(cast.governor, "needs_assessment", made.pk)
    for words in (
        "560 people", "140 people a month", "224 people at any one time", "12.5% of those who come in",
        "4% of those held", "Devon &amp; Cornwall", "Together 82%", "Counted at induction.",
    ):  # fmt: skip
        assert words in body
    assert address("change_needs_assessment", made.pk) not in body
    assert address("change_needs_assessment", made.pk) in page(cast.coordinator, "needs_assessment", made.pk)


def test_what_was_taken_back_says_so_and_offers_nothing_more(cast: Cast) -> None:
    made = source(cast)
    client = signed_in(cast.coordinator)
    empty = client.post(address("take_back_needs_assessment", made.pk), {"reason": ""})
    assert "Say why this source counts no more." in empty.content.decode()
    done = client.post(
        address("take_back_needs_assessment", made.pk), {"reason": "The wrong wing."}, follow=True
    )
    body = done.content.decode()
    assert "by Carys Coordinator: The wrong wing." in body
    assert address("change_needs_assessment", made.pk) not in body
    for name in ("change_needs_assessment", "take_back_needs_assessment", "pin_source"):
        assert client.get(address(name, made.pk)).status_code == 404
    assert "Taken back" in page(cast.governor, "needs_assessments")


# --- The form -------------------------------------------------------------------------------------


def test_facts_and_one_line_a_pathway_are_enough(cast: Cast) -> None:
    answer = signed_in(cast.coordinator).post(
        address("record_needs_assessment"),
        typed(receptions_a_month="140", need_accommodation="224", need_finance="40%", need_health="12.5",
              need_health_as="a_month", need_family=""),
    )  # fmt: skip
    assert answer.status_code == 302
    made = NeedsAssessment.objects.get()
    assert [f"{row}: {row.number_in_words}" for row in made.needs.order_by("pathway__position")] == [
        "Accommodation: 224 people at any one time", "Health care: 12.5 people a month",
        "Finance, benefit and debt: 40% of those who come in",
    ]  # fmt: skip
    assert (made.period_to, made.stay_days) == (made.dated_on, None)


def test_groups_single_needs_and_release_areas_are_folded_and_kept(cast: Cast) -> None:
    signed_in(cast.coordinator).post(
        address("record_needs_assessment"),
        typed(group_veterans="1,2", group_older="8", group_older_as="share") | {"group_veterans": "20"}
        | {"more_1_pathway": "accommodation", "more_1_group": "veterans", "more_1": "12",
           "more_3_pathway": "finance", "more_3_stage": "release", "more_3": "5", "more_3_as": "a_month",
           "releases": "Plymouth 31\r\nE07000041 22"},
    )  # fmt: skip
    made = NeedsAssessment.objects.get()
    assert sorted(map(str, made.groups.all())) == ["Older people: 8% of those held", "Veterans: 20 people"]
    assert sorted(f"{row}: {row.number_in_words}" for row in made.needs.all()) == [
        "Accommodation · Veterans: 12 people at any one time",
        "Finance, benefit and debt · Release (through the gate): 5 people a month",
    ]
    assert sorted(map(str, made.releases.all())) == ["Exeter: 22%", "Plymouth: 31%"]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"source": ""}, "source", "Say what the source is called"),
        ({"population": "-4"}, "population", "below nought"),
        ({"population": "many"}, "population", "“many” is no number"),
        ({"need_accommodation": "140%"}, "need_accommodation", "140% is more than 100%"),
        ({"need_accommodation": "12.5"}, "need_accommodation", "no whole number of people"),
        ({"need_accommodation": "A1234BC"}, "need_accommodation", "This is no number"),
        ({"group_veterans": "-1"}, "group_veterans", "below nought"),
        ({"more_1_pathway": "finance"}, "more_1", "Give the number"),
        ({"more_1": "4"}, "more_1_pathway", "Choose the pathway"),
        ({"more_1": "4", "more_1_pathway": "finance"}, "more_1_group", "Choose a group or a stage"),
        ({"releases": "Plymouth 31\nNarnia 2"}, "releases", "Line 2: “Narnia”"),
        ({"period_from_day": "1", "period_from_month": "1", "period_from_year": "2026"}, "period_to", "last day too"),
        ({"population": "10", "group_veterans": "11"}, "__all__", "11 people are more than the 10"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_kept(
    cast: Cast, wrong: dict[str, str], field: str, sentence: str
) -> None:
    answer = signed_in(cast.coordinator).post(address("record_needs_assessment"), typed(**wrong))
    assert answer.status_code == 200
    form = answer.context_data["form"]
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    body = answer.content.decode()
    assert sentence in body
    assert "A1234BC is" not in body
    assert not NeedsAssessment.objects.exists()


def test_a_fold_with_something_wrong_in_it_is_open(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    assert client.get(address("record_needs_assessment")).content.decode().count('vsc-fold" open') == 0
    answer = client.post(address("record_needs_assessment"), typed(releases="Narnia 2"))
    assert answer.content.decode().count('vsc-fold" open') == 1


def test_the_form_begins_with_what_the_source_says_and_saving_it_again_changes_nothing(cast: Cast) -> None:
    made = source(cast, rows=said(
        needs=[need(), need("finance", share=Decimal("12.5")), need(group="veterans", needing=3)],
        groups=[group(share=Decimal(4)), group("older", people=60)],
        releases=[area(share=60), area(making.WILTSHIRE, 2), area(making.WILTSHIRE_POLICE, "3.25")],
    ))  # fmt: skip
    client = signed_in(cast.coordinator)
    form = client.get(address("change_needs_assessment", made.pk)).context_data["form"]
    post = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    for name in ("dated_on", "period_from", "period_to"):
        post |= date_boxes(name, post.pop(name))
    answer = client.post(address("change_needs_assessment", made.pk), post)
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(verb="change_needs_assessment").exists()
    client.post(address("change_needs_assessment", made.pk), post | {"need_accommodation": "200"})
    assert AuditEntry.objects.latest("pk").changes == {
        "rows": [["Accommodation: 224 people at any one time"], ["Accommodation: 200 people at any one time"]]
    }


# --- Which one counts -----------------------------------------------------------------------------


def test_a_source_is_chosen_for_a_topic_and_the_newest_counts_again(cast: Cast) -> None:
    made = source(cast, days_ago=9)
    client = signed_in(cast.coordinator)
    where = address("pin_source", made.pk, topic="pathway:accommodation")
    form = client.get(where).context_data["form"]
    assert form["topic"].value() == "pathway:accommodation"
    assert [key for key, _ in form.fields["topic"].choices] == [
        "", "pathway:accommodation", "facts", "groups", "releases",
    ]  # fmt: skip
    refused = client.post(where, {"topic": "pathway:finance", "reason": "Better."})
    assert (refused.status_code, PinnedSource.objects.count()) == (200, 0)
    client.post(where, {"topic": "pathway:accommodation", "reason": "Counted by name."})
    pin = PinnedSource.objects.get()
    assert (pin.pathway_id, pin.reason) == ("accommodation", "Counted by name.")
    assert "Counted by name." in page(cast.governor, "needs_assessment", made.pk)
    assert client.get(address("unpin_source", pin.pk)).status_code == 405
    client.post(address("unpin_source", pin.pk))
    assert not PinnedSource.objects.exists()


# --- A file ---------------------------------------------------------------------------------------


def sent(user: User, content: str, **changes: Any) -> Any:
    file = SimpleUploadedFile("needs.csv", content.encode())
    return signed_in(user).post(
        address("import_needs"), typed(population="", file=file, **changes), follow=True
    )


def test_a_file_is_taken_and_what_was_not_read_is_said(cast: Cast) -> None:
    answer = sent(cast.coordinator, "Cohort,Number,Colour\nTotal,560,red\nVeterans,20,\nCarers,,blue\n")
    body = answer.content.decode()
    assert answer.redirect_chain == [(NeedsAssessment.objects.get().get_absolute_url(), 302)]
    assert "Taken: 1 group. 1 row without a number left out. Columns that were not read: Colour." in body
    assert "560 people" in body


def test_a_file_that_is_refused_shows_each_row_with_the_reason(cast: Cast) -> None:
    answer = sent(cast.coordinator, "Pathway,Per cent\nAccommodation,140\nHealth care,20\nA1234BC,-3\n")
    body = answer.content.decode()
    assert "2 rows are wrong, so nothing was taken." in body
    assert answer.context_data["wrong"][0] == (1, "Accommodation · 140", "140% is more than 100%.")
    assert answer.context_data["wrong"][1][0] == 3
    assert "A1234BC" not in body
    assert "Survey of wings" in body, "what was typed stays"
    assert not NeedsAssessment.objects.exists()


def test_a_file_with_a_thousand_wrong_rows_shows_the_first_hundred(cast: Cast) -> None:
    answer = sent(cast.coordinator, "Pathway,People\n" + "Gardening,1\n" * 1000)
    assert (len(answer.context_data["wrong"]), answer.context_data["more_wrong"]) == (100, 900)
    assert "And 900 more." in answer.content.decode()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_empty_file_can_be_downloaded(cast: Cast, ending: str) -> None:
    answer = signed_in(cast.coordinator).get(address("needs_template", ending))
    assert f'filename="needs-EXI.{ending}"' in answer["Content-Disposition"]
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert {row["Pathway"] for row in rows} > {"Accommodation", "Health care"}
        assert {"Area code", "People", "Per cent", "People a month"} <= set(rows[0])
    assert signed_in(cast.coordinator).get(address("needs_template", "exe")).status_code == 404


def test_a_source_with_too_many_rows_for_one_page_is_not_cut_short(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = source(cast, rows=said(needs=[need(stage=each) for each in ("reception", "during", "release")]))
    address = reverse("change_needs_assessment", args=["EXI", found.pk])
    assert signed_in(cast.coordinator).get(address).status_code == 200
    monkeypatch.setattr("planning.forms.assessments.MOST_ROWS", 2)
    for answer in (signed_in(cast.coordinator).get(address), signed_in(cast.coordinator).post(address, {})):
        assert answer.status_code == 302
        assert answer.headers["Location"] == found.get_absolute_url()
    assert found.needs.count() == 3


def test_a_stay_that_nobody_typed_is_worked_out_and_says_so(cast: Cast) -> None:
    source(cast)
    body = page(cast.coordinator, "needs_assessments")
    assert "122 days" in body
    assert "Worked out from the other two" in body
    assert "do not fit" not in body


def test_three_facts_that_do_not_fit_are_said_with_their_numbers(cast: Cast) -> None:
    source(cast, stay_days=Decimal(30))
    body = page(cast.coordinator, "needs_assessments")
    assert "560 people of whom 140 come in a month stay 122 days, and a source says 30." in body
    assert "Worked out" not in body


def test_without_a_source_single_needs_are_there_with_their_list(cast: Cast) -> None:
    single_needs.raise_need(
        by=cast.coordinator, prison=cast.exeter, statement="A quiet room for prayer", source="forum"
    )
    body = page(cast.coordinator, "needs_assessments")
    assert "No source says what people here need" in body
    assert f'{reverse("needs", args=["EXI"])}?state=open">1 single need open' in body
