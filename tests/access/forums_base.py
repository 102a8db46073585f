"""Forums: those of a prison, one's own, their members and papers; and roles that people in prison hold."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from coordination import clock
from forums.actions import documents, representatives
from forums.models import Forum, ForumFile, Representative
from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast
from tests.forums import making
from tests.inductions.handed_in import PDF

LOOK_AFTER = "coordinator governor lead national"
READERS = f"{LOOK_AFTER} manager worker"
LOOK_ON = "governor lead national"
# Also the member organisation's people, who know the forum and keep nothing.
MEMBERS_TOO = f"{LOOK_ON} manager worker"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def forum(cast: Cast) -> list[Any]:
    return ["EXI", making.forum(cast).pk]


def forum_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.forum(cast, elsewhere=True).pk]


def member(cast: Cast) -> list[Any]:
    found = making.forum(cast).members.order_by("pk")[0]
    return ["EXI", found.forum_id, found.pk]


def member_elsewhere(cast: Cast) -> list[Any]:
    there = making.forum(cast, elsewhere=True).members.order_by("pk")[0]
    return ["EXI", making.forum(cast).pk, there.pk]


def paper_of(cast: Cast, elsewhere: bool = False) -> ForumFile:
    return documents.add_file(
        by=making.keeper(cast, elsewhere), forum=making.forum(cast, elsewhere), name="terms.pdf", content=PDF
    )


def paper(cast: Cast) -> list[Any]:
    found = paper_of(cast)
    return ["EXI", found.forum_id, found.pk]


def paper_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.forum(cast).pk, paper_of(cast, elsewhere=True).pk]


def role_of(cast: Cast, elsewhere: bool = False) -> Representative:
    values = {"title": "Directory representative", "opportunity": "directory_editor"}
    return representatives.add_representative(
        by=making.keeper(cast, elsewhere), prison=making.prison(cast, elsewhere), values=values
    )


def role(cast: Cast) -> list[Any]:
    return ["EXI", role_of(cast).pk]


def role_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", role_of(cast, elsewhere=True).pk]


def typed_forum(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Network", "kind": Forum.Kind.NETWORK, "purpose": "We learn of each other.",
        "frequency": Forum.Frequency.QUARTERLY, "items_close_days": 7,
    }  # fmt: skip


def typed_role(cast: Cast) -> dict[str, Any]:
    day = clock.today()
    return {
        "title": "Directory representative", "wing": "whole", "opportunity": "directory_editor", "holders": 1,
        "since_day": day.day, "since_month": day.month, "since_year": day.year,
    }  # fmt: skip


def typed_paper(cast: Cast) -> dict[str, Any]:
    return {"title": "Terms of reference", "file": SimpleUploadedFile("terms.pdf", PDF)}


ROWS = [
    Row("forums", exeter, ok=LOOK_AFTER, forbidden="staff gate"),
    Row("own_forums", ok=SIGNED_IN),
    Row("add_forum", exeter, ok="coordinator", forbidden=f"{LOOK_ON} staff gate"),
    Row("add_forum", exeter, "POST", ok="coordinator", forbidden=f"{LOOK_ON} staff gate", status=302,
        data=typed_forum),
    Row("forum", forum, ok=READERS, crossed=forum_elsewhere),
    Row("change_forum", forum, ok="coordinator", forbidden=MEMBERS_TOO, crossed=forum_elsewhere),
    Row("change_forum", forum, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302, data=typed_forum,
        crossed=forum_elsewhere),
    Row("end_forum", forum, ok="coordinator", forbidden=MEMBERS_TOO, crossed=forum_elsewhere),
    Row("end_forum", forum, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302,
        crossed=forum_elsewhere),
    *(Row("add_forum_member", forum, ok="coordinator", forbidden=MEMBERS_TOO, crossed=forum_elsewhere,
          query=query) for query in ("", "?who=person", "?who=role")),
    Row("add_forum_member", forum, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302,
        crossed=forum_elsewhere, query="?who=role", data=lambda cast: {"staff_role": "Head of education"}),
    Row("change_forum_member", member, ok="coordinator", forbidden=MEMBERS_TOO, crossed=member_elsewhere),
    Row("change_forum_member", member, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302,
        crossed=member_elsewhere, data=lambda cast: {"email": "office@harbour.example.org"}),
    Row("end_forum_membership", member, ok="coordinator", forbidden=MEMBERS_TOO, crossed=member_elsewhere),
    Row("end_forum_membership", member, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302,
        crossed=member_elsewhere),
    Row("add_forum_file", forum, ok="coordinator", forbidden=MEMBERS_TOO, crossed=forum_elsewhere),
    Row("add_forum_file", forum, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302, data=typed_paper,
        crossed=forum_elsewhere),
    Row("forum_file", paper, ok=READERS, crossed=paper_elsewhere),
    Row("remove_forum_file", paper, ok="coordinator", forbidden=MEMBERS_TOO, crossed=paper_elsewhere),
    Row("remove_forum_file", paper, "POST", ok="coordinator", forbidden=MEMBERS_TOO, status=302,
        crossed=paper_elsewhere),
    Row("representatives", exeter, ok=LOOK_AFTER, forbidden="staff gate"),
    Row("representatives_coverage", exeter, ok=LOOK_AFTER, forbidden="staff gate"),
    Row("add_representative", exeter, ok="coordinator", forbidden=f"{LOOK_ON} staff gate"),
    Row("add_representative", exeter, "POST", ok="coordinator", forbidden=f"{LOOK_ON} staff gate", status=302,
        data=typed_role),
    Row("change_representative", role, ok="coordinator", forbidden=LOOK_ON, crossed=role_elsewhere),
    Row("change_representative", role, "POST", ok="coordinator", forbidden=LOOK_ON, status=302, data=typed_role,
        crossed=role_elsewhere),
    Row("end_representative", role, ok="coordinator", forbidden=LOOK_ON, crossed=role_elsewhere),
    Row("end_representative", role, "POST", ok="coordinator", forbidden=LOOK_ON, status=302,
        crossed=role_elsewhere),
]  # fmt: skip
