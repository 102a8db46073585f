"""Reading somebody else's record leaves a trace; a whole record leaves as one file."""

from __future__ import annotations

import json
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from inductions import policies
from inductions.actions.whole_record import sections, stored_files
from inductions.models import Engagement, Person, Placement

logger = logging.getLogger(__name__)
# A record without files is a few kilobytes; one with certificates goes to the disk.
IN_MEMORY: Final = 2 * 1024 * 1024


def stands_in_for(by: User, person: Person) -> tuple[Prison | None, Organisation | None]:
    """Where `by` looks after the person: at a prison, for an organisation, or neither. The audit is read by place."""
    standing = access.standing_of(by)
    placed = Placement.objects.filter(engagement__person=person).select_related("prison")
    here = placed.filter(prison__in=standing.prisons_where(Permission.VIEW_WORKERS)).order_by("-begins_on")
    if found := here.first():
        return found.prison, None
    own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
    engaged = Engagement.objects.filter(person=person, organisation__in=own).select_related("organisation")
    first = engaged.first()
    return None, first.organisation if first else None


@transaction.atomic
def read_person(*, by: User, person: Person) -> None:
    """Writes down that somebody else's record was read. One's own leaves no trace."""
    if person.user_id == by.pk:
        return
    prison, organisation = stands_in_for(by, person)
    audit.record("read_person", by=by, on=person, prison=prison, organisation=organisation)


def may_export(by: User, person: Person) -> bool:
    if person.user_id == by.pk:
        return True
    prisons = access.standing_of(by).prisons_where(Permission.MANAGE_WORKERS)
    return Placement.objects.filter(engagement__person=person, prison__in=prisons).exists()


@transaction.atomic
def export_person(*, by: User, person: Person) -> IO[bytes]:
    """One zip at its beginning: record.json and the files. The caller closes it.

    A person gets everything. A coordinator, who hands it to somebody without an account, gets what they may see:
    what another prison holds is that prison's to hand out, and the file says so.
    """
    if not may_export(by, person):
        raise access.NotPermitted(
            "Only the person, or a coordinator where they work, takes out a whole record."
        )
    policies.check_is_held(person)
    own = person.user_id == by.pk
    prison, organisation = stands_in_for(by, person)
    audit.record("export_person", by=by, on=person, prison=prison, organisation=organisation)
    listed = list(stored_files(by, person, own))
    try:
        files = [row for row in listed if row.file.storage.exists(row.file.name)]
        return _zipped(_record(by, person, own, listed, files), files)
    except OSError as problem:
        logger.exception("The files of a record could not be read")
        raise Refused(
            "The files could not be read just now, so nothing was taken out. Try again in a few minutes; if it happens"
            " again, tell your administrator."
        ) from problem


def _record(by: User, person: Person, own: bool, listed: list[Any], files: list[Any]) -> dict[str, Any]:
    return {
        "made_at": clock.now(),
        "of": person.name,
        "complete": own,
        "note": NOTE_OWN if own else NOTE_OTHERS,
        **sections(by, person, own),
        "files_not_found": [row.name for row in listed if row not in files],
    }


NOTE_OWN: Final = (
    "Everything that the portal holds of you. Other people who signed or recorded something are left out. Whoever"
    " read this record is written down in the audit, which the coordinator reads."
)
NOTE_OTHERS: Final = (
    "What the prison of the coordinator who took this out holds, and what it may see. Other prisons hand out what"
    " they hold themselves. With an account of their own, the person takes out everything."
)


def _zipped(record: dict[str, Any], files: list[Any]) -> IO[bytes]:
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # The caller sends and closes it.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        words = json.dumps(record, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        archive.writestr("record.json", words)
        for row in files:
            with archive.open(f"files/{row.pk} {row.name}", "w", force_zip64=False) as inside:
                for part in _content(row):
                    inside.write(part)
    target.seek(0)
    return target


def _content(row: Any) -> Iterator[bytes]:
    with row.file.open("rb") as stored:
        yield from stored.chunks()
