"""Prepare this machine and go on: `python3 coordination/machine/prepare PURPOSE [arguments]`.

PURPOSE is run, start, test, bench, load, faults, check or develop. It runs with the system's Python before anything is
installed: standard library only, and the files beside it are imported by their bare names. What is already in
place is recognised by stamps, so a second run takes a moment.
"""

import fcntl
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import debian
import frontend
import packages
from reporting import Stop, say

CHECKOUT = Path(__file__).resolve().parents[3]
OLDEST_PYTHON = (3, 11)
MOST_WORKERS = 4  # each builds a database of its own first
IN_FRONT = ("-n", "--numprocesses", "--pdb", "--trace", "--co")


@contextmanager
def one_at_a_time():
    """Hold a lock on the build folder, so that two preparations of one checkout wait for each other."""
    build = CHECKOUT / "build"
    build.mkdir(exist_ok=True)
    descriptor = os.open(build, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another preparation of this folder is under way; waiting for it.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def prepare(purpose):
    """Install what the purpose needs, and return the virtual environment's python."""
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(
            f"This is Python {sys.version_info[0]}.{sys.version_info[1]}; the portal needs 3.11 or newer. "
            "Name a newer one: make run PYTHON=python3.11"
        )
    with one_at_a_time():
        debian.install_missing(purpose)
        python = packages.install(CHECKOUT, for_development=purpose not in ("run", "start"))
        frontend.build(CHECKOUT, python)
    return python


def workers(arguments):
    """Return pytest's option for a worker a processor; none where there is one, or a single file is named.

    A debugger, a choice of one's own and `--collect-only` need pytest itself in front.
    """
    processors = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    alone = any(".py" in argument or argument.startswith(IN_FRONT) for argument in arguments)
    return [] if processors == 1 or alone else ["-n", str(processors)]


def main(purpose, arguments):
    python = prepare(purpose)
    manage = [str(python), str(CHECKOUT / "manage.py")]
    commands = {
        "run": [*manage, "serve", *arguments],
        "start": [*manage, "serve", "--first-coordinator", *arguments],
        "test": [str(python), "-m", "pytest", *workers(arguments), *arguments],
        "bench": [str(python), "-m", "tests.benchmarks", *arguments],
        "load": [str(python), "-m", "tests.load", *arguments],
        "faults": [str(python), "-m", "pytest", "-q", "-s", "tests/faults/fifteen_thousand.py", *arguments],
    }
    if purpose in commands:
        os.chdir(CHECKOUT)
        sys.stdout.flush()
        os.execv(python, commands[purpose])  # noqa: S606  fixed commands, no shell wanted


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Stop as reason:
        sys.exit(f"\n{reason}")
    except KeyboardInterrupt:
        sys.exit(130)
