"""The log of queries: written in twenty seconds, corrected, taken out. What nobody could answer becomes a need."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Group, Pathway, Prison, User, Wing
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory.actions.needs import raise_need, reword_need
from directory.models import Listing, Need, Query

COLUMNS: Final = (
    "words", "asked_by", "asked_on", "pathway", "group", "wing", "outcome", "listing", "passed_on_to",
)  # fmt: skip


@transaction.atomic
def log_query(
    *,
    by: User,
    prison: Prison,
    words: str,
    asked_by: str,
    outcome: str,
    asked_on: date | None = None,
    pathway: Pathway | None = None,
    group: Group | None = None,
    wing: Wing | None = None,
    listing: Listing | None = None,
    passed_on_to: str = "",
) -> Query:
    """One query. Where nothing was found, a need is raised, or an open one of the same words is counted."""
    access.require(by, Permission.LOG_QUERY, prison=prison)
    columns = _checked(
        prison, words=words, asked_by=asked_by, asked_on=asked_on or clock.today(), pathway=pathway,
        group=group, wing=wing, outcome=outcome, listing=listing, passed_on_to=passed_on_to,
    )  # fmt: skip
    need = _need(by, prison, columns)
    query = Query.objects.create(prison=prison, need=need, logged_at=clock.now(), logged_by=by, **columns)
    audit.record("log_query", by=by, on=query, prison=prison)
    return query


@transaction.atomic
def correct_query(*, by: User, query: Query, **columns: Any) -> Query:
    """Takes all columns anew, as `log_query`. A need that was raised stays until it is settled for itself.

    Where nobody else has told it, it takes on the corrected words: what was typed of a person must vanish there too.
    """
    access.require(by, Permission.LOG_QUERY, prison=query.prison)
    query = Query.objects.select_related("prison").select_for_update(of=("self",)).get(pk=query.pk)
    before = audit.values(query, list(COLUMNS))
    own_need = _need_of_it_alone(query)
    checked = _checked(query.prison, **columns | {"asked_on": columns["asked_on"] or query.asked_on})
    for name, value in checked.items():
        setattr(query, name, value)
    if checked["outcome"] != Query.Outcome.NOTHING_FOUND:
        query.need = None
    elif query.need is None:
        query.need = _need(by, query.prison, checked)
    if own_need:
        _reword(by, own_need, checked)
    changes = audit.changes(query, before, audit.values(query, list(COLUMNS)))
    if changes:
        query.save()
        audit.record("correct_query", by=by, on=query, prison=query.prison, changes=changes)
    return query


@transaction.atomic
def remove_query(*, by: User, query: Query) -> None:
    """It is gone, with its words: the way out where somebody typed a person into it. So is a need of it alone."""
    access.require(by, Permission.LOG_QUERY, prison=query.prison)
    audit.record("remove_query", by=by, on=query, prison=query.prison)
    need = query.need
    query.delete()
    if need and need.times == 1 and need.source == Need.Source.QUERY:
        need.delete()


def _need_of_it_alone(query: Query) -> Need | None:
    """The open need that this query raised in the same words, and that was told by nothing else."""
    need = query.need
    if need is None or need.times > 1 or need.source != Need.Source.QUERY or need.state != Need.State.OPEN:
        return None
    return need if need.statement == query.words else None


def _reword(by: User, need: Need, columns: dict[str, Any]) -> None:
    reword_need(
        by=by, need=need, statement=columns["words"], pathway=columns["pathway"], group=columns["group"],
        stage=need.stage, wing=columns["wing"], people_count=need.people_count,
    )  # fmt: skip


def _checked(prison: Prison, **columns: Any) -> dict[str, Any]:
    columns["words"] = " ".join(columns["words"].split())
    columns["passed_on_to"] = " ".join(columns["passed_on_to"].split())
    check_no_prison_numbers({"Who can help with": columns["words"], "Passed on to": columns["passed_on_to"]})
    if not columns["words"]:
        raise Refused("Write what was asked for in a few words, for example “debt before release”.")
    if columns["asked_on"] > clock.today():
        raise Refused("The day of the query is still to come. Change it.")
    for place, words in (("wing", "is not a wing of"), ("listing", "is not in the directory of")):
        chosen = columns[place]
        if chosen and chosen.prison_id != prison.pk:
            raise Refused(f"“{chosen}” {words} {prison}. Choose again.")
    outcome = columns["outcome"]
    if outcome != Query.Outcome.ANSWERED:
        columns["listing"] = None
    elif not columns["listing"]:
        raise Refused("Choose the service that you answered with.")
    if outcome != Query.Outcome.PASSED_ON:
        columns["passed_on_to"] = ""
    elif not columns["passed_on_to"]:
        raise Refused("Write to whom the query was passed on: a team or an organisation, no name.")
    return columns


def _need(by: User, prison: Prison, columns: dict[str, Any]) -> Need | None:
    if columns["outcome"] != Query.Outcome.NOTHING_FOUND:
        return None
    return raise_need(
        by=by, prison=prison, statement=columns["words"], source=Need.Source.QUERY, source_on=columns["asked_on"],
        pathway=columns["pathway"], group=columns["group"], wing=columns["wing"],
    )  # fmt: skip
