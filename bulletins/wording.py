"""What is typed for a bulletin, as HTML and as plain text: a small subset of Markdown, and nothing that could do harm.

Paragraphs, bold, italics, lists and links to pages. No headings (the item has one), no pictures (they come from the
library with their words), no HTML. A link that leads to no page and no e-mail address stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES: Final = ("https://", "http://", "mailto:")
RULES: Final = ("emphasis", "list", "link", "newline", "escape")
# `breaks`: who types a new line in a box means one. Its parser goes no deeper than 20 levels.
PARSER: Final = MarkdownIt("zero", {"breaks": True}).enable(RULES)
PARSER.validateLink = lambda url: url.lower().startswith(SCHEMES)  # type: ignore[method-assign]
TAGS: Final = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_MEANS_SOMETHING: Final = re.compile(r"[\\*_\[\]]|^[-+]|(?<=\d)[.)](?=\s)", re.M)
INDENT: Final = "  "


def html_of(text: str) -> str:
    cleaned = nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    return cleaned.strip()


def text_of(text: str) -> str:
    """As somebody types who knows no Markdown: lists with dashes and numbers, a link with its address behind."""
    lines: list[str] = []
    # Of each list around: its next number, or None where it has dashes.
    lists: list[int | None] = []
    mark = ""
    for token in PARSER.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbered = token.type == "ordered_list_open"
            lists.append(int(token.attrs.get("start", 1)) if numbered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            if not lists:
                lines.append("")
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            before = INDENT * (len(lists) - 1) if lists else ""
            first, *others = _inline(token.children or []).split("\n")
            lines.append(f"{before}{mark}{first}")
            lines += [f"{before}{' ' * len(mark)}{each}" for each in others]
            mark = ""
            if not lists:
                lines.append("")
    return "\n".join(line.rstrip() for line in lines).strip()


def _inline(tokens: Sequence[Token]) -> str:
    words, links = "", []
    for token in tokens:
        if token.type in ("text", "text_special"):
            words += token.content
        elif token.type in ("softbreak", "hardbreak"):
            words += "\n"
        elif token.type == "link_open":
            links.append((str(token.attrs["href"]), len(words)))
        elif token.type == "link_close":
            address, begins = links.pop()
            address = address.removeprefix("mailto:")
            if words[begins:].strip() != address:
                words += f" ({address})"
    return words


def escaped(text: str) -> str:
    """Words that are no Markdown, as Markdown that says just them."""
    return _MEANS_SOMETHING.sub(lambda found: f"\\{found[0]}", text)


def period_in_words(first: date, last: date) -> str:
    """“1 to 30 November 2026”, “28 November to 3 December 2026”; one day alone."""
    end = f"{last.day} {last:%B %Y}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {end}"
    return f"{first.day} to {end}" if first.month == last.month else f"{first.day} {first:%B} to {end}"
