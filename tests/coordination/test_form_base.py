"""The forms that every page starts from: free text holds no number of a person in prison."""

from __future__ import annotations

import ast

import pytest
from django import forms

from coordination.forms.base import FilterForm, PortalForm
from coordination.policies import Refused, check_no_prison_numbers
from tests.architecture.source import files, named

NUMBER = "A1234BC"


class Planted(PortalForm):
    words = forms.CharField(required=False)
    longer = forms.CharField(required=False, widget=forms.Textarea)
    password = forms.CharField(required=False, widget=forms.PasswordInput)
    email = forms.EmailField(required=False)
    website = forms.URLField(required=False, assume_scheme="https")
    choice = forms.ChoiceField(required=False, choices=[(NUMBER, "A wing of that name")])


@pytest.mark.parametrize(
    "typed", ["Ask A1234BC", "a1234bc", "Ask A 1234 BC.", "Ask \uff211234BC", "A1234\u200bBC"]
)
@pytest.mark.parametrize("field", ["words", "longer"])
def test_a_prison_number_in_free_text_is_refused_at_its_field(field: str, typed: str) -> None:
    form = Planted({field: typed})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert "looks like a prison number. Take it out" in form.errors[field][0]


@pytest.mark.parametrize(
    "typed",
    [
        {"password": NUMBER},
        {"email": f"{NUMBER}@example.org"},
        {"website": f"https://example.org/{NUMBER}"},
        {"choice": NUMBER},
    ],
)
def test_what_is_not_free_text_is_left_alone(typed: dict[str, str]) -> None:
    assert Planted(typed).is_valid()


@pytest.mark.parametrize(
    "typed", ["EX4 4EX", "SC123456", "HMP Exeter 2024", "A12345BC", "XA1234BC", "01632 960123"]
)
def test_what_only_looks_a_little_like_it_passes(typed: str) -> None:
    assert Planted({"words": typed}).is_valid()


def test_an_action_says_in_which_field_it_stands() -> None:
    with pytest.raises(Refused, match="It stands in “note”"):
        check_no_prison_numbers({"name": "Ann", "note": NUMBER})


def test_a_refusal_of_an_action_stands_on_the_form() -> None:
    form = Planted({})
    assert form.is_valid()
    form.refuse(Refused("Not today."))
    form.refuse(Refused("Not this word."), "words")
    assert form.non_field_errors() == ["Not today."]
    assert form.errors["words"] == ["Not this word."]


def test_a_filter_never_asks_for_an_answer() -> None:
    class Wanted(FilterForm):
        name = forms.CharField()

    assert Wanted({}).is_valid()
    assert Wanted({}).form_method == "get"


OURS = {"PortalForm", "PortalModelForm", "FilterForm"}
DJANGOS = {"Form", "ModelForm", "BaseForm", "BaseModelForm"}


def bases_of(source: str) -> dict[str, set[str]]:
    """{class: the names of what it inherits} for every class of a file."""
    return {
        node.name: {
            base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }


@pytest.mark.parametrize("file", files("forms"), ids=named)
def test_no_form_of_ours_starts_from_djangos(file) -> None:
    allowed = OURS | {"SampleForm", "SampleFilter"}  # base.py itself, and the page of components
    bare = {name for name, bases in bases_of(file.read_text(encoding="utf-8")).items() if bases & DJANGOS}
    assert bare - allowed == set()


def test_a_planted_bare_form_is_found() -> None:
    assert bases_of("class Bare(forms.Form):\n    pass\n") == {"Bare": {"Form"}}
