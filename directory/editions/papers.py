"""A snapshot laid out: JSON to HTML to PDF. Reads nothing but the snapshot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any, Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.publishing import Printed
from directory.editions import sentences, symbols
from directory.editions.snapshot import Snapshot

TEMPLATES: Final = {
    "staff": "directory/pdf/staff.html",
    "people": "directory/pdf/people.html",
    "take_down": "directory/pdf/take_down.html",
}
TITLES: Final = {
    "staff": "Directory of services for staff",
    "people": "Help and services in this prison",
    "take_down": "Take-down notice",
}
# Entries that fit on a page, and the pages around them: for the progress bar before anything is laid out.
ENTRIES_A_PAGE: Final = {"staff": 2.6, "people": 1.9}
PAGES_AROUND: Final = 6
# Easy-read practice: a longer booklet is not read, so it is better split.
MOST_PAGES_FOR_PEOPLE: Final = 24

# Characters of a chapter's label that fit on one line in the head: a second line would leave the margin.
MOST_IN_HEAD: Final = 40

FREEPHONE: Final = re.compile(r"(080[08]\d{6,7}|08001111|116\d{3})$")

OTHER: Final = {"code": "other", "label": "Other help", "symbol": symbols.PATHWAY}


@dataclass
class Chapter:
    """A pathway: the entries that stand here in full, and those that stand under an earlier pathway."""

    code: str
    label: str
    symbol: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    also: list[dict[str, Any]] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The label as it fits into the head of a page."""
        return shorten(self.label, MOST_IN_HEAD, placeholder=" …")


def print_edition(snapshot: Snapshot, progress: Callable[[int], None] | None = None) -> Printed:
    """The paper. Raises publishing.PrintingUnavailable where this machine cannot print."""
    return publishing.print_pdf(html_of(snapshot), expected_pages=expected_pages(snapshot), progress=progress)


def expected_pages(snapshot: Snapshot) -> int:
    """A guess, good enough for a progress bar."""
    entries = len(snapshot.get("entries", ()))
    return PAGES_AROUND + round(entries / ENTRIES_A_PAGE.get(snapshot["kind"], 2))


def html_of(snapshot: Snapshot) -> str:
    kind = snapshot["kind"]
    context: dict[str, Any] = {
        "paper": snapshot,
        "title": f"{TITLES[kind]}, {snapshot['prison']['name']}, edition {snapshot['number']}",
        "heading": TITLES[kind],
        "running_head": shorten(snapshot["prison"]["name"], 24, placeholder=" …"),
        "printed_on": words_of(snapshot["printed_on"]),
        "renew_on": words_of(snapshot["renew_on"]),
    }
    if kind != "take_down":
        context |= {
            "chapters": chapters_of(snapshot),
            "index": index_of(snapshot),
            "symbols": symbols_of(snapshot),
            "helplines": helplines_of(snapshot),
        }
    return render_to_string(TEMPLATES[kind], context)


def symbols_of(snapshot: Snapshot) -> list[str]:
    named = [chapter["symbol"] for chapter in [*snapshot["chapters"], OTHER]]
    if snapshot["kind"] == "people":
        named += [*symbols.FIXED, *(entry["ask_symbol"] for entry in snapshot["entries"])]
    return symbols.known(named)


def helplines_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Approved helplines, free ones first: nobody is told that a call is free when it is not."""
    lines = [readable(entry) for entry in snapshot["entries"] if entry["helpline"]]
    groups = (
        ("Free helplines", "You can call these for free on the PIN phone.", True),
        ("Other helplines", "These calls can cost you money.", False),
    )
    found = [
        {
            "title": title,
            "sentence": sentence,
            "entries": [line for line in lines if line["is_freephone"] == free],
        }
        for title, sentence, free in groups
    ]
    return [group for group in found if group["entries"]]


def is_freephone(number: str) -> bool:
    """0800, 0808 and 116 numbers cost a caller nothing (Ofcom, UK National Telephone Numbering Plan)."""
    return FREEPHONE.match(re.sub(r"\D", "", number)) is not None


def words_of(iso: str) -> str:
    """“4 May 2026” from an ISO date; empty from nothing."""
    return sentences.day(date.fromisoformat(iso)) if iso else ""


def chapters_of(snapshot: Snapshot) -> list[Chapter]:
    """Pathways in their order, entries by name. Each entry stands in full once, under its first pathway."""
    chapters = {item["code"]: Chapter(**item) for item in [*snapshot["chapters"], OTHER]}
    for entry in sorted(snapshot["entries"], key=lambda each: (each["name"].casefold(), each["number"])):
        first, *others = entry["chapters"] or [OTHER["code"]]
        chapters[first].entries.append(readable(entry))
        for code in others:
            chapters[code].also.append(entry)
    return [chapter for chapter in chapters.values() if chapter.entries or chapter.also]


def readable(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its dates in words, whether a place is named, and whether its helpline is free."""
    dates = ("starts_on", "ends_on", "funded_until", "confirmed_on")
    worded: dict[str, Any] = {name: words_of(entry[name]) for name in dates if name in entry}
    worded["sessions"] = [session | {"next": words_of(session["next"])} for session in entry["sessions"]]
    worded["says_where"] = any(session["place"] for session in entry["sessions"])
    worded["is_freephone"] = is_freephone(entry["helpline"])
    return entry | worded


def index_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Organisations by name, each with its entries."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(snapshot["entries"], key=lambda each: (each["name"].casefold(), each["number"])):
        found.setdefault(entry["organisation"], []).append(entry)
    return [{"name": name, "entries": found[name]} for name in sorted(found, key=str.casefold)]


def entry_pages(printed: Printed) -> dict[str, int]:
    """Entry number (as text, for JSON) -> page on which it begins."""
    prefix = "entry-"
    return {
        name.removeprefix(prefix): page for name, page in printed.anchors.items() if name.startswith(prefix)
    }
