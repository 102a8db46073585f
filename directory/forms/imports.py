"""Bringing in a list: the file, what its columns mean, and which of its rows to look at."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.organisations import Fold
from coordination.forms.several import SeveralField
from coordination.models import Prison
from directory.imports import labels
from directory.imports.columns import WEEKDAYS, ColumnMapping
from directory.imports.fields import FIELDS, Field
from directory.imports.reading import ENDINGS, LARGEST_FILE
from directory.models import ImportRow, Revision

MEGABYTE: Final = 1_000_000
LEAVE_OUT: Final = "Leave this column out"
# What lists from elsewhere hardly ever say, and our directory needs. The rest of the fixed values is folded away.
OFTEN_FIXED: Final = ("pathways", "stages", "delivery_ways", "ways_to_ask", "how_to_ask", "staff_procedure")
FIXED_HINTS: Final = {
    "how_to_ask": "One plain sentence for people in prison, for example: “Ask your key worker.”",
    "staff_procedure": "One or two sentences for staff, for example: “E-mail the resettlement team.”",
}
TOO_LARGE: Final = f"The file has more than {LARGEST_FILE // MEGABYTE} MB. Divide it into several files."


class ImportForm(PortalForm):
    """`prisons`: those at which the user may bring lists in, the one of the page first."""

    submit_label = "Read the file"
    compact = True

    file = forms.FileField(
        label="The list", allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=f"CSV, XLSX or JSON, at most {LARGEST_FILE // MEGABYTE} MB.",
        error_messages={"required": "Choose the file with the list."},
    )  # fmt: skip
    source = forms.CharField(
        label="Where does the list come from?", max_length=80,
        help_text="For example “Commissioned services, probation” or “Wing B folder”. What its columns mean is kept"
        " under this name, for the next time.",
        error_messages={"required": "Say where the list comes from, for example “Commissioned services”."},
    )  # fmt: skip
    prisons = SeveralField(
        label="Offer its services to", queryset=Prison.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Each row is offered where its region and its rule on men and women fit the prison.",
        error_messages={"required": "Tick at least one prison."},
    )  # fmt: skip

    def __init__(self, *args: Any, prison: Prison, prisons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prison = prison
        if len(prisons) < 2:
            del self.fields["prisons"]
            return
        field: Any = self.fields["prisons"]
        field.queryset = prisons
        field.initial = [prison.pk]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def chosen(self) -> list[Prison]:
        return list(self.cleaned_data["prisons"]) if "prisons" in self.fields else [self.prison]


def _with_hint(legend: str, hint: str, *fields: Any) -> Fieldset:
    return Fieldset(legend, HTML(f'<p class="govuk-hint">{hint}</p>'), *fields)


def field_choices() -> list[tuple[str, Any]]:
    """Our fields under their sections, for one column of the file."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for each in FIELDS.values():
        sections.setdefault(each.section, []).append((each.key, each.label))
    return [("", LEAVE_OUT), *sections.items()]


