"""Background work: the queue is real, and the clock knows every job that an app offers."""

from types import SimpleNamespace

from celery import current_app

from coordination import offers
from coordination.celery import OfferedJobs, app
from tests import servers

REDIS_DATABASE = 8  # one that no other test uses


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


def test_a_letter_and_a_take_down_notice_pass_the_directories_that_wait():
    waiting = ["directory.render_edition", "directory.render_edition", "directory.sweep_editions"]
    urgent = ["directory.render_notice", "coordination.send_invitation"]
    with app.connection_for_read(servers.redis_url(REDIS_DATABASE)) as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        for name in waiting + urgent:
            app.send_task(name, args=(1,), connection=connection)
        met = [queue.get(block=False) for _ in waiting + urgent]
        for message in met:
            message.ack()
    assert [message.headers["task"] for message in met] == [*waiting[2:], *urgent, *waiting[:2]]
