"""What may not be written is said under its box while somebody types, and again where a form came back."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.test import Client

from directory.forms.worded import WordedForm
from tests.cast import Cast
from tests.directory.typing_in import signed_in


class Sample(WordedForm):
    for_members: ClassVar = ("purpose",)
    for_the_wings: ClassVar = ("we_did", "title")
    not_measured: ClassVar = ("title",)

    purpose = forms.CharField()
    we_did = forms.CharField()
    title = forms.CharField()
    chair = forms.CharField(required=False)


def markup(**typed: str) -> str:
    return str(render_crispy_form(Sample(typed or None)))


def test_boxes_of_free_text_have_a_place_for_remarks_and_others_have_none() -> None:
    html = markup()
    assert 'data-plain-words="id_purpose" data-readers="members" data-measure="no"' in html
    assert 'data-plain-words="id_we_did" data-readers="wings">' in html
    assert 'data-plain-words="id_title" data-readers="wings" data-measure="no"' in html
    assert "id_chair_words" not in html
    assert 'data-plain-words-address="/plain-words/"' in html


def test_a_form_that_came_back_says_it_without_any_script() -> None:
    html = markup(purpose="For offenders", we_did="Ring 01632 960123", title="Classes")
    assert "Must change:</strong> Write “people in prison” for “offenders”" in html
    assert "Must change:</strong> Take “01632 960123” out" in html
    assert html.count("Must change:") == 2


def test_the_page_brings_the_script_and_the_look() -> None:
    media = str(Sample().media)
    assert 'type="module"' in media
    assert "js/plain_words" in media
    assert "css/directory" in media


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("readers", "text", "told"),
    [
        ("members", "For offenders", "1 remark. It must change."),
        ("members", "Ring 01632 960123.", ""),
        ("members", "About A1234BC", "1 remark. It must change."),
        ("wings", "Ring 01632 960123.", "1 remark. It must change."),
        ("wings", "All is well.", "No remarks."),
        ("nobody we know", "For offenders", "1 remark. It is advice."),
    ],
)
def test_the_remark_while_typing_says_what_saving_will_refuse(
    cast: Cast, readers: str, text: str, told: str
) -> None:
    client: Client = signed_in(cast.coordinator)
    answer: Any = client.post("/plain-words/", {"text": text, "readers": readers, "measure": "no"})
    assert answer.json()["heading"] == told
