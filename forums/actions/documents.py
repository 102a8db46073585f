"""Papers of a forum: its terms of reference, and what is laid before a meeting. Judged as every file is (ADR 0056)."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.jobs import once_a_day
from coordination.emails import one_line
from coordination.files import checked, delete_on_commit, keep, sweep
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.models import Forum, ForumFile, Meeting

# As `upload_to` of ForumFile has it.
FOLDER: Final = "forums"


@transaction.atomic
def add_file(
    *,
    by: User,
    forum: Forum,
    name: str,
    content: bytes,
    title: str = "",
    meeting: Meeting | None = None,
) -> ForumFile:
    """A paper for the meeting; without one, terms of reference. An empty title is the name of the file.

    Refused, with the sentence, for a forum that has ended and for what a file may not be. Other terms of reference stay
    until they are removed.
    """
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    forum = Forum.objects.select_related("prison").select_for_update(of=("self",)).get(pk=forum.pk)
    policies.check_forum_runs(forum)
    if meeting and meeting.forum_id != forum.pk:
        raise Refused(f"That meeting is not one of “{forum}”. Choose one that is.")
    file = checked(name, content, of_a_person=False)
    title = one_line(title) or file.name.rpartition(".")[0]
    policies.check_words({"title": title})
    row = ForumFile(
        forum=forum, meeting=meeting, kind=ForumFile.Kind.PAPER if meeting else ForumFile.Kind.TERMS,
        title=title[:120], name=file.name, content_type=file.content_type, bytes=len(content),
        content_hash=file.content_hash, stored_at=clock.now(), stored_by=by,
    )  # fmt: skip
    keep(row.file, file)
    row.save()
    audit.record("add_forum_file", by=by, on=row, prison=forum.prison)
    return row


@transaction.atomic
def remove_file(*, by: User, file: ForumFile) -> ForumFile:
    """Off the page, and its content deleted. The row stays and says that there was one."""
    access.require(by, Permission.MANAGE_FORUMS, prison=file.forum.prison)
    rows = ForumFile.objects.select_for_update(of=("self",)).select_related("forum__prison")
    row = rows.get(pk=file.pk)
    if row.removed_at:
        raise Overtaken("This file was removed already. Nothing was changed.")
    storage, stored_as = row.file.storage, str(row.file.name)
    row.removed_at = clock.now()
    row.file = ""
    row.save(update_fields=["removed_at", "file"])
    delete_on_commit(storage, stored_as)
    audit.record("remove_forum_file", by=by, on=row, prison=row.forum.prison)
    return row


def sweep_daily() -> bool:
    return once_a_day("forums.sweep_files", sweep_files)


def sweep_files() -> int:
    """Deletes what a killed process left in the storage without a row. Returns how many."""
    return sweep(FOLDER, lambda name: ForumFile.objects.filter(file=name).exists())
