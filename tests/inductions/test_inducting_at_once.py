"""Two at once, with connections of their own: one signature, one acknowledgement, one version."""

from __future__ import annotations

import pytest
from django.db import connection

from coordination.policies import Overtaken, Refused
from inductions.actions import documents, induction, signing
from inductions.gaps import checklist
from inductions.models import Acknowledgement, InductionStep, PolicyDocument, StepSignature
from tests.cast import Cast
from tests.directory.test_at_once import at_once
from tests.inductions.inducting import COORDINATOR, PERSON, policy, step, values

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
ROUNDS = 3


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_who_sign_the_same_step_at_once_make_one_signature(everybody: Cast, turn: int) -> None:
    there, person = step(everybody), everybody.volunteer
    results = at_once(
        *[
            lambda by=by: signing.sign_step(by=by, step=there, person=person)
            for by in (everybody.coordinator, everybody.second_coordinator, everybody.coordinator)
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "Overtaken", "StepSignature"]
    assert StepSignature.objects.filter(step=there, struck_at=None).count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_the_person_and_the_paper_at_once_make_one_signature(everybody: Cast, turn: int) -> None:
    there, person = step(everybody, "I know whom to tell", PERSON), everybody.worker_person
    results = at_once(
        lambda: signing.sign_step(by=everybody.worker, step=there, person=person),
        lambda: signing.sign_step(by=everybody.coordinator, step=there, person=person, on_paper=True),
    )
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "StepSignature"]
    assert StepSignature.objects.count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_signed_while_it_is_reworded_it_keeps_the_words_that_were_read(everybody: Cast, turn: int) -> None:
    there = step(everybody, "Tour")
    signed, _ = at_once(
        lambda: signing.sign_step(
            by=everybody.second_coordinator, step=there, person=everybody.volunteer, seen="Tour"
        ),
        lambda: induction.change_step(
            by=everybody.coordinator, step=there, title="Long tour", signed_by=COORDINATOR, required=True
        ),
    )
    [line] = checklist(everybody.exeter, everybody.volunteer).lines
    assert line.step.title == "Long tour"
    if isinstance(signed, StepSignature):
        assert StepSignature.objects.get().title == "Tour"
        assert line.signature == signed
        assert InductionStep.objects.get(pk=there.pk).title == "Tour"
    else:
        assert isinstance(signed, Overtaken)
        assert not StepSignature.objects.exists()


def test_the_same_step_added_twice_at_once_is_there_once(everybody: Cast) -> None:
    results = at_once(*[lambda: step(everybody, "Tour")] * 3)
    assert sorted(type(result).__name__ for result in results) == ["InductionStep", "Refused", "Refused"]


def test_steps_moved_at_once_all_stay_and_have_places_of_their_own(everybody: Cast) -> None:
    steps = [step(everybody, f"Step {number}") for number in range(5)]
    at_once(
        *[
            lambda each=each, up=up: induction.move_step(by=everybody.coordinator, step=each, up=up)
            for each in steps
            for up in (True, False)
        ]
    )
    positions = list(InductionStep.objects.values_list("position", flat=True))
    assert sorted(positions) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_acknowledged_twice_at_once_is_once(everybody: Cast, turn: int) -> None:
    document, person = policy(everybody), everybody.worker_person
    results = at_once(
        lambda: documents.acknowledge_policy(by=everybody.worker, person=person, document=document),
        lambda: documents.acknowledge_policy(by=everybody.worker, person=person, document=document),
        lambda: documents.acknowledge_on_paper(
            by=everybody.coordinator, people=[everybody.volunteer, person], document=document
        ),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Acknowledgement.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_new_versions_at_once_are_one(everybody: Cast, turn: int) -> None:
    first = policy(everybody)

    def publish(version: str) -> PolicyDocument:
        return documents.publish_policy(
            by=everybody.coordinator, prison=everybody.exeter, values=values(version=version), replaces=first
        )

    results = at_once(lambda: publish("2"), lambda: publish("3"))
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "PolicyDocument"]
    assert PolicyDocument.objects.current().count() == 1


def test_one_title_published_twice_at_once_is_one_policy(everybody: Cast) -> None:
    results = at_once(*[lambda: policy(everybody)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["PolicyDocument", "Refused"]
    assert any(isinstance(result, Refused) for result in results)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_acknowledged_while_it_is_replaced_belongs_to_the_version_that_was_read(
    everybody: Cast, turn: int
) -> None:
    first = policy(everybody)
    done, new = at_once(
        lambda: documents.acknowledge_policy(
            by=everybody.worker, person=everybody.worker_person, document=first
        ),
        lambda: policy(everybody, version="2", replaces=first),
    )
    assert isinstance(new, PolicyDocument)
    assert isinstance(done, Overtaken) or done.document_id == first.pk
    assert not Acknowledgement.objects.filter(document=new).exists()
