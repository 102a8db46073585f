"""For whom an issue is."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from bulletins.models import BulletinIssue
from coordination.forms.base import PortalForm
from coordination.forms.prisons import PrisonsField
from coordination.forms.registrations import ByRegion
from coordination.forms.several import SeveralField
from coordination.models import Organisation, Pathway, Prison
from coordination.roles import Role

LISTS = ("organisations", "prisons", "pathways")


class AudienceForm(PortalForm):
    submit_label = "Save"
    compact = True

    roles = forms.MultipleChoiceField(
        label="People with an account", choices=[(role.value, role.label) for role in Role], required=False,
        widget=forms.CheckboxSelectMultiple, help_text="No tick: every role.",
    )  # fmt: skip
    people_who_come_in = forms.BooleanField(
        label="Also people who come in and have no account", required=False,
        help_text="Staff and volunteers of organisations, at the address that is held of them.",
    )  # fmt: skip
    outsiders = forms.BooleanField(
        label="Also others who joined by themselves and confirmed their address", required=False
    )
    organisations = SeveralField(
        Organisation.objects.none(), label="Only of these organisations", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="No tick: all. With a tick, nobody else gets it.",
    )  # fmt: skip
    prisons = PrisonsField(
        queryset=Prison.objects.none(), label="Only of these prisons", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="No tick: each.",
    )  # fmt: skip
    pathways = SeveralField(
        Pathway.objects.filter(active=True), label="Only who is interested in", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="No tick: everybody. With a tick: people whose services are for it, or who named it.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, issue: BulletinIssue, organisations: Any, prisons: Any, **kwargs: Any
    ) -> None:
        """`organisations` and `prisons`: those that may be chosen; an issue of one prison chooses no prison."""
        audience = issue.audience
        initial: dict[str, Any] = {name: list(getattr(audience, name).all()) for name in LISTS}
        plain = {name: getattr(audience, name) for name in ("roles", "people_who_come_in", "outsiders")}
        super().__init__(*args, initial=initial | plain, **kwargs)
        self.fields["organisations"].queryset = organisations
        self.fields["prisons"].queryset = prisons
        self.of_one_prison = issue.prison_id is not None
        if self.of_one_prison:
            del self.fields["prisons"]
        if issue.sending_began_at:
            self.submit_label = "Save and send it to those who are new"

    def layout(self) -> Layout:
        narrower = ["organisations", *([] if self.of_one_prison else [ByRegion("prisons")]), "pathways"]
        return Layout(
            Fieldset("Who", "roles", "people_who_come_in", "outsiders"),
            Fieldset("Narrower", *narrower),
        )

    def values(self) -> dict[str, Any]:
        """What `set_audience` takes."""
        return {"prisons": []} | self.cleaned_data
