"""Which column means what: guessed from its heading and its cells, chosen on a page, remembered for each source.

A mapping, as it is kept in JSON:

    {"columns": {field: [headings, in the order in which they are put together]},
     "fixed": {field: text, or a list of codes},       # for rows (and entries) that say nothing themselves
     "pathways": {label in the file: [codes of pathways]},
     "first_weekday": number that the file gives to Monday, as one of WEEKDAYS}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rapidfuzz import fuzz, process

from coordination.policies import Refused
from directory.imports import labels
from directory.imports.cleaning import day, pieces, weekday_number, yes_or_no
from directory.imports.fields import FIELDS, Field, plain
from directory.imports.tables import Row

# A heading this much like a known one is offered as the guess; below it the column is left out.
ALIKE: Final = 88
MOST_LABELS: Final = 200
WEEKDAYS: Final = {1: "1 is Monday (0 or 7 is Sunday)", 0: "0 is Monday", 2: "2 is Monday (1 is Sunday)"}
# One of each line must be named; the sentence says what is missing otherwise.
NEEDED: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("organisation", "listing"), "which column holds the organisation"),
)
# One column may mean both: where an office stands is often all that tells where it works.
TWO_MEANINGS: Final = (
    {"postcode", "region"}, {"notes", "region"}, {"organisation", "name"}, {"pathways", "summary"},
    {"pathways", "name"}, {"name", "notes"}, {"pathways", "groups"},
)  # fmt: skip
# What nearly every list leaves out. Proposed for all rows, shown with the columns and said in each note, so that
# the coordinator decides with open eyes.
ASSUMED: Final[Mapping[str, Any]] = {
    "stages": ["during"],
    "delivery_ways": ["one_to_one"],
    "ways_to_ask": ["officer"],
    "staff_procedure": "The list does not say how to refer. Ask the voluntary sector coordinator.",
}
_TEXTS: Final = frozenset({"text", "long", "yes_no", "sex"})

ColumnMapping = dict[str, Any]


def guess(headings: Sequence[str], samples: Iterable[Row] = ()) -> ColumnMapping:
    """Each heading in one place at most: exact names first, then the most alike; what is unlike all stays out."""
    samples = list(samples)
    columns: dict[str, list[str]] = {}
    rest = []
    for heading in headings:
        field = _BY_NAME.get(plain(heading))
        if field is None or not _put(columns, field, heading):
            rest.append(heading)
    alike = [(score, each, _BY_NAME[name]) for each in rest for name, score in _most_alike(each)]
    for score, heading, field in sorted(alike, key=lambda found: (-found[0], headings.index(found[1]))):
        if score >= ALIKE and not any(heading in taken for taken in columns.values()):
            _put(columns, field, heading)
    _second_thoughts(columns, samples)
    mapping: ColumnMapping = {"columns": columns, "fixed": assumed(), "pathways": {}, "first_weekday": 1}
    mapping["first_weekday"] = guess_first_weekday(cells_of(mapping, "weekday", samples))
    return mapping


def assumed() -> dict[str, Any]:
    """What is proposed for all rows, as far as our lists still have it."""
    return {
        key: value
        for key, value in ASSUMED.items()
        if FIELDS[key].fixed in _TEXTS or set(value) <= set(labels.codes(FIELDS[key].fixed))
    }


def with_labels(mapping: ColumnMapping, found: Iterable[str]) -> ColumnMapping:
    """With a line for each category of the file (`found`) that it does not know yet, guessed from its words."""
    table = dict(mapping.get("pathways") or {})
    for label in found:
        if label not in table and len(table) < MOST_LABELS:
            table[label] = labels.guessed_pathways(label)
    return mapping | {"pathways": table}


def labels_in(mapping: ColumnMapping, row: Row) -> list[str]:
    """The categories that a row names, as they stand in the file."""
    found = [piece for cell in cells_of(mapping, "pathways", [row]) for piece in pieces(cell, by_comma=False)]
    return list(dict.fromkeys(" ".join(piece.split())[:120] for piece in found))


def cells_of(mapping: ColumnMapping, field: str, rows: Iterable[Row]) -> list[str]:
    """The filled cells that the rows have for a field."""
    chosen = mapping.get("columns", {}).get(field, [])
    return [row[heading] for row in rows for heading in chosen if row.get(heading)]


def fits(mapping: ColumnMapping, headings: Iterable[str]) -> ColumnMapping:
    """A remembered mapping for a file whose columns may have changed: headings that are gone are left out."""
    there = set(headings)
    kept = {
        field: [heading for heading in chosen if heading in there]
        for field, chosen in mapping.get("columns", {}).items()
        if field in FIELDS
    }
    return mapping | {"columns": {field: chosen for field, chosen in kept.items() if chosen}}


def check_mapping(mapping: Any, headings: Iterable[str]) -> None:
    """Refused, with what is missing or wrong; a mapping may also come from a file that somebody wrote."""
    if not isinstance(mapping, dict) or not isinstance(mapping.get("columns"), dict):
        raise Refused("The mapping must be an object with “columns”: {field: [headings]}.")
    there, used = set(headings), set[tuple[str, str]]()
    for key, chosen in mapping["columns"].items():
        field = _known(key)
        if not isinstance(chosen, list) or not all(isinstance(heading, str) for heading in chosen):
            raise Refused(f"“{field.label}” needs a list of column headings.")
        for heading in chosen:
            if heading not in there:
                raise Refused(f"The file has no column “{heading}”, which “{field.label}” is to come from.")
            for other in [other for taken, other in used if taken == heading]:
                if {key, other} not in TWO_MEANINGS:
                    raise Refused(f"The column “{heading}” is chosen twice. Choose one meaning for it.")
            used.add((heading, key))
        if len(chosen) > 1 and not field.several:
            raise Refused(f"“{field.label}” can come from one column only.")
    fixed = _check_fixed(mapping.get("fixed", {}))
    _check_rest(mapping)
    filled = {key for key, chosen in mapping["columns"].items() if chosen} | fixed
    absent = [sentence for keys, sentence in NEEDED if not filled & set(keys)]
    if absent:
        raise Refused(f"Say {' and '.join(absent)}.")


def _known(key: str) -> Field:
    if key not in FIELDS:
        raise Refused(f"“{key}” is no field of ours. Fields are: {', '.join(FIELDS)}.")
    return FIELDS[key]


def _check_fixed(fixed: Any) -> set[str]:
    """Keys of the fields with one value for all rows."""
    if not isinstance(fixed, dict):
        raise Refused("“fixed” must be an object: {field: value for all rows}.")
    for key, value in fixed.items():
        field = _known(key)
        if not field.fixed:
            raise Refused(f"“{field.label}” cannot be the same for all rows.")
        if field.fixed in _TEXTS and not isinstance(value, str):
            raise Refused(f"“{field.label}” needs a text.")
        if field.fixed not in _TEXTS:
            known = labels.codes(field.fixed)
            strange = [code for code in value if code not in known] if isinstance(value, list) else [value]
            if strange:
                raise Refused(f"“{strange[0]}” is no code of “{field.label}”. Codes are: {', '.join(known)}.")
    return {key for key, value in fixed.items() if value}


def _check_rest(mapping: ColumnMapping) -> None:
    if mapping.get("first_weekday", 1) not in WEEKDAYS:
        raise Refused("“first_weekday” is the number that the file gives to Monday: 0, 1 or 2.")
    table = mapping.get("pathways", {})
    known = labels.codes("Pathway")
    if not isinstance(table, dict):
        raise Refused("“pathways” must be an object: {category in the file: [codes of pathways]}.")
    for label, chosen in table.items():
        if not isinstance(chosen, list) or any(code not in known for code in chosen):
            raise Refused(f"The category “{label}” needs a list of pathways out of: {', '.join(known)}.")


def guess_first_weekday(cells: Iterable[str]) -> int:
    """The number of Monday: a 0 means counting from 0 or from Sunday; nothing in the file can tell more than that."""
    numbers = {number for cell in cells if (number := weekday_number(cell)) is not None}
    return 0 if 0 in numbers and 7 not in numbers and 6 not in numbers else 1


def _second_thoughts(columns: dict[str, list[str]], samples: list[Row]) -> None:
    """Headings such as “from”, “to” and “name” mean one thing or another, and the cells tell."""

    def cells(key: str) -> list[str]:
        return [row[heading] for heading in columns.get(key, []) for row in samples if row.get(heading)]

    if "organisation" not in columns and len(columns.get("name", [])) == 1:
        # A register of organisations: its “name” is theirs.
        columns["organisation"] = columns.pop("name")
    for key in ("starts_on", "ends_on", "funded_until"):
        if cells(key) and not any(day(cell) for cell in cells(key)):
            del columns[key]
    for key in ("for_men", "for_women"):
        if cells(key) and all(yes_or_no(cell) is None for cell in cells(key)):
            del columns[key]


def _put(columns: dict[str, list[str]], field: Field, heading: str) -> bool:
    taken = columns.get(field.key, [])
    if taken and not field.several:
        return False
    columns[field.key] = [*taken, heading]
    return True


def _most_alike(heading: str) -> list[tuple[str, float]]:
    found = process.extractOne(plain(heading), list(_BY_NAME), scorer=fuzz.ratio)
    return [(found[0], found[1])] if found else []


def _by_name() -> Mapping[str, Field]:
    named: dict[str, Field] = {}
    for field in FIELDS.values():
        for name in field.names:
            named.setdefault(name, field)
    return named


_BY_NAME: Final = _by_name()
