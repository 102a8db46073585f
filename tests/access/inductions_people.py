"""Who comes in: lists at a prison and of an organisation, the record, where somebody works, one's own record."""

from __future__ import annotations

from typing import Any

from inductions.models import Placement
from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast

AT_EXETER = "coordinator governor"
LOOKED_AFTER = "coordinator governor manager"
SEES_EXETER = "staff gate lead national"
DETAILS = {"name": "Vera Volunteer", "email": "vera@example.org", "phone": ""}
ENDS = {"ends_on_day": "1", "ends_on_month": "3", "ends_on_year": "2090"}


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return [cast.harbour.slug]


def volunteer(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk]


def elsewhere(cast: Cast) -> list[Any]:
    return [cast.other_volunteer.pk]


def of_harbour(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, cast.harbour.slug]


def of_another_organisation(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, cast.lantern.slug]


def engagement(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, cast.volunteer.engagements.get().pk]


def engagement_of_another(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, cast.worker_person.engagements.get().pk]


def placement(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, Placement.objects.get(engagement__person=cast.volunteer).pk]


def placement_of_another(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, Placement.objects.get(engagement__person=cast.worker_person).pk]


def new(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Nora New", "email": "nora@example.org", "kind": "volunteer", "prison": cast.exeter.pk,
        "organisation": cast.harbour.pk, "movement": "escorted",
    }  # fmt: skip


def details(cast: Cast) -> dict[str, Any]:
    return DETAILS


def kind(cast: Cast) -> dict[str, Any]:
    return {"kind": "staff", "role_title": ""}


def last_day(cast: Cast) -> dict[str, Any]:
    return ENDS


def somewhere(cast: Cast) -> dict[str, Any]:
    # The volunteer works there already: the form answers with a sentence.
    return {"prison": cast.exeter.pk}


ROWS = [
    Row("workers", exeter, ok=AT_EXETER, forbidden=SEES_EXETER),
    Row("worker_add", exeter, ok="coordinator", forbidden=f"governor {SEES_EXETER}"),
    Row(
        "worker_add", exeter, "POST", ok="coordinator", forbidden=f"governor {SEES_EXETER}", status=302, data=new
    ),
    Row(
        "own_workers", harbour, ok="manager",
        forbidden="coordinator governor lead national worker other_coordinator",
    ),
    Row(
        "own_worker_add", harbour, ok="manager",
        forbidden="coordinator governor lead national worker other_coordinator",
    ),
    Row(
        "own_worker_add", harbour, "POST", ok="manager", status=302, data=new,
        forbidden="coordinator governor lead national worker other_coordinator",
    ),
    Row("person", volunteer, ok=LOOKED_AFTER),
    # No prison or organisation stands in the address: who looks after another person finds that one and no other.
    Row("person", elsewhere, ok="other_coordinator other_manager"),
    Row(
        "person_details", of_harbour, ok="coordinator manager", forbidden="governor",
        crossed=of_another_organisation,
    ),
    Row(
        "person_details", of_harbour, "POST", ok="coordinator manager", forbidden="governor", status=302,
        data=details, crossed=of_another_organisation,
    ),
    Row(
        "person_invite", of_harbour, "POST", ok="manager", forbidden=AT_EXETER, status=302,
        crossed=of_another_organisation,
    ),
    Row("person_export", volunteer, ok="coordinator", forbidden="governor manager"),
    Row("person_export", volunteer, "POST", ok="coordinator", forbidden="governor manager"),
    Row(
        "engagement_change", engagement, ok="coordinator manager", forbidden="governor",
        crossed=engagement_of_another,
    ),
    Row(
        "engagement_change", engagement, "POST", ok="coordinator manager", forbidden="governor", status=302,
        data=kind, crossed=engagement_of_another,
    ),
    Row(
        "engagement_end", engagement, ok="coordinator manager", forbidden="governor",
        crossed=engagement_of_another,
    ),
    Row(
        "engagement_end", engagement, "POST", ok="coordinator manager", forbidden="governor", status=302,
        data=last_day, crossed=engagement_of_another,
    ),
    Row("placement_add", engagement, ok="manager", forbidden=AT_EXETER, crossed=engagement_of_another),
    Row(
        "placement_add", engagement, "POST", ok="manager", forbidden=AT_EXETER, data=somewhere,
        crossed=engagement_of_another,
    ),
    Row(
        "placement_change", placement, ok="coordinator manager", forbidden="governor",
        crossed=placement_of_another,
    ),
    Row(
        "placement_change", placement, "POST", ok="coordinator manager", forbidden="governor", status=302,
        data=lambda cast: {"movement": "escorted"}, crossed=placement_of_another,
    ),
    Row(
        "placement_end", placement, ok="coordinator manager", forbidden="governor",
        crossed=placement_of_another,
    ),
    Row(
        "placement_end", placement, "POST", ok="coordinator manager", forbidden="governor", status=302,
        data=last_day, crossed=placement_of_another,
    ),
    Row("my_record", ok=SIGNED_IN),
    Row("my_details", ok="worker"),
    Row("my_details", method="POST", ok="worker", status=302, data=details),
]  # fmt: skip
