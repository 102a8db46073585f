"""Every kind of field is laid out, and every error leads to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from lxml.html import HtmlElement

from coordination.forms.errors import error_items
from coordination.forms.kinds import kind_of
from coordination.forms.markup import describe
from coordination.forms.rendering import RenderedForm
from coordination.forms.samples import SampleForm
from coordination.forms.widgets import CountedTextarea, DateBoxes
from tests.coordination.markup import by_id, can_take_focus, error_links, parsed, select, words

KINDS = {
    "name": "input",
    "people": "input",
    "description": "textarea",
    "starts_on": "boxes",
    "ends_on": "input",
    "next_visit": "boxes",
    "kind": "select",
    "wings": "select",
    "room": "radios",
    "pathways": "checkboxes",
    "agreed": "checkbox",
    "confirmed": "select",
    "leaflet": "file",
    "password": "password",
    "reference": "hidden",
}
VISIBLE = [name for name in SampleForm.base_fields if name != "reference"]


def fields_only(form: forms.BaseForm | forms.BaseFormSet) -> HtmlElement:
    return parsed(Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": form})))


def refused(form_class: type[forms.Form] = SampleForm, **data: str) -> Any:
    return form_class(QueryDict("&".join(f"{name}={value}" for name, value in data.items())))


def group_of(page: HtmlElement, name: str) -> HtmlElement:
    return by_id(page, f"id_{name}_group")


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_field_gets_the_template_of_its_kind(name: str, kind: str) -> None:
    assert kind_of(SampleForm()[name]) == kind


@pytest.mark.parametrize("name", VISIBLE)
def test_each_field_shows_its_label_hint_and_error_and_ties_them_to_the_control(name: str) -> None:
    form = refused()
    bound = form[name]
    group = group_of(fields_only(form), name)

    assert str(bound.label) in words(group)
    assert str(bound.help_text) in words(group)
    described = select(group, "[aria-describedby]")
    expected = [
        f"id_{name}_{part}" for part, there in (("hint", bound.help_text), ("error", bound.errors)) if there
    ]
    if expected:
        assert set(expected) <= set(described[0].get("aria-describedby").split())
    for element in described:
        for identity in element.get("aria-describedby").split():
            by_id(group, identity)


@pytest.mark.parametrize("name", VISIBLE)
def test_each_visible_control_has_a_label_of_its_own(name: str) -> None:
    group = group_of(fields_only(SampleForm()), name)
    for control in select(group, "input:not([type=hidden]), select, textarea"):
        assert select(group, f'label[for="{control.get("id")}"]'), control.get("id")


def test_every_error_link_leads_to_something_that_can_take_the_focus() -> None:
    form = refused()
    page = parsed(render_crispy_form(form))
    links = error_links(page)

    assert len(links) == sum(1 for name in VISIBLE if form[name].errors) > 15
    for link in links:
        target = by_id(page, link.get("href").removeprefix("#"))
        assert can_take_focus(target), f"{link.get('href')} cannot take the focus"


def test_an_error_link_of_radio_buttons_leads_to_the_first_and_of_a_date_to_the_day() -> None:
    targets = dict(error_items(refused()))
    assert targets["Choose an answer for “Is there room for more?”."] == "id_room_0"
    assert targets["Tick at least one answer for “Where”."] == "id_places_0_0"
    assert targets["Fill in “First day”."] == "id_starts_on_0"


def test_an_error_of_a_hidden_field_is_said_without_a_link() -> None:
    page = parsed(render_crispy_form(refused()))
    hidden = [item for item in select(page, ".govuk-error-summary__list li") if not select(item, "a")]
    assert [words(item) for item in hidden] == ["Fill in “Reference”."]


class OddForm(forms.Form):
    disabled = forms.CharField(disabled=True, required=False)
    drop_down_date = forms.DateField(widget=forms.SelectDateWidget)
    nothing = forms.ChoiceField(widget=forms.CheckboxSelectMultiple, choices=[])

    def clean(self) -> None:
        self.add_error("disabled", "This was settled by somebody else.")
        self.add_error(None, "Nothing of this can be.")


def test_fields_that_cannot_take_the_focus_themselves_lend_it_to_their_group() -> None:
    page = fields_only(refused(OddForm))
    first = select(page, ".govuk-error-summary__list li")[0]
    assert words(first) == "Nothing of this can be."
    targets = [link.get("href").removeprefix("#") for link in error_links(page)]
    assert targets == ["id_disabled_group", "id_drop_down_date_group", "id_nothing_group"]
    assert all(can_take_focus(by_id(page, target)) for target in targets)


class EntryForm(forms.Form):
    day = forms.ChoiceField(choices=[("mon", "Monday")], widget=forms.RadioSelect)
    place = forms.CharField()


def test_errors_of_a_formset_say_which_entry_and_lead_to_it() -> None:
    formset_class = forms.formset_factory(EntryForm, extra=2, min_num=3, validate_min=True)
    formset_class.entry_name = "Session"
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-day": "mon", "form-0-place": "Chapel"}
    page = fields_only(formset_class({**data, "form-1-day": "mon"}))

    assert "Session 2" in [words(legend) for legend in select(page, "legend")]
    (link,) = error_links(page)
    assert words(link) == "Session 2: Fill in “Place”."
    assert by_id(page, link.get("href").removeprefix("#")).get("name") == "form-1-place"
    assert "at least 3 forms" in words(select(page, ".govuk-error-summary")[0])


def test_two_forms_with_prefixes_on_a_page_share_no_id() -> None:
    both = [refused(SampleForm), SampleForm(QueryDict(""), prefix="second")]
    page = parsed("".join(render_crispy_form(form) for form in both))
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))


def test_a_form_told_to_make_no_ids_gets_them_all_the_same() -> None:
    page = fields_only(SampleForm(QueryDict(""), auto_id=False))
    assert all(can_take_focus(by_id(page, link.get("href")[1:])) for link in error_links(page))


def test_the_summary_stands_at_the_top_of_the_page_and_not_again_above_the_form() -> None:
    code = (
        "{% load form_markup crispy_forms_tags %}<title>{% error_prefix %}Wing</title>"
        "<main>{% error_summary %}<h1>Wing</h1>{% crispy form %}</main>"
    )
    page = parsed(Template(code).render(Context({"form": refused()})))
    assert len(select(page, ".govuk-error-summary")) == 1
    assert select(page, "main")[0][0].get("class") == "govuk-error-summary"
    assert page.findtext(".//title") == "Error: Wing"


def test_the_summary_finds_forms_under_any_name_and_in_lists_once_each() -> None:
    class One(forms.Form):
        wing = forms.CharField()

    wing, first, second = One({}, prefix="w"), One({}, prefix="a"), One({}, prefix="b")
    context = {"wing_form": wing, "again": wing, "entries": [first, second], "unsent": One()}
    page = parsed(Template("{% load form_markup %}{% error_summary %}").render(Context(context)))
    assert [link.get("href") for link in error_links(page)] == ["#id_w-wing", "#id_a-wing", "#id_b-wing"]


def test_errors_of_a_form_that_the_top_of_the_page_left_out_stand_above_the_form() -> None:
    code = "{% load form_markup crispy_forms_tags %}{% error_summary other %}<hr>{% crispy form %}"
    page = parsed(Template(code).render(Context({"form": refused(), "other": SampleForm()})))
    assert len(select(page, "hr ~ form .govuk-error-summary")) == 1
    assert len(select(page, ".govuk-error-summary")) == 1


def test_a_form_without_errors_shows_no_summary_and_no_prefix() -> None:
    code = "{% load form_markup %}<p>{% error_prefix %}{% error_summary %}</p>"
    assert words(parsed(Template(code).render(Context({"form": SampleForm()})))) == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("email", "x", "“E-mail” must be an e-mail address, for example name@example.org."),
        ("website", "::", "“Website” must be a web address, for example https://example.org."),
        ("people", "many", "“How many people at once” must be a number, for example 12."),
        ("people", "0", "“How many people at once” must be 1 or more."),
        ("name", "n" * 90, "“Name” is too long: it has 90 characters and may have 80."),
        ("starts_on_day", "44", "“First day” must be a real date, for example 27/3/2026."),
        ("starts_at", "noon", "“Starts at” must be a time, for example 14:30."),
        ("kind", "other", "Choose an answer for “Way of delivery” from those on the page."),
        ("pathways", "other", "Choose an answer for “Pathways” from those on the page."),
        ("description", "word " * 70, "“What it is” is too long. Take out 10 words or more."),
    ],
)
def test_an_error_names_its_field_and_says_what_to_do(name: str, value: str, sentence: str) -> None:
    assert sentence in [text for text, _ in error_items(SampleForm({name: value}))]


def test_a_date_with_a_time_gets_one_sentence_for_both() -> None:
    errors = [text for text, _ in error_items(SampleForm({"next_visit_0": "noon", "next_visit_1": "soon"}))]
    assert "“Next visit” must be a date and a time, for example 27/3/2026 and 14:30." in errors
    assert [text for text in errors if "valid" in text] == []


def test_an_error_of_the_whole_form_stands_first_and_without_a_link() -> None:
    data = {"starts_on_day": "2", "starts_on_month": "3", "starts_on_year": "2026", "ends_on": "1/3/2026"}
    first = error_items(SampleForm(data))[0]
    assert first == ("The last day comes before the first day. Change one of them.", "")


def test_a_message_that_the_author_wrote_stays_as_it_is() -> None:
    class Own(forms.Form):
        wing = forms.CharField(error_messages={"required": "Which wing?"})
        kind = forms.ChoiceField(choices=[], error_messages={"invalid_choice": "No %(value)s here."})

    assert [text for text, _ in error_items(Own({"kind": "cake"}))] == ["Which wing?", "No cake here."]


def test_what_need_not_be_answered_says_so() -> None:
    page = fields_only(SampleForm())
    marked = [name for name in VISIBLE if "(optional)" in words(group_of(page, name))]
    assert marked == ["website", "cost", "confirmed"]


def test_a_form_may_leave_out_the_word_optional() -> None:
    class Filter(RenderedForm, forms.Form):
        mark_optional = False
        words = forms.CharField(required=False)

    assert "(optional)" not in words(fields_only(Filter()))


def test_a_text_area_says_its_limit_without_javascript_and_never_cuts_what_is_pasted() -> None:
    page = fields_only(SampleForm())
    assert words(by_id(page, "id_description-info")) == "You can use up to 60 words."
    assert words(by_id(page, "id_procedure-info")) == "You can use up to 200 characters."
    group = group_of(page, "description")
    assert (group.get("data-maxlength"), group.get("data-count-type")) == ("60", "words")
    assert [area.get("maxlength") for area in select(page, "textarea")] == [None, None]


def test_a_text_area_without_a_limit_counts_nothing() -> None:
    class Note(forms.Form):
        note = forms.CharField(widget=forms.Textarea)

    group = group_of(fields_only(Note()), "note")
    assert group.get("data-module") is None
    assert select(group, "textarea")[0].get("aria-describedby") is None


def test_a_text_area_sent_back_says_how_much_is_too_much() -> None:
    page = fields_only(refused(description="word " * 64))
    assert words(by_id(page, "id_description-info")) == "You used 64 words and can use up to 60: take out 4."


class DatedForm(forms.Form):
    day = forms.DateField(widget=DateBoxes, required=False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("27", "March", "2026"), date(2026, 3, 27)),
        (("1", "sept", "2026"), date(2026, 9, 1)),
        (("1", "SEP", "2026"), date(2026, 9, 1)),
        (("", "", ""), None),
    ],
)
def test_a_date_in_three_boxes_is_read(typed: tuple[str, str, str], expected: date | None) -> None:
    form = DatedForm(dict(zip(("day_day", "day_month", "day_year"), typed, strict=True)))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == expected


@pytest.mark.parametrize(
    "typed", [("31", "2", "2026"), ("1", "", "2026"), ("1-2", "3", "2026"), ("", "may", "")]
)
def test_a_wrong_date_comes_back_as_it_was_typed(typed: tuple[str, str, str]) -> None:
    form = DatedForm(dict(zip(("day_day", "day_month", "day_year"), typed, strict=True)))
    assert not form.is_valid()
    page = fields_only(form)
    shown = [by_id(page, f"id_day_{number}").get("value") or "" for number in range(3)]
    assert shown == [part.replace("-", " ").replace("may", "5") for part in typed]


def test_a_date_that_is_known_stands_in_its_boxes() -> None:
    page = fields_only(DatedForm(initial={"day": date(2026, 3, 7)}))
    assert [by_id(page, f"id_day_{number}").get("value") for number in range(3)] == ["7", "3", "2026"]


class StoredFile(SimpleUploadedFile):
    url = "/media/leaflet.pdf"


def test_a_file_that_is_held_already_is_linked_and_can_be_removed() -> None:
    class Held(forms.Form):
        leaflet = forms.FileField(required=False)

    page = fields_only(Held(initial={"leaflet": StoredFile("leaflet.pdf", b"x")}))
    assert select(page, "a")[0].get("href") == "/media/leaflet.pdf"
    assert by_id(page, "id_leaflet_clear").get("name") == "leaflet-clear"
    assert by_id(page, "id_leaflet").get("type") == "file"


def test_choices_keep_their_groups_hints_and_ticks() -> None:
    page = fields_only(SampleForm(initial={"places": ["b"], "room": "full", "kind": "one"}))
    assert [words(name) for name in select(page, ".vsc-choice-group")] == ["Wings", "Elsewhere"]
    assert [box.get("value") for box in select(page, "input[name=places][checked]")] == ["b"]
    full = select(page, "input[name=room][value=full]")[0]
    assert full.get("checked") is not None
    assert words(by_id(page, full.get("aria-describedby"))) == "Nobody new for now."
    assert select(page, "#id_kind option[selected]")[0].get("value") == "one"
    assert words(select(page, "#id_kind option")[0]) == "Choose one"


@pytest.mark.parametrize(("number", "in_columns"), [(8, False), (9, True)])
def test_many_choices_stand_in_columns(number: int, in_columns: bool) -> None:
    class Groups(forms.Form):
        groups = forms.MultipleChoiceField(
            choices=[(str(each), f"Group {each}") for each in range(number)],
            widget=forms.CheckboxSelectMultiple,
        )

    found = select(fields_only(Groups()), ".vsc-choices--many")
    assert bool(found) is in_columns


def test_the_whole_form_has_its_groups_its_token_and_its_buttons() -> None:
    class Wing(RenderedForm, forms.Form):
        submit_label = "Save wing"
        cancel_url = "/prisons/EXI/"
        form_action = "/prisons/EXI/wings/"
        name = forms.CharField()
        plan = forms.FileField()

    page = parsed(render_crispy_form(Wing(), context={"csrf_token": "token"}))
    form = select(page, "form")[0]
    assert form.attrib["method"] == "post"
    assert form.attrib["action"] == "/prisons/EXI/wings/"
    assert form.attrib["enctype"] == "multipart/form-data"
    assert "novalidate" in form.attrib
    assert select(page, "input[name=csrfmiddlewaretoken]")[0].get("value") == "token"
    assert words(select(page, "button[type=submit]")[0]) == "Save wing"
    assert select(page, ".govuk-button-group a")[0].get("href") == "/prisons/EXI/"
    legends = select(parsed(render_crispy_form(SampleForm())), ".govuk-fieldset__legend--m")
    assert [words(legend) for legend in legends] == ["Words", "Times", "Choices", "Others"]


def test_a_form_sent_with_get_carries_no_token() -> None:
    page = parsed(render_crispy_form(SampleForm(), context={"csrf_token": "token"}))
    assert select(page, "form")[0].get("method") == "get"
    assert not select(page, "input[name=csrfmiddlewaretoken]")


def test_what_a_user_typed_is_escaped() -> None:
    attack = '"><script>alert(1)</script>'
    form = SampleForm({"name": attack, "description": attack, "starts_on_day": attack, "kind": attack})
    page = parsed(render_crispy_form(form))
    assert not select(page, "script")
    assert by_id(page, "id_name").get("value") == attack


def test_a_control_keeps_its_authors_attributes() -> None:
    class Own(forms.Form):
        number = forms.CharField(
            widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"})
        )
        text = forms.CharField(widget=CountedTextarea(max_characters=30, attrs={"rows": 2}))

    form = Own({})
    number, text = by_id(fields_only(form), "id_number"), by_id(fields_only(form), "id_text")
    assert number.get("class").split() == ["govuk-input", "govuk-input--width-3", "govuk-input--error"]
    assert (number.get("inputmode"), number.get("aria-invalid")) == ("numeric", "true")
    assert (text.get("rows"), text.get("cols")) == ("2", None)
    assert describe(form["text"]).counter["limit"] == 30
