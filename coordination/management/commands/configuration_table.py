"""`manage.py configuration_table`: the environment variables as docs/configuration.md shows them."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coordination.configuration import VARIABLES, Variable

PAGE = settings.BASE_DIR / "docs" / "configuration.md"
HEAD = """# Configuration

The portal is configured by environment variables only. This page is written from the table in
`coordination/configuration/variables.py` by `make docs`; a test fails when the two differ.

`make run` and `make start` need none of them. With `ENVIRONMENT=production` the portal refuses to start on a
missing or insecure value and says what to set instead.

| variable | meaning | default | production |
|---|---|---|---|
"""
FOOT = """
A value that is empty counts as not set. `make run` sets `SEED=demo`.

Four processes make a production installation; the `Procfile` names their commands: `release` (migrations, before
each start), `web`, `worker` and `beat` (one only). A proxy in front ends TLS, sets `X-Forwarded-Proto` and adds
to `X-Forwarded-For`.
"""


def row(variable: Variable) -> str:
    default = variable.default_note or (f"`{variable.default}`" if variable.default else "none")
    return f"| `{variable.name}` | {variable.meaning} | {default} | {variable.production} |\n"


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(row(variable) for variable in VARIABLES) + FOOT


class Command(BaseCommand):
    help = "Print docs/configuration.md, write it, or fail when it is stale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="Write the page.")
        parser.add_argument("--check", action="store_true", help="Fail when the page is stale.")

    def handle(self, *args: Any, write: bool, check: bool, **options: Any) -> None:
        if write:
            PAGE.write_text(page())
        elif check:
            if not PAGE.exists() or PAGE.read_text() != page():
                raise CommandError("docs/configuration.md is stale. Write it anew with: make docs")
        else:
            self.stdout.write(page())
