"""Django's own error messages put into sentences that name the field and say what to do.

"This field is required." tells nobody which field when it stands at the top of the page. A message that a
form's author wrote stays as it is.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

# The first kind that fits gives the sentence for an empty answer.
EMPTY: tuple[tuple[type, str], ...] = (
    (forms.CheckboxSelectMultiple, "Tick at least one answer for “{label}”."),
    (forms.RadioSelect, "Choose an answer for “{label}”."),
    (forms.CheckboxInput, "Tick “{label}” to go on."),
    (forms.SelectMultiple, "Choose at least one answer for “{label}”."),
    (forms.Select, "Choose an answer for “{label}”."),
    (forms.FileInput, "Choose a file for “{label}”."),
)
WRONG: tuple[tuple[type, str], ...] = (
    (forms.SplitDateTimeField, "“{label}” must be a date and a time, for example 27/3/2026 and 14:30."),
    (forms.DateTimeField, "“{label}” must be a date and a time, for example 27/3/2026 14:30."),
    (forms.DateField, "“{label}” must be a real date, for example 27/3/2026."),
    (forms.TimeField, "“{label}” must be a time, for example 14:30."),
    (forms.IntegerField, "“{label}” must be a number, for example 12."),
    (forms.EmailField, "“{label}” must be an e-mail address, for example name@example.org."),
    (forms.URLField, "“{label}” must be a web address, for example https://example.org."),
    (forms.FileField, "“{label}” could not be sent. Choose the file again."),
)
LIMITS: tuple[tuple[type[BaseValidator], str], ...] = (
    (MaxLengthValidator, "“{label}” is too long: it has {show_value} characters and may have {limit_value}."),
    (MinLengthValidator, "“{label}” is too short: it needs {limit_value} characters."),
    (MaxValueValidator, "“{label}” may be {limit_value} at most."),
    (MinValueValidator, "“{label}” must be {limit_value} or more."),
)
NO_SUCH_CHOICE = "Choose an answer for “{label}” from those on the page."
NOT_A_CHARACTER = "“{label}” has a sign in it that cannot be kept. Type it again."
LOST = "A part of this page did not arrive. Load the page again and repeat what you did."
TOO_MANY = "There is room for {most} on this page. Leave the others out."
CHOICE_CODES = ("invalid_choice", "invalid_list", "invalid_pk_value")


def djangos_own_messages(field: forms.Field, code: str) -> set[str]:
    """What Django says for `code`, whoever in the field's family says it."""
    found = {
        str(messages[code])
        for field_class in type(field).__mro__
        if code in (messages := getattr(field_class, "default_error_messages", {}))
    }
    for validator in field.validators:
        if getattr(validator, "code", None) == code and not isinstance(validator, BaseValidator):
            found.add(str(getattr(type(validator), "message", "")))
    for inner in getattr(field, "fields", ()):
        found |= djangos_own_messages(inner, code)
    return found


def template_for(bound: BoundField, error: ValidationError) -> str | None:
    """Our words for one of Django's own messages; None for a message that somebody wrote."""
    for validator, words in LIMITS:
        if error.message is validator.message:
            return words
    if error.code == "null_characters_not_allowed":
        return NO_SUCH_CHOICE if hasattr(bound.field, "choices") else NOT_A_CHARACTER
    if str(error.message) not in djangos_own_messages(bound.field, error.code or ""):
        return None
    if error.code in CHOICE_CODES:
        return NO_SUCH_CHOICE
    if error.code == "required":
        fitting = (words for kind, words in EMPTY if isinstance(bound.field.widget, kind))
        return next(fitting, "Fill in “{label}”.")
    return next((words for kind, words in WRONG if isinstance(bound.field, kind)), None)


def sentence_for(bound: BoundField, error: ValidationError) -> str:
    """One error as a sentence that names its field."""
    words = template_for(bound, error)
    return words.format(label=bound.label, **(error.params or {})) if words else str(error.messages[0])


def sentences_for(bound: BoundField) -> list[str]:
    """Every error of a field, in order and without repeats."""
    found = bound.form.errors.get(bound.name)
    return list(dict.fromkeys(sentence_for(bound, error) for error in found.as_data())) if found else []


def sentences_for_formset(formset: BaseFormSet) -> list[str]:
    """The errors of several forms together: what Django says of its hidden fields helps nobody."""
    words = {"missing_management_form": LOST, "too_many_forms": TOO_MANY.format(most=formset.max_num)}
    return [words.get(error.code, str(error.messages[0])) for error in formset.non_form_errors().as_data()]
