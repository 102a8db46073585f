"""Tags that the crispy template pack and base.html use. Pages rarely need to load this library."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template import Context

from coordination.forms.errors import error_items
from coordination.forms.markup import Markup, describe

register = template.Library()


@register.filter
def described(field: BoundField) -> Markup:
    """{% with f=field|described %}: the field ready to lay out."""
    return describe(field)


@register.filter
def entry_legend(formset: BaseFormSet, number: int) -> str:
    """The legend of one form of a formset: its `entry_name` (or "Entry") and its number."""
    return f"{getattr(formset, 'entry_name', 'Entry')} {number}"


def is_bound_form(value: Any) -> bool:
    """Asks the type, not the value: `isinstance` would wake a lazy `user` and ask the database."""
    return issubclass(type(value), (forms.BaseForm, BaseFormSet)) and value.is_bound


def forms_in(context: Context, given: tuple[Any, ...] = ()) -> list[Any]:
    """The bound forms of this page, whatever they are called there: those given, or all of the context's."""
    values: list[Any] = list(given)
    in_context: list[Any] = [] if given else list(context.flatten().values())
    for value in in_context:
        values += value if issubclass(type(value), (list, tuple)) else [value]
    return list({id(value): value for value in values if is_bound_form(value)}.values())


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " for the page's title when a form of the page was refused."""
    return "Error: " if error_items(*forms_in(context)) else ""


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context: Context, *given: Any) -> dict[str, Any]:
    """The list of errors at the top of the page, each a link to its field. base.html has it already.

    Without arguments it gathers every bound form and formset of the context, in the order of the context.
    """
    sources = forms_in(context, given)
    for source in sources:
        source.error_summary_shown = True
    return {"items": error_items(*sources)}


@register.inclusion_tag("components/error_summary.html")
def errors_not_shown_yet(source: Any) -> dict[str, Any]:
    """The summary again above the form itself, unless the top of the page has it: no error is ever lost."""
    if getattr(source, "error_summary_shown", False) or not source.is_bound:
        return {"items": []}
    return {"items": error_items(source)}
