"""What papers for the wings may read, and what none of their texts may carry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import models

from coordination.models.organisation import Organisation
from coordination.models.prison import Prison
from coordination.models.reference import Pathway
from coordination.plain_text import contact_details, prison_numbers
from coordination.policies import Refused
from directory.models.listing import Listing
from directory.models.revision import Revision
from forums.models.event import PartnershipEvent, Stall
from forums.models.forum import Forum
from forums.models.meeting import AgendaItem, Attendance, Meeting
from forums.models.minutes import MinuteItem
from forums.models.outcome import Outcome
from forums.papers.names import named_in

AllowList = dict[type[models.Model], tuple[str, ...]]

# The allow-list: what may be printed, by the model that holds it. Nothing is read that is not named here.
PRINTED: Final[AllowList] = {
    Prison: ("code", "name", "name_welsh", "ask_for_new_copy", "renew_after_days"),
    Forum: ("name",),
    Meeting: ("title", "starts_at"),
    AgendaItem: ("number",),
    MinuteItem: ("plain_words",),
    Outcome: ("you_said", "we_did"),
    Pathway: ("label", "position", "symbol"),
    PartnershipEvent: ("title", "purpose", "starts_at", "ends_at", "place"),
    Stall: ("number",),
    Organisation: ("name",),
    Listing: ("entry_number",),
    Revision: ("name",),
}
# Personal, and printed only in a row whose mark says that the wings may read it.
MARKED: Final = {Forum: ("chair_name", "chair_name_is_public"), Attendance: ("name", "name_is_public")}


def check_texts(texts: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    """`texts` are (words for the place, what is printed). `names` are those that the wings may not read.

    Asked of the finished words, whatever was checked when they were typed.
    """
    hidden = list(names)
    for place, text in texts:
        for found in [*contact_details(text), *prison_numbers(text)]:
            raise Refused(f"“{found.text}” in {place} is {found.kind}. It must not be read on the wings.")
        if name := named_in(text, hidden):
            raise Refused(
                f"{place[0].upper()}{place[1:]} names {name}, and nothing says that the wings may read this name. Say"
                " what they do instead, for example “the gym officer”."
            )
