"""What was agreed: lists, one action, writing it down, noting how far it is."""

from __future__ import annotations

from typing import Any

from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast
from tests.forums import making

READERS = "coordinator governor lead national"
# The organisation belongs to the forum; its people read what the forum agreed.
MEMBERS = "manager worker"
CHANGED = {"what": "Ask for a bigger room", "owner_role": "Head of resettlement"}


def here(cast: Cast) -> list[Any]:
    return ["EXI"]


def with_a_forum(cast: Cast) -> list[Any]:
    making.forum(cast)
    return ["EXI"]


def made(cast: Cast) -> list[Any]:
    return ["EXI", making.action(cast).pk]


def given(cast: Cast) -> list[Any]:
    return ["EXI", making.action(cast, owner_role="", owner_organisation=cast.harbour).pk]


def made_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.action(cast, elsewhere=True).pk]


ROWS = [
    Row("own_actions", ok=SIGNED_IN),
    *(
        row
        for name in ("actions", "actions_print", "actions_csv")
        for row in (
            Row(name, here, ok=READERS, forbidden="staff gate"),
            Row(name, with_a_forum, ok=f"{READERS} {MEMBERS}", forbidden="staff gate"),
        )
    ),
    Row("agree_action", here, ok="coordinator", forbidden="governor staff gate lead national"),
    Row("agree_action", here, "POST", ok="coordinator", forbidden="governor staff gate lead national", status=302,
        data=lambda cast: CHANGED),
    Row("action", made, ok=f"{READERS} {MEMBERS}", crossed=made_elsewhere),
    Row("change_action", made, ok="coordinator", forbidden=f"governor lead national {MEMBERS}",
        crossed=made_elsewhere),
    Row("change_action", made, "POST", ok="coordinator", forbidden=f"governor lead national {MEMBERS}", status=302,
        data=lambda cast: CHANGED, crossed=made_elsewhere),
    Row("note_action", made, ok="coordinator", forbidden=f"governor lead national {MEMBERS}", status=302,
        crossed=made_elsewhere),
    Row("note_action", made, "POST", ok="coordinator", forbidden=f"governor lead national {MEMBERS}", status=302,
        data=lambda cast: {"text": "We asked."}, crossed=made_elsewhere),
    # What an organisation owns, its people may move.
    Row("note_action", given, "POST", ok=f"coordinator {MEMBERS}", forbidden="governor lead national", status=302,
        data=lambda cast: {"text": "We asked."}),
]  # fmt: skip
