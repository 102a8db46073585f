"""Add an organisation, change its record, find one that is there already."""

from __future__ import annotations

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from coordination import access, audit
from coordination.access import System
from coordination.duplicates import possible_duplicates
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.plain_text import contact_details
from coordination.policies import Refused, check_no_prison_numbers, check_not_merged
from coordination.roles import Permission

COLUMNS: Final = [
    "name", "kind", "charity_number", "company_number", "size", "led_by_lived_experience", "website",
    "postcode",
]  # fmt: skip
LISTS: Final = ["led_by", "areas"]
# What two records of one organisation have in common.
TOLD_APART_BY: Final = ("name", "charity_number", "company_number", "website", "postcode")
RESERVED_SLUGS: Final = frozenset({"add", "people", "search", "import"})


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4))]
    return next(c for c in candidates if c not in taken | RESERVED_SLUGS)


def _write(organisation: Organisation, values: dict[str, Any]) -> None:
    """`values` may hold any of COLUMNS and LISTS; what is missing stays as it is."""
    website = values.get("website", "")
    check_no_prison_numbers({"name": values.get("name", ""), "website": website})
    # The name is printed for people in prison without anybody's approval, so it carries no way to reach somebody.
    for found in contact_details(values.get("name", "")):
        raise Refused(
            f"“{found.text}” is {found.kind}, and the name is printed for people in prison. Write the name alone."
        )
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
def add_organisation(
    *, by: User | System, values: dict[str, Any], although_alike: bool = False
) -> Organisation:
    """A record of its own address. Refuses a likely double unless the user looked and says it is another one."""
    access.require(by, Permission.ADD_ORGANISATION)
    # The address first: who adds the same between these two lines is either found alike or has the address.
    slug = _free_slug(values["name"])
    marks = {mark: values.get(mark, "") for mark in TOLD_APART_BY}
    if not although_alike and (alike := possible_duplicates(**marks)):
        names = ", ".join(f"“{each.organisation}”" for each in alike)
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
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    check_not_merged(organisation)
    before = audit.values(organisation, COLUMNS + LISTS)
    _write(organisation, values)
    changes = audit.changes(organisation, before, audit.values(organisation, COLUMNS + LISTS))
    if changes:
        audit.record("edit_organisation", by=by, on=organisation, organisation=organisation, changes=changes)
    return organisation
