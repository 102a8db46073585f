"""For who looks after a library, and who sends people: who has not read what in time, and which review has passed."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.gaps import Owed, owed_at
from inductions.models import InductionStep, Placement, PolicyDocument


def items(user: User, standing: Standing) -> list[HomeItem]:
    found: list[HomeItem] = []
    for prison in standing.prisons_where(P.MANAGE_POLICIES):
        found += _overdue(prison, owed_at(prison, timezone.localdate()), "people")
        found += [*_reviews(prison), *_no_checklist(prison)]
    own = standing.organisations_where(P.MANAGE_OWN_WORKERS)
    if own:
        placed = Placement.objects.on(timezone.localdate()).filter(engagement__organisation__in=own)
        for prison in Prison.objects.filter(pk__in=placed.values("prison")):
            found += _overdue(prison, owed_at(prison, timezone.localdate(), own), "of your people")
    return found


def _overdue(prison: Prison, owed: list[Owed], who: str) -> list[HomeItem]:
    today = timezone.localdate()
    late = [each for each in owed if each.overdue_since(today)]
    people = len({each.person.pk for each in late})
    if not people:
        return []
    one = "1 person has" if who == "people" else "1 of your people has"
    said = one if people == 1 else f"{people} {who} have"
    return [
        HomeItem(
            Section.RISK, f"{said} not read a policy in time at {prison}.",
            reverse("policies_overdue", args=[prison.code]), people,
            min(day for each in late if (day := each.overdue_since(today))),
        )
    ]  # fmt: skip


def _reviews(prison: Prison) -> list[HomeItem]:
    rows = PolicyDocument.objects.current().filter(prison=prison, review_on__lte=timezone.localdate())
    passed = list(rows.select_related("prison").order_by("review_on"))
    if not passed:
        return []
    if len(passed) == 1:
        sentence, url = f"The review of “{passed[0].title}” at {prison} is due.", passed[0].get_absolute_url()
    else:
        sentence = f"The review of {len(passed)} policies at {prison} is due."
        url = reverse("policies_overdue", args=[prison.code])
    return [HomeItem(Section.RISK, sentence, url, len(passed), passed[0].review_on)]


def _no_checklist(prison: Prison) -> list[HomeItem]:
    """Only where somebody would have to be inducted."""
    working = Placement.objects.on(timezone.localdate()).filter(prison=prison)
    if InductionStep.objects.current().filter(prison=prison).exists() or not working.exists():
        return []
    return [
        HomeItem(
            Section.WAITS, f"{prison} has no checklist for the induction yet. A suggested one is ready.",
            reverse("induction_steps", args=[prison.code]),
        )
    ]  # fmt: skip
