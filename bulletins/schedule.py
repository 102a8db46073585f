"""When bulletins look for work: sending begins at its minute, and what a dead worker left is found."""

from celery.schedules import crontab

SCHEDULE = {
    "bulletins.look": {"task": "bulletins.look", "schedule": 20.0},
    "bulletins.sweep_papers": {"task": "bulletins.sweep_papers", "schedule": 60.0},
    # Asked for every hour, done once a day.
    "bulletins.clear_old_deliveries": {
        "task": "bulletins.clear_old_deliveries",
        "schedule": crontab(minute="41"),
    },
    "bulletins.sweep_files": {"task": "bulletins.sweep_files", "schedule": crontab(minute="51")},
    "bulletins.clear_unconfirmed": {
        "task": "bulletins.clear_unconfirmed",
        "schedule": crontab(minute="29"),
    },
}
