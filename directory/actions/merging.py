"""The services of an organisation go over to the record that is kept. Called inside a merge of coordination."""

from __future__ import annotations

from coordination.models import Organisation, User
from coordination.queueing import queue_on_commit
from directory.models import Service


def move(duplicate: Organisation, kept: Organisation, by: User) -> dict[str, list[int]]:
    """Keys by words for them. Listings, texts, drafts, contacts, corrections and history hang on the service.

    No listing is held here: who sends a text holds its listing before its service.
    """
    rows = Service.objects.filter(organisation=duplicate).order_by("pk")
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Service.objects.filter(pk__in=keys).update(organisation=kept)
    # Found by the name of the record that is kept; and, where that got another name, so are its own services.
    queue_on_commit("directory.index_organisation", kept.pk)
    return {"services": keys}
