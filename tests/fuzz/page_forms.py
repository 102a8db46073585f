"""The forms of a page with all that they can send, and requests that carry bytes no browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from lxml.html import HtmlElement

from tests.fuzz.junk import File

Pair = tuple[str, str | File]
CONTROLS = ".//*[self::input or self::select or self::textarea or self::button][@name]"
# What somebody in earnest would type, so that junk in one field meets all that lies behind the others.
EARNEST = {"email": "somebody@example.org", "number": "12", "date": "2026-03-27", "time": "10:30"}
BOUNDARY = "----------------------------junk"


@dataclass
class Control:
    """One name of a form: its kind, what it may send, and what the page has in it."""

    name: str
    kind: str
    offered: list[str] = field(default_factory=list)
    stands: list[str] = field(default_factory=list)

    def earnest(self) -> list[Pair]:
        """What is on the page; where nothing is, the first answer that is offered, or some words."""
        if self.kind == "file":
            return [(self.name, File("services.csv", b"name\nChess\n", "text/csv"))]
        answers = self.stands or [value for value in self.offered if value][:1]
        if self.kind in ("submit", "button", "checkbox", "radio", "select", "hidden"):
            return [(self.name, answer) for answer in answers]
        return [(self.name, answers[0] if answers else EARNEST.get(self.kind, "Some words."))]


@dataclass
class PageForm:
    action: str
    method: str
    multipart: bool
    controls: dict[str, Control] = field(default_factory=dict)

    def earnest(self) -> list[Pair]:
        return [pair for control in self.controls.values() for pair in control.earnest()]


def forms_of(page: HtmlElement, path: str) -> list[PageForm]:
    """Every form of a page; of those that send the same fields to the same kind of address the first."""
    found: dict[tuple[Any, ...], PageForm] = {}
    for element in page.xpath("//form"):
        form = PageForm(
            action=element.get("action") or path,
            method=(element.get("method") or "get").upper(),
            multipart=element.get("enctype") == "multipart/form-data",
        )
        belonging = page.xpath("//*[@form=$form]", form=element.get("id")) if element.get("id") else []
        for each in [*element.xpath(CONTROLS), *belonging]:
            add(form, each)
        kind = re.sub(r"\d+", "", form.action)
        found.setdefault((kind, form.method, *form.controls), form)
    return list(found.values())


def add(form: PageForm, element: HtmlElement) -> None:
    name = element.get("name")
    if not name or name == "csrfmiddlewaretoken":
        return
    kind = element.get("type", "text") if element.tag == "input" else element.tag
    control = form.controls.setdefault(name, Control(name, kind))
    if element.tag == "select":
        control.offered += [option.get("value", "") for option in element.xpath(".//option")]
        control.stands += [option.get("value", "") for option in element.xpath(".//option[@selected]")]
        return
    value = element.text or "" if element.tag == "textarea" else element.get("value", "")
    control.offered.append(value)
    if kind in ("checkbox", "radio"):
        control.stands += [value] if element.get("checked") is not None else []
    elif value and kind not in ("submit", "button"):
        control.stands.append(value)


def query(pairs: list[tuple[str, str]]) -> str:
    """A query string in which even half a surrogate pair is sent."""
    return urlencode(pairs, encoding="utf-8", errors="surrogatepass")


def part(value: str) -> str:
    """One part of an address."""
    return quote(value, safe="", encoding="utf-8", errors="surrogatepass")


def body(pairs: list[Pair], *, multipart: bool) -> tuple[bytes, str]:
    """The body of a request and its content type."""
    if multipart or any(isinstance(value, File) for _, value in pairs):
        parts = b"".join(multipart_part(name, value) for name, value in pairs)
        return parts + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"
    typed = [(name, value) for name, value in pairs if isinstance(value, str)]
    return query(typed).encode(), "application/x-www-form-urlencoded"


def multipart_part(name: str, value: str | File) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
    if isinstance(value, File):
        head += f'; filename="{value.name}"\r\nContent-Type: {value.kind}'
    content = value.content if isinstance(value, File) else value.encode("utf-8", "surrogatepass")
    return head.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + content + b"\r\n"
