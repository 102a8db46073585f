"""What may be said of needs, and what may happen to a report, a priority, a call or a plan in its state."""

from __future__ import annotations

from coordination.plain_words import Readers, examine
from coordination.policies import Refused, check_no_prison_numbers


def check_words(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses prison numbers and words that our lists refuse."""
    check_no_prison_numbers(texts)
    for place, text in texts.items():
        for remark in examine(text, readers=Readers.MEMBERS).remarks:
            if remark.kind == "refused_word":
                raise Refused(f"{remark.sentence} It is in “{place}”.")
