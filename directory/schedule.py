"""When the directory's jobs run."""

from celery.schedules import crontab

SCHEDULE = {
    "directory.sweep_editions": {"task": "directory.sweep_editions", "schedule": 60.0},
    # Asked for every hour, done once a day.
    "directory.sweep_files": {"task": "directory.sweep_files", "schedule": crontab(minute="47")},
    # By day, so that nobody's phone rings at night; a letter that was lost leaves with the next sweep.
    "directory.remind_to_confirm": {
        "task": "directory.remind_to_confirm",
        "schedule": crontab(minute="41", hour="7-18"),
    },
    "directory.send_confirmation_reminders": {
        "task": "directory.send_confirmation_reminders",
        "schedule": crontab(minute="*/10"),
    },
    "directory.sweep_imports": {"task": "directory.sweep_imports", "schedule": 60.0},
    "directory.clear_imports": {"task": "directory.clear_imports", "schedule": crontab(minute="37")},
    "directory.rebuild_search": {"task": "directory.rebuild_search", "schedule": crontab(minute="23")},
}
