"""What somebody typed, as it came: kept as a draft, carried through a preview, shown again without complaint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

# {name: [texts]}: JSON of a posted form.
Typed = dict[str, list[str]]

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "do"})
# As Django names the fields of forms and formsets: `summary`, `sessions-3-place`, `starts_on_0`.
FIELD_NAME: Final = re.compile(r"[a-z_]+(?:-(?:\d{1,3}-)?[A-Za-z_]+)?(?:_\d)?")
MOST_DIGITS: Final = 18


def typed_in(post: QueryDict) -> Typed:
    """The posted form without its token and its button.

    A name that no field of ours can have is left out: nobody would check what it says. PostgreSQL keeps no NUL.
    """
    return {
        name: [str(text).replace("\x00", "") for text in texts]
        for name, texts in post.lists()
        if name not in NOT_TYPED and FIELD_NAME.fullmatch(name)
    }


def whole_number(text: str) -> int | None:
    """The number in a hidden field; None for everything that a browser of ours would not have sent there."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() else None


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
    return typed | {name: [str((whole_number(total) or 0) + 1)]}
