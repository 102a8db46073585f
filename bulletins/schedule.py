"""When bulletins look for work: sending begins at its minute, and what a dead worker left is found."""

SCHEDULE = {"bulletins.look": {"task": "bulletins.look", "schedule": 20.0}}
