"""Whoever may not open the lists learns no small number of people: not from one table, and not from all together."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.models import Prison
from coordination.small_counts import is_small
from inductions.gate.waiting import Waiting
from inductions.models import ModuleRule, TrainingModule, WorkerKind
from inductions.people_evidence import Evidence, figures
from inductions.people_evidence.figures import Counted, Month, Sessions
from inductions.people_evidence.people import Induction, OnDay
from inductions.people_evidence.tables import NOT_SHOWN, Cell, Table, tables_of
from inductions.status import Status, Worth
from tests.cast import Cast
from tests.inductions.clearing import ago, applied
from tests.inductions.mixed_crowd import asks_for_something, fill

DAY = date(2026, 3, 2)
KINDS = list(WorkerKind)
FLAGS = {
    WorkerKind.STAFF: "required_of_staff", WorkerKind.VOLUNTEER: "required_of_volunteers",
    WorkerKind.SESSIONAL: "required_of_sessional", WorkerKind.TRAINEE: "required_of_trainees",
}  # fmt: skip
STATES = (Status.CURRENT, Status.DUE_SOON, Status.EXPIRED, Status.NEVER)
INDUCTIONS = (Induction.COMPLETE, Induction.BEGUN, Induction.NOTHING)
Form = dict[str, int]


# --- A prison made up ---------------------------------------------------------------------------------


def rule_of(code: str, kinds: set[WorkerKind]) -> ModuleRule:
    required = {FLAGS[kind]: True for kind in kinds}
    prison = Prison(name="Somewhere", code="XXI")
    return ModuleRule(prison=prison, module=TrainingModule(code=code, label=code), **required)


@st.composite
def evidences(draw: Any) -> Evidence:
    """Up to forty people of one kind each, and up to three modules: few enough for small numbers everywhere."""
    rules = [
        rule_of(f"module {at}", draw(st.sets(st.sampled_from(KINDS), min_size=1)))
        for at in range(draw(st.integers(1, 3)))
    ]
    often = [draw(st.lists(st.sampled_from(each), min_size=1, max_size=8)) for each in (STATES, INDUCTIONS)]
    counted = Counted({DAY: Month(DAY)})
    people = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.randoms()), max_size=40))
    for key, (kind, dice) in enumerate(people):
        training = [(rule, Worth(dice.choice(often[0]))) for rule in rules if rule.is_required_of(kind)]
        each = OnDay(key, DAY, {1: {kind.value}}, training, dice.choice(often[1]))
        counted.add_to_month(each)
        counted.add(each)
    return Evidence(
        prison=Prison(name="Somewhere", code="XXI"), day=DAY, people=len(people),
        kinds={kind: counted.kinds[kind] for kind in KINDS}, whole=counted.whole, with_any=counted.with_any,
        induction=counted.induction, has_checklist=True,
        modules=[counted.modules[rule.module_id] for rule in rules if rule.module_id in counted.modules],
        organisations={}, months=list(counted.months.values()),
        clearances=Waiting(0, 0, None, None, 0, 0), sessions=Sessions(0, 0, 0, 0, []),
    )  # fmt: skip


# --- What its reader can work out -----------------------------------------------------------------------


class Reader:
    """Knows how the numbers hang together, writes down what is told, and solves."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Fraction]] = []

    def learns(self, form: Form, cell: Cell) -> None:
        if isinstance(cell.value, int):
            self.is_told(form, cell.value)

    def is_told(self, form: Form, value: int) -> None:
        row = {name: Fraction(factor) for name, factor in form.items() if factor}
        row["="] = row.get("=", Fraction()) + value
        self._take(row)

    def _reduced(self, row: dict[str, Fraction]) -> dict[str, Fraction]:
        for known in self.rows:
            lead = next(name for name in known if name != "=")
            if factor := row.get(lead):
                for name, value in known.items():
                    row[name] = row.get(name, Fraction()) - factor * value
        return {name: value for name, value in row.items() if value or name == "="}

    def _take(self, row: dict[str, Fraction]) -> None:
        row = self._reduced(row)
        names = [name for name in row if name != "="]
        if names:
            lead = names[0]
            new = {lead: Fraction(1)} | {
                name: value / row[lead] for name, value in row.items() if name != lead
            }
            self.rows = [self._without(known, lead, new) for known in self.rows]
            self.rows.append(new)

    @staticmethod
    def _without(known: dict[str, Fraction], lead: str, new: dict[str, Fraction]) -> dict[str, Fraction]:
        factor = known.get(lead, Fraction())
        if not factor:
            return known
        every = {**known, **{name: Fraction() for name in new if name not in known}}
        found = {name: value - factor * new.get(name, Fraction()) for name, value in every.items()}
        return {name: value for name, value in found.items() if value or name == "="}

    def can_work_out(self, form: Form) -> bool:
        row = self._reduced(
            {name: Fraction(factor) for name, factor in form.items() if factor} | {"=": Fraction()}
        )
        return not [name for name in row if name != "="]


