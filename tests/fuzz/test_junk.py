"""Junk to every form and every query parameter of every address: no fault, each refusal a sentence, nothing half saved.

The addresses are those of the access table, which holds every URL; the fields are those that the pages show. Seeded
by what is asked, so that each run asks the same. More of it: make test ARGS="tests/fuzz --junk-rounds=30"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache as shared_cache
from django.urls import resolve, reverse

from coordination.configuration import CHECKOUT
from directory.forms.filters import DirectoryFilter
from tests.access.test_access_table import ROWS, client_of, undone
from tests.access_table import Row, url_names
from tests.architecture.source import APPS
from tests.cast import Cast
from tests.coordination.markup import parsed
from tests.fuzz import judging
from tests.fuzz.junk import PARTS, TYPED, UNKNOWN, some, some_file
from tests.fuzz.page_forms import PageForm, Pair, body, forms_of, part, query

pytestmark = pytest.mark.django_db
NAMES = sorted({row.name for row in ROWS})
# Fields of one page that get junk one by one in a short run; junk in all of them at once comes in any case.
FEW = 6
# What acts and answers with a page at once: a mail program that posts by itself follows no redirect (ADR 0074).
ANSWERED_WITH_A_PAGE = frozenset({"leave_bulletins", "confirm_joining_bulletins"})
PARAMETER = re.compile(r"""request\.GET\.get(?:list)?\(\s*"(\w+)\"""")


class Asking:
    """One persona at one address, with the faults that were found so far."""

    def __init__(self, cast: Cast, name: str, persona: str) -> None:
        self.rows = [row for row in ROWS if row.name == name]
        self.path = reverse(name, args=self.rows[0].arguments(cast))
        self.persona = persona
        self.acts = name in ANSWERED_WITH_A_PAGE
        self.client = client_of(cast, persona)
        self.client.raise_request_exception = False
        self.cookies = self.client.cookies.output(header="", sep=";")
        self.before = judging.state()
        self.faults: list[str] = []

    def send(
        self, method: str, path: str, pairs: list[Pair] | None = None, *, multipart: bool = False
    ) -> Any:
        """Ask, undo whatever it did, and note what is wrong with the answer."""
        shared_cache.clear()
        self.client.cookies = SimpleCookie(self.cookies)
        content, kind = body(pairs or [], multipart=multipart)
        with undone():
            written = judging.written()
            response = self.client.generic(method, path, content, content_type=kind)
            found = judging.faults_of(response)
            meant = self.acts and method == "POST" and response.status_code == 200
            if not meant and judging.is_refusal(response) and judging.written() != written:
                now = judging.state()
                if changed := [table for table in now if now[table] != self.before[table]]:
                    found.append(f"answered {response.status_code} and changed {', '.join(changed)}")
        shown = [(name, str(value)[:60]) for name, value in pairs or []]
        self.faults += [f"{self.persona}: {method} {path[:200]} {shown}: {fault}" for fault in found]
        return response

    def forms(self) -> list[PageForm]:
        response = self.send("GET", self.path + self.rows[0].query)
        html = response.content.decode() if judging.is_page(response) else ""
        return forms_of(parsed(html), self.path) if html else []


def personas_of(name: str, rounds: int) -> list[str]:
    """Who may: all of them when there is time, else the first and, on public pages, a stranger."""
    rows = [row for row in ROWS if row.name == name]
    may = list(dict.fromkeys(persona for row in rows for persona in row.ok.split()))
    stranger = any(row.expected("anonymous") == 200 for row in rows)
    return list(dict.fromkeys([*(may if rounds > 1 else may[:1]), *(["anonymous"] if stranger else [])]))


def few(names: list[str], rng: Random, rounds: int) -> list[str]:
    return names if rounds > 1 else rng.sample(names, min(FEW, len(names)))


@cache
def read_without_a_form() -> list[str]:
    """Parameters that a view reads by their name, and those of the directory's filter, which its export takes over."""
    views = [path for app in APPS for path in (CHECKOUT / app / "views").glob("*.py")]
    named = {name for path in views for name in PARAMETER.findall(path.read_text(encoding="utf-8"))}
    return sorted(named | set(DirectoryFilter.base_fields))


