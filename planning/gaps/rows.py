"""What the finding of gaps is given: plain rows of one prison on one day. No database, no clock.

Numbers are whole or `Fraction`, so that sums hold exactly in any order. None is "not known" and never nought; an empty
code (of a group, a stage) is "everybody together" or "at any stage" and never "not known".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction


@dataclass(frozen=True)
class Facts:
    """How many people a prison holds, how many come in a month, and for how many days they stay on average."""

    population: int | None = None
    receptions_a_month: Fraction | None = None
    stay_days: Fraction | None = None


@dataclass(frozen=True)
class Demand:
    """What one source says of one pathway, one group or everybody, one stage or any.

    One of three: `needing` people at any one time; `share` (0 to 1) of those who come in; `a_month` people.
    """

    pathway: str
    group: str = ""
    stage: str = ""
    needing: int | None = None
    share: Fraction | None = None
    a_month: Fraction | None = None
    source: str = ""
    kind: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Told:
    """A single need that is open: somebody needs this, and nobody counted how many. `times`: how often it was told.

    From a forum, the queries log or staff. It names a pathway; a group and a stage where it was told of them.
    """

    pathway: str
    group: str = ""
    stage: str = ""
    times: int = 1


@dataclass(frozen=True)
class Places:
    """How many people a service takes a month. All None: nobody said it. `derived`: worked out from its sessions."""

    a_month: Fraction | None = None
    unlimited: bool = False
    derived: bool = False

    @property
    def known(self) -> bool:
        return self.unlimited or self.a_month is not None


@dataclass(frozen=True)
class Meets:
    """When a service comes together. `weekday`: Monday is 0. `times_a_month` as `conversion.TIMES_A_MONTH` has it."""

    weekday: int
    begins: time
    ends: time
    place: str = ""
    pattern: str = "weekly"
    week: str = ""


@dataclass(frozen=True)
class Offer:
    """One approved listing. `hands_over_to` is the key of a service.

    Codes as in the reference lists; `wings` by name; days as they were approved.
    """

    key: int
    service: int
    name: str
    organisation: str
    pathways: frozenset[str]
    groups: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    wings: frozenset[str] = frozenset()
    every_wing: bool = False
    meets: tuple[Meets, ...] = ()
    places: Places = field(default_factory=Places)
    room: str = ""
    room_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    funded_until: date | None = None
    confirmed_on: date | None = None
    wait_days: int | None = None
    least_days: int | None = None
    hands_over_to: int | None = None
    areas: frozenset[str] = frozenset()
    size: str = ""
    voluntary: bool = True
    led_by: frozenset[str] = frozenset()
    led_by_lived_experience: bool | None = None

    def runs_on(self, day: date) -> bool:
        """Not before it starts, nor after its last day or while it is paused. A full service runs."""
        if (self.starts_on and self.starts_on > day) or (self.ends_on and self.ends_on < day):
            return False
        return self.room != "paused" or bool(self.room_on and self.room_on < day)


@dataclass(frozen=True)
class Release:
    """To which area people go on release: its code and the share (0 to 1) of all who leave."""

    area: str
    share: Fraction


@dataclass(frozen=True)
class Inputs:
    """All that is known of a prison on a day. `pathways`, `groups`, `stages`: codes, in the order of the lists."""

    day: date
    facts: Facts
    demands: tuple[Demand, ...]
    offers: tuple[Offer, ...]
    pathways: tuple[str, ...]
    groups: tuple[str, ...]
    stages: tuple[str, ...]
    wings: tuple[str, ...] = ()
    releases: tuple[Release, ...] = ()
    told: tuple[Told, ...] = ()
