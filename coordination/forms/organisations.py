"""An organisation's record."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.validators import URLValidator

from coordination.duplicates.marks import postcode
from coordination.forms.base import FilterForm, PortalModelForm
from coordination.forms.several import SeveralField
from coordination.models import Area, Group, Organisation

WEB_ADDRESS = URLValidator(
    schemes=["http", "https"], message="Enter a web address that begins with http:// or https://."
)
YES_NO_UNKNOWN = [("", "Not known"), ("true", "Yes"), ("false", "No")]


class Fold(Div):
    """Fields under one line that opens; it is open where something is filled in or wrong."""

    template = "%s/layout/fold.html"

    def __init__(self, summary: str, *fields: str, form: forms.BaseForm) -> None:
        super().__init__(*fields)
        self.summary = summary
        self.open = any(form[name].errors or form[name].value() for name in fields)


class GroupedAreas(forms.models.ModelChoiceIterator):
    """Each region with the police areas in it."""

    def __iter__(self) -> Any:
        areas = list(self.queryset)
        for region in [a for a in areas if a.kind == Area.Kind.REGION]:
            inside = [a for a in areas if a.parent_id == region.pk]
            whole = (region.pk, f"All of {region.name}")
            yield region.name, [whole, *((a.pk, a.name) for a in inside)]


class AreaField(SeveralField):
    iterator = GroupedAreas


class RegisterNumberField(forms.CharField):
    """Typed with spaces and small letters; kept in one spelling."""

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value)).split()).upper()


class PostcodeField(forms.CharField):
    """Kept in one spelling. What is no postcode of this country is not taken for one."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value)).strip()
        if typed and not postcode(typed):
            raise forms.ValidationError("Enter a postcode, for example EX4 4QJ, or leave this empty.")
        return postcode(typed)


class OrganisationForm(PortalModelForm):
    submit_label = "Save organisation"
    compact = True

    led_by_lived_experience = forms.NullBooleanField(
        label="Led by people with lived experience of prison", required=False,
        widget=forms.RadioSelect(choices=YES_NO_UNKNOWN),
        help_text="A fact about the organisation, never about a named person.",
    )  # fmt: skip
    areas = AreaField(
        queryset=Area.objects.filter(kind__in=[Area.Kind.REGION, Area.Kind.POLICE_AREA]),
        widget=forms.CheckboxSelectMultiple, required=False, label="Areas where it works",
        help_text="Regions and police areas outside prison, for support after release.",
    )  # fmt: skip
    website = forms.URLField(
        required=False, assume_scheme="https", max_length=200, label="Website", validators=[WEB_ADDRESS],
        help_text="For example www.example.org.",
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = [
            "name", "kind", "charity_number", "company_number", "size", "led_by", "led_by_lived_experience",
            "areas", "website", "postcode",
        ]  # fmt: skip
        field_classes = {
            "charity_number": RegisterNumberField,
            "company_number": RegisterNumberField,
            "postcode": PostcodeField,
        }
        widgets = {
            "kind": forms.RadioSelect,
            "size": forms.RadioSelect,
            "led_by": forms.CheckboxSelectMultiple,
        }
        labels = {
            "name": "Name of the organisation",
            "kind": "What kind of organisation",
            "led_by": "Led by people of these groups",
            "postcode": "Postcode of the office",
        }
        help_texts = {
            "name": "As people know it. Not an abbreviation.",
            "charity_number": "Six or seven digits, for example 1074546. Not every organisation has one.",
            "company_number": "Eight characters, for example 03562176.",
            "postcode": "Only to tell organisations of one name apart. It is never printed.",
            "led_by": "Where people of the group themselves run it. Leave empty if it is not so or not known.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["led_by"].queryset = Group.objects.filter(active=True)
        self.fields["size"].choices = Organisation.Size.choices

    def layout(self) -> Layout:
        return Layout(
            "name", "kind", "website",
            "postcode", Fieldset("On a public register", "charity_number", "company_number"),
            *self.further(),
            Fieldset("More about it", "size", "led_by_lived_experience"),
            Fold("Led by people of certain groups", "led_by", form=self),
            Fold("Areas where it works", "areas", form=self),
            *self.at_the_end(),
        )  # fmt: skip

    def at_the_end(self) -> list[Any]:
        return []

    def further(self) -> list[Any]:
        return []


class AddOrganisationForm(OrganisationForm):
    """With the first manager; and, once a likely double was found, a tick that it is another one."""

    submit_label = "Add organisation"

    manager_name = forms.CharField(label="Manager’s name", max_length=120, required=False)
    manager_email = forms.EmailField(
        label="Manager’s e-mail address", max_length=254, required=False,
        help_text="The manager writes the services. The invitation goes there at once."
        " You can also invite the manager later.",
    )  # fmt: skip
    although_alike = forms.BooleanField(
        label="I looked: this is another organisation", required=False, widget=forms.HiddenInput
    )

    def show_look_alikes(self) -> None:
        """From now on the tick is there to be ticked."""
        self.fields["although_alike"].widget = forms.CheckboxInput()

    def further(self) -> list[Any]:
        return [Fieldset("Its first manager here", "manager_name", "manager_email")]

    def at_the_end(self) -> list[Any]:
        return ["although_alike"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("manager_email") and not cleaned.get("manager_name"):
            self.add_error("manager_name", "Enter the manager’s name as well.")
        if (
            cleaned.get("manager_name")
            and not cleaned.get("manager_email")
            and "manager_email" not in self.errors
        ):
            self.add_error("manager_email", "Enter the manager’s e-mail address as well.")
        return cleaned


class OrganisationFilter(FilterForm):
    name = forms.CharField(label="Name or number", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Every kind"), *Organisation.Kind.choices])
