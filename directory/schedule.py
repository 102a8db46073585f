"""When the directory's jobs run."""

SCHEDULE = {
    "directory.sweep_editions": {"task": "directory.sweep_editions", "schedule": 60.0},
}
