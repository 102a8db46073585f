"""What is kept true between two texts: room, contacts, flags, and what may print beside the text."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.policies import Refused
from directory.actions.upkeep import CONTACT_COLUMNS, MOST_PLACES, MOST_SESSIONS
from directory.models import Contact, Listing
from directory.policies import check_public_details

MOST_CONTACTS = 10


class RoomForm(PortalForm):
    submit_label = "Save room for more"

    room = forms.ChoiceField(
        label="Is there room for more?",
        choices=Listing.Room.choices,
        widget=forms.RadioSelect(),
        required=False,
    )
    room_on = forms.DateField(
        label="Date", widget=DateBoxes(), required=False,
        help_text="The day it became so. For a pause: the day it should end, if you know it.",
        error_messages={"invalid": "Enter a real date, for example 31 3 2027."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["room"].widget
        widget.option_hints = {
            Listing.Room.UNKNOWN: "Readers are told nothing.",
            Listing.Room.WAITING_LIST: "People can still ask.",
            Listing.Room.FULL: "People can still ask, and are told that it is full.",
            Listing.Room.PAUSED: "It does not run at the moment.",
        }
        self.mark_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        on, today = cleaned.get("room_on"), timezone.localdate()
        if on and cleaned.get("room") == Listing.Room.PAUSED and on < today:
            self.add_error("room_on", "That day has passed. Give the day on which the pause should end.")
        elif on and cleaned.get("room") not in ("", Listing.Room.PAUSED) and on > today:
            self.add_error("room_on", "That day is still to come. Give the day it became so.")
        return cleaned


class PlacesForm(PortalForm):
    """`places()` is what the action takes. A number that belongs to another answer is pointed at, never dropped."""

    submit_label = "Save places"
    mark_optional = False
    HOW: Final = [
        ("", "Not known"), ("month", "So many people a month"), ("session", "So many people a session"),
        ("everybody", "Everybody who asks"),
    ]  # fmt: skip
    NUMBERS: Final = {"month": ("a_month",), "session": ("a_session", "sessions_a_person")}
    MISSING: Final = {
        "a_month": "Give the number of people a month, or choose “Not known”.",
        "a_session": "Give the number of people in one session, or choose “Not known”.",
        "sessions_a_person": "Say to how many sessions one person comes. If people come once, it is 1.",
    }  # fmt: skip

    how = forms.ChoiceField(
        label="How many people does it take here?", choices=HOW, widget=forms.RadioSelect(), required=False
    )
    a_month = forms.IntegerField(
        label="People who can begin in a month", required=False, min_value=1, max_value=MOST_PLACES
    )
    a_session = forms.IntegerField(
        label="People in one session", required=False, min_value=1, max_value=MOST_PLACES
    )
    sessions_a_person = forms.IntegerField(
        label="Sessions that one person comes to", required=False, min_value=1, max_value=MOST_SESSIONS,
        help_text="For a course of six meetings: 6. If people come once: 1.",
    )  # fmt: skip

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        how = "everybody" if listing.places_unlimited else ""
        how = "month" if listing.places_a_month is not None else how
        how = "session" if listing.places_a_session is not None else how
        initial = {
            "how": how, "a_month": listing.places_a_month, "a_session": listing.places_a_session,
            "sessions_a_person": listing.sessions_a_person,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        widget: Any = self.fields["how"].widget
        widget.option_hints = {
            "": "It then counts as a service whose places nobody knows, never as one without places.",
            "session": "A month is worked out from the days and times in the approved text.",
            "everybody": "A leaflet, a helpline or a drop-in that turns nobody away.",
        }

    def layout(self) -> Layout:
        return Layout(
            "how",
            Fieldset("People a month", "a_month"),
            Fieldset("People a session", "a_session", "sessions_a_person"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self.NUMBERS.get(cleaned.get("how", ""), ())
        for how, names in self.NUMBERS.items():
            for name in names:
                if name not in chosen and cleaned.get(name) is not None:
                    label = dict(self.HOW)[how]
                    self.add_error(name, f"Choose “{label}”, or take the number {self.data[name]} out.")
                if name in chosen and cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, self.MISSING[name])
        return cleaned

    def places(self) -> dict[str, Any]:
        numbers = {name: self.cleaned_data[name] for names in self.NUMBERS.values() for name in names}
        return numbers | {"unlimited": self.cleaned_data["how"] == "everybody"}


class ContactForm(PortalForm):
    """One contact; a form without any text is no contact."""

    name = forms.CharField(label="Name", max_length=120, required=False)
    role = forms.CharField(
        label="Role", max_length=120, required=False, help_text="For example: adviser, duty desk."
    )
    email = forms.EmailField(
        label="E-mail address", required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
    )  # fmt: skip
    phone = forms.CharField(label="Telephone number", max_length=40, required=False)
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True

    def has_changed(self) -> bool:
        return any(str(self[name].data or "").strip() for name in CONTACT_COLUMNS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", str(Contact._meta.constraints[0].violation_error_message))
        return cleaned


class Contacts(BaseFormSet):
    entry_name = "Contact"

    def contacts(self) -> list[dict[str, str]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def refuse(self, refused: Refused) -> None:
        """The action's sentence above the contacts: it speaks of several of their fields together."""
        self._non_form_errors.append(str(refused))


