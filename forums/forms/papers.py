"""What is chosen for a paper. All of it stands in the address, so that a paper can be printed again."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import FilterForm
from forums.papers.slips import A_SHEET


class LeaveOutForm(FilterForm):
    """Items of approved minutes that stay off the page for the wings."""

    without = forms.TypedMultipleChoiceField(
        label="Leave these items off the page",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="The page then says that more was talked about, and whom to ask.",
    )
    submit_label = "Print the page"

    def __init__(self, *args: Any, items: list[tuple[int, str]], **kwargs: Any) -> None:
        """`items`: (number, words for it)."""
        super().__init__(*args, **kwargs)
        self.fields["without"].choices = items


class PosterForm(FilterForm):
    """One pathway, single outcomes by key, or neither: the newest."""

    pathway = forms.SlugField()
    outcome = forms.TypedMultipleChoiceField(coerce=int)
    size = forms.ChoiceField(choices=[("a4", "A4"), ("a3", "A3")])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        chosen = [
            key for key in data.getlist("outcome") if key.isascii() and key.isdecimal() and len(key) < 10
        ]
        self.fields["outcome"].choices = [(key, key) for key in chosen]


class SlipForm(FilterForm):
    entry = forms.IntegerField(min_value=1, max_value=999_999)
    a_sheet = forms.TypedChoiceField(
        coerce=int, empty_value=A_SHEET[0], choices=[(count, str(count)) for count in A_SHEET]
    )
