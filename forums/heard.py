"""What feedback slips come to, added up by the database; and what of a focus group leaves the prison.

Whoever types slips in sees every sum. To everybody else goes only what stays true for good: whole quarters in which
slips were typed in, of a service at one prison, joined until they hold five slips, and faces through the one rule on
small numbers. No sum over wings, services or prisons is told, so that nothing is left over when one is taken from
another (ADR 0066).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, DateField, Max, Q, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from coordination import clock
from coordination.small_counts import LEAST, is_small, with_neighbours
from forums.models import FeedbackSlip, FeedbackSummary

# The faces from left to right, as they stand on the slip; None: words and no face.
FACES: Final = (FeedbackSlip.Face.SAD, FeedbackSlip.Face.FLAT, FeedbackSlip.Face.GLAD, None)
FACE_WORDS: Final = tuple(face.label if face else "No face" for face in FACES)


@dataclass(frozen=True)
class Sum:
    """`parts` in the order of FACES."""

    total: int
    parts: tuple[int, ...]
    newest: date | None


@dataclass(frozen=True)
class Told:
    """Of the slips typed in from `since` (None: from the first one) up to and with `until`. None: kept back."""

    since: date | None
    until: date
    total: int
    parts: tuple[int | None, ...]

    @property
    def period(self) -> str:
        """“July to September 2026”, “October 2025 to March 2026”, “Up to June 2026”."""
        end = f"{self.until:%B %Y}"
        if self.since is None:
            return f"Up to {end}"
        year = "" if self.since.year == self.until.year else f" {self.since.year}"
        return f"{self.since:%B}{year} to {end}"


def _counted() -> dict[str, Any]:
    faces = {
        f"face_{at}": Count("pk", filter=Q(face=face) if face else Q(face=None))
        for at, face in enumerate(FACES)
    }
    return {"total": Count("pk"), "newest": Max("received_on"), **faces}


def _sum(row: dict[str, Any]) -> Sum:
    return Sum(row["total"], tuple(row[f"face_{at}"] for at in range(len(FACES))), row["newest"])


def sum_of(slips: QuerySet[FeedbackSlip]) -> Sum:
    """One query."""
    return _sum(slips.order_by().aggregate(**_counted()))


def sums_by_listing(slips: QuerySet[FeedbackSlip]) -> dict[int | None, Sum]:
    """By the key of the listing, the most slips first; None: about no single service. One query."""
    rows: Any = slips.order_by().values("listing").annotate(**_counted()).order_by("-total", "listing")
    return {row["listing"]: _sum(row) for row in rows}


def quarter_of(day: date) -> date:
    """Its first day."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def quarter_is_over(moment: datetime) -> bool:
    """Whether what was typed in then may have been told already."""
    return timezone.localdate(moment) < quarter_of(clock.today())


def told_of(listings: Iterable[int]) -> dict[int, list[Told]]:
    """By the key of the listing, the newest period first; a listing of which nothing is told is left out. One query.

    Slips that were taken out since stay counted here: else two readings would show what one slip said.
    """
    begins = timezone.make_aware(datetime.combine(quarter_of(timezone.localdate()), time()))
    rows = (
        FeedbackSlip.objects.filter(listing__in=listings, typed_at__lt=begins)
        .annotate(quarter=TruncQuarter("typed_at", output_field=DateField()))
        .order_by()
        .values_list("listing", "quarter", "face")
        .annotate(Count("pk"))
        .order_by("listing", "quarter")
    )
    counted: dict[int, dict[date, dict[int | None, int]]] = {}
    for listing, quarter, face, count in rows:
        assert listing is not None
        counted.setdefault(listing, {}).setdefault(quarter, {})[face] = count
    told = {listing: list(_joined(quarters))[::-1] for listing, quarters in counted.items()}
    return {listing: periods for listing, periods in told.items() if periods}


def _joined(quarters: dict[date, dict[int | None, int]]) -> Iterator[Told]:
    """A quarter with fewer than five slips waits and is told with those after it."""
    since: date | None = None
    parts = [0] * len(FACES)
    for quarter in sorted(quarters):
        parts = [count + quarters[quarter].get(face, 0) for count, face in zip(parts, FACES, strict=True)]
        if sum(parts) < LEAST:
            continue
        after = quarter_of(quarter + timedelta(days=100))
        yield Told(since, after - timedelta(days=1), sum(parts), tuple(with_neighbours(parts)))
        since, parts = after, [0] * len(FACES)


def summaries_of(listings: Iterable[int]) -> dict[int, str]:
    """What the coordinator wrote, by the key of the listing. It is told beside figures alone."""
    rows = FeedbackSummary.objects.filter(listing__in=listings)
    return dict(rows.values_list("listing", "text"))


# --- What a focus group answered ----------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """`total` None: kept back. `others`: there are answers besides those that are told."""

    total: int | None
    answers: tuple[tuple[str, int], ...]
    others: bool = False


def answered(answers: Sequence[tuple[str, int]], *, hide: bool) -> Answered:
    """To who does not work at the prison, an answer of few people is not told, neither its count nor its words.

    Each question stands alone: no sum over questions is told beside them.
    """
    counts = [count for _, count in answers]
    if not hide:
        return Answered(sum(counts), tuple(answers))
    if is_small(sum(counts)):
        return Answered(None, (), others=True)
    told = with_neighbours(counts)
    kept = tuple(answer for answer, count in zip(answers, told, strict=True) if count is not None)
    return Answered(sum(counts), kept, others=len(kept) < len(answers))
