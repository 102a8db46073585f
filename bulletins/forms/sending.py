"""What is said once more before an issue leaves, when it leaves, and why it comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bulletins.models import BulletinIssue
from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from directory.forms.moments import a_time, check_year
from directory.forms.worded import WordedForm

LONDON: Final = ZoneInfo("Europe/London")


def moment_in_london(day: date, at: time) -> datetime:
    """ValidationError for an hour that the clocks skip in March, or that comes twice in October."""
    first = datetime.combine(day, at, tzinfo=LONDON)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    typed = f"{at:%H:%M}"
    if first.astimezone(UTC).astimezone(LONDON).time() != at:
        raise ValidationError(
            f"There is no {typed} on this day: the clocks go forward from 01:00 to 02:00. Choose another time."
        )
    raise ValidationError(
        f"{typed} comes twice on this day: the clocks go back from 02:00 to 01:00. Choose another time."
    )


class SendForm(PortalForm):
    submit_label = "Send it now"

    version = forms.IntegerField(widget=forms.HiddenInput)


class ScheduleForm(PortalForm):
    """`cleaned_data`: `send_at`, an aware moment; `version` and `seen_send_at` as they stood on the page."""

    submit_label = "Send it then"

    day = forms.DateField(
        label="Day", widget=DateBoxes, help_text="For example 27 3 2027.",
        error_messages={"required": "Choose the day."},
    )  # fmt: skip
    at = a_time("Time", "Give the time at which sending begins.")
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen_send_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, issue: BulletinIssue, **kwargs: Any) -> None:
        first: dict[str, Any] = {"version": issue.version}
        if issue.send_at:
            there = timezone.localtime(issue.send_at)
            first |= {"day": there.date(), "at": there.time(), "seen_send_at": issue.send_at.isoformat()}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["at"].help_text = "In London, for example 9:00. Sending takes a while from then on."

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        check_year(day)
        return day

    def clean_seen_send_at(self) -> datetime | None:
        typed = self.cleaned_data["seen_send_at"]
        try:
            seen = datetime.fromisoformat(typed) if typed else None
        except ValueError:
            seen = None
        return seen if seen and timezone.is_aware(seen) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("at"):
            try:
                cleaned["send_at"] = moment_in_london(cleaned["day"], cleaned["at"])
            except ValidationError as error:
                self.add_error("at", error)
        return cleaned


class ReturnForm(WordedForm):
    for_members = ("reason",)
    submit_label = "Send it back"

    reason = forms.CharField(
        label="What should change?", max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Its writers read this.",
        error_messages={"required": "Say what should change, so that its writers can."},
    )  # fmt: skip


class CancelForm(PortalForm):
    submit_label = "Cancel this issue"
    submit_kind = "warning"
    cancel_label = "Leave it as it is"
