"""Words of items for people in prison: written with remarks, read whole, approved one by one, kept from the wings."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins.actions import items
from bulletins.forms.writing import SYMBOLS
from bulletins.models import BulletinIssue, BulletinItem, Section
from coordination import clock
from directory.editions import symbols
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of, said

pytestmark = pytest.mark.django_db
WORDS = {
    "wing_heading": "A choir",
    "wing_text": "You can sing with us. Ask an officer.",
    "wing_symbol": "talk",
}


def address(name: str, item: BulletinItem) -> str:
    return reverse(name, args=[item.issue_id, item.pk])


def marked(cast: Cast, issue: BulletinIssue, heading: str = "A choir") -> BulletinItem:
    item = items.add_item(
        by=cast.coordinator, issue=issue, values={"section": "news", "heading": heading, "text": "Sing."}
    )
    values = WORDS | {"for_wings": True, "wing_heading": heading}
    return items.word_for_wings(by=cast.coordinator, item=item, values=values)


def page_of(client: Client, item: BulletinItem) -> str:
    return client.get(address("item_for_wings", item)).content.decode()


def test_an_item_is_marked_by_writing_words_of_its_own_and_waits_to_be_read(cast: Cast) -> None:
    client, item = client_of(cast.coordinator), making.issue(cast).items.get()
    assert client.get(address("item_for_wings", item)).headers["Location"] == address(
        "word_item_for_wings", item
    )
    form = client.get(address("word_item_for_wings", item)).context["form"]
    # Its text is written anew: what the mail says never comes onto a wall by itself.
    assert (form.initial["wing_heading"], form.initial["wing_text"]) == ("A new room", "")
    assert form.initial["wing_symbol"] == "information"
    answer = client.post(address("word_item_for_wings", item), WORDS, follow=True)
    assert "It is saved. Read it once more, then approve it." in said(answer)
    page = answer.content.decode()
    assert "You can sing with us." in page and "symbols/talk" in page and "Approve it" in page
    assert "waits for approval" in page
    item.refresh_from_db()
    assert item.for_wings and item.wing_approved_at is None


def test_whoever_wrote_words_may_approve_them_and_is_led_to_the_next_that_waits(cast: Cast) -> None:
    issue = making.issue(cast)
    first, second = marked(cast, issue), marked(cast, issue, "A walk")
    client = client_of(cast.coordinator)
    answer = client.post(address("approve_item_for_wings", first), {"seen": items.seen_words(first)})
    assert answer.headers["Location"] == address("item_for_wings", second)
    answer = client.post(
        address("approve_item_for_wings", second), {"seen": items.seen_words(second)}, follow=True
    )
    assert "“A walk” is approved for the wings. No other waits." in said(answer)
    assert answer.redirect_chain[-1][0] == issue.get_absolute_url()
    assert set(issue.items.for_wings().values_list("wing_approved_by", flat=True)) == {cast.coordinator.pk}
    page = page_of(client, first)
    assert "Approved for the wings on" in page and "Approve it" not in page


def test_words_that_nobody_has_read_are_not_approved(cast: Cast) -> None:
    item = marked(cast, making.issue(cast))
    seen = items.seen_words(item)
    items.word_for_wings(by=cast.second_coordinator, item=item, values={"wing_text": "Ask your key worker."})
    answer = client_of(cast.coordinator).post(
        address("approve_item_for_wings", item), {"seen": seen}, follow=True
    )
    assert "while you were writing" in said(answer)[0]
    assert "Ask your key worker." in answer.content.decode()
    item.refresh_from_db()
    assert item.wing_approved_at is None


def test_words_of_somebody_else_stand_beside_ones_own_and_the_next_press_is_meant(cast: Cast) -> None:
    item = marked(cast, making.issue(cast))
    client, data = client_of(cast.coordinator), WORDS | {"seen": items.seen_words(item)}
    items.word_for_wings(by=cast.second_coordinator, item=item, values={"wing_text": "Theirs."})
    answer: Any = client.post(address("word_item_for_wings", item), data)
    page = answer.content.decode()
    assert "Text, as it is now" in page and "Theirs." in page and "You can sing with us." in page
    assert "Heading, as it is now" not in page
    again = data | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address("word_item_for_wings", item), again).status_code == 302
    item.refresh_from_db()
    assert item.wing_text == WORDS["wing_text"]


@pytest.mark.parametrize(
    ("typed", "remark"),
    [
        ({"wing_text": "Ring 01632 960123."}, "Take “01632 960123” out"),
        ({"wing_text": "For offenders."}, "Write “people in prison” for “offenders”"),
        ({"wing_heading": "Write to a@b.example"}, "Take “a@b.example” out"),
    ],
)
def test_what_must_change_is_said_below_its_box(cast: Cast, typed: dict[str, str], remark: str) -> None:
    item = making.issue(cast).items.get()
    page = (
        client_of(cast.coordinator).post(address("word_item_for_wings", item), WORDS | typed).content.decode()
    )
    assert remark in page
    assert 'data-plain-words="id_wing_text" data-readers="wings">' in page
    assert 'data-plain-words="id_wing_heading" data-readers="wings" data-measure="no"' in page
    item.refresh_from_db()
    assert not item.for_wings


def test_long_words_are_remarked_where_they_are_approved(cast: Cast) -> None:
    item = marked(cast, making.issue(cast))
    words = (
        "Notwithstanding organisational considerations, participation necessitates authorisation beforehand. "
        * 2
    )
    items.word_for_wings(by=cast.coordinator, item=item, values={"wing_text": words})
    page = page_of(client_of(cast.coordinator), item)
    assert "Is it plain enough?" in page and "Reading age" in page


def test_an_item_is_kept_from_the_wings_with_its_words_and_goes_there_after_all(cast: Cast) -> None:
    item = marked(cast, making.issue(cast))
    client = client_of(cast.coordinator)
    answer = client.post(address("keep_item_from_wings", item), follow=True)
    assert "does not go to the wings" in said(answer)[0]
    assert "No item goes to the wings yet." in answer.content.decode()
    form = client.get(address("word_item_for_wings", item)).context["form"]
    assert form.initial["wing_text"] == WORDS["wing_text"]


def test_the_page_of_the_issue_says_what_goes_to_the_wings_and_what_waits(cast: Cast) -> None:
    issue = making.issue(cast)
    first = marked(cast, issue)
    marked(cast, issue, "A walk")
    items.approve_for_wings(by=cast.coordinator, item=first)
    page = client_of(cast.coordinator).get(issue.get_absolute_url()).content.decode()
    assert "1 item goes to the wings, 1 waits for approval." in page
    assert (
        page.index("Waiting for approval") < page.index(">A walk</a></li>") < page.index(">A choir</a></li>")
    )
    assert "Write it for the wings" in page
    assert "Approve all" not in page


def test_of_a_sent_issue_words_for_the_wings_are_still_written_and_approved(cast: Cast) -> None:
    issue = making.issue(cast)
    item, moment = marked(cast, issue), clock.now()
    BulletinIssue.objects.update(state="sent", sending_began_at=moment, finished_at=moment)
    client = client_of(cast.coordinator)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert address("item_for_wings", item) in page and "Write an item for the wings" in page
    client.post(address("approve_item_for_wings", item))
    assert issue.items.for_wings().get() == item
    assert "For people in prison" not in client_of(cast.staff).get(issue.get_absolute_url()).content.decode()


@pytest.mark.parametrize("settled", ["dropped", "cancelled"])
def test_what_goes_nowhere_is_read_and_no_more(cast: Cast, settled: str) -> None:
    item = marked(cast, making.issue(cast))
    if settled == "dropped":
        items.drop_item(by=cast.coordinator, item=item)
    else:
        BulletinIssue.objects.update(state="cancelled")
    client = client_of(cast.coordinator)
    page = page_of(client, item)
    assert f"was {settled}, so" in page and "Approve it" not in page
    assert f"was {settled}" in said(client.post(address("approve_item_for_wings", item), follow=True))[0]
    assert f"was {settled}" in said(client.get(address("word_item_for_wings", item), follow=True))[0]
    item.refresh_from_db()
    assert item.wing_approved_at is None


def test_every_symbol_that_is_offered_or_taken_by_itself_can_be_drawn() -> None:
    names = {*SYMBOLS, *(section.symbol for section in Section)}
    assert set(symbols.known(names)) == names


def test_a_symbol_that_was_chosen_before_stays_on_the_list(cast: Cast) -> None:
    item = marked(cast, making.issue(cast))
    BulletinItem.objects.filter(pk=item.pk).update(wing_symbol="gym")
    form = client_of(cast.coordinator).get(address("word_item_for_wings", item)).context["form"]
    assert "gym" in dict(form.fields["wing_symbol"].choices)


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_pages_take_the_same_queries_for_two_items_and_for_twelve(cast: Cast, state: str) -> None:
    issue = making.issue(cast)
    client, moment = client_of(cast.coordinator), clock.now()
    pages = {
        "bulletin": [issue.pk], "bulletin_preview": [issue.pk], "bulletin_mail": [issue.pk],
        "item_for_wings": [issue.pk, marked(cast, issue).pk],
    }  # fmt: skip

    def asked(more: int) -> dict[str, int]:
        BulletinIssue.objects.update(state="draft", sending_began_at=None, finished_at=None)
        for _ in range(more):
            with_picture = {
                "section": "funding",
                "heading": "A fund",
                "text": "",
                "image": making.image(cast),
            }
            items.add_item(by=cast.coordinator, issue=issue, values=with_picture)
            items.approve_for_wings(by=cast.coordinator, item=marked(cast, issue))
            items.drop_item(by=cast.coordinator, item=marked(cast, issue))
            marked(cast, issue)
        if state == "sent":
            BulletinIssue.objects.update(state="sent", sending_began_at=moment, finished_at=moment)
        found = {}
        for name, arguments in pages.items():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(name, args=arguments)).status_code == 200
            found[name] = len(queries)
        return found

    asked(1)
    assert asked(1) == asked(10)
