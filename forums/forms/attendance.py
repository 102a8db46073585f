"""Who came to a meeting: its members ready to be ticked, others by name, and people in prison as counts by wing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm
from coordination.models import Organisation, Wing
from forums.models import Attendance, ForumMember

CAME, APOLOGIES = "came", "apologies"
# The third takes a mark back: a radio button cannot be unpressed.
MARKS: Final = [(CAME, "Came"), (APOLOGIES, "Apologies"), ("", "Not there")]
FURTHER: Final = 5
MOST_FURTHER: Final = 60
WHOLE_PRISON: Final = "wing_none"
WINGS_MAY_READ: Final = "The wings may read this name"


class AttendanceForm(PortalForm):
    """`members` of the day; `replied` {key of member: coming or apologies}; `saved` what was typed in before.

    A row that was saved stands at its member again, and everything else among the further rows.
    """

    mark_optional = False
    compact = True

    def __init__(
        self,
        *args: Any,
        members: Sequence[ForumMember],
        organisations: Sequence[Organisation],
        wings: Sequence[Wing],
        replied: dict[int, str],
        saved: Sequence[Attendance],
        counted: dict[int | None, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.wings = list(members), list(wings)
        self.known = {str(each.pk): each for each in organisations}
        left = list(saved)
        for member in self.members:
            self._member(member, _taken(left, member), replied.get(member.pk, ""), bool(saved))
        # What a saved row names stays to be chosen, whatever became of the organisation here since.
        self.known |= {str(row.organisation_id): row.organisation for row in left if row.organisation}
        self.further_count = min(len(left) + FURTHER, MOST_FURTHER)
        for number in range(self.further_count):
            self._further(number, left[number] if number < len(left) else None)
        for key, label in [*((wing.pk, wing.name) for wing in self.wings), (None, "Wing not known")]:
            self.fields[wing_box(key)] = forms.IntegerField(
                label=label, min_value=0, max_value=999, required=False, initial=counted.get(key)
            )

    def _member(self, member: ForumMember, row: Attendance | None, replied: str, typed: bool) -> None:
        """Who sent apologies is marked already; whoever said that they come is not, because that is not coming."""
        key = f"member_{member.pk}"
        mark = (APOLOGIES if row.apologies else CAME) if row else ""
        if not typed and replied == APOLOGIES:
            mark = APOLOGIES
        self.fields[f"{key}_mark"] = forms.ChoiceField(
            label=str(member), choices=MARKS, widget=forms.RadioSelect, required=False, initial=mark
        )
        if not member.user_id:
            self.fields[f"{key}_name"] = _text(f"Who came for {member}", "Name", row.name if row else "")
        self.fields[f"{key}_public"] = _tick(WINGS_MAY_READ, bool(row and row.name_is_public))

    def _further(self, number: int, row: Attendance | None) -> None:
        key = f"further_{number}"
        self.fields[f"{key}_name"] = _text(f"Name, row {number + 1}", "Name", row.name if row else "")
        self.fields[f"{key}_role"] = _text(f"Role, row {number + 1}", "Role", row.role if row else "")
        self.fields[f"{key}_organisation"] = forms.ChoiceField(
            label="Organisation", required=False,
            choices=[("", "Prison staff, or none"), *((pk, each.name) for pk, each in self.known.items())],
            initial=str(row.organisation_id or "") if row else "",
        )  # fmt: skip
        self.fields[f"{key}_apologies"] = _tick("Sent apologies", bool(row and row.apologies))
        self.fields[f"{key}_public"] = _tick(WINGS_MAY_READ, bool(row and row.name_is_public))

    # --- To lay out ----------------------------------------------------------------------------------

    @property
    def member_rows(self) -> list[dict[str, Any]]:
        return [self._boxes(f"member_{member.pk}", str(member)) for member in self.members]

    @property
    def further_rows(self) -> list[dict[str, Any]]:
        return [self._boxes(f"further_{number}", f"Row {number + 1}") for number in range(self.further_count)]

    def _boxes(self, key: str, title: str) -> dict[str, Any]:
        parts = ("mark", "name", "role", "organisation", "apologies", "public")
        found = {part: self[f"{key}_{part}"] for part in parts if f"{key}_{part}" in self.fields}
        return {"title": title, **found}

    @property
    def wing_boxes(self) -> list[Any]:
        return [self[wing_box(key)] for key in [*(wing.pk for wing in self.wings), None]]

    # --- What was typed ------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for member in self.members:
            key = f"member_{member.pk}"
            named = cleaned.get(f"{key}_name") or cleaned.get(f"{key}_public")
            if named and not cleaned.get(f"{key}_mark") and f"{key}_mark" not in self.errors:
                self.add_error(f"{key}_mark", f"{member}: say whether they came or sent apologies.")
        for number in range(self.further_count):
            key = f"further_{number}"
            said = any(cleaned.get(f"{key}_{part}") for part in ("name", "role", "organisation"))
            if not said and (cleaned.get(f"{key}_apologies") or cleaned.get(f"{key}_public")):
                self.add_error(f"{key}_name", f"Row {number + 1}: give a name, a role or an organisation.")
        if not self.errors and not self.present() and not self.wing_counts():
            self.add_error(None, "Mark at least one who came, or record that the meeting did not run.")
        return cleaned

    def present(self) -> list[dict[str, Any]]:
        """Rows as `record_attendance` takes them."""
        rows = [self._of_member(member) for member in self.members]
        rows += [self._of_further(f"further_{number}") for number in range(self.further_count)]
        return [row for row in rows if row]

    def _of_member(self, member: ForumMember) -> dict[str, Any]:
        key = f"member_{member.pk}"
        mark = self.cleaned_data.get(f"{key}_mark")
        if not mark:
            return {}
        name = member.user.name if member.user else self.cleaned_data[f"{key}_name"]
        return {
            "organisation": member.organisation, "name": name, "role": member.staff_role,
            "apologies": mark == APOLOGIES,
            "name_is_public": bool(name) and self.cleaned_data[f"{key}_public"],
        }  # fmt: skip

    def _of_further(self, key: str) -> dict[str, Any]:
        said = {part: self.cleaned_data.get(f"{key}_{part}") or "" for part in ("name", "role")}
        organisation = self.known.get(self.cleaned_data.get(f"{key}_organisation") or "")
        if not (organisation or said["name"] or said["role"]):
            return {}
        return {
            **said, "organisation": organisation, "apologies": self.cleaned_data[f"{key}_apologies"],
            "name_is_public": bool(said["name"]) and self.cleaned_data[f"{key}_public"],
        }  # fmt: skip

    def wing_counts(self) -> dict[int | None, int]:
        keys = [*(wing.pk for wing in self.wings), None]
        return {key: self.cleaned_data[wing_box(key)] for key in keys if self.cleaned_data.get(wing_box(key))}


def wing_box(key: int | None) -> str:
    return f"wing_{key}" if key else WHOLE_PRISON


def _text(label: str, short: str, first: str) -> forms.CharField:
    return forms.CharField(
        label=short, max_length=120, required=False, initial=first,
        widget=forms.TextInput(attrs={"aria-label": label, "autocomplete": "off"}),
    )  # fmt: skip


def _tick(label: str, first: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=first)


def _taken(left: list[Attendance], member: ForumMember) -> Attendance | None:
    """The saved row that is the member's, taken out of `left`."""
    for row in left:
        if _is_of(row, member):
            left.remove(row)
            return row
    return None


def _is_of(row: Attendance, member: ForumMember) -> bool:
    if member.organisation_id:
        return row.organisation_id == member.organisation_id and not row.role
    if row.organisation_id:
        return False
    if member.user:
        return row.name == member.user.name and not row.role
    return row.role == member.staff_role
