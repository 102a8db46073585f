"""“May they come in?” is answered in one place: another answer there is another answer everywhere, and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.configuration import CHECKOUT
from coordination.policies import Refused
from inductions.actions import visits
from inductions.coming_in import Answer, Reason, Turn, Verdict
from inductions.gate.papers import sheet_html
from tests.architecture.source import calls, files, named
from tests.cast import Cast
from tests.inductions.trained import a_session, placed

SENTENCE = "The moon is full over Exeter."


@pytest.fixture
def moonlit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule says no to everybody, in words that stand nowhere else."""
    no = Verdict(Answer.NO, (Reason(SENTENCE, Turn.MANAGER),))
    monkeypatch.setattr("inductions.gate.answers.may_come_in", lambda facts, day: no)


PAGES: dict[str, Callable[[Cast], tuple[Any, str]]] = {
    "people of the prison": lambda cast: (cast.coordinator, reverse("workers", args=["EXI"])),
    "people of the organisation": lambda cast: (
        cast.manager,
        reverse("own_workers", args=[cast.harbour.slug]),
    ),
    "somebody’s record": lambda cast: (cast.governor, reverse("person", args=[cast.volunteer.pk])),
    "one’s own record": lambda cast: (cast.worker, reverse("my_record")),
    "the gate": lambda cast: (cast.gate, reverse("gate", args=["EXI"]) + "?name=vera"),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("moonlit")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_asks_the_one_rule(cast: Cast, client: Client, page: str) -> None:
    user, address = PAGES[page](cast)
    client.force_login(user)
    assert SENTENCE in client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("moonlit")
def test_the_sheet_and_the_sign_in_ask_it_too(cast: Cast) -> None:
    now = timezone.now()
    placed(a_session(cast, starts_at=now), cast.volunteer, cast.coordinator)
    assert SENTENCE in sheet_html(cast.exeter, now)
    with pytest.raises(Refused, match="is no"):
        visits.record_arrival(by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=True)


def test_no_other_code_makes_an_answer_or_asks_the_rule_by_itself() -> None:
    """The rule is asked where the facts are gathered; a verdict is made where the rule stands."""
    called: dict[str, set[str]] = {"may_come_in": set(), "Facts": set(), "Verdict": set()}
    for file in files():
        if file.is_relative_to(CHECKOUT / "inductions"):
            for call in calls(ast.parse(file.read_text(encoding="utf-8")), *called):
                called[getattr(call.func, "id", "") or call.func.attr].add(named(file))  # type: ignore[attr-defined]
    assert called["may_come_in"] == called["Facts"] == {"inductions/gate/answers.py"}
    assert called["Verdict"] == {"inductions/coming_in.py"}
