"""Child processes that never outlive their parent. Standard library only."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dying_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """Return a function for `preexec_fn`: the kernel sends the signal when the starting thread is gone.

    It is the last net, for a parent that was killed and could not stop its children itself. Linux only.
    """

    def set_death_signal() -> None:
        # A shell starts background jobs deaf to Ctrl-C; children must hear it when we send it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)

    return set_death_signal


def start(
    command: Sequence[str | Path],
    *,
    output: IO[Any] | int | None,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    user: str | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches only the parent, without input."""
    identity: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        start_new_session=True,
        # Safe here: the function makes two system calls and takes no lock.
        preexec_fn=dying_with_parent(death_signal),  # noqa: PLW1509
        **identity,
    )


def stop(process: subprocess.Popen[bytes], *, number: int = signal.SIGTERM, grace: float = 10.0) -> None:
    """Ask the process to end, wait `grace` seconds, then kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            pass
    end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left in the group of a process that `start` started, and collect the process."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # Nobody is left.
    process.wait()


def give_way(niceness: int = 10) -> None:
    """Let the other processes of this machine go first; what they leave idle is still used.

    Linux weighs sessions against each other before it looks at niceness (autogroup), so the session is lowered
    too, where it is the caller's own or its parent's and nobody else's.
    """
    os.nice(niceness)
    if os.getsid(0) in (os.getpid(), os.getppid()):
        try:
            Path("/proc/self/autogroup").write_text(str(niceness))
        except OSError:
            pass  # This kernel does not group by session.


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> bool:
    """Ask `ready` again and again; return whether it said yes in time."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
