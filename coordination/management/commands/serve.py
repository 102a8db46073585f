"""`manage.py serve`: the whole portal on one machine, until Ctrl-C.

Redis first (its own, unless REDIS_URL names one), then migrations and, in a new database, demonstration data
or the first coordinator; then web, worker and beat under one supervisor.
"""

from __future__ import annotations

import argparse
import http
import os
import shutil
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from coordination.machine import processes, redis_server, welcome
from coordination.machine.lock import AlreadyRunning, FolderLock
from coordination.machine.supervisor import CannotGoOn, Child, Supervisor
from coordination.models import Installation, User

SECONDS_TO_FINISH = 20.0


class Command(BaseCommand):
    help = "Serve the portal on this machine: Redis, web, worker and beat, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--first-coordinator",
            action="store_true",
            help="Where there is no coordinator yet, ask for the first one before the portal opens.",
        )
        parser.add_argument("--email", default="", help="E-mail address of the first coordinator.")
        parser.add_argument("--name", default="", help="Name of the first coordinator.")
        parser.add_argument(
            "--prison", default="", help="Three-letter code of the first coordinator's prison."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        configuration = settings.CONFIGURATION
        self.host, self.port = configuration["BIND"], configuration.number("PORT")
        self.address = f"http://{'localhost' if self.host == '127.0.0.1' else self.host}:{self.port}"
        self.take_folder_and_port()
        self.supervisor = Supervisor(
            logs=settings.DATA_DIR / "logs",
            environment=os.environ | {"PYTHONUNBUFFERED": "1"},
            folder=settings.BASE_DIR,
            say=self.say,
        )
        self.preparing = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.asked_to_stop)
        try:
            self.serve(options)
        except KeyboardInterrupt:
            pass  # Broken off while preparing: the database rolls back, and there is nobody to ask any more.
        except (CannotGoOn, redis_server.RedisMissing) as reason:
            raise SystemExit(str(reason)) from None
        finally:
            self.supervisor.stop()
            self.remove_socket_folder()
        self.say("The portal has stopped.")

    def asked_to_stop(self, number: int, frame: Any) -> None:
        """A question waiting for its answer is broken off; processes that run are ended in order."""
        if self.preparing:
            self.preparing = False
            raise KeyboardInterrupt
        self.supervisor.stop_soon()

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def take_folder_and_port(self) -> None:
        """Make the data folder and hold it; SystemExit when another portal or program is there already."""
        folder = settings.DATA_DIR
        try:
            for each in (folder, folder / "logs", folder / "mail", folder / "media"):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.lock = FolderLock(folder)
            self.lock.take(f"{self.address} (process {os.getpid()})")
        except AlreadyRunning as other:
            raise SystemExit(
                f"The portal already runs at {other.holder} with its data in {folder}. "
                "Use that one, stop it with Ctrl-C, or name another folder and port: "
                "make run DATA_DIR=/other/folder PORT=8001"
            ) from None
        except OSError as reason:
            raise SystemExit(
                f"The data folder {folder} cannot be used ({reason.strerror}). "
                "Name another: make run DATA_DIR=/other/folder"
            ) from None
        if not processes.port_is_free(self.host, self.port):
            raise SystemExit(
                f"Port {self.port} is used by another program. Stop it, or choose another port: "
                f"make run PORT={self.port + 1}"
            )

    def serve(self, options: dict[str, Any]) -> None:
        if not settings.CONFIGURATION["REDIS_URL"]:
            self.start_redis()
        self.prepare_database(options)
        self.preparing = False
        for child in (self.web(), self.worker(), self.beat()):
            if self.supervisor.stopping:
                return
            ready = self.web_answers if child.name == "web" else None
            self.supervisor.start(child, ready=ready)
        self.say(welcome.text(self.address, demonstration=Installation.is_demonstration()))
        connections.close_all()
        self.supervisor.watch()
        self.say(
            f"Stopping. An edition that is being printed gets {SECONDS_TO_FINISH:.0f} seconds to finish; "
            "Ctrl-C again ends it now."
        )

    def start_redis(self) -> None:
        path = settings.CONFIGURATION.redis_socket
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = redis_server.command_line(
            redis_server.find_redis_server(), folder=settings.DATA_DIR, socket_path=path
        )
        self.supervisor.start(Child("redis", command), ready=lambda: redis_server.answers(path))

    def remove_socket_folder(self) -> None:
        """Leave no folder behind where the socket had to be put outside the data folder."""
        folder = settings.CONFIGURATION.redis_socket.parent
        if folder != settings.DATA_DIR:
            shutil.rmtree(folder, ignore_errors=True)

    def prepare_database(self, options: dict[str, Any]) -> None:
        """Migrate, and fill a new database as asked."""
        call_command("migrate", interactive=False, verbosity=0)
        new = not User.objects.exists() and not Installation.objects.exists()
        if new and settings.CONFIGURATION["SEED"] == "demo":
            self.say("Filling the new database with demonstration data ...")
            call_command("seed_demo", stdout=self.stdout)
        elif options["first_coordinator"]:
            given = {name: options[name] for name in ("email", "name", "prison") if options[name]}
            call_command("first_coordinator", if_missing=True, stdout=self.stdout, **given)

    def web_answers(self) -> bool:
        status = welcome.status_of(self.host, self.port, "/accounts/login/")
        return status is not None and status < http.HTTPStatus.INTERNAL_SERVER_ERROR

    def web(self) -> Child:
        configuration = settings.CONFIGURATION
        command = [
            *(sys.executable, "-m", "gunicorn", "coordination.wsgi"),
            *(
                "--bind",
                f"{self.host}:{self.port}",
                "--worker-class",
                "gthread",
                "--preload",
                "--no-control-socket",
            ),
            *("--workers", configuration["WEB_PROCESSES"], "--threads", configuration["WEB_THREADS"]),
            *(
                "--timeout",
                "60",
                "--graceful-timeout",
                "5",
                "--log-level",
                configuration["LOG_LEVEL"].lower(),
            ),
        ]
        return Child("web", command)

    def worker(self) -> Child:
        processes_wanted = settings.CONFIGURATION["WORKER_PROCESSES"]
        return Child(
            "worker",
            [*self.celery(), "worker", "--concurrency", processes_wanted, *QUIET],
            grace=SECONDS_TO_FINISH,
        )

    def beat(self) -> Child:
        return Child(
            "beat", [*self.celery(), "beat", "--pidfile=", "--loglevel", settings.CONFIGURATION["LOG_LEVEL"]]
        )

    @staticmethod
    def celery() -> list[str]:
        return [sys.executable, "-m", "celery", "-A", "coordination"]


QUIET = ("--without-gossip", "--without-mingle", "--loglevel", settings.CONFIGURATION["LOG_LEVEL"])
