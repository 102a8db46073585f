"""Forty people and the last three places at the same moment: three booked, thirty-seven waiting in order, on both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from coordination.configuration import CHECKOUT
from inductions.actions.bookings import book, cancel_booking, held, set_capacity
from inductions.models import Booking, Person, TrainingSession
from tests.cast import Cast, build_or_load
from tests.inductions.crowd import CAME, PLACES, expected, gathered, outcome

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the embedded database has its own test below"
)


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in a database that keeps what threads write; no broker is asked."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    yield build_or_load()


def in_a_thread(act: Callable[[], Any], begin: Barrier | None = None) -> Any:
    """The result or the exception of the act, with a connection of its own."""
    try:
        if begin:
            begin.wait(timeout=30)
        return act()
    except Exception as error:
        return error
    finally:
        connection.close()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    begin = Barrier(len(acts))
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(in_a_thread, act, begin) for act in acts]]


def asks(cast: Cast, session: TrainingSession, person: Person) -> Callable[[], Booking]:
    return lambda: book(by=cast.coordinator, session=session, person=person)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_forty_at_the_same_moment_three_are_booked_and_the_rest_wait(everybody: Cast) -> None:
    session, people = gathered(everybody)
    results = at_once(*(asks(everybody, session, person) for person in people))
    assert [each for each in results if not isinstance(each, Booking)] == []
    became = outcome(session, people)
    assert sorted(became["people"]) == sorted(person.pk for person in people)
    assert became == expected(became["people"])


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_waiting_list_is_the_order_in_which_people_came(everybody: Cast) -> None:
    """Each is in line at the database before the next one asks; nobody is let in before all stand in it."""
    session, people = gathered(everybody)
    with ThreadPoolExecutor(len(people)) as pool:
        with transaction.atomic():
            held(session)
            line = []
            for number, person in enumerate(people, 1):
                line.append(pool.submit(in_a_thread, asks(everybody, session, person)))
                stands_in_line(number)
        results = [each.result() for each in line]
    assert [each for each in results if not isinstance(each, Booking)] == []
    assert outcome(session, people) == expected([person.pk for person in people])


def stands_in_line(number: int) -> None:
    """Returns once so many connections wait for a lock."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] == number:
                return
        time.sleep(0.002)
    raise AssertionError(f"The person of number {number} never asked.")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_is_one_booking(everybody: Cast) -> None:
    session, people = gathered(everybody)
    results = at_once(*[asks(everybody, session, people[0])] * 6)
    assert len({booking.pk for booking in results}) == 1
    assert Booking.objects.filter(session=session, person=people[0]).count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_places_given_up_and_added_while_others_ask_go_to_the_first_in_line(everybody: Cast) -> None:
    session, people = gathered(everybody)
    early, late = people[:10], people[10:20]
    made = [asks(everybody, session, person)() for person in early]
    acts = [asks(everybody, session, person) for person in late]
    for booking in made[:PLACES]:
        acts.append(
            lambda each=booking: cancel_booking(by=everybody.coordinator, booking=each, reason="cannot")
        )
    acts.append(lambda: set_capacity(by=everybody.coordinator, session=session, capacity=PLACES + 5 + 2))
    results = at_once(*acts)
    assert [each for each in results if isinstance(each, Exception)] == []
    rows = Booking.objects.filter(session=session).exclude(state="cancelled").order_by("pk")
    line = [row.state for row in rows if row.person_id in {person.pk for person in people}]
    assert line == ["booked"] * (PLACES + 2) + ["waiting"] * (len(line) - PLACES - 2)
    assert len(line) == 20 - PLACES


@pytest.mark.embedded
def test_the_same_on_the_embedded_database(tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}",
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.inductions.crowd_on_sqlite"],
        env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told.pop("journal"), told.pop("transactions")) == ("wal", "IMMEDIATE")
    assert (told.pop("failed"), told.pop("asked")) == ([], CAME)
    assert len(set(told["people"])) == CAME
    assert told == expected(told["people"])
