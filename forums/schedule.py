"""When the jobs of forums run."""

from celery.schedules import crontab

SCHEDULE = {
    # Asked for every hour, done once a day.
    "forums.sweep_files": {"task": "forums.sweep_files", "schedule": crontab(minute="44")},
}
