"""Which source it is; a file of needs; why a source counts, or counts no more."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Pathway
from directory.imports.reading import ENDINGS
from planning.actions.assessments import year_up_to
from planning.bringing_in.numbers import to_a_tenth, whole
from planning.forms.lines import NumberField
from planning.models import NeedsAssessment, PinnedSource

MOST_MEGABYTES: Final = 2
TOPIC_LABELS: Final = {
    PinnedSource.Topic.FACTS: "People held, coming in and staying",
    PinnedSource.Topic.GROUPS: "Groups",
    PinnedSource.Topic.RELEASES: "Where people go on release",
}


class HeadForm(PortalForm):
    """Which source it is and the facts on the prison: `values()` is what the actions take."""

    kind = forms.ChoiceField(
        label="What kind of source", choices=[("", "Choose one"), *NeedsAssessment.Kind.choices]
    )
    source = forms.CharField(
        label="What it is called", max_length=160, help_text="For example “Needs analysis 2026”.",
        error_messages={"required": "Say what the source is called, for example “Needs analysis 2026”."},
    )  # fmt: skip
    dated_on = forms.DateField(label="Date of the source", widget=DateBoxes)
    population = NumberField(label="People held", read=whole)
    receptions_a_month = NumberField(label="People who come in a month", read=to_a_tenth)
    stay_days = NumberField(label="Average stay in days", read=to_a_tenth)
    period_from = forms.DateField(label="From", widget=DateBoxes, required=False)
    period_to = forms.DateField(label="To, the last day", widget=DateBoxes, required=False)
    note = forms.CharField(
        label="Note", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="How it was counted, or what to know before you rely on it. Nothing about single people.",
    )  # fmt: skip
    HEAD: Final = ("kind", "source", "dated_on", "population", "receptions_a_month", "stay_days", "note")
    FACTS: Final = ("population", "receptions_a_month", "stay_days")
    PERIOD: Final = ("period_from", "period_to")
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = (cleaned.get(name) for name in self.PERIOD)
        if begins and not ends and "period_to" not in self.errors:
            self.add_error("period_to", "Give the last day too, or leave both empty.")
        if ends and not begins and "period_from" not in self.errors:
            self.add_error("period_from", "Give the first day too, or leave both empty.")
        if begins and ends and ends < begins:
            self.add_error("period_to", "The period ends before it begins.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Without a period, the year up to the date of the source."""
        cleaned = self.cleaned_data
        begins, ends = cleaned["period_from"], cleaned["period_to"]
        if not begins:
            begins, ends = year_up_to(cleaned["dated_on"])
        return {name: cleaned[name] for name in self.HEAD} | {"period_from": begins, "period_to": ends}

    def _open(self, names: Any) -> bool:
        """Whether a fold begins open: something is filled in, or wrong."""
        return any(self[name].errors or self[name].value() for name in names)

    @property
    def period_open(self) -> bool:
        return self._open(self.PERIOD)


def head_of(assessment: NeedsAssessment) -> dict[str, Any]:
    return {name: getattr(assessment, name) for name in (*HeadForm.HEAD, *HeadForm.PERIOD)}


class ImportNeedsForm(HeadForm):
    submit_label = "Read the file"

    file = forms.FileField(
        label="The file", allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(each for each in ENDINGS if each != ".json")}),
        help_text=f"CSV or XLSX, at most {MOST_MEGABYTES} MB.", error_messages={"required": "Choose the file."},
    )  # fmt: skip
    field_order = ("file",)


class TakeBackForm(PortalForm):
    submit_label = "Take it back"
    submit_kind = "warning"
    mark_optional = False

    reason = forms.CharField(
        label="Why does it count no more?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why this source counts no more."},
    )  # fmt: skip


class PinForm(PortalForm):
    """For what a source counts: each topic and pathway that it speaks of."""

    submit_label = "Let it count"
    mark_optional = False

    topic = forms.ChoiceField(
        label="For what", error_messages={"required": "Choose for what the source counts."}
    )
    reason = forms.CharField(
        label="Why this one and not the newest?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands beside the number, for whoever reads the gaps.",
        error_messages={"required": "Say why this source counts and not the newest one."},
    )  # fmt: skip

    def __init__(self, *args: Any, assessment: NeedsAssessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = assessment.needs.order_by().values("pathway")
        self.pathways = {f"pathway:{each.pk}": each for each in Pathway.objects.filter(pk__in=keys)}
        labels = [(str(topic), TOPIC_LABELS[topic]) for topic in topics_of(assessment)]
        field: Any = self.fields["topic"]
        field.choices = [
            ("", "Choose one"),
            *((key, str(each)) for key, each in self.pathways.items()),
            *labels,
        ]

    def topic_and_pathway(self) -> tuple[str, Pathway | None]:
        chosen = self.cleaned_data["topic"]
        return chosen.partition(":")[0], self.pathways.get(chosen)


def topics_of(assessment: NeedsAssessment) -> list[PinnedSource.Topic]:
    """What a source speaks of, apart from pathways."""
    topics = PinnedSource.Topic
    says = {
        topics.FACTS: any(getattr(assessment, name) is not None for name in HeadForm.FACTS),
        topics.GROUPS: assessment.groups.exists(),
        topics.RELEASES: assessment.releases.exists(),
    }
    return [topic for topic in says if says[topic]]
