"""When the jobs of forums run."""

from celery.schedules import crontab

SCHEDULE = {
    "forums.queue_untold_ideas": {
        "task": "forums.queue_untold_ideas",
        "schedule": crontab(minute="8-59/10"),
    },
    # Asked for every hour, done once a day.
    "forums.sweep_files": {"task": "forums.sweep_files", "schedule": crontab(minute="44")},
    "forums.queue_untold_actions": {
        "task": "forums.queue_untold_actions",
        "schedule": crontab(minute="2-59/10"),
    },
    # A meeting begins without anybody pressing a button: what is open comes onto the agenda after it.
    "forums.carry_forward": {"task": "forums.carry_forward", "schedule": crontab(minute="12")},
    "forums.queue_unsent_meetings": {
        "task": "forums.queue_unsent_meetings",
        "schedule": crontab(minute="4-59/10"),
    },
    "forums.queue_untold_minutes": {
        "task": "forums.queue_untold_minutes",
        "schedule": crontab(minute="6-59/10"),
    },
}
