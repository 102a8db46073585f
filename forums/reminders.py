"""Actions that come due, a week before and on their day; and once a week how many are past it.

Of an action that a role owns, or somebody who cannot be written to, the prison's keepers of forums hear.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from coordination.models import Posting, Prison, User
from coordination.offers import Due
from coordination.roles import Permission, Role, roles_with
from directory.models.listing_state import day_in_words
from forums.models import Action

# The day itself, and a week before; a missed day is caught up by the next.
DAYS: Final = (7, 0)
# What goes past its day from Friday on is told with everything else on Monday.
THURSDAY: Final = 3
SHOWN: Final = 160


def due(day: date) -> Iterator[Due]:
    """In a few queries, however many actions there are."""
    yield from _that_come(day)
    if day.weekday() <= THURSDAY:
        yield from _that_are_late(day)


def step_of(due_on: date, given_on: date, day: date) -> int | None:
    """Which of DAYS is reached. None: too early, over, or given so late that the letter said the same."""
    left = (due_on - day).days
    if left < 0:
        return None
    step = min((each for each in DAYS if left <= each), default=None)
    return None if step and (due_on - given_on).days <= step else step


# --- Who hears of what ----------------------------------------------------------------------------


class Readers:
    """Whom to write to about an action: its owner; where nobody is to be reached, the keepers of that prison."""

    def __init__(self, actions: Iterable[Action]) -> None:
        actions = list(actions)
        organisations = {action.owner_organisation_id for action in actions} - {None}
        self.managers = _people("organisation_id", role=Role.MANAGER, organisation__in=organisations)
        self.keepers = _people(
            "prison_id", role__in=roles_with(Permission.MANAGE_FORUMS),
            prison__in={action.prison_id for action in actions},
        )  # fmt: skip
        self.here = _owners_with_access(actions)

    def owners(self, action: Action) -> list[User]:
        """Nobody hears of a prison that they have left."""
        if action.owner:
            here = action.owner.is_active and (action.prison_id, action.owner_id) in self.here
            return [action.owner] if here else []
        return self.managers[action.owner_organisation_id]

    def of(self, action: Action) -> list[User]:
        return self.owners(action) or self.keepers[action.prison_id]


def _owners_with_access(actions: list[Action]) -> set[tuple[int, int]]:
    """(prison, person). Two queries, however many actions."""
    owners = {action.owner_id for action in actions} - {None}
    postings = Posting.objects.current().filter(user__in=owners).order_by()
    return {
        (prison, person)
        for place in ("prison", "prison_set__prisons")
        for prison, person in postings.values_list(place, "user")
        if prison
    }


def _people(place: str, **posted: object) -> dict[int | None, list[User]]:
    found: dict[int | None, dict[int, User]] = defaultdict(dict)
    postings = Posting.objects.current().filter(**posted).select_related("user").order_by("user_id")
    for posting in postings:
        found[getattr(posting, place)][posting.user_id] = posting.user
    return defaultdict(list, {key: list(people.values()) for key, people in found.items()})


# --- What comes due -------------------------------------------------------------------------------


def _that_come(day: date) -> Iterator[Due]:
    rows = Action.objects.unfinished().filter(due_on__range=(day, day + timedelta(days=max(DAYS))))
    # A prison that closed asks for nothing; when it opens again, it does.
    rows = rows.filter(prison__status=Prison.Status.OPEN)
    actions = list(rows.select_related("prison", "owner").order_by("due_on", "pk"))
    readers = Readers(actions)
    for action in actions:
        assert action.due_on is not None  # chosen by it
        step = step_of(action.due_on, timezone.localdate(action.given_at), day)
        if step is None:
            continue
        for person in readers.of(action):
            yield Due(
                email=person.email, name=person.name, days=step, comes_due_on=action.due_on,
                key=f"action:{action.pk}:{action.due_on}", sentence=_sentence(action, readers),
                path=action.get_absolute_url(),
            )  # fmt: skip


def _sentence(action: Action, readers: Readers) -> str:
    assert action.due_on is not None
    who = "" if readers.owners(action) else f" {action.owner_name} does it: ask how far it is."
    what = Truncator(action.what).chars(SHOWN)
    return f"“{what}” was agreed at {action.prison} for {day_in_words(action.due_on)}.{who}"


# --- What is past its day -------------------------------------------------------------------------


def _that_are_late(day: date) -> Iterator[Due]:
    """Numbers alone. Owners hear of their own, everywhere; keepers of all at their prison."""
    actions = list(Action.objects.overdue(day).select_related("prison", "owner").order_by("prison_id", "pk"))
    readers = Readers(actions)
    own: Counter[User] = Counter(person for action in actions for person in readers.owners(action))
    for person, count in own.items():
        lines = ["What forums agreed and you or your organisation do", f"Actions past their day: {count}"]
        yield _told(day, "own", lines, reverse("own_actions", query={"view": "overdue"}), person)
    by_prison: dict[Prison, list[Action]] = defaultdict(list)
    for action in actions:
        if action.prison.is_running:
            by_prison[action.prison].append(action)
    for prison, late in by_prison.items():
        silent = sum(not readers.owners(action) for action in late)
        lines = [f"What forums agreed at {prison}", f"Actions past their day: {len(late)}"]
        lines += [f"Of these, of roles and others whom nobody writes to: {silent}"] if silent else []
        path = reverse("actions", args=[prison.code], query={"view": "overdue"})
        for person in readers.keepers[prison.pk]:
            yield _told(day, f"prison:{prison.pk}", lines, path, person)


def _told(day: date, what: str, lines: list[str], path: str, person: User) -> Due:
    monday = day - timedelta(days=day.weekday())
    return Due(
        email=person.email, name=person.name, days=7, comes_due_on=monday + timedelta(days=6),
        key=f"week:actions:{what}:{monday}", sentence="\n".join(lines), path=path, digest=True,
    )  # fmt: skip
