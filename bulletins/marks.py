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
_ANY: Final = re.compile(
    b"(" + b"|".join(b"(?:=\r\n)?".join(bytes([letter]) for letter in mark.encode()) for mark in MARKS) + b")"
)
WIDTH: Final = 70


def filled(text: str, links: dict[str, str]) -> str:
    """For pages and previews. `links`: {mark: address}."""
    for mark, address in links.items():
        text = text.replace(mark, address)
    return text


class Quoted:
    """A mail whose text is quoted-printable, cut once at its marks, because thousands are filled in."""

    def __init__(self, content: bytes) -> None:
        # Words, mark, words, mark, ... words; a mark as its own letters, however lines broke it.
        parts = _ANY.split(content)
        self.parts = [part.replace(b"=\r\n", b"") if n % 2 else part for n, part in enumerate(parts)]

    def filled(self, links: dict[str, str]) -> bytes:
        """`links`: {mark: address}. Addresses are broken into lines that every server takes."""
        quoted = {mark.encode(): _quoted(address) for mark, address in links.items()}
        return b"".join(quoted[part] if n % 2 else part for n, part in enumerate(self.parts))


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
