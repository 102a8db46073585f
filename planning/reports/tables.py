"""Everything of a report as tables for CSV and XLSX: numbers as numbers, and what is not known as words."""

from __future__ import annotations

from typing import Any

from directory.exports.tables import FileTable, Value
from planning.gaps.hiding import FEW_NEED
from planning.reports import told
from planning.reports.changes import KINDS, WORDS

Rows = list[list[Value]]


def tables_of(snapshot: dict[str, Any]) -> list[FileTable]:
    sheet = snapshot["sheet"]
    named = told.labels(sheet)
    return [
        _head(snapshot), _urgent(sheet), _cells(sheet, named), _services(sheet, named), _losing(sheet, named),
        _late(sheet), _broken(sheet),
        _wings(sheet), _clashes(sheet), _duplications(sheet, named), _releases(sheet), _market(sheet),
        _needs(snapshot), _priorities(snapshot), _decisions(snapshot), _changes(snapshot),
    ]  # fmt: skip


def _head(snapshot: dict[str, Any]) -> FileTable:
    known = snapshot["sheet"]["facts"]
    population = known["population"]
    rows: Rows = [
        ["Prison", snapshot["prison"]["name"]], ["Report", snapshot["number"]], ["Day", snapshot["day"]],
        ["Formula", snapshot["sheet"]["formula"]],
        ["People here", told.NOT_KNOWN if population is None else population],
        ["Come in a month", told.number(known["receptions_a_month"])],
        ["Average stay in days", told.number(known["stay_days"])],
    ]  # fmt: skip
    return FileTable("Report", ("What", "Value"), rows, "Not known is not nought: nobody has said it.")


def _urgent(sheet: dict[str, Any]) -> FileTable:
    return FileTable("Most urgent", ("Sentence",), [[each["sentence"]] for each in sheet["urgent"]])


def _cells(sheet: dict[str, Any], named: dict[str, str]) -> FileTable:
    """Cells of which anything is known; of the others nothing is said or offered."""
    columns = (
        "Pathway", "Group", "Stage", "State", "Need a month", "Source", "Trust in it", "Services", "Places a month",
        "Services of unknown places", "Services that take everybody", "Places that others may take too",
        "Missing at least", "Missing at most",
    )  # fmt: skip
    rows: Rows = [
        [
            named[cell["pathway"]], named.get(cell["group"], "Everybody"), named.get(cell["stage"], "Any stage"),
            cell["word"], told.number(cell["needed"], hidden=cell["hidden"]), told.demand(cell), cell["confidence"],
            len(cell["services"]), told.number(cell["own"]["places"]), cell["own"]["unknown"],
            cell["own"]["unlimited"], told.number(cell["shared"]["places"]),
            told.number(cell["at_least"], hidden=cell["hidden"]), told.number(cell["at_most"], hidden=cell["hidden"]),
        ]
        for cell in sheet["cells"]
        if cell["demand"] or cell["services"] or not (cell["group"] or cell["stage"])
    ]  # fmt: skip
    return FileTable("Need beside places", columns, rows, f"People a month. {FEW_NEED}")


def _services(sheet: dict[str, Any], named: dict[str, str]) -> FileTable:
    columns = (
        "Service", "Organisation", "Runs", "Pathways", "Groups", "Stages", "Ways", "Languages", "Wings", "Sessions",
        "Places a month", "Room", "Room said on", "Starts on", "Ends on", "Funded until", "Confirmed on",
    )  # fmt: skip
    rows: Rows = [
        [
            offer["name"], offer["organisation"], "Yes" if offer["runs"] else "No", _names(offer["pathways"], named),
            _names(offer["groups"], named) or "Everybody", _names(offer["stages"], named) or "Any stage",
            _names(offer["ways"], sheet["ways"]), _names(offer["languages"], sheet["languages"]),
            "Every wing" if offer["every_wing"] else ", ".join(offer["wings"]) or told.NOT_KNOWN,
            "; ".join(_session(each) for each in offer["meets"]), _places(offer),
            told.ROOM.get(offer["room"], told.NOT_KNOWN), offer["room_on"] or "",
            offer["starts_on"] or "", offer["ends_on"] or "", offer["funded_until"] or "", offer["confirmed_on"] or "",
        ]
        for _, offer in sorted(sheet["offers"].items(), key=lambda each: int(each[0]))
    ]  # fmt: skip
    return FileTable("Services", columns, rows)


def _names(codes: list[str], named: dict[str, str]) -> str:
    return ", ".join(named.get(code, code) for code in codes)


def _session(meets: dict[str, Any]) -> str:
    when = f"{told.WEEKDAYS[meets['weekday']]} {meets['begins']} to {meets['ends']}"
    return f"{when}, {meets['place']}" if meets["place"] else when


def _places(offer: dict[str, Any]) -> Value:
    places = offer["places"]
    return told.EVERYBODY if places["unlimited"] else told.number(places["a_month"])


def _losing(sheet: dict[str, Any], named: dict[str, str]) -> FileTable:
    rows: Rows = [
        [
            told.offer_names(sheet, [each["offer"]]), told.WHY[each["why"]], each["on"] or "Never",
            _names(each["only"], named),
        ]
        for each in sheet["losing"]
    ]  # fmt: skip
    return FileTable("About to be lost", ("Service", "Why", "Day", "The only one of"), rows)


def _late(sheet: dict[str, Any]) -> FileTable:
    columns = ("Service", "Wait in days", "Least time in days", "Average stay in days")
    if sheet["too_long"] is None:
        return FileTable("Longer than people stay", columns, [], "How long people stay is not known.")
    rows: Rows = [
        [
            told.offer_names(sheet, [each["offer"]]), _or_unknown(each["wait"]), _or_unknown(each["least"]),
            told.number(each["stay"]),
        ]
        for each in sheet["too_long"]
    ]  # fmt: skip
    return FileTable("Longer than people stay", columns, rows)


