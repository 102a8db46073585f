"""The forum that an address names, as whoever looks after the prison finds it, or as a member."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from coordination import access
from coordination.access import Standing, standing_of
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of
from forums.models import Forum, ForumMember


@dataclass(frozen=True)
class Here:
    forum: Forum
    standing: Standing
    looks_after: bool
    keeps: bool

    @property
    def crumbs(self) -> list[Crumb]:
        """To the list in which one found it: the prison's own page is for those who look after it."""
        prison = self.forum.prison
        if self.looks_after:
            return [*crumbs_of(prison), ("Forums", reverse("forums", args=[prison.code]))]
        return [*crumbs_of(), ("Your forums", reverse("own_forums"))]

    @property
    def crumbs_below(self) -> list[Crumb]:
        return [*self.crumbs, (self.forum.name, self.forum.get_absolute_url())]


def forum_at(request: HttpRequest, code: str, pk: int, permission: P | None = None) -> Here:
    """404 for a forum that the user may not know of or that is at another prison, 403 where the role is not enough."""
    rows = Forum.objects.visible_to(request.user).select_related("prison", "chair_organisation")
    forum = rows.filter(prison__code=code, pk=pk).first()
    if forum is None:
        raise Http404
    if permission:
        access.require(request.user, permission, prison=forum.prison)
    standing = standing_of(request.user)
    looks_after = standing.may(P.VIEW_FORUMS, prison=forum.prison)
    if looks_after:
        request.prison_here = forum.prison  # The bar at the top need not ask again.
    return Here(forum, standing, looks_after, standing.may(P.MANAGE_FORUMS, prison=forum.prison))


def member_at(request: HttpRequest, code: str, pk: int, member_pk: int) -> tuple[Here, ForumMember]:
    here = forum_at(request, code, pk, P.MANAGE_FORUMS)
    rows = ForumMember.objects.visible_to(request.user).select_related(
        "forum__prison", "organisation", "user"
    )
    member = rows.filter(forum=here.forum, pk=member_pk).first()
    if member is None:
        raise Http404
    return here, member
