"""What people said becomes a need of the directory, which keeps where it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination import audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Refused
from directory.actions.needs import raise_need
from directory.models import Need
from forums import policies
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
    """`values` as `raise_need` takes them, without source and day. Exactly one place that it came from."""
    meeting = question.meeting if question else meeting
    recommendation = one_line(recommendation)
    policies.check_words({"what is missing": values.get("statement", ""), "recommendation": recommendation})
    if sum(map(bool, (meeting, slip, recommendation))) != 1:
        raise Refused("Say where it comes from: a meeting, a slip, or an inspection’s recommendation.")
    here = meeting.forum if meeting else slip
    if here and here.prison_id != prison.pk:
        raise Refused(f"That is not at {prison}.")
    source = Need.Source.INSPECTION if recommendation else Need.Source.FORUM
    if meeting:
        said_on = timezone.localdate(meeting.starts_at)
    elif slip:
        said_on = slip.received_on
    need = raise_need(by=by, prison=prison, source=source, source_on=said_on, **values)
    raised = RaisedNeed.objects.create(
        need=need, meeting=meeting, question=question, slip=slip, recommendation=recommendation,
        raised_at=clock.now(), raised_by=by,
    )  # fmt: skip
    audit.record("raise_need_from_forum", by=by, on=raised, prison=prison)
    return raised