class MappingForm(PortalForm):
    """One select for each column, a line for each category of the file, and values for what the file lacks."""

    submit_label = "Check the rows"
    compact = True
    mark_optional = False

    def __init__(self, *args: Any, headings: list[str], mapping: ColumnMapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        self.categories = sorted(mapping.get("pathways") or {}, key=str.casefold)
        self._add_columns(mapping)
        self._add_categories(mapping)
        self._add_fixed(mapping)

    def _add_columns(self, mapping: ColumnMapping) -> None:
        meant = {heading: key for key, chosen in mapping.get("columns", {}).items() for heading in chosen}
        choices = field_choices()
        for number, heading in enumerate(self.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=f"Meaning of the column “{heading}”", choices=choices, required=False,
                initial=meant.get(heading, ""), widget=forms.Select(attrs={"class": "govuk-select"}),
            )  # fmt: skip
        self.fields["first_weekday"] = forms.TypedChoiceField(
            label="If days are numbers", coerce=int, choices=list(WEEKDAYS.items()), required=False,
            empty_value=1, initial=mapping.get("first_weekday", 1),
        )  # fmt: skip

    def _add_categories(self, mapping: ColumnMapping) -> None:
        """A category that was understood as several pathways keeps them as one choice."""
        known = labels.codes("Pathway")
        for number, category in enumerate(self.categories):
            codes = mapping["pathways"][category]
            choices = [("", "None of them"), *known.items()]
            if len(codes) > 1:
                choices.insert(1, (",".join(codes), " and ".join(known.get(code, code) for code in codes)))
            self.fields[f"category_{number}"] = forms.ChoiceField(
                label=category, choices=choices, required=False, initial=",".join(codes),
            )  # fmt: skip

    def _add_fixed(self, mapping: ColumnMapping) -> None:
        for field in _fixed_fields():
            made = _fixed_field(field)
            made.initial = mapping.get("fixed", {}).get(field.key)
            self.fields[f"fixed_{field.key}"] = made

    def layout(self) -> Layout:
        """The columns stand in a table, each beside its first values."""
        fixed = [f"fixed_{field.key}" for field in _fixed_fields()]
        often = [name for name in fixed if name.removeprefix("fixed_") in OFTEN_FIXED]
        rest = [name for name in fixed if name not in often]
        categories = [f"category_{number}" for number in range(len(self.categories))]
        return Layout(
            HTML("{% include 'directory/parts/import_columns.html' %}"),
            Div("first_weekday"),
            *(
                [
                    _with_hint(
                        "Categories of the file",
                        "Say which of our pathways each of them is.",
                        Div(*categories, css_class="imp-categories"),
                    )
                ]
                if categories
                else []
            ),
            _with_hint(
                "What the file does not say",
                "Every service needs these. They are used for rows that say nothing themselves.",
                *often,
            ),
            Fold("More that is the same for all rows", *rest, form=self),
        )

    def column_fields(self) -> list[Any]:
        return [self[f"column_{number}"] for number in range(len(self.headings))]

    def mapping(self) -> ColumnMapping:
        """As directory.imports.columns describes it."""
        columns: dict[str, list[str]] = {}
        for number, heading in enumerate(self.headings):
            if key := self.cleaned_data.get(f"column_{number}"):
                columns.setdefault(key, []).append(heading)
        fixed = {field.key: self.cleaned_data.get(f"fixed_{field.key}") for field in _fixed_fields()}
        categories = {
            category: [code for code in self.cleaned_data.get(f"category_{number}", "").split(",") if code]
            for number, category in enumerate(self.categories)
        }
        return {
            "columns": columns,
            "fixed": {key: value for key, value in fixed.items() if value},
            "pathways": categories,
            "first_weekday": self.cleaned_data["first_weekday"],
        }


def _fixed_fields() -> list[Field]:
    return [field for field in FIELDS.values() if field.fixed]


def _fixed_field(field: Field) -> forms.Field:
    """How one value for all rows is typed: see `Field.fixed`."""
    hint = FIXED_HINTS.get(field.key, "")
    common: dict[str, Any] = {"label": field.label, "help_text": hint, "required": False}
    if field.fixed == "text":
        return forms.CharField(max_length=200, **common)
    if field.fixed == "long":
        return forms.CharField(max_length=600, widget=forms.Textarea(attrs={"rows": 3}), **common)
    if field.fixed == "yes_no":
        return forms.ChoiceField(choices=[("", "Not said"), ("yes", "Yes"), ("no", "No")], **common)
    if field.fixed == "sex":
        return forms.ChoiceField(choices=[("", "Not said"), *Revision.Sex.choices], **common)
    return forms.MultipleChoiceField(
        choices=list(labels.codes(field.fixed).items()), widget=forms.CheckboxSelectMultiple, **common
    )


class RowFilter(FilterForm):
    fate = forms.ChoiceField(label="Result", choices=[("", "Any"), *ImportRow.Fate.choices])
    flagged = forms.BooleanField(label="Only rows with something to look at")
