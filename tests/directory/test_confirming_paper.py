"""What is printed of an entry that nobody has confirmed, by the edition's own day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import User
from coordination.policies import Refused
from directory.actions.editions import make_edition
from directory.editions import papers, people, staff
from directory.editions.snapshot import changes_since
from directory.models import Listing
from tests.cast import Cast
from tests.directory.growing_old import aged, another
from tests.directory.printing import DAY, pages_of
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db

BUILDERS = {"staff": staff.snapshot, "people": people.snapshot}
STAFF_MARK = "Not confirmed since 2 February 2026 – check before you rely on it."
PEOPLE_MARK = "Ask staff if this is still running."


def confirmed(cast: Cast, days_before: int) -> None:
    """So many days before the day of the edition."""
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=DAY - timedelta(days=days_before))


def built(cast: Cast, kind: str, printed_on: date = DAY) -> tuple[Any, Any]:
    return BUILDERS[kind](cast.exeter, number=1, printed_on=printed_on)


@pytest.mark.parametrize(("kind", "mark"), [("staff", STAFF_MARK), ("people", PEOPLE_MARK)])
def test_past_90_days_on_the_editions_day_it_is_marked(cast: Cast, kind: str, mark: str) -> None:
    confirmed(cast, 91)
    [entry] = built(cast, kind)[0]["entries"]
    assert entry["mark"] == mark
    [the_day_before] = built(cast, kind, DAY - timedelta(days=1))[0]["entries"]
    assert the_day_before["mark"] == ""


@pytest.mark.parametrize("kind", ["staff", "people"])
def test_past_180_days_it_is_left_out_and_named(cast: Cast, kind: str) -> None:
    confirmed(cast, 181)
    printed, left_out = built(cast, kind)
    assert printed["entries"] == []
    assert left_out == {"ended": [], "unconfirmed": [{"number": 1, "name": "Housing advice"}]}
    printed, left_out = built(cast, kind, DAY - timedelta(days=1))
    assert [entry["number"] for entry in printed["entries"]] == [1]
    assert left_out["unconfirmed"] == []


def test_no_day_of_a_confirmation_reaches_what_people_in_prison_read(cast: Cast) -> None:
    confirmed(cast, 91)
    printed, _ = built(cast, "people")
    assert "2026-02-02" not in str(printed)
    assert "2 February" not in papers.html_of(printed)


@pytest.mark.parametrize(("kind", "mark"), [("staff", STAFF_MARK), ("people", PEOPLE_MARK)])
def test_the_mark_can_be_read_on_the_paper(cast: Cast, kind: str, mark: str) -> None:
    confirmed(cast, 91)
    printed = papers.print_edition(built(cast, kind)[0])
    assert any(mark in page for page in pages_of(printed.pdf))


def test_a_mark_that_time_alone_brings_is_no_change_of_the_entry(cast: Cast) -> None:
    confirmed(cast, 90)
    before, _ = built(cast, "staff")
    after, _ = built(cast, "staff", DAY + timedelta(days=5))
    assert after["entries"][0]["mark"]
    assert changes_since(before, after)["changed"] == []
    older = before | {"entries": [{k: v for k, v in before["entries"][0].items() if k != "mark"}]}
    assert changes_since(older, after)["changed"] == []


def test_where_everything_is_too_old_nothing_is_printed_and_the_sentence_says_why(cast: Cast) -> None:
    aged(cast.approved, 181)
    with pytest.raises(Refused, match="confirmed within 180 days"):
        make_edition(by=cast.coordinator, prison=cast.exeter, kind="staff", queue=False)


def page(user: User, name: str, *more: object) -> str:
    return signed_in(user).get(reverse(name, args=["EXI", *more])).content.decode()


def test_the_page_before_printing_names_with_links_what_is_left_out_and_what_is_marked(cast: Cast) -> None:
    gone, marked = aged(cast.approved, 181), another(cast, "Choir", 100)
    for kind in ("staff", "people"):
        shown = page(cast.coordinator, "edition_make", kind)
        left_out, _, printed = shown.partition("Printed with a mark")
        assert "Left out, because nobody has confirmed them for 180 days:" in left_out
        assert f'href="{gone.get_absolute_url()}">1 Housing advice<' in left_out
        assert f'href="{marked.get_absolute_url()}"' in printed
        assert "It will have 1 entry" in shown


def test_the_page_of_an_edition_says_what_it_left_out(cast: Cast) -> None:
    another(cast, "Choir")
    aged(cast.approved, 181)
    made = make_edition(by=cast.coordinator, prison=cast.exeter, kind="staff", queue=False)
    assert made.printed_on == timezone.localdate()
    shown = page(cast.coordinator, "edition", made.pk)
    assert "Left out, because nobody had confirmed them for 180 days: 1 Housing advice." in shown
