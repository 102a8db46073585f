"""Who has access: at a prison, at an organisation, or across prisons. One set of pages for the three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access
from coordination.access import NotPermitted, Standing, get_visible_or_404
from coordination.actions import invitations, postings
from coordination.forms.people import EndPostingForm, InviteForm, PeopleFilter
from coordination.models import Invitation, Organisation, Posting, Prison, PrisonSet
from coordination.roles import Permission as P
from coordination.roles import Reach, Role, reach_of
from coordination.views.places import (
    Crumb,
    attempt,
    crumbs_of,
    form_page,
    organisation_at,
    press,
    prison_at,
)
from coordination.views.sentences import day, invitation_state, posting_state

A_PAGE: Final = 50
# URL names of the same page at a prison, at an organisation, across prisons.
NAMES: Final = {
    "people": ("people", "organisation_people", "national_people"),
    "invite": ("invite_to_prison", "invite_to_organisation", "invite_nationally"),
    "end": ("end_posting", "end_organisation_posting", "end_national_posting"),
    "cancel": ("cancel_invitation", "cancel_organisation_invitation", "cancel_national_invitation"),
    "again": (
        "send_invitation_again", "send_organisation_invitation_again", "send_national_invitation_again",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A prison, an organisation, or neither: sets of prisons and the whole country."""

    prison: Prison | None = None
    organisation: Organisation | None = None

    @property
    def target(self) -> dict[str, Any]:
        """The columns of a posting or invitation that belongs here."""
        return {"prison": self.prison, "organisation": self.organisation}

    @property
    def reaches(self) -> set[Reach]:
        if self.prison:
            return {Reach.PRISON}
        return {Reach.ORGANISATION} if self.organisation else {Reach.PRISON_SET, Reach.EVERYWHERE}

    @property
    def roles(self) -> list[Role]:
        return [role for role in Role if reach_of(role) in self.reaches]

    @property
    def caption(self) -> str:
        return str(self.prison or self.organisation or "Every prison")

    def url(self, page: str, *args: Any) -> str:
        prison_name, organisation_name, national_name = NAMES[page]
        if self.prison:
            return reverse(prison_name, args=[self.prison.code, *args])
        if self.organisation:
            return reverse(organisation_name, args=[self.organisation.slug, *args])
        return reverse(national_name, args=args)

    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_of(self.prison, self.organisation)


def place_at(request: HttpRequest, code: str | None, slug: str | None) -> Place:
    """The place of the address, for somebody who may see who has access there."""
    if code:
        return Place(prison=prison_at(request, code, P.VIEW_PEOPLE))
    if slug:
        return Place(organisation=organisation_at(request, slug, P.INVITE_TO_ORGANISATION))
    access.require_everywhere(request.user, P.MANAGE_PRISONS)
    return Place()


@require_safe
def people(request: HttpRequest, code: str | None = None, slug: str | None = None) -> HttpResponse:
    """Who has access here, who is invited, and who had it."""
    place = place_at(request, code, slug)
    standing = access.standing_of(request.user)
    grantable = set(invitations.roles_offered(request.user, **place.target))
    chosen = PeopleFilter(request.GET or None, roles=place.roles)
    here = Posting.objects.visible_to(request.user).filter(**place.target, role__in=place.roles)
    rows = here.select_related("user", "prison", "organisation", "prison_set").order_by("user__name", "pk")
    if chosen.is_valid():
        rows = rows.filter(user__name__icontains=chosen.cleaned_data["name"])
        if chosen.cleaned_data["role"]:
            rows = rows.filter(role=chosen.cleaned_data["role"])
    page = Paginator(rows.not_over().filter(user__is_active=True), A_PAGE).get_page(request.GET.get("page"))
    ended = rows.exclude(pk__in=rows.not_over().filter(user__is_active=True)).order_by(
        "-ended_at", "-ends_on"
    )
    invited = Invitation.objects.visible_to(request.user).filter(
        **place.target, role__in=place.roles, accepted_at=None, cancelled_at=None
    )
    return TemplateResponse(
        request,
        "coordination/pages/people.html",
        {
            "place": place,
            "crumbs": place.crumbs,
            "filter_form": chosen,
            "page": page,
            "postings": [posting_row(place, standing, grantable, request.user.pk, p) for p in page],
            "invitations": [
                invitation_row(place, grantable, i) for i in invited.select_related("invited_by")
            ],
            "ended": [posting_row(place, standing, set(), request.user.pk, p) for p in ended[:A_PAGE]],
            "invite_url": place.url("invite") if grantable else "",
            "national": not place.prison and not place.organisation,
        },
    )


def posting_row(
    place: Place, standing: Standing, grantable: set[Role], own_pk: int, posting: Posting
) -> dict[str, Any]:
    """One person in one role, with what this reader may do about it."""
    words, tone = posting_state(posting)
    oneself = posting.user_id == own_pk
    may_end = Role(posting.role) in grantable
    may_stop = not oneself and place.prison and standing.may(P.STOP_ACCESS, prison=place.prison)
    closes = standing.everywhere(P.STOP_ACCESS) and not oneself
    return {
        "posting": posting,
        "state": words,
        "tone": tone,
        "oneself": oneself,
        "where": "" if place.prison or place.organisation else posting.place,
        "last_in": day(posting.user.last_login) if posting.user.last_login else "Never",
        "end_url": place.url("end", posting.pk) if may_end else "",
        "stop_url": stop_url(place, posting) if may_stop else "",
        "nothing": not (may_end or may_stop or closes),
        "close_url": reverse("close_account", args=[posting.user_id]) if closes else "",
        "reopen_url": reverse("reopen_account", args=[posting.user_id])
        if closes and not posting.user.is_active
        else "",
    }


