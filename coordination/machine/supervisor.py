"""Starts the portal's processes, keeps them running, and ends them together."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coordination.machine import processes

LARGEST_LOG = 5_000_000
TOO_OFTEN = 5
WITHIN_SECONDS = 60.0


class CannotGoOn(Exception):
    """A process does not start or keeps failing; the message says which, and what its log ends with."""


@dataclass
class Child:
    """One process of the portal. `grace` is how long it may take to finish its work when asked to end."""

    name: str
    command: list[str]
    grace: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    ended_at: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))


class Supervisor:
    """Children in the order they start; they end in reverse, so that the queue outlives the worker."""

    def __init__(
        self, *, logs: Path, environment: dict[str, str], folder: Path, say: Callable[[str], Any]
    ) -> None:
        self.logs = logs
        self.environment = environment
        self.folder = folder
        self.say = say
        self.children: list[Child] = []
        self.stopping = False

    def start(self, child: Child, *, ready: Callable[[], bool] | None = None, seconds: float = 30.0) -> None:
        """Start a child; with `ready`, wait until it answers, and raise CannotGoOn when it does not."""
        self.children.append(child)
        self._spawn(child)
        if ready is None:
            return

        def ready_or_over() -> bool:
            return self.stopping or self._has_ended(child) or ready()

        answered = processes.wait_until(ready_or_over, seconds=seconds)
        if not self.stopping and (self._has_ended(child) or not answered):
            raise CannotGoOn(f"{child.name} did not start.\n{self.last_lines(child)}")

    def watch(self) -> None:
        """Restart children that end, until `stop_soon` is called; CannotGoOn when one ends over and over."""
        while not self.stopping:
            for child in self.children:
                if self._has_ended(child) and not self.stopping:
                    self._restart(child)
            time.sleep(0.2)

    def stop_soon(self, number: int = signal.SIGTERM, frame: Any = None) -> None:
        """Signal handler: the first time ends in order, the second time at once."""
        if self.stopping:
            for child in self.children:
                child.grace = 0.0
        self.stopping = True

    def stop(self) -> None:
        """End every child in the reverse order of their start, and whatever they left in their groups."""
        self.stopping = True
        for child in reversed(self.children):
            if child.process:
                self._end(child, child.process)
        self.children.clear()

    def last_lines(self, child: Child, count: int = 20) -> str:
        lines = self._log(child).read_text(errors="replace").splitlines()[-count:]
        return "\n".join([f"The last lines of {self._log(child)}:", *lines])

    def _end(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        began = time.monotonic()
        if process.poll() is None:
            process.terminate()
        # The grace is asked anew each time, because a second Ctrl-C takes it away.
        while process.poll() is None and time.monotonic() - began < child.grace:
            time.sleep(0.05)
        processes.end_group(process)

    def _spawn(self, child: Child) -> None:
        log = self._log(child)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as output:
            child.process = processes.start(
                child.command, output=output, environment=self.environment, folder=self.folder
            )

    def _restart(self, child: Child) -> None:
        if child.process is None:
            return
        status = child.process.returncode
        processes.end_group(child.process)
        child.ended_at.append(time.monotonic())
        if len(child.ended_at) == TOO_OFTEN and child.ended_at[-1] - child.ended_at[0] < WITHIN_SECONDS:
            raise CannotGoOn(f"{child.name} ended {TOO_OFTEN} times in a minute.\n{self.last_lines(child)}")
        self.say(f"{child.name} ended (status {status}) and is started again. Its log: {self._log(child)}")
        time.sleep(min(0.2 * 2 ** len(child.ended_at), 3.0))
        if not self.stopping:
            self._spawn(child)

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    @staticmethod
    def _has_ended(child: Child) -> bool:
        return child.process is not None and child.process.poll() is not None
