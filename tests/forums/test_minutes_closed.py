"""Approved minutes cannot be changed by any route: pages, actions, the ORM, SQL, what is brought in from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import DatabaseError, connection, transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from coordination import clock
from coordination.configuration import CHECKOUT
from coordination.models.immutable import ImmutableError, ImmutableRow, anonymising
from coordination.policies import Refused
from forums.actions import agenda, agreed, meetings, minutes
from forums.forms.minutes import mark_of
from forums.minuted import content_hash, content_of
from forums.models import (
    ActionNote,
    ApprovedMinutes,
    ForumFile,
    MinuteItem,
    Minutes,
    MinutesAddendum,
)
from tests.access_table import url_names
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.forums import making

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no such triggers by decision (ADR 0006)"
)
WORDS = "Somebody changed this."


def as_it_is(approved: Minutes) -> tuple[Any, ...]:
    """Every column of the minutes, their items and their frozen words."""
    rows = (
        Minutes.objects.filter(pk=approved.pk), MinuteItem.objects.filter(minutes=approved),
        ApprovedMinutes.objects.filter(minutes=approved),
    )  # fmt: skip
    return tuple(list(each.order_by("pk").values()) for each in rows)


# --- Pages ----------------------------------------------------------------------------------------


def addresses(approved: Minutes) -> list[str]:
    """Of every page of forums that a key of the meeting, of the forum or of an item completes."""
    key, item = approved.meeting_id, approved.items.get().agenda_item_id
    get_resolver().url_patterns  # noqa: B018  # The project's own addresses bring the converters that these need.
    from forums.urls import urlpatterns

    found = []
    for pattern in urlpatterns:
        if not isinstance(pattern, URLPattern):
            continue
        names = set(pattern.pattern.converters)
        keys = {name: item if name in ("item", "correction") else key for name in names - {"code"}}
        if "prisons/<prison:code>/meetings/<int:pk>/" in str(pattern.pattern):
            found.append(reverse(str(pattern.name), kwargs={"code": "EXI", **keys}))
    return found


def test_no_page_changes_them_whatever_is_sent_to_it(cast: Cast) -> None:
    approved = making.approved(cast)
    item = approved.items.get()
    before = as_it_is(approved)
    sent = {
        "seen": approved.version, "seen_version": approved.version, "seen_content": "",
        "items-0-key": item.agenda_item_id, "items-0-discussion": WORDS, "items-0-decision": WORDS,
        "items-0-plain_words": WORDS, "items-0-was_discussion": mark_of(item.discussion), "new_item": WORDS,
        "correct_until": (clock.today() + timedelta(days=9)).isoformat(), "text": WORDS, "taken_up": "yes",
        "title": WORDS, "reason": "other", "state": "draft", "order": str(item.agenda_item_id),
    }  # fmt: skip
    pages = addresses(approved)
    assert len(pages) > 12
    for person in (cast.coordinator, cast.governor, cast.manager):
        for page in pages:
            for method in ("get", "post", "put", "patch", "delete"):
                getattr(client_of(person), method)(page, sent if method == "post" else None)
    assert as_it_is(approved) == before


def test_who_typed_before_the_approval_is_told_and_keeps_the_words(cast: Cast) -> None:
    approved = making.approved(cast)
    before, item = as_it_is(approved), approved.items.get()
    page = client_of(cast.second_coordinator).post(
        reverse("write_minutes", args=["EXI", approved.meeting_id]),
        {"seen": approved.version, "items-0-key": item.agenda_item_id, "items-0-discussion": WORDS},
    )
    assert as_it_is(approved) == before
    body = page.content.decode()
    assert "approved and stay as they are" in body
    assert WORDS in body
    assert reverse("add_minutes_addendum", args=["EXI", approved.meeting_id]) in body


def test_there_is_no_admin_site_that_could(cast: Cast) -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert [name for name in url_names(get_resolver()) if "admin" in name] == []


# --- Actions --------------------------------------------------------------------------------------


def write(cast: Cast, approved: Minutes) -> Any:
    texts = {approved.items.get().agenda_item_id: minutes.Texts(WORDS, WORDS, WORDS)}
    return minutes.write_minutes(
        by=cast.coordinator, minutes=approved, seen_version=approved.version, texts=texts
    )


def write_of_meeting(cast: Cast, approved: Minutes) -> Any:
    return minutes.write_of_meeting(
        by=cast.coordinator, meeting=approved.meeting, seen_version=approved.version, texts={}, new_item=WORDS
    )


def circulate(cast: Cast, approved: Minutes) -> Any:
    return minutes.circulate(by=cast.coordinator, minutes=approved, correct_until=clock.today())


def approve_again(cast: Cast, approved: Minutes) -> Any:
    return minutes.approve_minutes(by=cast.coordinator, minutes=approved, seen_version=approved.version)


def say_wrong(cast: Cast, approved: Minutes) -> Any:
    return minutes.say_wrong(by=cast.manager, minutes=approved, text=WORDS)


def record_attendance(cast: Cast, approved: Minutes) -> Any:
    return meetings.record_attendance(by=cast.coordinator, meeting=approved.meeting, present=[], wings={})


def add_item(cast: Cast, approved: Minutes) -> Any:
    return agenda.add_item(by=cast.coordinator, meeting=approved.meeting, title=WORDS)


def record_not_run(cast: Cast, approved: Minutes) -> Any:
    return meetings.record_not_run(by=cast.coordinator, meeting=approved.meeting, reason="other")


def change_meeting(cast: Cast, approved: Minutes) -> Any:
    return meetings.change_meeting(by=cast.coordinator, meeting=approved.meeting, values={"title": WORDS})


@pytest.mark.parametrize(
    "act",
    [write, write_of_meeting, circulate, approve_again, say_wrong, record_attendance, add_item, record_not_run,
     change_meeting],
)  # fmt: skip
def test_no_action_changes_them(cast: Cast, act: Callable[[Cast, Minutes], Any]) -> None:
    approved = making.approved(cast)
    before = as_it_is(approved)
    with pytest.raises(Refused), transaction.atomic():
        act(cast, approved)
    assert as_it_is(approved) == before


def test_beginning_them_again_gives_the_same(cast: Cast) -> None:
    approved = making.approved(cast)
    before = as_it_is(approved)
    assert minutes.begin_minutes(by=cast.coordinator, meeting=approved.meeting) == approved
    assert as_it_is(approved) == before


def test_what_becomes_of_the_meetings_rows_afterwards_changes_no_word(cast: Cast) -> None:
    """Titles, who came, the chair and what was agreed are frozen too, not read anew."""
    waiting = making.circulated(cast)
    line = waiting.meeting.items.standing().get()
    agreed_there = making.action(cast, agenda_item=line)
    approved = minutes.approve_minutes(by=cast.coordinator, minutes=waiting, seen_version=waiting.version)
    frozen = content_of(approved)
    said = client_of(cast.coordinator).get(approved.get_absolute_url()).content.decode()
    approved.meeting.attendances.all().delete()
    agreed.change_action(by=cast.coordinator, action=agreed_there, values={"what": WORDS})
    type(line).objects.filter(pk=line.pk).update(title=WORDS, raised_by=WORDS, number=7)
    type(approved.meeting).objects.filter(pk=approved.meeting_id).update(title=WORDS, place=WORDS)
    type(approved.meeting.forum).objects.update(name=WORDS, chair_role=WORDS)
    making.action(cast, agenda_item=line, what="Agreed when it was too late")

    again = Minutes.objects.get(pk=approved.pk)
    assert content_of(again) == frozen
    assert content_hash(content_of(again)) == again.approved.content_hash
    page = client_of(cast.coordinator).get(again.get_absolute_url()).content.decode()
    for words in ("Evening classes", "Ask for a room in the evening", "Hal", "representatives, C wing"):
        assert words in said
        assert words in page
    assert "Agreed after the minutes were approved, so it is no part of them." in page


# --- The ORM --------------------------------------------------------------------------------------


def saved(row: Any, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def upserted(rows: Any, row: Any, *names: str) -> None:
    rows.bulk_create([row], update_conflicts=True, unique_fields=["pk"], update_fields=list(names))


ROUTES: dict[str, Callable[[Minutes, MinuteItem], Any]] = {
    "save the minutes": lambda own, item: saved(own, state="draft", approved_at=None, approved_by=None),
    "save one column": lambda own, item: own.save(update_fields=["version"]),
    "save a copy": lambda own, item: saved(Minutes(pk=own.pk), meeting=own.meeting, begun_by_id=1, changed_by_id=1),
    "delete the minutes": lambda own, item: own.delete(),
    "update": lambda own, item: Minutes.objects.filter(pk=own.pk).update(state="draft"),
    "update all": lambda own, item: Minutes.objects.update(version=9),
    "bulk update": lambda own, item: Minutes.objects.bulk_update([own], ["version"]),
    "bulk create over": lambda own, item: upserted(Minutes.objects, own, "version"),
    "update or create": lambda own, item: Minutes.objects.update_or_create(pk=own.pk, defaults={"version": 9}),
    "delete all": lambda own, item: Minutes.objects.all().delete(),
    "of the meeting": lambda own, item: type(own.meeting).objects.filter(minutes=own).delete(),
    "save an item": lambda own, item: saved(item, discussion=WORDS),
    "delete an item": lambda own, item: item.delete(),
    "update items": lambda own, item: own.items.update(decision=WORDS),
    "bulk update items": lambda own, item: MinuteItem.objects.bulk_update([item], ["plain_words"]),
    "bulk create over items": lambda own, item: upserted(MinuteItem.objects, item, "discussion"),
    "delete items": lambda own, item: own.items.all().delete(),
    "add an item": lambda own, item: own.items.create(agenda_item=item.agenda_item),
    "add items": lambda own, item: MinuteItem.objects.bulk_create(
        [MinuteItem(minutes=own, agenda_item=item.agenda_item)]
    ),
    "save the frozen words": lambda own, item: saved(own.approved, content={}),
    "update the frozen words": lambda own, item: ApprovedMinutes.objects.update(content={}),
    "delete the frozen words": lambda own, item: own.approved.delete(),
    "delete all frozen words": lambda own, item: ApprovedMinutes.objects.all().delete(),
}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_the_orm_changes_them_by_no_way(cast: Cast, route: str) -> None:
    approved = making.approved(cast)
    before = as_it_is(approved)
    with pytest.raises((ImmutableError, DatabaseError)) as raised, transaction.atomic():
        ROUTES[route](approved, approved.items.get())
    # The ORM itself, so that SQLite is held too; what hangs on a meeting protects it.
    assert raised.type is ImmutableError or route == "of the meeting"
    assert as_it_is(approved) == before


def test_an_item_moves_neither_into_approved_minutes_nor_out_of_them(cast: Cast) -> None:
    approved, open_ones = making.approved(cast), making.draft(cast, elsewhere=True)
    inside, outside = approved.items.get(), open_ones.items.get()
    for act in (
        lambda: saved(outside, minutes=approved),
        lambda: saved(inside, minutes=open_ones),
        lambda: MinuteItem.objects.filter(pk=outside.pk).update(minutes=approved),
        lambda: MinuteItem.objects.filter(pk=inside.pk).update(minutes=open_ones),
    ):
        with pytest.raises(ImmutableError):
            act()


def test_drafts_and_minutes_that_are_out_change_as_before(cast: Cast) -> None:
    """The guard speaks of approved minutes alone, also where others stand beside them."""
    making.approved(cast)
    open_ones = making.draft(cast, elsewhere=True)
    for turn in range(2):
        if turn:
            minutes.circulate(by=cast.other_coordinator, minutes=open_ones, correct_until=clock.today())
        Minutes.objects.filter(pk=open_ones.pk).update(version=4)
        open_ones.items.update(decision="Yes.")
        item = open_ones.items.get()
        saved(item, discussion="Much.")
        open_ones.refresh_from_db()
        assert (open_ones.version, item.decision, item.discussion) == (4, "Yes.", "Much.")


def test_making_somebody_anonymous_is_the_one_way(cast: Cast) -> None:
    approved = making.approved(cast)
    with anonymising():
        approved.items.update(discussion="Removed")
        Minutes.objects.filter(pk=approved.pk).update(changed_by=cast.second_coordinator)
    assert approved.items.get().discussion == "Removed"
    with pytest.raises(ImmutableError):
        approved.items.update(discussion=WORDS)


# --- SQL, and what is brought in ------------------------------------------------------------------

STATEMENTS = {
    "change the minutes": "UPDATE forums_minutes SET version = 99",
    "open them again": "UPDATE forums_minutes SET state = 'draft', approved_at = NULL, approved_by_id = NULL",
    "delete the minutes": "DELETE FROM forums_minutes",
    "change an item": "UPDATE forums_minuteitem SET discussion = 'x'",
    "delete an item": "DELETE FROM forums_minuteitem",
    "add an item": "INSERT INTO forums_minuteitem (minutes_id, agenda_item_id, discussion, decision, plain_words)"
    " SELECT minutes_id, agenda_item_id, 'x', '', '' FROM forums_minuteitem",
    "write over an item": "INSERT INTO forums_minuteitem (id, minutes_id, agenda_item_id, discussion, decision,"
    " plain_words) SELECT id, minutes_id, agenda_item_id, 'x', '', '' FROM forums_minuteitem"
    " ON CONFLICT (id) DO UPDATE SET discussion = 'x'",
    "change the frozen words": "UPDATE forums_approvedminutes SET content = '{}'",
    "change the hash": "UPDATE forums_approvedminutes SET content_hash = 'x'",
    "delete the frozen words": "DELETE FROM forums_approvedminutes",
}


@on_postgresql
@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_goes_round_the_orm_changes_nothing(cast: Cast, statement: str) -> None:
    approved = making.approved(cast)
    before = as_it_is(approved)
    refused = pytest.raises(DatabaseError, match=r"stay as they are|written once")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[statement])
    assert as_it_is(approved) == before


@on_postgresql
def test_a_file_of_rows_that_is_loaded_writes_over_nothing(cast: Cast) -> None:
    """Loading goes round `save`; the triggers hold."""
    approved = making.approved(cast)
    before = as_it_is(approved)
    for row, name in ((approved.items.get(), "discussion"), (approved.approved, "content_hash")):
        setattr(row, name, WORDS)
        [loaded] = serializers.deserialize("json", serializers.serialize("json", [row]))
        with pytest.raises(DatabaseError), transaction.atomic():
            loaded.save()
    assert as_it_is(approved) == before


def test_no_import_of_ours_knows_of_minutes() -> None:
    """Lists are brought in by directory and inductions, which cannot name what forums keep; forums bring in nothing."""
    named = [
        file for app in ("directory", "inductions", "coordination")
        for file in (CHECKOUT / app).rglob("*.py")
        if "forums.models" in file.read_text(encoding="utf-8")
    ]  # fmt: skip
    assert named == []
    own = [file.name for file in (CHECKOUT / "forums").rglob("*.py") if "import" in Path(file).stem]
    assert own == []


# --- Whatever forums write once -------------------------------------------------------------------

EVERY = [ApprovedMinutes, MinutesAddendum, ActionNote, ForumFile]


def test_what_forums_write_once_is_known() -> None:
    found = {each for each in apps.get_app_config("forums").get_models() if issubclass(each, ImmutableRow)}
    assert set(EVERY) <= found


@on_postgresql
@pytest.mark.parametrize("model", EVERY)
def test_the_trigger_lets_the_same_columns_change_as_the_orm(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(tgargs, 'escape'), tgenabled, tgtype FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND tgname = 'written_once'",
            [model._meta.db_table],
        )
        ((arguments, enabled, kind),) = cursor.fetchall()
    named = set(arguments.split("\\000")) - {""}
    assert named == {model._meta.get_field(name).column for name in model.may_change}
    row, before, delete, update = 1, 2, 8, 16
    assert (enabled, kind) == ("O", row | before | delete | update)


def test_an_addendum_is_written_once_and_stands_beside_the_text(cast: Cast) -> None:
    approved = making.approved(cast)
    frozen = content_of(approved)
    words = "There were nine, not eight."
    added = minutes.add_addendum(by=cast.coordinator, minutes=approved, text=f"  {words}\r\n")
    assert (added.text, timezone.localdate(added.written_at)) == (words, clock.today())
    assert minutes.add_addendum(by=cast.second_coordinator, minutes=approved, text=words) == added
    for change in (added.delete, lambda: saved(added, text=WORDS), MinutesAddendum.objects.all().delete):
        with pytest.raises(ImmutableError):
            change()
    assert content_of(Minutes.objects.get(pk=approved.pk)) == frozen
    page = client_of(cast.manager).get(approved.get_absolute_url())
    assert words in page.content.decode()
    assert page.context_data["addenda"][0]["by"] == "Carys Coordinator"
