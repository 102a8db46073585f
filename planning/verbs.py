"""What the actions of planning are called on the audit page."""

from typing import Final

VERBS: Final[dict[str, str]] = {
    "record_needs_assessment": "Recorded what a source says of needs",
    "change_needs_assessment": "Changed what a source says of needs",
    "take_back_needs_assessment": "Took back what a source says of needs",
    "import_needs": "Brought in a file of needs",
    "pin_source": "Chose which source of needs counts",
    "unpin_source": "Let the newest source of needs count again",
}
