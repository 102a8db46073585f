"""The six tones of a state. The words must say it alone; a shape and an edge say it beside the colour."""

from __future__ import annotations

from django import template

TONES = ("good", "waiting", "attention", "bad", "info", "neutral")
MESSAGE_TONES = {"debug": "info", "info": "info", "success": "good", "warning": "attention", "error": "bad"}
MARKS = {"good": "✓", "waiting": "…", "attention": "!", "bad": "✕", "info": "i", "neutral": ""}
NOT_KNOWN = "Not known"


def known_tone(tone: str) -> str:
    """The tone itself, or the tone of a Django message level; an unknown word is a mistake and raises."""
    tone = MESSAGE_TONES.get(tone, tone) or "neutral"
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is no tone; use one of {', '.join(TONES)}.")
    return tone
