"""A web server of one process and one thread, as the portal runs it, for the time of a measurement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from coordination.configuration import CHECKOUT
from coordination.machine import processes, welcome

OPTIONS: Final = "--worker-class gthread --threads 1 --no-control-socket --log-level warning --timeout 120"


@dataclass(frozen=True)
class Served:
    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def served() -> Iterator[Served]:
    """Raises TimeoutError when it does not answer within half a minute. Standard output belongs to the figures."""
    port = processes.free_port()
    command = [sys.executable, "-m", "gunicorn", "coordination.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = processes.start([*command, *OPTIONS.split()], output=sys.stderr, folder=CHECKOUT)
    try:
        if not processes.wait_until(lambda: welcome.status_of("127.0.0.1", port) is not None, seconds=30):
            raise TimeoutError("The web server did not answer.")
        yield Served(port, server)
    finally:
        processes.stop(server)
