"""When the jobs of forums run."""

from celery.schedules import crontab

SCHEDULE = {
    "forums.queue_untold_ideas": {
        "task": "forums.queue_untold_ideas",
        "schedule": crontab(minute="8-59/10"),
    },
    # Asked for every hour, done once a day.
    "forums.sweep_files": {"task": "forums.sweep_files", "schedule": crontab(minute="44")},
}
