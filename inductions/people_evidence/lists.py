"""The people and the sessions behind a number of the page, by the same counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from coordination.models import Prison
from inductions.models import TrainingSession, WorkerKind
from inductions.people_evidence.figures import sessions_of_the_year
from inductions.people_evidence.people import Induction, OnDay, Whole, asked_at, people_at
from inductions.status import Status


@dataclass(frozen=True)
class Choice:
    """What the number counts; None for any. `inductions`: any of these. `not_asked`: of whom it is not required."""

    module: str | None = None
    state: Status | None = None
    organisation: int | None = None
    kind: WorkerKind | None = None
    whole: Whole | None = None
    inductions: tuple[Induction, ...] = ()
    not_asked: bool = False

    def about(self, each: OnDay) -> OnDay | None:
        """The person with the training that the number is about; None where they are not counted in it."""
        training = [
            (rule, worth)
            for rule, worth in each.training
            if self.module in (None, rule.module_id) and self.state in (None, worth.status)
        ]
        of_everybody = self.module is None and self.state is None
        counted = not training if self.not_asked else bool(training) or of_everybody
        fits = (
            counted
            and (self.organisation is None or self.organisation in each.work)
            and (self.kind is None or self.kind in each.kinds)
            and self.whole in (None, each.whole)
            and (not self.inductions or each.induction in self.inductions)
        )
        return OnDay(each.person, each.day, each.work, training, each.induction) if fits else None


def people_behind(prison: Prison, day: date, choice: Choice) -> dict[int, OnDay]:
    """{key of person: what of them it is about}. As many queries for any number of people."""
    found = (choice.about(each) for each in people_at([day], asked_at(prison)))
    return {each.person: each for each in found if each}


def sessions_behind(prison: Prison, day: date, state: str, reason: str = "") -> QuerySet[TrainingSession]:
    """Newest first."""
    rows = sessions_of_the_year(prison, day).filter(state=state)
    rows = rows.filter(reason=reason) if reason else rows
    return rows.select_related("module").order_by("-starts_at", "-pk")
