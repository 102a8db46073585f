"""From a queued edition to a file. State is kept in the row, so a killed worker loses nothing: the clock finds it."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from coordination import access, audit
from coordination.access import System
from coordination.files import take_away
from coordination.private_files import StoreAway
from coordination.publishing import Printed, PrintingUnavailable
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.editions import task_for
from directory.editions import papers
from directory.models import Edition

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
# The layout speaks several times a second; between its steps it may be silent for some ten seconds.
SILENT_FOR: Final = timedelta(minutes=2)
# A message that the broker lost, or that nobody could send, is sent again after this time.
UNTOUCHED_FOR: Final = timedelta(minutes=1)
TELL_EVERY_SECONDS: Final = 1.0


class TakenOver(Exception):
    """The edition was stopped, or given to another worker, while this one worked on it."""


def render_edition(*, by: System, pk: int) -> bool:
    """Prints a queued edition. False where there was nothing to do: somebody else has it, or it was stopped."""
    edition = claim_edition(by=by, pk=pk)
    if edition is None:
        return False
    try:
        printed = papers.print_edition(edition.snapshot, progress=_teller(edition))
        return finish_edition(by=by, edition=edition, printed=printed)
    except TakenOver:
        return False
    except Exception as error:
        logger.exception("Edition %s could not be printed", edition.pk)
        fail_edition(by=by, edition=edition, problem=sentence_for(error))
        return False


@transaction.atomic
def claim_edition(*, by: System, pk: int) -> Edition | None:
    """The edition, if it was waiting; its number of attempts is the token of this claim."""
    waiting = Edition.objects.filter(pk=pk, state=Edition.State.QUEUED)
    claimed = waiting.update(
        state=Edition.State.RENDERING, attempts=F("attempts") + 1, progress=0, progress_at=timezone.now()
    )
    if not claimed:
        return None
    edition = Edition.objects.select_related("prison").get(pk=pk)
    access.require(by, Permission.MAKE_EDITION, prison=edition.prison)
    audit.record("claim_edition", by=by, on=edition, prison=edition.prison)
    return edition


def finish_edition(*, by: System, edition: Edition, printed: Printed) -> bool:
    """Keeps the file and says that it is ready. False where the edition was stopped meanwhile: no file is kept."""
    access.require(by, Permission.MAKE_EDITION, prison=edition.prison)
    name = default_storage.get_available_name(_file_name(edition))
    try:
        name = default_storage.save(name, ContentFile(printed.pdf))
        with transaction.atomic():
            done = _mine(edition).update(
                state=Edition.State.READY,
                progress=100,
                progress_at=timezone.now(),
                file=name,
                pages=printed.pages,
                bytes=len(printed.pdf),
                entry_pages=papers.entry_pages(printed),
            )
            if done:
                audit.record("finish_edition", by=by, on=edition, prison=edition.prison)
    except BaseException:
        # Half a file of a full disk, or a whole one that no row names.
        take_away(default_storage, name)
        raise
    if not done:
        take_away(default_storage, name)
    return bool(done)


@transaction.atomic
def fail_edition(*, by: System, edition: Edition, problem: str) -> None:
    """`problem` is a sentence for the coordinator."""
    access.require(by, Permission.MAKE_EDITION, prison=edition.prison)
    if _mine(edition).update(state=Edition.State.FAILED, problem=problem[:300]):
        audit.record("fail_edition", by=by, on=edition, prison=edition.prison)


@transaction.atomic
def sweep_editions(*, by: System) -> int:
    """Queues again what a dead worker or a lost message left behind; returns how many. Harmless when run twice."""
    now = timezone.now()
    queued = 0
    for edition in Edition.objects.select_related("prison").filter(
        state=Edition.State.RENDERING, progress_at__lt=now - SILENT_FOR
    ):
        if edition.attempts >= MOST_ATTEMPTS:
            fail_edition(
                by=by, edition=edition,
                problem=f"The worker died {MOST_ATTEMPTS} times while it laid this out. Ask your administrator to"
                " look at the machine’s memory, then try again.",
            )  # fmt: skip
            continue
        if _mine(edition).update(state=Edition.State.QUEUED, progress=0, progress_at=now):
            audit.record("requeue_edition", by=by, on=edition, prison=edition.prison)
            queue_on_commit(task_for(edition.kind), edition.pk)
            queued += 1
    untouched = Edition.objects.filter(state=Edition.State.QUEUED, progress_at__lt=now - UNTOUCHED_FOR)
    for pk, kind in list(untouched.values_list("pk", "kind")):
        if Edition.objects.filter(pk=pk, state=Edition.State.QUEUED).update(progress_at=now):
            queue_on_commit(task_for(kind), pk)
            queued += 1
    return queued


def sentence_for(error: Exception) -> str:
    """What the coordinator reads; the whole story is in the worker's log."""
    if isinstance(error, PrintingUnavailable):
        return str(error)
    if isinstance(error, SoftTimeLimitExceeded):
        return (
            "Laying this out took longer than a quarter of an hour. Try again when the machine is less busy."
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk is full, so the file could not be kept. Ask your administrator for room, then try again."
    if isinstance(error, StoreAway):
        return (
            "The store of files did not answer, so the file could not be kept. Try again in a few minutes; if it"
            " happens again, tell your administrator."
        )
    return (
        f"Something went wrong while this was laid out ({type(error).__name__})."
        " Try again; if it happens again, tell your administrator."
    )


def _mine(edition: Edition) -> QuerySet[Edition]:
    """The row, as long as this claim on it holds."""
    return Edition.objects.filter(pk=edition.pk, state=Edition.State.RENDERING, attempts=edition.attempts)


def _teller(edition: Edition) -> Callable[[int], None]:
    """Writes progress to the row, once a second at most. Raises TakenOver when the claim no longer holds."""
    last = [0.0]

    def tell(percent: int) -> None:
        if time.monotonic() - last[0] < TELL_EVERY_SECONDS:
            return
        last[0] = time.monotonic()
        if not _mine(edition).update(progress=min(percent, 99), progress_at=timezone.now()):
            raise TakenOver

    return tell


def _file_name(edition: Edition) -> str:
    return f"editions/{edition.prison.code}-{edition.kind}-{edition.number}.pdf"
