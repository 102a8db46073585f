"""Names as people look for them: read from a card or heard through a window."""

from __future__ import annotations

import unicodedata

from inductions.models import Person


def folded(text: str) -> str:
    """Without accents, hyphens and capitals: at a gate, “Zoe Obrien” must find “Zoë O’Brien”."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " if c in " -" else "" for c in plain)
    return " ".join(kept.split())


def by_name(person: Person) -> tuple[str, int]:
    """For sorting: “Öz” stands between “Owen” and “Price”."""
    return folded(person.name), person.pk
