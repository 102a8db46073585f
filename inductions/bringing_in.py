"""A row of somebody's list of people, read: which column means what, and what its cells say. No database inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from coordination.policies import Refused, check_no_prison_numbers
from directory.imports.cleaning import day
from inductions.models import TrainingModule, WorkerKind
from inductions.policies import FIRST_YEAR

# {field: (label on the page, headings that mean it)}
FIELDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "name": ("Name", ("name", "full name", "worker", "volunteer", "person")),
    "email": ("E-mail address", ("e-mail address", "e-mail", "email", "email address", "mail")),
    "phone": ("Telephone", ("telephone", "phone", "mobile", "tel", "contact number")),
    "organisation": ("Organisation", ("organisation", "organization", "charity", "agency", "provider", "partner")),
    "kind": ("Kind of worker", ("kind", "kind of worker", "type", "status", "staff or volunteer")),
    "role_title": ("Role", ("role", "job title", "job", "position")),
    "begins_on": ("First day here", ("first day", "start date", "started", "start", "from")),
    "module": ("Training", ("training", "module", "course")),
    "done_on": ("Day of the training", ("date of training", "training date", "completed", "date completed", "done on")),
}  # fmt: skip
LONGEST: Final = {"name": 120, "email": 254, "phone": 40, "organisation": 200, "kind": 40, "role_title": 120}
LONGEST_OTHER: Final = 60
# A cell is kept this far: enough to see that it is too long for whatever it is chosen for.
KEPT: Final = 301
KINDS: Final = {
    "staff": WorkerKind.STAFF, "employee": WorkerKind.STAFF, "paid": WorkerKind.STAFF,
    "volunteer": WorkerKind.VOLUNTEER, "sessional": WorkerKind.SESSIONAL,
    "sessional worker": WorkerKind.SESSIONAL, "trainee": WorkerKind.TRAINEE, "student": WorkerKind.TRAINEE,
}  # fmt: skip
OF_A_MODULE: Final = "module:"
OF_A_TRAINING: Final = ("module", "done_on")


@dataclass(frozen=True)
class Said:
    """What one row says. `values`: as `add_person` takes them."""

    organisation: str
    values: dict[str, Any]
    begins_on: date | None
    training: tuple[tuple[TrainingModule, date], ...]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def labels(modules: Iterable[TrainingModule]) -> dict[str, str]:
    """{field: label}, with a column of days for each module."""
    named = {field: label for field, (label, _) in FIELDS.items()}
    return named | {f"{OF_A_MODULE}{each.pk}": f"Day of “{each.label}”" for each in modules}


def guess(headings: Sequence[str], modules: Iterable[TrainingModule]) -> dict[str, str]:
    """By the exact words alone; whatever is called otherwise is chosen on the page."""
    named = {name: field for field, (_, names) in FIELDS.items() for name in names}
    for each in modules:
        named |= {_plain(each.label): f"{OF_A_MODULE}{each.pk}", _plain(each.pk): f"{OF_A_MODULE}{each.pk}"}
    found: dict[str, str] = {}
    for heading in headings:
        field = named.get(_plain(heading))
        if field:
            found.setdefault(field, heading)
    return found


def check_headings(headings: Sequence[str]) -> None:
    """A list without headings would keep its first person in their place."""
    check_no_prison_numbers({"the headings": " | ".join(headings)})
    if any("@" in heading or day(heading) for heading in headings):
        raise Refused(
            "The first line of the list holds somebody and not headings. Put a line above it that says what each"
            " column is: Name, Organisation, Kind of worker."
        )


def check_columns(columns: Mapping[str, str], headings: Sequence[str]) -> None:
    for field in ("name", "organisation", "kind"):
        if not columns.get(field):
            raise Refused(f"Choose the column for “{FIELDS[field][0]}”. Without it nobody can be added.")
    if bool(columns.get("module")) != bool(columns.get("done_on")):
        raise Refused("A column of trainings needs one for their days, and the other way round.")
    if any(heading not in headings for heading in columns.values()):
        raise Refused("The file does not have this column. Open the page again.")
    if len(set(columns.values())) < len(columns):
        raise Refused("One column is chosen twice. Choose one meaning for it.")


def read_row(
    columns: Mapping[str, str], cells: Mapping[str, str], modules: Mapping[str, TrainingModule], today: date
) -> Said:
    """Refused, with a sentence that says which cell and why."""
    text = {field: " ".join(cells.get(heading, "").split()) for field, heading in columns.items()}
    for field, value in text.items():
        _check_cell(field, value, modules)
    for field in ("name", "organisation", "kind"):
        if not text.get(field):
            raise Refused(f"The cell for “{FIELDS[field][0]}” is empty. Fill it in.")
    kind = KINDS.get(_plain(text["kind"]).removesuffix("s")) or KINDS.get(_plain(text["kind"]))
    if kind is None:
        raise Refused(
            "The kind of worker is none of staff, volunteer, sessional or trainee. Write one of these."
        )
    if text.get("email"):
        try:
            validate_email(text["email"])
        except ValidationError:
            raise Refused("The e-mail address is not a whole one. Put it right, or leave it empty.") from None
    values = {name: text.get(name, "") for name in ("name", "email", "phone", "role_title")} | {"kind": kind}
    begins_on = _day(text.get("begins_on", ""), "the first day")
    return Said(text["organisation"], values, begins_on, tuple(_training(text, modules, today)))


def _check_cell(field: str, value: str, modules: Mapping[str, TrainingModule]) -> None:
    label = labels(modules.values()).get(field, field)
    most = LONGEST.get(field, LONGEST_OTHER)
    if len(value) > most:
        raise Refused(f"The cell for “{label}” has more than {most} characters. Shorten it.")
    calculated = value[:1] in ("=", "@", "\t") or (value[:1] in ("+", "-") and not value[1:2].isdigit())
    if calculated:
        raise Refused(f"The cell for “{label}” is a formula. Put what it comes to in its place.")


def _training(
    text: Mapping[str, str], modules: Mapping[str, TrainingModule], today: date
) -> Iterable[tuple[TrainingModule, date]]:
    by_name = {_plain(name): each for each in modules.values() for name in (each.pk, each.label)}
    found = [(f"{field}", value) for field, value in text.items() if field.startswith(OF_A_MODULE) and value]
    for field, value in found:
        yield _done(modules[field.removeprefix(OF_A_MODULE)], value, today)
    if text.get("module") or text.get("done_on"):
        module = by_name.get(_plain(text.get("module", "")))
        if module is None:
            raise Refused(
                "This training is none of the modules in the portal. Write the name of one of them."
            )
        yield _done(module, text.get("done_on", ""), today)


def _done(module: TrainingModule, cell: str, today: date) -> tuple[TrainingModule, date]:
    done_on = _day(cell, f"“{module.label}”")
    if done_on is None:
        raise Refused(f"There is no day for “{module.label}”. Write when it was done.")
    if done_on > today or done_on.year < FIRST_YEAR:
        raise Refused(f"The day for “{module.label}” is still to come or too long ago. Look at the year.")
    return module, done_on


def _day(cell: str, what: str) -> date | None:
    if not cell:
        return None
    found = day(cell)
    if found is None:
        raise Refused(f"The day for {what} cannot be read. Write it as 5/3/2026.")
    return found
