"""A row of a list, understood: who offers what to whom, in our own fields. Nothing is compared with what we have."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from coordination.plain_text import prison_numbers
from coordination.policies import Refused
from directory.imports import cleaning
from directory.imports.columns import ColumnMapping
from directory.imports.contacts import contacts
from directory.imports.fields import FIELDS
from directory.imports.organisations import Claim, claim
from directory.imports.row import Reading, Words
from directory.imports.row_facts import areas, read_facts
from directory.imports.row_texts import fill_gaps, read_staff_texts, read_texts, with_contacts
from directory.imports.tables import Row
from directory.imports.texts import fitted_to
from directory.policies import NEEDED
from directory.wording import label_of

PRISON_NUMBER: Final = "It holds what looks like the number of a person in prison. Its cells were not kept."
DERIVED: Final = ("name", "summary")


@dataclass
class Proposal:
    """`said`: content (as in wording.Content) that the row speaks of; `fixed`: what gives way to what
    somebody wrote for this service, of which `common` names what is set for all rows.

    `areas`: (cell, whether it is of police areas); `wings`: names as they stand; None: the row says nothing.
    `with_contacts`: texts that lost contact details, whole, for staff.
    """

    claim: Claim
    listing: int | None = None
    reference: str = ""
    prisons: str = ""
    areas: list[tuple[str, bool]] = field(default_factory=list)
    wings: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    common: tuple[str, ...] = ()
    contacts: list[dict[str, str]] = field(default_factory=list)
    with_contacts: str = ""
    flags: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.said.get("name") or self.fixed.get("name") or ""

    @property
    def wanted(self) -> dict[str, Any]:
        return self.fixed | self.said

    @property
    def digest(self) -> str:
        """Of all that it says: two rows of one digest say the same."""
        told = asdict(self)
        del told["flags"]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

    def set_for_all(self, content: dict[str, Any]) -> list[str]:
        """Labels of the needed fields whose words are those set for all rows."""
        silent = [name for name in NEEDED if name in self.common and name not in self.said]
        return [label_of(name) for name in silent if content.get(name) == self.fixed.get(name)]

    def missing(self, content: dict[str, Any]) -> list[str]:
        """Labels of the needed fields that nothing fills."""
        return [label_of(name) for name in NEEDED if not content.get(name)]


def read(cells: Row, mapping: ColumnMapping, words: Words) -> Proposal:
    """Refused where the row cannot be a service of any prison: it holds a prison number, or names nobody."""
    if not cells or any(prison_numbers(cell) for cell in cells.values()):
        raise Refused(PRISON_NUMBER)
    row = Reading(cells, mapping, words)
    organisation = claimed(row)
    listing = cleaning.whole_number(row.cell("listing"))
    if not organisation.name and listing is None:
        raise Refused("It names no organisation.")
    read_facts(row)
    read_texts(row)
    fill_gaps(row, organisation.name)
    read_staff_texts(row)
    return Proposal(
        claim=organisation, listing=listing, reference=row.line("reference")[:120], prisons=row.cell("prison"),
        areas=areas(row), wings=row.cell("wings"), said=row.said, fixed=read_fixed(row),
        common=tuple(key for key in ("how_to_ask", *row.fixed) if key not in DERIVED),
        contacts=read_contacts(row), with_contacts=with_contacts(row), flags=row.flags,
    )  # fmt: skip


def claimed(row: Reading) -> Claim:
    """Whose service it is, by the row."""
    return claim(
        name=row.line("organisation") or row.fixed.get("organisation", ""),
        charity_number=row.cell("charity_number"), company_number=row.cell("company_number"),
        website=row.cell("website"), postcode=row.cell("postcode"), flags=row.flags,
    )  # fmt: skip


def read_contacts(row: Reading) -> list[dict[str, str]]:
    for key, read in (("phone", row.numbers), ("email", row.addresses)):
        if row.cell(key) and not read:
            row.flags.append(f"{FIELDS[key].label}: “{row.cell(key)[:60]}” is none that we can read.")
    return contacts(
        name=row.line("contact_name"), role=row.line("contact_role"),
        addresses=row.addresses, numbers=row.numbers,
    )  # fmt: skip


def read_fixed(row: Reading) -> dict[str, Any]:
    """What is set for all rows, and the sentence for people in prison out of the ways to ask."""
    fixed = {key: value for key, value in row.fixed.items() if value and key not in ("organisation", "place")}
    fixed |= row.weak
    if "by_appointment" in fixed:
        fixed["by_appointment"] = cleaning.yes_or_no(fixed["by_appointment"]) or False
    ways = row.said.get("ways_to_ask") or fixed.get("ways_to_ask", [])
    if not fixed.get("how_to_ask") and ways:
        asked = " ".join(filter(None, (row.words.sentences.get(way, "") for way in ways)))
        fixed["how_to_ask"] = fitted_to(asked, 200)
    return {key: sorted(value) if isinstance(value, list) else value for key, value in fixed.items()}


def has_ended(proposal: Proposal, today: date) -> str:
    """The sentence of its refusal, or nothing."""
    ends = proposal.wanted.get("ends_on")
    return f"It ended on {ends.day} {ends:%B %Y}." if ends and ends < today else ""
