"""The forms that every page of ours starts from.

    class WingForm(PortalModelForm): ...      a form over a model
    class ReturnForm(PortalForm): ...         a form of its own
    class AuditFilter(FilterForm): ...        a GET form over a list, for {% filter_panel form %}

Each refuses numbers of people in prison in its free text and renders itself (coordination/forms/rendering.py).
"""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.rendering import RenderedForm
from coordination.plain_text import prison_numbers
from coordination.policies import Refused, prison_number_sentence

# Their own checks leave no room for a sentence; a refusal here would leave the user nothing to take out.
NOT_FREE_TEXT = (forms.EmailField, forms.URLField, forms.ChoiceField, forms.UUIDField, forms.RegexField)


def is_free_text(field: forms.Field) -> bool:
    """True where people type words. A password is nobody's to read, so it is left alone."""
    return (
        isinstance(field, forms.CharField)
        and not isinstance(field, NOT_FREE_TEXT)
        and not isinstance(field.widget, forms.PasswordInput)
    )


class RefusesPrisonNumbers:
    """Mixin: checked after each field's own rules and before `clean`, so that no form can forget it."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            value = self.cleaned_data.get(name)  # type: ignore[attr-defined]
            if isinstance(value, str) and is_free_text(field):
                for found in prison_numbers(value)[:1]:
                    self.add_error(name, prison_number_sentence(found.text))  # type: ignore[attr-defined]


class ShowsRefusals:
    """Mixin: `form.refuse(refused)` puts an action's sentence where the user looks for errors."""

    def refuse(self, refused: Refused, field: str | None = None) -> None:
        self.add_error(field, str(refused))  # type: ignore[attr-defined]


class PortalForm(RefusesPrisonNumbers, ShowsRefusals, RenderedForm, forms.Form):
    pass


class PortalModelForm(RefusesPrisonNumbers, ShowsRefusals, RenderedForm, forms.ModelForm):
    """`form.instance` is never saved by a view: actions take `cleaned_data`."""


class FilterForm(RefusesPrisonNumbers, RenderedForm, forms.Form):
    """Every field is optional and says so nowhere; a wrong value filters nothing and is said."""

    form_method = "get"
    mark_optional = False
    compact = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
