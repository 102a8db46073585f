"""What the database holds of organisations, as rows for `matching`: as many queries for one as for all."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from django.db.models import Q, QuerySet

from coordination.models import Area, Group, Organisation, Pathway, Prison
from directory.models import Listing
from planning.gaps.matching import Gap, Known, Suggestion, Work, suggestions
from planning.models import NeedsAssessment, PinnedSource, Priority, ReleaseShare

SMALL: Final = (Organisation.Size.MICRO, Organisation.Size.SMALL, Organisation.Size.MEDIUM)


def suggested_for(priority: Priority) -> list[Suggestion]:
    """For what the priority is about; one of a single need takes pathway and group from the need."""
    prison = priority.prison
    gap = Gap(
        prison=prison.pk, pathway=priority.pathway_id or "", group=priority.group_id or "", region=prison.region,
        areas=release_areas_of(prison),
    )  # fmt: skip
    if not gap.pathway and not gap.group:
        return []
    labels = dict(Pathway.objects.values_list("code", "label")) | dict(
        Group.objects.values_list("code", "label")
    )
    areas = dict(Area.objects.values_list("code", "name"))
    return suggestions(gap, organisations_for(gap), labels, areas)


def release_areas_of(prison: Prison) -> frozenset[str]:
    """Of the source that counts: the pinned one, else the newest that says it."""
    rows = ReleaseShare.objects.filter(
        assessment__in=NeedsAssessment.objects.standing().filter(prison=prison)
    )
    pins = PinnedSource.objects.filter(prison=prison, topic=PinnedSource.Topic.RELEASES).values("assessment")
    newest = rows.order_by("-assessment__dated_on", "-assessment_id").values_list("assessment", flat=True)
    chosen = rows.filter(assessment__in=pins).values_list("assessment", flat=True).first() or newest.first()
    return frozenset(rows.filter(assessment=chosen).values_list("area", flat=True)) if chosen else frozenset()


def organisations_for(gap: Gap) -> list[Known]:
    """Those that work on the pathway anywhere, or are led by or work for the group."""
    published = Listing.objects.published().order_by()
    fits = (
        Q(approved_revision__pathways=gap.pathway) if gap.pathway else Q(approved_revision__groups=gap.group)
    )
    organisations = Organisation.objects.current().filter(
        Q(pk__in=published.filter(fits).values("service__organisation"))
        | (Q(led_by=gap.group) if gap.group else Q(pk__in=[]))
    ).distinct()  # fmt: skip
    keys = organisations.order_by().values("pk")
    works = _works(published.filter(service__organisation__in=keys))
    areas, led_by = _areas(keys), defaultdict(set)
    for key, group in Organisation.led_by.through.objects.filter(organisation__in=keys).values_list(
        "organisation", "group"
    ):
        led_by[key].add(group)
    return [
        Known(
            key=each.pk, name=each.name, works=tuple(works[each.pk]), areas=frozenset(areas[each.pk]),
            led_by=frozenset(led_by[each.pk]), small=each.size in SMALL,
        )
        for each in organisations.order_by("name", "pk")
    ]  # fmt: skip


def _works(listings: QuerySet[Listing]) -> dict[int, list[Work]]:
    names = ("pk", "service__organisation", "prison", "prison__name", "prison__region")
    pathways = _codes(listings, "approved_revision__pathways")
    groups = _codes(listings, "approved_revision__groups")
    found: dict[int, list[Work]] = defaultdict(list)
    for key, organisation, prison, name, region in listings.order_by("pk").values_list(*names):
        found[organisation].append(
            Work(prison, name, region, frozenset(pathways[key]), frozenset(groups[key]))
        )
    return found


def _codes(listings: QuerySet[Listing], name: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, code in listings.order_by().values_list("pk", name):
        if code:
            found[key].add(code)
    return found


def _areas(keys: QuerySet) -> dict[int, set[str]]:
    """With the areas around those that are named: who works in Exeter works in Devon and in the South West."""
    parents = dict(Area.objects.values_list("code", "parent"))
    found: dict[int, set[str]] = defaultdict(set)
    rows = Organisation.areas.through.objects.filter(organisation__in=keys)
    for organisation, code in rows.values_list("organisation", "area"):
        around: str | None = code
        while around:
            found[organisation].add(around)
            around = parents.get(around)
    return found
