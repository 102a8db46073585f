"""A reader joins, and says what they wish."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms

from bulletins.audiences import usable
from bulletins.models import Reader, Section
from coordination.forms.base import PortalForm
from coordination.forms.prisons import PrisonsField
from coordination.forms.registrations import ByRegion, Trap
from coordination.forms.several import SeveralField
from coordination.models import Pathway, Prison

# A box that nobody sees, as on the page where organisations register.
TRAP: Final = "comments"
ALL: Final = "all"
SOME: Final = "some"
NONE: Final = "none"


class _PrisonsByRegion(PrisonsField):
    """Tick boxes, each region behind a line that opens."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Prison.objects.taking_services(), widget=forms.CheckboxSelectMultiple, **kwargs
        )


def _pathways(**kwargs: Any) -> SeveralField:
    return SeveralField(
        Pathway.objects.filter(active=True), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
    )


class JoinForm(PortalForm):
    submit_label = "Send me the link"
    compact = True

    email = forms.EmailField(
        label="Your e-mail address", max_length=254, help_text="We send a link to it. Open it to confirm.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )  # fmt: skip
    prisons = _PrisonsByRegion(
        label="Whose bulletins do you want?", help_text="Open a region and tick.",
        error_messages={"required": "Tick at least one prison."},
    )  # fmt: skip
    pathways = _pathways(
        label="What interests you most?",
        help_text="Some bulletins go only to people who named their subject.",
    )
    comments = forms.CharField(
        required=False, label="Leave this empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def layout(self) -> Layout:
        return Layout("email", ByRegion("prisons"), "pathways", Trap(TRAP))

    def clean_email(self) -> str:
        """One to which a bulletin can go: else its owner would confirm and never get any."""
        email: str = self.cleaned_data["email"]
        if not usable(email):
            raise forms.ValidationError("Our mail cannot go to this address. Use another of yours.")
        return email

    def values(self) -> dict[str, Any]:
        """What `ask_to_join` takes."""
        return {name: self.cleaned_data[name] for name in ("email", "prisons", "pathways")}


class WishesForm(PortalForm):
    submit_label = "Save what I wish"
    compact = True

    which = forms.ChoiceField(
        label="Which bulletins do you want?", widget=forms.RadioSelect,
        error_messages={"required": "Choose which bulletins you want."},
        choices=[
            (ALL, "Those of every prison where I work, volunteer or joined"),
            (SOME, "Only those of the prisons that I tick below"),
            (NONE, "None at all"),
        ],
    )  # fmt: skip
    prisons = _PrisonsByRegion(
        label="Prisons",
        help_text="Only for “the prisons that I tick”. Open a region and tick.",
        required=False,
    )
    sections = forms.MultipleChoiceField(
        label="Which sections do you want to read?", widget=forms.CheckboxSelectMultiple, required=False,
        choices=Section.choices,
        help_text="An issue that holds nothing but sections without a tick is not sent to you.",
    )  # fmt: skip
    pathways = _pathways(
        label="What interests you most?",
        help_text="Some bulletins go only to people who named their subject.",
    )

    def __init__(self, *args: Any, reader: Reader | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(reader), **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Fieldset("Prisons", "which", ByRegion("prisons")),
            Fieldset("What is in them", "sections", "pathways"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("which") == SOME and not cleaned.get("prisons") and "prisons" not in self.errors:
            self.add_error("prisons", "Tick at least one prison, or choose another answer above.")
        if cleaned.get("which") != NONE and not cleaned.get("sections") and "sections" not in self.errors:
            self.add_error("sections", "Tick at least one section, or choose “None at all” above.")
        return cleaned

    @property
    def wants_none(self) -> bool:
        return bool(self.cleaned_data["which"] == NONE)

    def values(self) -> dict[str, Any]:
        """What `set_wishes` takes."""
        cleaned = self.cleaned_data
        return {
            "prisons": list(cleaned["prisons"]) if cleaned["which"] == SOME else None,
            "sections_left_out": [code for code in Section.values if code not in cleaned["sections"]],
            "pathways": list(cleaned["pathways"]),
        }


def _initial(reader: Reader | None) -> dict[str, Any]:
    """What is wished now. An outsider's prisons are those where they joined, so they stand ticked."""
    if reader is None or (reader.outsider and not reader.confirmed_at):
        return {"which": ALL, "sections": Section.values}
    chosen = reader.chose_prisons or reader.outsider
    return {
        "which": NONE if reader.left_at else SOME if chosen else ALL,
        "prisons": list(reader.prisons.all()) if chosen else [],
        "sections": [code for code in Section.values if code not in reader.sections_left_out],
        "pathways": list(reader.pathways.all()),
    }
