"""Puts the search index right, of every prison or of some."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coordination.models import Prison
from directory import search


class Command(BaseCommand):
    help = "Rebuild the search index from the published services. Harmless at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "codes", nargs="*", metavar="CODE", help="agency codes; without any, every prison"
        )

    def handle(self, *args: Any, codes: list[str], **options: Any) -> None:
        prisons = Prison.objects.filter(listings__approved_revision__isnull=False).distinct()
        if codes:
            prisons = Prison.objects.filter(code__in=[code.upper() for code in codes])
            unknown = {code.upper() for code in codes} - set(prisons.values_list("code", flat=True))
            if unknown:
                raise CommandError(f"No prison has the code {', '.join(sorted(unknown))}.")
        for prison in prisons:
            wrong = search.rebuild(prison)
            rows = "1 row was" if wrong == 1 else f"{wrong} rows were"
            self.stdout.write(f"{prison.code} {prison}: {rows} put right.")
