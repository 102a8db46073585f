"""People who come in, 200 of them alone and among 20,000, and at a prison with 2,000, on one database.

Runs in a process of its own for each database: `DATABASE_URL=... python -m tests.benchmarks.people_pages` prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from coordination.configuration import CHECKOUT  # noqa: E402
from coordination.models import Organisation, Prison, User  # noqa: E402
from coordination.roles import Role  # noqa: E402
from inductions.models import Person, Placement, TrainingRecord  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import person  # noqa: E402
from tests.benchmarks.people import COMPARISON  # noqa: E402
from tests.benchmarks.people_filling import Crowd, analyse  # noqa: E402
from tests.benchmarks.serving import served  # noqa: E402
from tests.load.visitor import Visitor  # noqa: E402

PEOPLE: Final = int(os.environ.get("BENCH_PEOPLE", "20000"))
USUAL, LARGE = "EXI", "GMI"
AT_USUAL: Final = 200
AT_LARGE: Final = PEOPLE // 10
PRISONS: Final = 120
WARM, ROUNDS = 1, 12
TRIVIAL: Final = "trivial (roles)"


@dataclass
class Page:
    """One page at one size. `here`: people of the prison; `ratio`: median against the trivial page's."""

    database: str
    everywhere: int
    here: int
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    ratio: float


@dataclass
class Job:
    """One piece of work in a process of its own; `megabytes` is the most it took, `reminders` what it wrote down."""

    database: str
    everywhere: int
    here: int
    work: str
    statements: float
    median_ms: float
    p95_ms: float
    megabytes: float
    reminders: int


def addresses(code: str, organisation: Organisation) -> dict[str, tuple[User, str]]:
    """Kind of page -> who reads it, and its address."""
    prison = Prison.objects.get(code=code)
    coordinator = person(f"coordinator.{code.lower()}", Role.COORDINATOR, prison=prison)
    gate = person(f"gate.{code.lower()}", Role.GATE, prison=prison)
    manager = person(f"manager.{code.lower()}", Role.MANAGER, organisation=organisation)
    national = person("national", Role.NATIONAL)
    here = {name: reverse(name, args=[code]) for name in ("gate", "workers", "people_behind")}
    return {
        TRIVIAL: (coordinator, reverse("roles")),
        "home of a coordinator": (coordinator, reverse("home")),
        "evidence of a prison": (coordinator, reverse("people_evidence", args=[code])),
        "people behind a figure": (coordinator, f"{here['people_behind']}?state=expired"),
        COMPARISON: (national, reverse("compare_prisons")),
        "gate": (gate, here["gate"]),
        "gate search": (gate, f"{here['gate']}?name=amira+ev"),
        "sheet to type in": (gate, reverse("gate_paper", args=[code])),
        "people list": (coordinator, here["workers"]),
        "people list, by answer": (coordinator, f"{here['workers']}?answer=1"),
        "people of an organisation": (manager, reverse("own_workers", args=[organisation.slug])),
        "clearances": (coordinator, reverse("prison_clearances", args=[code])),
        "training": (coordinator, reverse("training", args=[code])),
        "policies overdue": (coordinator, reverse("policies_overdue", args=[code])),
    }


def organisation_of(crowd: Crowd, code: str) -> Organisation:
    """The first that works at this prison alone: its page asks more the more prisons there are, up to five."""
    elsewhere = Placement.objects.exclude(prison__code=code).values("engagement__organisation")
    owned = crowd.places[code].organisations
    return (
        Organisation.objects.filter(pk__in=[each.pk for each in owned])
        .exclude(pk__in=elsewhere)
        .order_by("pk")[0]
    )


def queries_of(client: Client, path: str) -> int:
    """Queries of a warm request."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return len(captured)


def client_of(user: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def times_of(
    port: int, pages: dict[str, tuple[User, str]], clients: dict[User, Client]
) -> dict[str, list[float]]:
    """Milliseconds over HTTP; the pages take turns, so that a busy moment meets all of them."""
    visitors = {
        user: Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})
        for user, client in clients.items()
    }
    times: dict[str, list[float]] = {page: [] for page in pages}
    for turn in range(WARM + ROUNDS):
        for page, (user, path) in pages.items():
            answer = visitors[user].get(path)
            assert answer.status == 200, f"{path} answered {answer.status}"
            if turn >= WARM:
                times[page].append(answer.seconds * 1000)
    return times


def pages(port: int, code: str, crowd: Crowd, here: int) -> list[Page]:
    addressed = addresses(code, organisation_of(crowd, code))
    clients = {user: client_of(user) for user in dict.fromkeys(user for user, _ in addressed.values())}
    queries = {page: queries_of(clients[user], path) for page, (user, path) in addressed.items()}
    times = times_of(port, addressed, clients)
    unit, everywhere = median(times[TRIVIAL]), Person.objects.count()
    return [
        Page(connection.vendor, everywhere, here, page, queries[page], median(of), p95(of), median(of) / unit)
        for page, of in times.items()
    ]


def job(name: str, *arguments: str, here: int) -> Job:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.people_jobs", name, *arguments],
        cwd=CHECKOUT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return Job(connection.vendor, Person.objects.count(), here, name, **json.loads(done.stdout))


def sheets(code: str, here: int) -> list[Job]:
    return [job(name, code, here=here) for name in ("gathering", "laying out")]


def runs() -> list[Job]:
    """The day's run, the same once more, the week alone, and mails."""
    here = Person.objects.count()
    first, again = (job("reminding", here=here) for _ in range(2))
    again.work = "reminding again"
    return [first, again, job("telling the week", here=here), job("mailing", here=here)]


def fill_usual(crowd: Crowd) -> None:
    crowd.furnish(USUAL, people=AT_USUAL)
    crowd.add(USUAL, AT_USUAL)
    analyse()


def fill_others(crowd: Crowd) -> None:
    """Nobody is added to the usual prison: its pages are to cost the same among all the others."""
    others = list(
        Prison.objects.exclude(code__in=[USUAL, LARGE]).order_by("code").values_list("code", flat=True)
    )
    others = others[: PRISONS - 2]
    each, more = divmod(PEOPLE - AT_USUAL - AT_LARGE, len(others))
    crowd.furnish(LARGE, people=AT_LARGE)
    for code in others:
        crowd.furnish(code, people=each)
    crowd.add(LARGE, AT_LARGE)
    for at, code in enumerate(others):
        crowd.add(code, each + (at < more), also_at=others[(at + 1) % len(others)])
    analyse()


def main() -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    crowd = Crowd()
    found: dict[str, Any] = {"pages": [], "jobs": []}
    with served() as server:
        fill_usual(crowd)
        found["pages"] += pages(server.port, USUAL, crowd, AT_USUAL)
        found["jobs"] += [*sheets(USUAL, AT_USUAL), *runs()]
        began = time.perf_counter()
        fill_others(crowd)
        found["filled"] = time.perf_counter() - began
        for code, here in ((USUAL, AT_USUAL), (LARGE, AT_LARGE)):
            found["pages"] += pages(server.port, code, crowd, here)
            found["jobs"] += sheets(code, here)
        found["jobs"] += runs()
    found["records"] = TrainingRecord.objects.count()
    found["load"] = os.getloadavg()[0]
    return found | {name: [asdict(row) for row in found[name]] for name in ("pages", "jobs")}


if __name__ == "__main__":
    print(json.dumps(main()))
