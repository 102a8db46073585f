"""Several steps of an induction signed at once, and which of the suggested ones concern only some."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from coordination.models import User
from inductions.models import InductionStep, StepSignature
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.inducting import PERSON, step, step_elsewhere

pytestmark = pytest.mark.django_db


def page(user: User, name: str, *arguments: Any) -> str:
    response = signed_in(user).get(reverse(name, args=arguments))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def post(user: User, name: str, *arguments: Any, **data: Any) -> tuple[int, list[str]]:
    """(status, what the next page says)."""
    response = signed_in(user).post(reverse(name, args=arguments), data)
    return response.status_code, [str(message) for message in get_messages(response.wsgi_request)]


def test_the_suggested_key_talk_is_needed_only_of_some(cast: Cast) -> None:
    post(cast.coordinator, "suggested_steps", "EXI", codes=["tour", "key_talk"])
    needed = dict(InductionStep.objects.values_list("title", "required"))
    assert needed == {
        "Tour of the prison, with the way in and the way out": True,
        "Key talk, for whoever draws keys": False,
    }


def test_several_steps_are_signed_with_one_press_or_none_of_them(cast: Cast) -> None:
    first, second = step(cast), step(cast, "Met the safer custody team")
    own = step(cast, "I know whom to tell", PERSON)
    url, who = "sign_ticked", (cast.volunteer.pk, "EXI")
    shown = page(cast.coordinator, "induction", *who)
    ticks = re.findall(r'form="several" name="step" value="([^"]+)"', shown)
    assert ticks == [f"{first.pk} {first.title}", f"{second.pk} {second.title}"]
    older = [ticks[0], f"{second.pk} Met somebody"]
    assert "were changed meanwhile" in post(cast.coordinator, url, *who, step=older)[1][0]
    assert not StepSignature.objects.exists()
    assert post(cast.coordinator, url, *who, step=[*ticks, f"{own.pk} {own.title}"])[1] == [
        "The person signs this step. If they signed it on paper, say so."
    ]
    assert not StepSignature.objects.exists()
    assert post(cast.coordinator, url, *who)[1] == ["Tick the steps that are done."]
    assert post(cast.coordinator, url, *who, step=ticks) == (302, ["2 steps are signed."])
    assert StepSignature.objects.filter(person=cast.volunteer).count() == 2


def test_a_tick_for_another_prisons_step_finds_nothing(cast: Cast) -> None:
    there = step_elsewhere(cast)
    for sent in (f"{there.pk} {there.title}", "x", "", " "):
        assert post(cast.coordinator, "sign_ticked", cast.volunteer.pk, "EXI", step=[sent])[0] == 404
    assert not StepSignature.objects.exists()
