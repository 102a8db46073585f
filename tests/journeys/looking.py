"""Coming to each of many pages once, so that it is examined: those that no journey before came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.journeys.examining import Examiner
from tests.journeys.visitor import Visitor

NOT_PAGES: Final = ("text/calendar", "text/csv", "application/pdf", "application/vnd", "application/zip")
COORDINATOR: Final = ("coordinator", "EXI")


def look_at(
    pages: Mapping[str, str],
    come_in: Callable[..., Visitor],
    examiner: Examiner,
    seen_by: Mapping[str, tuple[str, str]],
) -> None:
    """`pages` is {name of a URL: address}. `seen_by`: whose pages they are, where they are not the coordinator's."""
    looked_at = set(names_of(examiner.paths))
    visitors: dict[tuple[str, str], Visitor] = {}
    for name, address in pages.items():
        if name in looked_at:
            continue
        who = seen_by.get(name, COORDINATOR)
        visitor = visitors.get(who) or visitors.setdefault(who, come_in(*who))
        answer = visitor.page.request.get(address, max_retries=3)
        if answer.status == 405 or answer.headers["content-type"].startswith(NOT_PAGES):
            continue
        visitor.open(address)
        assert visitor.path == urlsplit(address).path, f"{name}: {address} led to {visitor.path}"


def names_of(paths: set[str]) -> Iterator[str]:
    for path in paths:
        try:
            yield resolve(path).url_name or ""
        except Resolver404:
            continue
