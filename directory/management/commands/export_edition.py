"""`manage.py export_edition --prison EXI --edition staff|people --output FILE`: a directory as PDF, without a worker.

The newest edition is given out as long as it still says what is approved; otherwise a new one is made, kept with
its number like any other, and printed in this process.
"""

from __future__ import annotations

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coordination.access import SYSTEM
from coordination.models import Prison
from coordination.policies import Refused
from coordination.private_files import StoreAway
from directory.actions.editions import UNDER_WAY, make_edition
from directory.actions.rendering import render_edition
from directory.editions.review import review
from directory.models import Edition

LONGEST_WAIT_SECONDS: Final = 900
PAUSE_SECONDS: Final = 1


class Command(BaseCommand):
    help = "Write the directory of a prison, for staff or for people in prison, to a PDF file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prison", required=True, metavar="CODE", help="agency code, for example EXI")
        parser.add_argument("--edition", required=True, choices=("staff", "people"))
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, prison: str, edition: str, output: Path, **options: Any) -> None:
        found = Prison.objects.filter(code=prison.upper()).first()
        if found is None:
            raise CommandError(
                f"No prison has the code “{prison}”. Codes have three letters, for example EXI."
            )
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}. Make it first, or name another file.")
        try:
            finish_what_is_under_way(found, edition)
            printed = still_true(found, edition) or self.newly_made(found, edition)
            with default_storage.open(printed.file.name or "") as file, output.open("wb") as target:
                shutil.copyfileobj(file, target)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except StoreAway as away:
            raise CommandError(
                f"The store of files does not answer. Try again in a few minutes. ({away})"
            ) from None
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror or error}.") from error
        self.stdout.write(f"{printed}: {printed.pages} pages, in {output}.")

    def newly_made(self, prison: Prison, kind: str) -> Edition:
        made = make_edition(by=SYSTEM, prison=prison, kind=kind, queue=False)
        render_edition(by=SYSTEM, pk=made.pk)
        made.refresh_from_db()
        if made.state != Edition.State.READY:
            raise CommandError(
                made.problem or "Another process is laying this edition out. Try again in a minute."
            )
        return made


def finish_what_is_under_way(prison: Prison, kind: str) -> None:
    """Prints an edition that waits for a worker, and waits for one that a worker has in hand."""
    waiting = Edition.objects.filter(prison=prison, kind=kind, state__in=UNDER_WAY).first()
    if waiting is None:
        return
    render_edition(by=SYSTEM, pk=waiting.pk)
    give_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    while Edition.objects.filter(pk=waiting.pk, state__in=UNDER_WAY).exists():
        if time.monotonic() > give_up_at:
            raise CommandError(f"{waiting} is still being laid out. Look at the worker, then try again.")
        time.sleep(PAUSE_SECONDS)


def still_true(prison: Prison, kind: str) -> Edition | None:
    """The newest finished edition, if it is in date and one made now would hold the same entries."""
    today = timezone.localdate()
    found = review(prison, kind, today)
    printed = Edition.objects.filter(prison=prison, kind=kind, state=Edition.State.READY)
    newest = printed.select_related("prison").order_by("-number").first()
    changed = any(found.changes[name] for name in ("added", "changed", "removed"))
    if (
        newest is None
        or changed
        or newest.renew_on < today
        or not default_storage.exists(newest.file.name or "")
    ):
        return None
    return newest
