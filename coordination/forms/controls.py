"""The controls of a field as HTML, with the attributes that tie them to label, hint and error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from coordination.forms.kinds import base_id
from coordination.forms.widgets import count_words

NOTHING = SafeString("")
NARROW = {"number": "govuk-input--width-5", "date": "govuk-input--width-10", "time": "govuk-input--width-5"}


@dataclass(frozen=True)
class Box:
    """One input of a field that has several."""

    id: str
    label: str
    control: SafeString


def control_of(bound: BoundField, kind: str, described_by: str, invalid: bool) -> SafeString:
    """The control's own HTML, where Django's widget renders it."""
    if kind == "hidden":
        return bound.as_widget(attrs={"id": base_id(bound)})
    if kind == "file":
        plain = forms.FileInput(attrs=bound.field.widget.attrs)
        return bound.as_widget(plain, attrs=control_attrs(bound, kind, described_by, invalid))
    if kind == "textarea":
        return bound.as_widget(
            unlimited(bound.field.widget), attrs=control_attrs(bound, kind, described_by, invalid)
        )
    if kind in ("input", "password", "other"):
        return bound.as_widget(attrs=control_attrs(bound, kind, described_by, invalid))
    return NOTHING


def control_attrs(bound: BoundField, kind: str, described_by: str, invalid: bool) -> dict[str, Any]:
    """Attributes of a single control: the look's classes joined to what the form's author set."""
    widget = bound.field.widget
    block = {"textarea": "govuk-textarea", "file": "govuk-file-upload", "other": ""}.get(kind, "govuk-input")
    classes = [block, widget.attrs.get("class", "")]
    if invalid and block:
        classes.append(f"{block}--error")
    if kind == "input" and "govuk-input--width" not in classes[1]:
        classes.append(width_for(bound))
    if kind == "password":
        classes += ["govuk-password-input__input", "govuk-js-password-input-input"]
    if kind == "textarea" and counter_of(bound):
        classes.append("govuk-js-character-count")
    attrs: dict[str, Any] = {"id": base_id(bound), "class": " ".join(filter(None, classes))}
    if described_by:
        attrs["aria-describedby"] = described_by
    if invalid:
        attrs["aria-invalid"] = "true"
    attrs["placeholder"] = False  # the label and the hint say it, and stay when one types
    return attrs


def width_for(bound: BoundField) -> str:
    """A box about as wide as its answer."""
    input_type = getattr(bound.field.widget, "input_type", "text")
    if isinstance(bound.field.widget, forms.DateInput):
        input_type = "date"
    if isinstance(bound.field.widget, forms.TimeInput):
        input_type = "time"
    longest = getattr(bound.field, "max_length", None) or 1000
    fitting = next((width for width in (2, 3, 4, 5, 10, 20, 30) if longest <= width), None)
    return NARROW.get(input_type) or (f"govuk-input--width-{fitting}" if fitting else "")


def unlimited(widget: forms.Widget) -> forms.Widget:
    """A text area without `maxlength`: a browser that cuts pasted text in silence loses people's words."""
    attrs = {name: value for name, value in widget.attrs.items() if name != "maxlength"}
    if attrs.get("rows") == "10":  # Django's own default, which nobody chose
        attrs["rows"] = 5
    return forms.Textarea(attrs={**attrs, "cols": False})


def boxes_of(bound: BoundField, invalid: bool) -> list[Box]:
    """The inputs of a date or of a date with a time, each with its own label."""
    widget = bound.field.widget
    labels = getattr(widget, "box_labels", ("Date", "Time"))
    classes = getattr(widget, "box_classes", ("govuk-input--width-10", "govuk-input--width-5"))
    context = widget.get_context(bound.html_name, bound.value(), {"id": base_id(bound)})
    boxes = []
    for label, width, part, inner in zip(
        labels, classes, context["widget"]["subwidgets"], widget.widgets, strict=True
    ):
        attrs = {
            "id": part["attrs"]["id"],
            "class": f"govuk-input {width}{' govuk-input--error' if invalid else ''}",
            **({"inputmode": "numeric"} if label != "Month" else {}),
            **({"disabled": True} if bound.field.disabled else {}),
        }
        boxes.append(Box(attrs["id"], label, inner.render(part["name"], part["value"], attrs)))
    return boxes


def counter_of(bound: BoundField) -> dict[str, Any]:
    """Limit, unit and the sentence under a text area that counts; empty for one that does not."""
    widget = bound.field.widget
    words = getattr(widget, "max_words", None)
    limit = words or getattr(widget, "max_characters", None) or widget.attrs.get("maxlength")
    if not limit:
        return {}
    unit = "words" if words else "characters"
    text = str(bound.value() or "")
    used = count_words(text) if words else len(text)
    over = used - int(limit)
    sentence = f"You can use up to {limit} {unit}."
    if over > 0:
        sentence = f"You used {used} {unit} and can use up to {limit}: take out {over}."
    return {"limit": int(limit), "unit": unit, "sentence": sentence}


def file_now(bound: BoundField) -> dict[str, Any]:
    """The file held already and the tick box that removes it."""
    widget = bound.field.widget
    value = bound.form.get_initial_for_field(bound.field, bound.name)
    if not isinstance(widget, forms.ClearableFileInput) or not widget.is_initial(value):
        return {}
    return {
        "url": value.url,
        "name": str(value),
        "clear_name": "" if widget.is_required else widget.clear_checkbox_name(bound.html_name),
        "clear_id": f"{base_id(bound)}_clear",
    }
