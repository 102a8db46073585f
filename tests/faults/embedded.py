"""In the database of a portal that runs: `python -m tests.faults.embedded begin COUNT`, or `... prove KILLED LOG`.

Run with the environment of the portal, as its own commands are. `begin` makes an issue for so many addresses and sends
it as a page does. `prove` writes {"state", "counted", "problems"}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(what: str, *arguments: str) -> None:
    django.setup()
    import pytest

    from bulletins.models import BulletinIssue
    from tests.cast import build_or_load
    from tests.faults.begun import begun
    from tests.faults.proof import proof

    if what == "begin":
        with pytest.MonkeyPatch.context() as patch:
            begun(build_or_load(), patch, int(arguments[0]), queues=True)
        return
    issue = BulletinIssue.objects.get()
    # The portal writes letters of its own, too.
    lines = [line for line in Path(arguments[1]).read_text().splitlines() if line.startswith("reader")]
    taken = [tuple(line.split(" ", 1)) for line in lines]
    problems = proof(issue, taken, killed=int(arguments[0]))  # type: ignore[arg-type]
    print(json.dumps({"state": issue.state, "counted": issue.deliveries.counted(), "problems": problems}))


if __name__ == "__main__":
    main(*sys.argv[1:])
