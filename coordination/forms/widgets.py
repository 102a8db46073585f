"""Widgets that Django lacks: a date in three boxes, a text area that counts, a line that offers what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MONTH_NUMBERS = {
    str(name).casefold().rstrip("."): str(number)
    for names in (MONTHS, MONTHS_AP)
    for number, name in names.items()
} | {str(name).casefold()[:3]: str(number) for number, name in MONTHS.items()}


def count_words(text: str) -> int:
    """Words as the counter on the page counts them: runs of anything that is not white space."""
    return len(re.findall(r"\S+", text))


def month_number(typed: str) -> str:
    """'3', 'March' and 'mar' all give '3'; anything else comes back as typed."""
    return MONTH_NUMBERS.get(typed.casefold(), typed)


class DateBoxes(forms.MultiWidget):
    """Day, month and year in a box each, for forms.DateField. Months may be typed as words.

    The boxes are named <field>_day, <field>_month and <field>_year.
    """

    use_fieldset = True
    box_labels = ("Day", "Month", "Year")
    box_classes = ("govuk-input--width-2", "govuk-input--width-2", "govuk-input--width-4")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput() for name in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None, None]
        if isinstance(value, str):
            parts = value.split("-")
            return list(reversed(parts)) if len(parts) == 3 else [value, None, None]
        return [value.day, value.month, value.year]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """An ISO date for DateField to check; None when every box is empty."""
        typed = [str(data.get(f"{name}_{part}", "") or "").strip() for part in ("day", "month", "year")]
        if not any(typed):
            # A link or a script may send the date whole.
            return data.get(name) or None
        day, month, year = (part.replace("-", " ") for part in typed)
        return f"{year}-{month_number(month)}-{day}"


class CountedTextarea(forms.Textarea):
    """A text area that says how many words (or characters) are left, with and without JavaScript."""

    def __init__(
        self,
        *,
        max_words: int | None = None,
        max_characters: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.max_words = max_words
        self.max_characters = max_characters


class Suggesting(forms.TextInput):
    """A line of text that offers what was typed before. Without it the browser shows a plain line."""

    suggestions: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id', name)}_suggestions"
        line = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)
