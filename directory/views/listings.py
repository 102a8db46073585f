"""A service at one prison, for its coordinator and its organisation: the text, what is kept true, the history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.roles import Permission
from directory import policies
from directory.forms.upkeep import ApprovePublicDetailsForm
from directory.models import Contact, Listing, ListingEvent, Revision
from directory.models.listing_state import day_in_words, moment_in_words, state_of
from directory.views import reading
from directory.views.placed import copies_of

LONGEST_HISTORY = 200


def listing_here(request: HttpRequest, code: str, pk: int) -> Listing:
    """The listing for those who work on it; 403 for who only reads the directory."""
    listings = Listing.objects.visible_to(request.user).with_newest()
    found = listings.select_related("prison", "service__organisation", "approved_revision", "withdrawn_by")
    try:
        listing: Listing = found.get(pk=pk, prison__code=code)
    except Listing.DoesNotExist:
        raise Http404 from None
    standing = standing_of(request.user)
    if not standing.may(Permission.VIEW_OWN_SERVICES, organisation=listing.service.organisation):
        access.require(request.user, Permission.VIEW_QUEUE, prison=listing.prison)
    return listing


@require_safe
def listing(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return listing_page(request, listing_here(request, code, pk))


def listing_page(request: HttpRequest, found: Listing, status: int = 200, **more: Any) -> HttpResponse:
    standing = standing_of(request.user)
    prison, organisation = found.prison, found.service.organisation
    may_update = standing.may(Permission.UPDATE_LISTING, prison=prison, organisation=organisation)
    may_decide = standing.may(Permission.DECIDE, prison=prison)
    pending = Revision.objects.visible_to(request.user).pending().filter(listing=found).first()
    approved = found.approved_revision
    context = {
        "listing": found,
        "prison": prison,
        "organisation": organisation,
        "state": state_of(found),
        "pending": pending,
        "sections": reading.sections(approved) if approved else [],
        "upkeep": _upkeep(request, found, may_update),
        "public_details": _public_details(found),
        "public_details_url": _url("listing_public_details", found) if may_update else "",
        "approve_form": _approve_form(found) if may_decide else None,
        "may_confirm": may_update and found.is_published,
        "may_withdraw": may_decide and policies.can_withdraw(found),
        "may_restore": may_decide and policies.can_restore(found),
        "copies": copies_of(request, found) if found.withdrawn_urgently else None,
        "history": _history(request, found),
        "sees_queue": standing.may(Permission.VIEW_QUEUE, prison=prison),
        "in_directory": found.is_published and standing.may(Permission.VIEW_DIRECTORY, prison=prison),
        "write_url": _write_url(found)
        if standing.may(Permission.WRITE_SERVICE, organisation=organisation)
        else "",
        "refused": "",
    }
    return TemplateResponse(request, "directory/listing.html", context | more, status=status)


def _url(name: str, found: Listing) -> str:
    return reverse(name, args=[found.prison.code, found.pk])


def _write_url(found: Listing) -> str:
    return reverse("write", args=[found.service.organisation.slug, found.service_id, found.prison.code])


def _upkeep(request: HttpRequest, found: Listing, may_update: bool) -> list[dict[str, Any]]:
    """Rows for what may change without approval, each with its page."""
    contacts = Contact.objects.visible_to(request.user).filter(listing=found)
    flags = [
        words
        for words, is_set in (
            ("The premises must not be found.", found.confidential_premises),
            ("Using it must not be seen.", found.discreet),
        )
        if is_set
    ]
    confirmed = ""
    if found.confirmed_on and found.confirmed_by:
        confirmed = f"{day_in_words(found.confirmed_on)}, by {found.confirmed_by.name}"
    rows = [
        ("Room for more", found.room_in_words if found.room else "", "listing_room"),
        ("Places for people", found.places_in_words if found.places_known else "", "listing_places"),
        ("Confirmed as still right", confirmed, ""),
        (
            "Contacts, for staff only",
            reading.lines("\n".join(map(contact_line, contacts))) or "None yet",
            "listing_contacts",
        ),
        ("Flags", reading.lines("\n".join(flags)) or "None", "listing_flags"),
    ]
    return [
        {"label": label, "value": value, "url": _url(page, found) if page and may_update else ""}
        for label, value, page in rows
    ]


def contact_line(contact: Contact) -> str:
    """“Hana Harbour, adviser, 01632 960123, hana@harbour.example.org”, without what is not known."""
    return ", ".join(filter(None, (contact.name, contact.role, contact.phone, contact.email)))


def _public_details(found: Listing) -> list[tuple[str, str]]:
    def said(text: str, approved_at: Any) -> str:
        if not text:
            return "None. Nothing is printed."
        return f"{text} – {'approved, is printed' if approved_at else 'not approved yet, so not printed'}"

    helpline = ", ".join(filter(None, (found.public_helpline, found.public_helpline_hours)))
    return [
        ("Public helpline", said(helpline, found.public_helpline_approved_at)),
        ("Public address", said(found.public_address, found.public_address_approved_at)),
    ]


def _approve_form(found: Listing) -> ApprovePublicDetailsForm | None:
    if not found.public_helpline and not found.public_address:
        return None
    form = ApprovePublicDetailsForm(listing=found)
    form.form_action = _url("listing_public_details_approve", found)
    return form


def _history(request: HttpRequest, found: Listing) -> list[dict[str, Any]]:
    events = ListingEvent.objects.visible_to(request.user).filter(listing=found).select_related("by")
    return [
        {
            "title": event.get_kind_display(),
            "by": event.by_name,
            "at": moment_in_words(event.at),
            "text": event.note,
            "action": "See this text",
            "url": reverse("listing_text", args=[found.prison.code, found.pk, event.revision_id])
            if event.revision_id
            else "",
        }
        for event in events[:LONGEST_HISTORY]
    ]


@require_safe
def listing_text(request: HttpRequest, code: str, pk: int, revision_pk: int) -> HttpResponse:
    """A text of the past, whole, and against the text before it."""
    found = listing_here(request, code, pk)
    texts = Revision.objects.visible_to(request.user).filter(listing=found)
    text = get_visible_or_404(Revision, request.user, pk=revision_pk, listing=found)
    before = text.edited_from or texts.filter(pk__lt=text.pk).order_by("-pk").first()
    context = {
        "listing": found,
        "prison": found.prison,
        "revision": text,
        "before": before,
        "is_edit": text.edited_from_id is not None,
        "changes": reading.difference_rows(before, text) if before else [],
        "sections": reading.sections(text),
    }
    return TemplateResponse(request, "directory/listing_text.html", context)
