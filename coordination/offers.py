"""What features offer to the whole: a module of a known name in each app, found lazily.

coordination never imports a feature; `offers("home")` brings the `home` module of each app that has one.
What the ones in use hold:

- home.py        `items(user, standing) -> list[HomeItem]`: what the user's home page says.
- navigation.py  `entries(user, standing, prison) -> list[NavigationEntry]`: the bar at the top. `prison`
                 is the one in the address, or the user's only one, or None.
- metrics.py     `figures(user, standing, prison=None, organisation=None) -> list[Figure]`: what the page
                 of one prison or of one organisation counts.
- schedule.py    `SCHEDULE`: jobs of the clock in Celery's own notation.
- editions.py    `offered(user, standing, prison, kind) -> list[OfferedPaper]`: papers to print with a directory of that
                 kind (`people` or `staff`), so that they lie where it lies.
- reminders.py   `due(day) -> Iterable[Due]`: what comes due for whom; all features share one mail a person.
- verbs.py       `VERBS: dict[str, str]`: what each verb of the audit says in words.
- merging.py     what of an app hangs on an organisation, for the day on which two records become one:
                 `MOVES: frozenset[str]`, the foreign keys to Organisation that it looks after ("app.Model.field");
                 `touched_prisons(organisation) -> QuerySet[Prison]`, where it is seen; `summary(organisation) ->
                 list[tuple[str, str]]`, counted in words; `move(duplicate, kept, by) -> dict[str, list[int]]`, the
                 keys of what was moved, under words for it; `to_look_at(user, kept, moved) -> list[Pair]`,
                 what looks double afterwards.
- retention.py   what of an app lies under an e-mail address, beside the record of whose address it is (ADR 0076); all
                 normalised: `held(emails) -> set[str]`, those that somebody has here; `over(before) -> set[str]`, of
                 which nothing was said since; `hide(emails)`, takes them out and leaves the rows; `record_of(email,
                 by) -> dict[str, list[dict]]`, in plain words, for its owner (`by` None) or what a user may see.
- bulletin.py    `items(prison, first, last) -> list[BulletinOffer]`: what happened or comes at a prison in a period,
                 for a bulletin's sections: plain text, and only words that everyone may read;
                 `readers(prisons) -> Iterable[BulletinReader]`: who works or volunteers there. Either may be missing.
                 Bulletins themselves offer `wanting(emails, section) -> set[str]`: to which of these addresses news of
                 a section may go outside a bulletin.
- evidence.py    `KINDS: dict[str, str]`: codes of what can show that something was done, and their words;
                 `found(prison, first, last) -> list[Evidence]`: what there is of it, newest first, with no name of a
                 person. A plan and an inspection link it and never type it again.
- followups.py   `offered(user, prison) -> list[FollowUp]`: what can be begun about something that was found.
- closing.py     `still_open(user, standing, prison) -> list[StillOpen]`: what goes on at a prison that closes, or is to
                 come there, for whoever sees it off (ADR 0085).

What is given a user has what they may see in mind: an item that the user may not open is not returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.conf import settings

if TYPE_CHECKING:
    from coordination.roles import Permission

# The list is closed: design.md names what may cut across.
NAMES: Final = frozenset(
    [
        "bulletin",
        "evidence",
        "editions",
        "followups",
        "home",
        "navigation",
        "reminders",
        "schedule",
        "retention",
        "invariants",
        "metrics",
        "demo",
        "verbs",
        "merging",
        "closing",
    ]
)


class Section(StrEnum):
    """The three parts of a home page, in the order in which they are read."""

    WAITS = "waits"
    NEW = "new"
    RISK = "risk"


@dataclass(frozen=True)
class HomeItem:
    """One line of a home page: a sentence, where it leads, how many things it speaks of and since when."""

    section: Section
    sentence: str
    url: str
    count: int = 1
    since: date | datetime | None = None


@dataclass(frozen=True)
class StillOpen:
    """So many of a thing (“Meetings to come”) at a prison that closes, and the list of them."""

    count: int
    what: str
    url: str


@dataclass(frozen=True)
class NavigationEntry:
    """One link of the bar at the top. Entries stand by `position`, then as offered; home is 0.

    Entries of one `section` share one link of the bar, which leads to the first of them; its pages show them all in a
    second row. Somebody who has only one of them finds it in the bar itself. `pages`: the beginning of addresses that
    belong to the entry although its own does not begin them.
    """

    label: str
    url: str
    position: int = 50
    count: int | None = None
    section: str = ""
    pages: str = ""

    def length_at(self, path: str) -> int:
        """How much of the address the entry begins; 0 where the page is none of its own. Home has its own page only."""
        begins = [each for each in (self.url, self.pages) if each and path.startswith(each)]
        return 0 if self.url == "/" and path != "/" else max(map(len, begins), default=0)


@dataclass(frozen=True)
class Figure:
    """A number with its label; `value` None means not known, which is not zero. Tones: see components."""

    label: str
    value: int | None
    url: str = ""
    note: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class OfferedPaper:
    """A paper that is printed with a directory: what it is called, and the address of its PDF."""

    label: str
    url: str


@dataclass(frozen=True)
class Due:
    """Something that comes due for somebody. `key` names the thing and its end; `days` is how long before.

    `email` may belong to somebody without an account: then `path`, a page of ours, is empty. A `digest` tells what is
    open at some place; the lines of its `sentence` after the first are numbers under it.
    """

    email: str
    name: str
    key: str
    days: int
    sentence: str
    path: str
    comes_due_on: date
    digest: bool = False

    def columns(self) -> dict[str, object]:
        return {field: getattr(self, field) for field in self.__dataclass_fields__}


@dataclass(frozen=True)
class BulletinOffer:
    """Something a bulletin may say. `source` names it for good ("forums.outcome.7"), so that one issue has it once.

    `section` is one of bulletins' own. `wing_*` are filled only where the words are approved for people in prison as
    they stand; nothing else of it ever comes near the wings.
    """

    source: str
    section: str
    heading: str
    text: str = ""
    path: str = ""
    on: date | None = None
    pathways: tuple[str, ...] = ()
    wing_heading: str = ""
    wing_text: str = ""


@dataclass(frozen=True)
class BulletinReader:
    """Somebody to whom bulletins of a prison may go. `role`: of roles.py, or "" for who comes in without an account.

    `left` says that they belonged and do not any more: they are counted as left out, and get nothing.
    """

    email: str
    name: str
    prison: str
    role: str = ""
    organisation: int | None = None
    pathways: tuple[str, ...] = ()
    left: bool = False


@dataclass(frozen=True)
class Evidence:
    """Something that was done at a prison on a day. `source` names it for good, for example "directory.edition.12".

    `count` with `unit`: how much it was ("14", "people inducted"); None where there is nothing to count. The words
    never say it: where `of_people`, a small count is told only to who may open the list behind it. That needs
    `opened_by`, and so does `path`; None: whoever sees the plan.
    """

    kind: str
    source: str
    words: str
    on: date
    path: str = ""
    count: int | None = None
    unit: str = ""
    of_people: bool = False
    opened_by: Permission | None = None


@dataclass(frozen=True)
class FollowUp:
    """A page on which something is begun, such as a meeting: what it is called, and its address.

    The address takes `?title=` and `?organisations=` (keys, with commas between), which fill the page in, and `?back=`,
    a page of ours that is told by `?begun=` the address of what was begun.
    """

    label: str
    url: str


@dataclass(frozen=True)
class Pair:
    """Two things that look alike: a sentence, and (label, address) of each."""

    sentence: str
    links: tuple[tuple[str, str], tuple[str, str]]


@cache
def offers(name: str) -> tuple[ModuleType, ...]:
    """Modules called `name` of our own apps, in the order of INSTALLED_APPS. ValueError for a name not agreed."""
    if name not in NAMES:
        raise ValueError(f"{name} is not a thing that features offer")
    found = []
    for config in apps.get_app_configs():
        if config.name in settings.OUR_APPS and find_spec(f"{config.name}.{name}"):
            found.append(import_module(f"{config.name}.{name}"))
    return tuple(found)
