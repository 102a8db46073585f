"""What an answer to junk may be: a status that somebody meant, errors in sentences, nothing half saved."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.core import validators
from django.db import connection, models
from django.forms import fields as form_fields
from django.forms import formsets
from django.forms import models as form_models

from tests.coordination.markup import parsed, select, words

ALLOWED: Final = {200, 302, 400, 403, 404, 405, 409}
ERRORS: Final = ".govuk-error-message, .govuk-error-summary__list li"
ENDS: Final = (".", "?", ".”", "?”")
# What a program says, not a person.
MACHINE: Final = re.compile(
    r"Traceback|<class '|<\w+ object|object at 0x|__\w+__|ValidationError|ManagementForm|Error\(|\{'|\['|"
    r"%\(\w+\)|\{label\}|invalid literal|codec can't|out of range for type"
)
# Written whatever comes of it: who tried to sign in, under which address, and what somebody typed before it was sent.
WRITTEN_ALL_THE_SAME: Final = {"account", "axes", "sessions"}
DRAFTS: Final = {"directory.draft"}
# That somebody else's record was read is written down by the reading itself.
READ: Final = {"coordination_auditentry": " WHERE verb <> 'read_person'"}


def djangos_sentences() -> list[re.Pattern[str]]:
    """Django's own messages of fields and validators as patterns; ours name the field and say what to do."""
    messages: set[str] = set()
    for module in (form_fields, form_models, formsets):
        for thing in vars(module).values():
            messages |= {str(text) for text in getattr(thing, "default_error_messages", {}).values()}
    for thing in vars(validators).values():
        several = getattr(thing, "messages", None)
        messages |= {str(text) for text in several.values()} if isinstance(several, dict) else set()
        one = getattr(thing, "message", None)
        messages |= {str(one)} if one and not isinstance(one, property) else set()
    # Those with a number in them have two forms.
    messages |= {
        "Please submit at %(num)d forms.",
        "Ensure this value %(limit)s.",
        "Ensure that there %(limit)s.",
    }
    return [re.compile(re.sub(r"%\\?\(\w+\\?\)[sd]", ".*", re.escape(text))) for text in sorted(messages)]


DJANGOS: Final = djangos_sentences()


@cache
def counted_tables() -> list[str]:
    found: list[type[models.Model]] = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in WRITTEN_ALL_THE_SAME
    ]
    return sorted({model._meta.db_table for model in found if model._meta.label_lower not in DRAFTS})


def state() -> dict[str, tuple[int, int]]:
    """Rows and a sum over their contents, of every table that a refusal must leave alone. One query."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{table}\" t"
        f"{READ.get(table, '')}"
        for table in counted_tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table: (rows, total) for table, rows, total in cursor.fetchall()}


def written() -> int:
    """How many rows of those tables this transaction has written so far, also those that were taken back.

    PostgreSQL counts them in any case. Where it counted none, `state` is as it was, at a fiftieth of the price.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(each) + pg_stat_get_xact_tuples_updated(each)"
            " + pg_stat_get_xact_tuples_deleted(each)) FROM unnest(%s::regclass[]) AS each",
            [counted_tables()],
        )
        return int(cursor.fetchone()[0])


def is_refusal(response: Any) -> bool:
    """A page with errors, or one that says no; not a redirect after a deed, nor a file that was asked for."""
    a_file = response.status_code == 200 and not is_page(response)
    return response.status_code not in (302, 500) and not a_file


def is_page(response: Any) -> bool:
    return bool(response.headers.get("Content-Type", "").startswith("text/html"))


def faults_of(response: Any) -> list[str]:
    """A sentence for each thing that is wrong with an answer to junk."""
    if response.status_code == 500 or response.status_code not in ALLOWED:
        error = getattr(response, "exc_info", None)
        return [
            f"answered {response.status_code}: {error[1]!r}" if error else f"answered {response.status_code}"
        ]
    if not is_page(response) or response.status_code == 302:
        return []
    page = parsed(response.content.decode() or "<p></p>")
    found = [fault for error in select(page, ERRORS) if (fault := fault_of_error(words(error)))]
    if response.status_code >= 400 and response.status_code != 405:
        said = [words(each) for each in select(page, "main p, main h1, main li")]
        if not any(text.endswith(ENDS) for text in said):
            found.append(f"status {response.status_code} without a sentence: {said[:3]}")
    return found


def fault_of_error(error: str) -> str | None:
    text = error.removeprefix("Error:").strip()
    own = re.sub(r"^[\w -]+ \d+: ", "", text)
    if not text.endswith(ENDS):
        return f"not a sentence: {text[:200]!r}"
    if MACHINE.search(text):
        return f"a program's words: {text[:200]!r}"
    if any(pattern.fullmatch(own) for pattern in DJANGOS):
        return f"Django's own words: {text[:200]!r}"
    return None
