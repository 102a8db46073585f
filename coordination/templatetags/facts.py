"""Facts, lists and tables: part of `{% load components %}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from coordination.templatetags.tones import NOT_KNOWN

register = template.Library()


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Facts under their names. Rows: ("Name", value) or {"label", "value", "url", "action"}.

    An empty value shows as "Not known". `title` puts the list in a card.
    """
    laid_out = []
    for row in rows:
        facts = row if isinstance(row, dict) else {"label": row[0], "value": row[1]}
        laid_out.append({"url": "", "action": "Change", **facts, "unknown": facts["value"] in (None, "", [])})
    return {
        "rows": laid_out,
        "title": title,
        "with_actions": any(row["url"] for row in laid_out),
        "not_known": NOT_KNOWN,
    }


@register.inclusion_tag("components/data_table.html")
def data_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str,
    numeric: str = "",
    hide_caption: bool = False,
) -> dict[str, Any]:
    """A table that becomes blocks on a narrow screen. The first cell of a row is its head.

    `numeric` holds the names of right-aligned columns, separated by commas. Cells are text or safe HTML.
    """
    right = {name.strip() for name in numeric.split(",") if name.strip()}
    heads = [{"label": column, "numeric": column in right} for column in columns]
    return {
        "heads": heads,
        "rows": [[{"value": cell, **head} for cell, head in zip(row, heads, strict=True)] for row in rows],
        "caption": caption,
        "hide_caption": hide_caption,
    }


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Things to do, each with its state. Items: {"title", "status"} and optional "tone", "url", "hint"."""
    defaults = {"url": "", "hint": "", "tone": "neutral"}
    return {"items": [{**defaults, **item} for item in items]}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What happened, newest first. Events: {"title", "at"} and where known "by", "text"."""
    return {"events": [{"by": "", "text": "", **event} for event in events]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(heading: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Where a list would be: why it is empty and what to do about it."""
    return {"heading": heading, "text": text, "url": url, "action": action}


@register.simple_tag
def joined(items: Iterable[Any], separator: str = ", ") -> SafeString:
    """Items on one line, each escaped."""
    return SafeString(conditional_escape(separator).join(conditional_escape(item) for item in items))
