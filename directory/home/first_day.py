"""The line of a prison whose directory is only begun."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.first_day import directory_of, is_worth_printing, steps, work_of
from directory.first_day.steps import StepState


def items(user: User, standing: Standing) -> list[HomeItem]:
    """One line for each of the user's prisons until its directory is worth printing; later its page leads there."""
    if not standing.may(P.MAKE_EDITION):
        return []
    lines = (_line(prison) for prison in standing.prisons_where(P.MAKE_EDITION) if prison.is_running)
    return [line for line in lines if line]


def _line(prison: Prison) -> HomeItem | None:
    today = timezone.localdate()
    directory = directory_of(prison, today)
    if is_worth_printing(directory):
        return None
    path = steps(directory, work_of(prison, today))
    following = next((step for step in path if step.state == StepState.NEXT), None)
    sentence = f"The directory of {prison} is not worth printing yet."
    if following:
        sentence += f" Next: {following.title[:1].lower()}{following.title[1:]}."
    return HomeItem(Section.WAITS, sentence, reverse("first_day", args=[prison.code]))
