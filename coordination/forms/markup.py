"""A field with everything that its template needs, worked out in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from coordination.forms.controls import NOTHING, Box, boxes_of, control_of, counter_of, file_now
from coordination.forms.kinds import Option, base_id, choices_of, kind_of, target_of
from coordination.forms.sentences import sentences_for

A_COLUMN = 8


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
    below: SafeString = NOTHING

    @property
    def template(self) -> str:
        return f"coordination/fields/{self.kind}.html"

    @property
    def many(self) -> bool:
        """True where the choices would fill the screen in one column."""
        return sum(len(options) for _, options in self.options) > A_COLUMN

    @property
    def focusable_group(self) -> bool:
        """True where the field has nothing of its own that could take the focus."""
        return self.target == f"{self.id}_group"


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
        below=bound.form.below(bound) if hasattr(bound.form, "below") else NOTHING,
    )
