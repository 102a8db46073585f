"""What leaves the coordinator's desk of feedback: attacks of a reader who writes every reading down and subtracts."""

from __future__ import annotations

import csv
import io
import itertools
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coordination.models import Prison
from coordination.small_counts import LEAST, is_small
from directory.models import Listing
from forums.actions import feedback
from forums.heard import FACES, Told, answered, quarter_of, sum_of, sums_by_listing, told_of
from forums.models import FeedbackSlip
from tests.cast import Cast, approved_listing_at
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of
from tests.forums import making

pytestmark = pytest.mark.django_db


def quarter_back(count: int) -> date:
    """The first day of the quarter so many before this one."""
    day = quarter_of(timezone.localdate())
    for _ in range(count):
        day = quarter_of(day - timedelta(days=1))
    return day


def slips(
    cast: Cast, faces: Sequence[int | None], *, back: int = 1, of: Listing | None = None, **more: Any
) -> list[FeedbackSlip]:
    """Typed in on the fifth day of the quarter so many before this one; 0: a moment ago."""
    day = quarter_back(back) + timedelta(days=4)
    at = timezone.make_aware(datetime.combine(day, time(12))) if back else timezone.now()
    listing = of or cast.approved
    return FeedbackSlip.objects.bulk_create(
        FeedbackSlip(
            prison=listing.prison, listing=listing, face=face, words="" if face else "Words",
            received_on=timezone.localdate(at), typed_at=at, typed_by=cast.coordinator, batch=uuid.uuid4(), row=1,
            **more,
        )
        for face in faces
    )  # fmt: skip


def told(cast: Cast) -> list[Told]:
    return told_of([cast.approved.pk]).get(cast.approved.pk, [])


def own_page(cast: Cast, **query: Any) -> str:
    response = client_of(cast.manager).get(reverse("own_feedback", args=[cast.harbour.slug]), query)
    assert response.status_code == 200
    return words(select(parsed(response.content.decode()), "main")[0])


def own_rows(cast: Cast) -> list[list[str]]:
    response = client_of(cast.manager).get(reverse("own_feedback_csv", args=[cast.harbour.slug]))
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


# --- Five slips, and quarters that are over -------------------------------------------------------


def test_four_slips_are_not_told_and_read_like_none(cast: Cast) -> None:
    nothing = own_page(cast)
    slips(cast, [3] * (LEAST - 1))
    assert told(cast) == []
    assert own_page(cast) == nothing
    slips(cast, [3])
    assert [period.total for period in told(cast)] == [LEAST]
    assert own_page(cast) != nothing


def test_no_cell_of_the_table_is_a_formula(cast: Cast) -> None:
    """A spreadsheet would calculate it: the prison’s name is ours, the service’s is what an organisation typed."""
    slips(cast, [3] * LEAST)
    Prison.objects.filter(pk=cast.exeter.pk).update(name="=1+1")
    [row] = own_rows(cast)
    assert row[0] == "'=1+1"
    assert not [cell for cell in row if cell.startswith(tuple("=+-@"))]


def test_one_more_slip_changes_nothing_until_the_quarter_is_over(cast: Cast) -> None:
    slips(cast, [3] * 6)
    before, rows = own_page(cast), own_rows(cast)
    for face in (1, 2, 3, None):
        slips(cast, [face], back=0)
        assert (own_page(cast), own_rows(cast)) == (before, rows)


def test_what_is_received_late_for_a_quarter_that_was_told_does_not_change_it(cast: Cast) -> None:
    slips(cast, [3] * 6)
    before = own_page(cast)
    [late] = slips(cast, [1], back=0)
    FeedbackSlip.objects.filter(pk=late.pk).update(received_on=quarter_back(1) + timedelta(days=10))
    assert own_page(cast) == before


def test_a_slip_that_is_taken_out_does_not_change_what_was_told(cast: Cast) -> None:
    made = slips(cast, [3] * 5 + [1] * 5)
    before = own_page(cast)
    for slip in made[4:6]:
        feedback.remove_slip(by=cast.coordinator, slip=slip)
    assert own_page(cast) == before
    assert sum_of(FeedbackSlip.objects.visible_to(cast.coordinator)).parts == (4, 0, 4, 0)


