"""What gunicorn serves."""

import os

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from coordination.settings import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

application = get_wsgi_application()
# Imports every view now, so that the first visitors after a start do not wait for it while holding locks.
get_resolver().url_patterns  # noqa: B018


def refuse_demonstration() -> None:
    """In production a database that was seeded as a demonstration is not served (coordination/checks.py)."""
    if not settings.PRODUCTION:
        return
    found = run_checks(tags=[Tags.database], databases=["default"])
    # Workers are forked from this process and open connections of their own.
    connections.close_all()
    if serious := [f"{each.msg} {each.hint or ''}".strip() for each in found if each.is_serious()]:
        refuse_to_start(serious)


refuse_demonstration()
