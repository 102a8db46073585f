"""When the directory's jobs run."""

from celery.schedules import crontab

SCHEDULE = {
    "directory.sweep_editions": {"task": "directory.sweep_editions", "schedule": 60.0},
    "directory.sweep_imports": {"task": "directory.sweep_imports", "schedule": 60.0},
    "directory.clear_imports": {"task": "directory.clear_imports", "schedule": crontab(minute="37")},
    "directory.rebuild_search": {"task": "directory.rebuild_search", "schedule": crontab(minute="23")},
}
