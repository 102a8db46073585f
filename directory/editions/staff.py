"""The edition for staff: the approved words with contacts, procedure and what a member of staff decides by."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordination.models import Prison
from directory.editions import sentences, symbols
from directory.editions.snapshot import LeftOut, Snapshot, heading
from directory.models import Contact, Listing, Revision, Session
from directory.models.freshness import Freshness, freshness_of
from directory.models.service import approved_names


def snapshot(prison: Prison, *, number: int, printed_on: date) -> tuple[Snapshot, LeftOut]:
    """What is printed on that day, and the services left out: ended, or not confirmed for too long."""
    head = heading(prison, kind="staff", number=number, printed_on=printed_on)
    listings = list(
        Listing.objects.filter(prison=prison)
        .published()
        .with_wording()
        .select_related("approved_revision__hands_over_to__organisation")
        .prefetch_related("contacts", "approved_revision__delivery_ways", "approved_revision__languages")
        .order_by("entry_number")
    )
    # `published` asks for an approved revision, so each listing has one.
    pairs = [(listing, listing.approved_revision) for listing in listings if listing.approved_revision]
    left_out: LeftOut = {"ended": [], "unconfirmed": []}
    going_on = []
    for each, text in pairs:
        named = {"number": each.entry_number, "name": text.name}
        if text.ends_on and text.ends_on < printed_on:
            left_out["ended"].append(named | {"ended_on": text.ends_on.isoformat()})
        elif freshness_of(each.confirmed_on, printed_on) == Freshness.LEFT_OUT:
            left_out["unconfirmed"].append(named)
        else:
            going_on.append((each, text))
    next_ones = _named(going_on)
    entries = [_entry(each, text, next_ones, printed_on) for each, text in going_on]
    chapters = {pathway.code: pathway for _, text in going_on for pathway in text.pathways.all()}
    in_order = sorted(chapters.values(), key=lambda pathway: (pathway.position, pathway.label))
    head["chapters"] = [{"code": p.code, "label": p.label, "symbol": p.symbol} for p in in_order]
    head["entries"] = entries
    return head, left_out


def _entry(
    listing: Listing, revision: Revision, named: dict[int, dict[str, Any]], today: date
) -> dict[str, Any]:
    confidential = listing.confidential_premises
    later = revision.starts_on and revision.starts_on > today
    confirmed = freshness_of(listing.confirmed_on, today) == Freshness.CONFIRMED
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
        "mark": "" if confirmed else sentences.check_first(listing.confirmed_on),
        "wait": _days(revision.usual_wait_days),
        "time_needed": _days(revision.least_time_days),
        "hands_over_to": named.get(revision.hands_over_to_id) if revision.hands_over_to_id else None,
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


def _named(going_on: list[tuple[Listing, Revision]]) -> dict[int, dict[str, Any]]:
    """{service: name and number} of the services in this directory and, without a number, of those handed over to."""
    here = {each.service_id: {"name": text.name, "number": each.entry_number} for each, text in going_on}
    next_ones = {text.hands_over_to for _, text in going_on if text.hands_over_to}
    elsewhere = [service for service in next_ones if service.pk not in here]
    return here | {pk: {"name": name, "number": None} for pk, name in approved_names(elsewhere).items()}
