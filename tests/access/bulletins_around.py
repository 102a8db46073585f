"""Round about issues: pictures, settings, sets and all prisons, the archive, and one's own wishes."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins.actions.images import add_image
from bulletins.models import Section
from tests.access.bulletins_writing import exeter, frame
from tests.access_table import SIGNED_IN, Row
from tests.bulletins import making
from tests.bulletins.test_images import picture as png
from tests.cast import Cast

MAKERS = "coordinator lead national"
READERS = "coordinator governor staff gate lead national"
LOOK_ON = "governor staff gate"
NOT_NATIONAL = " ".join(each for each in SIGNED_IN.split() if each != "national")
# Who makes bulletins somewhere knows of the pictures of all prisons.
OTHER_MAKERS = "coordinator lead other_coordinator"


def picture(cast: Cast) -> list[Any]:
    return [making.image(cast).pk]


def shared_picture(cast: Cast) -> list[Any]:
    values = {"alternative_text": "A gate, open", "credit": ""}
    made = add_image(by=cast.national, prison=None, name="gate.png", content=png(), values=values)
    return [made.pk]


def south_west(cast: Cast) -> list[Any]:
    return [cast.south_west.pk]


def handed_in(cast: Cast) -> dict[str, Any]:
    return {"picture": SimpleUploadedFile("gate.png", png()), "alternative_text": "A gate, open"}


def words(cast: Cast) -> dict[str, Any]:
    return {"alternative_text": "The chapel, empty"}


ROWS = [
    Row("bulletin_archive", exeter, ok=READERS),
    Row("bulletin_settings", exeter, ok=f"{MAKERS} governor", forbidden="staff gate"),
    Row("bulletin_settings", exeter, "POST", ok=f"{MAKERS} governor", forbidden="staff gate", status=302,
        data=lambda cast: {"sender_name": "The chapel"}),
    Row("bulletin_images", exeter, ok=MAKERS, forbidden=LOOK_ON),
    Row("add_bulletin_image", exeter, ok=MAKERS, forbidden=LOOK_ON),
    Row("add_bulletin_image", exeter, "POST", ok=MAKERS, forbidden=LOOK_ON, status=302, data=handed_in),
    Row("shared_bulletin_images", ok="national", forbidden=NOT_NATIONAL),
    Row("add_shared_bulletin_image", ok="national", forbidden=NOT_NATIONAL),
    Row("add_shared_bulletin_image", method="POST", ok="national", forbidden=NOT_NATIONAL, status=302,
        data=handed_in),
    Row("reword_bulletin_image", picture, ok=MAKERS),
    Row("reword_bulletin_image", picture, "POST", ok=MAKERS, status=302, data=words),
    Row("reword_bulletin_image", shared_picture, ok="national", forbidden=OTHER_MAKERS),
    Row("reword_bulletin_image", shared_picture, "POST", ok="national", forbidden=OTHER_MAKERS, status=302,
        data=words),
    Row("small_bulletin_image", picture, ok=MAKERS),
    Row("small_bulletin_image", shared_picture, ok=f"{MAKERS} other_coordinator"),
    Row("remove_bulletin_image", picture, "POST", ok=MAKERS, status=302),
    Row("remove_bulletin_image", shared_picture, "POST", ok="national", forbidden=OTHER_MAKERS, status=302),
    Row("bulletins_of_all", ok="national", forbidden=NOT_NATIONAL),
    Row("begin_bulletin_of_all", ok="national", forbidden=NOT_NATIONAL),
    Row("begin_bulletin_of_all", method="POST", ok="national", forbidden=NOT_NATIONAL, status=302, data=frame),
    Row("bulletins_of_set", south_west, ok="lead national"),
    Row("begin_bulletin_of_set", south_west, ok="lead national"),
    Row("begin_bulletin_of_set", south_west, "POST", ok="lead national", status=302, data=frame),
    Row("own_bulletin_wishes", ok=SIGNED_IN),
    Row("own_bulletin_wishes", method="POST", ok=SIGNED_IN, status=302,
        data=lambda cast: {"which": "all", "sections": Section.values}),
]  # fmt: skip
