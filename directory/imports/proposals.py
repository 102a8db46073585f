"""A row of a list, understood: who offers what to whom, in our own fields. Nothing is compared with what we have."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from coordination.plain_text import contact_details, prison_numbers
from coordination.policies import Refused
from directory.imports import cleaning, timetable
from directory.imports.columns import ColumnMapping
from directory.imports.contacts import contacts, emails, phones
from directory.imports.fields import FIELDS
from directory.imports.labels import KnownLabels, guessed_pathways
from directory.imports.organisations import Claim, claim
from directory.imports.regions import known_areas
from directory.imports.tables import SPILLED, Row
from directory.imports.texts import fitted_to, printable
from directory.models import Revision
from directory.policies import NEEDED
from directory.wording import label_of

PRISON_NUMBER: Final = "It holds what looks like the number of a person in prison. Its cells were not kept."
LISTS: Final = {
    "groups": "Group", "stages": "Stage", "delivery_ways": "DeliveryWay", "languages": "Language",
    "ways_to_ask": "WayToAsk",
}  # fmt: skip
WHOLE_TEXT: Final = "As it stands in the list:"
MOST_WORDS_OF_A_POINT: Final = 7
_NUMBERS: Final = ("usual_wait_days", "least_time_days")
_DATES: Final = ("starts_on", "ends_on", "funded_until")
_YOUNGEST, _OLDEST = 18, 120


@dataclass(frozen=True)
class Words:
    """What rows are compared with, read once for many of them."""

    lists: dict[str, KnownLabels]
    sentences: dict[str, str]
    areas: frozenset[str]

    @classmethod
    def load(cls) -> Words:
        from coordination.models import WayToAsk

        sentences = dict(WayToAsk.objects.values_list("pk", "sentence"))
        return cls(
            {name: KnownLabels.load(model) for name, model in {**LISTS, "pathways": "Pathway"}.items()},
            sentences, known_areas(),
        )  # fmt: skip


@dataclass
class Proposal:
    """`said`: content (as in wording.Content) that the row speaks of; `fixed`: what gives way to what
    somebody wrote for this service, of which `common` names what is set for all rows.

    `areas`: (cell, whether it is of police areas); `wings`: names as they stand; None: the row says nothing.
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
    return _Reader(cells, mapping, words).proposal()


