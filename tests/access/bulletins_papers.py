"""Papers of an issue: made by whoever makes the issue; printed by everybody who reads bulletins there."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from bulletins.actions.papers import make_paper
from bulletins.models import BulletinIssue, BulletinPaper
from coordination import queueing
from tests.access_table import Arguments, Row
from tests.bulletins import making
from tests.bulletins.papers_made import fixed, sent
from tests.cast import Cast

MAKES = "coordinator lead national"
READS = "governor staff gate"


def draft(cast: Cast) -> list[Any]:
    return [making.issue(cast).pk]


def waiting_for_approval(cast: Cast) -> list[Any]:
    return [fixed(making.issue(cast), "waiting").pk]


def was_sent(cast: Cast) -> list[Any]:
    return [sent(cast).pk]


def finished(issue: BulletinIssue, kind: str) -> BulletinPaper:
    with queueing.silence():
        paper = make_paper(by=issue.begun_by, issue=issue, kind=kind)
    paper.file.save("paper.pdf", ContentFile(b"%PDF-1.7"), save=False)
    paper.state, paper.pages = BulletinPaper.State.READY, 1
    paper.save()
    return paper


def paper(kind: str, elsewhere: bool = False) -> Arguments:
    def arguments(cast: Cast) -> list[Any]:
        issue = sent(cast)
        of = sent(cast, elsewhere=True) if elsewhere else issue
        return [issue.pk, finished(of, kind).pk]

    return arguments


def asked(cast: Cast) -> dict[str, Any]:
    return {"paper": "wings"}


ROWS = [
    Row("bulletin_papers", draft, ok=MAKES),
    Row("bulletin_papers", waiting_for_approval, ok=f"{MAKES} governor"),
    Row("bulletin_papers", was_sent, ok=f"{MAKES} {READS}"),
    Row("make_bulletin_paper", was_sent, "POST", ok=MAKES, forbidden=READS, status=302, data=asked),
    Row("bulletin_paper", paper("notice_board"), ok=f"{MAKES} {READS}",
        crossed=paper("notice_board", elsewhere=True)),
    Row("bulletin_paper", paper("wings"), ok=f"{MAKES} {READS}", crossed=paper("wings", elsewhere=True)),
]  # fmt: skip
