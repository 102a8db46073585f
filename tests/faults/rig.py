"""The whole post: Redis, two Celery workers, the clock and a mail server, each a process that may be killed.

They use the database of the tests, which keeps what is written; PostgreSQL is the one of the test run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

import psutil
from django.db import connection

from coordination.celery import app
from coordination.configuration import CHECKOUT, VARIABLES
from coordination.machine import processes, redis_server
from tests.servers import POSTGRES_PORT

WORKERS: Final = 2
SECONDS_TO_ANSWER: Final = 60


class Rig:
    """A context manager that leaves no process behind. `variables` are settings of the portal."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.redis_port, self.mail_port = processes.free_port(), processes.free_port()
        self.redis_url = f"redis://127.0.0.1:{self.redis_port}/0"
        self.log, self.mood = folder / "taken.log", folder / "mood"
        (folder / "data").mkdir()
        self.log.touch()
        self.mood.write_text("takes")
        ours = {variable.name for variable in VARIABLES} | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
        self.environment = {k: v for k, v in os.environ.items() if k not in ours} | {
            "DJANGO_SETTINGS_MODULE": "coordination.settings",
            "DATABASE_URL": f"postgresql://portal@127.0.0.1:{POSTGRES_PORT}/{connection.settings_dict['NAME']}",
            "REDIS_URL": self.redis_url,
            "DATA_DIR": str(folder / "data"),
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DEFAULT_FROM_EMAIL": "portal@example.org",
            "MAIL_PER_MINUTE": "1000000",
            "MAIL_LANES": str(WORKERS),
            "MAIL_LANE_SECONDS": "5",
            "WORKER_GIVES_WAY": "no",
            **variables,
        }
        self.redis: subprocess.Popen[bytes] | None = None
        self.others: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.killed = 0

    def __enter__(self) -> Rig:
        try:
            self.start_redis()
            server = [sys.executable, "-m", "tests.faults.mail_server", str(self.mail_port)]
            self.others.append(self.start([*server, str(self.log), str(self.mood)], "mail"))
            for _ in range(WORKERS):
                self.start_worker()
            self.wait_for(lambda: not processes.port_is_free("127.0.0.1", self.mail_port), "the mail server")
            self.wait_for(lambda: self.said("worker").count(" ready.") >= WORKERS, "the workers")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        for process in [*self.workers, *self.others]:
            processes.stop(process, number=signal.SIGKILL)
        if self.redis:
            processes.stop(self.redis)

    def start(self, command: list[str], name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as output:
            return processes.start(command, output=output, environment=self.environment, folder=CHECKOUT)

    def start_redis(self) -> None:
        folder = self.folder / "redis"
        folder.mkdir(exist_ok=True)
        self.redis = redis_server.start_for_tests(folder, self.redis_port)

    def start_worker(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "coordination", "worker", "--concurrency", "1"]
        name = f"worker{len(self.workers)}@tests"
        quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "--hostname", name]
        self.workers.append(self.start([*celery, *quiet], "worker"))

    def start_clock(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "coordination", "beat"]
        clock = self.start([*celery, "--pidfile=", "--loglevel", "INFO"], "beat")
        self.others.append(clock)
        self.wait_for(lambda: "beat: Starting" in self.said("beat"), "the clock")
        assert clock.poll() is None, self.said("beat")

    def said(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def queue(self, name: str) -> None:
        """As a page or the clock would; a broker that is away is no fault of the test."""
        try:
            with app.connection_for_write(self.redis_url) as broker:
                app.send_task(name, connection=broker, retry=False)
        except Exception as error:
            if "refused" not in str(error).lower():
                raise

    def kill_a_sender(self) -> None:
        """SIGKILL to the process of a worker that sends; Celery itself starts another in its place."""
        sending = [child for worker in self.living() for child in psutil.Process(worker.pid).children()]
        busiest = max(sending, key=lambda child: sum(child.cpu_times()[:2]))
        busiest.send_signal(signal.SIGKILL)
        self.killed += 1

    def kill_a_worker(self) -> None:
        """SIGKILL to a whole worker; another is started, as the supervisor does."""
        worker = self.living()[0]
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.killed += 1
        self.start_worker()

    def restart_redis(self) -> None:
        assert self.redis
        processes.stop(self.redis, number=signal.SIGKILL)
        time.sleep(1)
        self.start_redis()

    def living(self) -> list[subprocess.Popen[bytes]]:
        return [worker for worker in self.workers if worker.poll() is None]

    def memory(self) -> int:
        """The most that any process that sends has held so far, in bytes."""
        children = [child for worker in self.living() for child in psutil.Process(worker.pid).children()]
        return max(most_memory(child.pid) for child in children)

    def taken(self) -> list[tuple[str, str]]:
        """(recipient, Message-ID) of each mail that the server took, out of its own log."""
        return [(to, identity) for to, identity in map(str.split, self.log.read_text().splitlines())]

    def count(self) -> int:
        return self.log.read_bytes().count(b"\n")

    def wait_for(self, ready: Callable[[], bool], what: str, seconds: float = SECONDS_TO_ANSWER) -> None:
        if not processes.wait_until(ready, seconds=seconds, pause=0.1):
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.\n{self.said('worker')[-4000:]}")


def most_memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM:")]
    return int(peak.split()[1]) * 1024
