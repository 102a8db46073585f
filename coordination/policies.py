"""A miss of policy: not now, not in this state. The message is a sentence that the user can act on."""

from __future__ import annotations

from coordination.plain_text import prison_numbers


class Refused(Exception):
    """Raised by actions and `check_x` functions. `str()` is shown to the user as it stands."""


class Overtaken(Refused):
    """Somebody else was quicker. The page shows what they did; nothing of the user's is lost."""


def check_no_prison_numbers(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses numbers of people in prison (A1234BC)."""
    for place, text in texts.items():
        for found in prison_numbers(text):
            raise Refused(f"{prison_number_sentence(found.text)} It stands in “{place}”.")


def prison_number_sentence(found: str) -> str:
    return (
        f"“{found}” looks like a prison number. Take it out: nothing about a person in prison is kept here."
    )
