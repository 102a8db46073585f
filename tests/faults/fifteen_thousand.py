"""`make faults`: fifteen thousand addresses, with faults and without.

Its name keeps it out of `make test`, which has the small one (test_killed.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bulletins.models import BulletinIssue, Delivery
from bulletins.sending.running import letter_of
from coordination.configuration import CHECKOUT
from tests.cast import build_or_load
from tests.faults.begun import begun
from tests.faults.proof import is_sent, proof
from tests.faults.rig import WORKERS, Rig

ADDRESSES = int(os.environ.get("FAULTS_ADDRESSES", "15000"))
LEAST_RATIO = 0.9
pytestmark = pytest.mark.django_db(transaction=True)


def test_every_address_has_one_mail_although_workers_are_killed_and_servers_go_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = begun(build_or_load(), monkeypatch, ADDRESSES)
    with Rig(tmp_path) as rig:
        rig.start_clock()
        began = time.monotonic()
        for _ in range(WORKERS):
            rig.queue("bulletins.send")

        def at(part: float, what: str) -> None:
            rig.wait_for(lambda: rig.count() >= ADDRESSES * part, f"{part:.0%} of the mails", seconds=300)
            print(f"{time.monotonic() - began:6.1f} s, {rig.count():6} mails: {what}")

        at(0.1, "a process that sends is killed")
        rig.kill_a_sender()
        at(0.3, "the mail server refuses for four seconds")
        rig.mood.write_text("refuses")
        time.sleep(4)
        rig.mood.write_text("takes")
        at(0.5, "Redis is killed and started again")
        rig.restart_redis()
        at(0.7, "a whole worker is killed")
        rig.kill_a_worker()
        rig.wait_for(lambda: is_sent(issue), "the end", seconds=600)
        counted = issue.deliveries.counted()
        print(f"{time.monotonic() - began:6.1f} s, {rig.count():6} mails: the end. Rows: {counted}")
        assert proof(issue, rig.taken(), killed=rig.killed) == []
    assert rig.killed == 2
    assert sum(counted.values()) == ADDRESSES


def test_without_faults_two_workers_are_as_quick_as_a_plain_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = begun(build_or_load(), monkeypatch, ADDRESSES)
    mails = written_down(issue, tmp_path)
    with Rig(tmp_path) as rig:
        first = plain_loop(rig, mails[0])
        before = rig.count()
        BulletinIssue.objects.filter(pk=issue.pk).update(sending_began_at=timezone.now())
        began = time.monotonic()
        for _ in range(WORKERS):
            rig.queue("bulletins.send")
        rig.wait_for(lambda: is_sent(issue), "the end", seconds=600)
        seconds = time.monotonic() - began
        memory = rig.memory()
        ours = rig.taken()[before:]
        second = plain_loop(rig, mails[1])
    plain_seconds = first["seconds"] + second["seconds"]
    plain, portal = ADDRESSES / plain_seconds, ADDRESSES / seconds
    print(
        f"\nplain loop    {plain:7.0f} mails a second, {first['memory'] / 1e6:5.0f} MB"
        f" ({first['mails'] / first['seconds']:.0f} before, {second['mails'] / second['seconds']:.0f} after)"
        f"\ntwo workers   {portal:7.0f} mails a second, {memory / 1e6:5.0f} MB each at most"
        f"\nratio         {portal / plain:7.2f}"
    )
    assert proof(issue, ours, killed=0) == []
    assert issue.deliveries.counted() == {Delivery.State.SENT: ADDRESSES}
    assert portal / plain >= LEAST_RATIO


def written_down(issue: BulletinIssue, folder: Path) -> tuple[Path, Path]:
    """The same mails in two halves, so that the loop is measured before and after."""
    letter = letter_of(issue.pk)
    halves = folder / "first.mails", folder / "second.mails"
    files = [path.open("wb") for path in halves]
    for number, row in enumerate(issue.deliveries.order_by("pk")):
        mail = letter.to(row)
        content = mail.content
        files[number % 2].write(f"{mail.sender} {mail.recipient} {len(content)}\n".encode() + content)
    for file in files:
        file.close()
    return halves


def plain_loop(rig: Rig, mails: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.faults.plain_loop", str(rig.mail_port), str(mails)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
