"""The audit in words: what it may say of personal fields, and that no entry can break the page."""

from __future__ import annotations

import pytest

from coordination import audit
from coordination.models import AuditEntry
from directory.actions import confirming
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_personal_field_that_names_a_row_is_withheld_and_still_read(cast: Cast) -> None:
    confirming.confirm_listing(by=cast.second_coordinator, listing=cast.approved)
    entry = AuditEntry.objects.filter(verb="confirmed").latest("pk")
    assert entry.changes["confirmed_by"] == [audit.WITHHELD, audit.WITHHELD]
    names = audit.names_of(audit.references_in([entry]))
    assert ("Confirmed by", "changed", "changed") in audit.changes_in_words(entry, names)


def test_every_entry_that_the_cast_made_can_be_said_in_words(cast: Cast) -> None:
    entries = list(AuditEntry.objects.all())
    names = audit.names_of(audit.references_in(entries))
    assert all(audit.changes_in_words(entry, names) is not None for entry in entries)
    assert {audit.reference(cast.manager), audit.reference(cast.coordinator)} <= set(names)
