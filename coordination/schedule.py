"""When coordination's jobs run. The daily one is asked for every hour: a machine that sleeps at night still does it."""

from celery.schedules import crontab

SCHEDULE = {
    "coordination.daily": {"task": "coordination.daily", "schedule": crontab(minute="7")},
    # Not at night: a letter rings on somebody’s phone.
    "coordination.remind": {"task": "coordination.remind", "schedule": crontab(minute="22", hour="7-20")},
    "coordination.queue_unsent_invitations": {
        "task": "coordination.queue_unsent_invitations",
        "schedule": crontab(minute="*/10"),
    },
    "coordination.queue_unsent_registrations": {
        "task": "coordination.queue_unsent_registrations",
        "schedule": crontab(minute="3-59/10"),
    },
}
