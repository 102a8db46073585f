"""Links as they stand on paper, which nobody can press: the address in brackets, as it is typed into a browser."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

import nh3

from bulletins.wording import TAGS

# As `html_of` writes them: an address is the only thing that a link has.
_LINK: Final = re.compile(r'<a(?: href="([^"]*)")?>(.*?)</a>', re.S)
_TAG: Final = re.compile(r"<[^>]*>")


def typed(address: str) -> str:
    """“www.example.org/room”, “anna@example.org”: what a browser needs, and no more."""
    short = address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://")
    host, _, path = short.partition("/")
    return short if path else host


def on_paper(html: str) -> str:
    """HTML of bulletins without a link, each address behind its words."""
    return nh3.clean(
        _LINK.sub(_spelt_out, html),
        tags=TAGS - {"a"} | {"span"},
        attributes={"span": {"class"}, "ol": {"start"}},
    )


def _spelt_out(link: re.Match[str]) -> str:
    address, words = unescape(link[1] or ""), link[2]
    said = unescape(_TAG.sub("", words)).strip()
    if not address or typed(said) == typed(address):
        return words
    return f'{words} (<span class="address">{escape(typed(address))}</span>)'
