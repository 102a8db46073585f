"""What the database holds of prisons, as rows for `matrix.find`: as many queries for one prison as for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from coordination.models import Group, Pathway, Prison, Stage, Wing
from directory.models import Listing, Need, Revision, Session
from planning.gaps.conversion import places_from_sessions
from planning.gaps.rows import Demand, Facts, Inputs, Meets, Offer, Places, Release, Told
from planning.models import NeedsAssessment, PathwayNeed, PinnedSource, ReleaseShare

LISTS: Final = {
    "pathways": "pathway", "groups": "group", "stages": "stage", "delivery_ways": "deliveryway",
    "languages": "language",
}  # fmt: skip
FACTS: Final = ("population", "receptions_a_month", "stay_days")
Topic = PinnedSource.Topic


@dataclass
class Counted:
    """Which sources count at a prison, so that a page says it. Keys of `facts`: FACTS; of `needs`: as in a Demand."""

    facts: dict[str, int] = field(default_factory=dict)
    needs: dict[tuple[str, str, str], int] = field(default_factory=dict)
    releases: int | None = None
    pinned: set[int] = field(default_factory=set)


@dataclass
class Gathered:
    inputs: Inputs
    counted: Counted


def gather(prisons: Iterable[Prison], day: date) -> dict[int, Gathered]:
    """{key of the prison: what is known of it on `day`}. Of a prison without anything, empty rows."""
    prisons = list(prisons)
    keys = [prison.pk for prison in prisons]
    pathways = list(Pathway.objects.filter(active=True).values_list("code", "women_only"))
    groups = tuple(Group.objects.filter(active=True).values_list("code", flat=True))
    stages = tuple(Stage.objects.filter(active=True).values_list("code", flat=True))
    wings: dict[int, list[str]] = defaultdict(list)
    for where, name in Wing.objects.filter(prison__in=keys, ended_on=None).values_list("prison", "name"):
        wings[where].append(name)
    offers, said, told = _offers(keys), said_of(keys, day), told_at(keys, day)
    found = {}
    for prison in prisons:
        facts, demands, releases, counted = said[prison.pk]
        found[prison.pk] = Gathered(
            Inputs(
                day=day, facts=facts, demands=demands, offers=tuple(offers[prison.pk]), releases=releases,
                pathways=tuple(code for code, women_only in pathways if prison.holds_women or not women_only),
                groups=groups, stages=stages, wings=tuple(wings[prison.pk]), told=told[prison.pk],
            ),
            counted,
        )  # fmt: skip
    return found


def told_at(prisons: list[int], day: date) -> dict[int, tuple[Told, ...]]:
    """{key of the prison: its open single needs}. Those of no pathway belong to no place in the matrix."""
    found: dict[int, list[Told]] = defaultdict(list)
    rows = Need.objects.open().filter(prison__in=prisons, source_on__lte=day).exclude(pathway=None)
    for prison, *about, times in rows.order_by("pk").values_list(
        "prison", "pathway", "group", "stage", "times"
    ):
        pathway, group, stage = (code or "" for code in about)
        found[prison].append(Told(pathway, group, stage, times))
    return defaultdict(tuple, {prison: tuple(of) for prison, of in found.items()})


def _offers(prisons: list[int]) -> dict[int, list[Offer]]:
    """Published listings of the prisons; one query for each list of their approved text."""
    listings = Listing.objects.published().filter(prison__in=prisons)
    rows = listings.order_by("pk").select_related("approved_revision", "service__organisation")
    revisions = Revision.objects.filter(pk__in=listings.order_by().values("approved_revision"))
    lists = {name: _list(revisions, name, column) for name, column in LISTS.items()}
    wings = _list(revisions, "wings", "wing", "wing__name")
    meets = _meets(revisions)
    organisations = listings.order_by().values("service__organisation")
    areas = _of_organisations("areas", "area_id", organisations)
    led_by = _of_organisations("led_by", "group_id", organisations)
    found: dict[int, list[Offer]] = defaultdict(list)
    for listing in rows:
        text, organisation = listing.approved_revision, listing.service.organisation
        assert text is not None  # `published`
        found[listing.prison_id].append(Offer(
            key=listing.pk, service=listing.service_id, name=text.name, organisation=organisation.name,
            pathways=lists["pathways"][text.pk], groups=lists["groups"][text.pk], stages=lists["stages"][text.pk],
            ways=lists["delivery_ways"][text.pk], languages=lists["languages"][text.pk],
            wings=wings[text.pk], every_wing=text.every_wing, meets=tuple(meets[text.pk]),
            places=places_of(
                listing.places_unlimited, listing.places_a_month, listing.places_a_session,
                listing.sessions_a_person, [each.pattern for each in meets[text.pk]],
            ),
            room=listing.room, room_on=listing.room_on, starts_on=text.starts_on, ends_on=text.ends_on,
            funded_until=text.funded_until, confirmed_on=listing.confirmed_on, wait_days=text.usual_wait_days,
            least_days=text.least_time_days, hands_over_to=text.hands_over_to_id,
            areas=areas[organisation.pk], size=organisation.size,
            voluntary=organisation.kind == organisation.Kind.VOLUNTARY, led_by=led_by[organisation.pk],
            led_by_lived_experience=organisation.led_by_lived_experience,
        ))  # fmt: skip
    return found


def places_of(
    unlimited: bool, a_month: int | None, a_session: int | None, sessions_a_person: int | None,
    patterns: Sequence[str],
) -> Places:  # fmt: skip
    """As typed, else worked out from its sessions, else not known."""
    if unlimited:
        return Places(unlimited=True)
    if a_month is not None:
        return Places(a_month=Fraction(a_month))
    if a_session is None or not patterns:
        return Places()
    return Places(places_from_sessions(patterns, a_session, sessions_a_person or 1), derived=True)


def _list(revisions: Any, name: str, column: str, value: str = "") -> dict[int, frozenset[str]]:
    through = getattr(Revision, name).through
    rows = through.objects.filter(revision__in=revisions).values_list("revision", value or f"{column}_id")
    return _as_sets(rows)


def _of_organisations(name: str, column: str, organisations: Any) -> dict[int, frozenset[str]]:
    from coordination.models import Organisation

    through = getattr(Organisation, name).through
    rows = through.objects.filter(organisation__in=organisations).values_list("organisation", column)
    return _as_sets(rows)


def _as_sets(rows: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})


def _meets(revisions: Any) -> dict[int, list[Meets]]:
    found: dict[int, list[Meets]] = defaultdict(list)
    for row in Session.objects.filter(revision__in=revisions).order_by("weekday", "begins", "pk"):
        week = row.counted_from.isoformat() if row.counted_from else str(row.week_of_month or "")
        found[row.revision_id].append(Meets(row.weekday, row.begins, row.ends, row.place, row.pattern, week))
    return found


Said = tuple[Facts, tuple[Demand, ...], tuple[Release, ...], Counted]


def said_of(prisons: list[int], day: date) -> dict[int, Said]:
    """What sources say; where several speak of one thing, the pinned one counts, else the newest."""
    assessments = NeedsAssessment.objects.standing().filter(prison__in=prisons, dated_on__lte=day)
    rows: dict[int, list[NeedsAssessment]] = defaultdict(list)
    for row in assessments.order_by("-dated_on", "-pk"):
        rows[row.prison_id].append(row)
    pins: dict[tuple[int, str, str], int] = {
        (prison, topic, pathway or ""): assessment
        for prison, topic, pathway, assessment in PinnedSource.objects.filter(
            prison__in=prisons, assessment__in=assessments
        ).values_list("prison", "topic", "pathway", "assessment")
    }
    needs, releases = defaultdict(list), defaultdict(list)
    for need in PathwayNeed.objects.filter(assessment__in=assessments):
        needs[need.assessment_id].append(need)
    for release in ReleaseShare.objects.filter(assessment__in=assessments).order_by("-share", "area"):
        releases[release.assessment_id].append(release)
    found: dict[int, Said] = {}
    for prison in prisons:
        own, counted = rows[prison], Counted()
        found[prison] = (
            _facts(own, pins.get((prison, Topic.FACTS, "")), counted),
            _demands(prison, own, needs, pins, counted),
            _releases(own, releases, pins.get((prison, Topic.RELEASES, "")), counted),
            counted,
        )
    return found


def _first(rows: list[NeedsAssessment], pin: int | None) -> list[NeedsAssessment]:
    """The pinned one before all others."""
    return sorted(rows, key=lambda row: row.pk != pin)


def _facts(rows: list[NeedsAssessment], pin: int | None, counted: Counted) -> Facts:
    values: dict[str, Any] = {}
    for name in FACTS:
        for row in _first(rows, pin):
            value = getattr(row, name)
            if value is not None:
                values[name] = value if name == "population" else Fraction(value)
                counted.facts[name] = row.pk
                counted.pinned |= {row.pk} if row.pk == pin else set()
                break
    return Facts(**values)


def _demands(
    prison: int,
    rows: list[NeedsAssessment],
    needs: dict[int, list[PathwayNeed]],
    pins: dict[tuple[int, str, str], int],
    counted: Counted,
) -> tuple[Demand, ...]:
    chosen: dict[tuple[str, str, str], Demand] = {}
    pinned: set[tuple[str, str, str]] = set()
    for row in rows:
        for need in needs[row.pk]:
            key = need.key
            is_pinned = pins.get((prison, Topic.PATHWAY, need.pathway_id)) == row.pk
            if key in chosen and (not is_pinned or key in pinned):
                continue
            chosen[key] = demand_of(row, need)
            counted.needs[key] = row.pk
            if is_pinned:
                pinned.add(key)
                counted.pinned.add(row.pk)
    return tuple(chosen[key] for key in sorted(chosen))


def demand_of(assessment: NeedsAssessment, need: PathwayNeed) -> Demand:
    return Demand(
        pathway=need.pathway_id, group=need.group_id or "", stage=need.stage_id or "", needing=need.needing,
        share=None if need.share is None else Fraction(need.share) / 100,
        a_month=None if need.a_month is None else Fraction(need.a_month),
        source=assessment.source, kind=assessment.kind, on=assessment.dated_on,
    )  # fmt: skip


def _releases(
    rows: list[NeedsAssessment], releases: dict[int, list[ReleaseShare]], pin: int | None, counted: Counted
) -> tuple[Release, ...]:
    """From one source alone: shares of two would not add up."""
    for row in _first(rows, pin):
        if releases[row.pk]:
            counted.releases = row.pk
            counted.pinned |= {row.pk} if row.pk == pin else set()
            return tuple(Release(each.area_id, Fraction(each.share) / 100) for each in releases[row.pk])
    return ()