def test_a_quarter_with_few_slips_is_told_with_the_next_ones(cast: Cast) -> None:
    slips(cast, [3] * 5, back=4)
    slips(cast, [3] * 3, back=3)
    slips(cast, [1], back=1)
    assert [period.total for period in told(cast)] == [5]
    slips(cast, [3], back=1)
    newest, oldest = told(cast)
    assert (oldest.since, oldest.until) == (None, quarter_back(3) - timedelta(days=1))
    assert (newest.total, newest.since) == (5, quarter_back(3))
    assert newest.until == quarter_back(0) - timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "period"),
    [
        (None, "2026-06-30", "Up to June 2026"),
        ("2026-07-01", "2026-09-30", "July to September 2026"),
        ("2025-10-01", "2026-03-31", "October 2025 to March 2026"),
    ],
)
def test_periods_read_as_words(since: str | None, until: str, period: str) -> None:
    begin = date.fromisoformat(since) if since else None
    assert Told(begin, date.fromisoformat(until), 5, ()).period == period


# --- Faces ----------------------------------------------------------------------------------------


def test_a_face_of_few_is_kept_back_with_a_neighbour(cast: Cast) -> None:
    slips(cast, [3] * 10 + [2] * 6 + [1])
    [period] = told(cast)
    assert (period.total, period.parts) == (17, (None, None, 10, 0))
    assert "kept back" in own_page(cast)


def _could_be(period: Told) -> list[tuple[int, ...]]:
    """Every way in which the faces may be spread, for a reader who knows the rule on small numbers."""
    told_parts = sum(part or 0 for part in period.parts)
    hidden = [at for at, part in enumerate(period.parts) if part is None]
    left = period.total - told_parts
    ways = (way for way in itertools.product(range(left + 1), repeat=len(hidden)) if sum(way) == left)
    return list(ways) if hidden else [()]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.lists(st.sampled_from([1, 2, 3, None]), max_size=9)), max_size=5
    ),
    st.sampled_from([1, 2, 3, None]),
)
def test_a_reader_who_subtracts_any_two_readings_never_finds_fewer_than_five(
    quarters: list[tuple[int, list[int | None]]], one_more: int | None
) -> None:
    """Every period and every difference of two readings is nobody, five or more, or open between several answers."""
    from forums.heard import _joined

    counted = {
        date(2020 + at // 4, at % 4 * 3 + 1, 1): dict(Counter(faces))
        for at, (_, faces) in enumerate(quarters)
        if faces
    }
    periods = list(_joined(counted))
    later = list(_joined(counted | {date(2030, 1, 1): {one_more: 1}}))
    # A later reading only adds whole periods.
    assert later[: len(periods)] == periods
    assert all(period.total >= LEAST for period in later)
    for period in later:
        assert not any(is_small(part) for part in period.parts if part is not None)
        ways = _could_be(period)
        for at in range(len(ways[0])):
            assert len({way[at] for way in ways}) > 1
        assert sum(period.parts[at] is None for at in range(len(FACES))) != 1


def test_there_is_nothing_to_filter_by(cast: Cast) -> None:
    wing = cast.exeter.wings.first()
    slips(cast, [3] * 6, wing=wing)
    slips(cast, [1] * 6)
    before = own_page(cast)
    day = quarter_back(1) + timedelta(days=4)
    for query in (
        {"wing": wing.pk},
        {"face": "1"},
        {"since": day.isoformat()},
        {"service": cast.approved.pk},
    ):
        assert own_page(cast, **query) == before
    assert wing.name not in before


def test_no_sum_is_told_over_services_or_prisons(cast: Cast) -> None:
    second = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Second service"
    )
    third = approved_listing_at(
        cast.guys_marsh, cast.harbour, cast.manager, cast.other_coordinator, name="Third service"
    )
    slips(cast, [3] * 7)
    slips(cast, [3] * 8, of=second)
    slips(cast, [3] * 4, of=third)
    page = own_page(cast)
    assert {row[3] for row in own_rows(cast)} == {"7", "8"}
    assert "Third service" not in page
    # 15: both services here; 19: all three; 11 and 12: across the prisons.
    assert not {"15", "19", "11", "12"} & set(page.split())
    assert "Of 1 more service nothing can be told yet" in page


