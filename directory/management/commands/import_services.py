"""`manage.py import_services FILE --prison EXI [--prison GMI] [--mapping FILE] [--source NAME] [--dry-run] [--json]`

Brings in a file of services without a worker, as the portal itself. Nothing is approved: each text waits for the
coordinator. Ends with 1, and a sentence on standard error, where the file or the mapping cannot be used; rows that are
refused are no failure.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from coordination.access import SYSTEM
from coordination.models import Prison
from coordination.policies import Refused
from directory.actions.import_rows import Step
from directory.actions.importing import (
    begin_import,
    counts,
    set_mapping,
    start_dry_run,
    start_import,
    stop_import,
)
from directory.imports.columns import ColumnMapping
from directory.models import ImportRow, ImportRun


class Command(BaseCommand):
    help = "Bring in services from a CSV, XLSX or JSON file. Each text waits for the coordinator's decision."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--prison", required=True, action="append", dest="prisons", metavar="CODE",
            help="agency code, for example EXI; more than once for several prisons",
        )  # fmt: skip
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE",
            help="what the columns mean, as the “mapping” of --dry-run --json gives it; else remembered or guessed",
        )  # fmt: skip
        parser.add_argument(
            "--source", default="", metavar="NAME",
            help="where the list comes from, so that its services are found again by their reference",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each row")
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self.begun(options)
            start_dry_run(by=SYSTEM, run=run, queue=False)
            worked_through(run)
            if not options["dry_run"]:
                start_import(by=SYSTEM, run=run, queue=False)
                worked_through(run)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        run.refresh_from_db()
        report = report_of(run)
        if options["json"]:
            mapping = {"mapping": run.mapping} if options["dry_run"] else {}
            self.stdout.write(json.dumps(report | mapping, ensure_ascii=False, indent=2))
        else:
            self.say(report, dry=options["dry_run"])

    def begun(self, options: dict[str, Any]) -> ImportRun:
        prisons = [prison_of(code) for code in options["prisons"]]
        path: Path = options["file"]
        content = read(path)
        mapping = mapping_in(options["mapping"]) if options["mapping"] else None
        with transaction.atomic():  # A mapping that does not fit leaves no run behind.
            run = begin_import(
                by=SYSTEM, prison=prisons[0], prisons=prisons, file_name=path.name, content=content,
                source_name=options["source"],
            )  # fmt: skip
            return set_mapping(by=SYSTEM, run=run, mapping=run.mapping if mapping is None else mapping)

    def say(self, report: dict[str, Any], *, dry: bool) -> None:
        for each in report["refusals"]:
            at = f" at {each['prison']}" if "prison" in each else ""
            self.stdout.write(f"Row {each['row']}{at}: {each['reason']}")
        verb = "would be" if dry else "were"
        self.stdout.write(
            f"{report['rows']} rows: {report['created']} {verb} new, {report['matched']} changed,"
            f" {report['unchanged']} unchanged, {report['refused']} refused."
        )


def prison_of(code: str) -> Prison:
    found = Prison.objects.filter(code=code.upper()).first()
    if found is None:
        raise CommandError(f"No prison has the code “{code}”. Codes have three letters, for example EXI.")
    return found


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from None


def mapping_in(path: Path) -> ColumnMapping:
    """The mapping alone, or a whole answer of --dry-run --json that holds one."""
    try:
        found = json.loads(read(path))
    except ValueError as error:
        raise CommandError(f"{path} is no JSON: {error}.") from None
    return found["mapping"] if isinstance(found, dict) and "mapping" in found else found


def worked_through(run: ImportRun) -> None:
    """Row by row in this process. Ctrl-C stops the run, so that no worker goes on with it."""
    step = Step(run)
    try:
        while step.next_row():
            pass
    except KeyboardInterrupt:
        stop_import(by=SYSTEM, run=run)
        raise CommandError("Stopped. What was done before stays; import the file again to go on.") from None


def report_of(run: ImportRun) -> dict[str, Any]:
    """Counts, and every refusal: of the whole row, or at one of several prisons."""
    counted = counts(run)
    refusals: list[dict[str, Any]] = []
    rows = run.rows.filter(state=ImportRow.State.DONE).order_by("number")
    for number, fate, reason, outcomes in rows.values_list("number", "fate", "reason", "outcomes").iterator():
        refused = {code: each for code, each in outcomes.items() if each["fate"] == ImportRow.Fate.REFUSED}
        refusals += [
            {"row": number, "prison": code, "reason": each["reason"]} for code, each in refused.items()
        ]
        if fate == ImportRow.Fate.REFUSED and not refused:
            refusals.append({"row": number, "reason": reason})
    names = ("rows", "created", "matched", "unchanged", "refused")
    return {name: counted[name] for name in names} | {"refusals": refusals}
