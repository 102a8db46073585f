"""Beside the matrix: how old its numbers are, what is being done, and what an inspector would ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from coordination.models import Prison
from planning.gaps.confidence import OLD_DAYS
from planning.gaps.findings import Findings
from planning.gaps.urgent import in_words
from planning.models import ActionPlan, Call, Priority
from planning.plans.inspection import Inspection, expectations_for, inspect
from planning.plans.progress import State
from planning.plans.reading import read_plan
from planning.views import call_words
from planning.views.plan import result_in_words

SHOWN: Final = 5
YEAR: Final = 365


@dataclass(frozen=True)
class Age:
    """`old`: nothing of what counts is newer than two years. Empty where nobody said anything."""

    sentence: str
    old: bool


@dataclass(frozen=True)
class Doing:
    """One part of what is done: its lines (words, address, what stands behind), and the page of all of it."""

    label: str
    lines: tuple[tuple[str, str, str], ...]
    otherwise: str
    all_words: str
    all_url: str


def age_of_needs(found: Findings) -> Age:
    """By the newest of the numbers that count, with its source; said of the oldest too where that alone is old."""
    dated = sorted(
        ((each.on, each.source) for each in found.inputs.demands if each.on), key=lambda row: row[0]
    )
    if not dated:
        undated = "Nobody has said from which day the numbers of people are." if found.inputs.demands else ""
        return Age(undated, old=bool(undated))
    (first, _), (last, source) = dated[0], dated[-1]
    day = found.inputs.day
    if (day - last).days > OLD_DAYS:
        sentence = (
            f"What people need was last counted on {in_words(last)} ({source}), {_years(last, day)} ago."
        )
        return Age(f"Old numbers. {sentence} Ask what has changed before you decide by them.", old=True)
    also = f" The oldest number that counts is of {in_words(first)}." if (day - first).days > OLD_DAYS else ""
    return Age(f"What people need: {source}, {in_words(last)}.{also}", old=False)


def _years(then: date, day: date) -> str:
    """Whole years, at least two."""
    return f"{(day - then).days // YEAR} years"


def being_done(request: HttpRequest, prison: Prison, day: date) -> list[Doing]:
    """Priorities, calls, the action plan and evidence for inspectors: a fixed number of queries."""
    return [
        _priorities(request, prison, day), _calls(request, prison, day), _plan(request, prison, day),
        _inspection(prison, day),
    ]  # fmt: skip


def _priorities(request: HttpRequest, prison: Prison, day: date) -> Doing:
    rows = list(
        Priority.objects.visible_to(request.user).open().filter(prison=prison).select_related("owner")
    )
    lines = []
    for each in rows[:SHOWN]:
        late = ", past its day" if each.due_on < day else ""
        url = reverse("priority", args=[prison.code, each.pk])
        lines.append((each.title, url, f"{each.owner_name}, by {in_words(each.due_on)}{late}"))
    more = f"All {len(rows)} priorities" if len(rows) > SHOWN else "All priorities"
    return Doing("Priorities", tuple(lines), "Nothing is adopted as a priority.", more,
                 reverse("priorities", args=[prison.code]))  # fmt: skip


def _calls(request: HttpRequest, prison: Prison, day: date) -> Doing:
    rows = Call.objects.visible_to(request.user).running().filter(priority__prison=prison)
    lines = tuple(
        (each.title, each.get_absolute_url(), call_words.state_of(each, day)[0]) for each in rows[:SHOWN]
    )
    return Doing("Calls to organisations", lines, "No call is open.", "", "")


def _plan(request: HttpRequest, prison: Prison, day: date) -> Doing:
    url = reverse("action_plan", args=[prison.code])
    plan = ActionPlan.objects.visible_to(request.user).filter(prison=prison).select_related("manager").first()
    if plan is None:
        return Doing("Action plan", (), "No action plan is begun.", "Action plan", url)
    read = read_plan(plan, prison, day)
    late = sum(line.state == State.LATE for line in read.lines)
    steps = (
        f"{late} step{'' if late == 1 else 's'} past {'its' if late == 1 else 'their'} day" if late else ""
    )
    return Doing("Action plan", ((result_in_words(read), url, steps),), "", "", "")


def _inspection(prison: Prison, day: date) -> Doing:
    """By the expectation that the page of evidence opens first."""
    url = reverse("inspection_evidence", args=[prison.code])
    chosen = next(iter(expectations_for(prison)), None)
    if chosen is None:
        return Doing(
            "Inspectors will ask", (), "No expectation fits this prison.", "Evidence for inspectors", url
        )
    found = inspect(prison, chosen, day)
    manager = "" if found.manager else "nobody is named as manager"
    return Doing("Inspectors will ask", ((_without(found), url, manager),), "", "", "")


def _without(found: Inspection) -> str:
    can = found.shown + found.gaps
    if not can:
        return "Nothing here can show evidence"
    if not found.gaps:
        return f"All {can} indicators that can be shown from here have evidence"
    return f"{found.gaps} of {can} indicators that can be shown from here have no evidence"
