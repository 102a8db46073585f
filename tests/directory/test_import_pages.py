"""The pages on which a list comes in: the file, its columns, its rows, the yes, and what came of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import Posting
from coordination.models.prison import Prison
from directory.forms import imports as forms
from directory.models import ImportRow, ImportRun, ImportSource, Revision
from tests.cast import Cast
from tests.coordination.markup import parsed, select
from tests.coordination.pages import client_of, queued, said
from tests.directory.importing_in import CSV, brought, checked, finished
from tests.directory.imports.files import begun, row, tried

pytestmark = pytest.mark.django_db
NEW = reverse("import_new", args=["EXI"])


def send(cast: Cast, content: bytes = CSV, name: str = "list.csv", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    return client_of(cast.coordinator).post(NEW, {"file": file, "source": "Wing folder"} | fields)


def page(cast: Cast, name: str, run: ImportRun, *more: Any, **asked: str) -> Any:
    return client_of(cast.coordinator).get(reverse(name, args=["EXI", run.pk, *more]), asked)


def press(cast: Cast, name: str, run: ImportRun, data: dict[str, Any] | None = None) -> Any:
    return client_of(cast.coordinator).post(reverse(name, args=["EXI", run.pk]), data or {}, follow=True)


def typed(run: ImportRun, **changes: Any) -> dict[str, Any]:
    """The mapping form as its page was shown."""
    form = forms.MappingForm(headings=run.headings, mapping=run.mapping)
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (shown | changes).items() if value is not None}


FIXED = {
    "fixed_stages": ["during"], "fixed_delivery_ways": ["group"], "fixed_ways_to_ask": ["app"],
    "fixed_how_to_ask": "Send an app.", "fixed_staff_procedure": "E-mail them.",
}  # fmt: skip
COLUMN = {"Charity": "0", "Project": "1", "What happens": "2", "Theme": "3", "Mail": "4", "Ends": "5"}


# --- The file -------------------------------------------------------------------------------------


def test_a_file_is_read_and_leads_to_its_columns(cast: Cast) -> None:
    response = send(cast)
    run = ImportRun.objects.get()
    assert response["Location"] == reverse("import_mapping", args=["EXI", run.pk])
    assert (run.file_name, run.rows.count(), run.begun_by) == ("list.csv", 5, cast.coordinator)
    assert list(run.prisons.all()) == [cast.exeter]
    assert ImportSource.objects.get().name == "Wing folder"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "The file is empty."),
        ("list.pdf", b"%PDF-1.4", "Only CSV, XLSX and JSON files can be read."),
        ("list.xlsx", b"Charity,Project\n1,2\n", "This is no XLSX file that can be opened."),
        ("list.csv", b"Charity,Project\n", "The file has headings and no rows under them."),
        ("list.json", b"{}", "The JSON holds no list of services."),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_nothing_is_kept(
    name: str, content: bytes, sentence: str, cast: Cast
) -> None:
    response = send(cast, content, name)
    assert response.status_code == 200
    assert sentence in " ".join(
        response.context["form"].errors.get("__all__", response.context["form"].errors.get("file", []))
    )
    assert sentence in response.text
    assert not ImportRun.objects.exists()
    # What was typed stays; browsers keep no file.
    assert 'value="Wing folder"' in response.text


def test_a_file_that_is_too_large_is_told_before_it_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGEST_FILE", 10)
    response = send(cast)
    assert response.context["form"].errors["file"] == [forms.TOO_LARGE]
    assert not ImportRun.objects.exists()


def test_a_file_and_a_name_of_its_source_are_needed(cast: Cast) -> None:
    response = client_of(cast.coordinator).post(NEW, {})
    assert set(response.context["form"].errors) == {"file", "source"}
    assert "Choose the file with the list." in response.text


def test_other_prisons_can_be_ticked_where_the_user_may_bring_lists_in(cast: Cast) -> None:
    assert "prisons" not in client_of(cast.coordinator).get(NEW).context["form"].fields
    Posting.objects.create(
        user=cast.coordinator, role="coordinator", prison=cast.guys_marsh, begins_on="2020-01-01"
    )
    form = client_of(cast.coordinator).get(NEW).context["form"]
    assert form["prisons"].value() == [cast.exeter.pk]
    assert set(form.fields["prisons"].queryset) == {cast.exeter, cast.guys_marsh}
    send(cast, prisons=[cast.exeter.pk, cast.guys_marsh.pk])
    assert set(ImportRun.objects.get().prisons.all()) == {cast.exeter, cast.guys_marsh}
    elsewhere = Prison.objects.get(code="DTI")
    assert "prisons" in send(cast, prisons=[elsewhere.pk]).context["form"].errors


# --- What the columns mean ------------------------------------------------------------------------


def test_each_column_is_shown_with_its_first_values_and_a_guess(cast: Cast) -> None:
    run = brought(cast)
    response = page(cast, "import_mapping", run)
    shown = {column["heading"]: column for column in response.context["columns"]}
    assert list(shown) == run.headings
    assert shown["Theme"]["samples"] == ["Music and arts", "Money"]
    assert shown["Charity"]["samples"] == ["Harbour Housing", "Lantern Trust", "Old Trust"]
    assert shown["Charity"]["field"].value() == "organisation"
    assert shown["What happens"]["field"].value() == ""
    assert "Debt café" in response.text
    assert "A1234BC" not in response.text
    assert ("The organisation", [("listing", "Listing")]) in [
        (name, choices[:1]) for name, choices in shown["Charity"]["field"].field.choices if name
    ]


def test_a_corrected_mapping_is_kept_and_the_rows_are_checked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = brought(cast)
    chosen = {f"column_{COLUMN['What happens']}": "summary", "category_0": "finance"}
    with queued(monkeypatch) as tasks:
        response = press(cast, "import_mapping", run, typed(run, **FIXED, **chosen))
    assert tasks == [("directory.run_import", (run.pk,))]
    assert said(response) == ["What the columns mean is saved. The rows are being checked."]
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKING
    assert run.mapping["columns"]["summary"] == ["What happens"]
    assert run.mapping["fixed"]["stages"] == ["during"]
    assert run.mapping["pathways"] == {"Music and arts": [], "Money": ["finance"]}
    assert ImportSource.objects.get().mapping == run.mapping


def test_categories_that_nobody_was_shown_are_asked_for_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = brought(cast, content=CSV.replace(b"Theme", b"Sort of thing"))
    chosen = {f"column_{COLUMN['Theme']}": "pathways"}
    with queued(monkeypatch) as tasks:
        response = press(cast, "import_mapping", run, typed(run, **FIXED, **chosen))
    assert tasks == []
    assert "The column that you chose names categories." in said(response)[0]
    assert response.context["form"].categories == ["Money", "Music and arts"]
    run.refresh_from_db()
    with queued(monkeypatch) as tasks:
        press(cast, "import_mapping", run, typed(run, category_1="thinking"))
    assert tasks == [("directory.run_import", (run.pk,))]
    run.refresh_from_db()
    assert run.mapping["pathways"]["Music and arts"] == ["thinking"]
    assert run.mapping["fixed"]["how_to_ask"] == "Send an app."


def test_the_next_list_of_the_source_is_named_as_the_last(cast: Cast) -> None:
    checked(cast)
    again = brought(cast, name="newer.csv")
    response = page(cast, "import_mapping", again)
    assert response.context["remembered"]
    assert response.context["form"]["column_2"].value() == "summary"
    assert response.context["form"]["fixed_ways_to_ask"].value() == ["app"]
    assert response.context["form"]["category_0"].value() == "finance"


def test_what_is_missing_is_said_and_what_was_chosen_stays(cast: Cast) -> None:
    run = brought(cast)
    response = press(cast, "import_mapping", run, typed(run, column_0="", column_1="", column_2="evidence"))
    assert "which column holds the organisation" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["column_2"].value() == "evidence"
    run.refresh_from_db()
    assert run.state == ImportRun.State.MAPPING


def test_one_meaning_for_two_columns_is_refused_where_it_cannot_be(cast: Cast) -> None:
    run = brought(cast)
    response = press(cast, "import_mapping", run, typed(run, column_4="cost", column_5="cost"))
    assert "can come from one column only" in response.context["form"].non_field_errors()[0]


def test_several_pathways_of_one_category_stay_one_choice(cast: Cast) -> None:
    form = forms.MappingForm(
        headings=["Theme"],
        mapping={
            "columns": {"pathways": ["Theme"]},
            "pathways": {"Money and jobs": ["employment", "finance"]},
        },
    )
    value, words = form.fields["category_0"].choices[1]
    assert value == "employment,finance"
    assert words == "Education, training and employment and Finance, benefit and debt"
    bound = forms.MappingForm(
        {"column_0": "pathways", "category_0": value}, headings=["Theme"],
        mapping={"columns": {}, "pathways": {"Money and jobs": ["employment", "finance"]}},
    )  # fmt: skip
    assert bound.is_valid(), bound.errors
    assert bound.mapping()["pathways"] == {"Money and jobs": ["employment", "finance"]}


def test_a_run_without_a_mapping_leads_to_it_and_one_on_its_way_does_not(cast: Cast) -> None:
    run = brought(cast)
    assert page(cast, "import_run", run)["Location"] == reverse("import_mapping", args=["EXI", run.pk])
    run = finished(cast)
    assert page(cast, "import_mapping", run)["Location"] == run.get_absolute_url()
    response = press(cast, "import_mapping", run, typed(run))
    assert said(response) == ["Nothing was changed: the rows are on their way already."]


# --- The dry run ----------------------------------------------------------------------------------


def test_the_fate_of_each_row_is_shown_before_anything_happens(cast: Cast) -> None:
    run = checked(cast)
    response = page(cast, "import_run", run)
    assert response.context["counts"] == {
        "rows": 5, "done": 5, "created": 2, "matched": 0, "unchanged": 0, "refused": 3,
    }  # fmt: skip
    assert "Nothing has been brought in yet." in response.text
    lines = {row["number"]: row for row in response.context["rows"]}
    assert (lines[2]["name"], lines[2]["fate"]) == ("Choir", "New")
    assert lines[4]["reason"] == "It names no organisation."
    assert lines[5]["reason"] == "It ended on 31 January 2020."
    assert "number of a person in prison" in lines[6]["reason"]
    assert "A1234BC" not in response.text
    assert not Revision.objects.filter(name="Choir").exists()
    assert [
        button.text for button in select(parsed(response.text), "button") if "Bring in" in button.text
    ] == ["Bring in 2 new"]


def test_a_row_that_only_some_prisons_take_says_so(cast: Cast) -> None:
    run = tried(begun(row(region="Devon"), prisons=[cast.exeter, cast.guys_marsh]))
    [line] = page(cast, "import_run", run).context["rows"]
    assert line["fate"] == "New"
    assert line["reason"].startswith("Not taken at GMI: It covers Devon, and HMP Guys Marsh")
    more = Prison.objects.filter(code__in=["CWI", "DAI"])
    run = tried(begun(row(region="Dorset"), prisons=[cast.exeter, cast.guys_marsh, *more]))
    [line] = page(cast, "import_run", run).context["rows"]
    assert line["reason"] == "Not taken at 3 of 4 prisons: the row says why."


def test_rows_can_be_narrowed_to_a_fate_and_to_those_with_something_to_look_at(cast: Cast) -> None:
    run = checked(cast)

    def numbers(**asked: str) -> list[int]:
        return [row["number"] for row in page(cast, "import_run", run, **asked).context["rows"]]

    assert numbers(fate="refused") == [4, 5, 6]
    assert numbers(fate="created") == [2, 3]
    assert set(numbers(flagged="on")) < {2, 3, 4, 5, 6}
    assert 2 in numbers(flagged="on")
    assert numbers(fate="no-such") == [2, 3, 4, 5, 6]
    assert "No row fits" in page(cast, "import_run", run, fate="unchanged").text


def test_the_page_takes_as_many_queries_for_many_rows(cast: Cast) -> None:
    def queries(run: ImportRun) -> int:
        page(cast, "import_run", run)
        with CaptureQueriesContext(connection) as asked:
            page(cast, "import_run", run)
        return len(asked)

    few = queries(checked(cast))
    many = b"Charity,Project\n" + b"".join(b"Trust %d,Choir\n" % number for number in range(12))
    assert (
        queries(
            checked(
                cast, content=many, mapping={"columns": {"organisation": ["Charity"], "name": ["Project"]}}
            )
        )
        == few
    )


def test_the_reasons_of_many_refusals_are_counted(cast: Cast) -> None:
    assert page(cast, "import_run", checked(cast)).context["reasons"] == []
    many = b"Charity,Project\n" + b"".join(b",Choir %d\n" % number for number in range(8))
    columns = {"organisation": ["Charity"], "name": ["Project"]}
    run = checked(cast, content=many, mapping={"columns": columns})
    assert page(cast, "import_run", run).context["reasons"] == ["8 rows: It names no organisation."]


def test_progress_is_told_as_numbers_and_words(cast: Cast) -> None:
    run = checked(cast)
    ImportRun.objects.filter(pk=run.pk).update(state="checking")
    ImportRow.objects.filter(run=run, number__gt=3).update(state="waiting")
    assert page(cast, "import_progress", run).json() == {
        "done": 2, "total": 5, "sentence": "2 of 5 rows checked.", "finished": False,
    }  # fmt: skip
    response = page(cast, "import_run", run)
    assert "2 of 5 rows checked." in response.text
    assert f'data-progress-url="{reverse("import_progress", args=["EXI", run.pk])}"' in response.text
    press(cast, "import_stop", run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.MAPPING
