"""What somebody typed, as it came: kept as a draft, carried through a preview, shown again without complaint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

# {name: [texts]}: JSON of a posted form.
Typed = dict[str, list[str]]

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "do"})


def typed_in(post: QueryDict) -> Typed:
    """The posted form without its token and its button."""
    return {name: [str(text) for text in texts] for name, texts in post.lists() if name not in NOT_TYPED}


def as_data(typed: Mapping[str, Iterable[str]]) -> MultiValueDict[str, Any]:
    """What a form takes for `data`."""
    return MultiValueDict({name: list(texts) for name, texts in typed.items()})


def hidden_fields(typed: Typed) -> list[tuple[str, str]]:
    """(name, text) pairs, to carry what was typed through a page that only shows it."""
    return [(name, text) for name, texts in typed.items() for text in texts]


def quiet(form: forms.BaseForm) -> None:
    """Shows a bound form as typed, without checking it."""
    form._errors = ErrorDict()
    form.cleaned_data = {}


def quiet_formset(formset: BaseFormSet) -> None:
    formset._errors = []
    formset._non_form_errors = formset.error_class()
    for form in formset.forms:
        quiet(form)


def with_one_more(typed: Typed, prefix: str) -> Typed:
    """The same with one more blank form in the formset, up to the formset's own limit."""
    name = f"{prefix}-TOTAL_FORMS"
    total = next(iter(typed.get(name, [])), "0")
    return typed | {name: [str(int(total) + 1 if total.isdigit() else 1)]}
