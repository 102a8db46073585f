"""A source of needs on one page: facts first, then a line for each pathway; the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from coordination.models import Group, Pathway, Prison, Stage
from coordination.policies import Refused
from planning.bringing_in.areas import AreaNames, typed_releases
from planning.bringing_in.numbers import per_cent, to_a_tenth, whole
from planning.bringing_in.said import Said, SaidOfArea, SaidOfGroup, SaidOfPathway
from planning.forms.lines import Line, NumberField
from planning.forms.sources import HeadForm, head_of
from planning.models import NeedsAssessment
from planning.models.assessment import in_figures

UNITS: Final = [
    ("needing", "people at any one time"), ("share", "% of those who come in"), ("a_month", "people a month"),
]  # fmt: skip
GROUP_UNITS: Final = [("people", "people"), ("share", "% of those held")]
READ: Final[Mapping[str, Any]] = {"needing": whole, "people": whole, "share": per_cent, "a_month": to_a_tenth}
SPARE_ROWS: Final = 4
# A page with more fields than Django takes would lose what was typed.
MOST_ROWS: Final = 150


class AssessmentForm(HeadForm):
    """`said()` is what the actions take. `assessment`: what is changed; None for a new one."""

    releases = forms.CharField(
        label="Area and per cent, one on each line", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Local authorities or police areas, by name or code. For example: Plymouth 22",
    )  # fmt: skip

    def __init__(
        self, *args: Any, prison: Prison, assessment: NeedsAssessment | None = None, **kwargs: Any
    ) -> None:
        self.rows = _Rows(assessment)
        initial = {**(head_of(assessment) if assessment else {}), "releases": self.rows.releases}
        super().__init__(*args, initial=initial, **kwargs)
        pathways = Pathway.objects.all() if prison.holds_women else Pathway.objects.filter(women_only=False)
        self.pathways = self.rows.with_used(pathways.filter(active=True), "pathway")
        self.groups = self.rows.with_used(Group.objects.filter(active=True), "group")
        self.stages = self.rows.with_used(Stage.objects.filter(active=True), "stage")
        self.more = range(1, self._row_count() + 1)
        self._said = Said()
        self._add_fields()

    def _row_count(self) -> int:
        typed = [
            name.split("_") for name in self.data if name.startswith("more_") and name.endswith("_pathway")
        ]
        posted = [
            int(parts[1]) for parts in typed if len(parts) == 3 and parts[1].isascii() and parts[1].isdigit()
        ]
        least = len(self.rows.single) + SPARE_ROWS
        return max(least, min(max([0, *posted]), MOST_ROWS))

    @staticmethod
    def is_too_long(assessment: NeedsAssessment) -> bool:
        """Too many rows for one page: such a source came from a file."""
        return len(_Rows(assessment).single) > MOST_ROWS

    def _add_fields(self) -> None:
        for pk, pathway in self.pathways.items():
            self._add(f"need_{pk}", str(pathway), self.rows.everybody.get(pk), UNITS)
        for pk, group in self.groups.items():
            self._add(f"group_{pk}", str(group), self.rows.groups.get(pk), GROUP_UNITS)
        for number in self.more:
            row = self.rows.single[number - 1] if number <= len(self.rows.single) else None
            name, of = f"more_{number}", f"of row {number}"
            for key, label, items, empty in (
                ("pathway", "Pathway", self.pathways, "Pathway"), ("group", "Group", self.groups, "Everybody"),
                ("stage", "Stage", self.stages, "Any stage"),
            ):  # fmt: skip
                choices = [("", empty), *((pk, str(item)) for pk, item in items.items())]
                self.fields[f"{name}_{key}"] = forms.ChoiceField(
                    label=f"{label} {of}", required=False, choices=choices
                )
                self.initial[f"{name}_{key}"] = getattr(row, f"{key}_id") if row else ""
            self._add(name, f"Number {of}", row, UNITS)

    def _add(self, name: str, label: str, row: Any, units: list[tuple[str, str]]) -> None:
        self.fields[name] = NumberField(label=label)
        self.fields[f"{name}_as"] = forms.ChoiceField(
            label=f"{label}: counted as", choices=units, required=False
        )
        for unit, _ in units:
            if row is not None and getattr(row, unit) is not None:
                self.initial[name], self.initial[f"{name}_as"] = getattr(row, unit), unit

    # --- What was typed ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._said = Said()
        for pk, pathway in self.pathways.items():
            if value := self._number(f"need_{pk}", UNITS):
                self._said.needs.append(SaidOfPathway(pathway, **value))
        for number in self.more:
            self._clean_single(number)
        for pk, group in self.groups.items():
            if value := self._number(f"group_{pk}", GROUP_UNITS):
                self._said.groups.append(SaidOfGroup(group, **value))
        self._said.releases.extend(self._releases(cleaned.get("releases") or ""))
        return cleaned

    def _number(self, name: str, units: list[tuple[str, str]]) -> dict[str, Any]:
        """{unit: number}, or nothing. A “40%” says by itself what it is."""
        number = self.cleaned_data.get(name)
        if number is None:
            return {}
        unit = self.cleaned_data.get(f"{name}_as") or units[0][0]
        if str(self[name].data).strip().endswith("%"):
            unit = "share"
        try:
            return {unit: READ[unit](number)}
        except Refused as refused:
            self.add_error(name, f"{self.fields[name].label}: {refused}")
            return {}

    def _clean_single(self, number: int) -> None:
        name = f"more_{number}"
        value = self._number(name, UNITS)
        chosen = {key: self.cleaned_data.get(f"{name}_{key}") for key in ("pathway", "group", "stage")}
        if not value:
            if any(chosen.values()) and name not in self.errors:
                self.add_error(name, "Give the number, or set the row back to empty.")
        elif not chosen["pathway"]:
            self.add_error(f"{name}_pathway", "Choose the pathway.")
        elif not chosen["group"] and not chosen["stage"]:
            self.add_error(
                f"{name}_group", "Choose a group or a stage. The number of everybody stands further up."
            )
        else:
            row = SaidOfPathway(
                self.pathways[chosen["pathway"]], self.groups.get(chosen["group"] or ""),
                self.stages.get(chosen["stage"] or ""), **value,
            )  # fmt: skip
            if any(str(row) == str(each) for each in self._said.needs):
                self.add_error(f"{name}_pathway", f"{row} stands there twice. Keep one of the two rows.")
            self._said.needs.append(row)

    def _releases(self, text: str) -> list[SaidOfArea]:
        if not text.strip() or "releases" in self.errors:
            return []
        try:
            return typed_releases(text, AreaNames())
        except Refused as refused:
            self.add_error("releases", str(refused))
            return []

    def said(self) -> Said:
        return self._said

    # --- As the page shows it ---

    @property
    def pathway_lines(self) -> list[Line]:
        return [self._line(str(pathway), f"need_{pk}") for pk, pathway in self.pathways.items()]

    @property
    def group_lines(self) -> list[Line]:
        return [self._line(str(group), f"group_{pk}") for pk, group in self.groups.items()]

    @property
    def single_lines(self) -> list[Line]:
        return [
            Line("", [*(self[f"more_{n}_{key}"] for key in ("pathway", "group", "stage")), self[f"more_{n}"],
                      self[f"more_{n}_as"]])
            for n in self.more
        ]  # fmt: skip

    def _line(self, label: str, name: str) -> Line:
        return Line(label, [self[name], self[f"{name}_as"]])

    @property
    def groups_open(self) -> bool:
        return self._open(f"group_{pk}" for pk in self.groups)

    @property
    def single_open(self) -> bool:
        return self._open(
            f"more_{n}{part}" for n in self.more for part in ("", "_pathway", "_group", "_stage")
        )

    @property
    def releases_open(self) -> bool:
        return self._open(["releases"])


class _Rows:
    """What an assessment says already, as the form begins with it."""

    def __init__(self, assessment: NeedsAssessment | None) -> None:
        needs = list(assessment.needs.select_related("pathway", "group", "stage")) if assessment else []
        self.everybody = {need.pathway_id: need for need in needs if not need.group_id and not need.stage_id}
        self.single = [need for need in needs if need.group_id or need.stage_id]
        groups = list(assessment.groups.select_related("group")) if assessment else []
        self.groups = {row.group_id: row for row in groups}
        shares = assessment.releases.select_related("area") if assessment else []
        self.releases = "\n".join(
            f"{share.area.name} ({share.area.get_kind_display().lower()}) {in_figures(share.share)}"
            for share in shares
        )
        self._used: dict[str, list[Any]] = {
            "pathway": [need.pathway for need in needs], "stage": [need.stage for need in needs if need.stage],
            "group": [*(need.group for need in needs if need.group), *(row.group for row in groups)],
        }  # fmt: skip

    def with_used(self, items: Any, kind: str) -> dict[str, Any]:
        """{code: item}; those that the source names stay, though the list has them no more."""
        found = {item.pk: item for item in items}
        return found | {item.pk: item for item in self._used[kind] if item.pk not in found}
