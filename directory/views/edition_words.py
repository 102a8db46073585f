"""Editions in words: states, rows, changes, warnings. Templates only lay out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coordination.models import Prison
from directory.editions import sentences
from directory.editions.papers import MOST_PAGES_FOR_PEOPLE
from directory.editions.review import Review
from directory.models import Edition, Listing, PlacedCopy
from directory.models.freshness import HOLDS_FOR, PRINTED_FOR

COLUMNS: Final = ("Paper", "Printed", "Made by", "Changes", "Pages", "State")
SHORT_HASH: Final = 12
THE_PORTAL: Final = "The portal"


def title(edition: Edition) -> str:
    """“Directory for staff, edition 4”, “Take-down notice 2”."""
    if edition.kind == Edition.Kind.TAKE_DOWN:
        return f"Take-down notice {edition.number}"
    return f"{edition.get_kind_display()}, edition {edition.number}"


def row(edition: Edition) -> list[Any]:
    return [
        format_html('<a class="govuk-link" href="{}">{}</a>', edition.get_absolute_url(), title(edition)),
        sentences.day(edition.printed_on),
        maker(edition),
        change_counts(edition),
        "" if edition.pages is None else str(edition.pages),
        "Withdrawn" if edition.withdrawn_on else edition.get_state_display(),
    ]


def change_counts(edition: Edition) -> str:
    """“2 new, 1 changed” since the last of the kind."""
    if edition.kind == Edition.Kind.TAKE_DOWN:
        return ""
    if edition.changes.get("since") is None:
        return "first edition"
    words = (("added", "new"), ("changed", "changed"), ("removed", "taken out"))
    counts = [f"{len(edition.changes[key])} {word}" for key, word in words if edition.changes.get(key)]
    return ", ".join(counts) or "none"


def maker(edition: Edition) -> str:
    return edition.made_by.name if edition.made_by else THE_PORTAL


def newest(edition: Edition, today: date) -> str:
    """“Edition 4, printed 4 May 2026, 23 pages. Ask for a new one after 2 August 2026.”"""
    pages = f", {sentences.count(edition.pages, 'page')}" if edition.pages else ""
    text = f"Edition {edition.number}, printed {sentences.day(edition.printed_on)}{pages}."
    if edition.renew_on < today:
        return f"{text} It is out of date since {sentences.day(edition.renew_on)}: print a new one."
    return f"{text} It tells its readers to ask for a new one after {sentences.day(edition.renew_on)}."


def closed(prison: Prison) -> str:
    return (
        f"{prison} is {prison.get_status_display().lower()}. Nothing is printed for it until it opens again."
    )


def progress(edition: Edition) -> dict[str, Any]:
    """For the component progress_bar."""
    waiting = edition.state == Edition.State.QUEUED
    sentence = "Waiting for its turn" if waiting else f"Being laid out: {edition.progress} per cent"
    if not edition.is_under_way:
        sentence = edition.get_state_display()
    return {
        "label": f"{edition.get_kind_display()}, edition {edition.number}",
        "done": edition.progress,
        "sentence": f"{sentence}.",
        "status_url": reverse("edition_progress", args=[edition.prison.code, edition.pk]),
        "url": edition.get_absolute_url(),
    }


def facts(edition: Edition) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        ("State", edition.get_state_display()),
        ("Printed", sentences.day(edition.printed_on)),
        ("Made by", maker(edition)),
    ]
    if edition.kind != Edition.Kind.TAKE_DOWN:
        rows.append(("Ask for a new one after", sentences.day(edition.renew_on)))
        rows.append(("Entries", str(len(edition.snapshot.get("entries", [])))))
    if edition.pages is not None:
        rows.append(("Pages", str(edition.pages)))
        rows.append(("File", f"PDF, {(edition.bytes or 0) / 1000:.0f} kB"))
    rows.append(("Check code of the text", edition.content_hash[:SHORT_HASH]))
    return rows


def changes(found: dict[str, Any]) -> dict[str, Any]:
    """What changed since the last one: a heading and up to three lists of lines."""
    groups = [
        ("New", [entry_line(entry) for entry in found.get("added", [])]),
        (
            "Changed",
            [f"{entry_line(entry)}: {', '.join(entry['fields'])}" for entry in found.get("changed", [])],
        ),
        ("No longer in it", [entry_line(entry) for entry in found.get("removed", [])]),
    ]
    since = found.get("since")
    filled = [{"title": title, "lines": lines} for title, lines in groups if lines]
    if since is None:
        # The first one: every entry is new, and a list of all of them tells nobody anything.
        return {"heading": "This is the first edition", "groups": []}
    return {
        "heading": f"Changed since edition {since}"
        if filled
        else f"Nothing has changed since edition {since}",
        "groups": filled,
    }


def entry_line(entry: dict[str, Any]) -> str:
    return f"{entry['number']} {entry['name']}"


def ended(entries: list[dict[str, Any]]) -> str:
    """Which services are left out because their last day has passed."""
    if not entries:
        return ""
    named = sentences.listed(
        f"{entry_line(entry)} (until {sentences.day(date.fromisoformat(entry['ended_on']))})"
        for entry in entries
    )
    return f"Left out, because the last day has passed: {named}."


def left_out(changes: dict[str, Any]) -> list[str]:
    """What an edition does not print, and why: a sentence a reason."""
    unconfirmed = sentences.listed(entry_line(entry) for entry in changes.get("unconfirmed", []))
    too_old = f"Left out, because nobody had confirmed them for {PRINTED_FOR.days} days: {unconfirmed}."
    return list(filter(None, (ended(changes.get("ended", [])), too_old if unconfirmed else "")))


def warnings(found: Review) -> list[str | SafeString]:
    """What to look at before printing. None of it forbids."""
    said: list[str | SafeString] = []
    if found.ended:
        said.append(f"{ended(found.ended)} Ask for a new text, or withdraw it.")
    if found.left_out:
        said.append(
            format_html(
                "Left out, because nobody has confirmed them for {} days: {}. Ask the organisations, or confirm"
                " what you know to be right.", PRINTED_FOR.days, _links(found.left_out),
            )
        )  # fmt: skip
    if found.marked:
        said.append(
            format_html(
                "Printed with a mark, because nobody has confirmed them for {} days: {}. Ask the organisations"
                " whether they are still true.", HOLDS_FOR.days, _links(found.marked),
            )
        )  # fmt: skip
    if found.starting:
        named = sentences.listed(entry_line(entry) for entry in found.starting)
        said.append(f"Not started yet; printed with the day on which it begins: {named}.")
    if found.too_long_last_time:
        said.append(
            f"The last one had {found.pages_last_time} pages. Easy-read advice is {MOST_PAGES_FOR_PEOPLE} or fewer."
        )
    return said


def _links(listings: Iterable[Listing]) -> SafeString:
    return format_html_join(
        ", ", '<a class="govuk-link" href="{}">{} {}</a>',
        (
            (each.get_absolute_url(), each.entry_number, each.approved_revision.name)
            for each in listings if each.approved_revision
        ),
    )  # fmt: skip


def gone(edition: Edition, withdrawn: Iterable[Listing], may_make: bool) -> str:
    """What a reader must not use any more, by entry number and page; of a prison that closed, all of it."""
    if edition.withdrawn_on:
        return (
            f"Withdrawn on {sentences.day(edition.withdrawn_on)}, when {edition.prison} closed. Do not use it. Collect"
            " every copy."
        )
    named = [
        f"{each.entry_number} {each.approved_revision.name}"
        f" (page {edition.entry_pages.get(str(each.entry_number), '?')})"
        for each in withdrawn
        if each.approved_revision
    ]
    if not named:
        return ""
    what_next = "Print a new edition." if may_make else "Ask the coordinator for a new edition."
    return f"Withdrawn since it was printed, do not use: {sentences.listed(named)}. {what_next}"


def copies(edition: Edition) -> dict[str, Any]:
    """Where copies of the edition lie, and where they lay."""
    rows = [_copy(copy) for copy in edition.placed_copies.select_related("place")]
    total = sum(copy.copies for copy in edition.placed_copies.lying())
    return {"columns": ("Place", "Copies", "There since", "Taken away"), "rows": rows, "total": total}


def _copy(copy: PlacedCopy) -> tuple[str, str, str, str]:
    removed = sentences.day(copy.removed_on) if copy.removed_on else "no"
    return copy.place.name, str(copy.copies), sentences.day(copy.placed_on), removed


def notice(edition: Edition) -> dict[str, Any]:
    """A take-down notice on the page: what to cross out, and every place with a copy."""
    snapshot = edition.snapshot
    rows = [
        (place["place"], str(copy["copies"]), f"{copy['label']}, edition {copy['number']}", str(copy["page"]))
        for place in snapshot["places"]
        for copy in place["copies"]
    ]
    return {
        "entry": f"{snapshot['entry']['number']} {snapshot['entry']['name']}".strip(),
        "columns": ("Place", "Copies", "Edition", "Page"),
        "rows": rows,
    }
