"""A focus group: questions in order, answers as counts, and who may read which."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.models import Group, Pathway
from coordination.policies import Overtaken, Refused
from forums.actions import focus, meetings
from forums.actions.needs import raise_from
from forums.models import FocusQuestion, Meeting
from tests.access.forums_feedback import asked, held
from tests.cast import Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of, said
from tests.forums import making

pytestmark = pytest.mark.django_db

ANSWERS = [("More time", 9), ("Another day", 6), ("In Polish", 2)]


def of(question: FocusQuestion, name: str) -> str:
    return reverse(name, args=["EXI", question.meeting_id, question.pk])


def counted(cast: Cast, **more: Any) -> FocusQuestion:
    question = asked(cast)
    if more:
        focus.reword_question(by=cast.coordinator, question=question, text=question.text, **more)
    meetings.record_attendance(by=cast.coordinator, meeting=question.meeting, present=[], wings={None: 17})
    focus.tally_answers(by=cast.coordinator, question=question, answers=ANSWERS)
    question.refresh_from_db()
    return question


def results(cast: Cast, who: Any, question: FocusQuestion, **query: Any) -> str:
    address = reverse("focus_results", args=["EXI", question.meeting_id])
    return words(select(parsed(client_of(who).get(address, query).content.decode()), "main")[0])


def test_questions_are_numbered_moved_and_taken_out(cast: Cast) -> None:
    meeting = held(cast)
    first, second, third = (
        focus.ask_question(by=cast.coordinator, meeting=meeting, text=text)
        for text in ("One?", "Two?", "Three?")
    )
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    focus.move_question(by=cast.coordinator, question=third, earlier=True)
    focus.move_question(by=cast.coordinator, question=first, earlier=True)
    assert list(meeting.questions.values_list("text", "number")) == [("One?", 1), ("Three?", 2), ("Two?", 3)]
    focus.remove_question(by=cast.coordinator, question=second)
    assert meeting.questions.count() == 2


def test_a_question_with_answers_keeps_its_words_and_its_place(cast: Cast) -> None:
    question = counted(cast)
    with pytest.raises(Refused, match="words stay as they were asked"):
        focus.reword_question(by=cast.coordinator, question=question, text="Something else?")
    with pytest.raises(Refused, match="It stays"):
        focus.remove_question(by=cast.coordinator, question=question)
    pathway = Pathway.objects.get(pk="finance")
    assert focus.reword_question(
        by=cast.coordinator, question=question, text=question.text, pathway=pathway
    ).pathway


def test_a_question_is_plain_words_for_the_wings(cast: Cast) -> None:
    meeting = held(cast)
    for text in ("Call 01632 960123?", "What do inmates miss?", "Where is A1234BC?", " "):
        with pytest.raises(Refused):
            focus.ask_question(by=cast.coordinator, meeting=meeting, text=text)
    assert not meeting.questions.exists()


def test_the_same_answer_in_other_letters_is_added_up(cast: Cast) -> None:
    question = asked(cast)
    focus.tally_answers(by=cast.coordinator, question=question, answers=[("More time", 3), ("more  TIME", 2)])
    assert list(question.answers.values_list("text", "people_count")) == [("More time", 5)]


def test_answers_wait_for_the_meeting_and_end_with_it(cast: Cast) -> None:
    ahead = focus.ask_question(by=cast.coordinator, meeting=making.meeting(cast), text="What?")
    with pytest.raises(Refused, match="has not begun"):
        focus.tally_answers(by=cast.coordinator, question=ahead, answers=[("Yes", 1)])
    meetings.cancel_meeting(by=cast.coordinator, meeting=ahead.meeting, reason=Meeting.Reason.NO_ROOM)
    with pytest.raises(Overtaken, match="settled"):
        focus.ask_question(by=cast.coordinator, meeting=ahead.meeting, text="And?")


@pytest.mark.parametrize("answer", [("", 3), ("Yes", 0), ("Yes", 1000), ("A1234BC", 3)])
def test_an_answer_needs_words_and_a_number(cast: Cast, answer: tuple[str, int]) -> None:
    question = asked(cast)
    with pytest.raises(Refused):
        focus.tally_answers(by=cast.coordinator, question=question, answers=[("Fine", 2), answer])
    assert not question.answers.exists()


def test_only_who_keeps_forums_at_the_prison_writes(cast: Cast) -> None:
    question = asked(cast)
    for who in (cast.governor, cast.manager, cast.lead, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            focus.tally_answers(by=who, question=question, answers=[("Yes", 5)])
        with pytest.raises(NotPermitted):
            focus.ask_question(by=who, meeting=question.meeting, text="What?")


# --- Pages ----------------------------------------------------------------------------------------


def test_answers_are_typed_question_after_question(cast: Cast) -> None:
    question = asked(cast)
    after = focus.ask_question(by=cast.coordinator, meeting=question.meeting, text="And then?")
    client = client_of(cast.coordinator)
    seen = focus.mark_of(question)
    typed = {
        "seen": seen,
        "text_1": "More time",
        "count_1": "9",
        "text_3": "Other",
        "count_3": "1",
        "then": "next",
    }
    assert client.post(of(question, "tally_answers"), typed).url == of(after, "tally_answers")
    assert list(question.answers.values_list("text", "people_count")) == [("More time", 9), ("Other", 1)]
    shown = parsed(client.get(of(question, "tally_answers")).content.decode())
    assert [box.get("value") for box in select(shown, "[name=text_1], [name=count_1]")] == ["More time", "9"]


def test_enter_without_scripts_keeps_nothing_and_more_rows_come(cast: Cast) -> None:
    question, client = asked(cast), client_of(cast.coordinator)
    shown = parsed(client.get(of(question, "tally_answers")).content.decode())
    assert select(shown, "form[data-enter-goes-on] button")[0].get("value") == "more"
    before = len(select(shown, ".fb-row"))
    typed = {"seen": "", f"text_{before}": "Last", f"count_{before}": "2", "then": "more"}
    more = parsed(client.post(of(question, "tally_answers"), typed).content.decode())
    assert len(select(more, ".fb-row")) > before
    assert select(more, f"[name=text_{before}]")[0].get("value") == "Last"
    assert not question.answers.exists()


def test_half_an_answer_is_said_and_nothing_is_lost(cast: Cast) -> None:
    question = asked(cast)
    typed = {"seen": focus.mark_of(question), "text_1": "More time", "count_2": "4", "text_3": "X", "count_3": "no",
             "then": "save"}  # fmt: skip
    answer = client_of(cast.coordinator).post(of(question, "tally_answers"), typed)
    page = answer.content.decode()
    for sentence in (
        "Answer 1: type how many",
        "Answer 2: type the answer",
        "Answer 3: type how many gave it in",
    ):
        assert sentence in page
    assert 'value="More time"' in page
    assert not question.answers.exists()


def test_two_who_type_the_same_question_are_told_and_lose_nothing(cast: Cast) -> None:
    question, client = asked(cast), client_of(cast.coordinator)
    typed = {"seen": focus.mark_of(question), "text_1": "Mine", "count_1": "3", "then": "save"}
    focus.tally_answers(by=cast.second_coordinator, question=question, answers=[("Theirs", 4)])
    answer = client.post(of(question, "tally_answers"), typed)
    page = words(parsed(answer.content.decode()))
    assert "Somebody else has typed answers" in page
    assert "Theirs: 4" in page
    shown = parsed(answer.content.decode())
    assert select(shown, "[name=text_1]")[0].get("value") == "Mine"
    again = typed | {"seen": select(shown, "[name=seen]")[0].get("value")}
    assert client.post(of(question, "tally_answers"), again).status_code == 302
    assert list(question.answers.values_list("text", flat=True)) == ["Mine"]


def test_staff_of_the_prison_read_every_answer_by_pathway_and_by_group(cast: Cast) -> None:
    question = counted(
        cast, pathway=Pathway.objects.get(pk="finance"), group=Group.objects.order_by("position")[0]
    )
    for who in (cast.coordinator, cast.governor):
        page = results(cast, who, question)
        assert "Finance, benefit and debt (17 answers)" in page
        assert "In Polish" in page
    assert str(question.group) in results(cast, cast.governor, question, by="group")


def test_an_answer_of_few_people_does_not_leave_the_prison(cast: Cast) -> None:
    question = counted(cast)
    for who in (cast.manager, cast.worker, cast.lead, cast.national):
        page = results(cast, who, question)
        assert "More time" in page
        assert "All answers together: 17" in page
        for kept_back in ("In Polish", "Another day", "(17 answers)"):
            assert kept_back not in page
        questions = client_of(who).get(reverse("focus_group", args=["EXI", question.meeting_id]))
        assert "Answers counted" not in questions.content.decode()


def test_nothing_leaves_before_the_meeting_is_recorded_as_held(cast: Cast) -> None:
    question = asked(cast)
    focus.tally_answers(by=cast.coordinator, question=question, answers=ANSWERS)
    assert "No answers yet" in results(cast, cast.manager, question)
    assert "More time" in results(cast, cast.governor, question)


def test_needs_that_were_raised_stand_on_the_page_of_questions(cast: Cast) -> None:
    question = counted(cast)
    raise_from(by=cast.coordinator, prison=cast.exeter, values={"statement": "A barber"}, question=question)
    page = client_of(cast.coordinator).get(reverse("focus_group", args=["EXI", question.meeting_id]))
    assert "A barber" in page.content.decode()
    strangers = client_of(cast.manager).get(reverse("focus_group", args=["EXI", question.meeting_id]))
    assert "A barber" not in strangers.content.decode()


def test_a_question_is_added_moved_and_taken_out_on_the_page(cast: Cast) -> None:
    question, client = asked(cast), client_of(cast.coordinator)
    address = reverse("focus_group", args=["EXI", question.meeting_id])
    assert client.post(address, {"text": "And then?", "pathway": "finance"}).status_code == 302
    client.post(of(question, "move_question"), {"to": "down"})
    assert list(question.meeting.questions.values_list("text", flat=True)) == [
        "And then?",
        "What do you miss?",
    ]
    assert said(client.post(of(question, "remove_question"), follow=True))[-1] == "The question is taken out."


@pytest.mark.parametrize("name", ["focus_group", "focus_results"])
@pytest.mark.parametrize("who", ["coordinator", "manager"])
def test_pages_take_the_same_queries_for_two_questions_and_for_twelve(
    cast: Cast, name: str, who: str
) -> None:
    question = counted(cast)
    client, address = client_of(getattr(cast, who)), reverse(name, args=["EXI", question.meeting_id])

    def queries_with(more: int) -> int:
        for number in range(more):
            made = focus.ask_question(
                by=cast.coordinator, meeting=question.meeting, text=f"What {number}?",
                pathway=Pathway.objects.order_by("position")[number % 7],
            )  # fmt: skip
            focus.tally_answers(by=cast.coordinator, question=made, answers=[("Yes", 9), ("No", 8)])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    assert queries_with(2) == queries_with(10)