ContactFormSet = formset_factory(
    ContactForm,
    formset=Contacts,
    extra=1,
    max_num=MOST_CONTACTS,
    absolute_max=MOST_CONTACTS,
    validate_max=True,
)


class FlagsForm(PortalForm):
    submit_label = "Save flags"

    confidential_premises = forms.BooleanField(
        label="The premises must not be found", required=False,
        help_text="For a refuge or a women’s centre. Its address, place and map stay out of every edition, and a"
        " public address given here is removed at once.",
    )  # fmt: skip
    discreet = forms.BooleanField(
        label="Using it must not be seen", required=False,
        help_text="For help with abuse, sex work, being LGBT or leaving a gang. It stays off posters, update slips"
        " and anything with a name on it. It is still in both directories.",
    )  # fmt: skip


class PublicDetailsForm(PortalForm):
    submit_label = "Send to the coordinator"

    helpline = forms.CharField(
        label="Public helpline", max_length=40, required=False,
        help_text="A number that anybody may call, free on the PIN phone. Never a worker’s own number.",
    )  # fmt: skip
    helpline_hours = forms.CharField(
        label="When it is answered",
        max_length=120,
        required=False,
        help_text="For example: 9am to 5pm, weekdays.",
    )
    address = forms.CharField(
        label="Public address", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where people may write to. Leave it empty if the premises must not be found.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, place in (("helpline", 0), ("helpline_hours", 1), ("address", 2)):
            texts = ["", "", ""]
            texts[place] = cleaned.get(name) or ""
            try:
                check_public_details(*texts)
            except Refused as refused:
                self.refuse(refused, name)
        if cleaned.get("helpline_hours") and not cleaned.get("helpline") and not self.errors:
            self.add_error("helpline", "Give the helpline too, or take out when it is answered.")
        return cleaned


class ApprovePublicDetailsForm(PortalForm):
    """Ticks for what may print; the hidden fields are what the coordinator saw."""

    helpline = forms.BooleanField(required=False)
    address = forms.BooleanField(required=False)
    seen_helpline = forms.CharField(required=False, strip=False, widget=forms.HiddenInput())
    seen_hours = forms.CharField(required=False, strip=False, widget=forms.HiddenInput())
    seen_address = forms.CharField(required=False, strip=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        seen = {
            "seen_helpline": listing.public_helpline, "seen_hours": listing.public_helpline_hours,
            "seen_address": listing.public_address,
            "helpline": bool(listing.public_helpline_approved_at),
            "address": bool(listing.public_address_approved_at),
        }  # fmt: skip
        super().__init__(*args, initial=seen, **kwargs)
        hours = f", {listing.public_helpline_hours}" if listing.public_helpline_hours else ""
        for name, text, words in (
            ("helpline", listing.public_helpline, f"Helpline: {listing.public_helpline}{hours}"),
            ("address", listing.public_address, f"Address: {listing.public_address}"),
        ):
            if text:
                self.fields[name].label = words
            elif not self.is_bound:
                del self.fields[name]

    submit_label = "Save what may be printed"

    def seen(self) -> tuple[str, str, str]:
        """(helpline, hours, address) as the page showed them; line breaks as they are stored."""
        names = ("seen_helpline", "seen_hours", "seen_address")
        helpline, hours, address = (self.cleaned_data[name].replace("\r\n", "\n") for name in names)
        return helpline, hours, address
