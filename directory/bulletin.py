"""What the directory offers to the bulletin: services that came into it, or were changed, in a period.

Built from an allow-list as an edition for people in prison is: named columns, each of them for everyone, of the text
that was approved. No contact, no address, no procedure of staff. A service that must not be seen to be used is never
announced. One query for the services and one for their pathways.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from coordination.offers import BulletinOffer
from directory.bulletin_readers import readers as readers
from directory.models import Listing, Revision

SECTION: Final = "services"
COLUMNS: Final = (
    "pk", "approved_revision", "approved_revision__name", "approved_revision__summary",
    "service__organisation__name", "approved_revision__decided_at", "changed",
)  # fmt: skip


def items(prison: Prison, first: date, last: date) -> list[BulletinOffer]:
    """Approved from `first` to `last`, both included, in London, and still in the directory. The newest at the top."""
    before = Revision.objects.filter(listing=OuterRef("pk"), state=Revision.State.SUPERSEDED)
    rows = (
        Listing.objects.published()
        .filter(prison=prison, discreet=False, approved_revision__decided_at__date__range=(first, last))
        .annotate(changed=Exists(before))
        .order_by("-approved_revision__decided_at", "-pk")
        .values_list(*COLUMNS)
    )
    found = list(rows)
    pathways = _pathways([revision for _, revision, *_ in found])
    return [
        BulletinOffer(
            source=f"directory.listing.{key}", section=SECTION, heading=name,
            text=f"{'Changed' if changed else 'New'}, by {organisation}.\n\n{summary}",
            path=reverse("listing", args=[prison.code, key]), on=timezone.localdate(decided_at),
            pathways=pathways.get(revision, ()), wing_heading=name, wing_text=summary,
        )
        for key, revision, name, summary, organisation, decided_at, changed in found
    ]  # fmt: skip


def _pathways(revisions: list[int]) -> dict[int, tuple[str, ...]]:
    links = Revision.pathways.through.objects.filter(revision__in=revisions).order_by("pathway__position")
    found: dict[int, tuple[str, ...]] = {}
    for revision, code in links.values_list("revision", "pathway__code"):
        found[revision] = (*found.get(revision, ()), code)
    return found
