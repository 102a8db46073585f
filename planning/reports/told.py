"""What a snapshot holds, in the words and rows that page, paper and tables share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Final

from coordination import small_counts
from planning.gaps.hiding import NOT_SHOWN
from planning.gaps.urgent import in_words, rounded

Snapshot = dict[str, Any]
NOT_KNOWN: Final = "Not known"
EVERYBODY: Final = "Everybody who asks"
WHY: Final = {"ends": "Ends", "funding": "Funding ends", "unconfirmed": "Not confirmed"}
ROOM: Final = {"open": "Room for more", "waiting_list": "Waiting list", "full": "Full", "paused": "Paused"}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day(iso: str | None, otherwise: str = "") -> str:
    """“4 May 2026”."""
    return in_words(date.fromisoformat(iso)) if iso else otherwise


def title(snapshot: Snapshot) -> str:
    return f"Report {snapshot['number']} of {day(snapshot['day'])}"


def facts(sheet: dict[str, Any]) -> list[tuple[str, str]]:
    """[(what, number in words)]."""
    known = sheet["facts"]
    population = NOT_KNOWN if known["population"] is None else str(known["population"])
    return [
        ("People here", population),
        ("Come in a month", words(known["receptions_a_month"])),
        ("Average stay in days", words(known["stay_days"])),
    ]


def words(amount: dict[str, str] | None, *, hidden: bool = False) -> str:
    """`hidden`: None does not mean that nobody knows it."""
    if amount is None:
        return NOT_SHOWN if hidden else NOT_KNOWN
    return amount["words"]


def number(amount: dict[str, str] | None, *, hidden: bool = False) -> int | float | str:
    """For a cell that counts: the exact number, to two places."""
    if amount is None:
        return NOT_SHOWN if hidden else NOT_KNOWN
    exact = Fraction(amount["exact"])
    return int(exact) if exact.denominator == 1 else round(float(exact), 2)


def few(people: int | None) -> str:
    """A count of people as it may be told to everybody who gets the report."""
    if people is None:
        return NOT_KNOWN
    return small_counts.few(people)


def missing(cell: dict[str, Any]) -> str:
    """“0 to 7”, “26”, “Not known”, “Not shown”."""
    least, most = cell["at_least"], cell["at_most"]
    if most is None:
        return NOT_SHOWN if cell["hidden"] else NOT_KNOWN
    return str(most["words"]) if least == most else f"{least['words']} to {most['words']}"


def places(supply: dict[str, Any]) -> str:
    """“30”, “30 and more: of 2 services nobody said it”, “Everybody who asks”."""
    if supply["unlimited"]:
        return EVERYBODY
    count: str = supply["places"]["words"]
    unknown = supply["unknown"]
    if not unknown:
        return count
    return NOT_KNOWN if count == "0" else f"{count}, and {unknown} not known"


def places_of_offer(offer: dict[str, Any]) -> str:
    told = offer["places"]
    return EVERYBODY if told["unlimited"] else words(told["a_month"])


def labels(sheet: dict[str, Any]) -> dict[str, str]:
    """{code: words} of pathways, groups and stages."""
    return {row["code"]: row["label"] for name in ("pathways", "groups", "stages") for row in sheet[name]}


def name_of(cell: dict[str, Any], named: dict[str, str]) -> str:
    """“Accommodation, Veterans, Release”."""
    codes = (cell["pathway"], cell["group"], cell["stage"])
    return ", ".join(named.get(code, code) for code in codes if code)


def totals(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """One cell a pathway, in the order of the list."""
    return [cell for cell in sheet["cells"] if not cell["group"] and not cell["stage"]]


def offer_names(sheet: dict[str, Any], keys: Iterable[int]) -> str:
    return ", ".join(sheet["offers"][str(key)]["name"] for key in keys)


def found_besides(sheet: dict[str, Any]) -> list[tuple[str, str]]:
    """[(figure, words)]: the other things that were found."""
    releases, late = sheet["releases"], sheet["too_long"]
    rows: list[tuple[int | None, str]] = [
        (len(sheet["losing"]), "About to be lost, or not confirmed"),
        (None if late is None else len(late), "Taking longer than people stay"),
        (unreached(sheet["wings"]), "Wings that nothing reaches"),
        (len(sheet["clashes"]), "Sessions that clash"),
        (len(sheet["duplications"]), "Several times the same"),
        (
            None if releases is None else sum(not area["offers"] for area in releases),
            "Release areas with nobody",
        ),
        (len(sheet["market"]["organisations"]), "Organisations that work here"),
    ]
    return [(NOT_KNOWN if count is None else str(count), what) for count, what in rows]


def unreached(wings: list[dict[str, Any]]) -> int | None:
    """How many wings nothing reaches. None: no wing is recorded, or a service that does not say which it reaches may
    be all that one of them has.
    """
    if not wings or any(wing["not_known"] and not wing["own"] and not wing["everywhere"] for wing in wings):
        return None
    return sum(wing["by_nothing"] for wing in wings)


def demand(cell: dict[str, Any]) -> str:
    """What the source says, as it says it: “40% of those who come in (Survey, 4 May 2026)”."""
    said = cell["demand"]
    if said is None:
        return "Nobody has said how many people need this."
    dated = f"{said['source']}, {day(said['on'])}" if said["on"] else said["source"]
    if cell["hidden"]:
        return f"{NOT_SHOWN} ({dated})"
    if said["a_month"] is not None:
        return f"{said['a_month']['words']} people a month ({dated})"
    if said["share"] is not None:
        return f"{said['share']['words']}% of those who come in ({dated})"
    return f"{said['needing']} people at any one time ({dated})"


def state_of(priority: dict[str, Any]) -> str:
    """“Being worked on, late. Call: open until 4 May 2026, 2 answers”."""
    said = f"{priority['state_words']}{', late' if priority['late'] else ''}"
    if priority["outcome"]:
        return f"{said}. {priority['outcome']}"
    begun = ". A joint step is begun" if priority.get("follow_up") else ""
    if not priority["call"]:
        return f"{said}{begun}"
    until, answers = priority["call_closes_on"], priority.get("call_answers")
    call = f"Call: {priority['call'].lower()}{f' until {day(until)}' if until else ''}"
    if answers is not None:
        call += ", 1 answer" if answers == 1 else f", {answers or 'no'} answers"
    return f"{said}. {call}{begun}"


def share(amount: dict[str, str] | None) -> str:
    return NOT_KNOWN if amount is None else f"{rounded(Fraction(amount['exact']))}%"
