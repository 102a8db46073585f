"""The filter over a prison's directory."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coordination.forms.base import FilterForm
from coordination.models import Group, Pathway, Prison, Stage, Wing
from directory.models import Listing, Revision
from directory.models.freshness import ASK_AFTER, HOLDS_FOR, PRINTED_FOR
from directory.models.listing import ListingQuerySet


def one_of(label: str, queryset: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=queryset, required=False, empty_label="Any")


# Names of querysets of listings that take a day.
CHECKS: Final = {
    "about_to_be_lost": "Ends or loses its funding within 90 days",
    "unconfirmed": f"Not confirmed for {ASK_AFTER.days} days",
    "overdue": f"Not confirmed for {HOLDS_FOR.days} days, so marked",
    "left_out_of_print": f"Not confirmed for {PRINTED_FOR.days} days, so not printed",
    "paused_too_long": "Paused past its date",
    "without_contact": "No contact for staff",
    "without_how_to_ask": "Does not say how to ask",
}


class DirectoryFilter(FilterForm):
    q = forms.CharField(label="Word, service or organisation", max_length=100)
    pathway = one_of("Pathway", Pathway.objects.all())
    group = one_of("Especially for", Group.objects.filter(active=True))
    stage = one_of("Stage of the sentence", Stage.objects.filter(active=True))
    wing = one_of("Comes to wing", Wing.objects.none())
    room = forms.ChoiceField(
        label="Room for more",
        choices=[("", "Any"), *[choice for choice in Listing.Room.choices if choice[0]]],
    )

    check = forms.ChoiceField(
        label="Needs attention", choices=[("", "Any"), *((name, words) for name, words in CHECKS.items())]
    )

    def __init__(self, *args: Any, prison: Prison, looks_after: bool, **kwargs: Any) -> None:
        """`looks_after`: the reader is one who keeps the directory true, or oversees it."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if not looks_after:
            del fields["check"]
        fields["wing"].queryset = prison.wings.filter(ended_on=None)
        pathways = Pathway.objects.filter(active=True)
        fields["pathway"].queryset = pathways if prison.holds_women else pathways.filter(women_only=False)

    def apply(self, listings: ListingQuerySet) -> ListingQuerySet:
        """The listings that fit every field that was set; a field with a wrong value narrows nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if text := chosen.get("q"):
            listings = listings.filter(
                Q(approved_revision__name__icontains=text)
                | Q(approved_revision__summary__icontains=text)
                | Q(service__organisation__name__icontains=text)
                | Q(_approved(pathways__label__icontains=text))
            )
        if room := chosen.get("room"):
            listings = listings.filter(room=room)
        for name, column in (("pathway", "pathways"), ("group", "groups"), ("stage", "stages")):
            if name in chosen:
                listings = listings.filter(_approved(**{column: chosen[name]}))
        if wing := chosen.get("wing"):
            listings = listings.filter(Q(approved_revision__every_wing=True) | Q(_approved(wings=wing)))
        if check := chosen.get("check"):
            listings = getattr(listings, check)(timezone.localdate())
        return listings


def _approved(**condition: Any) -> Exists:
    """The approved text fulfils the condition; a subquery, so that no listing comes twice."""
    return Exists(Revision.objects.filter(pk=OuterRef("approved_revision"), **condition))
