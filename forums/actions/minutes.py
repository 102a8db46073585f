"""Minutes: written by more than one, sent out for correction, approved; then only addenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from forums import policies
from forums.actions.agenda import add_item, memberships_of
from forums.actions.meetings import held, held_for
from forums.minuted import TEXTS, content_hash, snapshot
from forums.models import (
    ApprovedMinutes,
    Meeting,
    MinuteItem,
    Minutes,
    MinutesAddendum,
    MinutesCorrection,
)
from forums.papers.approval import check_wing_page

TELL: Final = "forums.tell_of_minutes"
# What a page sends that showed a meeting whose minutes nobody had begun.
NOTHING_YET: Final = 0
# Begun, and nothing written yet.
FIRST: Final = 1
NOT_A_MEMBER: Final = "Members of the forum say what is wrong in its minutes."


def tidied(text: str) -> str:
    """A browser sends each line's end as two characters; that is no change of a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class Texts:
    """What is typed of one item."""

    discussion: str = ""
    decision: str = ""
    plain_words: str = ""

    def tidied(self) -> Texts:
        return Texts(tidied(self.discussion), tidied(self.decision), tidied(self.plain_words))


class WrittenMeanwhile(Overtaken):
    """Somebody saved these minutes since the page was opened. `differing` names the items with two texts."""

    def __init__(self, by: User, at: datetime, differing: list[int]) -> None:
        super().__init__(
            f"{by} saved these minutes while you wrote. Nothing was saved over. Both texts stand below: keep what is"
            " right, then save again."
        )
        self.by, self.at, self.differing = by, at, differing


def _held(minutes: Minutes) -> Minutes:
    """The minutes as they are now, with the lock of their meeting taken first, as everywhere."""
    held(minutes.meeting)
    rows = Minutes.objects.select_related("meeting__forum__prison", "changed_by")
    return rows.select_for_update(of=("self",)).get(pk=minutes.pk)


def _held_for(by: User, minutes: Minutes) -> Minutes:
    access.require(by, Permission.MANAGE_FORUMS, prison=minutes.meeting.forum.prison)
    return _held(minutes)


