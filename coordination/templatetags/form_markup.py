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


def forms_in(context: Context, given: tuple[Any, ...] = ()) -> list[Any]:
    """The bound forms of this page: those given, or the context's form, formset, forms and formsets."""
    found = list(given) or [context.get("form"), context.get("formset")]
    if not given:
        for several in ("forms", "formsets"):
            found += context.get(several) or []
    return [form for form in found if isinstance(form, (forms.BaseForm, BaseFormSet)) and form.is_bound]


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Error: " for the page's title when a form of the page was refused."""
    return "Error: " if error_items(*forms_in(context)) else ""


@register.inclusion_tag("components/error_summary.html", takes_context=True)
def error_summary(context: Context, *given: Any) -> dict[str, Any]:
    """The list of errors at the top of the page, each a link to its field. base.html has it already.

    base.html looks for `form`, `formset`, `forms` and `formsets`. A page that names its forms otherwise
    overrides the block: {% block error_summary %}{% error_summary wing_form %}{% endblock %}
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
