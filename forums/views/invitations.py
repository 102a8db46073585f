"""Inviting to a meeting; and answering, signed in or with the link of the letter.

Opening the link changes nothing: mail gateways open links. The page says no more than the letter did.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.access import get_visible_or_404
from coordination.lockout import address_of
from coordination.policies import Overtaken, Refused
from coordination.rate_limit import once_more
from coordination.roles import Permission as P
from coordination.views.places import press
from forums.actions import invitations as actions
from forums.actions.invitations import addresses_on_the_day, not_invited
from forums.actions.meeting_letters import belongs
from forums.invitation_links import NoLonger, invitation_in
from forums.models import MeetingInvitation
from forums.views.meeting_here import crumbs_below, meeting_at
from forums.views.meeting_words import Reply, has_begun, when_of

# An office of volunteers shares one address.
FROM_ONE_PLACE: Final = 60
HOUR: Final = 60 * 60
TOO_MANY: Final = "Much was sent from your place in the last hour. Wait an hour, then answer again."
NO_LONGER: Final = (
    "This link works no more: the meeting has begun, or you are not asked to it any more. Ask the voluntary sector"
    " coordinator of the prison."
)
OFF: Final = "This meeting will not take place."
DONE: Final[dict[str, str]] = {
    Reply.COMING: "Thank you. It is written down that you come.",
    Reply.APOLOGIES: "Thank you. Your apologies are written down.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_meeting(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    if request.method == "POST":
        return press(
            request, lambda: actions.invite(by=request.user, meeting=meeting),
            "The letters are on their way.", meeting.get_absolute_url(),
        )  # fmt: skip
    new = not_invited(meeting)
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": meeting,
        "when": when_of(meeting),
        "crumbs": crumbs_below(here, meeting),
        "new": [(str(member), email) for email, member in new.items()],
        "unreachable": [m for m, emails in addresses_on_the_day(meeting).items() if not emails],
        "has_begun": has_begun(meeting),
    }
    return TemplateResponse(request, "forums/meetings/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_reply(request: HttpRequest, code: str, pk: int, invitation_pk: int) -> HttpResponse:
    """By the member whom the letter went to, signed in; or typed in by whoever keeps the forum and was told."""
    here, meeting = meeting_at(request, code, pk)
    invitation: MeetingInvitation = get_visible_or_404(
        MeetingInvitation, request.user, pk=invitation_pk, meeting=meeting
    )
    own = invitation.email == request.user.email.lower()
    if not own:
        access.require(request.user, P.MANAGE_FORUMS, prison=here.prison)
    if request.method == "POST":
        answer, seen = request.POST.get("answer", ""), request.POST.get("seen")
        return press(
            request, lambda: actions.reply(by=request.user, invitation=invitation, answer=answer, seen=seen),
            DONE.get(answer, "") if own else "The answer is written down.", meeting.get_absolute_url(),
        )  # fmt: skip
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": meeting,
        "when": when_of(meeting),
        "crumbs": crumbs_below(here, meeting),
        "invitation": invitation,
        "own": own,
    }
    return TemplateResponse(request, "forums/meetings/reply.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = invitation_in(token)
    except NoLonger:
        return _behind_the_link(request, {"sentence": NO_LONGER}, status=410)
    if invitation is None:
        raise Http404
    meeting = invitation.meeting
    # Who left is told within the hour; until then their link says no more than afterwards.
    if not meeting.is_off and not belongs(invitation, meeting):
        return _behind_the_link(request, {"sentence": NO_LONGER}, status=410)
    context: dict[str, Any] = {
        "name": meeting.name,
        "seen": meeting.calendar_sequence,
        "facts": [
            ("Prison", meeting.forum.prison.name), ("When", when_of(meeting)), ("Where", meeting.place),
            ("For", str(invitation.member)), ("Your answer", invitation.get_reply_display()),
        ],
    }  # fmt: skip
    if meeting.is_off:
        return _behind_the_link(request, {"sentence": OFF}, status=200)
    if request.method == "POST":
        return _answered(request, invitation, token, context)
    return _behind_the_link(request, context, status=200)


def _answered(
    request: HttpRequest, invitation: MeetingInvitation, token: str, context: dict[str, Any]
) -> HttpResponse:
    if not once_more("meeting_answer", address_of(request), at_most=FROM_ONE_PLACE, seconds=HOUR):
        return _behind_the_link(request, context | {"refusal": TOO_MANY}, status=429)
    answer = request.POST.get("answer", "")
    try:
        actions.reply_by_link(invitation=invitation, answer=answer, seen=request.POST.get("seen"))
    except Overtaken as overtaken:
        return _behind_the_link(request, context | {"refusal": str(overtaken)}, status=409)
    except Refused as refused:
        return _behind_the_link(request, context | {"refusal": str(refused)}, status=200)
    messages.success(request, DONE[Reply(answer)])
    return redirect("meeting_invitation", token)


def _behind_the_link(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return TemplateResponse(request, "forums/meetings/invitation.html", context, status=status)
