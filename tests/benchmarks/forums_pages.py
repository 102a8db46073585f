"""Forums of one prison after a year and after ten, on one database: pages and papers.

Runs in a process of its own for each database: `DATABASE_URL=... python -m tests.benchmarks.forums_pages` prints JSON.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from typing import Any, Final

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from coordination.models import Prison, User  # noqa: E402
from coordination.roles import Role  # noqa: E402
from forums.models import Action, FeedbackSlip, Forum, Meeting, PartnershipEvent  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import person  # noqa: E402
from tests.benchmarks.forums import PAPER  # noqa: E402
from tests.benchmarks.forums_filling import Decade  # noqa: E402
from tests.benchmarks.people_filling import analyse  # noqa: E402
from tests.benchmarks.people_pages import TRIVIAL, client_of, queries_of, times_of  # noqa: E402

# (prison, months, actions a meeting): a year with 12 actions, and ten years with 1,200.
SIZES: Final = (("EXI", 12, 1), ("GMI", int(os.environ.get("BENCH_MONTHS", "120")), 10))
HOME: Final = "home of a coordinator"


@dataclass
class Page:
    """One page of one prison. `ratio`: median against the trivial page's."""

    database: str
    meetings: int
    actions: int
    slips: int
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    ratio: float


def addresses(decade: Decade) -> dict[str, tuple[User, str]]:
    """Kind of page -> who reads it, and its address."""
    prison, keeper, manager = decade.prison, decade.keeper, decade.managers[0]
    code, slug = prison.code, decade.organisations[0].slug
    lead = person("national", Role.NATIONAL)
    held = Meeting.objects.filter(forum=decade.forum, minutes__state="approved").order_by("-starts_at")[0]
    drafted = Meeting.objects.get(forum=decade.forum, minutes__state="draft")
    coming = Meeting.objects.get(forum=decade.forum, state="planned")
    asked = Meeting.objects.filter(forum=decade.forum, questions__isnull=False).distinct()[0]
    event = PartnershipEvent.objects.filter(prison=prison).order_by("-starts_at")[0]
    action = Action.objects.filter(prison=prison).overdue().order_by("-pk")[0]
    actions = reverse("actions", args=[code])

    def of(user: User, name: str, *arguments: Any) -> tuple[User, str]:
        return user, reverse(name, args=[code, *arguments])

    return {
        TRIVIAL: (keeper, reverse("roles")),
        HOME: (keeper, reverse("home")),
        "forums": of(keeper, "forums"),
        "forum": of(keeper, "forum", decade.forum.pk),
        "forum, for a member": of(manager, "forum", decade.forum.pk),
        "representatives, coverage": of(keeper, "representatives_coverage"),
        "meetings": of(keeper, "meetings"),
        "meeting that was held": of(keeper, "meeting", held.pk),
        "meeting to come": of(keeper, "meeting", coming.pk),
        "agenda": of(keeper, "meeting_agenda", coming.pk),
        "minutes": of(keeper, "minutes", held.pk),
        "minutes to write": of(keeper, "write_minutes", drafted.pk),
        "actions": of(keeper, "actions"),
        "actions, mine": (keeper, f"{actions}?view=mine"),
        "actions, made by me": (keeper, f"{actions}?view=made"),
        "actions, overdue": (keeper, f"{actions}?view=overdue"),
        "actions, this forum": (keeper, f"{actions}?view=forum&forum={decade.forum.pk}"),
        "actions of an organisation": (manager, reverse("own_actions")),
        "action": of(keeper, "action", action.pk),
        "feedback": of(keeper, "feedback"),
        "feedback by service": of(keeper, "feedback_sums"),
        "feedback of an organisation": (manager, reverse("own_feedback", args=[slug])),
        "focus group": of(keeper, "focus_results", asked.pk),
        "outcomes": of(keeper, "outcomes"),
        "ideas": of(keeper, "ideas"),
        "ideas of an organisation": (manager, reverse("own_ideas", args=[slug])),
        "ideas that waited": (lead, reverse("ideas_waited")),
        "partnership events": of(keeper, "partnership_events"),
        "partnership event": of(keeper, "partnership_event", event.pk),
        f"{PAPER}minutes": of(keeper, "minutes_paper", held.pk),
        f"{PAPER}wing page": of(keeper, "wing_page", held.pk),
        f"{PAPER}agenda": of(keeper, "agenda_paper", coming.pk),
        f"{PAPER}poster": of(keeper, "outcomes_poster"),
        f"{PAPER}slip": of(keeper, "feedback_slip"),
        f"{PAPER}programme": of(keeper, "event_programme", event.pk),
    }


def pages(port: int, decade: Decade) -> list[Page]:
    addressed = addresses(decade)
    clients = {user: client_of(user) for user in dict.fromkeys(user for user, _ in addressed.values())}
    queries = {page: queries_of(clients[user], path) for page, (user, path) in addressed.items()}
    times = times_of(port, addressed, clients)
    unit = median(times[TRIVIAL])
    meetings, actions, slips = counted(decade.prison)
    return [
        Page(connection.vendor, meetings, actions, slips, page, queries[page], median(of), p95(of), median(of) / unit)
        for page, of in times.items()
    ]  # fmt: skip


def counted(prison: Prison) -> tuple[int, int, int]:
    """Meetings that lie behind, actions, slips."""
    return (
        Meeting.objects.filter(forum__in=Forum.objects.filter(prison=prison), state="held").count(),
        Action.objects.filter(prison=prison).count(),
        FeedbackSlip.objects.filter(prison=prison).count(),
    )


def main() -> dict[str, Any]:
    from tests.benchmarks.serving import served

    call_command("migrate", verbosity=0)
    found: list[Page] = []
    began = time.perf_counter()
    decades = []
    for code, months, actions in SIZES:
        decade = Decade(code)
        decade.fill(months=months, actions_a_meeting=actions)
        decades.append(decade)
    analyse()
    filled = time.perf_counter() - began
    with served() as server:
        for decade in decades:
            found += pages(server.port, decade)
    return {"pages": [asdict(row) for row in found], "filled": filled, "load": os.getloadavg()[0]}


if __name__ == "__main__":
    print(json.dumps(main()))
