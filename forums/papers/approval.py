"""Before minutes are approved: would their page for the wings print? Afterwards nobody can shorten it."""

from __future__ import annotations

from datetime import date
from typing import Any

from forums.papers import wings
from forums.papers.place import place_of
from forums.papers.staff_names import hidden_names


def check_wing_page(content: dict[str, Any], prison: int, today: date) -> None:
    """Raises Refused with what to change. Minutes without words for the wings have no such page."""
    page = wings.page_of(content, place_of(prison, today))
    if page.items:
        wings.check_page(page, hidden_names(prison, content))
        wings.check_fits(page)
