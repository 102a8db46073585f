"""The library of pictures: judged by their content, drawn anew, never without words. And settings of a prison."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from PIL import Image

from bulletins.actions import images, items
from bulletins.actions.settings import change_setting
from bulletins.models import BulletinImage, BulletinSetting
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.cast import Cast
from tests.inductions.handed_in import HTML, PDF

pytestmark = pytest.mark.django_db
WORDS = {"alternative_text": "The new room, with a piano", "credit": "A. Volunteer"}


def picture(width: int = 60, height: int = 40, kind: str = "PNG", mode: str = "RGB", **more: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), more.pop("color", 128)).save(buffer, format=kind, **more)
    return buffer.getvalue()


def added(cast: Cast, content: bytes | None = None, **more: Any) -> BulletinImage:
    values: dict[str, Any] = {
        "by": cast.coordinator,
        "prison": cast.exeter,
        "name": "room.png",
        "values": WORDS,
    } | more
    return images.add_image(content=picture() if content is None else content, **values)


def kept(image: BulletinImage) -> Image.Image:
    with image.file.open() as file:
        return Image.open(io.BytesIO(file.read())).copy()


def test_a_picture_is_kept_with_its_words_and_its_size(cast: Cast) -> None:
    image = added(cast)
    assert (image.width, image.height, image.prison) == (60, 40, cast.exeter)
    assert str(image) == "The new room, with a piano"
    assert image.bytes == image.file.size and len(image.content_hash) == 64
    assert "room" not in str(image.file.name)
    assert AuditEntry.objects.get(verb="add_bulletin_image").prison_code == "EXI"


def test_where_and_when_a_photograph_was_taken_does_not_stay(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SENTINEL of the camera"
    exif[0x0112] = 6
    content = picture(300, 100, "JPEG", exif=exif, comment=b"SENTINEL in a comment")
    assert content.count(b"SENTINEL") == 2
    image = added(cast, content + b"SENTINEL behind the end", name="a.jpeg")
    with image.file.open() as file:
        assert b"SENTINEL" not in file.read()
    assert (image.width, image.height) == (100, 300)  # Turned as the camera was held.
    assert not kept(image).getexif()


def test_a_large_photograph_is_made_small(cast: Cast) -> None:
    image = added(cast, picture(4000, 2000, "JPEG"))
    assert (image.width, image.height) == (images.WIDEST, images.WIDEST // 2)
    noise = Image.frombytes("RGB", (1100, 1100), random.Random(1).randbytes(1100 * 1100 * 3))
    buffer = io.BytesIO()
    noise.save(buffer, format="PNG")
    with pytest.raises(Refused, match="cannot be made small enough"):
        added(cast, buffer.getvalue())
    smaller = noise.resize((560, 560))
    buffer = io.BytesIO()
    smaller.save(buffer, format="PNG")
    image = added(cast, buffer.getvalue())
    assert image.bytes <= images.MOST_BYTES and str(image.file.name).endswith(".jpg")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "CMYK", "L", "I;16"])
def test_every_kind_of_picture_becomes_one_that_mail_programs_show(cast: Cast, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    shown = kept(added(cast, picture(kind=kind, mode=mode, color=0)))
    assert shown.mode in ("RGB", "L")
    if mode in ("RGBA", "LA"):
        assert shown.getpixel((1, 1)) == (255, 255, 255)  # What lets through lies on white.


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PDF, "not a picture"), (HTML, "cannot be kept"), (b"", "empty"),
        (picture(kind="GIF", mode="L"), "cannot be kept"), (picture()[:-30], "damaged"),
        (picture(8, 8), "too small"), (picture(1, 5000), "too small"), (picture(20, 12000), "far longer"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_what_to_do(cast: Cast, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        added(cast, content)
    assert not BulletinImage.objects.exists()


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_picture_is_without_words(cast: Cast, words: str) -> None:
    with pytest.raises(Refused, match="Say in a sentence what the picture shows"):
        added(cast, values={"alternative_text": words})
    image = added(cast)
    with pytest.raises(Refused, match="Say in a sentence"):
        images.reword_image(by=cast.coordinator, image=image, values={"alternative_text": words})
    with pytest.raises(Refused, match="prison number"):
        images.reword_image(by=cast.coordinator, image=image, values={"credit": "A1234BC"})


def test_pictures_of_another_prison_are_not_ones_own(cast: Cast) -> None:
    image, issue = added(cast), making.issue(cast, elsewhere=True)
    values = {"section": "news", "heading": "A room", "text": "", "image": image}
    with pytest.raises(Refused, match="belongs to another prison"):
        items.add_item(by=cast.other_coordinator, issue=issue, values=values)
    with pytest.raises(NotPermitted):
        images.remove_image(by=cast.other_coordinator, image=image)
    with pytest.raises(NotPermitted):
        added(cast, prison=None)
    everywhere = added(cast, by=cast.national, prison=None)
    items.add_item(by=cast.other_coordinator, issue=issue, values=values | {"image": everywhere})
    assert set(BulletinImage.objects.visible_to(cast.other_coordinator)) == {everywhere}
    assert set(BulletinImage.objects.visible_to(cast.coordinator)) == {image, everywhere}
    assert not BulletinImage.objects.visible_to(cast.governor).exists()


def test_a_removed_picture_is_not_chosen_again(cast: Cast) -> None:
    image = added(cast)
    images.remove_image(by=cast.coordinator, image=image)
    with pytest.raises(Overtaken, match="removed already"):
        images.remove_image(by=cast.coordinator, image=image)
    values = {"section": "news", "heading": "A room", "text": "", "image": image}
    image.refresh_from_db()
    with pytest.raises(Overtaken, match="Choose another"):
        items.add_item(by=cast.coordinator, issue=making.issue(cast), values=values)


def test_a_prison_says_who_sends_and_whether_the_governor_approves(cast: Cast) -> None:
    values = {"needs_approval": True, "sender_name": "HMP\r\nExeter", "reply_to": "VCS@Exeter.example.org"}
    change_setting(by=cast.coordinator, prison=cast.exeter, values=values)
    setting = BulletinSetting.objects.get()
    assert (setting.needs_approval, setting.sender_name) == (True, "HMP Exeter")
    assert setting.reply_to == "vcs@exeter.example.org"
    change_setting(by=cast.coordinator, prison=cast.exeter, values={"reply_to": ""})
    entries = AuditEntry.objects.filter(verb="change_bulletin_setting")
    assert entries.count() == 2
    assert not any("exeter.example.org" in str(entry.changes) for entry in entries)
    for by in (cast.other_coordinator, cast.staff, cast.manager):
        with pytest.raises(NotPermitted):
            change_setting(by=by, prison=cast.exeter, values={})
