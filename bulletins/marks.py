"""Where a recipient’s own links stand in the words that all recipients share.

A mark is letters alone, so that neither HTML, nor a style sheet’s inlining, nor an encoding for mail changes it.
"""

from __future__ import annotations

import re
from typing import Final

LEAVE: Final = "QXOWNLEAVEXQ"
WISHES: Final = "QXOWNWISHESXQ"
MARKS: Final = (LEAVE, WISHES)
# Quoted-printable text may be broken anywhere by a soft line break.
_BROKEN: Final = {
    mark: re.compile(b"(?:=\r\n)?".join(bytes([letter]) for letter in mark.encode())) for mark in MARKS
}
WIDTH: Final = 70


def filled(text: str, links: dict[str, str]) -> str:
    """For pages and previews. `links`: {mark: address}."""
    for mark, address in links.items():
        text = text.replace(mark, address)
    return text


def filled_quoted(content: bytes, links: dict[str, str]) -> bytes:
    """For mail whose text is quoted-printable: addresses are broken into lines that every server takes."""
    for mark, address in links.items():
        content = _BROKEN[mark].sub(_quoted(address).replace(b"\\", rb"\\"), content)
    return content


def _quoted(address: str) -> bytes:
    raw = address.encode("ascii").replace(b"=", b"=3D")
    lines = []
    while raw:
        end = min(WIDTH, len(raw))
        # An escape such as =3D is never cut in two.
        while end < len(raw) and b"=" in raw[end - 2 : end]:
            end -= 1
        lines.append(raw[:end])
        raw = raw[end:]
    return b"=\r\n" + b"=\r\n".join(lines) + b"=\r\n"
