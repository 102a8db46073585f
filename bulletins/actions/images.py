"""The library of pictures. What is kept is drawn anew from the points of what was handed in (see `drawn`)."""

from __future__ import annotations

import io
from typing import Any, Final

from django.db import transaction
from PIL import Image, ImageOps

from bulletins import policies
from bulletins.models import BulletinImage
from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.files import Checked, checked, keep
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission

# As `upload_to` of BulletinImage has it; finished papers lie there too.
FOLDER: Final = "bulletins"
# Twice the width of a mail, for screens with small points. Smaller pictures stay as they are.
WIDEST: Final = 1120
HIGHEST: Final = 1680
MOST_BYTES: Final = 400_000
SMALLEST: Final = 16
# In lists; twice as many points as they are shown with.
SMALL: Final = (480, 360)
QUALITIES: Final = (85, 75, 60)
WORDED: Final = ("alternative_text", "credit")


@transaction.atomic
def add_image(
    *, by: User, prison: Prison | None, name: str, content: bytes, values: dict[str, Any]
) -> BulletinImage:
    """`values`: alternative_text, credit. Without a prison it may stand in every prison's bulletins.

    Refused, with what to do instead, for what is no picture, for one that is damaged or too large, and without
    alternative text.
    """
    _require(by, prison)
    image = BulletinImage(prison=prison, added_at=clock.now(), added_by=by)
    _word(image, values)
    file = checked(name, content, of_a_person=False)
    if file.content_type not in ("image/png", "image/jpeg"):
        raise Refused("This is not a picture. Choose a PNG or a JPEG.")
    file, image.width, image.height = drawn(file)
    image.bytes, image.content_hash = len(file.content), file.content_hash
    keep(image.file, file)
    image.save()
    audit.record("add_bulletin_image", by=by, on=image, prison=prison)
    return image


@transaction.atomic
def reword_image(*, by: User, image: BulletinImage, values: dict[str, Any]) -> BulletinImage:
    """Drafts show the new words; what was frozen keeps the old ones."""
    image = _held(by, image)
    before = audit.values(image, list(WORDED))
    _word(image, values)
    changes = audit.changes(image, before, audit.values(image, list(WORDED)))
    if changes:
        image.save(update_fields=list(WORDED))
        audit.record("reword_bulletin_image", by=by, on=image, prison=image.prison, changes=changes)
    return image


@transaction.atomic
def remove_image(*, by: User, image: BulletinImage) -> BulletinImage:
    """Out of the library, and its address answers nobody any more: mails of before show its words instead."""
    image = _held(by, image)
    image.removed_at = clock.now()
    image.save(update_fields=["removed_at"])
    audit.record("remove_bulletin_image", by=by, on=image, prison=image.prison)
    return image


def drawn(file: Checked) -> tuple[Checked, int, int]:
    """(file, width, height): turned as the camera was held, made smaller, and without all that a camera writes beside.

    A photograph of a phone holds where and when it was taken; nothing of that leaves here.
    """
    with Image.open(io.BytesIO(file.content), formats=("PNG", "JPEG")) as opened:
        picture: Image.Image = ImageOps.exif_transpose(opened)
        if min(picture.size) < SMALLEST:
            raise Refused("This picture is too small to be seen. Choose a larger one.")
        lies_open = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if lies_open else "RGB")
    picture.thumbnail((WIDEST, HIGHEST))
    if lies_open:
        # On white, as the mail is: a mail program's dark colours behind it would swallow black lines.
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    if min(picture.size) < SMALLEST:
        raise Refused(
            "This picture is far longer than it is wide, or the reverse. Cut it, then choose it again."
        )
    # What stood beside the points, such as a comment, would be written again.
    picture.info = {}
    kind, content = _encoded(picture, file.content_type)
    ending = ".png" if kind == "image/png" else ".jpg"
    return Checked(file.name.rpartition(".")[0] + ending, kind, content), picture.width, picture.height


def small_of(image: BulletinImage) -> tuple[str, bytes]:
    """(content type, content) of a picture for lists. Raises FileNotFoundError where the file is gone."""
    with image.file.open() as file, Image.open(file, formats=("PNG", "JPEG")) as opened:
        picture: Image.Image = opened.convert("RGB")
    picture.thumbnail(SMALL)
    picture.info = {}
    return "image/jpeg", _saved(picture, format="JPEG", quality=75, optimize=True)


def _encoded(picture: Image.Image, content_type: str) -> tuple[str, bytes]:
    """A PNG stays one while it is small: drawings are sharper so. Else a JPEG, as good as its size allows."""
    if content_type == "image/png":
        content = _saved(picture, format="PNG", optimize=True)
        if len(content) <= MOST_BYTES:
            return "image/png", content
    for quality in QUALITIES:
        content = _saved(picture, format="JPEG", quality=quality, optimize=True)
        if len(content) <= MOST_BYTES:
            return "image/jpeg", content
    raise Refused("This picture cannot be made small enough for a mail. Choose a simpler or smaller one.")


def _saved(picture: Image.Image, **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, **how)
    return buffer.getvalue()


def _word(image: BulletinImage, values: dict[str, Any]) -> None:
    for name in WORDED:
        if name in values:
            setattr(image, name, one_line(values[name]))
    if not image.alternative_text:
        raise Refused("Say in a sentence what the picture shows. It is read where pictures are off.")
    policies.check_words({"words for the picture": image.alternative_text, "credit": image.credit})


def _require(by: User, prison: Prison | None) -> None:
    if prison:
        access.require(by, Permission.MANAGE_BULLETINS, prison=prison)
    else:
        access.require_everywhere(by, Permission.MANAGE_BULLETINS)


def _held(by: User, image: BulletinImage) -> BulletinImage:
    _require(by, image.prison)
    found = BulletinImage.objects.select_for_update(of=("self",)).select_related("prison").get(pk=image.pk)
    if found.removed_at:
        raise Overtaken("This picture was removed already. Nothing was changed.")
    return found
