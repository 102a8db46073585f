"""The items of an issue: added, worded, moved, dropped and taken back; and their own words for the wings.

Words for the wings stand on no mail: they may be written and approved after it was sent too, and raise no version.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.db import transaction

from bulletins import policies
from bulletins.actions.sending import held, require_for
from bulletins.actions.writing import held_for_writing, last_position, raise_version
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem, Section
from coordination import audit, clock
from coordination.emails import one_line
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.editions import symbols

WORDED: Final = ("section", "heading", "text", "image")
FOR_WINGS: Final = ("for_wings", "wing_heading", "wing_text", "wing_symbol")
CHANGED_MEANWHILE: Final = "Somebody changed this item while you were writing. Look at it again."


def seen_words(item: BulletinItem) -> str:
    """What a page sends back, so that nobody writes over, or approves, words that they have not read."""
    columns = [getattr(item, name) for name in ("section", "heading", "text", "image_id", *FOR_WINGS)]
    return hashlib.sha256(repr(columns).encode()).hexdigest()[:32]


@transaction.atomic
def add_item(*, by: User, issue: BulletinIssue, values: dict[str, Any]) -> BulletinItem:
    """`values`: section, heading, text, image. At the end of its section."""
    issue = held_for_writing(by, issue)
    policies.check_room_for_items(issue)
    item = BulletinItem(issue=issue)
    _word(item, values)
    item.position = last_position(issue, item.section) + 1
    item.save()
    raise_version(issue)
    audit.record("add_bulletin_item", by=by, on=item, prison=issue.prison)
    return item


@transaction.atomic
def reword_item(*, by: User, item: BulletinItem, values: dict[str, Any], seen: str = "") -> BulletinItem:
    """Another section puts it at that section's end. What was offered keeps its page.

    Its picture leaves it where that was removed from the library meanwhile, unless `values` name another.
    """
    item = _held(by, item, seen)
    before, section = audit.values(item, list(WORDED)), item.section
    _word(item, {"image": _picture_in_use(item)} | values)
    if item.section != section:
        item.position = last_position(item.issue, item.section) + 1
    changes = audit.changes(item, before, audit.values(item, list(WORDED)))
    if changes:
        item.save(update_fields=[*WORDED, "position"])
        raise_version(item.issue)
        audit.record("reword_bulletin_item", by=by, on=item, prison=item.issue.prison, changes=changes)
    return item


def _word(item: BulletinItem, values: dict[str, Any]) -> None:
    for name in WORDED:
        if name in values:
            setattr(item, name, values[name])
    item.heading, item.text = one_line(item.heading), item.text.replace("\r\n", "\n").strip()
    if item.section not in Section.values:
        raise Refused("Choose one of the sections.")
    if not item.heading:
        raise Refused("Give the item a heading.")
    policies.check_image_for(item.issue, item.image)
    policies.check_words({"heading": item.heading, "text": item.text})


@transaction.atomic
def move_item(*, by: User, item: BulletinItem, up: bool) -> BulletinItem:
    """One place up or down among the kept items of its section. At the end it stays."""
    item = _held(by, item)
    rows = list(item.issue.items.kept().filter(section=item.section).order_by("position", "pk"))
    place = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
    if place is None:
        raise Overtaken("This item was dropped. Take it back first.")
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return item
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    BulletinItem.objects.bulk_update(rows, ["position"])
    raise_version(item.issue)
    audit.record("move_bulletin_item", by=by, on=item, prison=item.issue.prison)
    item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def drop_item(*, by: User, item: BulletinItem) -> BulletinItem:
    """Out of the issue. What was offered is not offered to this issue again; it can be taken back."""
    item = _held(by, item)
    if item.dropped_at:
        raise Overtaken("This item was dropped already. Nothing was changed.")
    item.dropped_at = clock.now()
    item.save(update_fields=["dropped_at"])
    raise_version(item.issue)
    audit.record("drop_bulletin_item", by=by, on=item, prison=item.issue.prison)
    return item


@transaction.atomic
def take_back_item(*, by: User, item: BulletinItem) -> BulletinItem:
    """At the end of its section; without its picture where that was removed meanwhile."""
    item = _held(by, item)
    if not item.dropped_at:
        raise Overtaken("This item stands in the issue already. Nothing was changed.")
    item.image = _picture_in_use(item)
    item.dropped_at, item.position = None, last_position(item.issue, item.section) + 1
    item.save(update_fields=["dropped_at", "position", "image"])
    raise_version(item.issue)
    audit.record("take_back_bulletin_item", by=by, on=item, prison=item.issue.prison)
    return item


@transaction.atomic
def word_for_wings(*, by: User, item: BulletinItem, values: dict[str, Any], seen: str = "") -> BulletinItem:
    """`values`: for_wings, wing_heading, wing_text, wing_symbol. Changed words wait for approval again."""
    item = _held_for_wings(by, item, seen)
    before = audit.values(item, list(FOR_WINGS))
    for name in FOR_WINGS:
        if name in values:
            setattr(item, name, values[name])
    item.wing_heading = one_line(item.wing_heading)
    item.wing_text = item.wing_text.replace("\r\n", "\n").strip()
    if item.wing_symbol and not symbols.known([item.wing_symbol]):
        raise Refused("There is no such symbol. Choose one of those on the page.")
    if item.for_wings:
        policies.check_words_for_wings(item)
    else:
        policies.check_words({"heading": item.wing_heading, "text": item.wing_text})
    changes = audit.changes(item, before, audit.values(item, list(FOR_WINGS)))
    if changes:
        item.wing_approved_at = item.wing_approved_by = None
        item.save(update_fields=[*FOR_WINGS, "wing_approved_at", "wing_approved_by"])
        audit.record("word_item_for_wings", by=by, on=item, prison=item.issue.prison, changes=changes)
    return item


@transaction.atomic
def approve_for_wings(*, by: User, item: BulletinItem, seen: str = "") -> BulletinItem:
    """These very words may be printed for people in prison."""
    item = _held_for_wings(by, item, seen)
    if item.wing_approved_at:
        raise Overtaken("These words were approved already. Nothing was changed.")
    policies.check_words_for_wings(item)
    item.wing_approved_at, item.wing_approved_by = clock.now(), by
    item.save(update_fields=["wing_approved_at", "wing_approved_by"])
    audit.record("approve_item_for_wings", by=by, on=item, prison=item.issue.prison)
    return item


def _picture_in_use(item: BulletinItem) -> BulletinImage | None:
    return None if item.image is None or item.image.removed_at else item.image


def _held(by: User, item: BulletinItem, seen: str = "") -> BulletinItem:
    """As it is now, below its issue, which is locked."""
    return _afresh(item, held_for_writing(by, item.issue), seen)


def _held_for_wings(by: User, item: BulletinItem, seen: str) -> BulletinItem:
    require_for(by, Permission.MANAGE_BULLETINS, item.issue)
    issue = held(item.issue)
    policies.check_not_cancelled(issue)
    found = _afresh(item, issue, seen)
    if found.dropped_at:
        raise Overtaken("This item was dropped, so it goes to no wing. Nothing was changed.")
    return found


def _afresh(item: BulletinItem, issue: BulletinIssue, seen: str) -> BulletinItem:
    found = BulletinItem.objects.select_related("image").get(pk=item.pk)
    found.issue = issue
    if seen and seen != seen_words(found):
        raise Overtaken(CHANGED_MEANWHILE)
    return found
