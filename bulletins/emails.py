"""Letters about bulletins, other than bulletins themselves."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from bulletins.reader_links import WORKS_FOR, Choice, joining_token
from coordination import clock
from coordination.emails import absolute, send
from coordination.models import Prison


def joining_link(choice: Choice) -> None:
    """The same words for every address. Nothing that was typed stands in them: anybody may enter anybody's address."""
    send(
        "bulletins/email/joining",
        to=choice.email,
        subject="do you want our bulletins?",
        prisons=[str(prison) for prison in Prison.objects.filter(code__in=choice.prisons)],
        last_day=timezone.localdate(clock.now() + WORKS_FOR),
        url=absolute(reverse("confirm_joining_bulletins", args=[joining_token(choice)])),
    )
