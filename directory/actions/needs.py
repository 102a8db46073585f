"""What is missing at a prison: told by searches, queries and forums, settled by the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import System
from coordination.models import Group, Pathway, Prison, Stage, User, Wing
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory.models import Listing, Need, NeedOrigin

ABOUT: Final = ("pathway", "group", "stage", "wing")
WORDED: Final = ("statement", "pathway", "group", "stage", "wing", "people_count")


@dataclass(frozen=True)
class Origin:
    """Where a need was told, for its page. `path`: a page of ours that whoever sees needs may open, or nothing."""

    words: str
    path: str = ""


def recommended(text: str) -> Origin:
    """Of an inspection: its report and the number."""
    return Origin(f"Recommendation of an inspection: {text}")


@transaction.atomic
def raise_need(
    *,
    by: User | System,
    prison: Prison,
    statement: str,
    source: str,
    pathway: Pathway | None = None,
    group: Group | None = None,
    stage: Stage | None = None,
    wing: Wing | None = None,
    people_count: int | None = None,
    source_on: date | None = None,
    origin: Origin | None = None,
) -> Need:
    """An open need of the same words and source is counted once more instead of standing there twice.

    Every `origin` is kept, because a need that is told again comes from several places. Anybody who works at the prison
    may tell what a search did not find; every other source is the coordinator's.
    """
    told_by_search = source == Need.Source.SEARCH
    access.require(by, Permission.REPORT_NEED if told_by_search else Permission.MANAGE_NEEDS, prison=prison)
    worded = _worded(prison, statement, pathway, group, stage, wing, people_count)
    day = source_on or clock.today()
    if day > clock.today():
        raise Refused("The day on which the need was told is still to come. Change it.")
    _hold(prison)
    need = _told_before(prison, source, statement)
    if need:
        need = _count(by, need, day, worded)
    else:
        need = Need.objects.create(
            prison=prison, source=source, source_on=day, last_on=day, raised_at=clock.now(),
            raised_by=by if isinstance(by, User) else None, **worded,
        )  # fmt: skip
        audit.record("raise_need", by=by, on=need, prison=prison)
    if origin:
        check_no_prison_numbers({"Where it was told": origin.words})
        NeedOrigin.objects.create(need=need, words=origin.words, path=origin.path, told_on=day)
    return need


@transaction.atomic
def reword_need(*, by: User, need: Need, statement: str, **more: Any) -> Need:
    """Puts right what was typed; `more` as in `raise_need`. The old words are kept nowhere."""
    access.require(by, Permission.MANAGE_NEEDS, prison=need.prison)
    need = _locked(need)
    before = audit.values(need, list(WORDED))
    for name, value in _worded(need.prison, statement, **more).items():
        setattr(need, name, value)
    changes = audit.changes(need, before, audit.values(need, list(WORDED)))
    if changes:
        need.save(update_fields=list(WORDED))
        audit.record("reword_need", by=by, on=need, prison=need.prison, changes=changes)
    return need


@transaction.atomic
def settle_need(*, by: User, need: Need, state: str, reason: str = "", met_by: Listing | None = None) -> Need:
    """Met, by a service here or in another way; or set aside with a reason."""
    access.require(by, Permission.MANAGE_NEEDS, prison=need.prison)
    need = _locked(need)
    if need.state != Need.State.OPEN:
        who = need.settled_by.name if need.settled_by else "Somebody"
        raise Overtaken(f"{who} has settled this need already: {need.get_state_display().lower()}.")
    check_no_prison_numbers({"Reason": reason})
    reason = " ".join(reason.split())
    if state == Need.State.SET_ASIDE and not reason:
        raise Refused("Say why the need is set aside.")
    if state == Need.State.MET and not (reason or met_by):
        raise Refused("Choose the service that meets the need, or say how it was met.")
    if met_by and met_by.prison_id != need.prison_id:
        raise Refused(f"That service is not at {need.prison}. Choose one that is.")
    need.state, need.reason = state, reason
    need.met_by = met_by if state == Need.State.MET else None
    need.settled_at, need.settled_by = clock.now(), by
    need.save(update_fields=["state", "reason", "met_by", "settled_at", "settled_by"])
    audit.record("settle_need", by=by, on=need, prison=need.prison, changes={"state": ["open", state]})
    return need


@transaction.atomic
def reopen_need(*, by: User, need: Need) -> Need:
    access.require(by, Permission.MANAGE_NEEDS, prison=need.prison)
    need = _locked(need)
    if need.state == Need.State.OPEN:
        raise Overtaken("This need is open already. Nothing was changed.")
    before, need.state = need.state, Need.State.OPEN
    need.reason, need.met_by, need.settled_at, need.settled_by = "", None, None, None
    need.save(update_fields=["state", "reason", "met_by", "settled_at", "settled_by"])
    audit.record("reopen_need", by=by, on=need, prison=need.prison, changes={"state": [before, "open"]})
    return need


def _worded(
    prison: Prison,
    statement: str,
    pathway: Pathway | None = None,
    group: Group | None = None,
    stage: Stage | None = None,
    wing: Wing | None = None,
    people_count: int | None = None,
) -> dict[str, Any]:
    statement = " ".join(statement.split())
    check_no_prison_numbers({"What is missing": statement})
    if not statement:
        raise Refused("Say what is missing, for example “somebody to talk to about gambling”.")
    longest = Need._meta.get_field("statement").max_length
    assert longest is not None
    if len(statement) > longest:
        raise Refused(f"“What is missing” has {len(statement)} characters. Shorten it to {longest}.")
    if wing and wing.prison_id != prison.pk:
        raise Refused(f"“{wing}” is not a wing of {prison}. Choose the wing again.")
    if people_count is not None and people_count < 1:
        raise Refused("“How many people” is a number from 1, or empty where nobody knows.")
    return {
        "statement": statement, "pathway": pathway, "group": group, "stage": stage, "wing": wing,
        "people_count": people_count,
    }  # fmt: skip


def _hold(prison: Prison) -> None:
    """Two who tell the same at once must count, and not write twice."""
    list(Prison.objects.select_for_update(no_key=True).filter(pk=prison.pk).values_list("pk"))


def _told_before(prison: Prison, source: str, statement: str) -> Need | None:
    alike = Need.objects.open().filter(prison=prison, source=source)
    wanted = " ".join(statement.split()).casefold()
    return next((need for need in alike.select_related(*ABOUT) if need.statement.casefold() == wanted), None)


def _count(by: User | System, need: Need, day: date, worded: dict[str, Any]) -> Need:
    """Told of another wing or group, it is a need of more than one of them: that is left open."""
    names = ["times", "people_count", *ABOUT]
    before = audit.values(need, names)
    need.times += 1
    need.source_on, need.last_on = min(need.source_on, day), max(need.last_on, day)
    need.people_count = worded["people_count"] or need.people_count
    for name in ABOUT:
        present, told = getattr(need, name), worded[name]
        setattr(need, name, (present or told) if not (present and told) or present == told else None)
    need.save(update_fields=["source_on", "last_on", *names])
    changes = audit.changes(need, before, audit.values(need, names))
    audit.record("count_need", by=by, on=need, prison=need.prison, changes=changes)
    return need


def _locked(need: Need) -> Need:
    # Without who settled it: of a row that was waited for, that would be nobody (ADR 0067).
    return Need.objects.select_related("prison").select_for_update(of=("self",)).get(pk=need.pk)
