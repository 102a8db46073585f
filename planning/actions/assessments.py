"""What sources say of needs: recorded, changed, taken back; and which of them counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Pathway, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from planning.bringing_in.agreeing import contradictions
from planning.bringing_in.numbers import to_a_tenth
from planning.bringing_in.said import Said
from planning.equality.sources import kept_back
from planning.gaps.hiding import NOT_SHOWN
from planning.models import GroupCount, NeedsAssessment, PathwayNeed, PinnedSource, ReleaseShare
from planning.models.assessment import in_figures
from planning.policies import check_words

HEAD: Final = (
    "kind", "source", "dated_on", "period_from", "period_to", "population", "receptions_a_month", "stay_days",
    "note",
)  # fmt: skip
FACTS: Final = HEAD[5:8]
HUNDRED: Final = Decimal(100)
# Rounded shares of a complete list may add up to a little more.
A_LITTLE_MORE: Final = Decimal("100.5")
NEEDS: Final = ("needing", "share", "a_month")


@transaction.atomic
def record_assessment(*, by: User, prison: Prison, values: dict[str, Any], said: Said) -> NeedsAssessment:
    """`values`: HEAD. What is empty is not known. Refused where it says nothing at all."""
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    assessment = NeedsAssessment(prison=prison, recorded_at=clock.now(), recorded_by=by)
    write(assessment, values, said)
    check_new(assessment)
    audit.record("record_needs_assessment", by=by, on=assessment, prison=prison)
    return assessment


@transaction.atomic
def change_assessment(
    *, by: User, assessment: NeedsAssessment, values: dict[str, Any], said: Said
) -> NeedsAssessment:
    """Everything anew: what is left out of `said` is taken out, and a pin on what it says no more with it."""
    assessment = _held(by, assessment)
    before, rows_before = audit.values(assessment, list(HEAD)), _rows(assessment)
    for rows in (assessment.groups, assessment.needs, assessment.releases):
        rows.all().delete()
    write(assessment, values, said)
    changes = audit.changes(assessment, before, audit.values(assessment, list(HEAD)))
    if rows_before.keys() != (rows_after := _rows(assessment)).keys():
        changes["rows"] = [
            sorted(a[row] for row in a.keys() - b.keys())
            for a, b in ((rows_before, rows_after), (rows_after, rows_before))
        ]
    if not changes:
        return assessment
    for pin in assessment.pins.select_related("pathway"):
        if not _says(assessment, pin.topic, pin.pathway):
            pin.delete()
    audit.record("change_needs_assessment", by=by, on=assessment, prison=assessment.prison, changes=changes)
    return assessment


def _rows(assessment: NeedsAssessment) -> dict[str, str]:
    """{“Accommodation: 40% of those who come in”: the same as the audit keeps it}, without numbers that are not told.

    More people read the audit than keep sources.
    """
    kept = kept_back(assessment.prison, [assessment], clock.today())[assessment.pk]
    rows = {
        f"{row.group}: {row.number_in_words}": (str(row.group), row.group_id in kept.groups)
        for row in assessment.groups.select_related("group")
    }
    for need in assessment.needs.select_related("pathway", "group", "stage"):
        rows[f"{need}: {need.number_in_words}"] = (str(need), need.key in kept.needs)
    for share in assessment.releases.select_related("area"):
        rows[str(share)] = (str(share.area), share.area_id in kept.areas)
    return {row: f"{label}: {NOT_SHOWN.lower()}" if hidden else row for row, (label, hidden) in rows.items()}


@transaction.atomic
def take_back_assessment(*, by: User, assessment: NeedsAssessment, reason: str) -> NeedsAssessment:
    """It counts no more, and stays readable with the reason."""
    assessment = _held(by, assessment)
    reason = one_line(reason)
    if not reason:
        raise Refused("Say why this source counts no more.")
    check_words({"reason": reason})
    assessment.taken_back_at, assessment.taken_back_by = clock.now(), by
    assessment.taken_back_reason = reason
    assessment.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    assessment.pins.all().delete()
    audit.record("take_back_needs_assessment", by=by, on=assessment, prison=assessment.prison)
    return assessment


@transaction.atomic
def pin_source(
    *, by: User, assessment: NeedsAssessment, topic: str, pathway: Pathway | None = None, reason: str
) -> PinnedSource:
    """From now on this source counts for the topic, and not the newest one. A pin that was there is replaced."""
    assessment = _held(by, assessment)
    reason = one_line(reason)
    if not reason:
        raise Refused("Say why this source counts and not the newest one.")
    if (topic == PinnedSource.Topic.PATHWAY) != (pathway is not None):
        raise Refused("Choose for which pathway the source counts.")
    if not _says(assessment, topic, pathway):
        raise Refused("This source says nothing of that. Choose another source, or add it to this one.")
    check_words({"reason": reason})
    # Two coordinators who pin two sources for one thing take turns.
    Prison.objects.select_for_update().get(pk=assessment.prison_id)
    PinnedSource.objects.filter(prison=assessment.prison, topic=topic, pathway=pathway).delete()
    pin = PinnedSource.objects.create(
        prison=assessment.prison, topic=topic, pathway=pathway, assessment=assessment, reason=reason,
        pinned_at=clock.now(), pinned_by=by,
    )  # fmt: skip
    audit.record("pin_source", by=by, on=pin, prison=assessment.prison)
    return pin


@transaction.atomic
def unpin_source(*, by: User, pin: PinnedSource) -> None:
    """The newest source counts again."""
    access.require(by, Permission.MANAGE_PLAN, prison=pin.prison)
    if not PinnedSource.objects.select_for_update().filter(pk=pin.pk).exists():
        raise Overtaken("This was changed meanwhile. Look at which source counts now.")
    audit.record("unpin_source", by=by, on=pin, prison=pin.prison)
    pin.delete()


def _says(assessment: NeedsAssessment, topic: str, pathway: Pathway | None) -> bool:
    topics = PinnedSource.Topic
    if topic == topics.FACTS:
        return any(getattr(assessment, name) is not None for name in FACTS)
    if topic == topics.PATHWAY:
        return assessment.needs.filter(pathway=pathway).exists()
    return (assessment.groups if topic == topics.GROUPS else assessment.releases).exists()


def _held(by: User, assessment: NeedsAssessment) -> NeedsAssessment:
    access.require(by, Permission.MANAGE_PLAN, prison=assessment.prison)
    found = NeedsAssessment.objects.select_for_update().get(pk=assessment.pk)
    if found.taken_back_at:
        raise Overtaken("This source was taken back meanwhile. Nothing was changed.")
    return found


def write(assessment: NeedsAssessment, values: dict[str, Any], said: Said) -> None:
    """The source with its rows, checked; inside an action's transaction."""
    for name in HEAD:
        if name in values:
            setattr(assessment, name, values[name])
    assessment.source = one_line(assessment.source)
    assessment.note = (assessment.note or "").strip()
    _check_head(assessment)
    check_said(assessment.population, said)
    if not (said.groups or said.needs or said.releases or _has_facts(assessment)):
        raise Refused("This source says nothing yet. Fill in at least one number.")
    assessment.save()
    GroupCount.objects.bulk_create(
        GroupCount(assessment=assessment, group=row.group, people=row.people, share=row.share)
        for row in said.groups
    )
    PathwayNeed.objects.bulk_create(
        PathwayNeed(
            assessment=assessment,
            pathway=row.pathway,
            group=row.group,
            stage=row.stage,
            needing=row.needing,
            share=row.share,
            a_month=row.a_month,
        )
        for row in said.needs
    )
    ReleaseShare.objects.bulk_create(
        ReleaseShare(assessment=assessment, area=row.area, share=row.share) for row in said.releases
    )