def plus(*forms: Form) -> Form:
    found: Form = {}
    for form in forms:
        for name, factor in form.items():
            found[name] = found.get(name, 0) + factor
    return found


def minus(form: Form, other: Form) -> Form:
    return plus(form, {name: -factor for name, factor in other.items()})


def percent_of(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.value.endswith("%")


def read(found: Evidence, tables: dict[str, Table]) -> tuple[Reader, dict[str, tuple[Form, int]]]:
    """A reader of every table, and everything that may be small: {what: (how it is made up, how many)}."""
    reader, forms = Reader(), {}
    everybody = {f"kind {kind}": 1 for kind in KINDS}
    *kinds, total = tables["kinds"].rows
    for kind, row in zip(KINDS, kinds, strict=True):
        reader.learns({f"kind {kind}": 1}, row[1])
        forms[f"kind {kind}"] = ({f"kind {kind}": 1}, found.kinds[kind])
    reader.learns(everybody, total[1])
    forms["everybody"] = (everybody, found.people)
    told = {str(row[0].value): row for row in tables["modules"].rows}
    every_held: list[Form] = []
    required: set[WorkerKind] = set()
    for module in found.modules:
        name = module.rule.module_id
        of = {kind for kind in KINDS if module.rule.is_required_of(kind)}
        required |= of
        asked: Form = {f"kind {kind}": 1 for kind in of}
        parts: list[Form] = [{f"{name} {state}": 1} for state in STATES]
        reader.is_told(minus(plus(*parts), asked), 0)
        held, rest = plus(*parts[:2]), plus(*parts[2:])
        every_held.append(held)
        if row := told.get(module.rule.module.label):
            reader.learns(asked, row[1])
            reader.learns(minus(everybody, asked), row[7])
            for form, cell in zip(parts, row[3:7], strict=True):
                reader.learns(form, cell)
            if percent_of(row[2]) and isinstance(row[1].value, int):
                reader.is_told(held, sum(module.parts[:2]))
        counts = dict(zip(STATES, module.parts, strict=True))
        forms |= {f"{name} {state}": ({f"{name} {state}": 1}, counts[state]) for state in STATES}
        forms[f"{name} asked"] = (asked, module.asked)
        forms[f"{name} not asked"] = (minus(everybody, asked), found.people - module.asked)
        forms[f"{name} held"] = (held, sum(module.parts[:2]))
        forms[f"{name} rest"] = (rest, sum(module.parts[2:]))
    if found.modules and percent_of(tables["trend"].rows[-1][3]):
        reader.is_told(plus(*every_held), found.months[-1].held)
    _read_whole(found, tables["whole"], reader, forms, required, every_held)
    _read_induction(found, tables["induction"], reader, forms)
    return reader, forms


def _read_whole(
    found: Evidence, table: Table, reader: Reader, forms: dict[str, tuple[Form, int]],
    required: set[WorkerKind], every_held: list[Form],
) -> None:  # fmt: skip
    everybody = {f"kind {kind}": 1 for kind in KINDS}
    asked: Form = {f"kind {kind}": 1 for kind in required}
    reader.is_told(minus({"whole current": 1, "whole lacking": 1}, asked), 0)
    reader.is_told(minus(plus({"whole not": 1}, asked), everybody), 0)
    names = ("whole current", "whole lacking", "whole not")
    for name, row in zip(names, table.rows, strict=False):
        reader.learns({name: 1}, row[1])
    for name, (state, count) in zip(names, sorted_whole(found), strict=True):
        assert state
        forms[name] = ({name: 1}, count)
    if len(every_held) == 1:  # all that is required is the one module
        reader.is_told(minus({"whole current": 1}, every_held[0]), 0)


def sorted_whole(found: Evidence) -> list[tuple[str, int]]:
    from inductions.people_evidence.people import Whole

    return [(each.value, found.whole[each]) for each in Whole]


def _read_induction(
    found: Evidence, table: Table, reader: Reader, forms: dict[str, tuple[Form, int]]
) -> None:
    everybody = {f"kind {kind}": 1 for kind in KINDS}
    names = [f"induction {each}" for each in INDUCTIONS]
    reader.is_told(minus(dict.fromkeys(names, 1), everybody), 0)
    for name, row in zip(names, table.rows, strict=False):
        reader.learns({name: 1}, row[1])
    if percent_of(table.rows[-1][1]):
        reader.is_told({names[0]: 1}, found.induction[Induction.COMPLETE])
    for name, each in zip(names, INDUCTIONS, strict=True):
        forms[name] = ({name: 1}, found.induction[each])
    forms["induction missing"] = (
        {names[1]: 1, names[2]: 1}, found.induction[Induction.BEGUN] + found.induction[Induction.NOTHING]
    )  # fmt: skip


@settings(max_examples=400)
@given(found=evidences())
def test_from_all_tables_together_no_small_number_can_be_worked_out(found: Evidence) -> None:
    tables = {table.key: table for table in tables_of(found, hide=True)}
    reader, forms = read(found, tables)
    given_away = [
        what for what, (form, count) in forms.items() if is_small(count) and reader.can_work_out(form)
    ]
    assert given_away == []


def test_the_reader_does_work_out_what_is_left_over() -> None:
    """Else the test above could not fail."""
    reader = Reader()
    reader.is_told({"a": 1, "b": 1, "c": 1}, 20)
    reader.is_told({"a": 1}, 10)
    assert not reader.can_work_out({"b": 1})
    assert reader.can_work_out({"b": 1, "c": 1})
    reader.is_told({"b": 1, "c": -1}, 0)
    assert reader.can_work_out({"b": 1})


# --- On the pages and in the files ------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_file_and_comparison_keep_the_same_back_and_open_no_list(cast: Cast, client: Client) -> None:
    asks_for_something(cast.exeter)
    fill(cast.exeter, [cast.harbour, cast.lantern], cast.coordinator, 30)
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(77))
    found = figures(cast.exeter, timezone.localdate())
    tables = tables_of(found, hide=True)
    assert not [cell for table in tables for row in table.rows for cell in row if cell.url]
    assert "organisations" not in {table.key for table in tables}
    client.force_login(cast.lead)
    page = client.get("/prisons/EXI/people-evidence/").content.decode()
    assert "people-evidence/people/" not in page
    assert "people-evidence/sessions/" not in page
    assert cast.harbour.name not in page
    text = client.get("/prisons/EXI/people-evidence/evidence.csv").content.decode()
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    assert rows[0][0].removeprefix("\ufeff") == "People who work here"
    expected = [[str(cell.value) for cell in row] for table in tables for row in table.rows]
    assert [row for row in rows if row in expected] == expected
    assert NOT_SHOWN in text
    line = next(row for row in client.get("/compare/").context["table"]["rows"] if "Exeter" in str(row[0]))
    assert str(line[1]) == str(found.people)


@pytest.mark.django_db
def test_how_long_one_of_few_has_waited_is_kept_back(cast: Cast, client: Client) -> None:
    applied(cast.coordinator, cast.volunteer, cast.exeter, ago(77))
    client.force_login(cast.lead)
    for path in ("/prisons/EXI/people-evidence/", "/prisons/EXI/people-evidence/evidence.csv", "/compare/"):
        assert "77" not in client.get(path).content.decode().split("<main", 1)[-1]
    client.force_login(cast.governor)
    assert "77" in client.get("/prisons/EXI/people-evidence/").content.decode()
