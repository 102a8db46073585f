"""The list of words that mean the same: a prison's own by its coordinator, the rest by a national lead."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit
from coordination.access import System
from coordination.models import Prison, User
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory.models import Synonym
from directory.search.synonyms import Phrase, phrase_of


@transaction.atomic
def add_synonym(*, by: User | System, prison: Prison | None, words: str, code: str | None = None) -> Synonym:
    """`prison` None: at every prison. `code`: of the list that came with the portal."""
    _require(by, prison)
    synonym = Synonym.objects.create(prison=prison, words=_checked(words), code=code)
    audit.record("add_synonym", by=by, on=synonym, prison=prison, changes={"words": ["", synonym.words]})
    return synonym


@transaction.atomic
def change_synonym(*, by: User, synonym: Synonym, words: str) -> Synonym:
    _require(by, synonym.prison)
    before = audit.values(synonym, ["words"])
    synonym.words = _checked(words)
    changes = audit.changes(synonym, before, audit.values(synonym, ["words"]))
    if changes:
        synonym.save(update_fields=["words"])
        audit.record("change_synonym", by=by, on=synonym, prison=synonym.prison, changes=changes)
    return synonym


@transaction.atomic
def set_synonym_active(*, by: User, synonym: Synonym, active: bool) -> Synonym:
    """Off: it stays on the page and searches leave it alone."""
    _require(by, synonym.prison)
    if synonym.active != active:
        synonym.active = active
        synonym.save(update_fields=["active"])
        changes = {"active": [not active, active]}
        audit.record("set_synonym_active", by=by, on=synonym, prison=synonym.prison, changes=changes)
    return synonym


def _require(by: User | System, prison: Prison | None) -> None:
    if prison is None:
        access.require_everywhere(by, Permission.EDIT_SYNONYMS)
    else:
        access.require(by, Permission.EDIT_SYNONYMS, prison=prison)


def _checked(words: str) -> str:
    """Phrases with one comma between them, each once."""
    check_no_prison_numbers({"Words": words})
    phrases: dict[Phrase, str] = {}
    for text in words.split(","):
        phrase = " ".join(text.split())
        if phrase_of(phrase):
            phrases.setdefault(phrase_of(phrase), phrase)
    if len(phrases) < 2:
        raise Refused(
            "Write two words or more with commas between them, for example: rent, tenancy, landlord."
        )
    joined = ", ".join(phrases.values())
    longest = Synonym._meta.get_field("words").max_length
    assert longest is not None
    if len(joined) > longest:
        raise Refused(f"That is {len(joined)} characters. Shorten it to {longest}, or make two lines of it.")
    return joined