@transaction.atomic
def begin_minutes(*, by: User, meeting: Meeting) -> Minutes:
    """With an empty text for each item of the agenda. Begun twice, they are the same minutes."""
    meeting = held_for(by, meeting)
    there = Minutes.objects.filter(meeting=meeting).first()
    if there:
        return there
    policies.check_took_place(meeting)
    now = clock.now()
    minutes = Minutes.objects.create(
        meeting=meeting, begun_at=now, begun_by=by, changed_at=now, changed_by=by
    )
    _with_every_item(minutes)
    audit.record("begin_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    return minutes


def _with_every_item(minutes: Minutes) -> None:
    there = set(minutes.items.values_list("agenda_item", flat=True))
    items = minutes.meeting.items.standing().exclude(pk__in=there)
    MinuteItem.objects.bulk_create(MinuteItem(minutes=minutes, agenda_item=item) for item in items)


@transaction.atomic
def write_of_meeting(
    *, by: User, meeting: Meeting, seen_version: int, texts: dict[int, Texts], new_item: str = ""
) -> Minutes:
    """As `write_minutes`, of a meeting whose minutes nobody may have begun: the page then saw NOTHING_YET.

    `new_item`: the title of something that came up and stood on no agenda.
    """
    minutes = begin_minutes(
        by=by, meeting=meeting
    )  # It holds the meeting: of two who begin, one comes second.
    if seen_version == NOTHING_YET and minutes.version == FIRST:
        seen_version = FIRST
    minutes = write_minutes(by=by, minutes=minutes, seen_version=seen_version, texts=texts)
    if new_item:
        add_item(by=by, meeting=meeting, title=new_item)
        _with_every_item(minutes)
    return minutes


@transaction.atomic
def write_minutes(*, by: User, minutes: Minutes, seen_version: int, texts: dict[int, Texts]) -> Minutes:
    """`texts` by agenda item. `seen_version`: of the page that was opened.

    Where somebody saved a newer version whose words differ from those typed, nothing is written and WrittenMeanwhile
    names the items; the page then shows both.
    """
    minutes = _held_for(by, minutes)
    policies.check_minutes_open(minutes)
    policies.check_took_place(minutes.meeting)
    _with_every_item(minutes)
    standing = minutes.items.filter(agenda_item__in=minutes.meeting.items.standing())
    rows = {row.agenda_item_id: row for row in standing.select_for_update(of=("self",))}
    if set(texts) - set(rows):
        raise Overtaken("An item was taken off the agenda meanwhile. Load the page again.")
    texts = {key: text.tidied() for key, text in texts.items()}
    changed = {
        key: text
        for key, text in texts.items()
        if any(getattr(rows[key], n) != getattr(text, n) for n in TEXTS)
    }
    if seen_version != minutes.version and changed:
        raise WrittenMeanwhile(minutes.changed_by, minutes.changed_at, sorted(changed))
    for key, text in changed.items():
        _write(rows[key], text)
    if changed:
        minutes.version += 1
        minutes.changed_at, minutes.changed_by = clock.now(), by
        minutes.save(update_fields=["version", "changed_at", "changed_by"])
        audit.record("write_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    return minutes


def _write(row: MinuteItem, text: Texts) -> None:
    where = f"{row.agenda_item.number}. {row.agenda_item}"
    policies.check_words({f"{where}: discussion": text.discussion, f"{where}: decision": text.decision})
    policies.check_plain_words({f"{where}: in plain words": text.plain_words})
    for name in TEXTS:
        field: Any = MinuteItem._meta.get_field(name)
        most = field.max_length
        if len(getattr(text, name)) > most:
            raise Refused(f"“{where}” is longer than {most} characters. Shorten it.")
        setattr(row, name, getattr(text, name))
    row.save(update_fields=list(TEXTS))


@transaction.atomic
def circulate(*, by: User, minutes: Minutes, correct_until: date) -> Minutes:
    """Members may read them now, and say until that day what is wrong.

    Sent out again with another day or other words, they are told again; the same once more tells nobody.
    """
    minutes = _held_for(by, minutes)
    policies.check_minutes_open(minutes)
    policies.check_took_place(minutes.meeting)
    if correct_until < clock.today():
        raise Refused("That day has passed. Give members until a day to come.")
    if not any(row.discussion or row.decision for row in minutes.items.all()):
        raise Refused("Nothing is written yet. Write at least one item first.")
    if minutes.correct_until == correct_until and not changed_since_sent_out(minutes):
        return minutes
    minutes.state, minutes.correct_until = Minutes.State.CIRCULATED, correct_until
    minutes.circulated_at = clock.now()
    minutes.told_at = minutes.circulated_at if is_silent() else None
    minutes.save(update_fields=["state", "correct_until", "circulated_at", "told_at"])
    audit.record("circulate_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    queue_on_commit(TELL, minutes.pk)
    return minutes


def changed_since_sent_out(minutes: Minutes) -> bool:
    """Also true of a draft that was never sent."""
    return minutes.circulated_at is None or minutes.changed_at > minutes.circulated_at


def may_say_wrong(by: User, minutes: Minutes) -> bool:
    """A member of the forum; or whoever keeps it, for those who said so without an account."""
    forum = minutes.meeting.forum
    return access.permitted(by, Permission.MANAGE_FORUMS, prison=forum.prison) or bool(
        memberships_of(by, forum)
    )


@transaction.atomic
def say_wrong(*, by: User, minutes: Minutes, text: str) -> MinutesCorrection:
    """While the minutes are out for correction. Said twice in the same words it is one correction."""
    if not may_say_wrong(by, minutes):
        raise access.NotPermitted(NOT_A_MEMBER)
    minutes = _held(minutes)
    policies.check_out_for_correction(minutes)
    text = tidied(text)
    policies.check_words({"what is wrong": text})
    if not text:
        raise Refused("Say what is wrong, and what would be right.")
    there = minutes.corrections.filter(said_by=by, text=text, settled_at=None).first()
    if there:
        return there
    correction = MinutesCorrection.objects.create(minutes=minutes, text=text, said_at=clock.now(), said_by=by)
    audit.record("say_minutes_wrong", by=by, on=correction, prison=minutes.meeting.forum.prison)
    return correction


@transaction.atomic
def settle_correction(*, by: User, correction: MinutesCorrection, taken_up: bool) -> MinutesCorrection:
    """Taken up: the coordinator has changed the text. Set aside: it stays as it is."""
    minutes = _held_for(by, correction.minutes)
    correction = MinutesCorrection.objects.select_for_update().get(pk=correction.pk)
    if correction.settled_at:
        raise Overtaken("This is settled already. Nothing was changed.")
    correction.settled_at, correction.taken_up = clock.now(), taken_up
    correction.save(update_fields=["settled_at", "taken_up"])
    audit.record("settle_minutes_correction", by=by, on=correction, prison=minutes.meeting.forum.prison)
    return correction


@transaction.atomic
def approve_minutes(*, by: User, minutes: Minutes, seen_version: int, seen_content: str = "") -> Minutes:
    """What stands now is frozen. Refused while a correction waits, or where it is not what the page showed.

    `seen_content`: the hash of all that the page showed, so that who came, and what was agreed, were read too.
    """
    minutes = _held_for(by, minutes)
    policies.check_can_approve(minutes)
    if minutes.version != seen_version:
        raise Overtaken(f"{minutes.changed_by} changed the minutes meanwhile. Read them again, then approve.")
    content = snapshot(minutes)
    if seen_content and seen_content != content_hash(content):
        raise Overtaken(
            "Who came, the agenda or what was agreed has changed meanwhile. Read the minutes again, then approve."
        )
    check_wing_page(content, minutes.meeting.forum.prison_id, clock.today())
    now = clock.now()
    minutes.state, minutes.approved_at, minutes.approved_by = Minutes.State.APPROVED, now, by
    minutes.save(update_fields=["state", "approved_at", "approved_by"])
    ApprovedMinutes.objects.create(
        minutes=minutes, content=content, content_hash=content_hash(content), approved_at=now, approved_by=by
    )
    audit.record("approve_minutes", by=by, on=minutes, prison=minutes.meeting.forum.prison)
    return minutes


@transaction.atomic
def add_addendum(*, by: User, minutes: Minutes, text: str) -> MinutesAddendum:
    """Nobody can take one out again, so the same words twice are one addendum."""
    minutes = _held_for(by, minutes)
    policies.check_are_approved(minutes)
    text = tidied(text)
    policies.check_words({"addendum": text})
    if not text:
        raise Refused("Write what the minutes get wrong, and what is right.")
    there = minutes.addenda.filter(text=text).first()
    if there:
        return there
    addendum = MinutesAddendum.objects.create(
        minutes=minutes, text=text, written_at=clock.now(), written_by=by
    )
    audit.record("add_minutes_addendum", by=by, on=addendum, prison=minutes.meeting.forum.prison)
    return addendum
