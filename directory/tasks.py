"""Background work of the directory; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from coordination.access import SYSTEM
from coordination.tasks import TRY_AGAIN
from directory.actions import import_rows, indexing, lost_files, reminding, rendering, telling


@shared_task(name="directory.render_edition")
def render_edition(edition_pk: int) -> bool:
    return rendering.render_edition(by=SYSTEM, pk=edition_pk)


@shared_task(name="directory.render_notice")
def render_notice(edition_pk: int) -> bool:
    """A take-down notice: before every directory that waits."""
    return rendering.render_edition(by=SYSTEM, pk=edition_pk)


@shared_task(name="directory.sweep_editions")
def sweep_editions() -> int:
    return rendering.sweep_editions(by=SYSTEM)


@shared_task(name="directory.sweep_files")
def sweep_files() -> bool:
    return lost_files.sweep_daily()


@shared_task(name="directory.tell_coordinators", **TRY_AGAIN)
def tell_coordinators(revision_pk: int) -> int:
    return telling.tell_coordinators(revision_pk)


@shared_task(name="directory.tell_organisation", **TRY_AGAIN)
def tell_organisation(revision_pk: int) -> int:
    return telling.tell_organisation(revision_pk)


@shared_task(name="directory.tell_organisation_withdrawn", **TRY_AGAIN)
def tell_organisation_withdrawn(listing_pk: int) -> int:
    return telling.tell_organisation_withdrawn(listing_pk)


@shared_task(name="directory.tell_of_correction", **TRY_AGAIN)
def tell_of_correction(correction_pk: int) -> int:
    return telling.tell_of_correction(correction_pk)


@shared_task(name="directory.remind_to_confirm")
def remind_to_confirm() -> bool:
    return reminding.remind_daily()


@shared_task(name="directory.send_confirmation_reminders", **TRY_AGAIN)
def send_confirmation_reminders() -> int:
    return reminding.send_reminders()


@shared_task(name="directory.run_import")
def run_import(run_pk: int) -> bool:
    """Some hundred rows of an import; the rest is queued anew."""
    return import_rows.go_on(pk=run_pk)


@shared_task(name="directory.sweep_imports")
def sweep_imports() -> int:
    return import_rows.sweep_imports(by=SYSTEM)


@shared_task(name="directory.clear_imports")
def clear_imports() -> bool:
    return import_rows.clear_imports_daily()


@shared_task(name="directory.index_organisation")
def index_organisation(organisation_pk: int) -> int:
    return indexing.index_organisation(organisation_pk)


@shared_task(name="directory.index_prison")
def index_prison(prison_pk: int) -> int:
    return indexing.index_prison(prison_pk)


@shared_task(name="directory.rebuild_search")
def rebuild_search() -> bool:
    return indexing.rebuild_search_daily()
