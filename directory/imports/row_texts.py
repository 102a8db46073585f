"""What a row says in words: for the wings shortened and without contact details, for staff as a whole."""

from __future__ import annotations

from coordination.plain_text import contact_details
from directory.imports import cleaning
from directory.imports.contacts import emails, phones
from directory.imports.row import Reading
from directory.imports.tables import SPILLED
from directory.imports.texts import fitted_to, printable
from directory.models import Revision
from directory.models.revision import SUMMARY_WORDS
from directory.wording import label_of


def longest_of(name: str) -> int:
    """Characters that the field holds."""
    return getattr(Revision._meta.get_field(name), "max_length", None) or 600


def read_texts(row: Reading) -> None:
    for_the_wings(row, "summary", cleaning.plain_text(row.cell("summary", "\n\n")), words=SUMMARY_WORDS)
    for name in ("name", "other_rules", "how_to_ask"):
        text = row.line(name) if name != "other_rules" else cleaning.plain_text(row.cell(name))
        for_the_wings(row, name, text, words=100)


def for_the_wings(row: Reading, name: str, text: str, *, words: int) -> None:
    if not text:
        return
    longest = longest_of(name)
    if len(text) <= longest and len(text.split()) <= words and not contact_details(text):
        row.said[name] = text
        return
    short = printable(text, words=words, characters=longest)
    shown = short.text.rstrip(".") if name == "name" else short.text
    if shown:
        row.said[name] = shown
    if short.taken_out:
        row.whole_texts[name] = text
        row.lost_contacts.append(name)
        # Of an address at the end of a sentence the next word may have been taken along.
        row.addresses += [each for found in short.taken_out for each in emails(found.text)]
        row.numbers += [
            each for found in short.taken_out if "telephone" in found.kind for each in phones(found.text)
        ]
        kinds = ", ".join(sorted({found.kind for found in short.taken_out}))
        row.flags.append(
            f"“{label_of(name)}”: {kinds} went to the text for staff, with the sentence around it."
        )
    if short.was_cut:
        row.whole_texts[name] = text
        counted = f"{len(text.split())} words of which {len(short.text.split())} are shown"
        row.flags.append(f"“{label_of(name)}” was shortened: it has {counted}.")


def read_staff_texts(row: Reading) -> None:
    procedure = cleaning.plain_text(row.cell("staff_procedure", "\n")) or row.fixed.get("staff_procedure", "")
    parts = [procedure, *notes(row)]
    parts += [whole_text(row, name) for name in row.whole_texts]
    text = "\n\n".join(filter(None, parts))
    longest = longest_of("staff_procedure")
    if procedure:
        # What is only set for all rows gives way to what somebody wrote for this one.
        where = row.said if row.cell("staff_procedure") else row.weak
        where["staff_procedure"] = fitted_to(text, longest)
        if len(text) > longest:
            row.flags.append(f"Of its {len(text)} characters for staff, {longest} are kept.")
        elif row.whole_texts:
            row.flags.append("Staff read the whole text.")
    for name in ("evidence", "cost"):
        if cell := cleaning.plain_text(row.cell(name)):
            longest = longest_of(name)
            row.said[name] = fitted_to(cell, longest)
            if len(cell) > longest:
                row.flags.append(f"{label_of(name)} was cut to {longest} characters.")


def whole_text(row: Reading, name: str) -> str:
    return f"{label_of(name)}, as it stands in the list:\n{row.whole_texts[name]}"


def with_contacts(row: Reading) -> str:
    """The texts that lost contact details, whole: staff get them whoever wrote the rest of their text."""
    return "\n\n".join(whole_text(row, name) for name in row.lost_contacts)


def notes(row: Reading) -> list[str]:
    """Columns that are for staff alone, each under its own heading."""
    headings = [*row.headings("notes"), *([SPILLED] if SPILLED in row.cells else [])]
    lines = [f"{each}: {cleaning.plain_text(row.cells[each])}" for each in headings if row.cells.get(each)]
    return ["\n".join(lines)] if lines else []


def fill_gaps(row: Reading, organisation: str) -> None:
    """A register of organisations names no services and describes none: what it says is put into their place."""
    if not row.said.get("name") and not row.fixed.get("name") and organisation:
        row.weak["name"] = organisation[:100]
        row.flags.append("It has no name of its own, so it is called after its organisation.")
    categories = cleaning.pieces(row.cell("pathways"), by_comma=False)
    if not row.said.get("summary") and not row.fixed.get("summary") and categories:
        row.weak["summary"] = printable(f"Help with: {'; '.join(categories)}.").text
        row.flags.append("It has no description, so its categories stand there.")
