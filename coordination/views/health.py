"""For whoever watches the portal: does it live, and has it what it needs? No page says more than that."""

from __future__ import annotations

import logging

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        logger.exception("The database does not answer.")
        return False


def queue_answers() -> bool:
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        return True
    except Exception:
        # The broker's library raises its own, kombu's and the system's errors; any of them means no.
        logger.exception("The queue does not answer.")
        return False


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 where database and queue answer, else 503 with which of the two does not."""
    parts = {"database": database_answers(), "queue": queue_answers()}
    status = 200 if all(parts.values()) else 503
    words = {name: "ok" if answers else "away" for name, answers in parts.items()}
    return JsonResponse({"status": "ok" if status == 200 else "away", **words}, status=status)
