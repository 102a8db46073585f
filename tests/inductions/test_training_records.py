"""What a prison asks for, texts that are read, earlier evidence, and records struck out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from inductions.actions import records, rules
from inductions.models import ModuleRule, StoredFile, TrainingRecord
from tests.cast import Cast
from tests.inductions.trained import QUESTION, a_reading, a_record, a_rule, module

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def evidence(cast: Cast, **changes: Any) -> TrainingRecord:
    values = {
        "person": cast.volunteer, "prison": cast.exeter, "module": module(), "version": "1",
        "done_on": timezone.localdate() - timedelta(days=30), "file_name": "certificate.pdf", "content": PDF,
    } | changes  # fmt: skip
    return records.record_with_evidence(by=cast.coordinator, **values)


def test_earlier_evidence_is_kept_with_its_file_and_the_same_day_is_one_record(cast: Cast) -> None:
    record = evidence(cast)
    assert record.evidence and record.evidence.person == cast.volunteer
    assert record.source == TrainingRecord.Source.EARLIER
    with pytest.raises(Overtaken, match="recorded for that day already"):
        evidence(cast)
    assert StoredFile.objects.count() == 1
    same = records.record_earlier(
        by=cast.coordinator,
        person=cast.volunteer,
        prison=cast.exeter,
        module=module(),
        done_on=record.done_on,
    )
    assert same == record


def test_what_is_refused_leaves_no_file_behind(cast: Cast, settings: Any, tmp_path: Path) -> None:
    evidence(cast)
    kept = StoredFile.objects.get()
    folder = Path(kept.file.path).parent
    before = sorted(folder.iterdir())
    for changes in (
        {}, {"content": b"PK\x03\x04 not a document"}, {"file_name": "DBS certificate.pdf"},
        {"done_on": timezone.localdate() + timedelta(days=1)}, {"person": cast.other_volunteer},
    ):  # fmt: skip
        with pytest.raises(Refused):
            evidence(cast, **changes)
    assert sorted(folder.iterdir()) == before
    assert StoredFile.objects.count() == 1


def test_a_record_never_changes_and_is_struck_out_with_a_reason_where_it_was_recorded(cast: Cast) -> None:
    record = a_record(cast, cast.volunteer)
    record.version = "2"
    with pytest.raises(ImmutableError):
        record.save()
    with pytest.raises(Refused, match="Write why"):
        records.strike_record(by=cast.coordinator, record=record, reason=" ")
    with pytest.raises(NotPermitted):
        records.strike_record(by=cast.other_coordinator, record=record, reason="Not theirs")
    records.strike_record(by=cast.coordinator, record=record, reason="Another Vera.")
    assert not TrainingRecord.objects.standing().filter(pk=record.pk).exists()
    with pytest.raises(Overtaken):
        records.strike_record(by=cast.coordinator, record=record, reason="Again.")
    with pytest.raises(Overtaken, match="struck out"):
        records.verify_record(by=cast.second_coordinator, record=record, prison=cast.exeter)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row triggers stand in PostgreSQL")
def test_the_database_itself_refuses_to_change_a_record(cast: Cast) -> None:
    from django.db import DatabaseError

    record = a_record(cast, cast.volunteer)
    for sql in ("UPDATE inductions_trainingrecord SET done_on = '2020-01-01' WHERE id = %s",
                "DELETE FROM inductions_trainingrecord WHERE id = %s"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [record.pk])


def test_nobody_verifies_their_own_record_not_even_in_the_database(cast: Cast) -> None:
    record = a_record(cast, cast.volunteer)
    record.verified_at, record.verified_by = timezone.now(), cast.coordinator
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save(update_fields=["verified_at", "verified_by"])


# --- Read and acknowledged ------------------------------------------------------------------------


def read(cast: Cast, reading: Any, *answers: int) -> TrainingRecord:
    return records.acknowledge_reading(
        by=cast.worker, person=cast.worker_person, reading=reading, answers=list(answers)
    )


def test_a_text_counts_as_read_once_every_question_is_answered_rightly(cast: Cast) -> None:
    reading = a_reading(cast, version="3")
    with pytest.raises(Refused, match="Look again at question 1"):
        read(cast, reading, 1)
    with pytest.raises(Refused, match="Look again at question 1"):
        read(cast, reading)
    record = read(cast, reading, 0)
    assert (record.version, record.source, record.done_on) == ("3", "read", timezone.localdate())
    assert read(cast, reading, 0) == record


def test_only_the_person_says_that_they_have_read_it_and_only_the_newest_version(cast: Cast) -> None:
    old = a_reading(cast, version="1")
    with pytest.raises(NotPermitted):
        records.acknowledge_reading(by=cast.manager, person=cast.worker_person, reading=old, answers=[0])
    a_reading(cast, version="2")
    with pytest.raises(Refused, match="newer version"):
        read(cast, old, 0)
    assert TrainingRecord.objects.count() == 0


def test_a_text_of_a_module_that_is_now_attended_is_no_longer_acknowledged(cast: Cast) -> None:
    reading = a_reading(cast)
    a_rule(cast, "raising_a_concern", delivery=ModuleRule.Delivery.ATTENDED)
    with pytest.raises(Refused, match="no longer asks"):
        read(cast, reading, 0)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"question": " "}, "Question 1 is empty"),
        ({"answers": ["One"]}, "two to six answers"),
        ({"right": 2}, "which answer to question 1 is right"),
        ({"right": None}, "which answer to question 1 is right"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(cast: Cast, question: Any, sentence: str) -> None:
    rule = a_rule(cast, delivery=ModuleRule.Delivery.READ)
    with pytest.raises(Refused, match=sentence):
        rules.publish_reading(
            by=cast.coordinator, rule=rule, version="1", text="Read.", questions=[QUESTION | question]
        )


# --- What is asked --------------------------------------------------------------------------------


def test_a_window_as_long_as_the_period_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Choose a shorter one"):
        a_rule(cast, refresh_months=1, window_days=28)
    assert a_rule(cast, refresh_months=1, window_days=27).window_days == 27


def test_rules_saved_from_an_old_page_are_refused_as_a_whole(cast: Cast) -> None:
    rule = a_rule(cast)
    seen = {"acct": rules.print_of(rule), "security": ""}
    asked = {module("security"): {"required_of_staff": True}, module("acct"): {"refresh_months": 6}}
    a_rule(cast, refresh_months=24)
    with pytest.raises(Overtaken, match="ACCT process meanwhile"):
        rules.set_rules(by=cast.second_coordinator, prison=cast.exeter, values=asked, seen=seen)
    assert not ModuleRule.objects.filter(prison=cast.exeter, module="security").exists()
    rule.refresh_from_db()
    assert rule.refresh_months == 24
