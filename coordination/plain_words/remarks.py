"""What the check says of a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """ADVICE never stops anything; a text with a BLOCK cannot be accepted, or not even be kept."""

    ADVICE = "advice"
    BLOCK = "block"


class Readers(StrEnum):
    """Who reads the text. What staff alone read is checked for prison numbers and nothing else.

    MEMBERS of a forum are staff and organisations: refused words are looked for besides. WINGS read what nobody decides
    on after it was typed. To both, refused words are what must change: our own actions do not take them.
    """

    PEOPLE = "people"
    STAFF = "staff"
    MEMBERS = "members"
    WINGS = "wings"

    @property
    def in_prison(self) -> bool:
        return self in (Readers.PEOPLE, Readers.WINGS)

    @property
    def refuse(self) -> Severity:
        """How heavy a refused word weighs."""
        return Severity.BLOCK if self in (Readers.MEMBERS, Readers.WINGS) else Severity.ADVICE


class Language(StrEnum):
    """ANY: told by its small words, sentence by sentence."""

    ANY = ""
    ENGLISH = "en"
    WELSH = "cy"


@dataclass(frozen=True)
class Remark:
    """One thing to change. `start` and `end` count characters of the text as typed; `sentence` says what to do."""

    kind: str
    sentence: str
    start: int
    end: int
    severity: Severity = Severity.ADVICE

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK


@dataclass(frozen=True)
class Examined:
    """All that is known of a text. `reading_age` None: not measured, which is not good; `note` says why."""

    text: str
    remarks: list[Remark] = field(default_factory=list)
    reading_age: int | None = None
    note: str = ""
