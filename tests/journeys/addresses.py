"""Every address of what comes in, with the keys of one person’s things in it: those of `in_order`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import coordination.urls  # noqa: F401, knows what <prison:code> is
from inductions.urls import urlpatterns

# What `pk` is a key of, by the beginning of the address.
OF: Final = {
    "people/": "person",
    "prisons/<prison:code>/training/": "session",
    "prisons/<prison:code>/gate/in/": "person",
    "prisons/<prison:code>/gate/out/": "visit",
    "prisons/<prison:code>/induction/": "step_pk",
    "prisons/<prison:code>/policies/": "policy",
    "prisons/<prison:code>/workers/import/": "list",
    "my-training/calendar-addresses/": "feed",
    "reading/": "reading",
    "files/": "file",
}
GAP: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, address) of each URL of inductions; 0 stands where a key is not among them."""
    for each in urlpatterns:
        route = str(each.pattern)
        pk = next((keys.get(key, 0) for beginning, key in OF.items() if route.startswith(beginning)), 0)
        yield str(each.name), "/" + GAP.sub(partial(_filled, dict(keys) | {"pk": pk}), route)


def _filled(keys: Mapping[str, Any], gap: re.Match[str]) -> str:
    return str(keys.get(gap[1], 0))


def holds_a_key(address: str) -> bool:
    """Of one thing, where others are lists and forms."""
    return bool(re.search(r"/[1-9]\d*/", address)) and "/0/" not in address
