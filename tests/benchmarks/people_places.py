"""Prisons as they ask and teach: rules, steps, policies, services and sessions, written past the actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from coordination.models import Organisation, Posting, Prison, User
from coordination.roles import Role
from inductions.models import InductionStep, ModuleRule, PolicyDocument, TrainingModule, TrainingSession
from tests.benchmarks.filling import Filling

PEOPLE_AN_ORGANISATION: Final = 8
# Months between renewals, by the position of a module in a prison's list; None: once.
REFRESH: Final = (12, 24, 24, 24, 36, 12, None, 12)
STEPS: Final = 6


class Services(Filling):
    """What the organisations of a prison offer there; every seventh has its session today."""

    def __init__(self, code: str, organisations: list[Organisation]) -> None:
        super().__init__(code)
        self.organisations = organisations

    def owners(self, first: int, count: int) -> list[Organisation]:
        return self.organisations

    def weekday(self, position: int) -> int:
        return (timezone.localdate().weekday() + position) % 7


@dataclass
class Place:
    """A prison as it asks and teaches; `people` is for how many it is made."""

    prison: Prison
    coordinator: User
    organisations: list[Organisation]
    modules: list[str]
    steps: list[InductionStep]
    policies: list[PolicyDocument]
    ran: list[TrainingSession]
    ahead: list[TrainingSession]


class Places:
    """`furnish` prisons one after another; half of a prison's organisations work at the one before, too."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.now = timezone.now()
        self.modules = list(TrainingModule.objects.order_by("position").values_list("pk", flat=True))
        self.organisations: list[Organisation] = []
        self.places: dict[str, Place] = {}

    @transaction.atomic
    def furnish(self, code: str, *, people: int) -> Place:
        """Rules, steps, policies, services and training for about so many people."""
        position = len(self.places)
        organisations = self._organisations(max(2, people // PEOPLE_AN_ORGANISATION))
        services = Services(code, organisations)
        services.up_to(published=len(organisations), pending=0)
        prison, by = services.prison, services.coordinator
        modules = [self.modules[(position + step) % len(self.modules)] for step in range(len(REFRESH))]
        ModuleRule.objects.bulk_create(self._rules(prison, modules))
        self.places[code] = Place(
            prison, by, organisations, modules,
            steps=InductionStep.objects.bulk_create(
                InductionStep(
                    prison=prison, title=f"Step {at}", position=at,
                    signed_by="person" if at == STEPS else "coordinator",
                )
                for at in range(1, STEPS + 1)
            ),
            policies=PolicyDocument.objects.bulk_create(
                PolicyDocument(
                    prison=prison, title=title, version="1", text="Keep to the route you were shown.",
                    must_acknowledge=True, published_by=by, published_at=self.now - timedelta(days=age),
                )
                for title, age in (("Working safely", 370), ("What may come in", 60))
            ),
            ran=TrainingSession.objects.bulk_create(self._past(prison, by, modules, max(12, people // 4))),
            ahead=TrainingSession.objects.bulk_create(self._ahead(prison, by, modules, max(4, people // 20))),
        )  # fmt: skip
        place = self.places[code]
        place.ran = [session for session in place.ran if session.state == "run"]
        return place

    def _organisations(self, wanted: int) -> list[Organisation]:
        """Half of those of the prison before work here, too; new ones come with a manager."""
        before = next(reversed(self.places.values())).organisations if self.places else []
        known = before[len(before) // 2 :][: wanted // 2]
        first = len(self.organisations) + 1
        new = Organisation.objects.bulk_create(
            Organisation(name=f"Fellowship of {number:05}", slug=f"fellowship-of-{number}")
            for number in range(first, first + wanted - len(known))
        )
        managers = users(f"manager.{each.pk}" for each in new)
        Posting.objects.bulk_create(
            Posting(user=user, role=Role.MANAGER, organisation=each, begins_on=date(2020, 1, 1))
            for user, each in zip(managers, new, strict=True)
        )
        self.organisations += new
        return known + new

    @staticmethod
    def _rules(prison: Prison, modules: Sequence[str]) -> Iterator[ModuleRule]:
        for position, (module, months) in enumerate(zip(modules, REFRESH, strict=True)):
            yield ModuleRule(
                prison=prison, module_id=module, refresh_months=months, required_of_staff=True,
                required_of_volunteers=position < 6, required_of_sessional=position < 6,
                required_of_trainees=position < 3, needs_second_person=position == 7,
                at_the_gate=("no", "escorted", "nothing")[position % 3],
            )  # fmt: skip

    def _past(self, prison: Prison, by: User, modules: list[str], wanted: int) -> Iterator[TrainingSession]:
        """Of the last year; one in ten did not run or was cancelled, and of one nobody has written down who came."""
        for at in range(wanted):
            state, reason = "run", ""
            if at % 20 in (7, 13):
                state, reason = ("not_run", "not_unlocked") if at % 20 == 7 else ("cancelled", "trainer")
            settled = {"settled_at": self.now, "settled_by": by}
            if at == 11:
                state, settled = "planned", {}
            day = self.today - timedelta(days=1 + 360 * at // wanted)
            yield self._session(
                prison, by, modules[at % len(modules)], day, at, state=state, reason=reason, **settled
            )

    def _ahead(self, prison: Prison, by: User, modules: list[str], wanted: int) -> Iterator[TrainingSession]:
        """The first tenth today."""
        for at in range(wanted):
            day = self.today + timedelta(days=max(0, 28 * at // wanted - 2))
            yield self._session(prison, by, modules[at % len(modules)], day, at)

    @staticmethod
    def _session(prison: Prison, by: User, module: str, day: date, at: int, **more: Any) -> TrainingSession:
        starts_at = timezone.make_aware(datetime.combine(day, time(9 + at % 7, 30)))
        return TrainingSession(
            prison=prison, module_id=module, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
            place="Visits hall", trainers="A partner", capacity=12, planned_by=by, **more,
        )  # fmt: skip


def users(names: Iterable[str]) -> list[User]:
    """Without a password: the measurements sign in by a session of their own."""
    return User.objects.bulk_create(
        User(email=f"{name}@bench.example.org", name=name.replace(".", " ").title(), password="!")
        for name in names
    )
