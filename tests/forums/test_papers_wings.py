"""The page for the wings: one page, from approved words and the allow-list alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from coordination.disclosure import NotForEveryone, check_for_everyone
from coordination.models import Prison
from coordination.policies import Refused
from directory.editions.guard import ReadForStaffOnly, only_tables_of
from directory.models import Contact
from forums.minuted import snapshot
from forums.models import Action, ApprovedMinutes, Forum, Meeting, MinuteItem, Minutes
from forums.papers import public, wings
from forums.papers.approval import check_wing_page
from tests.cast import Cast
from tests.directory.printing import pages_of, sizes_of, words_of
from tests.forums import making
from tests.forums.papers_made import DAY, SENTENCE, approve, page, written

pytestmark = pytest.mark.django_db


def read(cast: Cast, minutes: Minutes, without: tuple[int, ...] = ()) -> wings.WingPage:
    found = wings.read_page(minutes.meeting_id, DAY, without)
    assert found
    return found


# --- What stands on it ----------------------------------------------------------------------------


def test_only_the_plain_words_of_an_item_are_on_it(cast: Cast) -> None:
    done = approve(cast, written(
        cast, discussion="They asked for classes.", decision="We try one.", plain_words="A class begins."
    ))  # fmt: skip
    found = read(cast, done)
    assert found.items == (wings.WingItem(1, "A class begins."),)
    words = words_of(wings.print_page(found).pdf)
    assert "A class begins." in words
    for kept in (
        "They asked",
        "We try",
        "Evening classes",
        "representatives, C wing",
        "Hal",
        "Adviser",
        "Chapel",
    ):
        assert kept not in words


def test_it_says_when_how_many_and_whom_to_ask(cast: Cast) -> None:
    done = approve(cast, written(cast))
    found = read(cast, done)
    Prison.objects.filter(pk=cast.exeter.pk).update(ask_for_new_copy="the chaplain")
    (only,) = pages_of(wings.print_page(read(cast, done)).pdf)
    assert found.title == "Voluntary sector forum"
    assert f"We met on {found.held_on}." in only
    assert "4 people in prison and 1 organisation were there." in only
    assert "Ask the chaplain." in only
    assert "This page is not for urgent help. Tell any officer." in only
    assert "Printed 12 May 2026." in only
    assert "Ask for a new one after 10 August 2026." in only
    assert "Page 1" in only


def test_a_name_is_printed_only_where_it_is_marked(cast: Cast) -> None:
    came = [
        {"name": "Petra Plainly", "role": "Governor", "name_is_public": True},
        {"name": "Chiara Chair", "role": "Governor", "name_is_public": True},
        {"name": "Quentin Quiet", "role": "Officer"},
        {"name": "Sorry Absent", "name_is_public": True, "apologies": True},
    ]
    waiting = written(cast, came=came)
    Forum.objects.filter(pk=waiting.meeting.forum_id).update(
        chair_name="Chiara Chair", chair_name_is_public=True
    )
    waiting.meeting.forum.refresh_from_db()
    found = read(cast, approve(cast, Minutes.objects.get(pk=waiting.pk)))
    assert (found.chair, found.named) == ("Chiara Chair", ("Petra Plainly",))
    words = words_of(wings.print_page(found).pdf)
    assert "Quiet" not in words
    assert "Governor" not in words


def test_an_item_without_plain_words_is_left_off(cast: Cast) -> None:
    done = approve(cast, written(cast, discussion="Only for members.", plain_words=" "))
    assert read(cast, done).items == ()
    with pytest.raises(Refused, match="No item of these minutes has words for the wings"):
        wings.check_page(read(cast, done), ())


def test_minutes_that_are_not_approved_have_no_page(cast: Cast) -> None:
    for waiting in (making.draft(cast), making.circulated(cast, True)):
        assert wings.read_page(waiting.meeting_id, DAY) is None


def test_it_stays_as_approved_whatever_becomes_of_the_rows(cast: Cast) -> None:
    done = approve(cast, written(cast, plain_words="A class begins."))
    before = read(cast, done)
    Forum.objects.filter(pk=done.meeting.forum_id).update(name="Another name")
    Meeting.objects.filter(pk=done.meeting_id).update(title="Another title")
    assert read(cast, done) == before


# --- Exactly one page -----------------------------------------------------------------------------


@pytest.mark.parametrize("sentences", [1, 8, 20, 28])
def test_it_is_one_page_with_no_type_under_fourteen_points(sentences: int) -> None:
    printed = wings.print_page(page(SENTENCE * sentences))
    assert printed.pages == 1
    assert min(sizes_of(printed.pdf)) >= 14
    assert (printed.refused, printed.complaints) == ((), ())


def test_few_words_are_set_larger() -> None:
    few, many = (wings.print_page(page(SENTENCE * count)).pdf for count in (2, 28))
    assert 18 in sizes_of(few)
    assert 18 not in sizes_of(many)


def test_what_does_not_fit_is_refused_with_the_items_to_shorten() -> None:
    with pytest.raises(wings.DoesNotFit) as refused:
        wings.print_page(page("A choir begins.", SENTENCE * 30, "A class begins.", SENTENCE * 8))
    assert refused.value.numbers[0] == 2
    assert "Shorten item 2 (1440 characters)" in str(refused.value)
    assert "item 1" not in str(refused.value)


def test_the_sentence_names_as_many_items_as_it_takes() -> None:
    with pytest.raises(wings.DoesNotFit) as refused:
        wings.print_page(page(*[SENTENCE * 12] * 4))
    assert len(refused.value.numbers) == wings.MOST_NAMED


def test_nothing_that_surely_fits_needs_a_second_page() -> None:
    """The quick rule never lets through what the paper would refuse: many short items, one long one, bare lines."""
    widest = {"chair": "Anna " * 10, "named": ("Paul Smith", "Mary Jones"), "left_out": 3}
    for texts in (
        ["Short."] * 40,
        [SENTENCE * 60],
        ["One.\n\nTwo.\nThree."] * 9,
        [SENTENCE * 2] * 12,
        ["W " * 28] * 20,
    ):
        for most in range(1, len(texts) + 1):
            made = page(*texts[:most], **widest)
            if len(texts) == 1:
                made = page(
                    texts[0][: wings.SURE_LINES * wings.SURE_LENGTH - 2 * wings.SURE_LENGTH], **widest
                )
            if not wings.surely_fits(made):
                break
            last = made
        assert wings.print_page(last).pages == 1


def test_an_item_may_be_left_off_and_the_page_says_that_more_was_said(cast: Cast) -> None:
    done = approve(cast, written(cast, plain_words="A class begins."))
    found = read(cast, done, without=(1,))
    assert (found.items, found.left_out) == ((), 1)
    with pytest.raises(Refused, match="Keep at least one"):
        wings.check_page(found, ())
    words = words_of(wings.print_page(page("A choir.", left_out=2)).pdf)
    assert "2 more things were talked about." in words


def test_minutes_whose_page_would_not_fit_are_not_approved(cast: Cast) -> None:
    waiting = written(cast, decision="Yes.", plain_words="A class begins.")
    # Past the form, whose box is shorter than a page: several full boxes do it as well.
    MinuteItem.objects.filter(minutes=waiting).update(plain_words=SENTENCE * 40)
    with pytest.raises(wings.DoesNotFit):
        approve(cast, waiting)
    waiting.refresh_from_db()
    assert waiting.state == Minutes.State.CIRCULATED
    MinuteItem.objects.filter(minutes=waiting).update(plain_words=SENTENCE * 4)
    assert approve(cast, waiting).state == Minutes.State.APPROVED


# --- What its words may not carry -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960777 for a place.",
        "Write to hal@harbour.example.org.",
        "See www.harbour.example.org for more.",
        "A1234BC will have a visit.",
        "Ask Hal Horne about it.",
        "Mr Horne will open the gym.",
        "Horne’s class begins.",
        "Ask HORNE.",
        "Ms Coordinator will tell you.",
    ],
)
def test_a_contact_a_prison_number_or_a_hidden_name_is_refused(text: str, cast: Cast) -> None:
    waiting = written(cast)
    MinuteItem.objects.filter(minutes=waiting).update(plain_words=text)
    with pytest.raises(Refused, match=r"[Ii]tem 1"):
        approve(cast, Minutes.objects.get(pk=waiting.pk))


def test_the_owner_of_an_action_is_a_hidden_name_too(cast: Cast) -> None:
    """Also of somebody who has left since, whose posting nobody finds any more."""
    content = snapshot(written(cast))
    owned = {"what": "Ask", "owner": "Leo Longago", "owner_is_a_person": True, "due_on": None}
    content["items"][0] |= {"actions": [owned], "plain_words": "Leo Longago will ask."}
    with pytest.raises(Refused, match="names Leo Longago"):
        check_wing_page(content, cast.exeter.pk, DAY)
    content["items"][0]["actions"] = []
    check_wing_page(content, cast.exeter.pk, DAY)


def test_a_marked_name_may_stand_in_the_words(cast: Cast) -> None:
    waiting = written(cast, came=[{"name": "Petra Plainly", "role": "Governor", "name_is_public": True}])
    MinuteItem.objects.filter(minutes=waiting).update(plain_words="Petra Plainly will open the gym.")
    assert read(cast, approve(cast, Minutes.objects.get(pk=waiting.pk))).items


def test_a_marked_name_that_holds_a_telephone_number_is_refused() -> None:
    with pytest.raises(Refused, match="01632 960777"):
        wings.check_page(page("A choir.", named=("Paul 01632 960777",)), ())


# --- The guards -----------------------------------------------------------------------------------


def test_the_database_is_asked_for_no_contact_and_no_account_while_it_is_built(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    done = approve(cast, written(cast))
    with django_assert_max_num_queries(3) as asked:
        read(cast, done)
    assert len(asked.captured_queries) == 2
    for table in ("directory_contact", "coordination_user", "forums_attendance", "forums_action"):
        assert not [query for query in asked.captured_queries if table in query["sql"]]


def test_a_planted_query_for_contacts_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    done = approve(cast, written(cast))
    place_of = wings.place_of

    def reads_a_contact(*arguments: Any) -> Any:
        list(Contact.objects.all())
        return place_of(*arguments)

    monkeypatch.setattr(wings, "place_of", reads_a_contact)
    with pytest.raises(ReadForStaffOnly, match="directory_contact"):
        read(cast, done)


@pytest.mark.parametrize(
    "label", ["coordination.User", "forums.Attendance", "forums.Action", "forums.ForumMember"]
)
def test_people_are_out_of_reach_as_well(label: str, cast: Cast) -> None:
    with only_tables_of(ApprovedMinutes, Minutes, Meeting, Forum, Prison), pytest.raises(ReadForStaffOnly):
        list(apps.get_model(label).objects.all())


def test_every_field_of_the_allow_list_is_for_everyone() -> None:
    check_for_everyone(public.PRINTED)
    assert {Forum, Meeting, MinuteItem} <= set(public.PRINTED)


@pytest.mark.parametrize(
    ("model", "name"), [(MinuteItem, "discussion"), (Forum, "chair_name"), (Action, "what")]
)
def test_a_field_that_is_not_for_everyone_prints_nothing(
    model: type[models.Model], name: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = approve(cast, written(cast))
    monkeypatch.setitem(public.PRINTED, model, (*public.PRINTED.get(model, ()), name))
    with pytest.raises(NotForEveryone, match=name):
        read(cast, done)


def test_what_is_printed_personal_hangs_on_a_mark_that_is_off_by_default() -> None:
    for model, (name, mark) in public.MARKED.items():
        assert model.disclosure.audience_of(name) == "personal"  # type: ignore[attr-defined]
        assert model._meta.get_field(mark).get_default() is False


def test_the_page_holds_plain_values_alone(cast: Cast) -> None:
    import json
    from dataclasses import asdict

    found = asdict(read(cast, approve(cast, written(cast))))
    assert json.loads(json.dumps(found))["title"] == found["title"]
