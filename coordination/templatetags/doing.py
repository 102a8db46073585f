"""Buttons and filters: part of `{% load components %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

register = template.Library()


@register.inclusion_tag("components/button.html")
def button(label: str, url: str, kind: str = "", of: str = "") -> dict[str, str]:
    """A link that looks like a button: it only goes somewhere. `kind`: "secondary" or "warning".

    `of`: words that screen readers say after the label, where a page has more than one button of it.
    """
    return {"label": label, "url": url, "kind": kind, "of": of}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context, label: str, url: str, kind: str = "", of: str = "", **fields: Any
) -> dict[str, Any]:
    """A button that does something, in a form of its own. Further names become hidden fields; `of` as for `button`."""
    return {
        "label": label,
        "url": url,
        "kind": kind,
        "of": of,
        "fields": fields,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_block_tag
def button_group(content: str) -> str:
    return format_html('<div class="govuk-button-group">{}</div>', content)


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(context: Context, form: Any, label: str = "Filter", button: str = "Show") -> dict[str, Any]:
    """A GET form over a list; says how many filters are set and offers to clear them.

    Give the form `mark_optional = False` and `compact = True`.
    """
    names = {bound.html_name for bound in form.visible_fields()}
    chosen = sum(1 for name in names if any(context["request"].GET.getlist(name)))
    return {"form": form, "label": label, "button": button, "chosen": chosen, "path": context["request"].path}
