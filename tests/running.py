"""The portal as its users meet it: real processes under the real supervisor, on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from coordination.configuration import CHECKOUT, VARIABLES
from coordination.machine import processes, welcome

SECONDS_TO_START = 240


class RunningPortal:
    """`manage.py serve` in a data folder of its own; a context manager that leaves no process behind.

    Without `database_url` it is the embedded default: SQLite, and a Redis of its own.
    """

    def __init__(self, folder: Path, *arguments: str, port: int | None = None, **variables: str) -> None:
        self.folder = folder
        self.arguments = arguments
        self.port = port or processes.free_port()
        self.url = f"http://localhost:{self.port}"
        self.output = folder.with_name(folder.name + ".output")
        ours = {variable.name for variable in VARIABLES}
        ours.add("DJANGO_ALLOW_ASYNC_UNSAFE")  # only for the test process
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        own = {"DATA_DIR": str(folder), "PORT": str(self.port), "WORKER_GIVES_WAY": "no"}
        self.environment = inherited | own | variables
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RunningPortal:
        if not (CHECKOUT / "build" / "collected").exists():
            raise RuntimeError("The front-end files are not built. `make test` builds them.")
        with self.output.open("wb") as output:
            command = [sys.executable, "manage.py", "serve", *self.arguments]
            self.process = processes.start(
                command, output=output, environment=self.environment, folder=CHECKOUT
            )
        if not processes.wait_until(lambda: self.has_ended() or self.is_ready(), seconds=SECONDS_TO_START):
            self.stop()
            raise TimeoutError(self.said())
        if self.has_ended():
            raise RuntimeError(self.said())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send the signal, wait for the end and return the exit status."""
        assert self.process
        processes.stop(self.process, number=number, grace=60)
        return self.process.returncode

    def is_ready(self) -> bool:
        return "Ctrl-C stops everything." in self.said()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def said(self) -> str:
        """What the terminal would show."""
        return self.output.read_text()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against this portal's database and return what it did."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def status_of(self, path: str) -> int | None:
        return welcome.status_of("127.0.0.1", self.port, path)
