"""The pages of minutes: who reads what, and that nothing that anybody typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.models import User
from forums.actions import agenda, minutes
from forums.forms.minutes import CHOOSE
from forums.models import Meeting, MinuteItem, Minutes
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.forums import making

pytestmark = pytest.mark.django_db
BOXES = ("discussion", "decision", "plain_words")


def address(name: str, found: Minutes | Meeting, *more: int) -> str:
    meeting = found.pk if isinstance(found, Meeting) else found.meeting_id
    return reverse(name, args=["EXI", meeting, *more])


def boxes_of(page: Any) -> dict[str, str]:
    """What a browser would send back from this page, if nobody typed."""
    sent: dict[str, str] = {"seen": str(page.context_data["seen"])}
    for form in page.context_data["forms"]:
        for bound in form:
            if not bound.name.startswith("keep_"):
                sent[bound.html_name] = str(bound.value() or "")
    return sent


class Writer:
    """One person with the page open."""

    def __init__(self, user: User, meeting: Meeting) -> None:
        self.client, self.url = client_of(user), address("write_minutes", meeting)
        self.page: Any = self.client.get(self.url)
        self.sent = boxes_of(self.page)

    def types(self, number: int = 0, **texts: str) -> Writer:
        self.sent |= {f"items-{number}-{name}": text for name, text in texts.items()}
        return self

    def saves(self, **more: str) -> Any:
        """The answer; where the page comes back, it is the one that is open now."""
        answer = self.client.post(self.url, self.sent | more)
        if answer.status_code != 302:
            self.page, self.sent = answer, boxes_of(answer)
        return answer

    def parts(self, number: int = 0) -> dict[str, Any]:
        return dict(zip(BOXES, self.page.context_data["items"][number].parts, strict=True))


def texts_of(meeting: Meeting) -> list[tuple[str, str, str]]:
    rows = MinuteItem.objects.filter(minutes__meeting=meeting).order_by("agenda_item__number")
    return list(rows.values_list(*BOXES))


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """With minutes of two items; the second is empty."""
    draft = making.draft(cast)
    minutes.write_of_meeting(
        by=cast.coordinator, meeting=draft.meeting, seen_version=draft.version, texts={}, new_item="A choir"
    )
    return draft.meeting


# --- Writing --------------------------------------------------------------------------------------


def test_all_items_stand_on_one_page_with_remarks_for_their_readers(cast: Cast, meeting: Meeting) -> None:
    writer = Writer(cast.coordinator, meeting)
    body = writer.page.content.decode()
    assert [each.item.title for each in writer.page.context_data["items"]] == ["Evening classes", "A choir"]
    assert 'data-plain-words="id_items-0-discussion" data-readers="members"' in body
    assert 'data-plain-words="id_items-1-plain_words" data-readers="wings">' in body
    assert "Raised by representatives, C wing" in body


def test_minutes_begin_with_the_first_saving_and_looking_begins_nothing(cast: Cast) -> None:
    made = making.meeting(cast)
    making.item(cast, at_meeting=made)
    Meeting.objects.update(starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now())
    writer = Writer(cast.coordinator, made)
    assert not Minutes.objects.exists()
    answer = writer.types(discussion="Much.").saves()
    assert answer["Location"] == address("minutes", made)
    assert texts_of(made) == [("Much.", "", "")]


def test_before_the_meeting_the_page_says_so_and_after_one_that_fell_out_too(cast: Cast) -> None:
    made = making.meeting(cast)
    assert "has not begun yet" in Writer(cast.coordinator, made).page.context_data["refused"]
    assert Writer(cast.coordinator, made).types(discussion="x").saves().status_code == 200
    assert not Minutes.objects.exists()


def test_what_is_refused_comes_back_as_it_was_typed(cast: Cast, meeting: Meeting) -> None:
    writer = Writer(cast.coordinator, meeting)
    answer = writer.types(decision="Ring 01632 960123.", plain_words="Ring 01632 960123.").saves()
    assert "2. A choir" not in answer.context_data["refused"]
    assert "1. Evening classes: in plain words" in answer.context_data["refused"]
    assert writer.parts()["decision"].box.value() == "Ring 01632 960123."
    answer = writer.types(plain_words="A1234BC is here.").saves()
    assert "looks like a prison number" in answer.content.decode()
    answer = writer.types(plain_words="w" * 801).saves()
    assert "longer than 800 characters" in answer.content.decode()
    assert texts_of(meeting)[0][0] == "People asked for classes."


def test_the_words_are_checked_without_saving_for_whoever_has_no_javascript(
    cast: Cast, meeting: Meeting
) -> None:
    writer = Writer(cast.coordinator, meeting)
    body = writer.types(discussion="The offenders asked.").saves(do="words").content.decode()
    assert "Write “people in prison” for “offenders”" in body
    assert texts_of(meeting)[0][0] == "People asked for classes."


def test_what_came_up_is_added_as_an_item_and_the_page_goes_on(cast: Cast, meeting: Meeting) -> None:
    writer = Writer(cast.coordinator, meeting)
    answer = writer.types(1, discussion="On Sundays.").saves(new_item=" A\nlibrary ")
    assert answer["Location"] == writer.url
    assert [row[0] for row in texts_of(meeting)] == ["People asked for classes.", "On Sundays.", ""]
    assert "3. A library" in writer.client.get(writer.url).content.decode()


def test_an_item_that_cannot_be_added_takes_no_text_with_it(cast: Cast, meeting: Meeting) -> None:
    """Either both hold or neither, and both come back."""
    writer = Writer(cast.coordinator, meeting)
    answer = writer.types(discussion="New words.").saves(new_item="For A1234BC")
    assert "looks like a prison number" in answer.context_data["refused"]
    assert answer.context_data["text"].new_item == "For A1234BC"
    assert writer.parts()["discussion"].box.value() == "New words."
    assert texts_of(meeting)[0][0] == "People asked for classes."


def test_items_that_came_onto_the_agenda_after_the_page_was_opened_appear(
    cast: Cast, meeting: Meeting
) -> None:
    writer = Writer(cast.coordinator, meeting)
    agenda.add_item(by=cast.second_coordinator, meeting=meeting, title="A library")
    assert writer.types(discussion="Still mine.").saves().status_code == 302
    assert len(texts_of(meeting)) == 3
    assert "3. A library" in writer.client.get(writer.url).content.decode()
    read = client_of(cast.coordinator).get(address("minutes", meeting)).content.decode()
    assert "3. A library" in read


def test_words_of_an_item_that_was_taken_off_come_back_and_nothing_is_saved(cast: Cast) -> None:
    made = making.meeting(cast)
    for _ in range(2):
        line = making.item(cast, at_meeting=made)
    Meeting.objects.update(starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now())
    writer = Writer(cast.coordinator, made)
    agenda.decline_item(by=cast.second_coordinator, item=line, reason="Next time.")
    answer = writer.types(0, discussion="One.").types(1, discussion="Nobody shall lose this.").saves()
    assert answer.status_code == 409
    assert "Nobody shall lose this." in answer.content.decode()
    assert not Minutes.objects.exists()
    assert writer.saves().status_code == 302
    assert [row[0] for row in texts_of(made)] == ["One."]


def test_what_was_typed_survives_that_the_computer_signed_out(cast: Cast, meeting: Meeting) -> None:
    writer, out = Writer(cast.coordinator, meeting), Client()
    answer = out.post(writer.url, writer.types(discussion="Typed before.").sent)
    assert answer["Location"].startswith(reverse("account_login"))
    out.force_login(cast.coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = out.get(writer.url)
    assert "Nothing is lost" in page.content.decode()
    assert page.context_data["items"][0].parts[0].box.value() == "Typed before."
    # Somebody saved while nobody was signed in: that is noticed, too.
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    assert out.post(writer.url, boxes_of(page)).status_code == 409
    assert out.get(writer.url).context_data["items"][0].parts[0].box.value() == "Typed before."
    assert texts_of(meeting)[0][0] == "By Callum."


def test_a_typed_correction_and_addendum_survive_it_too(cast: Cast) -> None:
    out = making.circulated(cast)
    for name, user in (("say_minutes_wrong", cast.manager), ("add_minutes_addendum", cast.coordinator)):
        if name == "add_minutes_addendum":
            minutes.settle_correction(by=cast.coordinator, correction=out.corrections.get(), taken_up=True)
            minutes.approve_minutes(by=cast.coordinator, minutes=out, seen_version=out.version)
        client, url = Client(), address(name, out)
        client.post(url, {"text": "Typed before."})
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(url).context_data["form"]["text"].value() == "Typed before."
        assert client.post(url, {"text": "Typed before."}).status_code == 302
        assert client.get(url).context_data["form"]["text"].value() == ""


# --- Two at once ----------------------------------------------------------------------------------


def test_the_second_is_told_sees_both_texts_and_loses_nothing(cast: Cast, meeting: Meeting) -> None:
    first, second = Writer(cast.second_coordinator, meeting), Writer(cast.coordinator, meeting)
    first.types(discussion="By Callum.", decision="Callum decides.").saves()
    answer = second.types(discussion="By Carys.").types(1, decision="A choir in May.").saves()
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Callum Coordinator saved them at " in body
    parts = second.parts()
    assert (parts["discussion"].stands, parts["discussion"].box.value()) == ("By Callum.", "By Carys.")
    # What only the other one changed is filled in, and said; what only the second changed stays in its box.
    assert (parts["decision"].keep, parts["decision"].box.value()) == (None, "Callum decides.")
    assert parts["decision"].notice.startswith("Callum Coordinator wrote this meanwhile")
    assert second.parts(1)["decision"].box.value() == "A choir in May."
    assert texts_of(meeting) == [
        ("By Callum.", "Callum decides.", "There will be a class."), ("", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keep", "stays"),
    [("mine", "By Carys."), ("theirs", "By Callum."), ("both", "By Callum.\n\nBy Carys.")],
)
def test_what_stays_of_two_texts_is_chosen(cast: Cast, meeting: Meeting, keep: str, stays: str) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    second.types(discussion="By Carys.").types(1, decision="Only Carys.").saves()
    assert second.saves(**{"items-0-keep_discussion": keep}).status_code == 302
    assert texts_of(meeting) == [
        (stays, "We try one class.", "There will be a class."), ("", "Only Carys.", ""),
    ]  # fmt: skip


def test_two_texts_may_be_merged_by_hand(cast: Cast, meeting: Meeting) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    second.types(discussion="By Carys.").saves()
    second.types(discussion="By Callum and Carys.")
    assert second.saves(**{"items-0-keep_discussion": "mine"}).status_code == 302
    assert texts_of(meeting)[0][0] == "By Callum and Carys."


def test_saving_without_a_choice_saves_over_nobody(cast: Cast, meeting: Meeting) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    second.types(discussion="By Carys.").saves()
    answer = second.saves()
    assert answer.status_code == 200
    assert CHOOSE in answer.content.decode()
    assert second.parts()["discussion"].stands == "By Callum."
    assert second.parts()["discussion"].box.value() == "By Carys."
    assert texts_of(meeting)[0][0] == "By Callum."


@pytest.mark.parametrize("keep", ["mine", "theirs", "both"])
def test_a_third_in_between_brings_both_texts_back(cast: Cast, meeting: Meeting, keep: str) -> None:
    second, third = Writer(cast.coordinator, meeting), Writer(cast.second_coordinator, meeting)
    third.types(discussion="By Callum.").saves()
    second.types(discussion="By Carys.").saves()
    Writer(cast.second_coordinator, meeting).types(discussion="Callum again.").saves()
    answer = second.saves(**{"items-0-keep_discussion": keep})
    if keep == "theirs":
        # What stands was to stay, and it does.
        assert (answer.status_code, texts_of(meeting)[0][0]) == (302, "Callum again.")
        return
    assert answer.status_code == 409
    part = second.parts()["discussion"]
    assert (part.stands, part.box.value(), part.keep.value()) == ("Callum again.", "By Carys.", "")
    assert texts_of(meeting)[0][0] == "Callum again."


def test_a_choice_stays_where_a_third_wrote_somewhere_else(cast: Cast, meeting: Meeting) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    second.types(discussion="By Carys.").saves()
    Writer(cast.second_coordinator, meeting).types(1, discussion="The choir sings.").saves()
    assert second.saves(**{"items-0-keep_discussion": "both"}).status_code == 409
    assert second.parts()["discussion"].keep.value() == "both"
    assert second.parts(1)["discussion"].box.value() == "The choir sings."
    assert second.saves(**{"items-0-keep_discussion": "both"}).status_code == 302
    assert [row[0] for row in texts_of(meeting)] == ["By Callum.\n\nBy Carys.", "The choir sings."]


def test_who_wrote_elsewhere_is_told_and_keeps_both_by_saving_again(cast: Cast, meeting: Meeting) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.second_coordinator, meeting).types(discussion="By Callum.").saves()
    answer = second.types(1, discussion="By Carys.").saves()
    assert answer.status_code == 409
    assert "You wrote in different places" in answer.content.decode()
    assert second.saves().status_code == 302
    assert [row[0] for row in texts_of(meeting)] == ["By Callum.", "By Carys."]


def test_two_who_begin_the_same_minutes_see_each_other(cast: Cast) -> None:
    made = making.meeting(cast)
    making.item(cast, at_meeting=made)
    Meeting.objects.update(starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now())
    first, second = Writer(cast.second_coordinator, made), Writer(cast.coordinator, made)
    assert first.types(discussion="By Callum.").saves().status_code == 302
    assert second.types(discussion="By Carys.").saves().status_code == 409
    assert second.parts()["discussion"].stands == "By Callum."


def test_ones_own_second_window_is_named_as_such(cast: Cast, meeting: Meeting) -> None:
    second = Writer(cast.coordinator, meeting)
    Writer(cast.coordinator, meeting).types(discussion="In the other window.").saves()
    body = second.types(discussion="Here.").saves().content.decode()
    assert "You saved them at " in body
