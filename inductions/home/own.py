"""What waits for somebody who comes in: policies to read, steps of their induction to sign."""

from __future__ import annotations

from collections import defaultdict

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from inductions.gaps import Owed, checklist, owed_by
from inductions.models import InductionStep, Person, Placement


def items(user: User, standing: Standing) -> list[HomeItem]:
    person = Person.objects.filter(user=user).first()
    if person is None:
        return []
    return [*_to_read(user), *_to_sign(person)]


def _to_read(user: User) -> list[HomeItem]:
    today = timezone.localdate()
    by_prison: dict[Prison, list[Owed]] = defaultdict(list)
    for each in owed_by(user, today):
        by_prison[each.document.prison].append(each)
    found = []
    for prison, owed in by_prison.items():
        late = [day for each in owed if (day := each.overdue_since(today))]
        what = "a policy" if len(owed) == 1 else f"{len(owed)} policies"
        when = " It is overdue." if late and len(owed) == 1 else f" {len(late)} overdue." if late else ""
        found.append(
            HomeItem(
                Section.WAITS,
                f"You have {what} to read at {prison}.{when}",
                owed[0].document.get_absolute_url()
                if len(owed) == 1
                else reverse("policies", args=[prison.code]),
                len(owed),
                min(late, default=None),
            )
        )
    return found


def _to_sign(person: Person) -> list[HomeItem]:
    """Of each prison where they work; what the coordinator signs is not theirs to do."""
    placed = Placement.objects.on(timezone.localdate()).filter(engagement__person=person)
    found = []
    for prison in Prison.objects.filter(pk__in=placed.values("prison")):
        missing = checklist(prison, person).missing
        own = sum(step.signed_by == InductionStep.SignedBy.PERSON for step in missing)
        if own:
            steps = "1 step of your induction waits" if own == 1 else f"{own} steps of your induction wait"
            found.append(
                HomeItem(
                    Section.WAITS,
                    f"{steps} for your signature at {prison}.",
                    reverse("induction", args=[person.pk, prison.code]),
                    own,
                )
            )
    return found
