"""The library: published, read, acknowledged, replaced; and who has not read what, since when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from coordination import clock
from coordination.access import NotPermitted
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from inductions.actions import documents
from inductions.gaps import owed_at, owed_by
from inductions.models import Acknowledgement, Placement, PolicyDocument, WorkerKind
from inductions.views.policy_words import blocks
from tests.cast import Cast, person_at
from tests.inductions.handed_in import PDF
from tests.inductions.inducting import policy, policy_elsewhere

pytestmark = pytest.mark.django_db


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def published(cast: Cast, days_ago: int = 0, **changes: Any) -> PolicyDocument:
    with clock.set_to(ago(days_ago)):
        return policy(cast, **changes)


def names_owing(cast: Cast, day: date | None = None) -> list[str]:
    return sorted(each.person.name for each in owed_at(cast.exeter, day or timezone.localdate()))


# --- Publishing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "  "}, "Give the policy a title"),
        ({"text": " \n "}, "Write the policy, or choose the file"),
        ({"text": "Seen A1234BC"}, "looks like a prison number"),
        ({"version": "A1234BC"}, "looks like a prison number"),
        (dict.fromkeys(documents.AUDIENCES, False), "Say whom it is for"),
        ({"review_on": date(2020, 1, 1)}, "review date is not after today"),
        ({"title": "t" * 161}, "at most 160"),
        ({"acknowledge_within_days": -1}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_published_is_a_sentence(cast: Cast, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        policy(cast, **changes)
    assert not PolicyDocument.objects.exists()


def test_one_title_is_one_policy_however_it_is_written(cast: Cast) -> None:
    policy(cast)
    with pytest.raises(Refused, match="already"):
        policy(cast, title="FIRE safety")
    other = policy(cast, title="Keys")
    with pytest.raises(Refused, match="already"):
        policy(cast, title="Fire Safety", version="2", replaces=other)
    other.refresh_from_db()
    assert other.ended_on is None
    assert policy_elsewhere(cast).title == "Fire safety"


@pytest.mark.parametrize(
    "who", ["governor", "staff", "manager", "worker", "lead", "national", "other_coordinator"]
)
def test_only_a_coordinator_of_the_prison_publishes_changes_and_ends(cast: Cast, who: str) -> None:
    there, by = policy(cast), getattr(cast, who)
    for act in (
        lambda: policy(cast, by, title="New"),
        lambda: policy(cast, by, version="2", replaces=there),
        lambda: documents.change_terms(by=by, document=there, values={"must_acknowledge": False}),
        lambda: documents.end_policy(by=by, document=there),
        lambda: documents.acknowledge_on_paper(by=by, people=[cast.volunteer], document=there),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert [each.ended_on for each in PolicyDocument.objects.all()] == [None]


def test_a_new_version_asks_everybody_anew_and_the_old_one_stays_as_it_was_read(cast: Cast) -> None:
    first = policy(cast, file_name="fire.pdf", content=PDF)
    documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=first)
    assert names_owing(cast) == ["Vera Volunteer"]
    second = documents.publish_policy(
        by=cast.coordinator, prison=cast.exeter,
        values={"title": "Fire safety", "version": "2", "must_acknowledge": True},
        replaces=first, keeps_file=True,
    )  # fmt: skip
    assert names_owing(cast) == ["Vera Volunteer", "Walid Worker"]
    assert (second.file, second.replaces) == (first.file, first)
    first.refresh_from_db()
    assert (first.ended_on, first.text, first.acknowledgements.count()) == (
        timezone.localdate(),
        "# The alarm\n\nGo out by the nearest door.",
        1,
    )
    for act in (
        lambda: policy(cast, version="3", replaces=first),
        lambda: documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=first),
        lambda: documents.change_terms(by=cast.coordinator, document=first, values={}),
        lambda: documents.end_policy(by=cast.coordinator, document=first),
    ):
        with pytest.raises(Overtaken):
            act()


def test_a_version_is_not_called_as_the_one_before(cast: Cast) -> None:
    with pytest.raises(Refused, match="Version 1 is what people have read"):
        policy(cast, replaces=policy(cast))


def test_a_policy_is_replaced_at_its_own_prison_only(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        policy(cast, version="2", replaces=policy_elsewhere(cast))


@pytest.mark.parametrize("change", [{"text": "Other."}, {"title": "Other"}, {"version": "9"}])
def test_what_was_published_is_written_once_by_the_orm(cast: Cast, change: dict[str, str]) -> None:
    there = policy(cast)
    with pytest.raises(ImmutableError):
        PolicyDocument.objects.filter(pk=there.pk).update(**change)
    for name, value in change.items():
        setattr(there, name, value)
    with pytest.raises(ImmutableError):
        there.save(update_fields=list(change))
    with pytest.raises(ImmutableError):
        there.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such trigger")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inductions_policydocument SET text = 'Other.'",
        "UPDATE inductions_policydocument SET file_id = NULL, version = '7'",
        "DELETE FROM inductions_policydocument",
        "UPDATE inductions_acknowledgement SET on_paper = true",
        "UPDATE inductions_storedfile SET content_hash = 'x'",
        "DELETE FROM inductions_storedfile",
    ],
)
def test_what_was_published_and_acknowledged_is_written_once_by_the_database(
    cast: Cast, statement: str
) -> None:
    there = policy(cast, file_name="fire.pdf", content=PDF)
    documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=there)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_whom_it_is_for_changes_without_a_new_version_and_who_has_read_it_has_read_it(cast: Cast) -> None:
    there = policy(cast)
    documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=there)
    review_on = timezone.localdate() + timedelta(days=200)
    changed = documents.change_terms(
        by=cast.coordinator, document=there, values={"for_volunteers": False, "review_on": review_on}
    )
    assert (changed.audience, changed.review_on) == (["Staff", "Sessional worker", "Trainee"], review_on)
    assert names_owing(cast) == []
    assert there.acknowledgements.count() == 1
    with pytest.raises(Refused, match="Say whom it is for"):
        documents.change_terms(
            by=cast.coordinator, document=there, values=dict.fromkeys(documents.AUDIENCES, False)
        )
    with pytest.raises(Refused, match="review date"):
        documents.change_terms(
            by=cast.coordinator, document=there, values={"review_on": timezone.localdate()}
        )


def test_a_policy_of_which_the_review_is_over_can_still_be_changed(cast: Cast) -> None:
    there = published(cast, 100, review_on=timezone.localdate() - timedelta(days=10))
    changed = documents.change_terms(by=cast.coordinator, document=there, values={"must_acknowledge": False})
    assert not changed.must_acknowledge


# --- Acknowledging --------------------------------------------------------------------------------


def test_the_person_says_it_for_themselves_and_the_coordinator_only_from_paper(cast: Cast) -> None:
    there = policy(cast)
    own = documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=there)
    assert (own.by, own.on_paper) == (cast.worker, False)
    assert documents.acknowledge_policy(by=cast.worker, person=cast.worker_person, document=there) == own
    with pytest.raises(Refused, match="The person says"):
        documents.acknowledge_policy(by=cast.coordinator, person=cast.volunteer, document=there)
    for who in (cast.worker, cast.manager, cast.governor):
        with pytest.raises(NotPermitted):
            documents.acknowledge_policy(by=who, person=cast.volunteer, document=there, on_paper=True)
    done = documents.acknowledge_on_paper(
        by=cast.coordinator, people=[cast.volunteer, cast.worker_person], document=there
    )
    assert done == 1
    typed = Acknowledgement.objects.get(person=cast.volunteer)
    assert (typed.by, typed.on_paper) == (cast.coordinator, True)


def test_a_list_with_somebody_who_does_not_work_here_types_in_nobody(cast: Cast) -> None:
    there = policy(cast)
    with pytest.raises(Refused, match="does not work at"):
        documents.acknowledge_on_paper(
            by=cast.coordinator, people=[cast.volunteer, cast.other_volunteer], document=there
        )
    assert not Acknowledgement.objects.exists()


# --- Who owes what --------------------------------------------------------------------------------


def test_the_last_day_is_in_time_and_the_next_one_is_overdue(cast: Cast) -> None:
    published(cast, 10, acknowledge_within_days=10)
    today = timezone.localdate()
    owed = owed_at(cast.exeter, today)
    assert {each.due_on for each in owed} == {today}
    assert {each.overdue_since(today) for each in owed} == {None}
    assert {each.overdue_since(today + timedelta(days=1)) for each in owed} == {today + timedelta(days=1)}


def test_the_day_of_publishing_is_the_day_in_this_country(cast: Cast) -> None:
    half_past_midnight = datetime(2026, 6, 15, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    with clock.set_to(half_past_midnight):
        policy(cast, acknowledge_within_days=1)
    assert {each.due_on for each in owed_at(cast.exeter, date(2026, 6, 20))} == {date(2026, 6, 17)}


def test_whoever_begins_later_has_the_days_from_their_first_day(cast: Cast) -> None:
    published(cast, 100, acknowledge_within_days=30)
    today = timezone.localdate()
    Placement.objects.filter(engagement__person=cast.volunteer).update(begins_on=today)
    due = {each.person.name: each.due_on for each in owed_at(cast.exeter, today)}
    assert due == {
        "Vera Volunteer": today + timedelta(days=30),
        "Walid Worker": today - timedelta(days=70),
    }


def test_only_those_whom_it_is_for_and_who_work_here_that_day_owe_it(cast: Cast) -> None:
    policy(cast, for_volunteers=False)
    policy(cast, title="Only to read", must_acknowledge=False)
    policy_elsewhere(cast, title="Elsewhere")
    today = timezone.localdate()
    assert names_owing(cast) == ["Walid Worker"]
    Placement.objects.filter(engagement__person=cast.worker_person).update(ends_on=today)
    assert names_owing(cast) == ["Walid Worker"]
    assert names_owing(cast, today + timedelta(days=1)) == []


def test_somebody_of_two_organisations_owes_it_once(cast: Cast) -> None:
    policy(cast)
    engagement = cast.volunteer.engagements.create(
        organisation=cast.lantern, kind=WorkerKind.STAFF, begins_on=timezone.localdate()
    )
    engagement.placements.create(prison=cast.exeter, begins_on=timezone.localdate())
    [owed] = [each for each in owed_at(cast.exeter, timezone.localdate()) if each.person == cast.volunteer]
    assert sorted(each.name for each in owed.organisations) == ["Harbour Housing", "Lantern Trust"]
    [of_lantern] = owed_at(cast.exeter, timezone.localdate(), [cast.lantern.pk])
    assert of_lantern.person == cast.volunteer


def test_a_newcomer_reads_before_the_first_day_and_somebody_who_left_is_asked_nothing(cast: Cast) -> None:
    policy(cast)
    today = timezone.localdate()
    placed = Placement.objects.filter(engagement__person=cast.worker_person)
    placed.update(begins_on=today + timedelta(days=5))
    assert names_owing(cast) == ["Vera Volunteer"]
    assert [each.due_on for each in owed_by(cast.worker, today)] == [today + timedelta(days=35)]
    placed.update(begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    assert owed_by(cast.worker, today) == []
    assert owed_by(cast.coordinator, today) == []


def test_what_many_owe_takes_as_many_queries_as_what_one_owes(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    policy(cast)
    with django_assert_num_queries(3):
        assert len(owed_at(cast.exeter, timezone.localdate())) == 2
    policy(cast, title="Keys")
    for number in range(6):
        person_at(cast.exeter, cast.harbour, cast.manager, f"Person {number}")
    with django_assert_num_queries(3):
        assert len(owed_at(cast.exeter, timezone.localdate())) == 16


# --- The text as a page ---------------------------------------------------------------------------


def test_a_text_becomes_headings_lists_and_paragraphs() -> None:
    text = "# Fire\r\nGo out.\r\nDo not run.\n\n- door A\n• door B\n\nThen wait.\n##\n-\n"
    assert [(block["kind"], block["lines"]) for block in blocks(text)] == [
        ("heading", ["Fire"]),
        ("paragraph", ["Go out.", "Do not run."]),
        ("list", ["door A", "door B"]),
        ("paragraph", ["Then wait.", "##", "-"]),
    ]
    assert blocks("") == []
