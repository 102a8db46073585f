"""The four guards of the edition for people in prison, and what it may say."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from coordination.disclosure import NotForEveryone, check_for_everyone
from coordination.models import Organisation, Pathway
from directory.actions import upkeep
from directory.editions import papers, people
from directory.editions.guard import ReadForStaffOnly, only_tables_of
from directory.models import Contact, Listing, Revision, Session
from tests.cast import Cast, approved_listing_at, session
from tests.directory.printing import DAY, everything_in, words_of

pytestmark = pytest.mark.django_db

SENTINEL = "Zq7sentinel"
# What a field can hold of the sentinel, by what kind of field it is; every one of them would show in the paper.
SENTINEL_E_MAIL = "zq7sentinel@sentinel.example.org"
SENTINEL_PHONE = "01632 960777"


def snapshot(cast: Cast) -> dict[str, Any]:
    return people.snapshot(cast.exeter, number=1, printed_on=DAY)[0]


def entry(cast: Cast) -> dict[str, Any]:
    (only,) = snapshot(cast)["entries"]
    return only


# --- No SQL touches the contact table -------------------------------------------------------------


def test_the_database_is_asked_for_no_contact_while_it_is_built(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as asked:
        snapshot(cast)
    assert asked.captured_queries
    assert not [query for query in asked.captured_queries if "directory_contact" in query["sql"]]


def test_a_planted_query_for_contacts_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = people.sentences.wait

    def reads_a_contact(days: int | None) -> str:
        return sentence(days) + "".join(str(contact) for contact in Contact.objects.all())

    monkeypatch.setattr(people.sentences, "wait", reads_a_contact)
    with pytest.raises(ReadForStaffOnly, match="directory_contact"):
        snapshot(cast)


def test_a_planted_join_to_contacts_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = Listing.objects.values_list("pk", "contacts__phone")
    monkeypatch.setattr(people, "_addresses", lambda prison: dict(planted))
    with pytest.raises(ReadForStaffOnly, match="directory_contact"):
        snapshot(cast)


def test_raw_sql_without_quotes_is_noticed_too(cast: Cast) -> None:
    with only_tables_of(Listing), pytest.raises(ReadForStaffOnly), connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM directory_contact")


def test_people_and_drafts_are_out_of_reach_as_well(cast: Cast) -> None:
    for label in (
        "coordination.User",
        "directory.Draft",
        "directory.ListingEvent",
        "coordination.AuditEntry",
    ):
        with only_tables_of(*people.PRINTED, *people.BETWEEN), pytest.raises(ReadForStaffOnly):
            list(apps.get_model(label).objects.all())


def test_the_guard_ends_with_its_block(cast: Cast) -> None:
    snapshot(cast)
    assert Contact.objects.exists()


# --- The import contract --------------------------------------------------------------------------


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--config", "pyproject.toml", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "planted",
    [
        "from directory.models.contact import Contact",
        "from directory.models import Contact",
        "from directory.editions.staff import snapshot as staff_snapshot",
    ],
)
def test_an_import_of_contacts_breaks_the_contract(planted: str, tmp_path: Path) -> None:
    for name in (*settings.OUR_APPS, "pyproject.toml"):
        source = Path(settings.BASE_DIR) / name
        copied = tmp_path / name
        if source.is_dir():
            for file in source.rglob("*.py"):
                target = copied / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        else:
            copied.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    module = tmp_path / "directory" / "editions" / "people.py"
    module.write_text(module.read_text(encoding="utf-8") + f"\n{planted}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert "never names a contact BROKEN" in done.stdout


# --- Classification -------------------------------------------------------------------------------


def test_every_field_of_the_allow_list_is_for_everyone() -> None:
    check_for_everyone(people.PRINTED)


@pytest.mark.parametrize(
    ("model", "name"), [(Revision, "staff_procedure"), (Listing, "withdrawn_by"), (Revision, "nothing_known")]
)
def test_a_field_that_is_not_for_everyone_prints_nothing(
    model: type[models.Model], name: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(people.PRINTED, model, (*people.PRINTED[model], name))
    with pytest.raises(NotForEveryone, match=name):
        snapshot(cast)


def test_no_column_outside_the_allow_list_is_selected(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """Between SELECT and FROM stand printed columns and keys alone."""
    allowed = {name for names in people.PRINTED.values() for name in names}
    allowed |= {"id", "revision_id", "approved_revision_id", "pathway_id", "waytoask_id", "language_id"}
    with django_assert_max_num_queries(20) as asked:
        snapshot(cast)
    for query in asked.captured_queries:
        if not query["sql"].startswith("SELECT"):
            continue
        selected = query["sql"].split(" FROM ")[0]
        columns = {
            part.split(" AS ")[0].strip().split(".")[-1].strip('"') for part in selected[7:].split(",")
        }
        assert columns <= allowed, query["sql"]


# --- Sentinels in the finished paper --------------------------------------------------------------


def of_staff(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Text fields of the model that are not for everyone."""
    text = (models.CharField, models.TextField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, text) and model.disclosure.audience_of(field.name) != "everyone"  # type: ignore[attr-defined]
    ]


