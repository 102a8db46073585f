"""A file of needs: other people's columns are understood, wrong rows are named, and nothing is half kept."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from coordination.access import NotPermitted
from coordination.models import Area, AuditEntry, Prison
from coordination.policies import Refused
from planning.actions.import_needs import Imported, import_needs
from planning.bringing_in.areas import AreaNames, typed_releases
from planning.bringing_in.table import FileRefused
from planning.bringing_in.template import COLUMNS, LABELS, template_rows
from planning.models import GroupCount, NeedsAssessment, PathwayNeed, ReleaseShare
from tests.cast import Cast
from tests.planning.sources_made import values

EMPTY = {"population": None, "receptions_a_month": None}


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def xlsx_of(lines: list[list[Any]]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring_in(cast: Cast, content: bytes, name: str = "needs.csv", **changes: Any) -> Imported:
    return import_needs(
        by=cast.coordinator,
        prison=cast.exeter,
        values=values(**(EMPTY | changes)),
        file_name=name,
        content=content,
    )


def rows_of(found: NeedsAssessment) -> list[str]:
    needs = [f"{need}: {need.number_in_words}" for need in found.needs.all()]
    return sorted([*map(str, found.groups.all()), *needs, *map(str, found.releases.all())])


def nothing_kept() -> bool:
    return not any(
        model._default_manager.exists() for model in (NeedsAssessment, GroupCount, PathwayNeed, ReleaseShare)
    )


# --- What is understood ---------------------------------------------------------------------------

WHOLE = [
    "Pathway,Group,Stage of the sentence,Area code,Release area,People,Per cent,People a month",
    ",Everybody,,,,560,,",
    ",Veterans,,,,20,,",
    ",Care leavers,,,,,11.5,",
    "Accommodation,,,,,224,,",
    "Accommodation,Veterans,,,,12,,",
    '"Finance, benefit and debt",,Last twelve weeks,,,,40,',
    "Children and families,,,,,,,7.5",
    ",,,E23000035,,,60,",
    ",,,,Exeter,,22,",
]
READ = sorted([
    "Care leavers: 11.5% of those held", "Veterans: 20 people", "Accommodation: 224 people at any one time",
    "Accommodation · Veterans: 12 people at any one time",
    "Finance, benefit and debt · Last twelve weeks: 40% of those who come in",
    "Children and families: 7.5 people a month", "Devon & Cornwall: 60%", "Exeter: 22%",
])  # fmt: skip


def test_one_file_holds_population_groups_needs_and_release_areas(cast: Cast) -> None:
    imported = bring_in(cast, csv_of(*WHOLE))
    assert rows_of(imported.assessment) == READ
    assert (imported.assessment.population, imported.left_out, imported.unread) == (560, 0, [])
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.prison_code) == ("import_needs", "EXI")


def test_a_workbook_says_the_same(cast: Cast) -> None:
    lines: list[list[Any]] = list(csv.reader(io.StringIO("\n".join(WHOLE))))
    for line in lines[1:]:
        line[5:] = [float(cell) if cell else None for cell in line[5:]]
    imported = bring_in(cast, xlsx_of(lines), "needs.xlsx")
    assert rows_of(imported.assessment) == READ


@pytest.mark.parametrize("turned", [1, 3, 7])
def test_the_columns_may_stand_in_any_order(cast: Cast, turned: int) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(
        line[turned:] + line[:turned] for line in csv.reader(io.StringIO("\n".join(WHOLE)))
    )
    assert rows_of(bring_in(cast, file.getvalue().encode()).assessment) == READ


def test_other_headings_and_other_words_are_understood(cast: Cast) -> None:
    imported = bring_in(
        cast,
        csv_of(
            "Notes,% of receptions,Number of people,Per month,Local Authority,Cohort,Resettlement pathway,LA_code",
            "counted,,,12,,Total,Housing,",
            ",40%,,,,,Drugs and alcohol,",
            ",,\"1,200\",,,Total,,",
            ",5,,,\"Bristol, City of\",,,",
            ",6,,,,,,e06000047",
            ",7,,,Wiltshire (police area),,,E23000038",
            ",,14,,,veteran,,",
        ),
    )  # fmt: skip
    assert imported.assessment.population == 1200
    assert sorted(rows_of(imported.assessment)) == sorted([
        "Veterans: 14 people", "Accommodation: 12 people a month", "Drugs and alcohol: 40% of those who come in",
        "Bristol, City of: 5%", "County Durham: 6%", "Wiltshire: 7%",
    ])  # fmt: skip
    assert imported.unread == ["Notes"]


def test_a_column_may_say_the_unit(cast: Cast) -> None:
    imported = bring_in(
        cast,
        csv_of(
            "Pathway,Value,Unit", "Accommodation,40,per cent", "Health care,12,a month",
            "Children and families,9,people", "Drugs and alcohol,30%,",
        ),
    )  # fmt: skip
    assert sorted(rows_of(imported.assessment)) == [
        "Accommodation: 40% of those who come in", "Children and families: 9 people at any one time",
        "Drugs and alcohol: 30% of those who come in", "Health care: 12 people a month",
    ]  # fmt: skip


def test_rows_without_a_number_are_left_out_because_nobody_knows(cast: Cast) -> None:
    imported = bring_in(cast, csv_of("Pathway,People", "Accommodation,0", "Health care,", "Finance,"))
    assert (imported.left_out, rows_of(imported.assessment)) == (
        2,
        ["Accommodation: 0 people at any one time"],
    )


def test_a_very_small_share_does_not_become_nobody(cast: Cast) -> None:
    imported = bring_in(cast, csv_of("Pathway,Per cent", "Accommodation,0.001", "Health care,12.345"))
    assert sorted(need.share for need in imported.assessment.needs.all()) == [
        Decimal("0.01"),
        Decimal("12.35"),
    ]


def test_our_template_is_read_back_whole(cast: Cast) -> None:
    lines = [[LABELS[key] for key in COLUMNS], *template_rows(cast.exeter)]
    for number, line in enumerate(lines[1:]):
        line[COLUMNS.index("share" if line[COLUMNS.index("area")] else "people")] = str(number % 2 + 1)
    lines[1][COLUMNS.index("people")] = "500"
    imported = bring_in(cast, xlsx_of([[cell or None for cell in line] for line in lines]), "needs.xlsx")
    assert imported.left_out == 0
    assert imported.assessment.releases.count() == Area.objects.filter(kind="police_area").count()
    assert {need.pathway_id for need in imported.assessment.needs.all()} >= {"accommodation", "thinking"}


# --- What is refused, by row ----------------------------------------------------------------------

HEAD = "Pathway,Group,Stage,Area code,Release area,People,Per cent,People a month,Unit"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Accommodation,,,,,,101,,", "101% is more than 100%."),
        (",Veterans,,,,,100.01,,", "100.01% is more than 100%."),
        (",,,E23000035,,,250%,,", "250% is more than 100%."),
        ("Accommodation,,,,,-5,,,", "“-5” is below nought."),
        ("Accommodation,,,,,,-0.5,,", "“-0.5” is below nought."),
        (",,,E23000035,,,-3,,", "“-3” is below nought."),
        ("Accommodation,,,,,−5,,,", "“−5” is below nought."),
        (",,,E99999999,,,5,,", "“E99999999” is the code of no local authority or police area."),
        (",,,E12000009,,,5,,", "“South West” is a region. Give the local authority or the police area."),
        (",,,,Narnia,,5,,", "“Narnia” is no local authority or police area of England and Wales."),
        (",,,,Wiltshire,,5,,", "“Wiltshire” may be several areas."),
        (",,,E23000035,Exeter,,5,,", "The code is that of Devon & Cornwall, and the name is another."),
        (",,,E23000035,,5,,,", "Give the per cent of those who leave, not a number of people."),
        ("Accommodation,,,E23000035,,,5,,", "A release area stands in a row of its own"),
        ("Accommodation,,,,,about 40,,,", "“about 40” is no number."),
        ("Accommodation,,,,,n/a,,,", "“n/a” is no number."),
        ("Accommodation,,,,,nan,,,", "“nan” is no number."),
        ("Accommodation,,,,,1e5,,,", "“1e5” is no number."),
        ("Accommodation,,,,,12.5,,,", "12.5 is no whole number of people."),
        ("Accommodation,,,,,9999999,,,", "“9999999” is too large."),
        ("Accommodation,,,,,40,40,,", "It has more than one number."),
        ("Accommodation,,,,,40,,,dozens", "“dozens” is no unit."),
        ("Accommodation,,,,,,40,,people", "say different things"),
        ("Accommodation,,,,,,,40%,", "say different things"),
        ("Accommodation,,,,,40%,,,people", "say different things"),
        ("Gardening,,,,,40,,,", "“Gardening” is no pathway of our list."),
        ("Accommodation; Health care,,,,,40,,,", "“Accommodation; Health care” is several at once."),
        ("Accommodation,Pirates,,,,40,,,", "“Pirates” is no group of our list."),
        ("Accommodation,,Tomorrow,,,40,,,", "“Tomorrow” is no stage of the sentence of our list."),
        (",,,,,40,,,", "It names no pathway, no group and no release area."),
        (",Veterans,Release,,,40,,,", "goes without a stage"),
        (",Veterans,,,,,,4,", "goes without a month"),
        (",Everybody,,,,,50,,", "Give the number of all people held, not a per cent."),
        ("Accommodation,A1234BC,,,,40,,,", "the number of a person in prison"),
        ("Accommodation,,,,,40,,,,,7", "It has more cells than there are headings."),
    ],
)
def test_a_row_that_cannot_be_is_named_with_the_reason_and_nothing_is_kept(
    cast: Cast, row: str, sentence: str
) -> None:
    with pytest.raises(FileRefused, match="1 row is wrong, so nothing was taken") as refused:
        bring_in(cast, csv_of(HEAD, "Health care,,,,,40,,,", row))
    (wrong,) = refused.value.rows
    assert wrong.number == 2
    assert sentence in wrong.why
    assert "A1234BC" not in wrong.why + wrong.says
    assert nothing_kept()


def test_every_wrong_row_is_named_at_once(cast: Cast) -> None:
    with pytest.raises(FileRefused, match="3 rows are wrong") as refused:
        bring_in(
            cast,
            csv_of(
                "Pathway,Group,People",
                "Accommodation,,-1",
                "",
                "Health care,,5",
                "Gardening,,4",
                ",Pirates,x",
            ),
        )
    assert [(row.number, row.says) for row in refused.value.rows] == [
        (1, "Accommodation · -1"), (3, "Gardening · 4"), (4, "Pirates · x"),
    ]  # fmt: skip
    assert nothing_kept()


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("Accommodation,,,,,4,,,", "Housing,,,,,5,,,", "Accommodation stands in row 1 already"),
        (
            "Accommodation,Veterans,,,,4,,,",
            "Accommodation,veterans,Any stage,,,,5,,",
            "Accommodation · Veterans",
        ),
        (",Veterans,,,,4,,,", ",Veterans,,,,5,,,", "Veterans stands in row 1 already"),
        (",Everybody,,,,400,,,", ",Total,,,,400,,,", "The number of all people held stands in row 1 already"),
        (
            ",,,E23000035,,,4,,",
            ",,,,Devon and Cornwall Police,,5,,",
            r"Devon & Cornwall \(police area\) stands in row 1",
        ),
    ],
)
def test_what_stands_twice_is_refused_with_the_row_of_the_first(
    cast: Cast, first: str, second: str, what: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        bring_in(cast, csv_of(HEAD, first, second))
    (wrong,) = refused.value.rows
    assert wrong.number == 2
    assert what.replace("\\", "") in wrong.why
    assert nothing_kept()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Pathway,Notes", "Accommodation,forty"], "No column holds numbers"),
        (["Wing,People", "A,40"], "No column says what the numbers are of"),
        (["Pathway,Number,Headcount", "Accommodation,4,5"], "“Number” and “Headcount” both say “People”"),
        (["Pathway,Per cent", "Accommodation,0.4", "Health care,0.25"], "Write 40 for 40%"),
        (["Release area,Per cent", "Exeter,60", "Plymouth,41"], "add up to 101%"),
        (["Pathway,People", "Accommodation,"], "says nothing yet"),
        (["Pathway,People", *["Accommodation,1"] * 3_001], "more than 3,000 rows"),
        (["Only this"], "has one column only"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_as_a_whole_is_refused(cast: Cast, lines: list[str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        bring_in(cast, csv_of(*lines))
    assert nothing_kept()


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.pdf", b"%PDF"), ("a.xlsx", b"no book")])
def test_what_is_no_table_is_refused(cast: Cast, name: str, content: bytes) -> None:
    with pytest.raises(Refused):
        bring_in(cast, content, name)
    assert nothing_kept()


def test_the_typed_population_and_that_of_the_file_must_agree(cast: Cast) -> None:
    with pytest.raises(Refused, match="The file says that 560 people are held, and you typed 500"):
        bring_in(cast, csv_of(*WHOLE), population=500)
    assert nothing_kept()
    assert bring_in(cast, csv_of(*WHOLE), population=560).assessment.population == 560


def test_a_refusal_of_the_head_keeps_no_row_of_the_file(cast: Cast) -> None:
    with pytest.raises(Refused, match="prison number"):
        bring_in(cast, csv_of(*WHOLE), note="A1234BC said so.")
    assert nothing_kept()


def test_pathways_of_women_are_refused_where_none_are_held(cast: Cast) -> None:
    rows = csv_of("Pathway,People", "sex_work,4")
    with pytest.raises(FileRefused) as refused:
        bring_in(cast, rows)
    assert "counts where women are held only" in refused.value.rows[0].why
    Prison.objects.filter(pk=cast.exeter.pk).update(holds_women=True)
    cast.exeter.refresh_from_db()
    assert bring_in(cast, rows).assessment.needs.get().pathway_id == "sex_work"


def test_only_who_manages_the_plan_of_this_prison_brings_a_file_in(cast: Cast) -> None:
    for other in (cast.governor, cast.lead, cast.other_coordinator, cast.manager):
        with pytest.raises(NotPermitted):
            import_needs(
                by=other,
                prison=cast.exeter,
                values=values(**EMPTY),
                file_name="a.csv",
                content=csv_of(*WHOLE),
            )
    assert nothing_kept()


# --- Areas typed on the form ----------------------------------------------------------------------


def test_every_area_is_found_by_its_code_and_by_its_full_name(cast: Cast) -> None:
    names = AreaNames()
    for area in Area.objects.exclude(kind="region"):
        assert names.find(area.code) == area
        assert names.find(f"{area.name} ({area.get_kind_display()})") == area


def test_release_areas_are_typed_on_lines(cast: Cast) -> None:
    text = "Plymouth 22\n\n Devon & Cornwall: 40%\nE07000041 = 3.5\nStoke-on-Trent - 1\nBristol, 2 %\n"
    assert [(str(row.area), row.share) for row in typed_releases(text, AreaNames())] == [
        ("Plymouth", 22), ("Devon & Cornwall", 40), ("Exeter", Decimal("3.5")), ("Stoke-on-Trent", 1),
        ("Bristol, City of", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Exeter 5\nPlymouth", "Line 2: Write the area and the per cent"),
        ("Exeter five", "Line 1: “five” is no number"),
        ("Exeter -5", "Line 1: “-5” is below nought"),
        ("Exeter 105", "Line 1: 105% is more than 100%"),
        ("Atlantis 5", "Line 1: “Atlantis” is no local authority"),
        ("Exeter 5\n\nExeter 6", r"Line 3: Exeter \(local authority\) stands there twice"),
    ],
)
def test_a_line_that_cannot_be_is_named(cast: Cast, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        typed_releases(text, AreaNames())
