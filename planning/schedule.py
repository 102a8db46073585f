"""When the jobs of planning run."""

from celery.schedules import crontab

SCHEDULE = {
    "planning.sweep_reports": {"task": "planning.sweep_reports", "schedule": 60.0},
    "planning.queue_owed_letters": {
        "task": "planning.queue_owed_letters",
        "schedule": crontab(minute="9-59/10"),
    },
    # A call closes with its last day; no answer is taken after it, whenever this runs.
    "planning.close_calls": {"task": "planning.close_calls", "schedule": crontab(minute="3")},
}
