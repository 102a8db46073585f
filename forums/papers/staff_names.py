"""Whose names are kept off the wings of a prison: read before a paper is built, never while it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from coordination.models import Posting
from forums.models import Attendance, Forum, ForumMember


def hidden_names(prison: int, content: dict[str, Any] | None = None) -> list[str]:
    """Of everybody with a posting at the prison or at an organisation that offers something there or belongs to a forum
    of it; of chairs, of who came to its meetings, and of `content` of minutes.

    Without those whose name is marked as public. By length, so that the fuller name is found first.
    """
    belong = ForumMember.objects.filter(forum__prison=prison, organisation__isnull=False)
    working = Q(organisation__services__listings__prison=prison) | Q(
        organisation__in=belong.values("organisation")
    )
    posted = Posting.objects.current().filter(Q(prison=prison) | working)
    named = set(posted.values_list("user__name", flat=True))
    chairs = Forum.objects.filter(prison=prison).exclude(chair_name="")
    came = Attendance.objects.filter(meeting__forum__prison=prison).exclude(name="")
    public = set(chairs.filter(chair_name_is_public=True).values_list("chair_name", flat=True))
    named |= set(chairs.filter(chair_name_is_public=False).values_list("chair_name", flat=True))
    public |= set(came.filter(name_is_public=True).values_list("name", flat=True).distinct())
    named |= set(came.filter(name_is_public=False).values_list("name", flat=True).distinct())
    if content:
        named |= _of_minutes(content)
        public |= _marked_in(content)
    return sorted(named - public, key=lambda name: (-len(name), name))


def _of_minutes(content: dict[str, Any]) -> set[str]:
    actions = [*content["other_actions"], *(each for item in content["items"] for each in item["actions"])]
    owners = {each["owner"] for each in actions if each["owner_is_a_person"]}
    return owners | {row["name"] for row in content["attendance"]} | {content["meeting"]["chair"]}


def _marked_in(content: dict[str, Any]) -> set[str]:
    marked = {row["name"] for row in content["attendance"] if row["name_is_public"]}
    return marked | ({content["meeting"]["chair"]} if content["meeting"]["chair_is_public"] else set())
