"""A text laid out for reading: for staff, for people in prison, against another text; and what is doubtful in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from directory import policies
from directory.differences import compared, rows_of, session_of, shown
from directory.editions import sentences
from directory.forms import plain_words
from directory.models import Listing, Revision
from directory.models.listing_state import day_in_words
from directory.models.service import approved_names
from directory.wording import SECTIONS, Content, label_of

Text = Revision | Content


def lines(text: str) -> SafeString:
    """Escaped, with its line breaks."""
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.splitlines()))


def sections(
    text: Text, hide_places: bool = False, as_approved: bool = False, without: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """The whole text for staff: [{title, rows: [(label, words)]}], without what is empty or said already.

    `hide_places`: of confidential premises the times are shown and the places are not. `as_approved`: other
    services are called as somebody approved them, not as their organisation calls them since.
    """
    words = shown(text)
    if as_approved and isinstance(text, Revision) and text.hands_over_to:
        words["hands_over_to"] = approved_names([text.hands_over_to])[text.hands_over_to_id]
    if hide_places:
        meetings = rows_of(text)["sessions"] if isinstance(text, Revision) else text["sessions"]
        words["sessions"] = "\n".join(session_of(meeting).when for meeting in meetings)
    found = []
    for title, names in SECTIONS:
        rows = [
            (label_of(name), lines(words[name]))
            for name in names
            if words[name] and name not in ("name", *without)
        ]
        if rows:
            found.append({"title": title, "rows": rows})
    return found


def difference_rows(old: Text | None, new: Text) -> list[dict[str, str]]:
    """Every field for the component `difference_list`."""
    return [{"label": row.label, "before": row.old, "after": row.new} for row in compared(old, new)]


@dataclass(frozen=True)
class ForPeople:
    """A text as people in prison will read it: nothing that is for staff."""

    name: str
    organisation: str
    summary: str
    facts: list[tuple[str, SafeString]]
    how_to_ask: str


def for_people(text: Text, listing: Listing) -> ForPeople:
    rows = rows_of(text) if isinstance(text, Revision) else text
    groups = [str(group) for group in rows["groups"]]
    who = sentences.who(
        rows["sex"], rows["minimum_age"], rows["maximum_age"], groups, listing.prison.holds_only
    )
    facts = [
        ("Who it is for", sentences.listed(who)),
        ("Good to know", rows["other_rules"]),
        ("Wings", shown(text)["wings"]),
        ("When and where", _meetings(rows, listing.confidential_premises)),
        ("Waiting", sentences.wait(rows["usual_wait_days"])),
        ("Time", sentences.time_needed(rows["least_time_days"])),
    ]
    return ForPeople(
        rows["name"], listing.service.organisation.name, rows["summary"],
        [(label, lines(words)) for label, words in facts if words], rows["how_to_ask"],
    )  # fmt: skip


def _meetings(rows: Content, confidential: bool) -> str:
    meetings = [session_of(meeting) for meeting in rows["sessions"]]
    found = [meeting.when if confidential else str(meeting) for meeting in meetings]
    if rows["by_appointment"]:
        found.append("By appointment.")
    return "\n".join(found)


def contact_warnings(text: Text) -> list[str]:
    """For the writer at once: what the coordinator will not be able to accept."""
    return [
        f"“{found}” is {kind}. Take it out: “{place}” is printed for people in prison, so the coordinator"
        " cannot accept it."
        for place, kind, found in policies.contact_details_for_the_wings(text)
    ]


def words_told(text: Text) -> dict[str, Any]:
    """The check of plain words by field: those with remarks, with the place marked, and the reading ages."""
    every = plain_words.of_text(text)
    return {"fields": list(plain_words.with_remarks(every)), "reading_ages": plain_words.reading_ages(every)}


def doubts(revision: Revision, listing: Listing) -> list[str]:
    """What a coordinator should look at before deciding, a sentence each. None of it decides."""
    found = [
        f"“{words}” is {kind}. “{place}” is printed for people in prison: it cannot be accepted as it stands."
        for place, kind, words in policies.contact_details_for_the_wings(revision)
    ]
    return found + _about_people(revision, listing) + _about_time(revision) + _about_asking(revision, listing)


def _about_people(revision: Revision, listing: Listing) -> list[str]:
    prison, sex = listing.prison, revision.sex
    found = []
    if sex == Revision.Sex.WOMEN and not prison.holds_women:
        found.append(f"It is for women only, and {prison} holds no women.")
    if sex == Revision.Sex.MEN and not prison.holds_men:
        found.append(f"It is for men only, and {prison} holds no men.")
    if not prison.is_running:
        found.append(f"{prison}: {prison.get_status_display().lower()}.")
    ended = [str(wing) for wing in revision.wings.all() if wing.ended_on]
    if ended:
        found.append(f"These wings are closed: {', '.join(ended)}.")
    return found


def _about_time(revision: Revision) -> list[str]:
    today = timezone.localdate()
    found = []
    if revision.ends_on and revision.ends_on < today:
        found.append(f"Its last day has passed: {day_in_words(revision.ends_on)}.")
    if revision.funded_until and revision.funded_until < today:
        found.append(f"Its funding has ended: {day_in_words(revision.funded_until)}.")
    if not revision.by_appointment and not revision.sessions.all():
        found.append("It names no times and is not by appointment. Is it plain when it takes place?")
    return found


def _about_asking(revision: Revision, listing: Listing) -> list[str]:
    found = []
    by_helpline = any(way.pk == "helpline" for way in revision.ways_to_ask.all())
    if by_helpline and not listing.public_helpline:
        found.append("People are told to call a helpline, and its page gives no public helpline.")
    if not listing.contacts.all():
        found.append("It has no contacts for staff yet.")
    return found
