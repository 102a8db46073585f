"""What the newsletter for the wings may read, and what none of its texts may carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import models

from bulletins.models.issue import BulletinIssue
from bulletins.models.item import BulletinItem
from coordination.models.prison import Prison
from coordination.plain_text import contact_details, prison_numbers
from coordination.policies import Refused

# The allow-list: what may be printed, by the model that holds it. Nothing is read that is not named here.
PRINTED: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Prison: ("name", "name_welsh", "ask_for_new_copy", "renew_after_days"),
    BulletinIssue: ("number", "period_from", "period_to"),
    BulletinItem: ("wing_heading", "wing_text", "wing_symbol"),
}


def check_texts(texts: Iterable[tuple[str, str]]) -> None:
    """`texts` are (words for the place, what is printed). Asked of the finished words, whatever was approved."""
    for place, text in texts:
        for found in [*contact_details(text), *prison_numbers(text)]:
            raise Refused(
                f"“{found.text}” in {place} is {found.kind}. People in prison would read it. Take it out, approve the"
                " words again, then make the newsletter."
            )
