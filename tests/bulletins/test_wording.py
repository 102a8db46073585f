"""What is typed for a bulletin: a small Markdown, and nothing that could do harm."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.wording import ATTRIBUTES, SCHEMES, TAGS, escaped, html_of, text_of
from tests.growth import stays_in_proportion


class Found(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_subset_becomes_html() -> None:
    typed = "The **chapel** has a *new* room.\nAsk at the gate.\n\n- one\n- two\n\n3. third\n\n[Our page](https://a.example)"
    assert html_of(typed) == (
        "<p>The <strong>chapel</strong> has a <em>new</em> room.<br>\nAsk at the gate.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol start=\"3\">\n<li>third</li>\n</ol>\n"
        '<p><a href="https://a.example">Our page</a></p>'
    )  # fmt: skip


def test_as_text_it_reads_as_somebody_would_type_it() -> None:
    typed = (
        "The **chapel** has a *new* room.\nAsk at the gate.\n\n- one\n  - inner\n- two\n\n3. third\n4. fourth\n\n"
        "See [our page](https://a.example/b) or [mail us](mailto:a@b.example)."
    )
    assert text_of(typed) == (
        "The chapel has a new room.\nAsk at the gate.\n\n- one\n  - inner\n- two\n\n3. third\n4. fourth\n\n"
        "See our page (https://a.example/b) or mail us (a@b.example)."
    )
    assert text_of("[https://a.example](https://a.example)") == "https://a.example"


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\tscript:alert(1))", "[x](&#106;avascript:1)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)", "[x](file:///etc/passwd)", "[x](/prisons/)",
        "[x](//evil.example)", "[x]( javascript:alert(1) )", "<javascript:alert(1)>", "[x](<javascript:alert(1)>)",
        "[x][1]\n\n[1]: javascript:alert(1)",
    ],
)  # fmt: skip
def test_a_link_that_leads_to_no_page_is_no_link(typed: str) -> None:
    assert "a" not in Found(html_of(typed)).tags
    assert "x" in text_of(typed) or "javascript" in text_of(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//a>",
        "<style>*{display:none}</style>", "<a href='javascript:1'>x</a>", "<!-- -->", "<table><tr><td>x",
        "<b onclick=x>y</b>", "</td></tr></table>", "<base href=//a>", "<form action=//a><input>", "&lt;script&gt;",
        "<scr<script>ipt>", "<math><mtext><script>",
    ],
)  # fmt: skip
def test_html_is_words(typed: str) -> None:
    found = Found(html_of(typed))
    assert found.tags == {"p"}
    assert found.text.strip() == typed
    assert text_of(typed) == typed


def test_a_picture_is_never_fetched_from_elsewhere() -> None:
    assert "img" not in Found(html_of("![a cat](https://evil.example/cat.png)")).tags


@given(st.text(alphabet="*_[]()<>!-+1. \n\\&\"'/:ahtpsjvcrim#`~|", max_size=120))
def test_whatever_is_typed_only_the_subset_comes_out(typed: str) -> None:
    found = Found(html_of(typed))
    assert found.tags <= TAGS
    for tag, name, value in found.attributes:
        assert name in ATTRIBUTES[tag]
        assert name != "href" or value.lower().startswith(SCHEMES)
    text_of(typed)


@given(st.text(alphabet="*_[]()-+12. \\abcé&<", max_size=60))
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    words = " ".join(words.split())
    assert text_of(escaped(words)) == words


@pytest.mark.parametrize("unit", ["* ", "[", "**", "[a](", "- \n", "> ", "_a*", "<b>", "\\", "![", "1. "])
def test_endless_nesting_takes_no_endless_time(unit: str) -> None:
    assert stays_in_proportion(lambda size: html_of(unit * size), 100)
    assert stays_in_proportion(lambda size: text_of(unit * size), 100)
