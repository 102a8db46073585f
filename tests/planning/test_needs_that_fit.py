"""What one file says of needs must fit together, is read as it was typed, and is not taken twice."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from coordination.policies import Refused
from planning.bringing_in.table import FileRefused
from planning.models import GroupCount, NeedsAssessment, PathwayNeed
from tests.cast import Cast
from tests.planning.test_import_needs import HEAD, WHOLE, bring_in, csv_of, nothing_kept, rows_of


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (
            "Accommodation,,,,,10,,,", "Accommodation,Veterans,,,,12,,,",
            "Accommodation · Veterans: 12 people, and for everybody only 10 people. A part is",
        ),
        (
            "Accommodation,,,,,,30,,", "Accommodation,,Release,,,,31.5,,",
            "Accommodation · Release (through the gate): 31.5%, and for everybody only 30%.",
        ),
        (
            "Accommodation,Veterans,,,,,,4,", "Accommodation,Veterans,Release,,,,,5,",
            "5 people a month, and for Accommodation · Veterans only 4 people a month.",
        ),
        (
            ",Veterans,,,,20,,,", "Accommodation,Veterans,,,,21,,,",
            "21 people are more than the 20 of this group whom the prison holds.",
        ),
        (",Everybody,,,,10,,,", ",Veterans,,,,11,,,", "Veterans: 11 people are more than the 10"),
        (",Everybody,,,,10,,,", "Accommodation,,,,,11,,,", "Accommodation: 11 people are more than the 10"),
    ],
)  # fmt: skip
def test_a_part_that_is_more_than_its_whole_is_named_by_row(
    cast: Cast, first: str, second: str, sentence: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        bring_in(cast, csv_of(HEAD, "Health care,,,,,4,,,", first, second))
    (wrong,) = refused.value.rows
    assert wrong.number == 3
    assert sentence in wrong.why
    assert nothing_kept()


def test_parts_in_another_unit_or_together_more_than_the_whole_are_taken(cast: Cast) -> None:
    """Somebody may be in several groups; and numbers of two units are not held against each other."""
    rows = ["Accommodation,,,,,10,,,", "Accommodation,Veterans,,,,8,,,", "Accommodation,Older people,,,,8,,,"]
    bring_in(cast, csv_of(HEAD, *rows, "Accommodation,,Release,,,,90,,"))
    assert PathwayNeed.objects.count() == 4


def test_per_cent_of_a_spreadsheet_is_what_was_typed_there(cast: Cast) -> None:
    book = Workbook()
    for line in (
        ["Pathway", "Per cent"],
        ["Accommodation", 0.4],
        ["Health care", 1],
        ["Drugs and alcohol", 0.255],
    ):
        book.active.append(line)
    for cell in ("B2", "B3", "B4"):
        book.active[cell].number_format = "0.0%"
    file = io.BytesIO()
    book.save(file)
    assert rows_of(bring_in(cast, file.getvalue(), "needs.xlsx").assessment) == [
        "Accommodation: 40% of those who come in", "Drugs and alcohol: 25.5% of those who come in",
        "Health care: 100% of those who come in",
    ]  # fmt: skip


def test_the_same_file_once_more_makes_no_second_source(cast: Cast) -> None:
    bring_in(cast, csv_of(*WHOLE))
    with pytest.raises(Refused, match="This source stands here already, with the same numbers"):
        bring_in(cast, csv_of(*WHOLE))
    assert NeedsAssessment.objects.count() == 1
    assert GroupCount.objects.count() == 2
    bring_in(cast, csv_of(*WHOLE), source="Survey")
    bring_in(cast, csv_of(*WHOLE[:-1]))
    assert NeedsAssessment.objects.count() == 3
