"""What nobody should type, and what somebody will: values for fields, parameters, addresses and files."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

WORDS: Final = (
    "",
    " ",
    "\x00",
    "before\x00after",
    "\x01\x08\x1b[31m\x7f",
    "\ud800 alone \udfff",
    "x" * 70_000,
    "é" * 3_000,
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿👩‍👩‍👧‍👦" * 50,
    "\u202eright to left\u202c\u200f\ufeff",
    "e\u0301" * 400 + "\u0345",
    "=cmd|'/c calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% load x %}%(name)s%s%n{0.__class__}",
    "'; DROP TABLE coordination_user; --",
    "%_\\%",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini%00.png",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//evil.example.org/",
    "A1234BC",
    "a@b",
    "a@b.example.org,c@d.example.org",
    "name@example.org\r\nBcc: x@example.org",
    "line\r\nline\rline\u2028line\x0bline",
    "None",
    "[]",
    '{"a": [1, null]}',
    "on",
    "off",
)
NUMBERS: Final = (
    "0",
    "-1",
    "1.5",
    "1e400",
    "NaN",
    "Infinity",
    "٣",
    "３",
    "²",
    "0x10",
    "1_000",
    " 7 ",
    "2147483648",
    "-9223372036854775809",
    "9" * 5_000,
)
DATES: Final = (
    "31/2/2026",
    "2026-02-30",
    "0/0/0",
    "29/2/2100",
    "1/1/0001",
    "31/12/9999",
    "0000-00-00",
    "99999-01-01",
    "24:00",
    "25:61",
    "23:59:60",
    "2026-13",
    "١/١/٢٠٢٦",
)
TYPED: Final = WORDS + NUMBERS + DATES


@dataclass(frozen=True)
class File:
    """A file as a browser sends it."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


FILES: Final = (
    File("../../etc/passwd", b"\x00\xff\xfe" * 500),
    File("empty.csv", b"", "text/csv"),
    File("lines.csv", b'name,"unclosed\n=1+1,\x00\n' * 50, "text/csv"),
    File("utf-16.csv", "\ufeffname;phone\r\n\ud7ff;2".encode("utf-16"), "text/csv"),
    File("broken.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    File("deep.json", b"[" * 20_000, "application/json"),
    File("surrogate.json", b'[{"name": "\\ud800"}, 1, null, {"": {}}]', "application/json"),
    File("x" * 300 + ".csv", b"a,b\n1,2\n", "text/csv"),
    File("\u202evsc.exe", b"MZ" + b"\x90" * 100),
    File("", b"without a name"),
)

# Instead of one part of an address. A slash would only name another address.
PARTS: Final = (
    *(word for word in TYPED if word.strip() and "/" not in word and len(word) < 5_001),
    "EXI ",
    "exi",
    "99999999999999999999",
    "%2e%2e%2f",
)
UNKNOWN: Final = ("page", "next", "format", "id", "csrfmiddlewaretoken", "__proto__", "a[b]", "ünknown", "")


def some(rng: Random) -> str:
    return rng.choice(TYPED)


def some_file(rng: Random) -> File:
    return rng.choice(FILES)
