"""Papers of bulletins that are printed with a directory: the newest that may still be printed."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from bulletins.models import BulletinPaper
from bulletins.policies import check_handed_out
from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import OfferedPaper
from coordination.policies import Refused
from coordination.roles import Permission as P

Kind = BulletinPaper.Kind
# Kind of directory -> the paper that lies where it lies, and what it is called.
WITH: Final = {
    "people": (Kind.WINGS, "Newsletter for the wings"),
    "staff": (Kind.NOTICE_BOARD, "Bulletin for notice boards"),
}


def offered(user: User, standing: Standing, prison: Prison, kind: str) -> list[OfferedPaper]:
    if kind not in WITH or not standing.may(P.READ_BULLETINS, prison=prison):
        return []
    wanted, label = WITH[kind]
    papers = BulletinPaper.objects.visible_to(user).current().filter(kind=wanted, issue__prison=prison)
    paper = papers.select_related("issue").order_by("-issue__period_to", "-issue__pk").first()
    if paper is None:
        return []
    try:
        check_handed_out(paper)
    except Refused:
        return []
    number = f", issue {paper.issue.number}" if paper.issue.number else ""
    return [OfferedPaper(f"{label}{number}", reverse("bulletin_paper", args=[paper.issue_id, paper.pk]))]
