"""The virtual environment `.venv`, filled from the locked and hashed requirements files."""

import os
import shutil
import subprocess
import sys

import stamps
from reporting import Stop, run, say

# What would make pip or Python look elsewhere than in our environment.
UNWANTED = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV")


def install(checkout, *, for_development):
    """Bring `.venv` up to the lock files and return its python; afterwards it takes no time."""
    for name in UNWANTED:
        os.environ.pop(name, None)
    folder = checkout / ".venv"
    python = folder / "bin" / "python"
    if not works(python):
        if folder.exists():
            shutil.rmtree(folder)
        run([sys.executable, "-m", "venv", folder], "Making the virtual environment .venv")
    install_lock(checkout, python, "requirements-dev.txt" if for_development else "requirements.txt")
    if for_development:
        # It holds all of the other, at the same versions.
        stamps.write(folder / "installed-requirements.txt", stamps.digest(checkout / "requirements.txt"))
    return python


def works(python):
    """Whether the environment's python starts and is new enough; a moved checkout breaks it."""
    if not python.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install_lock(checkout, python, lock):
    stamp = checkout / ".venv" / f"installed-{lock}"
    value = stamps.digest(checkout / lock)
    if stamps.is_current(stamp, value):
        return
    uv = [checkout / ".venv/bin/uv", "pip", "install", "--python", python, "--no-config"]
    quiet_pip = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    locked = ["--require-hashes", "-r", checkout / lock]
    what = f"Installing the Python packages of {lock}"
    try:
        install_uv(checkout, python)
        run([*uv, *locked], what)
    except Stop:
        # pip reads settings of this machine (a mirror, a certificate) that uv does not.
        say("    not so; once more with pip, which takes longer")
        run([*quiet_pip, *locked], what)
    stamps.write(stamp, value)


def install_uv(checkout, python):
    lock = checkout / "requirements-uv.txt"
    stamp = checkout / ".venv" / "installed-uv"
    value = stamps.digest(lock)
    if not stamps.is_current(stamp, value):
        pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock]
        run(pip, "Installing the installer")
        stamps.write(stamp, value)
