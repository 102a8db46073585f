"""Full minutes for members. Approved ones come from the frozen words alone: their paper is the same for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from coordination import publishing
from coordination.publishing import Printed
from directory.editions import sentences
from forums.minuted import chair_of
from forums.papers.place import moment


@dataclass(frozen=True)
class Stamp:
    """What every page says of the text: its state, a mark for the head where it is not final, and what to do with it.

    `created` is the day in the file's metadata.
    """

    state: str
    mark: str
    sentence: str
    created: date


@dataclass(frozen=True)
class Addendum:
    on: date
    text: str


def draft(printed: datetime) -> Stamp:
    return Stamp(
        f"Draft, printed {_moment(printed)}", "Draft",
        "This is a draft. Nobody has agreed to it yet. Do not pass it on.", printed.date(),
    )  # fmt: skip


def for_correction(printed: datetime, until: date | None) -> Stamp:
    by = f" until {sentences.day(until)}" if until else ""
    return Stamp(
        f"For correction{by}, printed {_moment(printed)}", "For correction",
        f"These minutes are not approved yet. Tell the coordinator{by} what is wrong in them.", printed.date(),
    )  # fmt: skip


def approved(on: date, content_hash: str) -> Stamp:
    return Stamp(
        f"Approved {sentences.day(on)}. Check code of the text: {content_hash[:12]}", "",
        f"Approved on {sentences.day(on)}. This text does not change; a correction stands behind it with its date.",
        on,
    )  # fmt: skip


def print_minutes(content: dict[str, Any], stamp: Stamp, addenda: Iterable[Addendum] = ()) -> Printed:
    """`content` as `forums.minuted` writes it. Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(content, stamp, addenda))


def html_of(content: dict[str, Any], stamp: Stamp, addenda: Iterable[Addendum] = ()) -> str:
    meeting = content["meeting"]
    starts, ends = (datetime.fromisoformat(meeting[name]) for name in ("starts_at", "ends_at"))
    context = {
        "title": f"Minutes: {meeting['name']}, {moment(starts, ends)}, {meeting['prison']}",
        "place": {"name": meeting["prison"], "created": stamp.created.isoformat()},
        "meeting": meeting,
        "when": moment(starts, ends),
        "chair": ", ".join(filter(None, chair_of(meeting).values())),
        "present": [_line(row) for row in content["attendance"] if not row["apologies"]],
        "apologies": [_line(row) for row in content["attendance"] if row["apologies"]],
        "wings": [f"{row['wing'] or 'The whole prison'}: {row['people_count']}" for row in content["wings"]],
        "items": [
            item | {"actions": [_action(each) for each in item["actions"]]} for item in content["items"]
        ],
        "other_actions": [_action(each) for each in content["other_actions"]],
        "stamp": stamp,
        "addenda": [{"on": sentences.day(each.on), "text": each.text} for each in addenda],
        "symbols": (),
    }
    return render_to_string("forums/pdf/minutes.html", context)


def _line(row: dict[str, Any]) -> str:
    return ", ".join(filter(None, (row["name"], row["role"], row["organisation"])))


def _action(row: dict[str, Any]) -> dict[str, str]:
    due = sentences.day(date.fromisoformat(row["due_on"])) if row["due_on"] else "no day agreed"
    return {"what": row["what"], "owner": row["owner"], "due": due}


def _moment(moment_of_it: datetime) -> str:
    """“4 May 2026, 14:05”. Local already."""
    return f"{sentences.day(moment_of_it.date())}, {moment_of_it:%H:%M}"
