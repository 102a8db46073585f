"""Makes up addresses and numbers, all from what is kept for fiction: example.org, and Ofcom's 01632 960 range."""

from __future__ import annotations

from django.utils.text import slugify

from coordination.models import Organisation

_FIRST = 100


class Contacts:
    """The same person has the same number at every prison."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], str] = {}

    def of(self, organisation: Organisation, words: str) -> dict[str, str]:
        """“Hannah Trott, Housing adviser”, or “-, Duty desk” for a desk without a name."""
        name, role = (part.strip() for part in words.split(",", 1))
        name = "" if name == "-" else name
        mailbox = slugify(name or role.split("/")[-1]).replace("-", ".")
        return {
            "name": name,
            "role": role,
            "email": f"{mailbox}@{organisation.slug}.example.org",
            "phone": self._number(organisation.slug, words),
        }

    def _number(self, slug: str, words: str) -> str:
        known = self._numbers.setdefault((slug, words), f"01632 960{_FIRST + len(self._numbers)}")
        return known
