"""Every text that is not for people in prison, filled with what must never reach them; then papers are read."""

from __future__ import annotations

from typing import Any, Final

from django.db import IntegrityError, connection, models, transaction

SENTINEL: Final = "Zq7sentinel"
# A surname, a prison number, a telephone number: each in every text that has room for it.
SECRET: Final = f"{SENTINEL} A9876ZQ 01632 960777"
E_MAIL: Final = "zq7sentinel@sentinel.example.org"
SECRETS: Final = (SENTINEL, SENTINEL.lower(), "sentinel", "A9876ZQ", "960777", E_MAIL)
# They steer the portal or name a file; a sentinel there would only break the test.
STEERING: Final = frozenset({"slug", "password", "file", "content_hash", "content_type", "code", "token"})


def of_staff(model: type[models.Model], steering: frozenset[str]) -> list[models.Field[Any, Any]]:
    """Text fields of the model that are not for everyone."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.primary_key
        and field.name not in steering
        and model.disclosure.audience_of(field.name) != "everyone"  # type: ignore[attr-defined]
    ]


def fill(*found: type[models.Model], steering: frozenset[str] = frozenset()) -> set[str]:
    """Every staff and personal text of every row of the models; returns `Model.field` of each that was filled.

    `steering`: names beside STEERING that are left as they are.
    """
    filled = set()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.anonymising = 'on'")
    for model in found:
        for field in of_staff(model, STEERING | steering):
            secret = E_MAIL if isinstance(field, models.EmailField) else SECRET
            for key in model._base_manager.values_list("pk", flat=True):
                value = f"{key}.{secret}" if field.unique else secret
                try:
                    with transaction.atomic():
                        rows = model._base_manager.filter(pk=key)
                        rows.update(**{field.name: value[: field.max_length or 200]})
                except IntegrityError:
                    continue  # A rule of the table wants it empty in this row; others of its kind are filled.
                filled.add(f"{model.__name__}.{field.name}")
    return filled
