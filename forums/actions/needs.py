"""What people said becomes a need of the directory, which keeps where it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from coordination.small_counts import LEAST
from directory.actions.needs import Origin, raise_need, recommended
from directory.models import Need
from forums import policies
from forums.actions import feedback
from forums.models import FeedbackSlip, FocusQuestion, Meeting, RaisedNeed


@transaction.atomic
def raise_from(
    *,
    by: User,
    prison: Prison,
    values: dict[str, Any],
    meeting: Meeting | None = None,
    question: FocusQuestion | None = None,
    slip: FeedbackSlip | None = None,
    recommendation: str = "",
    said_on: date | None = None,
) -> RaisedNeed:
    """`values` as `raise_need` takes them, without source and day. Exactly one place that it came from.

    Needs are read by leads too, so that a wing stands beside five people or more, and never beside a slip's words.
    """
    access.require(by, Permission.MANAGE_NEEDS, prison=prison)
    meeting = question.meeting if question else meeting
    recommendation = one_line(recommendation)
    policies.check_words({"what is missing": values.get("statement", ""), "recommendation": recommendation})
    if sum(map(bool, (meeting, slip, recommendation))) != 1:
        raise Refused("Say where it comes from: a meeting, a slip, or an inspection’s recommendation.")
    here = meeting.forum if meeting else slip
    if here and here.prison_id != prison.pk:
        raise Refused(f"That is not at {prison}.")
    if meeting:
        policies.check_has_begun(meeting)
        said_on = timezone.localdate(meeting.starts_at)
    elif slip:
        slip = feedback.held(slip)
        _check_not_the_slips_words(slip, values.get("statement", ""))
        said_on = slip.received_on
    if not recommendation:
        _check_wing(values, slip)
    need = raise_need(
        by=by, prison=prison, source=Need.Source.INSPECTION if recommendation else Need.Source.FORUM,
        source_on=said_on, origin=_origin(meeting, question, slip, recommendation), **values,
    )  # fmt: skip
    raised = RaisedNeed.objects.create(
        need=need, meeting=meeting, question=question, slip=slip, recommendation=recommendation,
        raised_at=clock.now(), raised_by=by,
    )  # fmt: skip
    audit.record("raise_need_from_forum", by=by, on=raised, prison=prison)
    return raised


def _check_wing(values: dict[str, Any], slip: FeedbackSlip | None) -> None:
    count = values.get("people_count")
    few = count < LEAST if count else slip is not None
    if values.get("wing") and few:
        raise Refused(
            f"Leave the wing out: with fewer than {LEAST} people it could point at somebody. Leads read needs too."
        )


def _check_not_the_slips_words(slip: FeedbackSlip, statement: str) -> None:
    said = " ".join(slip.words.casefold().split()).strip(" .!?")
    if len(said.split()) > 2 and said in " ".join(statement.casefold().split()):
        raise Refused(
            "That is what the slip says. Write in your own words what is missing: the slip’s words stay here."
        )


def _origin(
    meeting: Meeting | None, question: FocusQuestion | None, slip: FeedbackSlip | None, recommendation: str
) -> Origin:
    if question:
        place = question.meeting
        words = f"{place}: “{_shortened(question.text)}”"
        return Origin(words, reverse("focus_group", args=[place.forum.prison.code, place.pk]))
    if meeting:
        return Origin(str(meeting), meeting.get_absolute_url())
    if slip:
        return Origin("A feedback slip")
    return recommended(recommendation)


def _shortened(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
