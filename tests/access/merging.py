"""Who puts two records of one organisation side by side, merges them, and agrees to it."""

from __future__ import annotations

from typing import Any

from coordination.actions.merging import ask_to_merge
from coordination.models import Organisation, OrganisationMerge
from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast

MERGES = "coordinator national other_coordinator"
# Who may not merge at all is told so before anything is looked for.
OTHERS = "governor staff gate lead manager worker other_manager"


def double(cast: Cast) -> Organisation:
    """A second record without anything on it, made in the persona's own transaction."""
    return Organisation.objects.get_or_create(slug="harbour-double", defaults={"name": "Harbor Housing"})[0]


def two(cast: Cast) -> list[Any]:
    return [cast.harbour.slug, double(cast).slug]


def asked(cast: Cast) -> OrganisationMerge:
    """Exeter asks for what touches both prisons: Lantern, which works at Guys Marsh, into Harbour."""
    found = OrganisationMerge.objects.waiting().filter(duplicate=cast.lantern).first()
    return found or ask_to_merge(by=cast.coordinator, kept=cast.harbour, duplicate=cast.lantern)


def one(cast: Cast) -> list[Any]:
    return [asked(cast).pk]


ASKED = "coordinator other_coordinator national"
ANSWERS = "other_coordinator national"

ROWS = [
    Row("other_records", lambda cast: [cast.harbour.slug], ok=MERGES, forbidden=OTHERS),
    Row("merge_organisations", two, ok=MERGES, forbidden=OTHERS),
    Row("merge_organisations", two, method="POST", ok=MERGES, forbidden=OTHERS, status=302,
        data=lambda cast: {"name": "kept"}),
    Row("merge", one, ok=ASKED),
    # Exeter has agreed by asking: it is told so, and nothing changes.
    Row("agree_to_merge", one, method="POST", ok=ASKED, status=302),
    Row("refuse_merge", one, ok=ANSWERS, differs={"coordinator": 302}),
    Row("refuse_merge", one, method="POST", ok=ASKED, status=302, data=lambda cast: {"reason": "They are two."}),
    Row("cancel_merge", one, method="POST", ok="coordinator national", forbidden="other_coordinator", status=302),
]  # fmt: skip
assert set(MERGES.split()) | set(OTHERS.split()) == set(SIGNED_IN.split())
