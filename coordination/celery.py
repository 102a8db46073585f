"""The Celery application: tasks are found in each app's tasks.py, times in each app's schedule.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

app = Celery("coordination")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def read_schedule(sender: Celery, **kwargs: object) -> None:
    """Give beat the jobs that coordination.schedule gathers, once the apps are loaded."""
    from django.apps import apps

    if not apps.ready:
        return
    from coordination.schedule import beat_schedule

    sender.conf.beat_schedule = beat_schedule()
