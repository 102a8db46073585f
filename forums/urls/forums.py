from __future__ import annotations

from django.urls import URLPattern, path

from forums.views import (
    forum,
    forum_files,
    forum_members,
    forums,
    representatives,
    representatives_coverage,
)

HERE = "prisons/<prison:code>/forums/<int:pk>/"
ROLES = "prisons/<prison:code>/representatives/"

urlpatterns: list[URLPattern] = [
    path("forums/", forums.own_forums, name="own_forums"),
    path("prisons/<prison:code>/forums/", forums.forums, name="forums"),
    path("prisons/<prison:code>/forums/begin/", forums.add_forum, name="add_forum"),
    path(HERE, forum.forum, name="forum"),
    path(f"{HERE}change/", forum.change_forum, name="change_forum"),
    path(f"{HERE}end/", forum.end_forum, name="end_forum"),
    path(f"{HERE}members/add/", forum_members.add_forum_member, name="add_forum_member"),
    path(f"{HERE}members/<int:member_pk>/", forum_members.change_forum_member, name="change_forum_member"),
    path(
        f"{HERE}members/<int:member_pk>/end/", forum_members.end_forum_membership, name="end_forum_membership"
    ),
    path(f"{HERE}papers/add/", forum_files.add_forum_file, name="add_forum_file"),
    path(f"{HERE}papers/<int:file_pk>/", forum_files.forum_file, name="forum_file"),
    path(f"{HERE}papers/<int:file_pk>/remove/", forum_files.remove_forum_file, name="remove_forum_file"),
    path(ROLES, representatives.representatives, name="representatives"),
    path(f"{ROLES}add/", representatives.add_representative, name="add_representative"),
    path(f"{ROLES}coverage/", representatives_coverage.coverage, name="representatives_coverage"),
    path(f"{ROLES}<int:pk>/", representatives.change_representative, name="change_representative"),
    path(f"{ROLES}<int:pk>/end/", representatives.end_representative, name="end_representative"),
]
