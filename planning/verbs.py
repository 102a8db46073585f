"""What the actions of planning are called on the audit page."""

from typing import Final

VERBS: Final[dict[str, str]] = {
    "record_needs_assessment": "Recorded what a source says of needs",
    "change_needs_assessment": "Changed what a source says of needs",
    "take_back_needs_assessment": "Took back what a source says of needs",
    "import_needs": "Brought in a file of needs",
    "pin_source": "Chose which source of needs counts",
    "unpin_source": "Let the newest source of needs count again",
    "adopt_priority": "Adopted a priority",
    "change_priority": "Changed a priority",
    "settle_priority": "Settled a priority",
    "follow_up_priority": "Kept with a priority what was begun for it",
    "begin_call": "Began a call for offers",
    "change_call": "Changed a call for offers",
    "open_call": "Opened a call for offers",
    "tell_of_call": "Told more organisations of a call for offers",
    "cancel_call": "Cancelled a call for offers",
    "close_call": "Closed a call for offers on its day",
    "keep_expression": "Kept a draft of an answer to a call",
    "send_expression": "Answered a call for offers",
    "take_back_expression": "Took back an answer to a call",
    "shortlist_expression": "Put an answer on the short list, or took it off",
    "decide_expression": "Decided on an answer to a call",
    "decide_call": "Decided on the last answer to a call",
    "fill_call": "Recorded the service that came of a call",
}
