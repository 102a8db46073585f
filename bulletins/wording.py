"""What is typed for a bulletin, as HTML and as plain text: a small subset of Markdown, and nothing that could do harm.

Paragraphs, bold, italics, lists and links to pages. No headings (the item has one), no pictures (they come from the
library with their words), no HTML.
"""

from __future__ import annotations

from typing import Final

import nh3
from markdown_it import MarkdownIt

PARSER: Final = MarkdownIt("zero").enable(["emphasis", "list", "link", "newline", "escape"])
TAGS: Final = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}


def html_of(text: str) -> str:
    cleaned = nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel=None,
    )
    return cleaned.strip()


def text_of(text: str) -> str:
    """As typed: the subset reads well as it is."""
    return text.strip()
