"""`manage.py demo_accounts`: whom one can sign in as in a demonstration."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coordination.machine.welcome import table
from coordination.models import Installation
from coordination.reference.demonstration import ACCOUNTS, PASSWORD

COLUMNS = ("role", "prison", "email", "password")


class Command(BaseCommand):
    help = "List the accounts of the demonstration, with their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="As a list of {role, prison, email, password}."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Installation.is_demonstration():
            raise CommandError(
                "This database is no demonstration, so it has no such accounts. To make one, give a new database"
                " to: manage.py seed_demo"
            )
        rows = [
            {"role": each.role.value, "prison": each.prison, "email": each.email, "password": PASSWORD}
            for each in ACCOUNTS
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        named = [row | {"role": each.role.label} for row, each in zip(rows, ACCOUNTS, strict=True)]
        self.stdout.write("\n".join(table(named, COLUMNS)))
