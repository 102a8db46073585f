"""What may be said of needs, and what may happen to a report, a priority, a call or a plan in its state."""

from __future__ import annotations

from django.urls import Resolver404, resolve

from coordination import clock
from coordination.models import Prison
from coordination.plain_words import Readers, examine
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from planning.models import Call, Expression, Priority


def check_words(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses prison numbers and words that our lists refuse."""
    check_no_prison_numbers(texts)
    for place, text in texts.items():
        for remark in examine(text, readers=Readers.MEMBERS).remarks:
            if remark.kind == "refused_word":
                raise Refused(f"{remark.sentence} It is in “{place}”.")


# --- Priorities and calls -------------------------------------------------------------------------


def check_priority_open(priority: Priority) -> None:
    if priority.state != Priority.State.OPEN:
        raise Overtaken(
            f"{priority.settled_by} has settled this already: {priority.get_state_display().lower()}."
        )


def check_own_page(path: str, prison: Prison) -> None:
    """An address of ours, below the prison: no other host, and nothing that does not exist."""
    try:
        known = path.startswith(f"/prisons/{prison.code}/") and bool(resolve(path))
    except Resolver404:
        known = False
    if not known or len(path) > 200:
        raise Refused(f"That is no page of {prison}. Nothing was kept.")


def check_call_in(call: Call, *states: str) -> None:
    if call.state not in states:
        raise Overtaken(f"This call is {call.get_state_display().lower()}. Nothing was changed.")


def check_not_closed(prison: Prison) -> None:
    """One that is planned may look for offers before it opens."""
    if prison.status in (Prison.Status.CLOSED, Prison.Status.CLOSED_TEMPORARILY):
        raise Refused(f"{prison} is {prison.get_status_display().lower()}. No call is made for it.")


def may_give_time(call: Call) -> bool:
    """While it is open, and afterwards until one answer is on the short list or decided."""
    if call.state not in (Call.State.OPEN, Call.State.CLOSED):
        return False
    begun = (Expression.State.SHORTLISTED, Expression.State.CHOSEN, Expression.State.NOT_CHOSEN)
    return not call.expressions.filter(state__in=begun).exists()


def check_may_give_time(call: Call) -> None:
    check_not_closed(call.priority.prison)
    if not may_give_time(call):
        raise Refused(
            "An answer is on the short list or decided. More time would be unfair to those who answered."
        )


def takes_answers(call: Call) -> bool:
    """The last day itself counts, whether or not the clock has closed the call since."""
    return call.state == Call.State.OPEN and clock.today() <= call.closes_on


def check_takes_answers(call: Call) -> None:
    if not takes_answers(call):
        states = Call.State
        over = {states.CANCELLED: "was cancelled", states.DECIDED: "is decided"}
        raise Refused(f"This call {over.get(states(call.state), 'has closed')}. No answer is taken any more.")


UNDECIDED = (Expression.State.SENT, Expression.State.SHORTLISTED)


def check_undecided(expression: Expression) -> None:
    if expression.state == Expression.State.WITHDRAWN:
        raise Overtaken(f"{expression.organisation} took its answer back. Nothing was changed.")
    if expression.state not in UNDECIDED:
        raise Overtaken(f"This is decided already: {expression.get_state_display().lower()}.")
