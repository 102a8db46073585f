"""Bulletins being written, and their pictures."""

from __future__ import annotations

from typing import Any

from django.urls import resolve

from bulletins.actions.items import add_item, drop_item, word_for_wings
from bulletins.models import BulletinIssue
from bulletins.picture_links import path_of
from coordination import clock
from tests.access_table import EVERYBODY, Row
from tests.bulletins import making
from tests.cast import Cast

MAKERS = "coordinator lead national"
READERS = "coordinator governor staff gate lead national"
LOOK_ON = "governor staff gate"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def draft(cast: Cast) -> list[Any]:
    return [making.issue(cast).pk]


def of_all(cast: Cast) -> list[Any]:
    return [making.issue(cast, prison=None, begun_by=cast.national).pk]


def sent(cast: Cast) -> list[Any]:
    issue, moment = making.issue(cast), clock.now()
    BulletinIssue.objects.filter(pk=issue.pk).update(
        state="sent", sending_began_at=moment, finished_at=moment
    )
    return [issue.pk]


def item(cast: Cast) -> list[Any]:
    found = making.issue(cast).items.get()
    values = {"section": "news", "heading": "A choir", "text": ""}
    return [found.issue_id, add_item(by=cast.coordinator, issue=found.issue, values=values).pk]


def dropped(cast: Cast) -> list[Any]:
    found = drop_item(by=cast.coordinator, item=making.issue(cast).items.get())
    return [found.issue_id, found.pk]


def waiting(cast: Cast) -> list[Any]:
    issue = making.issue(cast)
    BulletinIssue.objects.filter(pk=issue.pk).update(state="waiting", asked_at=clock.now())
    return [issue.pk]


def for_wings(cast: Cast) -> list[Any]:
    found = making.issue(cast).items.get()
    values = {"for_wings": True, **wing_words(cast)}
    return [found.issue_id, word_for_wings(by=cast.coordinator, item=found, values=values).pk]


def sent_for_wings(cast: Cast) -> list[Any]:
    issue, item = for_wings(cast)
    moment = clock.now()
    BulletinIssue.objects.filter(pk=issue).update(state="sent", sending_began_at=moment, finished_at=moment)
    return [issue, item]


def item_of_the_other_prison(cast: Cast) -> list[Any]:
    return [making.issue(cast).pk, making.issue(cast, elsewhere=True).items.get().pk]


def frame(cast: Cast) -> dict[str, Any]:
    days = {
        f"period_{end}_{part}": value
        for end, day in (("from", 1), ("to", 30))
        for part, value in (("day", day), ("month", 11), ("year", 2026))
    }
    return {"title": "News", "greeting": "", **days}


def wing_words(cast: Cast) -> dict[str, Any]:
    return {"wing_heading": "A choir", "wing_text": "Ask an officer.", "wing_symbol": "talk"}


def words(cast: Cast) -> dict[str, Any]:
    return {"section": "news", "heading": "A choir", "text": "Sing."}


def in_the_mail(cast: Cast) -> list[Any]:
    return list(resolve(path_of(making.image(cast))).kwargs.values())


def _changing(name: str, arguments: Any, **more: Any) -> Row:
    # What was not sent yet nobody else knows of.
    return Row(name, arguments, "POST", ok=MAKERS, status=302, **more)


ROWS = [
    Row("bulletins", exeter, ok=READERS),
    Row("begin_bulletin", exeter, ok=MAKERS, forbidden=LOOK_ON),
    Row("begin_bulletin", exeter, "POST", ok=MAKERS, forbidden=LOOK_ON, status=302, data=frame),
    Row("bulletin", draft, ok=MAKERS),
    Row("bulletin", sent, ok=READERS),
    Row("bulletin", of_all, ok="national"),
    Row("reword_bulletin", draft, ok=MAKERS),
    Row("reword_bulletin", sent, ok=MAKERS, forbidden=LOOK_ON),
    _changing("reword_bulletin", draft, data=frame),
    _changing("take_in_offers", draft),
    Row("add_bulletin_item", draft, ok=MAKERS),
    _changing("add_bulletin_item", draft, data=words),
    Row("bulletin_item", item, ok=MAKERS, crossed=item_of_the_other_prison),
    _changing("bulletin_item", item, data=words, crossed=item_of_the_other_prison),
    _changing("move_bulletin_item", item, crossed=item_of_the_other_prison),
    _changing("drop_bulletin_item", item, crossed=item_of_the_other_prison),
    _changing("take_back_bulletin_item", dropped, crossed=item_of_the_other_prison),
    Row("item_for_wings", for_wings, ok=MAKERS, crossed=item_of_the_other_prison),
    Row("item_for_wings", sent_for_wings, ok=MAKERS, forbidden=LOOK_ON),
    Row("word_item_for_wings", item, ok=MAKERS, crossed=item_of_the_other_prison),
    _changing("word_item_for_wings", item, data=wing_words, crossed=item_of_the_other_prison),
    _changing("approve_item_for_wings", for_wings, crossed=item_of_the_other_prison),
    _changing("keep_item_from_wings", for_wings, crossed=item_of_the_other_prison),
    Row("approve_item_for_wings", sent_for_wings, "POST", ok=MAKERS, status=302, forbidden=LOOK_ON),
    Row("bulletin_preview", draft, ok=MAKERS),
    Row("bulletin_preview", waiting, ok=f"{MAKERS} governor"),
    Row("bulletin_preview", sent, ok=READERS),
    Row("bulletin_mail", draft, ok=MAKERS),
    Row("bulletin_mail", waiting, ok=f"{MAKERS} governor"),
    Row("bulletin_mail", sent, ok=READERS),
    # Whoever reads a mail has no account; nobody guesses the address.
    Row("bulletin_picture", in_the_mail, ok=EVERYBODY),
]
