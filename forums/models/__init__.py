from forums.models.action import Action, ActionNote
from forums.models.document import ForumFile
from forums.models.event import PartnershipEvent, Stall
from forums.models.feedback import (
    FeedbackSlip,
    FeedbackSummary,
    FocusAnswer,
    FocusQuestion,
    RaisedNeed,
)
from forums.models.forum import Forum, ForumMember
from forums.models.idea import Idea, IdeaSetting
from forums.models.meeting import AgendaItem, Attendance, Meeting, MeetingInvitation, WingAttendance
from forums.models.minutes import (
    ApprovedMinutes,
    MinuteItem,
    Minutes,
    MinutesAddendum,
    MinutesCorrection,
)
from forums.models.outcome import Outcome
from forums.models.representative import Representative

__all__ = [
    "Action",
    "ActionNote",
    "AgendaItem",
    "ApprovedMinutes",
    "Attendance",
    "FeedbackSlip",
    "FeedbackSummary",
    "FocusAnswer",
    "FocusQuestion",
    "Forum",
    "ForumFile",
    "ForumMember",
    "Idea",
    "IdeaSetting",
    "Meeting",
    "MeetingInvitation",
    "MinuteItem",
    "Minutes",
    "MinutesAddendum",
    "MinutesCorrection",
    "Outcome",
    "PartnershipEvent",
    "RaisedNeed",
    "Representative",
    "Stall",
    "WingAttendance",
]