def _broken(sheet: dict[str, Any]) -> FileTable:
    rows: Rows = [
        [sheet["offers"][str(key)]["name"], sheet["offers"][str(key)]["organisation"]]
        for key in sheet["broken"]
    ]
    return FileTable("Handed over to nobody", ("Service", "Organisation"), rows)


def _or_unknown(number: int | None) -> Value:
    return told.NOT_KNOWN if number is None else number


def _wings(sheet: dict[str, Any]) -> FileTable:
    rows: Rows = [
        [
            each["wing"], len(each["own"]), each["everywhere"], each["not_known"],
            "Nothing" if each["by_nothing"] else "",
        ]
        for each in sheet["wings"]
    ]  # fmt: skip
    columns = (
        "Wing",
        "Services that name it",
        "Services for every wing",
        "Services that name no wing",
        "Reached by",
    )
    return FileTable("Wings", columns, rows)


def _clashes(sheet: dict[str, Any]) -> FileTable:
    rows: Rows = [
        [
            told.offer_names(sheet, [each["first"]]), told.offer_names(sheet, [each["second"]]),
            told.WEEKDAYS[each["weekday"]], _times(each["first_meets"]), _times(each["second_meets"]), each["place"],
            ", ".join(each["wings"]),
        ]
        for each in sheet["clashes"]
    ]  # fmt: skip
    columns = ("Service", "Clashes with", "Weekday", "First", "Second", "Place", "Wings")
    return FileTable("Sessions that clash", columns, rows)


def _times(meets: dict[str, Any]) -> str:
    return f"{meets['begins']} to {meets['ends']}"


def _duplications(sheet: dict[str, Any], named: dict[str, str]) -> FileTable:
    rows: Rows = [
        [
            named[each["pathway"]], named.get(each["group"], "Everybody"), named.get(each["stage"], "Any stage"),
            told.offer_names(sheet, each["offers"]),
        ]
        for each in sheet["duplications"]
    ]  # fmt: skip
    return FileTable("Several times the same", ("Pathway", "Group", "Stage", "Services"), rows)


def _releases(sheet: dict[str, Any]) -> FileTable:
    columns = ("Area", "Share in per cent", "People a month", "Services")
    if sheet["releases"] is None:
        return FileTable("Release areas", columns, [], "Where people go on release is not known.")
    rows: Rows = [
        [
            each["label"], told.number(each["share"], hidden=each["hidden"]),
            told.number(each["people"], hidden=each["hidden"]),
            told.offer_names(sheet, each["offers"]) or "Nobody",
        ]
        for each in sheet["releases"]
    ]  # fmt: skip
    return FileTable("Release areas", columns, rows)


def _market(sheet: dict[str, Any]) -> FileTable:
    market = sheet["market"]
    sizes = dict.fromkeys(market["small"], "Small") | dict.fromkeys(market["size_not_known"], told.NOT_KNOWN)
    rows: Rows = [
        [
            name, "Yes" if name in market["voluntary"] else "No", sizes.get(name, ""),
            ", ".join(each["label"] for each in market["single_provider"] if each["organisation"] == name),
            ", ".join(each["label"] for each in market["led_by_groups"] if name in each["organisations"]),
            "Yes" if name in market["led_by_lived_experience"] else "",
        ]
        for name in market["organisations"]
    ]  # fmt: skip
    columns = ("Organisation", "Voluntary", "Size", "Alone in", "Led by", "Led by lived experience")
    small = market["share_of_small"]
    note = (
        f"Small ones are {told.share(small)} of voluntary organisations whose size is known." if small else ""
    )
    return FileTable("Organisations", columns, rows, note)


def _needs(snapshot: dict[str, Any]) -> FileTable:
    rows: Rows = [
        [
            each["statement"], ", ".join(each["about"]), told.few(each["people"]), each["times"], each["last_on"],
            each["source"],
        ]
        for each in snapshot["needs"]
    ]  # fmt: skip
    return FileTable(
        "Single needs", ("Need", "About", "People", "Times told", "Last told on", "Source"), rows
    )


def _priorities(snapshot: dict[str, Any]) -> FileTable:
    rows: Rows = [
        [
            each["title"],
            each["target"],
            ", ".join(each["about"]),
            each["owner"],
            each["due_on"],
            told.state_of(each),
        ]
        for each in snapshot["priorities"]
    ]
    return FileTable("Priorities", ("Priority", "Target", "About", "Owner", "Due on", "State"), rows)


def _decisions(snapshot: dict[str, Any]) -> FileTable:
    decisions = snapshot["decisions"]
    rows: Rows = [[each["question"], each["asked_on"], ""] for each in decisions["asked"]]
    rows += [[each["question"], each["settled_on"], each["answer"]] for each in decisions["settled"]]
    return FileTable("Decisions", ("Decision asked for", "Asked or settled on", "Decided"), rows)


def _changes(snapshot: dict[str, Any]) -> FileTable:
    changes = snapshot["changes"]
    rows: Rows = [["Note", sentence] for sentence in changes["notes"]]
    rows += [[WORDS[kind], each["sentence"]] for kind in KINDS for each in changes[kind]]
    since = changes["since"]
    note = (
        f"Since report {since['number']} of {told.day(since['day'])}."
        if since
        else "This is the first report."
    )
    return FileTable("What changed", ("How", "What"), rows, note)
