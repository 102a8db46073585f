"""The form of a text and the formset of its sessions as one."""

from __future__ import annotations

from typing import Any

from directory.forms import plain_words
from directory.forms.plain_words import Words
from directory.forms.sessions import SessionFormSet
from directory.forms.typed import Typed, as_data, quiet, quiet_formset
from directory.forms.wording import WordingForm
from directory.models import Listing
from directory.wording import Content

PREFIX = "sessions"


class Written:
    """Begins from what was typed, or from a content, or blank. Only `checked` ones complain."""

    def __init__(
        self,
        form_class: type[WordingForm],
        *,
        listing: Listing,
        typed: Typed | None = None,
        content: Content | None = None,
        checked: bool = False,
        initial: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        data = as_data(typed) if typed is not None else None
        start = dict(content or {})
        sessions = start.pop("sessions", [])
        self.form = form_class(
            data, listing=listing, initial=start | (initial or {}), suggest=checked, **more
        )
        self.sessions: Any = SessionFormSet(data, initial=sessions, prefix=PREFIX)
        self.sessions.extra = 1 if sessions else 2
        if data is not None and not checked:
            quiet(self.form)
            quiet_formset(self.sessions)
        self.look_at_words(checked=False)

    def look_at_words(self, *, checked: bool) -> list[Words]:
        """Gives each box of free text its place for remarks, and those if `checked`. Returns the boxes with some."""
        self.form.words = {
            name: plain_words.of_field(self.form[name], checked=checked) for name in self.form.fields
        }
        for number, session in enumerate(self.sessions.forms, 1):
            label = f"Place of session {number}"
            session.words = plain_words.of_field(session["place"], checked=checked, label=label)
        every = [*self.form.words.values(), *(session.words for session in self.sessions.forms)]
        return list(plain_words.with_remarks(words for words in every if words))

    def is_valid(self) -> bool:
        """Checks both, so that every error is shown at once."""
        sessions_are_valid = self.sessions.is_valid()
        return self.form.is_valid() and sessions_are_valid

    def content(self) -> Content:
        return self.form.content(self.sessions.contents())
