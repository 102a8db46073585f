"""How a form becomes markup: everything a field's template needs, worked out in Python.

The templates of the crispy pack (templates/coordination/) lay out what `describe` returns and decide
nothing. Add `RenderedForm` to a form, and in the page write `{% crispy form %}`:

    class WingForm(RenderedForm, forms.ModelForm):
        submit_label = "Save wing"
        cancel_url = ...                    # optional; may be set by the view

Plain forms and formsets work as well (`{{ form|crispy }}` inside your own <form>).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import Input
from django.utils.safestring import SafeString

from coordination.forms.sentences import sentences_for
from coordination.forms.widgets import DateBoxes, count_words

EMPTY_LABEL = "---------"
NOTHING = SafeString("")
NARROW = {"number": "govuk-input--width-5", "date": "govuk-input--width-10", "time": "govuk-input--width-5"}


class RenderedForm:
    """Mixin: a form that knows its buttons. Put it before forms.Form or forms.ModelForm."""

    submit_label = "Save"
    submit_kind = ""  # "secondary" or "warning"
    cancel_url = ""
    cancel_label = "Cancel"
    form_method = "post"
    form_action = ""
    mark_optional = True
    use_required_attribute = False

    @property
    def helper(self) -> FormHelper:
        """What {% crispy form %} asks for; override `layout` to group fields."""
        helper = FormHelper()
        helper.form_method = self.form_method
        if self.form_action:
            helper.attrs = {"action": self.form_action}
        helper.layout = self.layout()
        return helper

    def layout(self) -> Any:
        """A crispy Layout (Fieldset("Legend", "field", ...)), or None for the fields in their order."""
        return None


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


@dataclass(frozen=True)
class Box:
    """One input of a field that has several."""

    id: str
    label: str
    control: SafeString


@dataclass(frozen=True)
class Markup:
    """A field, ready to lay out. `target` is the id that an error links to: always something focusable."""

    kind: str
    id: str
    label: str
    hint: str
    errors: list[str]
    optional: bool
    target: str
    described_by: str
    control: SafeString = NOTHING
    options: list[tuple[str, list[Option]]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    counter: dict[str, Any] = field(default_factory=dict)
    current_file: dict[str, Any] = field(default_factory=dict)
    prefix: str = ""
    suffix: str = ""
    compact: bool = False

    @property
    def template(self) -> str:
        return f"coordination/fields/{self.kind}.html"

    @property
    def focusable_group(self) -> bool:
        """True where the field has nothing of its own that could take the focus."""
        return self.target == f"{self.id}_group"


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


def describe(bound: BoundField) -> Markup:
    """Everything coordination/field.html needs to lay one field out."""
    kind, identity = kind_of(bound), base_id(bound)
    errors = sentences_for(bound)
    counter = counter_of(bound) if kind == "textarea" else {}
    describing = [
        f"{identity}_hint" if bound.help_text else "",
        f"{identity}_error" if errors else "",
        f"{identity}-info" if counter else "",
    ]
    described_by = " ".join(filter(None, describing))
    optional = not bound.field.required and getattr(bound.form, "mark_optional", True) and kind != "checkbox"
    widget = bound.field.widget
    return Markup(
        kind=kind,
        id=identity,
        label=str(bound.label),
        hint=str(bound.help_text or ""),
        errors=errors,
        optional=optional,
        target=target_of(bound) or "",
        described_by=described_by,
        control=control_of(bound, kind, described_by, bool(errors)),
        options=choices_of(bound) if kind in ("radios", "checkboxes", "select") else [],
        boxes=boxes_of(bound, bool(errors)) if kind == "boxes" else [],
        counter=counter,
        current_file=file_now(bound) if kind == "file" else {},
        prefix=str(getattr(widget, "prefix", "")),
        suffix=str(getattr(widget, "suffix", "")),
        compact=bool(getattr(bound.form, "compact", False)),
    )


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


def unlimited(widget: forms.Widget) -> forms.Widget:
    """A text area without `maxlength`: a browser that cuts pasted text in silence loses people's words."""
    attrs = {name: value for name, value in widget.attrs.items() if name != "maxlength"}
    if attrs.get("rows") == "10":  # Django's own default, which nobody chose
        attrs["rows"] = 5
    return forms.Textarea(attrs={**attrs, "cols": False})


def error_items(*sources: Any) -> list[tuple[str, str]]:
    """(sentence, id to link to or "") for every error of the forms and formsets, in the order of the page."""
    items: list[tuple[str, str]] = []
    for source in sources:
        if isinstance(source, BaseFormSet):
            items += [(str(error), "") for error in source.non_form_errors()]
            for number, form in enumerate(source.forms, start=1):
                name = getattr(source, "entry_name", "Entry")
                items += [(f"{name} {number}: {text}", target) for text, target in form_items(form)]
        else:
            items += form_items(source)
    return items


def form_items(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The errors of one form: those of the whole form first, then field by field."""
    items = [(str(error), "") for error in form.non_field_errors()]
    for bound in form:
        items += [(text, target_of(bound) or "") for text in sentences_for(bound)]
    return items
