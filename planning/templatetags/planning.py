"""Addresses that templates of planning need more than once."""

from __future__ import annotations

from django import template

from planning.reports.matrix_words import Square
from planning.views.gap_words import gap_url

register = template.Library()


@register.simple_tag
def gap_link(code: str, square: Square) -> str:
    return gap_url(code, square.pathway, square.group, square.stage)