def stop_url(place: Place, posting: Posting) -> str:
    return reverse("stop_access", args=[place.prison.code, posting.user_id]) if place.prison else ""


def invitation_row(place: Place, grantable: set[Role], invitation: Invitation) -> dict[str, Any]:
    words, tone = invitation_state(invitation)
    mine = Role(invitation.role) in grantable
    return {
        "invitation": invitation,
        "state": words,
        "tone": tone,
        "cancel_url": place.url("cancel", invitation.pk) if mine else "",
        "again_url": place.url("again", invitation.pk) if mine else "",
    }


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, code: str | None = None, slug: str | None = None) -> HttpResponse:
    """A form that offers the roles that the user may hand out here."""
    place = place_to_invite(request, code, slug)
    roles = invitations.roles_offered(request.user, **place.target)
    national = not place.prison and not place.organisation
    sets = PrisonSet.objects.visible_to(request.user) if national else None
    form = InviteForm(request.POST or None, roles=roles, sets=sets)
    back = place_url_after_invite(request, place)
    if request.method == "POST":
        sent = attempt(form, lambda: invitations.invite(by=request.user, **place.target, **form.cleaned_data))
        if sent:
            messages.success(
                request,
                f"The invitation goes to {sent.email}. The link in it works until {day(sent.expires_at)}.",
            )
            return redirect(back)
    form.cancel_url = back
    lead = "The person gets an e-mail with a link and chooses a password. Access begins when they accept."
    return form_page(
        request,
        form,
        "Invite somebody",
        crumbs=[*place.crumbs, ("People", back)],
        caption=place.caption,
        lead=lead,
    )


def place_to_invite(request: HttpRequest, code: str | None, slug: str | None) -> Place:
    """403 where the user may hand out no role at all; an organisation's first manager is a case of its own."""
    if code:
        return Place(prison=prison_at(request, code, P.INVITE_TO_PRISON))
    if not slug:
        access.require_everywhere(request.user, P.MANAGE_PRISONS)
        return Place()
    organisation = organisation_at(request, slug)
    if not invitations.roles_offered(request.user, organisation=organisation):
        access.require(request.user, P.INVITE_TO_ORGANISATION, organisation=organisation)
    return Place(organisation=organisation)


def place_url_after_invite(request: HttpRequest, place: Place) -> str:
    """Back to the people, or to the organisation's page for who may not see its people."""
    organisation = place.organisation
    if organisation and not access.permitted(
        request.user, P.INVITE_TO_ORGANISATION, organisation=organisation
    ):
        return reverse("organisation", args=[organisation.slug])
    return place.url("people")


@require_http_methods(["GET", "POST"])
def end_posting(
    request: HttpRequest, pk: int, code: str | None = None, slug: str | None = None
) -> HttpResponse:
    """Now, or with a last day."""
    place = place_at(request, code, slug)
    posting = get_visible_or_404(Posting, request.user, pk=pk, **place.target, role__in=place.roles)
    if Role(posting.role) not in access.standing_of(request.user).grantable(**place.target):
        raise NotPermitted(
            "Your role does not include ending somebody’s access. You may be able to stop it at once."
        )
    form = EndPostingForm(request.POST or None, initial={"last_day": posting.ends_on})
    if request.method == "POST":
        ended = attempt(
            form,
            lambda: postings.end_posting(
                by=request.user, posting=posting, last_day=form.cleaned_data["last_day"]
            ),
        )
        if ended:
            messages.success(request, sentence_after_end(ended))
            return redirect(place.url("people"))
    return form_page(
        request, form, f"End the access of {posting.user}",
        crumbs=[*place.crumbs, ("People", place.url("people"))], caption=place.caption,
        facts=[
            ("Role", posting.get_role_display()),
            ("Where", posting.place),
            ("Since", day(posting.begins_on)),
            ("Last day", day(posting.ends_on) if posting.ends_on else "no end set"),
        ],
    )  # fmt: skip


def sentence_after_end(posting: Posting) -> str:
    if posting.ended_at:
        return f"{posting.user} no longer has access as {posting.get_role_display().lower()}."
    return f"{posting.user} has access until the end of {day(posting.ends_on)}."


def invitation_at(request: HttpRequest, place: Place, pk: int) -> Invitation:
    return get_visible_or_404(Invitation, request.user, pk=pk, **place.target, role__in=place.roles)


@require_POST
def cancel_invitation(
    request: HttpRequest, pk: int, code: str | None = None, slug: str | None = None
) -> HttpResponse:
    place = place_to_manage(request, code, slug)
    invitation = invitation_at(request, place, pk)
    return press(
        request, lambda: invitations.cancel_invitation(by=request.user, invitation=invitation),
        f"The invitation to {invitation.email} was taken back. Its link works no more.",
        place_url_after_invite(request, place),
    )  # fmt: skip


@require_POST
def send_invitation_again(
    request: HttpRequest, pk: int, code: str | None = None, slug: str | None = None
) -> HttpResponse:
    place = place_to_manage(request, code, slug)
    invitation = invitation_at(request, place, pk)
    return press(
        request, lambda: invitations.send_invitation_again(by=request.user, invitation=invitation),
        f"A new link goes to {invitation.email}. The earlier one works no more.",
        place_url_after_invite(request, place),
    )  # fmt: skip


def place_to_manage(request: HttpRequest, code: str | None, slug: str | None) -> Place:
    """As `place_to_invite`; but who invited a first manager still finds that invitation."""
    if slug:
        return Place(organisation=organisation_at(request, slug))
    return place_to_invite(request, code, slug)
