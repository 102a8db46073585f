"""Pictures of the library, settings of a prison, and the search of the archive."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms

from bulletins.models import BulletinImage, BulletinSetting
from coordination.files import MOST_BYTES
from coordination.forms.base import FilterForm
from coordination.forms.files import FileToKeep
from directory.forms.worded import WordedForm

WHAT_IT_SHOWS: Final = (
    "A sentence that says what the picture shows. It is read out by screen readers, and stands in its place where"
    " pictures are off. Name nobody in prison."
)


class PictureToKeep(FileToKeep):
    kinds = f"PNG or JPEG, at most {MOST_BYTES // 1024 // 1024} MB. It is made smaller for mail."
    accepted = ".png,.jpg,.jpeg"
    ask = "Choose a PNG or a JPEG."
    smaller = "Save it smaller, then choose it again."


class PictureWordsForm(WordedForm):
    submit_label = "Save"
    for_members: ClassVar = ("alternative_text", "credit")

    alternative_text = forms.CharField(
        label="What the picture shows", max_length=200, help_text=WHAT_IT_SHOWS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    credit = forms.CharField(
        label="Who made it", max_length=120, required=False, help_text="Stands below the picture."
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("alternative_text", "credit")}


class PictureForm(PictureWordsForm):
    submit_label = "Add it to the library"
    field_order = ("picture", "alternative_text", "credit")

    picture = PictureToKeep(label="Picture", of_a_person=False)


def words_of_picture(image: BulletinImage) -> dict[str, str]:
    return {"alternative_text": image.alternative_text, "credit": image.credit}


class BulletinSettingForm(WordedForm):
    """`names`: the settings that the user may change."""

    for_members: ClassVar = ("sender_name",)

    submit_label = "Save"

    needs_approval = forms.BooleanField(
        label="The governor approves each issue before it is sent", required=False,
        help_text="Or a deputy: anybody with the role of governor or senior manager. What was approved stays as it is.",
    )  # fmt: skip
    sender_name = forms.CharField(
        label="Name of the sender", max_length=80, required=False,
        help_text="Stands as the sender in the list of mails. Empty: the name of the prison.",
    )  # fmt: skip
    reply_to = forms.EmailField(
        label="Where answers go", max_length=254, required=False,
        help_text="Whoever answers a bulletin writes to this address, and every reader sees it."
        " Empty: answers reach nobody.",
    )  # fmt: skip

    def __init__(self, *args: Any, setting: BulletinSetting, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(setting, name) for name in names}, **kwargs)
        for name in set(self.fields) - set(names):
            del self.fields[name]


class ArchiveForm(FilterForm):
    title = forms.CharField(label="Words of the title", max_length=120)
