"""A prison's checklist, and what is signed of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from inductions.actions import induction, signing
from inductions.coming_in import Answer
from inductions.gaps import checklist, checklists
from inductions.gate import verdicts
from inductions.models import InductionStep, Placement, StepSignature, StoredFile
from inductions.people_evidence.figures import figures
from inductions.people_evidence.people import Induction
from inductions.reference import SUGGESTED_STEPS
from tests.cast import Cast, person_at
from tests.inductions.handed_in import PDF, ZIP
from tests.inductions.inducting import COORDINATOR, PERSON, step, step_elsewhere

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


def titles(cast: Cast) -> list[str]:
    return [each.title for each in InductionStep.objects.current().filter(prison=cast.exeter)]


def sign(cast: Cast, of: InductionStep, **more: Any) -> StepSignature:
    return signing.sign_step(**{"by": cast.coordinator, "step": of, "person": cast.volunteer} | more)


def signed_titles(cast: Cast) -> list[str]:
    """The words that were signed of what counts today."""
    found = checklist(cast.exeter, cast.volunteer)
    return [line.signature.title for line in found.lines if line.signature]


# --- The template ---------------------------------------------------------------------------------


def test_a_prison_has_no_steps_until_it_takes_some_and_a_press_brings_the_suggested_ones(cast: Cast) -> None:
    assert titles(cast) == []
    codes = [code for code, _, _ in SUGGESTED_STEPS]
    added = induction.add_suggested_steps(by=cast.coordinator, prison=cast.exeter, codes=codes)
    assert titles(cast) == [title for _, title, _ in SUGGESTED_STEPS]
    assert len(added) == len(SUGGESTED_STEPS)
    assert not InductionStep.objects.filter(prison=cast.guys_marsh).exists()


def test_suggested_steps_are_not_added_twice_and_an_unknown_one_is_nothing(cast: Cast) -> None:
    step(cast, "tour of the prison, with the way in and the way out")
    added = induction.add_suggested_steps(
        by=cast.coordinator, prison=cast.exeter, codes=["tour", "key_talk", "nonsense"]
    )
    assert [each.title for each in added] == ["Key talk, for whoever draws keys"]


def test_the_shipped_steps_fit_and_say_who_signs(cast: Cast) -> None:
    assert len({title.casefold() for _, title, _ in SUGGESTED_STEPS}) == len(SUGGESTED_STEPS)
    assert {by for _, _, by in SUGGESTED_STEPS} == {PERSON, COORDINATOR}
    assert all(len(title) <= 160 for _, title, _ in SUGGESTED_STEPS)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("   ", "Say in a few words"),
        ("Met A1234BC", "looks like a prison number"),
        ("t" * 161, "at most 160 characters"),
        ("TOUR of the prison", "on the checklist already"),
    ],
)
def test_a_step_that_says_nothing_or_the_wrong_thing_is_refused(cast: Cast, title: str, words: str) -> None:
    first, second = step(cast), step(cast, "Key talk")
    with pytest.raises(Refused, match=words):
        step(cast, title)
    with pytest.raises(Refused, match=words):
        induction.change_step(
            by=cast.coordinator, step=second, title=title, signed_by=COORDINATOR, required=True
        )
    assert titles(cast) == [first.title, second.title]


def test_steps_change_places_and_stay_at_the_ends(cast: Cast) -> None:
    for title in ("One", "Two", "Three"):
        step(cast, title)
    InductionStep.objects.update(position=5)  # Positions that once came out equal.
    two = InductionStep.objects.get(title="Two")
    induction.move_step(by=cast.coordinator, step=two, up=True)
    assert titles(cast) == ["Two", "One", "Three"]
    induction.move_step(by=cast.coordinator, step=two, up=True)
    assert titles(cast) == ["Two", "One", "Three"]
    induction.move_step(by=cast.coordinator, step=two, up=False)
    induction.move_step(by=cast.coordinator, step=two, up=False)
    induction.move_step(by=cast.coordinator, step=two, up=False)
    assert titles(cast) == ["One", "Three", "Two"]


def test_a_reworded_step_keeps_its_place(cast: Cast) -> None:
    first, _ = step(cast, "One"), step(cast, "Two")
    sign(cast, first)
    induction.change_step(by=cast.coordinator, step=first, title="Once", signed_by=PERSON, required=False)
    assert titles(cast) == ["Once", "Two"]


@pytest.mark.parametrize("who", ["governor", "staff", "manager", "worker", "other_coordinator", "lead"])
def test_only_a_coordinator_of_the_prison_changes_its_checklist(cast: Cast, who: str) -> None:
    there, by = step(cast), getattr(cast, who)
    acts = [
        lambda: induction.add_step(by=by, prison=cast.exeter, title="New", signed_by=PERSON),
        lambda: induction.add_suggested_steps(by=by, prison=cast.exeter, codes=["tour"]),
        lambda: induction.change_step(by=by, step=there, title="New", signed_by=PERSON, required=True),
        lambda: induction.move_step(by=by, step=there, up=True),
        lambda: induction.end_step(by=by, step=there),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    assert titles(cast) == [there.title]


# --- Signing --------------------------------------------------------------------------------------


def test_the_coordinator_signs_by_name_and_date(cast: Cast) -> None:
    signature = sign(cast, step(cast), signed_on=DAY)
    assert (signature.signed_by, signature.signed_on, signature.on_paper) == (cast.coordinator, DAY, False)
    entry = AuditEntry.objects.get(verb="sign_step")
    assert (entry.prison_code, entry.actor) == ("EXI", f"coordination.user:{cast.coordinator.pk}")
    assert entry.changes == {}


def test_the_person_signs_what_the_person_signs_and_nothing_else(cast: Cast) -> None:
    own, of_coordinator = step(cast, "I know whom to tell", PERSON), step(cast)
    signature = signing.sign_step(by=cast.worker, step=own, person=cast.worker_person)
    assert signature.signed_by == cast.worker
    with pytest.raises(NotPermitted):
        signing.sign_step(by=cast.worker, step=of_coordinator, person=cast.worker_person)
    with pytest.raises(NotPermitted):
        signing.sign_step(by=cast.worker, step=own, person=cast.volunteer)
    with pytest.raises(NotPermitted):
        signing.sign_step(by=cast.worker, step=own, person=cast.worker_person, on_paper=True)


def test_the_coordinator_signs_for_a_person_only_from_paper(cast: Cast) -> None:
    own = step(cast, "I know whom to tell", PERSON)
    with pytest.raises(Refused, match="The person signs this step"):
        sign(cast, own)
    assert sign(cast, own, on_paper=True).on_paper


@pytest.mark.parametrize("who", ["governor", "staff", "gate", "manager", "lead", "other_coordinator"])
def test_nobody_else_signs(cast: Cast, who: str) -> None:
    there = step(cast)
    with pytest.raises(NotPermitted):
        signing.sign_step(by=getattr(cast, who), step=there, person=cast.volunteer, on_paper=True)
    assert not StepSignature.objects.exists()


def test_a_step_is_signed_once_and_again_after_it_was_struck_out(cast: Cast) -> None:
    there = step(cast)
    first = sign(cast, there)
    with pytest.raises(Overtaken, match="signed already"):
        sign(cast, there)
    signing.strike_signature(by=cast.second_coordinator, signature=first)
    assert signed_titles(cast) == []
    with pytest.raises(Overtaken, match="struck out already"):
        signing.strike_signature(by=cast.coordinator, signature=first)
    second = sign(cast, there)
    first.refresh_from_db()
    assert (first.struck_by, first.title) == (cast.second_coordinator, there.title)
    assert checklist(cast.exeter, cast.volunteer).earlier == (first,)
    assert [line.signature for line in checklist(cast.exeter, cast.volunteer).lines] == [second]


@pytest.mark.parametrize("who", ["governor", "manager", "worker", "other_coordinator"])
def test_nobody_else_strikes_out(cast: Cast, who: str) -> None:
    signature = sign(cast, step(cast))
    with pytest.raises(NotPermitted):
        signing.strike_signature(by=getattr(cast, who), signature=signature)


@pytest.mark.parametrize(
    ("day", "words"), [(timedelta(days=1), "still to come"), (timedelta(days=-365 * 60), "too long ago")]
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, day: timedelta, words: str) -> None:
    with pytest.raises(Refused, match=words):
        sign(cast, step(cast), signed_on=timezone.localdate() + day)
    assert sign(cast, step(cast, "Other"), signed_on=timezone.localdate()).signed_on == timezone.localdate()


def test_who_does_not_work_here_any_more_signs_nothing(cast: Cast) -> None:
    there = step(cast)
    Placement.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="does not work at"):
        sign(cast, there)
    assert not signing.works_there(cast.volunteer, cast.exeter)


# --- What was signed keeps its words ---------------------------------------------------------------


def test_rewording_never_changes_what_was_signed_and_nobody_signs_again(cast: Cast) -> None:
    there = step(cast, "Tour")
    signature = sign(cast, there)
    new = induction.change_step(
        by=cast.coordinator, step=there, title="Tour with the exits", signed_by=COORDINATOR, required=True
    )
    newest = induction.change_step(
        by=cast.coordinator, step=new, title="Long tour", signed_by=COORDINATOR, required=True
    )
    signature.refresh_from_db()
    there.refresh_from_db()
    assert (signature.title, there.title, there.ended_on) == ("Tour", "Tour", timezone.localdate())
    # Nobody signed the one between: it was reworded in place.
    assert (new.pk, titles(cast), signed_titles(cast)) == (newest.pk, ["Long tour"], ["Tour"])
    with pytest.raises(Overtaken, match="signed already"):
        sign(cast, newest)
    with pytest.raises(Overtaken, match="taken out of the checklist or reworded"):
        sign(cast, there)


def test_each_wording_that_was_signed_counts_for_the_last_one_wherever_it_is_asked(cast: Cast) -> None:
    first = step(cast, "Tour")
    sign(cast, first)
    words = {"by": cast.coordinator, "signed_by": COORDINATOR, "required": True}
    second = induction.change_step(step=first, title="Tour with the exits", **words)
    sign(cast, second, person=cast.worker_person)
    third = induction.change_step(step=second, title="Long tour", **words)
    assert InductionStep.now_called(cast.exeter) == {first.pk: third.pk, second.pk: third.pk}
    people = [cast.volunteer.pk, cast.worker_person.pk]
    assert all(not each.missing for each in checklists(cast.exeter, people).values())
    answers = verdicts(cast.exeter, people, timezone.localdate()).values()
    assert not [reason for each in answers for reason in each.reasons if "Induction" in reason.sentence]
    counted = figures(cast.exeter, timezone.localdate()).induction
    assert counted[Induction.COMPLETE] == len(people)


def test_when_the_old_signature_is_struck_out_the_new_words_are_signed(cast: Cast) -> None:
    there = step(cast, "Tour")
    signature = sign(cast, there)
    new = induction.change_step(
        by=cast.coordinator, step=there, title="Long tour", signed_by=COORDINATOR, required=True
    )
    signing.strike_signature(by=cast.coordinator, signature=signature)
    assert signed_titles(cast) == []
    sign(cast, new)
    assert signed_titles(cast) == ["Long tour"]


def test_who_read_other_words_than_those_of_today_has_signed_nothing(cast: Cast) -> None:
    there = step(cast, "Tour")
    induction.change_step(
        by=cast.coordinator, step=there, title="Long tour", signed_by=COORDINATOR, required=True
    )
    with pytest.raises(Overtaken, match="words of this step were changed"):
        sign(cast, there, seen="Tour")
    assert not StepSignature.objects.exists()
    sign(cast, there, seen="Long tour")
    assert signed_titles(cast) == ["Long tour"]


def test_a_step_that_was_taken_out_stays_with_who_signed_it(cast: Cast) -> None:
    there = step(cast)
    signature = sign(cast, there)
    induction.end_step(by=cast.coordinator, step=there)
    found = checklist(cast.exeter, cast.volunteer)
    assert (found.lines, found.earlier) == ((), (signature,))
    with pytest.raises(Overtaken):
        induction.end_step(by=cast.coordinator, step=there)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"signed_on": DAY}, {"on_paper": True}])
def test_a_signature_is_written_once_by_the_orm(cast: Cast, change: dict[str, Any]) -> None:
    signature = sign(cast, step(cast))
    with pytest.raises(ImmutableError):
        StepSignature.objects.filter(pk=signature.pk).update(**change)
    for name, value in change.items():
        setattr(signature, name, value)
    with pytest.raises(ImmutableError):
        signature.save()
    with pytest.raises(ImmutableError):
        StepSignature.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such trigger")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inductions_stepsignature SET title = 'Other'",
        "UPDATE inductions_stepsignature SET signed_on = '2020-01-01'",
        "DELETE FROM inductions_stepsignature",
    ],
)
def test_a_signature_is_written_once_by_the_database(cast: Cast, statement: str) -> None:
    sign(cast, step(cast))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert signed_titles(cast) == ["Tour of the prison"]


# --- From paper -----------------------------------------------------------------------------------


def paper(cast: Cast, *steps: InductionStep, **more: Any) -> list[StepSignature]:
    return signing.sign_on_paper(
        by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, steps=steps,
        signed_on=DAY, **more,
    )  # fmt: skip


def test_a_signed_paper_is_typed_in_with_its_scan(cast: Cast) -> None:
    first, second = step(cast), step(cast, "I know whom to tell", PERSON)
    done = paper(cast, first, second, file_name="checklist.pdf", content=PDF)
    assert [(each.signed_on, each.on_paper) for each in done] == [(DAY, True)] * 2
    scan = StoredFile.objects.get()
    assert (scan.person, scan.prison, scan.kind) == (cast.volunteer, cast.exeter, StoredFile.Kind.REGISTER)


@pytest.mark.parametrize("content", [ZIP, b"%PDF-"])
def test_a_bad_scan_saves_nothing_at_all(cast: Cast, content: bytes) -> None:
    with pytest.raises(Refused):
        paper(cast, step(cast), file_name="checklist.pdf", content=content)
    assert (StepSignature.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_one_step_that_cannot_be_signed_saves_nothing_at_all(cast: Cast) -> None:
    first, second = step(cast), step(cast, "Key talk")
    sign(cast, second)
    with pytest.raises(Overtaken):
        paper(cast, first, second, file_name="checklist.pdf", content=PDF)
    assert (signed_titles(cast), StoredFile.objects.count()) == (["Key talk"], 0)
    with pytest.raises(Refused, match="another prison"):
        paper(cast, first, step_elsewhere(cast))
    with pytest.raises(Refused, match="Tick the steps"):
        paper(cast)


# --- What it means --------------------------------------------------------------------------------


def test_the_gate_lets_in_alone_only_who_is_inducted(cast: Cast) -> None:
    def reasons() -> list[str]:
        verdict = verdicts(cast.exeter, [cast.volunteer.pk], timezone.localdate())[cast.volunteer.pk]
        assert verdict.answer != Answer.YES
        return [str(reason) for reason in verdict.reasons if "nduction" in str(reason)]

    needed = step(cast)
    step(cast, "Key talk", required=False)
    assert reasons()
    assert [each.title for each in checklist(cast.exeter, cast.volunteer).missing] == [needed.title]
    sign(cast, needed, signed_on=DAY)
    assert not reasons()
    found = checklist(cast.exeter, cast.volunteer)
    assert (found.completed_on, found.missing, found.signed, len(found.lines)) == (DAY, [], 1, 2)
    induction.change_step(
        by=cast.coordinator, step=needed, title="Long tour", signed_by=COORDINATOR, required=True
    )
    assert not reasons()


def test_without_steps_nothing_is_complete(cast: Cast) -> None:
    assert checklist(cast.exeter, cast.volunteer).completed_on is None
    assert not step_elsewhere(cast).signatures.exists()
    assert checklist(cast.exeter, cast.volunteer).lines == ()


def test_the_checklists_of_many_take_as_many_queries_as_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    there = step(cast)
    people = [person_at(cast.exeter, cast.harbour, cast.manager, f"Person {n}") for n in range(6)]
    for person in people:
        signing.sign_step(by=cast.coordinator, step=there, person=person)
    with django_assert_num_queries(3):
        assert checklists(cast.exeter, [cast.volunteer.pk])[cast.volunteer.pk].signed == 0
    with django_assert_num_queries(3):
        found = checklists(cast.exeter, [person.pk for person in people])
    assert {each.signed for each in found.values()} == {1}
