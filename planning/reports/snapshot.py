"""Everything that a report says, as plain JSON: frozen when it is issued, and read from there alone afterwards.

{"format", "prison": {"code", "name"}, "number", "issued_by": a name, empty for the portal, "day", "sheet": as
reports/sheet.py has it, "inputs": the rows behind it, "needs", "priorities", "decisions": {"asked", "settled"},
"changes": as reports/changes.py has it}. Days: ISO 8601. Of an earlier "format": reports/older.py.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone

from coordination.models import Prison
from directory.models import Need
from planning.models import AskedDecision, Call, Expression, GapReport, Priority
from planning.reports.changes import changes
from planning.reports.frozen_inputs import to_plain
from planning.reports.live import found_at, labels
from planning.reports.older import read
from planning.reports.sheet import sheet

# A new key gets a new number, and a line in reports/older.py: what was stored is read for good.
FORMAT: Final = 2
Snapshot = dict[str, Any]


def snapshot_of(
    prison: Prison, day: date, *, number: int, last: GapReport | None, issued_by: str = ""
) -> Snapshot:
    """As many queries for little as for much. `last`: the report before it, with which it is compared."""
    found = found_at([prison], day)[prison.pk]
    since = last.issued_at if last else None
    said: Snapshot = {
        "format": FORMAT, "prison": {"code": prison.code, "name": prison.name}, "number": number,
        "issued_by": issued_by, "day": day.isoformat(), "sheet": sheet(found, labels()),
        "inputs": to_plain(found.inputs), "needs": needs_of(prison), "priorities": priorities_of(prison, day, since),
        "decisions": decisions_of(prison, since),
    }  # fmt: skip
    return said | {"changes": changes(read(last.snapshot) if last else None, said)}


def last_report(prison: Prison) -> GapReport | None:
    return GapReport.objects.filter(prison=prison).order_by("-number").first()


def needs_of(prison: Prison) -> list[dict[str, Any]]:
    """Open ones, those told most often first."""
    rows = Need.objects.open().filter(prison=prison).order_by("-times", "-last_on", "-pk")
    return [
        {
            "key": need.pk, "statement": need.statement, "about": need.about, "people": need.people_count,
            "times": need.times, "last_on": need.last_on.isoformat(), "source": need.get_source_display(),
        }
        for need in rows.select_related("pathway", "group", "stage", "wing")
    ]  # fmt: skip


def priorities_of(prison: Prison, day: date, since: datetime | None) -> list[dict[str, Any]]:
    """Open ones by their day, then those that were settled since the last report (without one: all)."""
    rows = Priority.objects.filter(prison=prison).select_related(
        "owner", "pathway", "group", "stage", "met_by__service"
    )
    chosen = [row for row in rows if row.state == Priority.State.OPEN]
    chosen += [row for row in rows if row.settled_at and (since is None or row.settled_at > since)]
    unread = [Expression.State.DRAFT, Expression.State.WITHDRAWN]
    calls: dict[int, Call] = {}
    rows_of_calls = Call.objects.filter(priority__in=chosen).exclude(state=Call.State.DRAFT)
    counted = rows_of_calls.annotate(answers=Count("expressions", filter=~Q(expressions__state__in=unread)))
    for call in counted.order_by("pk"):
        calls[call.priority_id] = call
    return [_priority(row, day, calls.get(row.pk)) for row in chosen]


def _priority(row: Priority, day: date, call: Any) -> dict[str, Any]:
    """`call`: the newest that was opened, with the number of its answers; None without one."""
    is_open = row.state == Priority.State.OPEN
    return {
        "key": row.pk, "title": row.title, "target": row.target, "about": row.about, "owner": row.owner_name,
        "due_on": row.due_on.isoformat(), "state": row.state, "state_words": row.get_state_display(),
        "late": is_open and row.due_on < day, "outcome": row.outcome,
        "met_by": str(row.met_by) if row.met_by else "",
        "call": call.get_state_display() if call else "",
        "call_closes_on": call.closes_on.isoformat() if call and call.state == Call.State.OPEN else None,
        "call_answers": call.answers if call and call.state != Call.State.CANCELLED else None,
        "follow_up": bool(row.follow_up),
    }  # fmt: skip


def decisions_of(prison: Prison, since: datetime | None) -> dict[str, list[dict[str, Any]]]:
    rows = list(AskedDecision.objects.filter(prison=prison))
    return {
        "asked": [
            {"key": row.pk, "question": row.question, "asked_on": _day(row.asked_at)}
            for row in rows
            if row.settled_at is None
        ],
        "settled": [
            {
                "key": row.pk,
                "question": row.question,
                "answer": row.answer,
                "settled_on": _day(row.settled_at),
            }
            for row in rows
            if row.settled_at and (since is None or row.settled_at > since)
        ],
    }


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
