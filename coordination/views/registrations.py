"""Anybody registers an organisation. The answer is the same for every outcome; what became of it only letters say."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.actions import registrations as actions
from coordination.forms.registrations import TRAP, RegisterForm
from coordination.lockout import address_of
from coordination.models import Registration
from coordination.models.registration import CONTACT_KEPT, LINK_WORKS, UNCONFIRMED_KEPT
from coordination.models.user import normalise_email
from coordination.policies import Refused, check_registration_link
from coordination.rate_limit import once_more
from coordination.views.places import attempt
from coordination.views.sentences import day, register_numbers

# Several organisations of one town may register at one event, behind one address.
FROM_ONE_PLACE: Final = 20
HOUR: Final = 60 * 60
# So many letters a day go to one mailbox, whoever enters it.
TO_ONE_MAILBOX: Final = 5
TOO_MANY: Final = (
    "Many registrations came from your place in the last hour. Wait an hour, then send this again."
    " What you typed is still here."
)
KEPT: Final = {"link": LINK_WORKS, "unconfirmed": UNCONFIRMED_KEPT, "contact": CONTACT_KEPT}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The one form. Nothing on the page tells whether an address has an account or an organisation a record."""
    form = RegisterForm(request.POST if request.method == "POST" else None)
    trapped = bool(request.POST.get(TRAP))
    status = 200
    if request.method == "POST" and (trapped or form.is_valid()):
        if not once_more("register", address_of(request), at_most=FROM_ONE_PLACE, seconds=HOUR):
            form.add_error(None, TOO_MANY)
            status = 429
        elif trapped or keep(form):
            return redirect("register_sent")
    context = {"form": form, "kept": KEPT}
    return TemplateResponse(request, "coordination/registration/register.html", context, status=status)


def keep(form: RegisterForm) -> bool:
    """True also where the mailbox had its letters for today: who entered it learns nothing of who did before."""
    mailbox = mailbox_of(form.cleaned_data["contact_email"])
    if not once_more("register-mailbox", mailbox, at_most=TO_ONE_MAILBOX, seconds=24 * HOUR):
        return True
    kept = attempt(form, lambda: actions.register(values=form.values(), prisons=form.cleaned_data["prisons"]))
    return kept is not None


def mailbox_of(email: str) -> str:
    """Of counting alone: what stands behind a “+” is a word of the owner's own, and their mailbox is one."""
    name, _, host = normalise_email(email).rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "coordination/registration/sent.html", {"kept": KEPT})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The page behind the link. Opening it changes nothing: mail gateways open links."""
    found = actions.registration_of(pk, token)
    if found is None:
        raise Http404
    try:
        if request.method == "POST":
            actions.verify(registration=found)
            return redirect("registration_verified")
        check_registration_link(found)
    except Refused as refused:
        return verify_page(request, found, sentence=str(refused), status=410)
    return verify_page(request, found)


def verify_page(
    request: HttpRequest, found: Registration, *, sentence: str = "", status: int = 200
) -> HttpResponse:
    context = {"sentence": sentence, "facts": [] if sentence else typed(found), "over": bool(sentence)}
    return TemplateResponse(request, "coordination/registration/verify.html", context, status=status)


def typed(found: Registration) -> list[tuple[str, str]]:
    """Everything that was typed, so that the holder of the address sees what they stand for."""
    prisons = [str(choice.prison) for choice in found.choices.select_related("prison")]
    numbers = register_numbers(found)
    rows = [
        ("Organisation", found.name),
        ("Kind", found.get_kind_display()),
        ("Register numbers", numbers[:1].upper() + numbers[1:]),
        ("Website", found.website),
        ("Postcode", found.postcode),
        ("What it offers", found.offers),
        ("Prisons", ", ".join(prisons)),
        ("Your name", found.contact_name),
        ("Your role", found.contact_role),
        ("Your e-mail address", found.contact_email),
        ("This link works until", day(found.expires_at)),
    ]
    return [(label, value) for label, value in rows if value]


@login_not_required
@require_safe
def verified(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "coordination/registration/verified.html", {})
