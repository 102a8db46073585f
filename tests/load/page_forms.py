"""Reads the forms of a page and what a browser would send with each, without running a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSENT = ("submit", "button", "image", "reset", "file")


@dataclass
class PageForm:
    """`fields` are (name, value) pairs in the order of the page, as they stand before anybody types."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.fields}

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """The fields with some values replaced, or added where the page leaves them out (a box not ticked)."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        return kept + list(values.items())


class FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.inside: PageForm | None = None
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = PageForm(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.inside)
        elif self.inside is None or "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea" and name:
            self.text = (name, [])
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value") or "", "selected" in given))

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        assert self.inside
        kind = (given.get("type") or "text").lower()
        if kind in UNSENT or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self.inside.fields.append((name, given.get("value") or ("on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif self.inside and tag == "textarea" and self.text:
            # The parser of a browser drops one line break straight after the tag.
            self.inside.fields.append((self.text[0], "".join(self.text[1]).removeprefix("\n")))
            self.text = None
        elif self.inside and tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            for value in chosen or [value for value, _ in self.options[:1]]:
                self.inside.fields.append((self.select, value))
            self.select = ""


def forms_of(page: str) -> list[PageForm]:
    reader = FormReader()
    reader.feed(page)
    return reader.forms
