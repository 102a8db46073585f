"""What is typed of a forum and of who belongs to it."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet

from coordination.forms.base import PortalForm
from coordination.forms.files import FileToKeep
from coordination.forms.several import SeveralField
from coordination.models import Organisation, User
from directory.forms.worded import WordedForm
from forums.models import Forum, ForumMember

NO_NAMES: Final = "Never somebody in prison."


def length_of(model: Any, field: str) -> int:
    return int(model._meta.get_field(field).max_length)


class ForumForm(WordedForm):
    submit_label = "Save"
    compact = True
    for_members: ClassVar = ("purpose",)
    for_the_wings: ClassVar = ("name", "chair_name", "chair_role")
    not_measured: ClassVar = ("name", "chair_name", "chair_role")

    name = forms.CharField(
        label="Name", max_length=length_of(Forum, "name"),
        help_text="As people here call it. It stands on what is printed for the wings.",
        error_messages={"required": "Give the forum a name."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Kind", choices=Forum.Kind, widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of forum it is."},
    )  # fmt: skip
    purpose = forms.CharField(
        label="What it is for", max_length=length_of(Forum, "purpose"), widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say in a sentence or two what it is for."},
    )  # fmt: skip
    frequency = forms.ChoiceField(
        label="How often it meets", choices=[("", "Choose one"), *Forum.Frequency.choices],
        error_messages={"required": "Choose how often it meets."},
    )  # fmt: skip
    items_close_days = forms.IntegerField(
        label="The agenda closes", min_value=0, max_value=60, initial=7,
        help_text="So many days before a meeting. Until then members propose items. Each meeting may have another day.",
        error_messages={"required": "Give a number of days; 0 is the day of the meeting."},
    )  # fmt: skip
    chair_role = forms.CharField(
        label="Role of the chair", required=False, max_length=length_of(Forum, "chair_role"),
        help_text="For example: head of resettlement.",
    )  # fmt: skip
    chair_name = forms.CharField(
        label="Name of the chair", required=False, max_length=length_of(Forum, "chair_name"),
        help_text=f"Prison staff, or somebody of an organisation. {NO_NAMES}",
    )  # fmt: skip
    chair_name_is_public = forms.BooleanField(
        label="The wings may read the chair’s name", required=False,
        help_text="Tick it for a governor, or for somebody who agreed. Else the wings read no name.",
    )  # fmt: skip
    chair_organisation = forms.ModelChoiceField(
        label="Organisation of the chair", queryset=Organisation.objects.none(), required=False,
        empty_label="None: the chair is prison staff",
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chair_organisation"]
        field.queryset = organisations
        field = self.fields["items_close_days"]
        field.widget.suffix = "days before"

    def layout(self) -> Layout:
        return Layout(
            Fieldset("The forum", "name", "kind", "purpose"),
            Fieldset("When it meets", "frequency", "items_close_days"),
            Fieldset(
                "Who chairs it", "chair_role", "chair_name", "chair_name_is_public", "chair_organisation"
            ),
        )


class OrganisationsForm(PortalForm):
    """`known`: those known at the prison that do not belong yet; `others`: every other one in the portal."""

    submit_label = "Add to the forum"
    compact = True
    # One of the two is enough, which “optional” would not say.
    mark_optional = False

    known = SeveralField(
        label="Organisations known at this prison", queryset=Organisation.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    other = forms.ModelChoiceField(
        label="Another organisation in the portal", queryset=Organisation.objects.none(), required=False,
        empty_label="None",
    )  # fmt: skip

    def __init__(
        self, *args: Any, known: QuerySet[Organisation], others: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["known"].queryset, fields["other"].queryset = known, others
        for name, rows in (("known", known), ("other", others)):
            if not rows.exists():
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            self.add_error(None, "Tick or choose at least one organisation.")
        return cleaned

    def chosen(self) -> list[Organisation]:
        other = self.cleaned_data.get("other")
        return [*self.cleaned_data.get("known", []), *([other] if other else [])]


class PersonForm(PortalForm):
    """Somebody with access at the prison; their account gets the invitations."""

    submit_label = "Add to the forum"

    user = forms.ModelChoiceField(
        label="Person", queryset=User.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose a person."},
        help_text="Whoever has access at this prison. Invitations go to the e-mail address of the account.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = people


class StaffRoleForm(WordedForm):
    submit_label = "Add to the forum"
    for_members: ClassVar = ("staff_role",)

    staff_role = forms.CharField(
        label="Role among the prison’s staff", max_length=length_of(ForumMember, "staff_role"),
        help_text="For example: head of safer custody. Whoever holds the role then belongs.",
        error_messages={"required": "Say which role it is."},
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail address", required=False, max_length=254,
        help_text="Where invitations go, best a shared mailbox. Without it nobody is written to.",
    )  # fmt: skip


class LettersForm(PortalForm):
    """Where the invitations of a member go."""

    submit_label = "Save"
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)

    def __init__(self, *args: Any, otherwise: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = otherwise


class PaperForm(WordedForm):
    """Terms of reference."""

    submit_label = "Add the document"
    for_members: ClassVar = ("title",)

    title = forms.CharField(label="What it is called", max_length=120, initial="Terms of reference")
    file = FileToKeep(
        label="File", of_a_person=False, help_text="Nothing in it names people in prison.",
        error_messages={"required": "Choose the file."},
    )  # fmt: skip
