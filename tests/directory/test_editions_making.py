"""Making editions: numbers, what is frozen, what is refused, what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coordination.access import SYSTEM, NotPermitted
from coordination.models import AuditEntry, Prison
from coordination.policies import Overtaken, Refused
from directory.actions import decide, upkeep, write
from directory.actions.editions import make_edition, make_take_down_notice, retry_edition
from directory.actions.withdraw import withdraw_listing
from directory.editions.snapshot import changes_since, content_hash
from directory.models import CopyPlace, Edition, Listing, PlacedCopy
from tests.cast import Cast, approved_listing_at, content, session
from tests.directory.printing import finished

pytestmark = pytest.mark.django_db


def make(cast: Cast, kind: str = "people", **more: Any) -> Edition:
    return make_edition(by=cast.coordinator, prison=cast.exeter, kind=kind, **more)


def done(edition: Edition) -> Edition:
    """As if the worker had printed it."""
    edition.state = Edition.State.READY
    edition.file, edition.pages = "editions/x.pdf", 9
    edition.entry_pages = {str(entry["number"]): 5 for entry in edition.snapshot["entries"]}
    edition.save()
    return edition


def sent(mocked: Any) -> list[tuple[Any, ...]]:
    return [call.args for call in mocked.call_args_list]


# --- Numbers --------------------------------------------------------------------------------------


def test_numbers_count_up_for_each_prison_and_kind(cast: Cast) -> None:
    numbers = [done(make(cast, kind)).number for kind in ("people", "staff", "people", "people", "staff")]
    assert numbers == [1, 1, 2, 3, 2]
    assert make_edition(by=cast.other_coordinator, prison=cast.guys_marsh, kind="people").number == 1


def test_a_failed_edition_keeps_its_number(cast: Cast) -> None:
    finished(cast.exeter, state="failed", problem="The disk is full.")
    assert make(cast).number == 2


def test_the_snapshot_is_frozen_with_its_hash(cast: Cast) -> None:
    edition = make(cast)
    assert edition.content_hash == content_hash(edition.snapshot)
    assert edition.snapshot["number"] == 1
    assert edition.snapshot["entries"][0]["name"] == "Housing advice"
    Listing.objects.filter(pk=cast.approved.pk).update(entry_number=99)
    edition.refresh_from_db()
    assert content_hash(edition.snapshot) == edition.content_hash


def test_the_date_to_ask_for_a_new_one_follows_the_prisons_setting(cast: Cast) -> None:
    Prison.objects.filter(pk=cast.exeter.pk).update(renew_after_days=30)
    edition = make(cast)
    assert edition.renew_on == edition.printed_on + timedelta(days=30)
    assert edition.snapshot["renew_on"] == edition.renew_on.isoformat()


def test_the_hash_depends_on_words_and_not_on_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": "ŵ"}) == content_hash({"b": "ŵ", "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "persona", ["governor", "staff", "gate", "lead", "national", "manager", "other_coordinator"]
)
def test_only_the_prisons_coordinator_makes_one(persona: str, cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        make_edition(by=getattr(cast, persona), prison=cast.exeter, kind="people")


def test_a_second_press_while_one_is_under_way_makes_none(cast: Cast) -> None:
    make(cast, seen=0)
    with pytest.raises(Overtaken, match="edition 1, is being laid out now"):
        make(cast, seen=0)
    assert Edition.objects.count() == 1


def test_a_second_press_after_the_first_was_finished_makes_none(cast: Cast) -> None:
    done(make(cast, seen=0))
    with pytest.raises(Overtaken, match="Carys Coordinator has just made one"):
        make(cast, seen=0)
    assert Edition.objects.count() == 1
    assert make(cast, seen=1).number == 2


def test_the_database_itself_holds_one_under_way_of_a_kind(cast: Cast) -> None:
    edition = make(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            prison=cast.exeter,
            kind="people",
            number=2,
            renew_on=edition.renew_on,
            snapshot={},
            content_hash="x",
        )
    make(cast, "staff")


@pytest.mark.parametrize("status", ["closed_temporarily", "closed", "planned"])
def test_nothing_is_printed_for_a_prison_that_is_not_open(status: str, cast: Cast) -> None:
    Prison.objects.filter(pk=cast.exeter.pk).update(status=status)
    with pytest.raises(Refused, match="nothing is printed for it"):
        make(cast)


def test_nothing_approved_is_refused_and_uses_no_number(cast: Cast) -> None:
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Closed.")
    with pytest.raises(Refused, match="nothing to print"):
        make(cast)
    assert not Edition.objects.exists()


def test_making_is_audited_and_queued_once_committed(
    cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[Any] = []
    monkeypatch.setattr(
        "directory.actions.editions.queue_on_commit", lambda name, pk: queued.append((name, pk))
    )
    edition = make(cast)
    assert queued == [("directory.render_edition", edition.pk)]
    entry = AuditEntry.objects.get(verb="make_edition")
    assert entry.object == f"directory.edition:{edition.pk}"
    assert entry.prison_code == "EXI"


def test_every_task_that_is_queued_is_registered() -> None:
    from celery import current_app

    import directory.tasks  # noqa: F401
    from directory.schedule import SCHEDULE

    names = {"directory.render_edition", *(job["task"] for job in SCHEDULE.values())}
    assert names <= set(current_app.tasks)


# --- What changed ---------------------------------------------------------------------------------


def change(cast: Cast, listing: Listing, **changes: Any) -> None:
    newest = listing.revisions.order_by("-pk").first()
    assert newest is not None
    write.submit_revision(by=cast.manager, listing=listing, content=content(**changes), seen=newest.pk)
    decide.accept_revision(by=cast.coordinator, revision=listing.revisions.pending().get())


@pytest.mark.parametrize("kind", ["people", "staff"])
def test_it_says_what_was_added_changed_and_removed_since_the_last(kind: str, cast: Cast) -> None:
    leaving = approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Leaving")
    first = done(make(cast, kind))
    assert first.changes["since"] is None
    change(cast, cast.approved, summary="We help you keep a tenancy.", sessions=[session(place="Chapel")])
    withdraw_listing(by=cast.coordinator, listing=leaving, reason="Closed.")
    coming = approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Coming")
    changes = make(cast, kind).changes
    assert changes["since"] == 1
    assert changes["added"] == [{"number": coming.entry_number, "name": "Coming"}]
    assert changes["removed"] == [{"number": leaving.entry_number, "name": "Leaving"}]
    (changed,) = changes["changed"]
    assert (changed["number"], changed["name"]) == (cast.approved.entry_number, "Housing advice")
    assert changed["fields"] == ["what it is", "when and where"]


def test_a_failed_edition_is_not_what_readers_have(cast: Cast) -> None:
    done(make(cast))
    approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Coming")
    failed = make(cast)
    Edition.objects.filter(pk=failed.pk).update(state="failed", problem="The disk is full.")
    assert make(cast).changes["since"] == 1


def test_a_new_confirmation_and_the_next_date_are_no_change() -> None:
    entry = {
        "number": 1,
        "name": "x",
        "confirmed_on": "2026-01-01",
        "sessions": [{"when": "y", "next": "2026-01-02"}],
    }
    later = entry | {"confirmed_on": "2026-02-01", "sessions": [{"when": "y", "next": "2026-02-02"}]}
    old = {"number": 4, "entries": [entry]}
    assert changes_since(old, {"number": 5, "entries": [later]})["changed"] == []
    later["sessions"] = [{"when": "z", "next": ""}]
    assert changes_since(old, {"number": 5, "entries": [later]})["changed"][0]["fields"] == ["when and where"]


def test_new_contacts_are_a_change_for_staff_alone(cast: Cast) -> None:
    for kind in ("people", "staff"):
        done(make(cast, kind))
    contacts = [{"name": "Nia", "role": "", "email": "nia@example.org", "phone": ""}]
    upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=contacts)
    assert make(cast, "people").changes["changed"] == []
    assert make(cast, "staff").changes["changed"][0]["fields"] == ["contacts"]


# --- Another try ----------------------------------------------------------------------------------


def test_a_failed_edition_gets_another_try_with_the_same_words(cast: Cast) -> None:
    edition = make(cast)
    Edition.objects.filter(pk=edition.pk).update(state="failed", problem="The disk is full.", attempts=3)
    again = retry_edition(by=cast.coordinator, edition=edition)
    assert (again.state, again.attempts, again.problem) == ("queued", 0, "")
    assert again.content_hash == edition.content_hash


def test_another_try_is_refused_when_there_is_a_newer_one_or_nothing_failed(cast: Cast) -> None:
    failed = finished(cast.exeter, state="failed", problem="The disk is full.")
    done(make(cast))
    with pytest.raises(Overtaken, match="Edition 2 has been made since"):
        retry_edition(by=cast.coordinator, edition=failed)
    with pytest.raises(Overtaken, match="not waiting for another try"):
        retry_edition(by=cast.coordinator, edition=Edition.objects.get(number=2))
    with pytest.raises(NotPermitted):
        retry_edition(by=cast.staff, edition=failed)


# --- Urgent withdrawal ----------------------------------------------------------------------------


def lay(edition: Edition, place: str, copies: int, **more: Any) -> None:
    found, _ = CopyPlace.objects.get_or_create(prison=edition.prison, name=place)
    PlacedCopy.objects.create(edition=edition, place=found, copies=copies, **more)


def test_the_notice_names_every_place_with_a_copy(cast: Cast) -> None:
    number = cast.approved.entry_number
    for kind, page in (("people", 7), ("staff", 11)):
        edition = done(make(cast, kind))
        Edition.objects.filter(pk=edition.pk).update(entry_pages={str(number): page})
        lay(edition, "Library", 2)
    lay(Edition.objects.get(kind="people"), "A wing office", 5)
    lay(Edition.objects.get(kind="people"), "Chapel", 1, removed_on=timezone.localdate())
    without = finished(cast.exeter, entry_pages={"77": 3})
    lay(without, "Gym", 4)
    notice = make_take_down_notice(by=cast.coordinator, listing=cast.approved)
    said = notice.snapshot
    assert said["entry"] == {"number": number, "name": "Housing advice"}
    assert [place["place"] for place in said["places"]] == ["A wing office", "Library"]
    assert [(copy["copies"], copy["page"]) for copy in said["places"][0]["copies"]] == [(5, 7)]
    assert sorted((copy["copies"], copy["page"]) for copy in said["places"][1]["copies"]) == [(2, 7), (2, 11)]
    assert sorted((edition["label"], edition["page"]) for edition in said["editions"]) == [
        ("Directory for people in prison", 7), ("Directory for staff", 11),
    ]  # fmt: skip


def test_an_urgent_withdrawal_makes_the_notice_without_its_reason(cast: Cast) -> None:
    withdraw_listing(
        by=cast.coordinator, listing=cast.approved, reason="Somebody is in danger.", urgently=True
    )
    notice = Edition.objects.get(kind="take_down")
    assert notice.number == 1
    assert "danger" not in str(notice.snapshot)
    assert not Edition.objects.exclude(pk=notice.pk).exists()


def test_an_ordinary_withdrawal_makes_no_notice(cast: Cast) -> None:
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Closed.")
    assert not Edition.objects.exists()


def test_a_directory_under_way_with_the_entry_is_stopped(cast: Cast) -> None:
    with_it = make(cast)
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Danger.", urgently=True)
    with_it.refresh_from_db()
    assert with_it.state == Edition.State.FAILED
    assert "was withdrawn urgently while this was being laid out" in with_it.problem
    assert AuditEntry.objects.filter(verb="stop_edition").count() == 1


def test_a_directory_under_way_without_the_entry_goes_on(cast: Cast) -> None:
    other = approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Other")
    withdraw_listing(by=cast.coordinator, listing=other, reason="Closed.")
    edition = make(cast)
    other.refresh_from_db()
    make_take_down_notice(by=cast.coordinator, listing=other)
    edition.refresh_from_db()
    assert edition.state == Edition.State.QUEUED


def test_notices_do_not_wait_for_each_other(cast: Cast) -> None:
    numbers = [make_take_down_notice(by=cast.coordinator, listing=cast.approved).number for _ in range(2)]
    assert numbers == [1, 2]


def test_the_portal_itself_may_make_one(cast: Cast) -> None:
    assert make_edition(by=SYSTEM, prison=cast.exeter, kind="staff", queue=False).made_by is None
