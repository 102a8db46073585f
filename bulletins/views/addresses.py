"""Addresses of a prison's readers at which mail does not arrive, or whose owner called a bulletin unwanted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bulletins.audiences import readers_at
from coordination import access
from coordination.actions.mail_addresses import lift_stop, stopped_among
from coordination.models import MailAddress, Prison
from coordination.offers import BulletinReader
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, press, prison_at
from coordination.views.sentences import day


def place(request: HttpRequest, code: str) -> Prison:
    """For who sends bulletins there and may see by name everybody who gets them."""
    prison = prison_at(request, code, P.MANAGE_BULLETINS)
    for permission in (P.VIEW_PEOPLE, P.VIEW_WORKERS):
        access.require(request.user, permission, prison=prison)
    return prison


@require_safe
def stopped_addresses(request: HttpRequest, code: str) -> HttpResponse:
    prison = place(request, code)
    here = readers_at(prison)
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Bulletins", reverse("bulletins", args=[prison.code]))],
        "rows": [row_of(prison, here[email], email, each) for email, each in stopped_among(here)],
    }
    return TemplateResponse(request, "bulletins/readers/addresses.html", context)


def row_of(prison: Prison, reader: BulletinReader, email: str, address: MailAddress) -> dict[str, Any]:
    bounced = address.hard_bounced_at is not None
    return {
        "name": reader.name or email,
        "email": email,
        "what": "Mail does not arrive there" if bounced else "Called a bulletin unwanted",
        "stops": "No mail at all goes there."
        if bounced
        else "No bulletins go there. Other letters still do.",
        "since": day(address.hard_bounced_at or address.complained_at),
        "said": address.said,
        "button": f"Let mail go to {reader.name or email} again",
        "url": reverse("lift_address", args=[prison.code, address.pk]),
    }


@require_POST
def lift_address(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = place(request, code)
    found = [each for each in stopped_among(readers_at(prison)) if each[1].pk == pk]
    if not found:
        raise Http404
    return press(
        request,
        lambda: lift_stop(by=request.user, prison=prison, address=found[0][1]),
        f"Mail goes to {found[0][0]} again.",
        reverse("stopped_addresses", args=[prison.code]),
    )
