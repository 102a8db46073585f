"""How things stand and how far they are: part of `{% load components %}`."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coordination.templatetags.tones import MARKS, NOT_KNOWN, known_tone

register = template.Library()


@register.simple_tag
def tag(words: str, tone: str = "neutral") -> SafeString:
    """A state in words: {% tag listing.state_label listing.state_tone %}.

    Written here and not in a template of its own: a list of services has one or two in each of its rows.
    """
    tone = known_tone(tone)
    mark = format_html('<span class="vsc-tag__mark" aria-hidden="true">{}</span>', MARKS[tone])
    return format_html(
        '<strong class="vsc-tag vsc-tag--{}">{}{}</strong>', tone, mark if MARKS[tone] else "", words
    )


@register.inclusion_tag("components/whose_turn.html")
def whose_turn(who: str, what: str, since: str = "", mine: bool = False) -> dict[str, Any]:
    """Who has to do what next: {% whose_turn "The coordinator" "decides on this change" since="3 days" %}."""
    return {"who": who, "what": what, "since": since, "mine": mine}


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(
    figure: Any, label: str, url: str = "", note: str = "", tone: str = "neutral"
) -> dict[str, Any]:
    """A figure with its label. None shows as "Not known": unknown is not zero."""
    unknown = figure is None
    return {
        "figure": NOT_KNOWN if unknown else figure,
        "unknown": unknown,
        "label": label,
        "url": url,
        "note": note,
        "tone": known_tone(tone),
    }


@register.inclusion_tag("components/progress_bar.html", takes_context=True)
def progress_bar(
    context: Context,
    done: int,
    total: int | None,
    sentence: str,
    status_url: str = "",
    label: str = "Progress",
) -> dict[str, Any]:
    """How far a long job is. With `status_url` (JSON, see static/js/progress.js) it moves by itself.

    Without JavaScript the page offers "Check again" and "Keep checking for me" (see `asked_refresh`).
    """
    return {
        "done": done,
        "total": total,
        "sentence": sentence,
        "status_url": status_url,
        "label": label,
        "asked": refresh_seconds(context) > 0,
    }


def refresh_seconds(context: Context) -> int:
    """Seconds between reloads that the reader asked for in the address; 0 for none."""
    asked = context["request"].GET.get("refresh", "")
    return min(max(int(asked), 5), 60) if re.fullmatch(r"\d{1,3}", asked) else 0


@register.simple_tag(takes_context=True)
def asked_refresh(context: Context) -> str:
    """In {% block refresh %} of a page with a progress bar: reload by itself, only where the reader asked."""
    seconds = refresh_seconds(context)
    return format_html('<meta http-equiv="refresh" content="{}">', seconds) if seconds else ""
