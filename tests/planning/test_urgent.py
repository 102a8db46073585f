"""What a governor reads first, in the order of how certain and how large it is."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from planning.gaps.findings import findings
from planning.gaps.rows import Demand, Release
from planning.gaps.urgent import Labels, rounded, urgent
from tests.planning.rows import DAY, inputs, offer

LABELS = Labels(
    pathways={"accommodation": "Accommodation", "family": "Children and families"},
    groups={"veterans": "Veterans", "older": "Older people"},
    stages={"reception": "Reception", "release": "Release"},
    areas={"E1": "Plymouth"},
)


def test_unmet_comes_before_what_is_lost_and_that_before_what_is_short() -> None:
    rows = inputs(
        offer(1, 30, funded_until=DAY + timedelta(days=30)),
        demands=(
            Demand("accommodation", needing=224), Demand("family", a_month=Fraction(12)),
            Demand("accommodation", group="veterans", needing=8),
        ),
        wings=("A wing",), releases=(Release("E1", Fraction(1, 2)),),
    )  # fmt: skip
    found = [each.sentence for each in urgent(findings(rows, {}), LABELS)]
    assert found == [
        "12 people a month need help with Children and families and nothing is offered.",
        "Service 1 is funded until 1 December 2026. It is the only one for Accommodation.",
        "Accommodation: places for 26 people a month are missing.",
        "50% go to Plymouth on release, where no organisation of ours works.",
    ]


def test_a_prison_of_which_nobody_said_anything_is_not_fine() -> None:
    (found,) = urgent(findings(inputs(offer(1, 30)), {}), LABELS)
    assert found.sentence == "Nobody has said yet what people here need, so nothing can be called met."


def test_what_is_not_known_of_some_pathways_is_named() -> None:
    rows = inputs(offer(1, 60), demands=(Demand("accommodation", needing=224),))
    assert [each.sentence for each in urgent(findings(rows, {}), LABELS)] == [
        "Nobody has said what people need of Children and families."
    ]


def test_numbers_are_rounded_to_people() -> None:
    values = [
        Fraction(56),
        Fraction(3, 2),
        Fraction(27, 2),
        Fraction(0),
        Fraction(1, 3),
        Fraction(299, 2),
        None,
    ]
    assert [rounded(value) for value in values] == ["56", "1.5", "13.5", "0", "0.3", "150", "not known"]


def test_five_sentences_are_of_several_kinds_while_there_are_others() -> None:
    soon = DAY + timedelta(days=30)
    rows = inputs(
        *(offer(key, 30, funded_until=soon) for key in range(1, 7)),
        demands=(Demand("accommodation", needing=1000), Demand("family", a_month=Fraction(12))),
        wings=("A wing",), releases=(Release("E1", Fraction(1, 2)),),
    )  # fmt: skip
    found = urgent(findings(rows, {}), LABELS)
    assert [each.kind for each in found] == ["unmet", "short", "losing", "losing", "area"]


def test_where_there_is_no_other_kind_the_five_are_filled_with_the_same() -> None:
    rows = inputs(
        *(offer(key, 3000, funded_until=DAY + timedelta(days=30)) for key in range(1, 7)),
        demands=(Demand("accommodation", needing=224), Demand("family", a_month=Fraction(0))),
    )  # fmt: skip
    kinds = [each.kind for each in urgent(findings(rows, {}), LABELS)]
    assert len(kinds) == 5
    assert kinds.count("losing") >= 3


def test_a_group_is_not_said_beside_the_total_of_its_pathway() -> None:
    rows = inputs(
        demands=(
            Demand("accommodation", a_month=Fraction(30)),
            Demand("accommodation", group="veterans", a_month=Fraction(8)),
            Demand("family", a_month=Fraction(12)),
        )
    )
    keys = [each.key for each in urgent(findings(rows, {}), LABELS)]
    assert keys == ["gap:accommodation::", "gap:family::"]
