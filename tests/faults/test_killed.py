"""A process that sends is killed: each address has one mail, or a row that says nobody knows. Large: `make faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletins.models import Delivery
from tests.cast import build_or_load
from tests.faults.begun import begun
from tests.faults.proof import is_sent, proof
from tests.faults.rig import Rig

ADDRESSES = 300
pytestmark = pytest.mark.django_db(transaction=True)


def test_three_hundred_addresses_get_one_mail_each_although_a_process_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = begun(build_or_load(), monkeypatch, ADDRESSES)
    with Rig(tmp_path) as rig:
        for _ in range(2):
            rig.queue("bulletins.send")
        rig.wait_for(lambda: rig.count() > ADDRESSES // 5, "the first mails")
        rig.kill_a_sender()
        assert not is_sent(issue), "it was killed too late"

        def sent() -> bool:
            rig.queue("bulletins.look")  # as the clock does, only more often
            return is_sent(issue)

        rig.wait_for(sent, "the end")
        assert proof(issue, rig.taken(), killed=1) == []
    assert issue.deliveries.counted().get(Delivery.State.SENT, 0) >= ADDRESSES - 1
