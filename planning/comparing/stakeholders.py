"""Which organisations work in which area, by pathway: of what is published at the prisons that somebody looks after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from coordination.models import Area, Organisation, Prison
from directory.models import Listing, Revision

# Organisations that never said where they work stand here: they are not left out.
NOT_SAID: Final = ""


@dataclass
class Stakeholder:
    """`areas`: as the organisation gave them. `prisons`: codes, of those looked at."""

    key: int
    name: str
    slug: str
    areas: set[str] = field(default_factory=set)
    pathways: set[str] = field(default_factory=set)
    prisons: set[str] = field(default_factory=set)


def by_area(
    stakeholders: Iterable[Stakeholder], within: Mapping[str, str], level: Iterable[str]
) -> dict[str, list[Stakeholder]]:
    """{area: who works there}, in the order of `level`. Pure. `within`: {code of an area: the larger one}.

    Who works in a part works in the whole; who named the whole stands under each of its parts. Last, under NOT_SAID,
    who named no area.
    """
    found: dict[str, list[Stakeholder]] = {code: [] for code in level}
    unsaid = []
    for each in stakeholders:
        wider = {code for area in each.areas for code in up(area, within)}
        for code in found:
            if code in wider or each.areas & set(up(code, within)):
                found[code].append(each)
        if not each.areas:
            unsaid.append(each)
    return found | {NOT_SAID: unsaid}


def up(code: str, within: Mapping[str, str]) -> list[str]:
    """The area and all that it is part of."""
    found = [code]
    while (code := within.get(code, "")) and code not in found:
        found.append(code)
    return found


def stakeholders(prisons: Iterable[Prison]) -> list[Stakeholder]:
    """By name; five queries for any number of prisons and listings."""
    codes = {prison.pk: prison.code for prison in prisons}
    listings = Listing.objects.published().filter(prison__in=list(codes)).order_by()
    found: dict[int, Stakeholder] = {}
    of_text: dict[int, int] = {}
    rows = listings.values_list("approved_revision", "service__organisation", "prison")
    names = {
        key: (name, slug)
        for key, name, slug in Organisation.objects.filter(
            pk__in=listings.values("service__organisation")
        ).values_list("pk", "name", "slug")
    }
    for text, organisation, prison in rows.iterator(chunk_size=2000):
        own = found.setdefault(organisation, Stakeholder(organisation, *names[organisation]))
        own.prisons.add(codes[prison])
        of_text[text] = organisation
    pathways = Revision.pathways.through.objects.filter(revision__in=listings.values("approved_revision"))
    for text, pathway in pathways.values_list("revision", "pathway").iterator(chunk_size=2000):
        if text in of_text:
            found[of_text[text]].pathways.add(pathway)
    for organisation, area in Organisation.areas.through.objects.filter(
        organisation__in=listings.values("service__organisation")
    ).values_list("organisation", "area"):
        if organisation in found:
            found[organisation].areas.add(area)
    return sorted(found.values(), key=lambda each: (each.name.casefold(), each.key))


def working_in(region: str) -> dict[str, list[Stakeholder]]:
    """{pathway: organisations that work in the region}, for a prison to be opened there.

    By the areas that they gave, or because they offer a service at a prison of the region.
    """
    everywhere = list(Prison.objects.all())
    here = {prison.code for prison in everywhere if region and prison.region == region}
    within = dict(Area.objects.exclude(parent=None).values_list("code", "parent_id"))
    wanted = set(
        Area.objects.filter(kind=Area.Kind.REGION, name__iexact=region).values_list("code", flat=True)
    )
    found = defaultdict(list)
    for each in stakeholders(everywhere):
        wider = {code for area in each.areas for code in up(area, within)}
        if wider & wanted or each.prisons & here:
            for pathway in each.pathways:
                found[pathway].append(each)
    return found
