"""The Celery application: tasks stand in each app's tasks.py, the clock's jobs in each app's schedule.py."""

import os

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import beat_init, worker_init, worker_process_init

from coordination.machine import processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

app = Celery("coordination")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_demonstration(**about: object) -> None:
    """Nor does a worker send its letters, where its pages would not be served."""
    from coordination import checks

    checks.refuse_demonstration()


@worker_process_init.connect
def pages_come_first(**about: object) -> None:
    """Printing takes a whole processor for seconds; pages keep their time because it gives way.

    Tests ask otherwise: they wait for papers beside programs that would always go first.
    """
    if os.environ.get("WORKER_GIVES_WAY", "yes") == "yes":
        processes.give_way()


class OfferedJobs(PersistentScheduler):
    """Beat's clock, with the jobs that the apps offer: `SCHEDULE` in schedule.py, in Celery's own notation.

    Read when beat sets itself up, because only then are the apps loaded.
    """

    def setup_schedule(self) -> None:
        from coordination.offers import offers

        self.app.conf.beat_schedule = {
            name: entry for module in offers("schedule") for name, entry in module.SCHEDULE.items()
        }
        super().setup_schedule()
