"""Readers of bulletins: joining is for anybody; leaving and wishes for whoever holds the link of a mail."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from bulletins.models import Section
from bulletins.reader_links import Choice, joining_token, token_for
from coordination.models import MailAddress
from tests.access_table import EVERYBODY, Row
from tests.bulletins import making
from tests.cast import Cast


def token(cast: Cast) -> list[Any]:
    return [token_for("reader@example.org")]


def joining(cast: Cast) -> list[Any]:
    return [joining_token(Choice("reader@example.org", ["EXI"], []))]


def issue(cast: Cast) -> list[Any]:
    return [making.issue(cast).pk]


def issue_of_all(cast: Cast) -> list[Any]:
    return [making.issue(cast, prison=None).pk]


def stopped(cast: Cast) -> list[Any]:
    return ["EXI", _stopped(cast.staff.email)]


def stopped_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", _stopped(cast.other_coordinator.email)]


def _stopped(email: str) -> int:
    return MailAddress.objects.get_or_create(email=email, defaults={"hard_bounced_at": timezone.now()})[0].pk


# Leads send bulletins and see no names of people who come in.
LOOK_ON = "governor staff gate lead national"

ROWS = [
    Row("stopped_addresses", lambda cast: ["EXI"], ok="coordinator", forbidden=LOOK_ON),
    Row("lift_address", stopped, "POST", ok="coordinator", forbidden=LOOK_ON, status=302,
        crossed=stopped_elsewhere),
    # What was not sent yet nobody else knows of.
    Row("bulletin_audience", issue, ok="coordinator lead national"),
    Row("bulletin_audience", issue, "POST", ok="coordinator lead national", status=302),
    Row("bulletin_audience", issue_of_all, ok="national"),
    Row("join_bulletins", ok=EVERYBODY),
    Row("join_bulletins", method="POST", ok=EVERYBODY, status=302,
        data=lambda cast: {"email": "reader@example.org", "prisons": [cast.exeter.pk]}),
    Row("joining_bulletins_sent", ok=EVERYBODY),
    Row("confirm_joining_bulletins", joining, ok=EVERYBODY),
    Row("confirm_joining_bulletins", joining, method="POST", ok=EVERYBODY),
    Row("leave_bulletins", token, ok=EVERYBODY),
    Row("leave_bulletins", token, method="POST", ok=EVERYBODY),
    Row("bulletin_wishes", token, ok=EVERYBODY),
    Row("bulletin_wishes", token, method="POST", ok=EVERYBODY, status=302,
        data=lambda cast: {"which": "all", "sections": Section.values}),
]  # fmt: skip
