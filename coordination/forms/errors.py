"""The errors of a page, each with the id of its field, in the order of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from coordination.forms.kinds import target_of
from coordination.forms.sentences import sentences_for, sentences_for_formset


def error_items(*sources: Any) -> list[tuple[str, str]]:
    """(sentence, id to link to or "") for every error of the forms and formsets, in the order of the page."""
    items: list[tuple[str, str]] = []
    for source in sources:
        if isinstance(source, BaseFormSet):
            items += [(text, "") for text in sentences_for_formset(source)]
            for number, form in enumerate(source.forms, start=1):
                name = getattr(source, "entry_name", "Entry")
                items += [(f"{name} {number}: {text}", target) for text, target in form_items(form)]
        else:
            items += form_items(source)
    return items


def form_items(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The errors of one form: those of the whole form first, then field by field."""
    items = [(str(error), "") for error in form.non_field_errors()]
    for bound in form:
        items += [(text, target_of(bound) or "") for text in sentences_for(bound)]
    return items