class _Reader:
    def __init__(self, cells: Row, mapping: ColumnMapping, words: Words) -> None:
        self.cells, self.mapping, self.words = cells, mapping, words
        self.fixed: dict[str, Any] = mapping.get("fixed", {})
        self.flags: list[str] = []
        self.said: dict[str, Any] = {}
        self.weak: dict[str, Any] = {}
        self.addresses = emails(self.cell("email"))
        self.numbers = phones(self.cell("phone"))

    def proposal(self) -> Proposal:
        made = Proposal(
            claim=claim(
                name=self.line("organisation") or self.fixed.get("organisation", ""),
                charity_number=self.cell("charity_number"), company_number=self.cell("company_number"),
                website=self.cell("website"), postcode=self.cell("postcode"), flags=self.flags,
            ),
            listing=cleaning.whole_number(self.cell("listing")), reference=self.line("reference")[:120],
            prisons=self.cell("prison"), areas=self.areas(), wings=self.cell("wings"),
            said=self.said, flags=self.flags,
        )  # fmt: skip
        self.read_lists()
        self.read_who()
        self.read_days()
        self.read_texts()
        self.read_sessions()
        self.read_staff_texts()
        self.read_contacts(made)
        self.fill_gaps(made.claim.name)
        made.fixed = self.read_fixed()
        made.common = tuple(key for key in ("how_to_ask", *self.fixed) if key not in self.weak)
        if not made.claim.name and made.listing is None:
            raise Refused("It names no organisation.")
        return made

    # --- Cells -----------------------------------------------------------------------------------

    def headings(self, key: str) -> list[str]:
        return self.mapping.get("columns", {}).get(key, [])

    def cell(self, key: str, between: str = "\n") -> str:
        return between.join(self.cells[each] for each in self.headings(key) if self.cells.get(each))

    def line(self, key: str, between: str = ", ") -> str:
        return " ".join(cleaning.plain_text(self.cell(key, between)).split())

    def areas(self) -> list[tuple[str, bool]]:
        police = ("pcc", "police")
        return [
            (self.cells[each], any(word in each.lower() for word in police))
            for each in self.headings("region")
            if self.cells.get(each)
        ]

    # --- Lists, people and days ------------------------------------------------------------------

    def read_lists(self) -> None:
        for name in LISTS:
            found, strange = self.words.lists[name].read(self.cell(name))
            if found:
                self.said[name] = sorted(found)
            self.unknown(name, strange)
        self.read_pathways()

    def read_pathways(self) -> None:
        table = self.mapping.get("pathways", {})
        found: list[str] = []
        strange: list[str] = []
        for piece in cleaning.pieces(self.cell("pathways"), by_comma=False):
            label = " ".join(piece.split())[:120]
            if label in table:
                found += table[label]
            else:
                known, unknown = self.words.lists["pathways"].read(piece)
                found, strange = found + known, strange + unknown
        if found:
            self.said["pathways"] = sorted(set(found))
        elif not self.fixed.get("pathways"):
            self.read_pathways_in_points()
        self.unknown("pathways", strange)

    def read_pathways_in_points(self) -> None:
        """A category such as “Women’s services” says nothing; the points of the description often do."""
        lines = cleaning.plain_text(self.cell("summary", "\n\n")).split("\n")
        points = [
            line for line in lines if line.startswith("- ") and len(line.split()) <= MOST_WORDS_OF_A_POINT
        ]
        found = sorted({code for point in points for code in guessed_pathways(point)})
        if found:
            self.said["pathways"] = found
            self.flags.append("Pathways were guessed from the points of the description: check them.")

    def unknown(self, name: str, strange: list[str]) -> None:
        if strange:
            said = "; ".join(strange[:5])[:120]
            self.flags.append(f"{label_of(name)}: “{said}” is not in our list and was left out.")

    def read_who(self) -> None:
        if sex := self.sex():
            self.said["sex"] = sex
        youngest, oldest = cleaning.age_range(self.cell("ages"))
        youngest = cleaning.whole_number(self.cell("minimum_age")) or youngest
        oldest = cleaning.whole_number(self.cell("maximum_age")) or oldest
        if oldest is not None and oldest < _YOUNGEST:
            raise Refused(f"It is for people of {oldest} or younger, and the prisons here hold adults.")
        if youngest is not None and _YOUNGEST <= youngest <= _OLDEST:
            self.said["minimum_age"] = youngest
        if oldest is not None and oldest <= _OLDEST:
            self.said["maximum_age"] = oldest

    def sex(self) -> str:
        said = self.cell("sex").strip().lower()
        men, women = (cleaning.yes_or_no(self.cell(key)) for key in ("for_men", "for_women"))
        if men is False and women is False:
            raise Refused("It says that it is neither for men nor for women.")
        if said:
            women = women or bool(cleaning.WOMEN.search(said))
            men = men or bool(cleaning.MEN.search(said))
            if not men and not women and cleaning.ANYONE.search(said):
                return str(Revision.Sex.ANYONE)
        if men and women:
            return str(Revision.Sex.ANYONE)
        if women and not men:
            return str(Revision.Sex.WOMEN)
        return str(Revision.Sex.MEN) if men and (women is False or said) else ""

    def read_days(self) -> None:
        for name in _DATES:
            if cell := self.cell(name):
                found = cleaning.day(cell)
                if found:
                    self.said[name] = found
                else:
                    self.flags.append(f"{label_of(name)}: “{cell[:60]}” is no date and was left out.")
        for name in _NUMBERS:
            if (number := cleaning.whole_number(self.cell(name))) is not None:
                self.said[name] = number
        if (answer := cleaning.yes_or_no(self.cell("by_appointment"))) is not None:
            self.said["by_appointment"] = answer

    # --- Texts -----------------------------------------------------------------------------------

    def read_texts(self) -> None:
        self.whole = cleaning.plain_text(self.cell("summary", "\n\n"))
        self.keep_whole = False
        self.for_the_wings("summary", self.whole, words=60)
        for name in ("name", "other_rules", "how_to_ask"):
            text = self.line(name) if name != "other_rules" else cleaning.plain_text(self.cell(name))
            self.for_the_wings(name, text, words=100)

    def for_the_wings(self, name: str, text: str, *, words: int) -> None:
        if not text:
            return
        longest = Revision._meta.get_field(name).max_length or 600
        if len(text) <= longest and len(text.split()) <= words and not contact_details(text):
            self.said[name] = text
            return
        short = printable(text, words=words, characters=longest)
        shown = short.text.rstrip(".") if name == "name" else short.text
        if shown:
            self.said[name] = shown
        if short.taken_out:
            self.keep_whole = True
            self.addresses += [found.text for found in short.taken_out if found.kind == "an e-mail address"]
            self.numbers += [
                each for found in short.taken_out if "telephone" in found.kind for each in phones(found.text)
            ]
            kinds = ", ".join(sorted({found.kind for found in short.taken_out}))
            self.flags.append(
                f"{label_of(name)}: {kinds} went to the text for staff, with the sentence it stood in."
            )
        if short.was_cut:
            self.keep_whole = True
            counted = f"{len(text.split())} words of which {len(short.text.split())} are shown"
            self.flags.append(
                f"{label_of(name)} was shortened: it has {counted}. The whole text is kept for staff."
            )

    def read_staff_texts(self) -> None:
        procedure = cleaning.plain_text(self.cell("staff_procedure", "\n")) or self.fixed.get(
            "staff_procedure", ""
        )
        parts = [procedure, *self.notes()]
        if self.keep_whole:
            parts.append(f"{WHOLE_TEXT}\n{self.whole}")
        text = "\n\n".join(filter(None, parts))
        longest = Revision._meta.get_field("staff_procedure").max_length or 1500
        if procedure:
            # What is only set for all rows gives way to what somebody wrote for this one.
            where = self.said if self.cell("staff_procedure") else self.weak
            where["staff_procedure"] = fitted_to(text, longest)
            if len(text) > longest:
                self.flags.append(
                    f"The text for staff was cut: it has {len(text)} characters, and {longest} are kept."
                )
        for name in ("evidence", "cost"):
            if cell := cleaning.plain_text(self.cell(name)):
                longest = Revision._meta.get_field(name).max_length or 200
                self.said[name] = fitted_to(cell, longest)
                if len(cell) > longest:
                    self.flags.append(f"{label_of(name)} was cut to {longest} characters.")

    def notes(self) -> list[str]:
        """Columns that are for staff alone, each under its own heading."""
        headings = [*self.headings("notes"), *([SPILLED] if SPILLED in self.cells else [])]
        lines = [
            f"{each}: {cleaning.plain_text(self.cells[each])}" for each in headings if self.cells.get(each)
        ]
        return ["\n".join(lines)] if lines else []

    def read_sessions(self) -> None:
        place = self.line("place") or self.fixed.get("place", "")
        if contact_details(place):
            self.flags.append("Place: it holds contact details and was left out.")
            place = ""
        found, strange = timetable.from_lines(self.cell("sessions"))
        problems = [f"“{line[:80]}” is no session that we can read" for line in strange]
        if self.cell("weekday") or self.cell("times") or self.cell("begins"):
            more, wrong = timetable.from_cells(
                days=self.cell("weekday"), times=self.cell("times"), begins=self.cell("begins"),
                ends=self.cell("ends"), place=place, monday=self.mapping.get("first_weekday", 1),
            )  # fmt: skip
            found, problems = found + more, problems + wrong
        for each in found:
            each["place"] = each["place"] or place
        if found:
            self.said["sessions"] = found
        self.flags += [f"Sessions: {problem}; it was left out." for problem in problems]

    def fill_gaps(self, organisation: str) -> None:
        """A register of organisations names no services and describes none: what it says is put into their place."""
        if not self.said.get("name") and not self.fixed.get("name") and organisation:
            self.weak["name"] = organisation[:100]
            self.flags.append("It has no name of its own, so it is called after its organisation.")
        categories = cleaning.pieces(self.cell("pathways"), by_comma=False)
        if not self.said.get("summary") and not self.fixed.get("summary") and categories:
            self.weak["summary"] = printable(f"Help with: {'; '.join(categories)}.").text
            self.flags.append("It has no description, so its categories stand there.")

    # --- The rest --------------------------------------------------------------------------------

    def read_contacts(self, made: Proposal) -> None:
        made.contacts = contacts(
            name=self.line("contact_name"), role=self.line("contact_role"),
            addresses=self.addresses, numbers=self.numbers,
        )  # fmt: skip
        for key, read in (("phone", self.numbers), ("email", self.addresses)):
            if self.cell(key) and not read:
                self.flags.append(f"{FIELDS[key].label}: “{self.cell(key)[:60]}” is none that we can read.")

    def read_fixed(self) -> dict[str, Any]:
        """What is set for all rows, and the sentence for people in prison out of the ways to ask."""
        fixed = {
            key: value for key, value in self.fixed.items() if value and key not in ("organisation", "place")
        }
        fixed |= self.weak
        if "by_appointment" in fixed:
            fixed["by_appointment"] = cleaning.yes_or_no(fixed["by_appointment"]) or False
        ways = self.said.get("ways_to_ask") or fixed.get("ways_to_ask", [])
        if not fixed.get("how_to_ask") and ways:
            asked = " ".join(filter(None, (self.words.sentences.get(way, "") for way in ways)))
            fixed["how_to_ask"] = fitted_to(asked, 200)
        return {key: sorted(value) if isinstance(value, list) else value for key, value in fixed.items()}


def has_ended(proposal: Proposal, today: date) -> str:
    """The sentence of its refusal, or nothing."""
    ends = proposal.wanted.get("ends_on")
    return f"It ended on {ends.day} {ends:%B %Y}." if ends and ends < today else ""