def test_words_and_wings_never_leave_and_the_summary_leaves_with_figures_alone(cast: Cast) -> None:
    secret = "Whitsunday marmalade"
    feedback.write_summary(by=cast.coordinator, listing=cast.approved, text="Most want more hours.")
    slips(cast, [3] * 3)
    FeedbackSlip.objects.update(words=secret, wing=cast.exeter.wings.first())
    assert "Most want more hours" not in own_page(cast)
    slips(cast, [3] * 2)
    page, rows = own_page(cast), str(own_rows(cast))
    assert "Most want more hours" in page
    for text in (page, rows):
        assert secret not in text
        assert "A wing" not in text


def test_page_and_file_say_the_same(cast: Cast) -> None:
    slips(cast, [3] * 10 + [2])
    [row] = own_rows(cast)
    assert row == [
        cast.exeter.name,
        "Housing advice",
        told(cast)[0].period,
        "11",
        "0",
        *["kept back"] * 2,
        "0",
    ]
    for cell in row[3:]:
        assert cell in own_page(cast)


def test_a_governor_and_a_lead_read_what_the_organisations_read(cast: Cast) -> None:
    slips(cast, [3] * 10 + [2])
    slips(cast, [1], back=0)
    address = reverse("feedback_sums", args=["EXI"])
    for who in (cast.governor, cast.lead, cast.national):
        page = words(parsed(client_of(who).get(address).content.decode()))
        assert "kept back" in page
        assert cast.harbour.name in page
    everything = parsed(client_of(cast.coordinator).get(address).content.decode())
    assert "kept back" not in words(everything)
    cells = [words(cell) for cell in select(everything, "tbody td")]
    assert cells[:5] == ["12", "1", "1", "10", "0"]


def test_an_organisation_reads_of_its_own_services_alone(cast: Cast) -> None:
    slips(cast, [3] * 6)
    theirs = client_of(cast.other_manager)
    assert theirs.get(reverse("own_feedback", args=[cast.harbour.slug])).status_code == 404
    page = theirs.get(reverse("own_feedback", args=[cast.lantern.slug])).content.decode()
    assert "Housing advice" not in page


# --- How much it costs ----------------------------------------------------------------------------


def asked(who: Any, address: str) -> int:
    client = client_of(who)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["coordinator", "governor", "manager"])
def test_sums_take_the_same_queries_for_two_services_and_for_twelve(cast: Cast, who: str) -> None:
    slug = who == "manager"
    address = (
        reverse("own_feedback", args=[cast.harbour.slug]) if slug else reverse("feedback_sums", args=["EXI"])
    )

    def with_services(more: int) -> int:
        for at in range(more):
            made = approved_listing_at(
                cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Service {more} {at}"
            )
            slips(cast, [3] * 6, of=made)
        return asked(getattr(cast, who), address)

    assert with_services(2) == with_services(10)


def test_the_database_adds_up_twenty_thousand_slips(cast: Cast) -> None:
    for back in (1, 2):
        slips(cast, [1, 2, 3, None] * 2500, back=back)
    with CaptureQueriesContext(connection) as queries:
        found = told(cast)
        every = sums_by_listing(FeedbackSlip.objects.filter(prison=cast.exeter))
    assert len(queries) == 2
    assert [period.parts for period in found] == [(2500,) * 4] * 2
    assert every[cast.approved.pk].total == 20_000


# --- A focus group --------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 12), max_size=6))
def test_of_a_question_no_answer_of_few_is_told_or_can_be_worked_out(counts: list[int]) -> None:
    answers = [(f"Answer {at}", count) for at, count in enumerate(counts)]
    found = answered(answers, hide=True)
    assert not any(is_small(count) for _, count in found.answers)
    if counts and sum(counts) < LEAST:
        assert (found.total, found.answers, found.others) == (None, (), True)
    if found.total is not None:
        left = found.total - sum(count for _, count in found.answers)
        assert not is_small(left)
        assert found.others == (left > 0)
    assert answered(answers, hide=False).answers == tuple(answers)


def test_the_slip_of_another_prison_counts_nowhere_here(cast: Cast) -> None:
    making.slip(cast, elsewhere=True)
    assert sum_of(FeedbackSlip.objects.visible_to(cast.coordinator)).total == 0
