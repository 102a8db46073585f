"""Registering is for anybody; deciding is for the coordinator of a chosen prison; joining for the manager."""

from __future__ import annotations

from typing import Any

from coordination.models import JoinRequest
from tests.access_table import EVERYBODY, Row
from tests.cast import Cast
from tests.coordination.registering import asked, choice_of, unconfirmed, waiting

COORDINATOR_ALONE: dict[str, Any] = {"ok": "coordinator", "forbidden": "governor staff gate lead national"}
MANAGES: dict[str, Any] = {
    "ok": "manager national", "forbidden": "coordinator governor lead worker other_coordinator",
}  # fmt: skip


def link(cast: Cast) -> list[Any]:
    registration = unconfirmed(cast.exeter)
    return [registration.pk, registration.token()]


def choice(cast: Cast) -> list[Any]:
    return ["EXI", waiting(cast.exeter).pk]


def choice_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", waiting(cast.guys_marsh).pk]


def join_request(cast: Cast, organisation: Any) -> JoinRequest:
    found = JoinRequest.objects.waiting().filter(organisation=organisation).first()
    return found or asked(cast.coordinator, cast.exeter, organisation)


def asked_choice(cast: Cast) -> list[Any]:
    request = join_request(cast, cast.harbour)
    return ["EXI", choice_of(request.registration, cast.exeter).pk]


def asking(cast: Cast) -> list[Any]:
    return [cast.harbour.slug, join_request(cast, cast.harbour).pk]


def asking_others(cast: Cast) -> list[Any]:
    return [cast.harbour.slug, join_request(cast, cast.lantern).pk]


def decision(name: str, data: dict[str, Any], arguments: Any = choice, **more: Any) -> Row:
    return Row(
        name, arguments, method="POST", status=302, data=lambda cast: data, crossed=choice_elsewhere,
        **(COORDINATOR_ALONE | more),
    )  # fmt: skip


ROWS = [
    Row("register", ok=EVERYBODY),
    Row("register", method="POST", ok=EVERYBODY),
    Row("register_sent", ok=EVERYBODY),
    Row("registration_verified", ok=EVERYBODY),
    Row("verify_registration", link, ok=EVERYBODY),
    Row("verify_registration", link, method="POST", ok=EVERYBODY, status=302),
    Row("registrations", lambda cast: ["EXI"], **COORDINATOR_ALONE),
    Row("registration", choice, crossed=choice_elsewhere, **COORDINATOR_ALONE),
    decision("let_registration_in", {}),
    decision("turn_registration_down", {"down-reason": "We have no room."}),
    decision("registration_known", {"known-name": "Harbour Housing"}),
    decision("let_registration_join", {"checked-checked_by": "listing"}, asked_choice),
    decision("turn_registration_join_down", {}, asked_choice),
    Row("organisation_joining", lambda cast: [cast.harbour.slug], **MANAGES),
    Row("let_join", asking, crossed=asking_others, **MANAGES),
    # The national lead, who is not of the organisation, has to say how they checked.
    Row("let_join", asking, method="POST", crossed=asking_others, status=302,
        data=lambda cast: {"role": "worker", "checked_by": "listing", "checked-checked_by": "listing"}, **MANAGES),
    Row("turn_down_joining", asking, method="POST", crossed=asking_others, status=302, **MANAGES),
]  # fmt: skip
