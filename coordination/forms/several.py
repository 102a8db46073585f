"""Several rows ticked in one field."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

# As many as a column of keys holds.
KEYS: Final = range(-(2**63), 2**63)


class SeveralField(forms.ModelMultipleChoiceField):
    """Refuses a key that no column holds. Django looks several up without asking, and SQLite then raises."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, (list, tuple)) else ():
            if not _fits(key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super().clean(value)


def _fits(key: Any) -> bool:
    """Also of what is no number: the field itself says what is wrong with that."""
    try:
        return int(key) in KEYS
    except (TypeError, ValueError):
        return True
