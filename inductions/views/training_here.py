"""Who may open the pages about training at a prison, and whom they may book there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.access import Standing, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from inductions.models import Engagement, Person, Placement, TrainingSession
from inductions.views.with_papers import crumbs_of_guest


@dataclass(frozen=True)
class Here:
    """A prison's training as one user finds it."""

    prison: Prison
    standing: Standing
    looks_after: bool  # sees everybody who works there
    plans: bool

    @property
    def caption(self) -> str:
        return self.prison.name

    @property
    def crumbs(self) -> list[Crumb]:
        """The prison's own page is for those who look after it; others come from their people, or from their own."""
        if self.looks_after:
            return crumbs_of(self.prison)
        return crumbs_of_guest(self.standing, ("Your training", reverse("my_training")))

    @property
    def below_training(self) -> list[Crumb]:
        return [*self.crumbs, ("Training", reverse("training", args=[self.prison.code]))]


def training_at(request: HttpRequest, code: str, permission: P | None = None) -> Here:
    """For whoever looks after the prison, sends people there or works there. 404 for strangers, 403 for other staff."""
    standing = standing_of(request.user)
    placed = (
        Placement.objects.visible_to(request.user).filter(prison__code=code).select_related("prison").first()
    )
    prison = placed.prison if placed else prison_at(request, code, P.VIEW_WORKERS)
    looks_after = standing.may(P.VIEW_WORKERS, prison=prison)
    if permission:
        access.require(request.user, permission, prison=prison)
    if looks_after:
        request.prison_here = prison  # The bar at the top need not ask again.
    return Here(prison, standing, looks_after, standing.may(P.MANAGE_TRAINING, prison=prison))


def session_at(
    request: HttpRequest, code: str, pk: int, permission: P | None = None
) -> tuple[Here, TrainingSession]:
    here = training_at(request, code, permission)
    rows = TrainingSession.objects.visible_to(request.user).filter(prison=here.prison)
    session = rows.select_related("prison", "module").filter(pk=pk).first()
    if session is None:
        raise Http404
    return here, session


def crumbs_below(here: Here, session: TrainingSession) -> list[Crumb]:
    return [*here.below_training, (session.module.label, session.get_absolute_url())]


def day_of(session: TrainingSession) -> date:
    """The day in London on which it begins."""
    return timezone.localdate(session.starts_at)


def may_be_booked(request: HttpRequest, here: Here, day: date) -> QuerySet[Person]:
    """Those who work there on the day, as far as the user may book them, with the organisations that the user sees."""
    placed = Placement.objects.visible_to(request.user).not_over_by(day).filter(prison=here.prison)
    if not here.plans:
        own = here.standing.organisations_where(P.MANAGE_OWN_WORKERS)
        placed = placed.filter(Q(engagement__organisation__in=own) | Q(engagement__person__user=request.user))
    people = Person.objects.visible_to(request.user).filter(
        pk__in=placed.values("engagement__person"), anonymised_at=None
    )
    return people.prefetch_related(engagements_seen(request)).order_by("name", "pk")


def engagements_seen(request: HttpRequest) -> Prefetch:
    seen = Engagement.objects.visible_to(request.user).select_related("organisation")
    return Prefetch("engagements", queryset=seen, to_attr="engagements_seen")


def organisations_of(person: Person) -> str:
    return ", ".join(sorted({each.organisation.name for each in person.engagements_seen}))  # type: ignore[attr-defined]
