"""Issues of bulletins made for tests, at either prison of the cast."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.utils import timezone
from PIL import Image

from bulletins.actions.images import add_image
from bulletins.models import Audience, BulletinImage, BulletinIssue, BulletinItem, Delivery
from coordination.offers import BulletinReader
from tests.cast import Cast

FIRST = "reader0@example.org"
SECOND = "reader1@example.org"


def issue(cast: Cast, elsewhere: bool = False, **changes: Any) -> BulletinIssue:
    """A draft with one item of news."""
    values = {
        "prison": cast.guys_marsh if elsewhere else cast.exeter, "title": "News of November",
        "period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30),
        "begun_by": cast.other_coordinator if elsewhere else cast.coordinator,
    } | changes  # fmt: skip
    made = BulletinIssue.objects.create(**values)
    Audience.objects.create(issue=made)
    BulletinItem.objects.create(
        issue=made, section="news", position=1, heading="A new room", text="The chapel has a **new** room."
    )  # fmt: skip
    return made


def image(cast: Cast, elsewhere: bool = False, size: tuple[int, int] = (600, 400)) -> BulletinImage:
    buffer = io.BytesIO()
    Image.new("RGB", size, "grey").save(buffer, format="PNG")
    return add_image(
        by=cast.other_coordinator if elsewhere else cast.coordinator,
        prison=cast.guys_marsh if elsewhere else cast.exeter,
        name="room.png", content=buffer.getvalue(),
        values={"alternative_text": "The new room, with a piano", "credit": "A. Volunteer"},
    )  # fmt: skip


def readers(count: int, prison: str = "EXI", **changes: Any) -> list[BulletinReader]:
    return [
        BulletinReader(
            **{"email": f"reader{n}@example.org", "name": f"Reader {n}", "prison": prison, "role": "staff"}
            | changes
        )
        for n in range(count)
    ]


def row(issue: BulletinIssue, email: str = FIRST) -> Delivery:
    return issue.deliveries.get(email=email)


def after_a_wait(issue: BulletinIssue) -> None:
    BulletinIssue.objects.filter(pk=issue.pk).update(waits_until=timezone.now())
    issue.deliveries.filter(try_after__isnull=False).update(try_after=timezone.now())
