"""Background work: the queue is real, and the clock knows every job that an app offers."""

from types import SimpleNamespace

from celery import current_app

from coordination import offers
from coordination.celery import OfferedJobs, app


def test_every_process_knows_the_same_application():
    assert current_app.main == app.main == "coordination"


def test_the_clock_takes_its_jobs_from_the_apps(monkeypatch, tmp_path):
    entry = {"task": "directory.remind", "schedule": 60.0}
    monkeypatch.setattr(offers, "offers", lambda name: [SimpleNamespace(SCHEDULE={name: entry})])
    clock = OfferedJobs(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    clock.setup_schedule()
    try:
        assert clock.schedule["schedule"].task == "directory.remind"
    finally:
        clock.close()
        app.conf.beat_schedule = {}


def test_each_job_of_the_clock_is_a_task_that_exists():
    app.loader.import_default_modules()
    entries = [entry for module in offers.offers("schedule") for entry in module.SCHEDULE.values()]
    assert {entry["task"] for entry in entries} <= set(app.tasks)
