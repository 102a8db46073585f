"""A file that somebody hands in: judged in the form, so that the sentence stands where the file was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django import forms

from coordination.files import ASK, MOST_BYTES, checked
from coordination.files.checking import SMALLER, check_size
from coordination.policies import Refused

KINDS: Final = f"PDF, PNG, JPEG or DOCX, at most {MOST_BYTES // 1024 // 1024} MB."
NO_VETTING: Final = (
    "Never a DBS certificate or another vetting document, and nothing that names a person in prison."
)
ACCEPTED: Final = ".pdf,.png,.jpg,.jpeg,.docx"


@dataclass(frozen=True)
class HandedIn:
    """A file as it came, judged already; the action judges it again."""

    name: str
    content: bytes


class FileToKeep(forms.FileField):
    """`cleaned_data` holds a HandedIn, or None where nothing was chosen."""

    kinds = KINDS
    accepted = ACCEPTED
    ask = ASK
    smaller = SMALLER

    def __init__(self, *, of_a_person: bool = True, help_text: str = "", **kwargs: Any) -> None:
        self.of_a_person = of_a_person
        super().__init__(
            allow_empty_file=True,
            help_text=" ".join(filter(None, [help_text, self.kinds, NO_VETTING if of_a_person else ""])),
            widget=forms.FileInput(attrs={"accept": self.accepted}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> HandedIn | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            check_size(file.size, ask=self.ask, smaller=self.smaller)
            content = file.read()
            checked(file.name, content, of_a_person=self.of_a_person, ask=self.ask)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return HandedIn(PurePath(file.name).name, content)
