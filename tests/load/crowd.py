"""Twenty people at once over real HTTP, for a bounded time, and the judgement on what they left behind."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from coordination.configuration import CHECKOUT
from tests.load.ledger import Written
from tests.load.people import Person, person_of
from tests.load.visitor import SIGN_IN, Answer
from tests.running import RunningPortal

TROUBLE_IN_LOGS = ("database is locked", "Traceback (most recent call last)", "OperationalError")


@dataclass
class Outcome:
    """What the crowd saw. `refused` counts writes that a page declined with a sentence, by kind."""

    since: str
    seconds: float
    people: int
    answers: list[Answer] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    def milliseconds(self, what: str) -> list[float]:
        """Of "GET", "POST" or "sign in", which is slow on purpose: a password takes time to check."""
        return [answer.seconds * 1000 for answer in self.answers if what_of(answer) == what]


def what_of(answer: Answer) -> str:
    return "sign in" if answer.path == SIGN_IN else answer.method


def seed(portal: RunningPortal, *, managers: int, coordinators: int) -> list[dict[str, Any]]:
    return _run(
        portal, "tests.load.seeding", "--managers", str(managers), "--coordinators", str(coordinators)
    )


def let_loose(
    portal: RunningPortal, people: list[dict[str, Any]], *, seconds: float, pause: float
) -> Outcome:
    """Everybody signs in, then works in steps with about `pause` seconds of thought between them.

    The clock starts when all have signed in, so that hashing twenty passwords is not part of the minute.
    """
    crowd = [person_of(portal.port, each, random.Random(number)) for number, each in enumerate(people)]
    outcome = Outcome("", seconds, len(crowd))
    signed_in = threading.Barrier(len(crowd) + 1, timeout=120)
    end = [0.0]

    def live(person: Person) -> None:
        try:
            person.sign_in()
            signed_in.wait()
            while time.monotonic() < end[0]:
                person.step()
                time.sleep(person.dice.uniform(0.5, 1.5) * pause)
        except Exception:
            outcome.errors.append(f"{person.email}: {traceback.format_exc()}")
            signed_in.abort()

    threads = [threading.Thread(target=live, args=(person,), daemon=True) for person in crowd]
    outcome.since = datetime.now(UTC).isoformat()
    end[0] = time.monotonic() + 120 + seconds
    for thread in threads:
        thread.start()
    try:
        signed_in.wait()
    except threading.BrokenBarrierError:
        outcome.errors.append("Not everybody could sign in.")
    end[0] = time.monotonic() + seconds
    for thread in threads:
        thread.join(seconds + 120)
    return gathered(outcome, crowd)


def gathered(outcome: Outcome, crowd: Iterable[Person]) -> Outcome:
    for person in crowd:
        outcome.answers += person.visitor.answers
        outcome.written += person.written
        outcome.refused += person.refused
    return outcome


def judge(portal: RunningPortal, outcome: Outcome) -> list[str]:
    """Every reason why the run was not clean, as sentences; none when nothing failed and nothing was lost."""
    problems = list(outcome.errors)
    problems += [
        f"{answer.method} {answer.path} answered {answer.status}"
        for answer in outcome.answers
        if answer.status >= 500
    ]
    for log in sorted((portal.folder / "logs").glob("*.log")):
        text = log.read_text(errors="replace")
        problems += [f"{log.name} says “{words}”" for words in TROUBLE_IN_LOGS if words in text]
    given = {"since": outcome.since, "written": [asdict(each) for each in outcome.written]}
    return problems + _run(portal, "tests.load.ledger", words=json.dumps(given))


def _run(portal: RunningPortal, module: str, *arguments: str, words: str = "") -> Any:
    """What a module prints as JSON when it runs against the portal's database."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=CHECKOUT,
        env=portal.environment | {"DJANGO_SETTINGS_MODULE": "coordination.settings"},
        input=words,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
