"""Minutes: written by more than one, sent out for correction, approved; then only addenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from forums import policies
from forums.actions.meetings import held, held_for
from forums.minuted import content_hash, snapshot
from forums.models import (
    ApprovedMinutes,
    Forum,
    Meeting,
    MinuteItem,
    Minutes,
    MinutesAddendum,
    MinutesCorrection,
)

TEXTS: Final = ("discussion", "decision", "plain_words")


@dataclass(frozen=True)
class Texts:
    """What is typed of one item."""

    discussion: str = ""
    decision: str = ""
    plain_words: str = ""


class WrittenMeanwhile(Overtaken):
    """Somebody saved these minutes since the page was opened. `differing` names the items with two texts."""

    def __init__(self, by: User, differing: list[int]) -> None:
        super().__init__(
            f"{by} saved these minutes while you wrote. Nothing was saved over. Both texts stand below: keep what is"
            " right, then save again."
        )
        self.differing = differing


def _held(minutes: Minutes) -> Minutes:
    """The minutes as they are now, with the lock of their meeting taken first, as everywhere."""
    held(minutes.meeting)
    rows = Minutes.objects.select_related("meeting__forum__prison", "changed_by")
    return rows.select_for_update(of=("self",)).get(pk=minutes.pk)


@transaction.atomic
def begin_minutes(*, by: User, meeting: Meeting) -> Minutes:
    """With an empty text for each item of the agenda. Begun twice, they are the same minutes."""
    meeting = held_for(by, meeting)
    there = Minutes.objects.filter(meeting=meeting).first()
    if there:
        return there
    policies.check_has_begun(meeting)
    if meeting.state in (Meeting.State.CANCELLED, Meeting.State.NOT_RUN):
        raise Refused("This meeting did not take place, so there is nothing to write down.")
    now = clock.now()
    minutes = Minutes.objects.create(
        meeting=meeting, begun_at=now, begun_by=by, changed_at=now, changed_by=by
    )
    _with_every_item(minutes)
    audit.record("begin_minutes", by=by, on=minutes, prison=meeting.forum.prison)
    return minutes


def _with_every_item(minutes: Minutes) -> None:
    there = set(minutes.items.values_list("agenda_item", flat=True))
    items = minutes.meeting.items.standing().exclude(pk__in=there)
    MinuteItem.objects.bulk_create(MinuteItem(minutes=minutes, agenda_item=item) for item in items)


@transaction.atomic
def write_minutes(*, by: User, minutes: Minutes, seen_version: int, texts: dict[int, Texts]) -> Minutes:
    """`texts` by agenda item. `seen_version`: of the page that was opened.

    Where somebody saved a newer version whose words differ from those typed, nothing is written and WrittenMeanwhile
    names the items; the page then shows both.
    """
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    minutes = _held(minutes)
    policies.check_minutes_open(minutes)
    _with_every_item(minutes)
    rows = {row.agenda_item_id: row for row in minutes.items.select_for_update(of=("self",))}
    if set(texts) - set(rows):
        raise Overtaken("An item was taken off the agenda meanwhile. Load the page again.")
    changed = {
        key: text
        for key, text in texts.items()
        if any(getattr(rows[key], n) != getattr(text, n) for n in TEXTS)
    }
    if seen_version != minutes.version and changed:
        raise WrittenMeanwhile(minutes.changed_by, sorted(changed))
    for key, text in changed.items():
        _write(rows[key], text)
    if changed:
        minutes.version += 1
        minutes.changed_at, minutes.changed_by = clock.now(), by
        minutes.save(update_fields=["version", "changed_at", "changed_by"])
        audit.record("write_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    return minutes


def _write(row: MinuteItem, text: Texts) -> None:
    policies.check_words({"discussion": text.discussion, "decision": text.decision})
    policies.check_plain_words({"in plain words for the wings": text.plain_words})
    for name in TEXTS:
        setattr(row, name, getattr(text, name))
    row.save(update_fields=list(TEXTS))


@transaction.atomic
def circulate(*, by: User, minutes: Minutes, correct_until: date) -> Minutes:
    """Members may read them now, and say until that day what is wrong."""
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    minutes = _held(minutes)
    policies.check_minutes_open(minutes)
    if correct_until < clock.today():
        raise Refused("That day has passed. Give members until a day to come.")
    if not any(row.discussion or row.decision for row in minutes.items.all()):
        raise Refused("Nothing is written yet. Write at least one item first.")
    minutes.state, minutes.correct_until = Minutes.State.CIRCULATED, correct_until
    minutes.circulated_at = clock.now()
    minutes.save(update_fields=["state", "correct_until", "circulated_at"])
    audit.record("circulate_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    queue_on_commit("forums.tell_of_minutes", minutes.pk)
    return minutes


@transaction.atomic
def say_wrong(*, by: User, minutes: Minutes, text: str) -> MinutesCorrection:
    """By a member of the forum, while the minutes are out for correction."""
    if not Forum.objects.visible_to(by).filter(pk=minutes.meeting.forum_id).exists():
        raise access.NotPermitted("Members of the forum say what is wrong in its minutes.")
    minutes = _held(minutes)
    if minutes.state != Minutes.State.CIRCULATED:
        raise Refused("These minutes are not out for correction.")
    if minutes.correct_until and clock.today() > minutes.correct_until:
        raise Refused("The day for corrections has passed. Tell the coordinator.")
    policies.check_words({"what is wrong": text})
    if not text.strip():
        raise Refused("Say what is wrong, and what would be right.")
    correction = MinutesCorrection.objects.create(
        minutes=minutes, text=text.strip(), said_at=clock.now(), said_by=by
    )
    audit.record("say_minutes_wrong", by=by, on=correction, prison=minutes.meeting.forum.prison)
    return correction


@transaction.atomic
def settle_correction(*, by: User, correction: MinutesCorrection, taken_up: bool) -> MinutesCorrection:
    minutes = correction.minutes
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    correction = MinutesCorrection.objects.select_for_update().get(pk=correction.pk)
    if correction.settled_at:
        raise Overtaken("This is settled already. Nothing was changed.")
    correction.settled_at, correction.taken_up = clock.now(), taken_up
    correction.save(update_fields=["settled_at", "taken_up"])
    audit.record("settle_minutes_correction", by=by, on=correction, prison=minutes.meeting.forum.prison)
    return correction


@transaction.atomic
def approve_minutes(*, by: User, minutes: Minutes, seen_version: int) -> Minutes:
    """What stands now is frozen. Refused while a correction waits, or where it is not what the page showed."""
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    minutes = _held(minutes)
    policies.check_minutes_open(minutes)
    if minutes.state != Minutes.State.CIRCULATED:
        raise Refused("Send the minutes out for correction first, so that members can say what is wrong.")
    if minutes.version != seen_version:
        raise Overtaken(f"{minutes.changed_by} changed the minutes meanwhile. Read them again, then approve.")
    if minutes.corrections.filter(settled_at=None).exists():
        raise Refused("A correction waits. Take it up or set it aside first.")
    now = clock.now()
    minutes.state, minutes.approved_at, minutes.approved_by = Minutes.State.APPROVED, now, by
    minutes.save(update_fields=["state", "approved_at", "approved_by"])
    content = snapshot(minutes)
    ApprovedMinutes.objects.create(
        minutes=minutes, content=content, content_hash=content_hash(content), approved_at=now, approved_by=by
    )
    audit.record("approve_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    return minutes


@transaction.atomic
def add_addendum(*, by: User, minutes: Minutes, text: str) -> MinutesAddendum:
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    minutes = _held(minutes)
    if minutes.state != Minutes.State.APPROVED:
        raise Refused("These minutes are not approved yet: change the text itself.")
    policies.check_words({"addendum": text})
    if not text.strip():
        raise Refused("Write what the minutes get wrong, and what is right.")
    addendum = MinutesAddendum.objects.create(
        minutes=minutes, text=text.strip(), written_at=clock.now(), written_by=by
    )
    audit.record("add_minutes_addendum", by=by, on=addendum, prison=minutes.meeting.forum.prison)
    return addendum
