"""Who belongs to a forum: added, written to elsewhere, and gone."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.forms.base import PortalForm
from coordination.forms.people import ConfirmForm
from coordination.models import Organisation, User
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from forums import policies
from forums.actions import forums as actions
from forums.forms.forums import LettersForm, OrganisationsForm, PersonForm, StaffRoleForm
from forums.models import ForumMember
from forums.views.forum_here import Here, forum_at, member_at

ORGANISATIONS, PERSON, ROLE = "organisations", "person", "role"
TABS: Final = {
    ORGANISATIONS: "Organisations",
    PERSON: "Somebody with an account",
    ROLE: "A role among the staff",
}
OTHERWISE: Final = {
    "organisation": "Leave it empty to write to the organisation’s managers.",
    "user": "Leave it empty to write to the e-mail address of the account.",
    "role": "Leave it empty if nobody is to be written to.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def add_forum_member(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Of three kinds, each with a small form of its own: `?who=`."""
    here = forum_at(request, code, pk, P.MANAGE_FORUMS)
    who = request.GET.get("who", ORGANISATIONS)
    who = who if who in TABS else ORGANISATIONS
    form = _form(request, here, who)
    if request.method == "POST":
        added = attempt(form, lambda: _add(request, here, form))
        if added:
            messages.success(request, _added_in_words(added))
            return redirect(here.forum)
    form.cancel_url = here.forum.get_absolute_url()
    path = reverse("add_forum_member", args=[code, pk])
    context = {
        "forum": here.forum,
        "crumbs": here.crumbs_below,
        "form": form,
        "nothing_left": not form.fields,
        "tabs": [
            {"label": label, "url": f"{path}?who={key}", "current": key == who} for key, label in TABS.items()
        ],
    }
    return TemplateResponse(request, "forums/forums/add_member.html", context)


def _form(request: HttpRequest, here: Here, who: str) -> Any:
    data = request.POST if request.method == "POST" else None
    members = ForumMember.objects.visible_to(request.user).filter(forum=here.forum, until=None)
    if who == ROLE:
        return StaffRoleForm(data)
    if who == PERSON:
        people = policies.people_with_access_at(here.forum.prison) & User.objects.visible_to(request.user)
        belongs = members.exclude(user=None).values("user")
        return PersonForm(data, people=people.exclude(pk__in=belongs).order_by("name", "pk"))
    there = members.exclude(organisation=None).values("organisation")
    known = policies.organisations_known_at(here.forum.prison).exclude(pk__in=there)
    others = Organisation.objects.visible_to(request.user).exclude(pk__in=there)
    return OrganisationsForm(
        data, known=known, others=others.exclude(pk__in=known.order_by().values("pk")).order_by("name", "pk")
    )


def _add(request: HttpRequest, here: Here, form: PortalForm) -> list[ForumMember]:
    if isinstance(form, OrganisationsForm):
        return actions.add_organisations(by=request.user, forum=here.forum, organisations=form.chosen())
    return [actions.add_member(by=request.user, forum=here.forum, **form.cleaned_data)]


def _added_in_words(added: list[ForumMember]) -> str:
    if len(added) == 1:
        return f"{added[0]} belongs to the forum."
    return f"{len(added)} organisations belong to the forum now."


@require_http_methods(["GET", "HEAD", "POST"])
def change_forum_member(request: HttpRequest, code: str, pk: int, member_pk: int) -> HttpResponse:
    here, member = member_at(request, code, pk, member_pk)
    kind = "organisation" if member.organisation_id else "user" if member.user_id else "role"
    form = LettersForm(
        request.POST if request.method == "POST" else None, initial={"email": member.email},
        otherwise=OTHERWISE[kind],
    )  # fmt: skip
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_member(by=request.user, member=member, email=form.cleaned_data["email"]),
    ):
        messages.success(request, "Saved. The next invitation goes there.")
        return redirect(here.forum)
    return form_page(
        request, form, "Where invitations go", crumbs=here.crumbs_below, caption=f"{member}, {here.forum}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_forum_membership(request: HttpRequest, code: str, pk: int, member_pk: int) -> HttpResponse:
    here, member = member_at(request, code, pk, member_pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="End the membership")
    if request.method == "POST" and attempt(
        form, lambda: actions.end_membership(by=request.user, member=member)
    ):
        messages.success(request, f"{member} belongs to the forum until the end of today.")
        return redirect(here.forum)
    return form_page(
        request, form, f"End the membership of {member}?", crumbs=here.crumbs_below, caption=here.forum.name,
        paragraphs=[
            "Today is the last day. From tomorrow on there are no more invitations, and the forum’s pages are closed"
            " to them. What they raised and promised stays.",
        ],
    )  # fmt: skip
