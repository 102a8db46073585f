"""Add an organisation, change its record, find one that is there already."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from coordination import access, audit
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Permission

COLUMNS: Final = [
    "name", "kind", "charity_number", "company_number", "size", "led_by_lived_experience", "website",
]  # fmt: skip
LISTS: Final = ["led_by", "areas"]
# Words that one register writes and another leaves out.
_LEGAL: Final = re.compile(r"\b(the|ltd|limited|cic|cio|plc|llp|charity|trust|company|community interest)\b")
RESERVED_SLUGS: Final = frozenset({"add", "people", "search", "import"})


def comparable(name: str) -> str:
    """The name as two people would both write it: folded, without punctuation and legal form."""
    folded = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    words = re.sub(r"[^\w\s]", "", "".join(c for c in folded if not unicodedata.combining(c)))
    return " ".join(_LEGAL.sub(" ", words).split()) or " ".join(words.split())


def look_alikes(*, name: str, charity_number: str = "", company_number: str = "") -> list[Organisation]:
    """Organisations with the same number or, as people write it, the same name."""
    wanted = comparable(name)
    numbers = Q(pk__in=[])
    if charity_number:
        numbers |= Q(charity_number=charity_number)
    if company_number:
        numbers |= Q(company_number=company_number)
    named = [
        pk for pk, other in Organisation.objects.values_list("pk", "name") if comparable(other) == wanted
    ]
    return list(Organisation.objects.filter(numbers | Q(pk__in=named)))


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4))]
    return next(c for c in candidates if c not in taken | RESERVED_SLUGS)


def _write(organisation: Organisation, values: dict[str, Any]) -> None:
    """`values` may hold any of COLUMNS and LISTS; what is missing stays as it is."""
    check_no_prison_numbers({"name": values.get("name", "")})
    website = values.get("website", "")
    if website and not website.startswith(("http://", "https://")):
        raise Refused("The website must begin with http:// or https://.")
    for column in COLUMNS:
        if column in values:
            setattr(organisation, column, values[column])
    organisation.name = one_line(organisation.name)
    organisation.full_clean(exclude=["slug"])
    organisation.save()
    for name in LISTS:
        if name in values:
            getattr(organisation, name).set(values[name])


@transaction.atomic
def add_organisation(*, by: User, values: dict[str, Any], although_alike: bool = False) -> Organisation:
    """A record of its own address. Refuses a likely double unless the user looked and says it is another one."""
    access.require(by, Permission.ADD_ORGANISATION)
    # The address first: who adds the same between these two lines is either found alike or has the address.
    slug = _free_slug(values["name"])
    alike = look_alikes(
        name=values["name"],
        charity_number=values.get("charity_number", ""),
        company_number=values.get("company_number", ""),
    )
    if alike and not although_alike:
        names = ", ".join(f"“{each}”" for each in alike)
        raise Refused(
            f"There is already {names}. Look there first; if yours is another organisation, say so below."
        )
    organisation = Organisation(slug=slug)
    try:
        with transaction.atomic():
            _write(organisation, values)
    except IntegrityError:
        raise Refused(f"Somebody added “{values['name']}” at this very moment. Look there first.") from None
    changes = {"name": ["", organisation.name]}
    audit.record("add_organisation", by=by, on=organisation, organisation=organisation, changes=changes)
    return organisation


@transaction.atomic
def edit_organisation(*, by: User, organisation: Organisation, values: dict[str, Any]) -> Organisation:
    """The address (slug) stays, so that links and papers keep working."""
    access.require(by, Permission.EDIT_ORGANISATION, organisation=organisation)
    # Read afresh: a form has written its values on the object that it was given.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = audit.values(organisation, COLUMNS + LISTS)
    _write(organisation, values)
    changes = audit.changes(organisation, before, audit.values(organisation, COLUMNS + LISTS))
    if changes:
        audit.record("edit_organisation", by=by, on=organisation, organisation=organisation, changes=changes)
    return organisation
