"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

application = get_wsgi_application()
# Imports every view now, so that the first visitors after a start do not wait for it while holding locks.
get_resolver().url_patterns  # noqa: B018

from coordination.checks import refuse_demonstration  # noqa: E402  needs the apps

refuse_demonstration()