def sentinel_for(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.EmailField):
        return SENTINEL_E_MAIL
    if isinstance(field, models.URLField):
        return f"https://{SENTINEL}.example.org"
    longest = field.max_length or 200
    return f"{SENTINEL} {field.name}"[:longest]


def fill_with_sentinels(cast: Cast) -> set[str]:
    """Every staff and personal text around the listing; returns `Model.field` of each that was filled."""
    listing = cast.approved
    rows: list[models.Model] = [
        listing, listing.service, listing.service.organisation, *listing.contacts.all(),
        *listing.events.all(), cast.manager, cast.coordinator, *listing.revisions.all(),
    ]  # fmt: skip
    filled = set()
    for row in rows:
        # States and slugs steer the portal; a sentinel there would only break the test.
        fields = [
            field
            for field in of_staff(type(row))
            if not field.choices and field.name not in ("slug", "password")
        ]
        values = {field.name: sentinel_for(field) for field in fields if not field.unique}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL portal.anonymising = 'on'")
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        filled |= {f"{type(row).__name__}.{name}" for name in values}
    listing.contacts.update(phone=SENTINEL_PHONE)
    # Proposed and not approved: as secret as a contact.
    Listing.objects.filter(pk=listing.pk).update(
        public_helpline=f"{SENTINEL} line",
        public_helpline_hours=f"{SENTINEL} hours",
        public_address=f"{SENTINEL} road",
    )
    return filled


def test_no_sentinel_of_a_staff_field_stands_anywhere_in_the_finished_paper(cast: Cast) -> None:
    filled = fill_with_sentinels(cast)
    wanted = {"Contact.name", "Contact.email", "Contact.phone", "Contact.role", "Revision.staff_procedure"}
    assert wanted | {"Revision.evidence", "Revision.cost", "Revision.note", "User.name"} <= filled
    printed = papers.print_edition(snapshot(cast))
    whole = everything_in(printed.pdf)
    assert "Harbour Housing" in words_of(printed.pdf)
    assert "housing team" in whole  # the reading does find words
    for secret in (SENTINEL, SENTINEL.lower(), "sentinel", "960777", SENTINEL_E_MAIL):
        assert secret not in whole
    squeezed = "".join(whole.split())
    assert "960777" not in squeezed


def test_the_same_sentinels_do_stand_in_the_paper_for_staff(cast: Cast) -> None:
    """So that the test above could fail."""
    from directory.editions import staff

    fill_with_sentinels(cast)
    printed = papers.print_edition(staff.snapshot(cast.exeter, number=1, printed_on=DAY)[0])
    whole = everything_in(printed.pdf)
    for secret in (SENTINEL, SENTINEL_E_MAIL, SENTINEL_PHONE):
        assert secret in whole
    assert f"{SENTINEL} line" not in whole


# --- What it says ---------------------------------------------------------------------------------


def test_an_entry_says_what_was_approved_in_plain_words(cast: Cast) -> None:
    assert entry(cast) == {
        "number": cast.approved.entry_number,
        "name": "Housing advice",
        "organisation": "Harbour Housing",
        "chapters": ["accommodation"],
        "summary": "We help you find a place to live before you leave prison.",
        "who": [],
        "other_rules": "",
        "wings": "",
        "sessions": [{"when": "Every Tuesday, 10:00 to 11:30", "next": "", "place": "Library"}],
        "by_appointment": False,
        "delivery": ["One to one"],
        "languages": [],
        "ask_symbol": "send-an-app",
        "how_to_ask": "Send an app to the housing team.",
        "wait": "The wait is usually 2 weeks.",
        "time_needed": "",
        "room": "",
        "mark": "",
        "starts_on": "",
        "ends_on": "",
        "helpline": "",
        "helpline_hours": "",
        "address": "",
    }


def test_a_pending_text_changes_nothing(cast: Cast) -> None:
    assert [each["name"] for each in snapshot(cast)["entries"]] == ["Housing advice"]


