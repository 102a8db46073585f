"""Numbers as people type them, and a row of the page: a number, what it counts, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from coordination.forms.sentences import sentences_for
from coordination.policies import Refused
from planning.bringing_in.numbers import number_of
from planning.models.assessment import in_figures


class NumberField(forms.CharField):
    """A number as people type it, “1,200” or “40%”; None where it is empty. `read` brings it into its column."""

    def __init__(self, *, read: Any = None, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-5"}
        )
        super().__init__(required=False, **({"widget": widget} | kwargs))
        self.read = read

    def clean(self, value: Any) -> Decimal | int | None:
        try:
            number = number_of(str(value or ""))
            return None if number is None else self.read(number) if self.read else number
        except Refused as refused:
            # In the summary above the page, the sentence stands without its field.
            raise ValidationError(f"{self.label}: {refused}") from None

    def prepare_value(self, value: Any) -> Any:
        return in_figures(value) if isinstance(value, (Decimal, int)) else value


@dataclass
class Line:
    """What stands in one row of the page: controls with their label, and what is wrong in it."""

    label: str
    fields: list[BoundField]

    @property
    def number_id(self) -> str:
        return self.number.id_for_label

    @property
    def number(self) -> BoundField:
        return next(field for field in self.fields if isinstance(field.field, NumberField))

    @property
    def error_id(self) -> str:
        return f"{self.number_id}_error"

    @property
    def errors(self) -> list[str]:
        return [sentence for field in self.fields for sentence in sentences_for(field)]

    @property
    def controls(self) -> list[SafeString]:
        return [self._control(field) for field in self.fields]

    def _control(self, bound: BoundField) -> SafeString:
        is_number = isinstance(bound.field, NumberField)
        look = "govuk-input govuk-input--width-5" if is_number else "govuk-select"
        attrs: dict[str, Any] = {
            "class": f"{look}{' ' + look.split()[0] + '--error' if bound.errors else ''}"
        }
        if not is_number or not self.label:
            attrs["aria-label"] = bound.label
        if self.errors:
            attrs["aria-describedby"] = self.error_id
        if bound.errors:
            attrs["aria-invalid"] = "true"
        return bound.as_widget(attrs=attrs)
