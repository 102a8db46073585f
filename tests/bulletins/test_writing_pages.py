"""The pages on which an issue is begun, written and read."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest
from django.urls import reverse

import bulletins.forms
from bulletins.actions import images, items
from bulletins.forms.markdown import examples
from bulletins.models import BulletinIssue, BulletinItem
from coordination import clock
from coordination.forms.base import PortalForm, is_free_text
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
# The name of a sender, and a box that machines fill in.
NOT_REMARKED = {"BulletinSettingForm.sender_name", "JoinForm.comments"}


def test_whoever_makes_it_sees_items_with_buttons_what_is_offered_and_what_was_dropped(cast: Cast) -> None:
    issue = making.issue(cast, period_from=clock.today(), period_to=clock.today())
    values = {"section": "news", "heading": "A choir", "text": "Sing."}
    items.drop_item(by=cast.coordinator, item=items.add_item(by=cast.coordinator, issue=issue, values=values))
    client = client_of(cast.coordinator)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "A new room" in page and "Take back" in page and "A choir" in page
    source = f"directory.listing.{cast.approved.pk}"
    assert source in page and "New and changed services: Housing advice" in page
    client.post(reverse("take_in_offers", args=[issue.pk]), {"source": [source]})
    assert issue.items.filter(source=source).exists()
    assert f'value="{source}"' not in client.get(issue.get_absolute_url()).content.decode()


def test_a_sent_issue_is_read_as_it_was_sent_and_without_buttons(cast: Cast) -> None:
    issue, moment = making.issue(cast), clock.now()
    BulletinIssue.objects.update(state="sent", sending_began_at=moment, finished_at=moment)
    page = client_of(cast.staff).get(issue.get_absolute_url()).content.decode()
    assert "The chapel has a <strong>new</strong> room." in page
    assert "Add an item" not in page and "Drop" not in page and "Who gets it" not in page
    listed = client_of(cast.staff).get(reverse("bulletins", args=["EXI"])).content.decode()
    assert issue.title in listed and "Begin an issue" not in listed


def test_words_of_somebody_else_stand_beside_ones_own_and_the_next_press_is_meant(cast: Cast) -> None:
    item = making.issue(cast).items.get()
    client, address = client_of(cast.coordinator), reverse("bulletin_item", args=[item.issue_id, item.pk])
    data = {"section": "news", "heading": "A new room", "text": "My words", "seen": items.seen_words(item)}
    items.reword_item(by=cast.second_coordinator, item=item, values={"text": "Theirs <b>."})
    answer: Any = client.post(address, data)
    page = answer.content.decode()
    assert "Somebody changed this item while you were writing" in page and "My words" in page
    assert "Text, as it is now" in page and "Theirs &lt;b&gt;." in page
    assert "Heading, as it is now" not in page
    item.refresh_from_db()
    assert item.text == "Theirs <b>."
    answer = client.post(address, data | {"seen": answer.context["form"]["seen"].value()})
    assert answer.headers["Location"] == f"{item.issue.get_absolute_url()}#item-{item.pk}"
    item.refresh_from_db()
    assert item.text == "My words"


def frame(**changes: Any) -> dict[str, Any]:
    days = {
        f"period_{end}_{part}": value
        for end, day in (("from", 1), ("to", 30))
        for part, value in (("day", day), ("month", 11), ("year", 2026))
    }
    return {"title": "Mine", "greeting": "", **days, **changes}


def test_the_frame_of_an_issue_is_not_written_over_either(cast: Cast) -> None:
    issue = making.issue(cast)
    client, address = client_of(cast.coordinator), reverse("reword_bulletin", args=[issue.pk])
    seen = client.get(address).context["form"]["seen"].value()
    # Who moves or adds items meanwhile is in nobody's way.
    items.drop_item(by=cast.second_coordinator, item=issue.items.get())
    assert client.post(address, frame(seen=seen, title="First")).status_code == 302
    answer: Any = client.post(address, frame(seen=seen, period_to_day=29))
    page = answer.content.decode()
    assert "Somebody changed this issue while you were writing" in page
    assert "Title, as it is now" in page and "First" in page and "30 November 2026" in page
    assert client.post(address, frame(seen=answer.context["form"]["seen"].value())).status_code == 302
    issue.refresh_from_db()
    assert issue.title == "Mine"


def test_an_item_whose_picture_was_removed_is_worded_and_taken_back_without_it(cast: Cast) -> None:
    item, picture = making.issue(cast).items.get(), making.image(cast)
    client, address = client_of(cast.coordinator), reverse("bulletin_item", args=[item.issue_id, item.pk])
    items.reword_item(by=cast.coordinator, item=item, values={"image": picture})
    images.remove_image(by=cast.coordinator, image=picture)
    page = client.get(address).content.decode()
    assert "“The new room, with a piano”, was removed from the library." in page
    client.post(address, {"section": "news", "heading": "A new room", "text": "No piano."})
    item.refresh_from_db()
    assert (item.text, item.image) == ("No piano.", None)
    BulletinItem.objects.update(image=picture, dropped_at=clock.now())
    items.take_back_item(by=cast.coordinator, item=item)
    item.refresh_from_db()
    assert (item.dropped_at, item.image) == (None, None)


def test_who_moves_or_drops_items_goes_on_where_they_are(cast: Cast) -> None:
    issue = making.issue(cast)
    first = issue.items.get()
    second, third = (
        items.add_item(
            by=cast.coordinator, issue=issue, values={"section": "news", "heading": each, "text": ""}
        )
        for each in ("A choir", "A walk")
    )
    client, path = client_of(cast.coordinator), issue.get_absolute_url()

    def pressed(name: str, item: BulletinItem, **data: str) -> str:
        return client.post(reverse(name, args=[issue.pk, item.pk]), data).headers["Location"]

    assert pressed("move_bulletin_item", third, to="up") == f"{path}#item-{third.pk}"
    page = client.get(path).content.decode()
    assert f'id="item-{third.pk}" tabindex="-1"' in page
    assert 'A walk</a><span class="govuk-visually-hidden">, 2 of 3</span>' in page
    assert 'Up<span class="govuk-visually-hidden"> A walk</span>' in page
    assert pressed("drop_bulletin_item", third) == f"{path}#item-{second.pk}"
    assert pressed("drop_bulletin_item", second) == f"{path}#item-{first.pk}"
    assert pressed("drop_bulletin_item", first) == path
    assert "This issue says nothing yet" in client.get(path).content.decode()
    assert pressed("move_bulletin_item", first, to="up") == path
    assert pressed("take_back_bulletin_item", first) == f"{path}#item-{first.pk}"


def test_what_may_not_be_written_is_said_below_its_box_while_somebody_types(cast: Cast) -> None:
    issue = making.issue(cast)
    client = client_of(cast.coordinator)
    page = client.get(reverse("add_bulletin_item", args=[issue.pk])).content.decode()
    for box in ("heading", "text"):
        assert f'data-plain-words="id_{box}" data-readers="members"' in page
    assert 'data-plain-words-address="/plain-words/"' in page and "js/plain_words" in page
    typed = {"section": "news", "heading": "For offenders", "text": "Ask."}
    page = client.post(reverse("add_bulletin_item", args=[issue.pk]), typed).content.decode()
    assert "Must change:</strong> Write “people in prison” for “offenders”" in page
    page = client.get(reverse("reword_bulletin", args=[issue.pk])).content.decode()
    assert 'data-plain-words="id_title"' in page and 'data-plain-words="id_greeting"' in page


def test_every_form_of_bulletins_remarks_on_its_free_texts() -> None:
    """Single lines of names and addresses, searches and boxes that nobody sees are left out."""
    silent = set()
    for found in pkgutil.iter_modules(bulletins.forms.__path__):
        module = importlib.import_module(f"bulletins.forms.{found.name}")
        for form in vars(module).values():
            if (
                not isinstance(form, type)
                or not issubclass(form, PortalForm)
                or form.__module__ != module.__name__
            ):
                continue
            remarked = (*getattr(form, "for_members", ()), *getattr(form, "for_the_wings", ()))
            for name, field in form.base_fields.items():
                if is_free_text(field) and not field.widget.is_hidden and name not in remarked:
                    silent.add(f"{form.__name__}.{name}")
    assert silent <= NOT_REMARKED


def test_the_help_says_what_the_rules_do(cast: Cast) -> None:
    page = (
        client_of(cast.coordinator)
        .get(reverse("add_bulletin_item", args=[making.issue(cast).pk]))
        .content.decode()
    )
    assert "Bring **a pen**." in page and "Bring <strong>a pen</strong>." in page
    assert '<a href="mailto:chapel@example.org">the chapel</a>' in page
    # What is said to do something does it.
    assert all(html != f"<p>{typed}</p>" for _, typed, html in examples())