def approve_details(cast: Cast, **seen: str) -> None:
    details = {"helpline": "0808 157 0000", "helpline_hours": "Every day", "address": "PO Box 1"}
    upkeep.propose_public_details(by=cast.manager, listing=cast.approved, **details)
    upkeep.approve_public_details(
        by=cast.coordinator, listing=cast.approved, helpline=True, address=True, seen=tuple(details.values())
    )  # fmt: skip


def test_a_helpline_and_an_address_are_printed_once_approved(cast: Cast) -> None:
    approve_details(cast)
    printed = entry(cast)
    assert (printed["helpline"], printed["helpline_hours"]) == ("0808 157 0000", "Every day")
    assert printed["address"] == "PO Box 1"


def test_a_changed_helpline_is_not_printed_before_it_is_approved_again(cast: Cast) -> None:
    approve_details(cast)
    upkeep.propose_public_details(
        by=cast.manager,
        listing=cast.approved,
        helpline="0808 157 9999",
        helpline_hours="",
        address="PO Box 1",
    )
    printed = entry(cast)
    assert (printed["helpline"], printed["helpline_hours"], printed["address"]) == ("", "", "PO Box 1")


def test_confidential_premises_keep_address_and_place_out(cast: Cast) -> None:
    approve_details(cast)
    # Past the action, which would empty the address: the paper does not rely on it.
    Listing.objects.filter(pk=cast.approved.pk).update(confidential_premises=True)
    printed = entry(cast)
    assert printed["address"] == ""
    assert printed["sessions"] == [{"when": "Every Tuesday, 10:00 to 11:30", "next": "", "place": ""}]
    whole = everything_in(papers.print_edition(snapshot(cast)).pdf)
    assert "PO Box 1" not in whole


def test_a_discreet_service_stays_in_the_directory(cast: Cast) -> None:
    upkeep.set_flags(by=cast.manager, listing=cast.approved, confidential_premises=False, discreet=True)
    assert entry(cast)["name"] == "Housing advice"
    assert "discreet" not in entry(cast)


def test_a_withdrawn_service_is_left_out(cast: Cast) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=cast.coordinator
    )
    assert snapshot(cast)["entries"] == []


def add(cast: Cast, **changes: Any) -> Listing:
    return approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, **changes)


def test_an_ended_service_is_left_out_and_named_to_the_coordinator(cast: Cast) -> None:
    gone = add(cast, name="Gone", ends_on=DAY - timedelta(days=1))
    add(cast, name="Last day today", ends_on=DAY)
    printed, left_out = people.snapshot(cast.exeter, number=1, printed_on=DAY)
    assert [each["name"] for each in printed["entries"]] == ["Housing advice", "Last day today"]
    assert left_out["ended"] == [{"number": gone.entry_number, "name": "Gone", "ended_on": "2026-05-03"}]


def test_a_service_that_starts_later_says_when(cast: Cast) -> None:
    add(cast, name="Soon", starts_on=DAY + timedelta(days=3))
    add(cast, name="Since long", starts_on=DAY - timedelta(days=3))
    assert [each["starts_on"] for each in snapshot(cast)["entries"]] == ["", "2026-05-07", ""]


def test_languages_are_named_unless_english_is_the_only_one(cast: Cast) -> None:
    add(cast, name="Two", languages=["cy", "en"])
    assert [each["languages"] for each in snapshot(cast)["entries"]] == [[], ["English", "Welsh"]]


def test_a_two_weekly_session_names_its_next_day(cast: Cast) -> None:
    add(cast, name="Choir", sessions=[session(pattern="fortnightly", counted_from=DAY - timedelta(days=13))])
    assert snapshot(cast)["entries"][1]["sessions"][0]["next"] == "2026-05-05"


def test_the_other_prisons_services_are_not_in_it(cast: Cast) -> None:
    assert "Lantern lights" not in str(snapshot(cast))


def test_chapters_stand_in_the_order_of_the_pathways(cast: Cast) -> None:
    add(cast, name="Two pathways", pathways=["finance", "health"])
    printed = snapshot(cast)
    assert [chapter["code"] for chapter in printed["chapters"]] == ["accommodation", "health", "finance"]
    assert printed["entries"][1]["chapters"] == ["health", "finance"]


def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        snapshot(cast)
    for number in range(10):
        add(cast, name=f"Service {number}")
    with django_assert_num_queries(len(few)):
        snapshot(cast)


def test_it_holds_plain_values_alone(cast: Cast) -> None:
    """No model object, no lazy text: what JSON gives back is what went in."""
    import json

    printed = snapshot(cast)
    assert json.loads(json.dumps(printed)) == printed
    known = (Organisation, Pathway, Session)
    assert not any(isinstance(value, known) for each in printed["entries"] for value in each.values())
