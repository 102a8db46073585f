"""What pages say of a call, of who was told of it, and of an answer: for the prison and for the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from planning.models import Call, Expression, ToldOrganisation
from planning.policies import UNDECIDED
from planning.wording import day_in_words, money_of, pounds

RUNNING: Final = (Call.State.DRAFT, Call.State.OPEN, Call.State.CLOSED)
TONES: Final = {
    Call.State.DRAFT: "neutral", Call.State.OPEN: "info", Call.State.CLOSED: "attention", Call.State.DECIDED: "good",
    Call.State.CANCELLED: "neutral",
}  # fmt: skip
ANSWER_TONES: Final = {
    Expression.State.DRAFT: "neutral", Expression.State.SENT: "waiting", Expression.State.WITHDRAWN: "neutral",
    Expression.State.SHORTLISTED: "info", Expression.State.CHOSEN: "good", Expression.State.NOT_CHOSEN: "neutral",
}  # fmt: skip


def state_of(call: Call, today: date) -> tuple[str, str]:
    """(words, tone). What is past its day is closed, whether or not the clock has said so."""
    state = Call.State(call.state)
    if state == Call.State.OPEN and call.closes_on < today:
        state = Call.State.CLOSED
    if state == Call.State.OPEN:
        return f"Open until the end of {day_in_words(call.closes_on)}", TONES[state]
    return str(state.label), TONES[state]


def state_of_answer(expression: Expression, call: Call, *, own: bool = False) -> tuple[str, str]:
    """(words, tone). The short list is the prison's own: to the organisation nothing is decided by it."""
    state = Expression.State(expression.state)
    if call.state == Call.State.CANCELLED and state in UNDECIDED:
        return "Not decided: the call was cancelled", "neutral"
    if own and state in UNDECIDED:
        return "Sent, not decided", "waiting"
    return str(state.label), ANSWER_TONES[state]


def people(count: int | None) -> str:
    return "Not said" if count is None else str(count)


def facts_of(call: Call) -> list[Any]:
    """Also for organisations: nothing of the prison's own."""
    facts: list[Any] = [
        ("Money", money_of(call)),
        ("For how many people a month", people(call.people_a_month)),
        ("Answers until the end of", day_in_words(call.closes_on)),
    ]
    if call.state == Call.State.CANCELLED:
        facts.append(("Why it was cancelled", call.reason))
    return facts


def questions_to(call: Call) -> list[Any]:
    """For organisations, while it runs: whoever opened it, if they are still there."""
    ask = call.opened_by
    if ask is None or not ask.is_active or call.state not in RUNNING:
        return []
    return [
        {
            "label": "Questions to",
            "value": f"{ask.name}, {ask.email}",
            "url": f"mailto:{ask.email}",
            "action": "Write",
        }
    ]


def own_facts(call: Call, url: str) -> list[Any]:
    """What only the prison sees beside those."""
    facts: list[Any] = [{"label": "Priority", "value": call.priority.title, "url": url, "action": "See"}]
    if call.opened_at:
        facts.append(("Opened", f"{day_in_words(call.opened_at)}, by {call.opened_by}"))
    if call.decided_at:
        facts.append(("Decided", f"{day_in_words(call.decided_at)}, by {call.decided_by}"))
    return facts


def letter_of(told: ToldOrganisation, silent: bool) -> str:
    """What became of its letter."""
    if told.mailed_at:
        return f"Sent on {day_in_words(told.mailed_at)}"
    if silent:
        return "Nobody of theirs has an account: tell them yourself"
    if told.letter_due_at:
        return "On its way"
    return "None: nobody there wishes such mail. They see the call when they sign in"


def offer(expression: Expression) -> str:
    """What was taken back is nobody’s to read."""
    return "" if expression.state == Expression.State.WITHDRAWN else expression.offer


def starts(expression: Expression) -> str:
    return day_in_words(expression.starts_on) if expression.starts_on else "Not said"


def cost(expression: Expression) -> str:
    return "Not said" if expression.cost is None else pounds(expression.cost)


def offer_facts(expression: Expression) -> list[Any]:
    facts: list[Any] = [
        ("For how many people a month", people(expression.people_a_month)),
        ("From when", starts(expression)),
        ("What it costs", cost(expression)),
        ("What it needs from the prison", expression.needs or "Nothing said"),
    ]
    if expression.sent_at:
        facts.append(("Sent", f"{day_in_words(expression.sent_at)}, by {expression.sent_by}"))
    return facts