def queries(forms: list[PageForm], rng: Random, rounds: int) -> Iterator[str]:
    """Junk in each parameter that the page's filters know, in those that some page reads without a form, in some that
    nobody knows, and in all at once.
    """
    known = list(dict.fromkeys(name for form in forms if form.method == "GET" for name in form.controls))
    for _ in range(rounds):
        for name in few(known, rng, rounds):
            yield query([(name, some(rng))])
        yield query([(name, some(rng)) for name in (*known, *UNKNOWN)])
        yield query([(name, some(rng)) for name in (*known, *known)])
        yield query([(name, some(rng)) for name in read_without_a_form()])


def bodies(form: PageForm, rng: Random, rounds: int) -> Iterator[list[Pair]]:
    """Junk in one field among earnest ones, in all; fields that are missing, that come twice, that nobody knows."""
    earnest = form.earnest()
    yield earnest
    yield []

    def junk(name: str) -> Pair:
        is_file = form.controls[name].kind == "file" and rng.random() < 0.8
        return (name, some_file(rng) if is_file else some(rng))

    for _ in range(rounds):
        for name in few(list(form.controls), rng, rounds):
            yield [pair for pair in earnest if pair[0] != name] + [junk(name)]
        if form.controls:
            missing = rng.choice(list(form.controls))
            yield [pair for pair in earnest if pair[0] != missing]
            yield earnest + [junk(name) for name in form.controls]
        yield [junk(name) for name in form.controls]
        yield earnest + [(name, some(rng)) for name in UNKNOWN]


def others(path: str, rng: Random, rounds: int) -> Iterator[str]:
    """The address with junk in place of one of its parts."""
    parts = path.strip("/").split("/")
    given = {str(value) for value in resolve(path).captured_kwargs.values()} | set(resolve(path).args)
    for position, each in enumerate(parts):
        for _ in range(rounds if each in given else 0):
            yield "/" + "/".join([*parts[:position], part(rng.choice(PARTS)), *parts[position + 1 :]]) + "/"


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--junk-rounds"))


@pytest.mark.parametrize("name", NAMES)
def test_junk_is_refused_in_a_sentence_and_leaves_nothing(name: str, cast: Cast, rounds: int) -> None:
    faults: list[str] = []
    for persona in personas_of(name, rounds):
        rng = Random(f"{name} {persona}")
        asking = Asking(cast, name, persona)
        forms = asking.forms()
        if any(row.method == "GET" for row in asking.rows):
            for asked in queries(forms, rng, rounds):
                asking.send("GET", f"{asking.path}?{asked}")
        posted = [form for form in forms if form.method == "POST" and is_sent_from_here(form, name)]
        if not posted and takes_posts(asking.rows):
            posted = [PageForm(asking.path, "POST", multipart=False)]
        for form in posted:
            for pairs in bodies(form, rng, rounds):
                asking.send("POST", form.action, pairs, multipart=form.multipart)
        for path in others(asking.path, rng, rounds):
            asking.send("GET", path)
            asking.send("POST", path, [("name", some(rng))])
        faults += asking.faults
    assert not faults, "\n".join(faults)


def is_sent_from_here(form: PageForm, name: str) -> bool:
    """Its own form, or the button of an address without a page. The others have pages where they are asked."""
    target = resolve(urlsplit(form.action).path).view_name
    methods = {row.method for row in ROWS if row.name == target}
    return "POST" in methods and (target == name or "GET" not in methods)


def takes_posts(rows: list[Row]) -> bool:
    return any(row.method == "POST" for row in rows)


def test_parameters_without_a_form_are_known() -> None:
    assert {"page", "q", "view", "source", "words", "listing", "check", "wing"} <= set(read_without_a_form())


def test_every_address_is_asked() -> None:
    assert set(NAMES) == url_names()


def test_each_kind_of_junk_is_sent(cast: Cast) -> None:
    """The forms of a page are found by themselves: a name that the page shows, and all that is junk in it."""
    asking = Asking(cast, "write", "manager")
    (form,) = [form for form in asking.forms() if "summary" in form.controls]
    sent = {value for pairs in bodies(form, Random("all"), 200) for name, value in pairs if name == "summary"}
    assert set(TYPED) <= sent
