"""Objecting to what is held of oneself, and settling it."""

from __future__ import annotations

from typing import Any

from inductions.actions.objections import object_to_record
from inductions.objection_links import token_for
from tests.access_table import EVERYBODY, Row
from tests.cast import Cast


def token(cast: Cast) -> list[Any]:
    return [token_for(cast.volunteer)]


def made(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, object_to_record(person=cast.volunteer, what="wrong").pk]


def made_elsewhere(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, object_to_record(person=cast.other_volunteer, what="wrong").pk]


LOOK_ON = "governor"

ROWS = [
    # Only who holds the link, whoever is signed in.
    Row("what_is_held", token, ok=EVERYBODY),
    Row("what_is_held", token, "POST", ok=EVERYBODY, status=302, data=lambda cast: {"what": "wrong"}),
    Row("objection", made, ok="coordinator manager", forbidden=LOOK_ON, crossed=made_elsewhere),
    Row("objection", made, "POST", ok="coordinator manager", forbidden=LOOK_ON, status=302,
        data=lambda cast: {"outcome": "kept"}, crossed=made_elsewhere),
]  # fmt: skip
