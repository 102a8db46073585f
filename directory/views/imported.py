"""That a text came from a list, for the queue and the page on which it is decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from directory.models import ImportedText, ImportRow, Revision
from directory.views.import_words import masked


def from_lists(request: HttpRequest, revisions: Iterable[Revision]) -> set[int]:
    """Keys of those that a list has made."""
    texts = ImportedText.objects.visible_to(request.user).filter(revision__in=list(revisions))
    return set(texts.values_list("revision", flat=True))


def came_from(request: HttpRequest, revision: Revision) -> dict[str, Any] | None:
    """The row that a text was made of, with what to look at; None for a text that somebody wrote.

    A list that was deleted since leaves the note on the text, and no row to look at.
    """
    texts = ImportedText.objects.visible_to(request.user)
    told = texts.filter(revision=revision).select_related("source").first()
    if told is None:
        return None
    rows = ImportRow.objects.visible_to(request.user).filter(
        run__source=told.source, service=revision.listing.service_id, done_at__gte=revision.submitted_at
    )
    row = rows.select_related("run__prison").order_by("done_at").first()
    if row is None:
        return None
    return {
        "file": masked(row.run.file_name),
        "source": told.source.name if told.source else "",
        "number": row.number,
        "url": reverse("import_row", args=[row.run.prison.code, row.run_id, row.number]),
        "flags": [masked(str(flag)) for flag in row.flags],
    }
