"""People as the gate sees them: a name, for whom they come, an answer, and whether they are in. Never the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from coordination.models import Prison
from inductions.coming_in import Answer, Verdict
from inductions.gate.answers import verdicts
from inductions.gate.expected import Happening, bounds_of, by_person
from inductions.gate.names import by_name, folded
from inductions.models import Person, Placement, Visit

TONES = {Answer.YES: "good", Answer.ESCORTED: "attention", Answer.NO: "bad"}
ESCORTED_ALWAYS = "Escorted at all times."


@dataclass(frozen=True)
class Entry:
    """`visits` are those of the day and any that began earlier and is not over, oldest first.

    `read_acct_folder`: ticked at an arrival of the day.
    """

    key: int
    name: str
    organisations: tuple[str, ...]
    verdict: Verdict
    comes_for: tuple[Happening, ...] = ()
    visits: tuple[Visit, ...] = ()
    read_acct_folder: bool = False

    @property
    def answer(self) -> str:
        return self.verdict.answer.label

    @property
    def tone(self) -> str:
        return TONES[self.verdict.answer]

    @property
    def is_no(self) -> bool:
        return self.verdict.answer == Answer.NO

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(why it is less than yes, whose turn it is); the second is empty where nobody has anything to do."""
        if self.verdict.answer == Answer.ESCORTED and not self.verdict.reasons:
            return [(ESCORTED_ALWAYS, "")]
        return [(each.sentence, str(each.turn)) for each in self.verdict.reasons]

    @property
    def also(self) -> str:
        return "May draw keys." if self.verdict.keys else ""

    @property
    def inside(self) -> Visit | None:
        return next((each for each in self.visits if each.left_at is None), None)


def people_at(prison: Prison) -> QuerySet[Person]:
    """Whom this gate may know: who works, worked or will work here. Nobody else's name is found."""
    placed = Placement.objects.filter(prison=prison).values("engagement__person")
    return Person.objects.filter(pk__in=placed, anonymised_at=None)


def find(people: Iterable[Person], name: str) -> list[Person]:
    """Those whose name holds each of the words, by name. Compared here: SQLite folds only ASCII."""
    words = folded(name).split()
    if not words:
        return []
    return sorted((each for each in people if _holds(folded(each.name), words)), key=by_name)


def _holds(name: str, words: list[str]) -> bool:
    return all(word in name for word in words)


def entries_of(prison: Prison, people: Iterable[Person], day: date, on: list[Happening]) -> list[Entry]:
    """In the order of `people`. The same number of queries for one and for two thousand."""
    people = list(people)
    keys = {each.pk for each in people}
    answers, things = verdicts(prison, keys, day), by_person(on)
    organisations, visits = _organisations(prison, keys, day), _visits(prison, keys, day)
    return [
        Entry(
            key=each.pk,
            name=each.name,
            organisations=organisations.get(each.pk, ()),
            verdict=answers[each.pk],
            comes_for=tuple(things.get(each.pk, ())),
            visits=tuple(visits.get(each.pk, ())),
            read_acct_folder=any(
                visit.read_acct_folder and timezone.localdate(visit.arrived_at) == day
                for visit in visits.get(each.pk, ())
            ),
        )
        for each in people
    ]


def _organisations(prison: Prison, keys: set[int], day: date) -> dict[int, tuple[str, ...]]:
    """For whom somebody comes that day."""
    found: dict[int, set[str]] = defaultdict(set)
    placements = Placement.objects.on(day).filter(prison=prison, engagement__person__in=keys)
    for person, name in placements.values_list("engagement__person", "engagement__organisation__name"):
        found[person].add(name)
    return {key: tuple(sorted(names, key=str.casefold)) for key, names in found.items()}


def _visits(prison: Prison, keys: set[int], day: date) -> dict[int, list[Visit]]:
    first, after = bounds_of(day)
    that_day = Q(arrived_at__gte=first) | Q(left_at__gte=first) | Q(left_at=None)
    found: dict[int, list[Visit]] = defaultdict(list)
    rows = Visit.objects.filter(that_day, prison=prison, person__in=keys, arrived_at__lt=after)
    for visit in rows.order_by("arrived_at", "pk"):
        found[visit.person_id].append(visit)
    return found


def inside_now(prison: Prison) -> list[Visit]:
    """Who is in as far as the portal was told, by name."""
    rows = Visit.objects.inside().filter(prison=prison).select_related("person")
    return sorted(rows, key=lambda visit: by_name(visit.person))
