"""People as the gate sees them: a name, for whom they come, an answer, and whether they are in. Never the record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from coordination.models import Prison
from inductions.coming_in import Answer, Verdict, together
from inductions.gate.answers import verdicts
from inductions.gate.expected import Happening, bounds_of, by_person
from inductions.gate.names import by_name, folded
from inductions.models import Person, Placement, Visit

TONES = {Answer.YES: "good", Answer.ESCORTED: "attention", Answer.NO: "bad"}
ESCORTED_ALWAYS = "Escorted at all times."
NAMESAKE = "Another person here has this name. Make sure which of them it is."


@dataclass(frozen=True)
class Entry:
    """`visits` are those of the day and any that began earlier and is not over, oldest first.

    `read_acct_folder`: ticked at an arrival of the day. `namesake`: the prison knows another person of this name, whose
    answer may be another.
    """

    key: int
    name: str
    organisations: tuple[str, ...]
    verdict: Verdict
    comes_for: tuple[Happening, ...] = ()
    visits: tuple[Visit, ...] = ()
    read_acct_folder: bool = False
    namesake: bool = False

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
    def is_escorted(self) -> bool:
        return self.verdict.answer == Answer.ESCORTED

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(why it is less than yes, whose turn it is); the second is empty where nobody has anything to do."""
        if self.verdict.answer == Answer.ESCORTED and not self.verdict.reasons:
            return [(ESCORTED_ALWAYS, "")]
        return [(each.sentence, str(each.turn)) for each in together(self.verdict.reasons)]

    @property
    def also(self) -> list[str]:
        keys = ["May draw keys."] if self.verdict.keys else []
        return [*keys, *([NAMESAKE] if self.namesake else [])]

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
    names = Counter(map(folded, people_at(prison).values_list("name", flat=True)))
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
            namesake=names[folded(each.name)] > 1,
        )
        for each in people
    ]


def _organisations(prison: Prison, keys: set[int], day: date) -> dict[int, tuple[str, ...]]:
    """For whom somebody comes that day; for whom they will, where they do not work here yet."""
    now: dict[int, set[str]] = defaultdict(set)
    later: dict[int, set[str]] = defaultdict(set)
    rows = Placement.objects.filter(prison=prison, engagement__person__in=keys)
    rows = rows.exclude(ends_on__lt=day).exclude(engagement__ends_on__lt=day)
    for row in rows.select_related("engagement__organisation"):
        engagement = row.engagement
        begun = max(row.begins_on, engagement.begins_on) <= day
        (now if begun else later)[engagement.person_id].add(engagement.organisation.name)
    return {key: tuple(sorted(names, key=str.casefold)) for key, names in (later | now).items()}


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
