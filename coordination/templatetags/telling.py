"""Telling people something: part of `{% load components %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html

from coordination.templatetags.tones import known_tone

register = template.Library()

NOTIFICATION_TITLES = {"good": "Done", "attention": "Please check", "bad": "There is a problem"}


@register.inclusion_tag("components/notification.html")
def notification(text: Any, tone: str = "info", title: str = "") -> dict[str, str]:
    """A banner for what has just happened or must be known. Django's messages arrive here by themselves."""
    tone = known_tone(tone.split()[-1] if tone else "info")
    return {"text": text, "tone": tone, "title": title or NOTIFICATION_TITLES.get(tone, "Please note")}


@register.inclusion_tag("components/warning_text.html")
def warning_text(text: str) -> dict[str, str]:
    return {"text": text}


@register.simple_block_tag
def inset(content: str) -> str:
    """{% inset %}...{% endinset %}: a passage set apart."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str) -> str:
    """{% details "Why do we ask?" %}...{% enddetails %}: text that folds away."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def card(content: str, title: str, tone: str = "neutral") -> str:
    """{% card "Waiting for you" %}...{% endcard %}: a titled box, h2."""
    return format_html(
        '<section class="vsc-card vsc-card--{}">'
        '<h2 class="govuk-heading-m vsc-card__title">{}</h2>{}</section>',
        known_tone(tone),
        title,
        content,
    )


@register.simple_block_tag
def stat_tiles(content: str) -> str:
    """{% stat_tiles %}{% stat_tile ... %}{% endstat_tiles %}: tiles side by side."""
    return format_html('<ul class="vsc-tiles">{}</ul>', content)
