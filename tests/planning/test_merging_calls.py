"""Calls that went to an organisation, and what it answered, go over with it."""

from __future__ import annotations

import pytest

from planning import merging
from planning.actions import expressions
from planning.models import Expression, ToldOrganisation
from tests.cast import Cast
from tests.coordination.merged import merged
from tests.planning import called as making

pytestmark = pytest.mark.django_db


def test_what_the_other_was_told_and_answered_goes_over(cast: Cast) -> None:
    call = making.opened(cast, elsewhere=True)
    making.answered(cast, call, elsewhere=True)
    assert [prison.code for prison in merging.touched_prisons(cast.lantern)] == ["GMI"]
    assert merging.summary(cast.lantern) == [
        ("Calls for offers that are open to it", "1"), ("Answers to calls that wait for a decision", "1"),
    ]  # fmt: skip
    kept = merged(cast)
    assert (ToldOrganisation.objects.get().organisation, Expression.objects.get().organisation) == (
        kept,
        kept,
    )


def test_where_both_answered_one_answer_is_left_with_the_words_of_both(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern)
    making.answered(cast, call, offer="Mondays.")
    making.answered(cast, call, elsewhere=True, offer="Tuesdays.")
    kept = merged(cast)
    assert ToldOrganisation.objects.get().organisation == kept
    left = Expression.objects.get()
    assert left.organisation == kept
    assert "Mondays." in left.offer
    assert "Tuesdays." in left.offer


def test_a_draft_is_not_sent_by_a_merge(cast: Cast) -> None:
    call = making.opened(cast, cast.harbour, cast.lantern)
    expressions.keep_draft(
        by=cast.manager, call=call, organisation=cast.harbour, values={"offer": "Perhaps on Mondays."}
    )
    making.answered(cast, call, elsewhere=True, offer="Tuesdays.")
    merged(cast)
    left = Expression.objects.get()
    assert (left.offer, left.state) == ("Tuesdays.", Expression.State.SENT)
