"""Which organisation a row speaks of: one that we know for certain, one that we may know, or a new one."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from coordination.duplicates import Known, possible_duplicates
from coordination.models import Organisation
from coordination.models.organisation import CHARITY_NUMBER, COMPANY_NUMBER
from coordination.plain_text import contact_details

# As sure as the same number or the same name alone would make it; what is less sure is a person's to decide.
SURE: Final = 90
LONGEST_NAME: Final = 160
_KINDS: Final = {
    Organisation.Kind.HEALTH: re.compile(r"\bNHS\b|\bhealth board\b", re.IGNORECASE),
    Organisation.Kind.STATUTORY: re.compile(
        r"\bcouncil\b(?! (of|for)\b)|\bprobation service\b", re.IGNORECASE
    ),
    Organisation.Kind.EDUCATION: re.compile(r"\b(university|college)\b", re.IGNORECASE),
    Organisation.Kind.PRIVATE: re.compile(r"\b(solicitors|llp|plc)\b", re.IGNORECASE),
}
_SIZE_OF_A_BATCH: Final = 200


@dataclass(frozen=True)
class Claim:
    """What a row says of its organisation, in the form in which we keep it; empty where it says nothing usable."""

    name: str
    charity_number: str = ""
    company_number: str = ""
    website: str = ""
    postcode: str = ""

    def values(self) -> dict[str, Any]:
        """For a new record. What kind it is only where its own name says so."""
        told = {name: value for name, value in asdict(self).items() if value}
        kind = next((kind for kind, words in _KINDS.items() if words.search(self.name)), None)
        return told | ({"kind": kind} if kind and not self.charity_number else {})


def claim(
    *, name: str, charity_number: str, company_number: str, website: str, postcode: str, flags: list[str]
) -> Claim:
    """What cannot be kept is left out and said in `flags`."""
    found = contact_details(name)
    for each in reversed(found):
        name = name[: each.start] + name[each.start + len(each.text) :]
    if found:
        flags.append("Organisation: contact details were taken out of its name.")
    return Claim(
        " ".join(name.split()).strip(" ,;-")[:LONGEST_NAME],
        _charity(charity_number, flags), _company(company_number, flags), _website(website, flags),
        _postcode(postcode),
    )  # fmt: skip


def _charity(cell: str, flags: list[str]) -> str:
    text = re.sub(r"\s|^GB-(?:CHC|SC|NIC)-|\.0$", "", cell.upper()).removeprefix("NO.").strip("./")
    # The register of Northern Ireland writes it both ways.
    text = re.sub(r"^NI(?=\d{6}$)", "NIC", text)
    return _checked(CHARITY_NUMBER, text, "charity number", flags)


def _company(cell: str, flags: list[str]) -> str:
    text = re.sub(r"\s|\.0$", "", cell.upper())
    # A spreadsheet takes the leading nought off.
    return _checked(COMPANY_NUMBER, text.zfill(8) if text.isdecimal() else text, "company number", flags)


def _checked(validator: Any, text: str, what: str, flags: list[str]) -> str:
    if not text or not text.strip("0"):
        return ""
    try:
        validator(text)
    except ValidationError:
        flags.append(f"“{text[:20]}” is no {what} and was left out.")
        return ""
    return text


def _website(cell: str, flags: list[str]) -> str:
    text = (cell.split() or [""])[0]
    if not text:
        return ""
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        flags.append(f"“{text[:60]}” is no web address and was left out.")
        return ""
    return address if len(address) <= 200 else ""


def _postcode(cell: str) -> str:
    text = re.sub(r"[^A-Z0-9]", "", cell.upper())
    return f"{text[:-3]} {text[-3:]}" if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", text) else ""


class Register:
    """The organisations that there are, compared with many rows; new ones are added as they come.

    Reading them all takes time, and so they are read again only when somebody else added or merged one, or when
    many of our own came on top.
    """

    def __init__(self) -> None:
        self._read()

    def _read(self) -> None:
        self.known = Known.load()
        self.added: list[Organisation] = []
        self.latest = Known([])
        self.counted = self._count()

    @staticmethod
    def _count() -> tuple[int, int]:
        newest = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first()
        return Organisation.objects.current().count(), newest or 0

    def refresh(self) -> None:
        """Call where nobody else can add any in between."""
        if self._count() != self.counted:
            self._read()

    def add(self, organisation: Organisation) -> None:
        self.added.append(organisation)
        if len(self.added) > _SIZE_OF_A_BATCH:
            self._read()
            return
        self.latest = Known(
            [(each.pk, each.name, each.charity_number, each.company_number, each.website, each.postcode)
             for each in self.added]
        )  # fmt: skip
        self.counted = (self.counted[0] + 1, max(self.counted[1], organisation.pk))

    def find(self, claim: Claim) -> tuple[Organisation | None, str]:
        """(the organisation, where it is certain; what a person should look at)."""
        marks = asdict(claim)
        found = possible_duplicates(**marks, known=self.known)
        if self.added:
            found += possible_duplicates(**marks, known=self.latest)
        found.sort(key=lambda each: (-each.score, each.organisation.pk))
        if not found:
            return None, ""
        best = found[0]
        if best.score < SURE:
            return None, (
                f"“{claim.name}” may be “{best.organisation}” ({', '.join(best.reasons).lower()})."
                " It was added beside it: compare the two."
            )
        said = f"Taken for “{best.organisation}”: {', '.join(best.reasons).lower()}."
        return best.organisation, said if best.organisation.name != claim.name else ""
