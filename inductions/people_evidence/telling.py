"""What may be told of the figures. To whoever may open the lists everything; to others no small number of people.

Numbers stand in several wholes at once: a module in the people here and in the total of all modules. So what is kept
back in one is kept back in the others, as far as one could be taken from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordination.small_counts import Halves, in_halves, is_small, with_neighbours
from inductions.models import ModuleRule, WorkerKind
from inductions.people_evidence.figures import Evidence, Module, Month
from inductions.people_evidence.people import Induction, Whole

Told = int | None


@dataclass(frozen=True)
class Share:
    """So many of so many, or that it may not be told."""

    part: int
    of: int
    is_told: bool = True


@dataclass(frozen=True)
class ModuleTold:
    module: Module
    asked: Told
    not_asked: Told
    share: Share
    # At the four states, in their order.
    parts: list[Told]


def number(count: int, hide: bool) -> Told:
    return None if hide and is_small(count) else count


def parts_of(parts: Sequence[int], hide: bool) -> list[Told]:
    return with_neighbours(parts) if hide else list(parts)


def halves_of(
    first: Sequence[int], second: Sequence[int], hide: bool, *, whole_is_told: bool = True
) -> Halves:
    if hide:
        return in_halves(first, second, whole_is_told=whole_is_told)
    sums = (sum(first), sum(second))
    return Halves(sum(sums), sums, (list(first), list(second)))


def share_of(part: int, rest: int, hide: bool) -> Share:
    return Share(part, part + rest, not hide or None not in with_neighbours([part, rest]))


# --- Of whom something is asked -----------------------------------------------------------------------


def _required_of(rules: Iterable[ModuleRule]) -> set[WorkerKind]:
    return {kind for rule in rules for kind in WorkerKind if rule.is_required_of(kind)}


def _asked_is_told(found: Evidence, asked: int, rules: Iterable[ModuleRule], hide: bool) -> bool:
    """Everybody less those who are asked may be few, and the kinds that are not told may lie between two modules."""
    if not hide:
        return True
    told = with_neighbours(list(found.kinds.values()))
    hidden = {kind for kind, count in zip(found.kinds, told, strict=True) if count is None}
    among = _required_of(rules) & hidden
    return not is_small(asked) and not is_small(found.people - asked) and among in (set(), hidden)


def modules_told(found: Evidence, hide: bool) -> list[ModuleTold]:
    return _modules_told(found, hide)[0]


def _modules_told(found: Evidence, hide: bool) -> tuple[list[ModuleTold], bool]:
    """And whether the total of all modules may be told beside them."""
    kept_back = {
        at for at, module in enumerate(found.modules)
        if hide and _halves(found, module, hide).sums[0] is None
    }  # fmt: skip
    others = sorted(set(range(len(found.modules))) - kept_back, key=lambda at: min(_sums(found.modules[at])))
    while others and _gives_one_away([_sums(found.modules[at]) for at in kept_back]):
        kept_back.add(others.pop(0))
    told = [_told(found, module, hide, at in kept_back) for at, module in enumerate(found.modules)]
    return told, not _gives_one_away([_sums(found.modules[at]) for at in kept_back])


def _gives_one_away(sums: Sequence[tuple[int, int]]) -> bool:
    """The total less those that are told is one module alone, or few people."""
    held, rest = sum(each[0] for each in sums), sum(each[1] for each in sums)
    return bool(sums) and (len(sums) < 2 or is_small(held) or is_small(rest))


def _sums(module: Module) -> tuple[int, int]:
    """(so many hold it, so many do not)"""
    current, soon, expired, never = module.parts
    return current + soon, expired + never


def _halves(found: Evidence, module: Module, hide: bool) -> Halves:
    whole_is_told = _asked_is_told(found, module.asked, [module.rule], hide)
    parts = module.parts
    return halves_of(parts[:2], parts[2:], hide, whole_is_told=whole_is_told)


def _told(found: Evidence, module: Module, hide: bool, kept_back: bool) -> ModuleTold:
    halves = _halves(found, module, hide)
    held, rest = _sums(module)
    share = share_of(held, rest, hide)
    parts = [*halves.parts[0], *halves.parts[1]]
    if kept_back and halves.sums[0] is not None:
        # Kept back for another's sake: from what is nothing and how many are asked, it could be put together again.
        parts = [None for _ in parts]
    if kept_back:
        share = Share(held, held + rest, is_told=False)
    asked = halves.whole
    return ModuleTold(module, asked, None if asked is None else found.people - asked, share, parts)


# --- Together, and by month ---------------------------------------------------------------------------


def total_told(found: Evidence, month: Month, hide: bool) -> Share:
    """Of all that was asked of everybody who was there, so much was current."""
    few = hide and is_small(month.people)
    gives_away = hide and month.day == found.day and not _modules_told(found, hide)[1]
    share = share_of(month.held, month.asked - month.held, hide)
    return Share(share.part, share.of, share.is_told and not few and not gives_away)


def whole_told(found: Evidence, hide: bool) -> tuple[dict[Whole, Told], Share]:
    """People by whether all that is required of them is current."""
    current, lacking = found.whole[Whole.CURRENT], found.whole[Whole.LACKING]
    rules = [module.rule for module in found.modules]
    told = _asked_is_told(found, current + lacking, rules, hide)
    halves = halves_of([current], [lacking], hide, whole_is_told=told)
    numbers: dict[Whole, Told] = {
        Whole.CURRENT: halves.parts[0][0],
        Whole.LACKING: halves.parts[1][0],
        Whole.NOT_ASKED: None if halves.whole is None else found.whole[Whole.NOT_ASKED],
    }
    share = share_of(current, lacking, hide)
    return numbers, Share(share.part, share.of, share.is_told and halves.whole is not None)


def induction_told(found: Evidence, hide: bool) -> tuple[dict[Induction, Told], Share]:
    complete, begun, nothing = (
        found.induction[each] for each in (Induction.COMPLETE, Induction.BEGUN, Induction.NOTHING)
    )
    halves = halves_of([complete], [begun, nothing], hide)
    numbers: dict[Induction, Told] = {
        Induction.COMPLETE: halves.parts[0][0],
        Induction.BEGUN: halves.parts[1][0],
        Induction.NOTHING: halves.parts[1][1],
    }
    return numbers, share_of(complete, begun + nothing, hide)


def inducted_told(found: Evidence, month: Month, hide: bool) -> Told:
    """None also where the prison has no checklist: then nobody knows."""
    if not found.has_checklist:
        return None
    share = share_of(month.inducted, month.people - month.inducted, hide)
    return share.part if share.is_told else None
