"""The pages of the library of pictures."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from bulletins.actions import images, items
from bulletins.models import BulletinImage
from bulletins.picture_links import path_of
from tests.bulletins import making
from tests.bulletins.test_images import picture
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.inductions.handed_in import PDF

pytestmark = pytest.mark.django_db
ADD = "/prisons/EXI/bulletins/pictures/add/"
LIBRARY = "/prisons/EXI/bulletins/pictures/"


def handed_in(content: bytes = b"", name: str = "room.png", **more: str) -> dict[str, Any]:
    words = {"alternative_text": "The new room, with a piano", "credit": ""} | more
    return {"picture": SimpleUploadedFile(name, content or picture()), **words}


def shared(cast: Cast) -> BulletinImage:
    values = {"alternative_text": "A gate, open", "credit": "The press office"}
    return images.add_image(by=cast.national, prison=None, name="g.png", content=picture(), values=values)


def page(user: Any, address: str) -> str:
    return client_of(user).get(address).content.decode()


def test_a_picture_is_added_with_its_words_and_stands_in_the_library(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    assert "Add a picture" in client.get(LIBRARY).content.decode()
    answer = client.post(ADD, handed_in(credit="A. Volunteer"), follow=True)
    image = BulletinImage.objects.get()
    text = answer.content.decode()
    assert 'alt="The new room, with a piano"' in text and "Picture: A. Volunteer" in text
    assert reverse("small_bulletin_image", args=[image.pk]) in text
    assert (image.prison, image.added_by) == (cast.exeter, cast.coordinator)
    assert str(image) not in page(cast.other_coordinator, "/prisons/GMI/bulletins/pictures/")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (handed_in(alternative_text=""), "What the picture shows"), (handed_in(PDF, "a.pdf"), "not a picture"),
        (handed_in(picture()[:-30]), "damaged"), (handed_in(b"Words", "a.txt"), "Choose a PNG or a JPEG."),
        (handed_in(alternative_text="A1234BC reads"), "prison number"),
        ({"alternative_text": "A room"}, "Picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_beside_the_form_and_the_words_stay(
    cast: Cast, data: dict[str, Any], sentence: str
) -> None:
    if "picture" in data:
        data["picture"].seek(0)
    answer = client_of(cast.coordinator).post(ADD, data)
    text = answer.content.decode()
    assert answer.status_code == 200 and "There is a problem" in text and sentence in text
    assert data["alternative_text"] in text
    assert not BulletinImage.objects.exists()


def test_words_are_changed_and_the_page_says_where_the_picture_stands(cast: Cast) -> None:
    image, issue = making.image(cast), making.issue(cast)
    values = {"section": "news", "heading": "A room", "text": "", "image": image}
    items.add_item(by=cast.coordinator, issue=issue, values=values)
    address = reverse("reword_bulletin_image", args=[image.pk])
    text = page(cast.second_coordinator, address)
    assert "It stands in" in text and issue.title in text and issue.get_absolute_url() in text
    answer = client_of(cast.coordinator).post(address, {"alternative_text": "The room by night"})
    assert answer["Location"] == LIBRARY
    image.refresh_from_db()
    assert (image.alternative_text, image.credit) == ("The room by night", "")
    answer = client_of(cast.coordinator).post(address, {"alternative_text": " "})
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()


def test_a_removed_picture_is_gone_from_library_form_and_mail(cast: Cast) -> None:
    image, issue = making.image(cast), making.issue(cast)
    client, anybody = client_of(cast.coordinator), client_of(cast.worker)
    add = reverse("add_bulletin_item", args=[issue.pk])
    assert str(image) in page(cast.coordinator, add)
    assert anybody.get(path_of(image)).status_code == 200
    remove = reverse("remove_bulletin_image", args=[image.pk])
    client.post(remove)
    for address in (LIBRARY, add):
        assert str(image) not in page(cast.coordinator, address)
    for name in ("reword_bulletin_image", "small_bulletin_image"):
        assert client.get(reverse(name, args=[image.pk])).status_code == 404
    assert anybody.get(path_of(image)).status_code == 404
    answer = client.post(remove, follow=True)
    assert said(answer) == ["This picture was removed already. Nothing was changed."]


def test_a_small_picture_is_small_and_holds_the_same(cast: Cast) -> None:
    image = making.image(cast, size=(1100, 500))
    answer = client_of(cast.coordinator).get(reverse("small_bulletin_image", args=[image.pk]))
    small = Image.open(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "image/jpeg" and small.size == (480, 218)
    image.file.storage.delete(str(image.file.name))
    assert (
        client_of(cast.coordinator).get(reverse("small_bulletin_image", args=[image.pk])).status_code == 404
    )


def test_pictures_of_all_prisons_stand_in_each_library_and_only_a_national_lead_changes_them(
    cast: Cast,
) -> None:
    image = shared(cast)
    change = f'href="{reverse("reword_bulletin_image", args=[image.pk])}"'
    text = page(cast.coordinator, LIBRARY)
    assert str(image) in text and "Of all prisons" in text and change not in text
    assert change in page(cast.national, LIBRARY)
    assert change in page(cast.national, reverse("shared_bulletin_images"))
    own = making.image(cast)
    assert str(own) not in page(cast.national, reverse("shared_bulletin_images"))


def test_an_issue_of_a_set_shows_pictures_of_its_prisons_and_of_no_other(cast: Cast) -> None:
    issue = making.issue(cast, prison=None, prison_set=cast.south_west, begun_by=cast.lead)
    inside, outside, of_all = making.image(cast), making.image(cast, elsewhere=True), shared(cast)
    images.reword_image(by=cast.other_coordinator, image=outside, values={"alternative_text": "Elsewhere"})
    text = page(cast.lead, reverse("add_bulletin_item", args=[issue.pk]))
    assert str(inside) in text and str(of_all) in text
    assert "Elsewhere" not in text


@pytest.mark.parametrize("address", [LIBRARY, "picture"])
def test_pages_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast, address: str) -> None:
    image, counts = making.image(cast), []
    values = {"section": "news", "heading": "A room", "text": "", "image": image}
    for more in (1, 10):
        for _ in range(more):
            making.image(cast)
            items.add_item(by=cast.coordinator, issue=making.issue(cast), values=values)
        where = reverse("reword_bulletin_image", args=[image.pk]) if address == "picture" else address
        with CaptureQueriesContext(connection) as queries:
            assert client_of(cast.coordinator).get(where).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
