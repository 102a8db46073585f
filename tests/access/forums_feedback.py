"""Slips, what is told of them, focus groups, and needs that are raised from what people said."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from forums.actions import focus
from forums.models import FocusQuestion, Meeting
from tests.access_table import Row
from tests.cast import Cast
from tests.directory.typing_in import date_boxes
from tests.forums import making

OTHERS_AT_THE_PRISON = "governor staff gate lead national"
READERS = "coordinator governor lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def slip(cast: Cast) -> list[Any]:
    return ["EXI", making.slip(cast).pk]


def slip_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.slip(cast, elsewhere=True).pk]


def need_of(source: str, of: Any) -> Any:
    return lambda cast: ["EXI", source, of(cast)[-1]]


def listing(cast: Cast) -> list[Any]:
    return ["EXI", cast.approved.pk]


def listing_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", cast.elsewhere.pk]


def own(cast: Cast) -> list[Any]:
    return [cast.harbour.slug]


def held(cast: Cast, elsewhere: bool = False) -> Meeting:
    """It began a week ago; the organisation of the cast belongs to its forum."""
    meeting = making.meeting(cast, elsewhere, in_days=7)
    back = timedelta(days=14)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at - back, ends_at=meeting.ends_at - back
    )
    meeting.refresh_from_db()
    return meeting


def asked(cast: Cast, elsewhere: bool = False) -> FocusQuestion:
    by = making.keeper(cast, elsewhere)
    return focus.ask_question(by=by, meeting=held(cast, elsewhere), text="What do you miss?")


def meeting(cast: Cast) -> list[Any]:
    return ["EXI", held(cast).pk]


def meeting_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", held(cast, elsewhere=True).pk]


def question(cast: Cast) -> list[Any]:
    made = asked(cast)
    return ["EXI", made.meeting_id, made.pk]


def question_elsewhere(cast: Cast) -> list[Any]:
    """Under the address of a meeting of one's own."""
    return ["EXI", held(cast).pk, asked(cast, elsewhere=True).pk]


def page_of_slips(cast: Cast) -> dict[str, Any]:
    return {
        "batch": str(uuid.uuid4()), "face_1": "3", "all_read": "on", "then": "save",
        **date_boxes("received_on", timezone.localdate()),
    }  # fmt: skip


def counted(cast: Cast) -> dict[str, Any]:
    return {"seen": focus.mark_of_answers([]), "text_1": "Yes", "count_1": "5", "then": "save"}


def need(cast: Cast) -> dict[str, Any]:
    return {"statement": "A barber"}


def recommended(cast: Cast) -> dict[str, Any]:
    return {**need(cast), "recommendation": "Number 12", **date_boxes("said_on", timezone.localdate())}


# Staff and gate read no forums, unlike members of a forum, who are no staff.
NO_READERS = "staff gate"
MEMBERS = "manager worker"
NOT_KEEPERS = "governor lead national manager worker staff gate"

ROWS = [
    Row("feedback", exeter, ok="coordinator", forbidden=OTHERS_AT_THE_PRISON),
    Row("type_in_slips", exeter, ok="coordinator", forbidden=OTHERS_AT_THE_PRISON),
    Row("type_in_slips", exeter, "POST", ok="coordinator", forbidden=OTHERS_AT_THE_PRISON, status=302,
        data=page_of_slips),
    Row("remove_slip", slip, ok="coordinator", forbidden=OTHERS_AT_THE_PRISON, crossed=slip_elsewhere),
    Row("remove_slip", slip, "POST", ok="coordinator", forbidden=OTHERS_AT_THE_PRISON, status=302,
        crossed=slip_elsewhere),
    Row("feedback_sums", exeter, ok=READERS, forbidden=NO_READERS),
    Row("feedback_summary", listing, ok="coordinator", forbidden=OTHERS_AT_THE_PRISON,
        crossed=listing_elsewhere),
    Row("feedback_summary", listing, "POST", ok="coordinator", forbidden=OTHERS_AT_THE_PRISON, status=302,
        data=lambda cast: {"text": "Most want more hours."}, crossed=listing_elsewhere),
    Row("own_feedback", own, ok="manager worker",
        forbidden="coordinator governor national lead other_coordinator"),
    Row("own_feedback_csv", own, ok="manager worker",
        forbidden="coordinator governor national lead other_coordinator"),
    Row("focus_group", meeting, ok=f"{READERS} {MEMBERS}", forbidden=NO_READERS, crossed=meeting_elsewhere),
    Row("focus_group", meeting, "POST", ok="coordinator", forbidden=NOT_KEEPERS, status=302,
        data=lambda cast: {"text": "What do you miss?"}, crossed=meeting_elsewhere),
    Row("focus_results", meeting, ok=f"{READERS} {MEMBERS}", forbidden=NO_READERS, crossed=meeting_elsewhere),
    Row("change_question", question, ok="coordinator", forbidden=NOT_KEEPERS, crossed=question_elsewhere),
    Row("change_question", question, "POST", ok="coordinator", forbidden=NOT_KEEPERS, status=302,
        data=lambda cast: {"text": "What else?"}, crossed=question_elsewhere),
    Row("move_question", question, "POST", ok="coordinator", forbidden=NOT_KEEPERS, status=302,
        data=lambda cast: {"to": "up"}, crossed=question_elsewhere),
    Row("remove_question", question, "POST", ok="coordinator", forbidden=NOT_KEEPERS, status=302,
        crossed=question_elsewhere),
    Row("tally_answers", question, ok="coordinator", forbidden=NOT_KEEPERS, crossed=question_elsewhere),
    Row("tally_answers", question, "POST", ok="coordinator", forbidden=NOT_KEEPERS, status=302,
        data=counted, crossed=question_elsewhere),
    Row("raise_need_from", need_of("slip", slip), ok="coordinator", forbidden=OTHERS_AT_THE_PRISON,
        crossed=need_of("slip", slip_elsewhere)),
    Row("raise_need_from", need_of("slip", slip), "POST", ok="coordinator", forbidden=OTHERS_AT_THE_PRISON,
        status=302, data=need, crossed=need_of("slip", slip_elsewhere)),
    Row("raise_need_from", need_of("question", question), "POST", ok="coordinator",
        forbidden=OTHERS_AT_THE_PRISON, status=302, data=need, crossed=need_of("question", question_elsewhere)),
    Row("raise_need_from", need_of("meeting", meeting), "POST", ok="coordinator",
        forbidden=OTHERS_AT_THE_PRISON, status=302, data=need, crossed=need_of("meeting", meeting_elsewhere)),
    Row("raise_need_from_inspection", exeter, ok="coordinator", forbidden=OTHERS_AT_THE_PRISON),
    Row("raise_need_from_inspection", exeter, "POST", ok="coordinator", forbidden=OTHERS_AT_THE_PRISON,
        status=302, data=recommended),
]  # fmt: skip
