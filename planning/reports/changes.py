"""What changed between two reports, in sentences: a pure function over their snapshots.

New and gone: what stands in one of them alone. Better and worse: what stands in both, and moved. Where a need was not
known before, or is not known any more, that is said so and is neither better nor worse than a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final

from planning.gaps.urgent import in_words

Snapshot = dict[str, Any]
KINDS: Final = ("worse", "new", "better", "gone")
WORDS: Final = {"worse": "Worse", "new": "New", "better": "Better", "gone": "Gone"}
# The more, the more is missing.
RANKS: Final = {"met": 0, "partly": 1, "unmet": 2}
Found = Iterator[tuple[str, str, str]]


def changes(old: Snapshot | None, new: Snapshot) -> dict[str, Any]:
    """{"since": {"number", "day"} or None, "notes": [sentence], and for each of KINDS [{"key", "sentence"}]}."""
    found: dict[str, Any] = {"since": None, "notes": [], **{kind: [] for kind in KINDS}}
    if old is None:
        return found
    found["since"] = {"number": old["number"], "day": old["day"]}
    found["notes"] = list(_notes(old["sheet"], new["sheet"]))
    for kind, key, sentence in _all(old, new):
        found[kind].append({"key": key, "sentence": sentence})
    return found


def _all(old: Snapshot, new: Snapshot) -> Found:
    before, after = old["sheet"], new["sheet"]
    yield from _cells(before, after)
    yield from _losing(before, after)
    yield from _offers(before, after)
    yield from _wings(before, after)
    yield from _duplications(before, after)
    yield from _needs(old, new)
    yield from _priorities(old, new)


def _notes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    if before["formula"] != after["formula"]:
        yield (
            f"The way of counting changed (formula {before['formula']}, now {after['formula']}), so numbers may differ"
            " for that reason alone."
        )
    was, now = before["facts"]["population"], after["facts"]["population"]
    if was != now and was is not None and now is not None:
        yield f"The prison held {was} people and holds {now}."


# --- Gaps ------------------------------------------------------------------------------------------


def _cells(before: dict[str, Any], after: dict[str, Any]) -> Found:
    """Those that now miss most first."""
    was = {_key(cell): cell for cell in before["cells"]}
    now = {_key(cell): cell for cell in after["cells"]}
    names = _names(before) | _names(after)
    for cell in sorted(now.values(), key=lambda each: (-_most(each), _key(each))):
        if found := _cell(was.get(_key(cell)), cell):
            kind, sentence = found
            yield kind, _key(cell), f"{_name(cell, names)}: {sentence}"
    for key in sorted(was.keys() - now.keys()):
        if was[key]["state"] in ("unmet", "partly"):
            yield "gone", key, f"{_name(was[key], names)}: nobody asks for it any more."


def _cell(was: dict[str, Any] | None, now: dict[str, Any]) -> tuple[str, str] | None:
    old, new = (was["state"] if was else "unknown"), now["state"]
    if old == "unknown" and new == "unknown":
        return None
    if old == "unknown":
        return "new", f"{_state(now)} It was not known before."
    assert was is not None
    if new == "unknown":
        return "gone", f"it was {_lower(was)} and is not known any more."
    if RANKS[old] != RANKS[new]:
        return ("worse" if RANKS[new] > RANKS[old] else "better"), f"it was {_lower(was)}. {_state(now)}"
    return _moved(was, now)


def _moved(was: dict[str, Any], now: dict[str, Any]) -> tuple[str, str] | None:
    """The same state, and another number. What is short by less than one person more or less did not move."""
    if was["at_most"] is None or now["at_most"] is None:
        return None
    more = Fraction(now["at_most"]["exact"]) - Fraction(was["at_most"]["exact"])
    if abs(more) < 1:
        return None
    kind = "worse" if more > 0 else "better"
    return kind, f"places for {_range(now)} people a month are missing. It was {_range(was)}."


def _state(cell: dict[str, Any]) -> str:
    """“It is partly met: places for 26 people a month are missing.”"""
    if cell["state"] == "met" or cell["at_most"] is None:
        return f"It is {_lower(cell)}."
    return f"It is {_lower(cell)}: places for {_range(cell)} people a month are missing."


def _lower(cell: dict[str, Any]) -> str:
    word: str = cell["word"]
    return word.lower()


def _range(cell: dict[str, Any]) -> str:
    least, most = cell["at_least"]["words"], cell["at_most"]["words"]
    return str(most) if least == most else f"{least} to {most}"


def _most(cell: dict[str, Any]) -> Fraction:
    return Fraction(cell["at_most"]["exact"]) if cell["at_most"] else Fraction(0)


def _key(cell: dict[str, Any]) -> str:
    return f"gap:{cell['pathway']}:{cell['group']}:{cell['stage']}"


def _names(sheet: dict[str, Any]) -> dict[str, str]:
    rows: Iterable[dict[str, str]] = (*sheet["pathways"], *sheet["groups"], *sheet["stages"])
    return {row["code"]: row["label"] for row in rows}


def _name(cell: dict[str, Any], names: dict[str, str]) -> str:
    parts = (cell["pathway"], cell["group"], cell["stage"])
    return ", ".join(names.get(code, code) for code in parts if code)


# --- Services --------------------------------------------------------------------------------------


def _losing(before: dict[str, Any], after: dict[str, Any]) -> Found:
    was = {str(row["offer"]): row for row in before["losing"]}
    now = {str(row["offer"]): row for row in after["losing"]}
    for key, row in now.items():
        if key not in was or was[key]["why"] != row["why"]:
            kind = "worse" if key in before["offers"] else "new"
            yield kind, f"losing:{key}", f"{after['offers'][key]['name']}: {_why(row)}"
    for key in was:
        if key not in now and key in after["offers"]:
            yield "better", f"losing:{key}", f"{after['offers'][key]['name']} is about to be lost no more."


def _why(row: dict[str, Any]) -> str:
    day = in_words(date.fromisoformat(row["on"])) if row["on"] else ""
    if row["why"] == "ends":
        return f"it ends on {day}."
    if row["why"] == "funding":
        return f"its funding ends on {day}."
    return f"nobody has confirmed it since {day}." if day else "nobody has ever confirmed it."


def _offers(before: dict[str, Any], after: dict[str, Any]) -> Found:
    was, now = before["offers"], after["offers"]
    for key in sorted(now.keys() - was.keys(), key=int):
        yield "new", f"service:{key}", f"{_service(now[key])} is in the directory."
    for key in sorted(was.keys() - now.keys(), key=int):
        yield "gone", f"service:{key}", f"{_service(was[key])} is in the directory no more."
    for key in sorted(was.keys() & now.keys(), key=int):
        if was[key]["runs"] != now[key]["runs"]:
            runs = now[key]["runs"]
            words = "runs now, and did not before." if runs else "does not run now, and did before."
            yield "better" if runs else "worse", f"service:{key}", f"{_service(now[key])} {words}"


def _service(offer: dict[str, Any]) -> str:
    return f"{offer['name']} ({offer['organisation']})"


def _wings(before: dict[str, Any], after: dict[str, Any]) -> Found:
    was = {row["wing"]: row["by_nothing"] for row in before["wings"]}
    for row in after["wings"]:
        wing = row["wing"]
        if wing in was and was[wing] != row["by_nothing"]:
            kind, words = (
                ("worse", "nothing reaches it any more")
                if row["by_nothing"]
                else ("better", "it is reached now")
            )
            yield kind, f"wing:{wing}", f"{wing}: {words}."


def _duplications(before: dict[str, Any], after: dict[str, Any]) -> Found:
    was, now = _alike(before), _alike(after)
    for key in sorted(now.keys() - was.keys()):
        yield "new", f"double:{key}", f"The same is offered several times: {now[key]}."
    for key in sorted(was.keys() - now.keys()):
        yield "gone", f"double:{key}", f"This is not the same thing several times any more: {was[key]}."


def _alike(sheet: dict[str, Any]) -> dict[str, str]:
    """One for each set of services, however many pathways they share."""
    return {
        "-".join(str(key) for key in row["offers"]): ", ".join(
            sheet["offers"][str(key)]["name"] for key in row["offers"]
        )
        for row in sheet["duplications"]
    }


# --- What people said, and what the prison does ----------------------------------------------------


def _needs(old: Snapshot, new: Snapshot) -> Found:
    was, now = ({row["key"]: row for row in each["needs"]} for each in (old, new))
    for key, row in now.items():
        if key not in was:
            yield "new", f"need:{key}", f"Told: {row['statement']}"
        elif row["times"] > was[key]["times"]:
            yield (
                "worse",
                f"need:{key}",
                f"Told {row['times']} times, before {was[key]['times']}: {row['statement']}",
            )
    for key, row in was.items():
        if key not in now:
            yield "gone", f"need:{key}", f"Settled: {row['statement']}"


def _call(row: dict[str, Any], before: dict[str, Any]) -> Found:
    """Opened, closed, decided or cancelled since; and a joint step that was begun."""
    if row.get("call") and row["call"] != before.get("call"):
        yield "new", f"call:{row['key']}", f"Call for offers, {row['call'].lower()}: {row['title']}."
    if row.get("follow_up") and not before.get("follow_up"):
        yield "new", f"step:{row['key']}", f"A joint step is begun: {row['title']}."


def _priorities(old: Snapshot, new: Snapshot) -> Found:
    was = {row["key"]: row for row in old["priorities"]}
    for row in new["priorities"]:
        before = was.get(row["key"])
        if row["state"] == "open":
            if before is None:
                yield "new", f"priority:{row['key']}", f"Adopted as a priority: {row['title']}."
            elif row["late"] and not before["late"]:
                yield "worse", f"priority:{row['key']}", f"Late: {row['title']}."
            yield from _call(row, before or {})
        elif before is None or before["state"] == "open":
            kind = "better" if row["state"] == "met" else "gone"
            yield kind, f"priority:{row['key']}", f"{row['state_words']}: {row['title']}. {row['outcome']}"