def check_new(assessment: NeedsAssessment) -> None:
    """A second press, or the same file once more, makes no second source."""
    same = {name: getattr(assessment, name) for name in HEAD}
    others = NeedsAssessment.objects.standing().filter(prison=assessment.prison, **same)
    for other in others.exclude(pk=assessment.pk):
        if _rows(other).keys() == _rows(assessment).keys():
            raise Refused(
                "This source stands here already, with the same numbers. Nothing was recorded twice."
            )


def _has_facts(assessment: NeedsAssessment) -> bool:
    return any(getattr(assessment, name) is not None for name in FACTS)


def _check_head(assessment: NeedsAssessment) -> None:
    if not assessment.source:
        raise Refused("Say what the source is called, for example “Needs analysis 2026”.")
    if assessment.dated_on > clock.today():
        raise Refused("The source is dated in the future. Check its date.")
    if assessment.period_to < assessment.period_from:
        raise Refused("The period ends before it begins. Check both days.")
    if assessment.stay_days is not None and assessment.stay_days <= 0:
        raise Refused("The average stay is longer than no day. Leave it empty if it is not known.")
    if any((getattr(assessment, name) or 0) < 0 for name in FACTS):
        raise Refused("A number of people or days is never below nought. Leave it empty if it is not known.")
    check_words({"what it is called": assessment.source, "note": assessment.note})
    for name in FACTS[1:]:
        # As the column keeps it, so that the same number typed again is no change.
        number = getattr(assessment, name)
        setattr(assessment, name, None if number is None else to_a_tenth(Decimal(number)))


def check_said(population: int | None, said: Said) -> None:
    """Refused with a sentence that names the row. `population` as the source gives it."""
    for row in said.groups:
        _check_numbers(str(row.group), {"people": row.people, "per cent": row.share}, row.share)
    for need in said.needs:
        numbers = {
            "people at any one time": need.needing,
            "per cent": need.share,
            "people a month": need.a_month,
        }
        _check_numbers(str(need), numbers, need.share)
    for area in said.releases:
        _check_numbers(str(area.area), {"per cent": area.share}, area.share)
    for _, why in contradictions(population, said):
        raise Refused(why)
    _check_once([str(row.group) for row in said.groups])
    _check_once([str(row) for row in said.needs])
    _check_once([str(row) for row in said.releases])
    together = sum((row.share for row in said.releases), start=Decimal(0))
    if together > A_LITTLE_MORE:
        raise Refused(
            f"The shares of release areas add up to {in_figures(together)}%. Together they are at most 100%."
        )


def _check_numbers(what: str, numbers: dict[str, Any], share: Decimal | None) -> None:
    given = [value for value in numbers.values() if value is not None]
    if len(given) != 1:
        raise Refused(f"{what}: give one number ({' or '.join(numbers)}).")
    if given[0] < 0:
        raise Refused(f"{what}: {given[0]} is below nought.")
    if share is not None and share > HUNDRED:
        raise Refused(f"{what}: {share:f}% is more than 100%.")


def _check_once(names: list[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise Refused(f"{name} stands there twice. Keep one of the two rows.")


def year_up_to(day: date) -> tuple[date, date]:
    """First and last day of the year up to `day`: the period of a source that does not say one."""
    last_year = day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    return last_year + timedelta(days=1), day
