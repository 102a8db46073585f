"""Who prints which paper of forums: members theirs; what hangs on the wings, whoever reads the prison's forums."""

from __future__ import annotations

from typing import Any

from forums.actions import events
from forums.models import Outcome, PartnershipEvent, Stall
from tests.access_table import Row
from tests.cast import Cast
from tests.forums import making

# Harbour Housing is a member of the forum, and is invited to the event.
READS = "coordinator governor lead national"
MEMBERS = "manager worker"
LOOK_ON = "staff gate"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def called(cast: Cast) -> list[Any]:
    return ["EXI", making.item(cast).meeting_id]


def called_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.item(cast, True).meeting_id]


def draft(cast: Cast) -> list[Any]:
    return ["EXI", making.draft(cast).meeting_id]


def circulated(cast: Cast) -> list[Any]:
    return ["EXI", making.circulated(cast).meeting_id]


def approved(cast: Cast) -> list[Any]:
    return ["EXI", making.approved(cast).meeting_id]


def approved_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.approved(cast, True).meeting_id]


def with_outcome(cast: Cast) -> list[Any]:
    from forums.actions.outcomes import approve_outcome

    approve_outcome(by=cast.coordinator, outcome=making.outcome(cast))
    assert Outcome.objects.approved().exists()
    return ["EXI"]


def event_with_a_stall(cast: Cast, elsewhere: bool = False) -> PartnershipEvent:
    made = making.event(cast, elsewhere)
    by = making.keeper(cast, elsewhere)
    events.invite_organisations(by=by, event=made, organisations=[making.organisation(cast, elsewhere)])
    Stall.objects.filter(event=made).update(reply=Stall.Reply.COMING)
    return made


def event(cast: Cast) -> list[Any]:
    return ["EXI", event_with_a_stall(cast).pk]


def event_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", event_with_a_stall(cast, True).pk]


ROWS = [
    Row("agenda_paper", called, ok=f"{READS} {MEMBERS}", crossed=called_elsewhere),
    Row("minutes_paper", draft, ok="coordinator"),
    Row("minutes_paper", circulated, ok=f"{READS} {MEMBERS}"),
    Row("minutes_paper", approved, ok=f"{READS} {MEMBERS}", crossed=approved_elsewhere),
    Row("wing_page", approved, ok=READS, forbidden=LOOK_ON, crossed=approved_elsewhere),
    Row("wing_page", circulated, ok=READS, forbidden=LOOK_ON, status=409),
    Row("outcomes_poster", exeter, ok=READS, forbidden=LOOK_ON, status=409),
    Row("outcomes_poster", with_outcome, ok=READS, forbidden=LOOK_ON),
    Row("feedback_slip", exeter, ok=READS, forbidden=LOOK_ON),
    Row("event_programme", event, ok=f"{READS} {MEMBERS}", crossed=event_elsewhere),
]
