"""What no browser sends still gets a sentence that says what to do."""

from __future__ import annotations

from django import forms
from django.forms.formsets import formset_factory
from django.http import QueryDict

from coordination.forms.base import PortalForm
from coordination.forms.errors import error_items
from coordination.models import Wing


class Note(PortalForm):
    words = forms.CharField(label="Words")
    kept = forms.ChoiceField(label="Kept", choices=[("yes", "Yes")], required=False)
    wing = forms.ModelChoiceField(Wing.objects.none(), label="Wing", required=False)


NoteFormSet = formset_factory(Note, max_num=2, absolute_max=2, validate_max=True)


def sent(query: str) -> list[str]:
    return [text for text, _ in error_items(NoteFormSet(QueryDict(query), prefix="n"))]


def test_a_sign_that_no_database_keeps_is_named_with_its_field() -> None:
    form = Note(QueryDict("words=a%00b&kept=%00&wing=%00"))
    assert error_items(form) == [
        ("“Words” has a sign in it that cannot be kept. Type it again.", "id_words"),
        ("Choose an answer for “Kept” from those on the page.", "id_kept"),
        ("Choose an answer for “Wing” from those on the page.", "id_wing"),
    ]


def test_a_page_of_which_a_part_is_missing_asks_to_load_it_again() -> None:
    assert sent("n-0-words=one") == [
        "A part of this page did not arrive. Load the page again and repeat what you did."
    ]


def test_more_entries_than_there_is_room_for_are_counted() -> None:
    three = "&".join(f"n-{number}-words=one" for number in range(3))
    assert "There is room for 2 on this page. Leave the others out." in sent(
        f"n-TOTAL_FORMS=3&n-INITIAL_FORMS=0&{three}"
    )
