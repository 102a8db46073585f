"""Small numbers of people, for whoever may not open the list behind them: one rule for pages, files and comparisons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

LEAST: Final = 5
Number = int | Fraction
Key = TypeVar("Key")


def is_small(count: Number) -> bool:
    """One to four, and whatever lies between nobody and five; nobody at all is no secret."""
    return 0 < count < LEAST


def few(count: int) -> str:
    """“Fewer than 5”, “12”: of one number that stands alone, so that nothing can be taken from anything."""
    return f"Fewer than {LEAST}" if is_small(count) else str(count)


def with_neighbours(parts: Sequence[int]) -> list[int | None]:
    """Parts of a whole that is told beside them; None for those that are not told.

    What is small goes, and then the smallest of the others, until two are gone and together they are not small: else
    the whole less the rest would give it away.
    """
    if is_small(sum(parts)):
        return [None for _ in parts]
    hidden = {at for at, count in enumerate(parts) if is_small(count)}
    if not hidden:
        return list(parts)
    others = sorted(
        (at for at in range(len(parts)) if at not in hidden), key=lambda at: (not parts[at], parts[at])
    )
    while others and (len(hidden) < 2 or sum(parts[at] for at in hidden) < LEAST):
        hidden.add(others.pop(0))
    return [None if at in hidden else count for at, count in enumerate(parts)]


def beside_whole(
    whole: Number, parts: Mapping[Key, Number], gone: Set[Key], *, whole_is_told: bool = True
) -> set[Key]:
    """Parts that are not told beside a whole of which they may leave a rest; `gone`: parts that are not told anyway.

    The rest is never told, but a reader who has all the others works it out, and may know that it is nothing. So as
    long as what is left over is one number, or small, the smallest of the told parts goes as well. Parts that are more
    than the whole overlap, and nothing follows from them. Of several that are as large the first one goes.
    """
    rest = whole - sum(parts.values())
    if rest < 0:
        return {key for key, count in parts.items() if is_small(count)}
    hidden = {key for key, count in parts.items() if is_small(count) or (count and key in gone)}
    others = sorted(
        (key for key, count in parts.items() if count and key not in hidden), key=parts.__getitem__
    )
    while others and _gives_away(
        [*(parts[key] for key in hidden), *([rest] if rest else [])], rest, whole_is_told
    ):
        hidden.add(others.pop(0))
    return hidden


def _gives_away(left: list[Number], rest: Number, whole_is_told: bool) -> bool:
    """`left`: what is not told, none of it nothing."""
    if not whole_is_told:
        # The parts that are told would add up to it.
        return not left
    if left == [rest]:
        return is_small(rest)
    return bool(left) and (len(left) < 2 or sum(left) < LEAST)


def worked_out(hidden: Sequence[Key], sums: Iterable[tuple[Key, Collection[Key]]]) -> set[Key]:
    """Those of the hidden numbers that follow from the told ones, by all sums together.

    `sums`: (whole, its parts) that leave no rest. A number follows where its own line is one that the sums span.
    """
    lines = [[Fraction(-1 if key == whole else key in parts) for key in hidden] for whole, parts in sums]
    lines = [line for line in lines if any(line)]
    found = _rank(lines)
    alone = {key: [Fraction(key == each) for each in hidden] for key in hidden}
    return {key for key, line in alone.items() if found and _rank([*lines, line]) == found}


def _rank(lines: Sequence[Sequence[Fraction]]) -> int:
    """By elimination."""
    left, found = [list(line) for line in lines], 0
    for column in range(len(left[0]) if left else 0):
        first = next((line for line in left[found:] if line[column]), None)
        if first is None:
            continue
        left.remove(first)
        left.insert(found, first)
        found += 1
        for line in left[found:]:
            factor = line[column] / first[column]
            line[:] = [value - factor * other for value, other in zip(line, first, strict=True)]
    return found


@dataclass(frozen=True)
class Halves:
    """`whole`, the sums of either half, and their parts; None for what is not told."""

    whole: int | None
    sums: tuple[int | None, int | None]
    parts: tuple[list[int | None], list[int | None]]


def in_halves(first: Sequence[int], second: Sequence[int], *, whole_is_told: bool = True) -> Halves:
    """Two halves of a whole, each with its parts, all of which are told side by side.

    A sum is told only with the other one, and parts only as far as their sum allows; where the sums are not told, only
    those parts that are nothing. So no part is left over when the told ones are taken from a sum.
    """
    sums = with_neighbours([sum(first), sum(second)])
    if not whole_is_told or is_small(sum(first) + sum(second)):
        nothing: tuple[list[int | None], list[int | None]] = ([None for _ in first], [None for _ in second])
        return Halves(None, (None, None), nothing)
    if None in sums:
        return Halves(
            sum(first) + sum(second), (None, None),
            ([None if each else 0 for each in first], [None if each else 0 for each in second]),
        )  # fmt: skip
    return Halves(
        sum(first) + sum(second), (sums[0], sums[1]), (with_neighbours(first), with_neighbours(second))
    )
