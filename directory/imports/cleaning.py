"""Cells as other people type them, turned into ours. Unknown stays unknown: nothing is guessed into a fact."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time
from html.parser import HTMLParser
from typing import Final

from coordination.plain_text import readable

_BLOCKS: Final = re.compile(r"p|br|div|ul|ol|tr|table|h[1-6]|section|article")
_SILENT: Final = frozenset(["script", "style", "head", "template"])
_TAG_BEGINS: Final = re.compile(r"<[a-zA-Z/!]")
# A parser looks from every “<” that nothing closes to the end of the text: of more than this the tags are only cut out.
MOST_LOOKED_AT: Final = 2_000_000_000


class _Text(HTMLParser):
    """Collects the words of a piece of HTML, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag == "li":
            self.parts.append("\n- ")
        elif _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(cell: str) -> str:
    """HTML to words, entities to letters, odd spaces to ordinary ones; bullets stay as “- ” at the start of a line."""
    text = cell
    tag = _TAG_BEGINS.search(cell)
    if tag and cell.rfind(">") > tag.start() and cell.count("<") * len(cell) > MOST_LOOKED_AT:
        text = html.unescape(re.sub(r"<[^<>]*+>", " ", cell))
    elif tag and cell.rfind(">") > tag.start():
        parser = _Text()
        parser.feed(cell)
        parser.close()
        text = "".join(parser.parts)
    elif "&" in cell:
        text = html.unescape(cell)
    text = readable(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [_line(line) for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    # A list does not need the blank lines that web pages put between its points.
    return re.sub(r"\n+(?=\n- )", "", text).strip()


def _line(line: str) -> str:
    words = re.sub(r"[^\S\n]+", " ", line).strip()
    bullet = re.match(r"(?:[·•▪◦●‣⁃∙○■\uf0b7*]|[-–—](?=\s))\s*", words)
    return f"- {words[bullet.end() :]}" if bullet and bullet.end() < len(words) else "" if bullet else words


_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_NAMES: Final = {
    beginning: number
    for number, name in enumerate(_DAYS)
    for beginning in {name[:length] for length in range(2, len(name) + 1)}
    | {f"{name}s", f"{name[:3]}s", f"{name[:4]}s"}
    if sum(other.startswith(beginning) for other in _DAYS) == 1 or beginning.endswith("s")
}


def weekday_number(cell: str) -> int | None:
    """The number in a cell of weekdays; None where it holds words or nothing."""
    return (
        int(cell) if re.fullmatch(r"\s*[0-7](?:\.0)?\s*", cell) and not cell.strip().endswith(".") else None
    )


def weekday(cell: str, *, monday: int = 1) -> int | None:
    """0 for Monday. `monday` is the number that Monday has in this source (1 in ISO, 0 in Python, 2 in Excel).

    Names and their beginnings count in any case; None for what is no day.
    """
    text = cell.strip().lower().rstrip(".")
    if re.fullmatch(r"[0-7]", text):
        return (int(text) - monday) % 7
    return _NAMES.get(text.removeprefix("every ").strip())


def weekdays(cell: str, *, monday: int = 1) -> tuple[list[int], list[str]]:
    """(days in their order, what is none): “Mon & Wed”, “Tue-Thu”, “1|3”, “MO,WE” (as calendars write it)."""
    days: list[int] = []
    strange: list[str] = []
    for part in re.split(r"[|;,\n/&+]|\band\b", cell):
        if not part.strip():
            continue
        ends = [weekday(each, monday=monday) for each in re.split(r"[-–]|\bto\b", part)]
        if None in ends or len(ends) > 2:
            strange.append(part.strip())
        else:
            first, last = ends[0], ends[-1]
            assert first is not None and last is not None
            days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return sorted(set(days)), strange


_YES: Final = frozenset(["yes", "y", "true", "t", "1", "x", "✓", "ja", "oui"])
_NO: Final = frozenset(["no", "n", "false", "f", "0"])


def yes_or_no(cell: str) -> bool | None:
    """None where nobody said."""
    text = cell.strip().lower()
    return True if text in _YES else False if text in _NO else None


def day(cell: str) -> date | None:
    """2026-03-05, 2026-03-05T23:59:00+00, 05/03/2026 (day first, as here), 5 March 2026. None for what is no date."""
    text = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", " ".join(cell.split()), flags=re.IGNORECASE)
    iso = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ]|$)", text)
    forms = (
        "%d/%m/%Y",
        "%d/%m/%y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%d %B %Y",
        "%d %b %Y",
        "%d-%b-%Y",
        "%d-%b-%y",
        "%B %d, %Y",
    )
    for value, form in [(iso.group(1), "%Y-%m-%d")] if iso else [(text, form) for form in forms]:
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    return None


_CLOCK: Final = r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2})?\s*([ap]\.?m\.?)?"


def moment(cell: str, *, half: str = "") -> time | None:
    """10:00, 10.00, 10am, 2:30 pm, 1430, noon; None for no time. `half` (a or p) is meant where none is said."""
    text = cell.strip().lower()
    if text in ("noon", "midday", "12 noon"):
        return time(12)
    found = re.fullmatch(_CLOCK, text)
    if not found or (len(text) < 3 and not half and int(found[1]) < 7):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or half)[:1]
    if half and not 1 <= hour <= 12:
        return None if found[3] else _time(hour, minute)
    return _time(hour % 12 + 12 * (half == "p") if half else hour, minute)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def period(cell: str) -> tuple[time, time] | None:
    """(begins, ends) of “10:00-11:30”, “10am to 11.30”, “2-4pm”. None where it is not one such pair in order."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*", cell.strip().lower().removeprefix("from "))
    if len(parts) != 2:
        return None
    ends = moment(parts[1])
    said = re.search(r"([ap])\.?m", parts[1])
    begins = moment(parts[0], half=said[1] if said else "")
    if begins and ends and begins >= ends and said and said[1] == "p":
        # “10-2pm” begins in the morning.
        begins = moment(parts[0], half="a")
    return (begins, ends) if begins and ends and begins < ends else None


def whole_number(cell: str) -> int | None:
    """The number at the start of "18", "18+" or "18 years"; None where there is none."""
    found = re.match(r"\s*(\d{1,4})(?!\d)", cell)
    return int(found.group(1)) if found else None


def age_range(cell: str) -> tuple[int | None, int | None]:
    """(youngest, oldest) of “18-25”, “18+”, “under 25”, “over 50”, “21”."""
    numbers = [int(number) for number in re.findall(r"\d{1,3}", cell)][:2]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    if not numbers:
        return None, None
    return (None, numbers[0]) if re.search(r"under|up to|max|below", cell.lower()) else (numbers[0], None)


# An item of an export that holds the separator stands in quotation marks: “"Arts; crafts"; Debt”.
_ITEM: Final = re.compile(r'\s*"((?:[^"]|"")+)"\s*(?:[|;\n]|$)|([^|;\n]+)')


def pieces(cell: str, *, by_comma: bool = True) -> list[str]:
    """A list typed in one cell, parted by | ; newline, or by commas where nothing else parts it."""
    if by_comma and not re.search(r"[|;\n]", cell):
        parts = cell.split(",")
    else:
        parts = [quoted.replace('""', '"') or bare for quoted, bare in _ITEM.findall(cell)]
    return [part.strip() for part in parts if part.strip()]


WOMEN: Final = re.compile(r"\b(women|woman|female|females|f|girls)\b")
MEN: Final = re.compile(r"\b(men|man|male|males|m)\b")
ANYONE: Final = re.compile(r"\b(any|anyone|all|both|mixed|either|everyone)\b")
