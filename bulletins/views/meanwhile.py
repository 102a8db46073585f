"""Where somebody else was quicker: what they wrote stands above the form, and what was typed stays in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from bulletins.forms.writing import SeenForm
from coordination.policies import Overtaken, Refused

T = TypeVar("T")
Fact = tuple[str, str | SafeString]


class Now(NamedTuple):
    """One field as it is now: its value as the form would clean it, and the words for it."""

    name: str
    label: str
    value: Any
    said: str


def attempt_unless_changed(
    form: SeenForm, action: Callable[[], T], now: Callable[[], tuple[str, list[Now]]]
) -> tuple[T | None, list[Fact]]:
    """The action's result, or None and the facts for the page, with the sentence on the form.

    `now` reads anew: (what the page is to send back as seen, the fields as they are now).
    """
    if not form.is_valid():
        return None, []
    try:
        return action(), []
    except Overtaken as overtaken:
        form.refuse(overtaken)
        seen, fields = now()
        form.show_again(seen)
        return None, [
            (f"{each.label}, as it is now", in_lines(each.said)) for each in fields if _differs(form, each)
        ]
    except Refused as refused:
        form.refuse(refused)
        return None, []


def _differs(form: SeenForm, each: Now) -> bool:
    if each.name not in form.fields:
        return False
    typed = form.cleaned_data.get(each.name)
    if isinstance(typed, str):
        typed = typed.replace("\r\n", "\n").strip()
    return bool(typed != each.value)


def in_lines(text: str) -> str | SafeString:
    """An empty text is said, too: somebody may have taken the words away."""
    return (
        format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.splitlines()))
        if text
        else "Nothing"
    )
