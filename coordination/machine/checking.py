"""`make check`: every check runs, then the command fails if any did."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from coordination.configuration import CHECKOUT, VARIABLES

# A production environment that is in order: what `check --deploy` is asked about, and where tests start from.
PRODUCTION_EXAMPLE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "only-an-example-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJK",
    "DATABASE_URL": "postgresql://portal:secret@database.example.org/portal?sslmode=verify-full",
    "REDIS_URL": "rediss://:secret@queue.example.org:6379/0",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "TRUSTED_PROXY_COUNT": "1",
    "FILES": "database",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "portal@portal.example.com",
}

MANAGE = [sys.executable, "manage.py"]
CHECKS: list[tuple[str, list[str], bool]] = [
    # (what, command, asked as in production)
    ("Format", [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."], False),
    ("Lint", [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "."], False),
    ("Types", [sys.executable, "-m", "mypy"], False),
    ("Import contract", [".venv/bin/lint-imports"], False),
    ("Templates", [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"], False),
    ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], False),
    ("Settings", [*MANAGE, "check", "--fail-level", "WARNING"], False),
    ("Settings of production", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], True),
    ("docs/configuration.md", [*MANAGE, "configuration_table", "--check"], False),
]


def environment(*, production: bool) -> dict[str, str]:
    """Return this process's environment with nothing of its configuration but, if asked, the example's."""
    ours = {variable.name for variable in VARIABLES}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | (PRODUCTION_EXAMPLE if production else {"SECRET_KEY": "signs-nothing-while-checking"})


def run(what: str, command: list[str], *, production: bool) -> bool:
    """Run one check, show its output if it failed, and return whether it passed."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=environment(production=production),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(f"{'passed' if passed else 'FAILED'}  {what} ({time.monotonic() - began:.1f} s)", flush=True)
    if not passed:
        print(done.stdout, flush=True)
    return passed


def main() -> int:
    failed = [what for what, command, production in CHECKS if not run(what, command, production=production)]
    if failed:
        print(f"\n{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
