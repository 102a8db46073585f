"""A paper that is laid before a meeting."""

from __future__ import annotations

from django import forms

from coordination.forms.files import FileToKeep
from directory.forms.worded import WordedForm


class PaperForm(WordedForm):
    for_members = ("title",)
    submit_label = "Add the paper"

    file = FileToKeep(
        label="File", of_a_person=False, error_messages={"required": "Choose the file of the paper."}
    )
    title = forms.CharField(
        label="Title", max_length=120, required=False, help_text="Empty: the name of the file."
    )
