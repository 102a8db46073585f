"""When the jobs about people who come in run."""

from celery.schedules import crontab

SCHEDULE = {
    "inductions.queue_untold": {"task": "inductions.queue_untold", "schedule": crontab(minute="*/10")},
    "inductions.queue_untold_bookings": {
        "task": "inductions.queue_untold_bookings",
        "schedule": crontab(minute="6-59/10"),
    },
    # Asked for every hour, done once a day.
    "inductions.anonymise": {"task": "inductions.anonymise", "schedule": crontab(minute="17")},
    "inductions.sweep_files": {"task": "inductions.sweep_files", "schedule": crontab(minute="41")},
    "inductions.let_lists_go": {"task": "inductions.let_lists_go", "schedule": crontab(minute="53")},
}
