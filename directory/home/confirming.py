"""A coordinator's lines about entries that nobody confirms: no longer printed, or without anybody to ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Posting, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from coordination.roles import Role
from directory.home.lines import at, each_or_one, to_check
from directory.models.freshness import ASK_AFTER, PRINTED_FOR

MOST_NAMES: Final = 6


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.DECIDE):
        return []
    return [*_left_out(user, standing), *_nobody_to_ask(user, standing)]


def _left_out(user: User, standing: Standing) -> list[HomeItem]:
    """What was printed once and is left out now, by name: each prison's in a line of its own."""
    too_old = at(user, standing, P.DECIDE).left_out_of_print(timezone.localdate()).at_open_prisons()
    rows = list(too_old.order_by("confirmed_on", "approved_revision__name", "pk"))
    return [
        line
        for prison in {row.prison_id: row.prison for row in rows}.values()
        for line in each_or_one(
            [row for row in rows if row.prison_id == prison.pk],
            lambda row: HomeItem(
                Section.RISK, f"{_named(row)} is no longer printed at {row.prison}: nobody has confirmed it for"
                f" {PRINTED_FOR.days} days.", row.get_absolute_url(), since=_not_printed_since(row),
            ),
            lambda rows: HomeItem(
                Section.RISK, f"{len(rows)} services are no longer printed at {rows[0].prison}, because nobody has"
                f" confirmed them for {PRINTED_FOR.days} days: {_names(rows)}.", to_check(rows[0], "left_out_of_print"),
                len(rows), _not_printed_since(rows[0]),
            ),
        )
    ]  # fmt: skip


def _not_printed_since(row: Any) -> date:
    """The first day on which an edition leaves it out: how long it went unconfirmed stands in the sentence."""
    day: date = row.confirmed_on + PRINTED_FOR + timedelta(days=1)
    return day


def _nobody_to_ask(user: User, standing: Standing) -> list[HomeItem]:
    """Due, and the organisation has no manager who could be written to: it is the coordinator's turn."""
    manager = Posting.objects.current().filter(
        role=Role.MANAGER, organisation=OuterRef("service__organisation")
    )  # fmt: skip
    today = timezone.localdate()
    due = at(user, standing, P.DECIDE).unconfirmed(today).filter(~Exists(manager))
    rows = list(due.select_related("service__organisation").order_by("confirmed_on"))
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.WAITS, f"{row.service.organisation} has no manager who could confirm {_named(row)} at"
            f" {row.prison}. Ask them and confirm it, or invite a manager.", row.get_absolute_url(),
            since=row.confirmed_on,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"{len(rows)} services have not been confirmed for {ASK_AFTER.days} days, and their"
            f" organisations have no manager to ask. First: {_named(rows[0])} at {rows[0].prison}.",
            to_check(rows[0], "unconfirmed"), len(rows), rows[0].confirmed_on,
        ),
    )  # fmt: skip


def _named(row: Any) -> str:
    return f"“{row.approved_revision.name}”"


def _names(rows: list[Any]) -> str:
    """The first few by name."""
    named = ", ".join(_named(row) for row in rows[:MOST_NAMES])
    return f"{named} and {len(rows) - MOST_NAMES} more" if len(rows) > MOST_NAMES else named
