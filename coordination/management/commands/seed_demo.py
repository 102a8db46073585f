"""`manage.py seed_demo`: fills a new database with a demonstration."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from coordination.actions.demonstration import mark_as_demonstration
from coordination.demo.world import World
from coordination.models import Installation
from coordination.offers import offers
from coordination.policies import Refused


class Command(BaseCommand):
    help = "Fill a new database with invented prisons' people, organisations and services, and print two directories."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "A demonstration lets anybody sign in as anybody, so it is not made with ENVIRONMENT=production."
                " Take that setting away, or use another installation."
            )
        if Installation.is_demonstration():
            self.stdout.write("This database is a demonstration already. Nothing was changed.")
            return
        began = time.monotonic()
        try:
            self.fill()
        except Refused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"The demonstration is filled ({time.monotonic() - began:.0f} seconds).")

    @transaction.atomic
    def fill(self) -> None:
        """All or nothing: a seeding that is broken off leaves a new database."""
        mark_as_demonstration()
        world = World(today=timezone.localdate())
        for module in offers("demo"):
            module.seed(world)
