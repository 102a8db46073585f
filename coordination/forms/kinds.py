"""What kind of field a bound field is, its choices, and where a link to it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import Input

from coordination.forms.widgets import DateBoxes

EMPTY_LABEL = "---------"

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateBoxes, "boxes"),
    (forms.SplitDateTimeWidget, "boxes"),
    # CheckboxSelectMultiple is a RadioSelect by inheritance, so it has to be asked for first.
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, "other"),
    (Input, "input"),
)


@dataclass(frozen=True)
class Option:
    """One radio button, tick box or choice of a list."""

    id: str
    name: str
    value: str
    label: str
    selected: bool
    disabled: bool
    hint: str = ""
    hint_id: str = ""


def kind_of(bound: BoundField) -> str:
    """Name of the template in coordination/fields/ that lays this field out."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    return next((kind for widget_class, kind in KINDS if isinstance(widget, widget_class)), "other")


def base_id(bound: BoundField) -> str:
    """The id of the field's control; given even when the form was told to make none."""
    return str(bound.field.widget.attrs.get("id") or bound.auto_id or f"id_{bound.html_name}")


def choices_of(bound: BoundField) -> list[tuple[str, list[Option]]]:
    """Choices in their groups, as (group's name or "", options)."""
    widget, identity = bound.field.widget, base_id(bound)
    value = widget.format_value(bound.value())
    hints = getattr(widget, "option_hints", {})
    groups = []
    for name, entries, _ in widget.optgroups(bound.html_name, value, {"id": identity}):
        groups.append((str(name or ""), [option_from(entry, bound, hints) for entry in entries]))
    return groups


def option_from(entry: dict[str, Any], bound: BoundField, hints: dict[Any, str]) -> Option:
    """One entry of Django's `optgroups`, with our words for the empty choice."""
    label = str(entry["label"])
    if label == EMPTY_LABEL:
        label = "Choose one" if kind_of(bound) == "select" else "Not stated"
    identity = str(entry["attrs"].get("id", ""))
    hint = str(hints.get(str(entry["value"]), hints.get(entry["value"], "")))
    return Option(
        id=identity,
        name=entry["name"],
        value=str(entry["value"]),
        label=label,
        selected=bool(entry["selected"]),
        disabled=bool(bound.field.disabled or entry["attrs"].get("disabled")),
        hint=hint,
        hint_id=f"{identity}_hint" if hint else "",
    )


def target_of(bound: BoundField) -> str | None:
    """The id that a link to this field may use, or None for a hidden field. It can always take the focus."""
    kind, identity = kind_of(bound), base_id(bound)
    if kind == "hidden":
        return None
    group = f"{identity}_group"
    if bound.field.disabled or kind == "other":
        return group
    if kind in ("radios", "checkboxes"):
        return next((option.id for _, options in choices_of(bound) for option in options if option.id), group)
    if kind == "boxes":
        return f"{identity}_0"
    return identity
