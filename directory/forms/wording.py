"""The worded content of a service at one prison, as its organisation writes it and its coordinator edits it."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.several import SeveralField
from coordination.forms.widgets import CountedTextarea, DateBoxes
from coordination.models import DeliveryWay, Group, Language, Pathway, Stage, WayToAsk, Wing
from coordination.policies import Refused
from directory import policies
from directory.forms.plain_words import Words
from directory.models import Listing, Revision, Service
from directory.models.revision import SUMMARY_WORDS
from directory.wording import COLUMNS, LISTS, SECTIONS, Content

NOT_A_DATE: Final = "Enter a real date, for example 31 3 2027."
SECTION_HINTS: Final = {
    "The service": "People in prison and staff both read this part.",
    "Who it is for": "Say only what keeps somebody out or makes the service especially for them.",
    "When in the sentence": "This helps staff to ask in time.",
    "How, where and when": "This part is about this prison alone.",
    "How to ask": "The most read part of the directory.",
    "Evidence, cost and funding": "Staff read this part. It is never printed for people in prison.",
}


def number(label: str, help_text: str, least: int, most: int) -> forms.IntegerField:
    whole = f"Enter a whole number from {least} to {most}, or leave it empty."
    messages = {"invalid": whole, "min_value": whole, "max_value": whole}
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
        error_messages=messages,
    )


def day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=DateBoxes(),
        error_messages={"invalid": NOT_A_DATE},
    )


def ticks(model: Any, label: str, help_text: str = "", needed: str = "") -> SeveralField:
    """Tick boxes over an active reference list; `needed` is the sentence where none is ticked."""
    return SeveralField(
        label=label, help_text=help_text, required=bool(needed), error_messages={"required": needed},
        queryset=model._default_manager.filter(active=True), widget=forms.CheckboxSelectMultiple(),
    )  # fmt: skip


class ServiceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.organisation.name})"


class WordingForm(PortalForm):
    """Cleans to a content (see directory.wording) but for its sessions, which have a formset of their own."""

    compact = True

    name = forms.CharField(
        label="Name of the service", max_length=100,
        help_text="As people know it, without the name of the organisation. For example: Housing advice.",
    )  # fmt: skip
    summary = forms.CharField(
        label="What it is", max_length=600, widget=CountedTextarea(max_words=SUMMARY_WORDS, attrs={"rows": 4}),
        help_text="Speak to the reader in short sentences: “We help you find a place to live before you leave.”"
        " No e-mail address, telephone number or address: this is printed for the wings.",
    )  # fmt: skip
    pathways = ticks(
        Pathway, "Pathways", "Under which headings people look for it. One or two are better than all.",
        "Tick at least one pathway.",
    )  # fmt: skip
    groups = ticks(Group, "Especially for", "Leave all empty if it is for everyone.")
    sex = forms.ChoiceField(
        label="Men or women",
        choices=Revision.Sex.choices,
        initial=Revision.Sex.ANYONE,
        widget=forms.RadioSelect(),
    )
    minimum_age = number("Youngest age", "Leave empty if there is none.", 18, 120)
    maximum_age = number("Oldest age", "Leave empty if there is none.", 18, 120)
    other_rules = forms.CharField(
        label="Other rules on who can use it", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: you have at least twelve weeks left; you are going to live in Devon.",
    )  # fmt: skip
    stages = ticks(Stage, "Stage of the sentence", "", "Tick at least one stage of the sentence.")
    usual_wait_days = number(
        "Usual wait, in days",
        "From asking to the first meeting. Two weeks are 14. 0: no wait. Empty: not known.",
        0,
        1000,
    )
    least_time_days = number(
        "Least time needed, in days",
        "How long somebody must still be in this prison for it to be of use.",
        0,
        3650,
    )
    hands_over_to = ServiceChoice(
        label="Hands over to", queryset=Service.objects.none(), required=False, empty_label="Nobody",
        help_text="The service that goes on with the person afterwards, if there is one.",
    )  # fmt: skip
    delivery_ways = ticks(DeliveryWay, "Ways of delivery", "", "Tick at least one way of delivery.")
    languages = ticks(Language, "Languages", "Only those in which it is really given.")
    every_wing = forms.BooleanField(label="It comes to every wing", required=False)
    wings = SeveralField(
        label="Or only to these wings", queryset=Wing.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(),
    )  # fmt: skip
    by_appointment = forms.BooleanField(
        label="By appointment", required=False, help_text="Times are agreed with each person."
    )
    starts_on = day("First day", "Leave empty if it runs already.")
    ends_on = day("Last day", "Leave empty if no end is planned.")
    ways_to_ask = ticks(WayToAsk, "Ways to ask", "", "Tick at least one way to ask.")
    how_to_ask = forms.CharField(
        label="How to ask, for people in prison", max_length=200,
        help_text="One plain sentence. If you leave it empty, it is made from the ways that you ticked, and you can"
        " read it before you send.",
        error_messages={"required": "Write in one sentence how somebody asks for it."},
    )  # fmt: skip
    staff_procedure = forms.CharField(
        label="How staff refer", max_length=1500, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Staff alone read this. What they fill in, where it goes, and what happens next. Names, telephone"
        " numbers and e-mail addresses of contacts have a page of their own.",
    )  # fmt: skip
    evidence = forms.CharField(
        label="Evidence", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is known of whether it works: an evaluation, numbers reached, a quality mark.",
    )  # fmt: skip
    cost = forms.CharField(
        label="Cost",
        max_length=200,
        required=False,
        help_text="What the prison pays, or “free to the prison”.",
    )
    funded_until = day("Funded until", "The coordinator is told in time, so that it does not end unnoticed.")

    def __init__(self, *args: Any, listing: Listing, suggest: bool = False, **kwargs: Any) -> None:
        """`suggest`: an empty “how to ask” is filled from the ways that are ticked."""
        super().__init__(*args, **kwargs)
        self.listing = listing
        self.words: dict[str, Words | None] = {}
        prison = listing.prison
        fields: dict[str, Any] = self.fields
        if not prison.holds_women:
            fields["pathways"].queryset = fields["pathways"].queryset.filter(women_only=False)
        fields["wings"].queryset = prison.wings.filter(ended_on=None)
        fields["hands_over_to"].queryset = Service.objects.to_hand_over_to(listing).select_related(
            "organisation"
        )
        sentences = dict(fields["ways_to_ask"].queryset.values_list("code", "sentence"))
        fields["ways_to_ask"].widget.option_hints = {
            code: f"“{sentence}”" for code, sentence in sentences.items() if sentence
        }
        if suggest and self.is_bound:
            self._suggest(sentences)

    def _suggest(self, sentences: dict[str, str]) -> None:
        if str(self.data.get("how_to_ask") or "").strip():
            return
        chosen = [sentences.get(code, "") for code in self.data.getlist("ways_to_ask")]  # type: ignore[attr-defined]
        self.data = self.data.copy()
        self.data["how_to_ask"] = " ".join(filter(None, chosen))[:200]  # type: ignore[index]

    def clean_summary(self) -> str:
        summary: str = self.cleaned_data["summary"]
        self._check("summary", policies.check_summary, summary)
        return summary

    def clean(self) -> Content:
        cleaned = super().clean() or self.cleaned_data
        if "wings" in cleaned and not cleaned.get("every_wing") and not cleaned["wings"]:
            self.add_error("every_wing", "Tick every wing, or the wings that it comes to.")
        self._check(
            "maximum_age", policies.check_order, cleaned.get("minimum_age"), cleaned.get("maximum_age"),
            "The oldest age is below the youngest.",
        )  # fmt: skip
        self._check(
            "ends_on", policies.check_order, cleaned.get("starts_on"), cleaned.get("ends_on"),
            "The last day is before the first.",
        )  # fmt: skip
        return cleaned

    def _check(self, field: str, check: Any, *args: Any) -> None:
        try:
            check(*args)
        except Refused as refused:
            self.refuse(refused, field)

    def content(self, sessions: list[dict[str, Any]]) -> Content:
        """The whole content, with rows rather than keys, after the form is valid."""
        return {name: self.cleaned_data[name] for name in (*COLUMNS, *LISTS)} | {"sessions": sessions}

    def sections(self) -> list[dict[str, Any]]:
        """The form in its parts: title, hint, and fields by name, with the word `sessions` for the formset."""
        return [
            {"title": title, "hint": SECTION_HINTS[title], "parts": list(self._parts(names))}
            for title, names in SECTIONS
        ]

    def _parts(self, names: tuple[str, ...]) -> Any:
        for name in names:
            if name == "wings":
                yield self._part("every_wing")
            yield {"field": None, "sessions": True, "words": None} if name == "sessions" else self._part(name)

    def _part(self, name: str) -> dict[str, Any]:
        return {"field": self[name], "sessions": False, "words": self.words.get(name)}


class WriteForm(WordingForm):
    """As the organisation writes it: with a word to the coordinator and the other prisons that get the same."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())
    draft_seen = forms.CharField(required=False, widget=forms.HiddenInput())
    note = forms.CharField(
        label="Note to the coordinator", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What changed and why. It is not printed.",
    )  # fmt: skip
    also_at = SeveralField(
        label="Also send the same changes to", queryset=Listing.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text="What is the same everywhere is sent there too. Wings, times and how to ask stay as they are there,"
        " and each coordinator decides alone.",
    )  # fmt: skip

    def __init__(self, *args: Any, also_at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["also_at"]
        field.queryset = also_at
        field.label_from_instance = lambda listing: str(listing.prison)
        if not also_at:
            del self.fields["also_at"]


class CoordinatorEditForm(WordingForm):
    """As the coordinator edits it before accepting it."""

    seen_approved = forms.IntegerField(widget=forms.HiddenInput())
    reason = forms.CharField(
        label="What you changed and why", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The organisation gets this with your text.",
    )  # fmt: skip
