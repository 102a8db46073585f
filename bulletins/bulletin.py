"""Readers who belong to nobody here: outsiders who joined by themselves. And who wishes news of a section."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins import audiences
from bulletins.audiences import OUTSIDER
from bulletins.models import Reader
from coordination.models import Prison
from coordination.offers import BulletinReader

wanting = audiences.wanting


def readers(prisons: list[Prison]) -> Iterator[BulletinReader]:
    """Also those who have not confirmed, so that the preview can say how many; they get nothing."""
    codes = {prison.pk: prison.code for prison in prisons}
    rows = Reader.objects.filter(outsider=True, prisons__in=codes).order_by("pk")
    for email, name, prison in rows.values_list("email", "name", "prisons"):
        if prison in codes:
            yield BulletinReader(email=email, name=name, prison=codes[prison], role=OUTSIDER)
