"""Who may open the pages about meetings at a prison, and the meeting that an address names."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from coordination import access
from coordination.access import Standing, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from forums.models import Forum, Meeting


@dataclass(frozen=True)
class Here:
    """A prison's meetings as one user finds them: as whoever looks after it, or as a member of a forum."""

    prison: Prison
    standing: Standing
    looks_after: bool
    keeps: bool

    @property
    def caption(self) -> str:
        return self.prison.name

    @property
    def below_meetings(self) -> list[Crumb]:
        """The prison's own page is for those who look after it."""
        first = crumbs_of(self.prison) if self.looks_after else crumbs_of()
        return [*first, ("Meetings", reverse("meetings", args=[self.prison.code]))]


def meetings_at(request: HttpRequest, code: str, permission: P | None = None) -> Here:
    """For whoever looks after the prison or belongs to a forum there. 404 for strangers, 403 for other staff."""
    here = _here(request, code)
    if permission:
        access.require(request.user, permission, prison=here.prison)
    return here


def _here(request: HttpRequest, code: str) -> Here:
    standing = standing_of(request.user)
    forum = Forum.objects.visible_to(request.user).filter(prison__code=code).select_related("prison").first()
    prison = forum.prison if forum else prison_at(request, code, P.VIEW_FORUMS)
    looks_after = standing.may(P.VIEW_FORUMS, prison=prison)
    if looks_after:
        request.prison_here = prison  # The bar at the top need not ask again.
    return Here(prison, standing, looks_after, standing.may(P.MANAGE_FORUMS, prison=prison))


def meeting_at(request: HttpRequest, code: str, pk: int, permission: P | None = None) -> tuple[Here, Meeting]:
    here = _here(request, code)
    rows = Meeting.objects.visible_to(request.user).filter(forum__prison=here.prison)
    meeting = rows.select_related("forum__prison").filter(pk=pk).first()
    if meeting is None:
        raise Http404
    if permission:
        access.require(request.user, permission, prison=here.prison)
    return here, meeting


def crumbs_below(here: Here, meeting: Meeting) -> list[Crumb]:
    return [*here.below_meetings, (meeting.name, meeting.get_absolute_url())]
