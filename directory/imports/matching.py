"""Which of our services and prisons a row speaks of, and what of it is new to us."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from coordination.duplicates import comparable
from coordination.models import Organisation, Prison
from directory.imports import regions
from directory.imports.cleaning import pieces, plain_text
from directory.imports.fields import plain
from directory.imports.proposals import Proposal, has_ended
from directory.imports.row_texts import longest_of
from directory.imports.texts import CUT, fitted_to
from directory.models import ImportedText, ImportSource, Revision, Service
from directory.models.listing_state import day_in_words
from directory.wording import LISTS, Content, normalised

# Names of services of one organisation that are this much alike are one service.
ALIKE = 92
LONGEST_PROCEDURE = longest_of("staff_procedure")


def is_same_name(one: str, other: str) -> bool:
    return comparable(one) == comparable(other)


def key_of(proposal: Proposal) -> str:
    """The same for two rows of a file that speak of one service (at one prison, where they name it)."""
    if proposal.listing:
        said = [str(proposal.listing)]
    elif proposal.reference:
        said = ["reference", proposal.reference]
    else:
        said = [comparable(proposal.claim.name), comparable(proposal.name), plain(proposal.prisons)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


# --- Prisons --------------------------------------------------------------------------------------


def why_not_at(prison: Prison, proposal: Proposal, areas: frozenset[str], today: date) -> str:
    """The sentence of the refusal at this prison, or nothing where the row fits."""
    if prison.status == Prison.Status.CLOSED:
        return f"{prison} has closed."
    if proposal.prisons and not is_named(prison, proposal.prisons):
        return f"It is for {' '.join(proposal.prisons.split())[:80]}, not for {prison}."
    sex = proposal.wanted.get("sex")
    if sex == Revision.Sex.WOMEN and prison.holds_men and not prison.holds_women:
        return f"It is for women only, and {prison} holds men."
    if sex == Revision.Sex.MEN and prison.holds_women and not prison.holds_men:
        return f"It is for men only, and {prison} holds women."
    for cell, police in proposal.areas:
        if regions.fits(prison, cell, known=areas, police=police) is False:
            return f"It covers {' '.join(cell.split())[:80]}, and {prison} is not there."
    return has_ended(proposal, today)


def unknown_areas(prison: Prison, proposal: Proposal, areas: frozenset[str]) -> list[str]:
    """Flags for areas that nobody could check."""
    return [
        f"“{' '.join(cell.split())[:60]}” is no area that we know, so it was offered without that check."
        for cell, police in proposal.areas
        if regions.fits(prison, cell, known=areas, police=police) is None
    ]


def is_named(prison: Prison, cell: str) -> bool:
    names = {plain(_short(name)) for name in (prison.name, prison.short_name, prison.name_welsh) if name}
    names.add(prison.code.lower())
    said = {plain(_short(piece)) for piece in [cell, *pieces(cell), *pieces(cell, by_comma=False)]}
    return bool(names & said)


def _short(name: str) -> str:
    return re.sub(r"\b(HMP|HMYOI|HMP/YOI|YOI|prison|carchar)\b|[()&/]", " ", name, flags=re.IGNORECASE)


# --- Services -------------------------------------------------------------------------------------


def service_for(
    proposal: Proposal, organisation: Organisation, source: ImportSource | None
) -> Service | None:
    """By its reference in the source, else by its name; one with another reference of the source is another."""
    known = ImportedText.objects.filter(source=source, listing__service__organisation=organisation)
    if proposal.reference:
        told = known.filter(reference=proposal.reference).select_related("listing__service").first()
        if told:
            return told.listing.service
        known = known.exclude(reference="")
    else:
        known = known.none()
    others = known.values("listing__service")
    return _named(proposal.name, list(organisation.services.exclude(pk__in=others).order_by("pk")))


def _named(name: str, services: list[Service]) -> Service | None:
    """The one of the same name, else the most alike; different numbers in two names are two services."""
    alike = [each for each in services if are_alike(name, each.name)]
    wanted = plain(name)
    return max(alike, key=lambda each: (fuzz.ratio(wanted, plain(each.name)), -each.pk), default=None)


def are_alike(one: str, other: str) -> bool:
    """Whether two names of services of one organisation are of one service."""
    one, other = plain(one), plain(other)
    return fuzz.ratio(one, other) >= ALIKE and _figures(one) == _figures(other)


def _figures(name: str) -> list[str]:
    return re.findall(r"\d+", name)


# --- Texts ----------------------------------------------------------------------------------------


def laid_over(existing: Content | None, proposal: Proposal, *, untouched: bool) -> Content:
    """The text that the row asks for. What it does not speak of stays, and so does what it says in other letters.

    `untouched`: nobody wrote on the text since the same source made it, so that what is set for all rows counts too.
    """
    if existing is None:
        return normalised(
            {"every_wing": False, "sex": str(Revision.Sex.ANYONE), **_empty(), **proposal.wanted}
        )
    content = dict(existing)
    for name, value in proposal.said.items():
        if not _same(name, existing[name], value):
            content[name] = value
    for name, value in proposal.fixed.items():
        if name not in proposal.said and (untouched or existing[name] in (None, "", [])):
            content[name] = value if not _same(name, existing[name], value) else existing[name]
    content["staff_procedure"] = _with_contacts(content["staff_procedure"], proposal.with_contacts)
    return normalised(content)


def _with_contacts(procedure: str, moved: str) -> str:
    """Contact details that left a text for people in prison reach staff, also below words that somebody else wrote."""
    if not moved or _letters(moved) in _letters(procedure) or procedure.endswith(CUT):
        return procedure
    return fitted_to(f"{procedure}\n\n{moved}".strip(), LONGEST_PROCEDURE)


def _empty() -> Content:
    texts = ("name", "summary", "other_rules", "how_to_ask", "staff_procedure", "evidence", "cost")
    return dict.fromkeys(texts, "") | {name: [] for name in LISTS} | {"by_appointment": False, "sessions": []}


def _same(name: str, old: Any, new: Any) -> bool:
    if name == "sessions":
        return len(old) == len(new) and all(map(_same_session, _in_order(old), _in_order(new)))
    if isinstance(new, str):
        return _letters(str(old or "")) == _letters(new)
    return old == new


def _letters(text: str) -> str:
    """Without what a spreadsheet, a web page or our own reading of a cell changes: tags, spaces, lines, bullets."""
    return " ".join(re.sub(r"(?m)^\s*[-•*]\s+", "", plain_text(text)).split())


def _in_order(sessions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(sessions, key=lambda each: (each["weekday"], each["begins"], each["ends"]))


def _same_session(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """A place that the file leaves out (premises that must not be found) is no other place."""
    names = ("pattern", "weekday", "week_of_month", "begins", "ends")
    if any(old[name] != new[name] for name in names):
        return False
    first, second = old["counted_from"], new["counted_from"]
    if first and second and (first - second).days % 14:
        return False
    return not new["place"] or _letters(old["place"]) == _letters(new["place"])


def written_since(newest: Revision, told: ImportedText | None) -> str:
    """The sentence of the refusal where the organisation keeps the text itself; a coordinator edits for it."""
    ours = {told.revision_id} if told else set()
    if newest.pk in ours or newest.edited_from_id in ours - {None}:
        return ""
    when = day_in_words(newest.submitted_at)
    if newest.state == Revision.State.PENDING:
        return f"Another text of {when} waits for a decision. Decide on it first; the file does not overwrite it."
    if told is not None:
        return f"The text was changed on {when}, after the last import. The file does not overwrite it."
    return f"The organisation keeps this text itself (last on {when}). The file does not overwrite it."
