"""Debian packages the portal needs: installed when this is root, else named in the exact line to give away.

Debian's packages of PostgreSQL and Redis create and start servers of their own. Nothing here does: a policy
refuses every start while packages are installed, and PostgreSQL is told to create no cluster.
"""

import ctypes
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from reporting import Stop, run, say

POLICY = Path("/usr/sbin/policy-rc.d")
CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.d/portal-no-cluster.conf")
PRINT_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
TEST_PROGRAMS = {
    "redis-server": "redis-server",
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
}


def missing_packages(purpose):
    """Return (needed to go on, needed for printing only) as lists of package names."""
    needed, printing = [], []
    if not has_venv():
        needed.append("python3-venv")
    printing = [package for library, package in PRINT_LIBRARIES.items() if not has_library(library)]
    if purpose in ("test", "bench", "faults"):
        needed += [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
        if not has_postgresql():
            needed.append("postgresql")
    return needed, printing


def has_venv():
    """Debian takes ensurepip, and with it `python3 -m venv`, out of its python3 package."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_postgresql():
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def install_missing(purpose):
    """Install what is missing, or say what an administrator must type; Stop where there is no other way."""
    needed, printing = missing_packages(purpose)
    if not needed and not printing:
        return
    wanted = needed + printing
    line = "apt-get update && apt-get install --no-install-recommends " + " ".join(wanted)
    if not shutil.which("apt-get"):
        explain(needed, f"This machine has no apt-get. Install what is called here: {', '.join(wanted)}.")
    elif os.geteuid() != 0:
        explain(needed, f"System packages are missing. Give an administrator this line:\n\n    {line}\n")
    else:
        install(wanted)


def explain(needed, sentence):
    """Stop where the portal cannot do without; otherwise say what will not work, and go on."""
    if needed:
        raise Stop(sentence)
    say(sentence)
    say("Until then the portal runs, but cannot print editions.")


def install(names):
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with no_default_servers(names):
        run([*apt, "update"], "Reading the list of Debian packages", env=environment)
        options = ["--no-install-recommends", "-o", "Dpkg::Options::=--force-confold"]
        run(
            [*apt, "install", *options, *names],
            f"Installing Debian packages: {', '.join(names)}",
            env=environment,
        )


@contextmanager
def no_default_servers(names):
    """While it lasts, packages start no services and PostgreSQL makes no cluster. Leaves nothing behind."""
    made = []
    try:
        if not POLICY.exists():
            POLICY.write_text("#!/bin/sh\nexit 101\n")
            POLICY.chmod(0o755)
            made.append(POLICY)
        if "postgresql" in names and not CLUSTER_SETTINGS.exists():
            CLUSTER_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
            CLUSTER_SETTINGS.write_text("create_main_cluster = false\n")
            made.append(CLUSTER_SETTINGS)
        yield
    finally:
        for path in made:
            path.unlink(missing_ok=True)


def default_servers():
    """Return Debian's clusters on this machine, one a line; for the test that none was made."""
    if not shutil.which("pg_lsclusters"):
        return []
    done = subprocess.run(["pg_lsclusters", "--no-header"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()
