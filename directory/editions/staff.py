"""The edition for staff: the approved words with contacts, procedure and what a member of staff decides by."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordination.models import Prison
from directory.editions import sentences, symbols
from directory.editions.snapshot import Snapshot, heading
from directory.models import Contact, Listing, Revision, Session


def snapshot(prison: Prison, *, number: int, printed_on: date) -> tuple[Snapshot, list[dict[str, Any]]]:
    """What is printed on that day, and the services left out because they have ended (number, name, date)."""
    head = heading(prison, kind="staff", number=number, printed_on=printed_on)
    listings = list(
        Listing.objects.filter(prison=prison)
        .published()
        .with_wording()
        .select_related("approved_revision__hands_over_to")
        .prefetch_related("contacts", "approved_revision__delivery_ways", "approved_revision__languages")
        .order_by("entry_number")
    )
    # `published` asks for an approved revision, so each listing has one.
    pairs = [(listing, listing.approved_revision) for listing in listings if listing.approved_revision]
    going_on = [(each, text) for each, text in pairs if not (text.ends_on and text.ends_on < printed_on)]
    ended = [
        {"number": each.entry_number, "name": text.name, "ended_on": text.ends_on.isoformat()}
        for each, text in pairs
        if text.ends_on and text.ends_on < printed_on
    ]
    here = {each.service_id: {"name": text.name, "number": each.entry_number} for each, text in going_on}
    entries = [_entry(each, text, here, printed_on) for each, text in going_on]
    chapters = {pathway.code: pathway for _, text in going_on for pathway in text.pathways.all()}
    in_order = sorted(chapters.values(), key=lambda pathway: (pathway.position, pathway.label))
    head["chapters"] = [{"code": p.code, "label": p.label, "symbol": p.symbol} for p in in_order]
    head["entries"] = entries
    return head, ended


def _entry(
    listing: Listing, revision: Revision, here: dict[int, dict[str, Any]], today: date
) -> dict[str, Any]:
    confidential = listing.confidential_premises
    later = revision.starts_on and revision.starts_on > today
    return {
        "number": listing.entry_number,
        "name": revision.name,
        "organisation": listing.service.organisation.name,
        "chapters": [pathway.code for pathway in revision.pathways.all()],
        "summary": revision.summary,
        "who": sentences.who(
            revision.sex,
            revision.minimum_age,
            revision.maximum_age,
            [str(group) for group in revision.groups.all()],
            listing.prison.holds_only,
        ),
        "other_rules": revision.other_rules,
        "wings": "" if revision.every_wing else sentences.listed(wing.name for wing in revision.wings.all()),
        "sessions": [_session(session, confidential, today) for session in revision.sessions.all()],
        "by_appointment": revision.by_appointment,
        "stages": [str(stage) for stage in revision.stages.all()],
        "delivery": [str(way) for way in revision.delivery_ways.all()],
        "languages": [str(language) for language in revision.languages.all()],
        "ask_symbol": symbols.way_to_ask(way.code for way in revision.ways_to_ask.all()),
        "how_to_ask": revision.how_to_ask,
        "procedure": revision.staff_procedure,
        "contacts": [_contact(contact) for contact in listing.contacts.all()],
        "room": sentences.room_for_staff(listing.room, listing.room_on),
        "confirmed_on": listing.confirmed_on.isoformat() if listing.confirmed_on else "",
        "wait": _days(revision.usual_wait_days),
        "time_needed": _days(revision.least_time_days),
        "hands_over_to": _handover(revision, here),
        "evidence": revision.evidence,
        "cost": revision.cost,
        "funded_until": revision.funded_until.isoformat() if revision.funded_until else "",
        "starts_on": revision.starts_on.isoformat() if later and revision.starts_on else "",
        "ends_on": revision.ends_on.isoformat() if revision.ends_on else "",
        "helpline": listing.public_helpline if listing.public_helpline_approved_at else "",
        "helpline_hours": listing.public_helpline_hours if listing.public_helpline_approved_at else "",
        "address": listing.public_address if listing.public_address_approved_at and not confidential else "",
        "confidential": confidential,
        "discreet": listing.discreet,
    }


def _session(session: Session, confidential: bool, today: date) -> dict[str, str]:
    words = sentences.when(
        session.pattern, session.weekday, session.week_of_month, session.begins, session.ends
    )
    next_day = None
    if session.pattern == Session.Pattern.FORTNIGHTLY:
        next_day = sentences.next_fortnightly(session.counted_from, today)
    return {
        "when": words,
        "next": next_day.isoformat() if next_day else "",
        "place": "" if confidential else session.place,
    }


def _contact(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "role": contact.role, "email": contact.email, "phone": contact.phone}


def _days(days: int | None) -> str:
    """Empty where nobody knows."""
    return "" if days is None else sentences.length_of_time(days) if days else "none"


def _handover(revision: Revision, here: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """The service that comes next: by its approved name and entry number where it stands in the same directory."""
    service = revision.hands_over_to
    return here.get(service.pk, {"name": service.name, "number": None}) if service else None
