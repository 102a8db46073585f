"""A stranger registers an organisation; a coordinator decides; a manager says who belongs to theirs."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coordination.duplicates import Duplicate, comparable
from coordination.duplicates.marks import postcode as postcode_in_one_spelling
from coordination.forms.base import PortalForm, PortalModelForm
from coordination.forms.markup import describe
from coordination.forms.organisations import WEB_ADDRESS, RegisterNumberField
from coordination.forms.prisons import PrisonsField
from coordination.models import JoinRequest, Organisation, Prison, Registration
from coordination.models.registration import PRISONS_AT_MOST
from coordination.plain_text import contact_details
from coordination.policies import WORDED_BY_A_STRANGER, contact_detail_sentence
from coordination.roles import GRANTS, Role

# A box that nobody sees. Programs that fill in whatever they find fill it in too.
TRAP: Final = "comments"
ANOTHER: Final = "another"


class Trap(Div):
    """Out of sight, out of the order of the keyboard and not read aloud."""

    template = "%s/layout/trap.html"


class ByRegion(Div):
    """The tick boxes of a field, each region behind a line that opens: a hundred prisons are too many at once."""

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        (name,) = self.fields
        form.rendered_fields.add(name)
        described = describe(form[name])
        # An error leads to the first box, so its region stands open.
        regions = [
            (region, options, any(each.selected for each in options) or bool(described.errors and not number))
            for number, (region, options) in enumerate(described.options)
        ]
        template = "coordination/registration/prisons_by_region.html"
        return render_to_string(template, {"f": described, "regions": regions})


class RegisterForm(PortalModelForm):
    submit_label = "Register"
    compact = True

    website = forms.URLField(
        required=False, assume_scheme="https", max_length=200, label="Website", validators=[WEB_ADDRESS],
        help_text="For example www.example.org.",
    )  # fmt: skip
    prisons = PrisonsField(
        queryset=Prison.objects.taking_services(), widget=forms.CheckboxSelectMultiple,
        label="Where do you work, or want to work?",
        help_text=f"Open a region and tick. Up to {PRISONS_AT_MOST} prisons: the coordinator of each decides alone."
        " Once you are let in you can offer your services to any other.",
        error_messages={"required": "Tick at least one prison."},
    )  # fmt: skip
    comments = forms.CharField(
        required=False, label="Leave this empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = Registration
        fields = [
            "name", "kind", "charity_number", "company_number", "website", "postcode", "offers", "contact_name",
            "contact_role", "contact_email",
        ]  # fmt: skip
        field_classes = {"charity_number": RegisterNumberField, "company_number": RegisterNumberField}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "kind": forms.RadioSelect,
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        }
        labels = {
            "name": "Name of the organisation",
            "kind": "What kind of organisation",
            "postcode": "Postcode of your office",
            "offers": "What you offer, or would like to offer",
            "contact_name": "Your name",
            "contact_role": "Your role in the organisation",
            "contact_email": "Your e-mail address",
        }
        help_texts = {
            "name": "As people know it. Not an abbreviation.",
            "charity_number": "Six or seven digits, for example 1074546. Not every organisation has one.",
            "company_number": "Eight characters, for example 03562176.",
            "postcode": "For example EX4 4QJ. It is not printed.",
            "offers": "Two or three sentences, nothing about a person in prison. Your services’ texts come later.",
            "contact_email": "Your own work address: you get a link to confirm it, and later an invitation.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offers"].widget.attrs["rows"] = 4
        self.fields["kind"].choices = Organisation.Kind.choices

    def layout(self) -> Layout:
        return Layout(
            Fieldset("Your organisation", "name", "kind", "website", "postcode"),
            Fieldset("On a public register", "charity_number", "company_number"),
            Fieldset("What you do", "offers", ByRegion("prisons")),
            Fieldset("You", "contact_name", "contact_role", "contact_email"),
            Trap(TRAP),
        )

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"]
        code = postcode_in_one_spelling(typed)
        if typed and not code:
            raise forms.ValidationError("Enter a whole postcode, for example EX4 4QJ, or leave this empty.")
        return code

    def clean_prisons(self) -> list[Prison]:
        chosen = list(self.cleaned_data["prisons"])
        if len(chosen) > PRISONS_AT_MOST:
            raise forms.ValidationError(
                f"You ticked {len(chosen)} prisons. Tick {PRISONS_AT_MOST} at most: once you are let in you can offer"
                " your services to the others."
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in WORDED_BY_A_STRANGER:
            for found in contact_details(cleaned.get(name) or "")[:1]:
                self.add_error(name, contact_detail_sentence(found.kind, found.text))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `register` takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class LetInForm(PortalForm):
    prefix = "in"
    submit_label = "Let it in"

    although_alike = forms.BooleanField(
        label="I looked: this is another organisation", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, alike: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alike:
            self.fields["although_alike"].widget = forms.CheckboxInput()
            self.fields["although_alike"].required = True
            self.fields["although_alike"].error_messages["required"] = (
                "Tick that you looked: it is none of the organisations above."
            )


class TurnDownForm(PortalForm):
    prefix = "down"
    submit_label = "Turn it down with this reason"
    submit_kind = "secondary"

    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The organisation gets these words by e-mail. Speak for your prison alone.",
        error_messages={"required": "Write the reason: the organisation gets it."},
    )  # fmt: skip


class KnownForm(PortalForm):
    """Which organisation it is: one of those that look alike, or another by its name."""

    prefix = "known"
    submit_label = "Ask the organisation"
    submit_kind = "secondary"
    mark_optional = False

    which = forms.ChoiceField(label="Which organisation is it?", widget=forms.RadioSelect)
    name = forms.CharField(
        label="Name of the other organisation", max_length=160, required=False,
        help_text="As it stands in the list of organisations.",
    )  # fmt: skip

    def __init__(self, *args: Any, alike: list[Duplicate], known: Any, **kwargs: Any) -> None:
        """`known`: the organisations that the user sees."""
        super().__init__(*args, **kwargs)
        self.known = known
        self.by_key = {str(each.organisation.pk): each.organisation for each in alike}
        if self.by_key:
            choices = [(key, str(organisation)) for key, organisation in self.by_key.items()]
            self.fields["which"].choices = [*choices, (ANOTHER, "Another one")]
        else:
            del self.fields["which"]
            self.fields["name"].label = "Name of the organisation"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        which = cleaned.get("which", "" if "which" in self.fields else ANOTHER)
        if which in self.by_key:
            cleaned["organisation"] = self.by_key[which]
        elif which == ANOTHER and "name" not in self.errors:
            self._by_name(cleaned)
        return cleaned

    def _by_name(self, cleaned: dict[str, Any]) -> None:
        typed = comparable(cleaned.get("name", ""))
        if not typed:
            self.add_error("name", "Write the name of the organisation.")
            return
        found = [each for each in self.known if comparable(each.name) == typed]
        if len(found) == 1:
            cleaned["organisation"] = found[0]
        elif found:
            self.add_error("name", "There are several of that name. Merge them first.")
        else:
            self.add_error("name", "No organisation here has that name. Look in the list of organisations.")


class CheckedForm(PortalForm):
    """A coordinator answers for an organisation, after asking it through a contact that it publishes itself."""

    prefix = "checked"
    submit_label = "Let the person in"

    checked_by = forms.ChoiceField(
        label="Where did you find the contact through which you asked?", widget=forms.RadioSelect,
        help_text="Never the address, the number or the website that the person gave. It is kept in the audit.",
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by = JoinRequest.CheckedBy
        offered = [
            (by.REGISTER, bool(organisation.charity_number or organisation.company_number)),
            (by.WEBSITE, bool(organisation.website)),
            (by.LISTING, True),
        ]
        self.fields["checked_by"].choices = [(each.value, each.label) for each, there in offered if there]


class JoiningForm(PortalForm):
    """The manager chooses what the person may do."""

    submit_label = "Let them in"

    role = forms.ChoiceField(label="As what?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].widget.option_hints = {role.value: GRANTS[role].sentence for role in roles}
