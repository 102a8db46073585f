"""The four guards of the newsletter for the wings, and what it may say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletins.actions.items import drop_item
from bulletins.actions.papers import snapshot_of
from bulletins.models import BulletinIssue, BulletinItem, Reader
from bulletins.papers import newsletter, notice_board, public
from coordination.disclosure import NotForEveryone, check_for_everyone
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from directory.editions.guard import ReadForStaffOnly
from directory.models import Contact
from tests.bulletins import making
from tests.bulletins.papers_made import DAY, fixed, for_wings, sent
from tests.cast import Cast
from tests.directory.printing import everything_in, pages_of
from tests.sentinels import SECRET, SECRETS, SENTINEL, fill

pytestmark = pytest.mark.django_db

# They steer the portal too.
STEERING = frozenset({"source", "path"})


def items_of(issue: BulletinIssue) -> list[dict[str, Any]]:
    return newsletter.snapshot(issue.pk, DAY)["items"]


# --- No SQL touches what it has no business with ----------------------------------------------------


def test_the_database_is_asked_for_three_tables_and_for_printed_columns_alone(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    issue = sent(cast)
    allowed = {name for names in public.PRINTED.values() for name in names} | {"id"}
    with django_assert_max_num_queries(4) as asked:
        newsletter.snapshot(issue.pk, DAY)
    assert len(asked.captured_queries) == 3
    for query in asked.captured_queries:
        assert "contact" not in query["sql"] and "coordination_user" not in query["sql"]
        selected = query["sql"].split(" FROM ")[0].removeprefix("SELECT ")
        columns = {part.split(" AS ")[0].strip().split(".")[-1].strip('"') for part in selected.split(",")}
        assert columns <= allowed, query["sql"]


@pytest.mark.parametrize("label", ["directory.Contact", "coordination.User", "bulletins.Delivery"])
def test_a_planted_query_for_people_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    issue = sent(cast)
    read = newsletter._items
    planted = apps.get_model(label)
    monkeypatch.setattr(newsletter, "_items", lambda pk: (list(planted.objects.all()), read(pk))[1])
    with pytest.raises(ReadForStaffOnly):
        newsletter.snapshot(issue.pk, DAY)


# --- The import contract ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("newsletter", "from bulletins.models import Delivery"),
        ("public", "from coordination.models.user import User"),
    ],
)
def test_a_planted_import_of_people_or_contacts_breaks_the_contract(
    module: str, planted: str, tmp_path: Path
) -> None:
    for name in settings.OUR_APPS:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(Path(settings.BASE_DIR) / name, tmp_path / name, ignore=ignore)
    shutil.copy(Path(settings.BASE_DIR) / "pyproject.toml", tmp_path)
    file = tmp_path / "bulletins" / "papers" / f"{module}.py"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{planted}\n", encoding="utf-8")
    program = Path(sys.executable).parent / "lint-imports"
    command = [program, "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "What bulletins print for the wings never names a contact or an account BROKEN" in done.stdout


# --- Classification ---------------------------------------------------------------------------------


def test_every_field_of_the_allow_list_is_for_everyone() -> None:
    check_for_everyone(public.PRINTED)


@pytest.mark.parametrize(
    ("model", "name"), [(BulletinItem, "text"), (BulletinIssue, "greeting"), (BulletinItem, "nothing_known")]
)
def test_a_field_that_is_not_for_everyone_prints_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, model: type[models.Model], name: str
) -> None:
    issue = sent(cast)
    monkeypatch.setitem(public.PRINTED, model, (*public.PRINTED[model], name))
    with pytest.raises(NotForEveryone, match=name):
        newsletter.snapshot(issue.pk, DAY)


# --- Sentinels in the finished paper ----------------------------------------------------------------


@pytest.fixture
def filled(cast: Cast) -> tuple[BulletinIssue, set[str]]:
    """An issue with an item for the wings, others that are not, and every text for staff filled."""
    issue = making.issue(cast, greeting="Dear all")
    picture = making.image(cast)
    for_wings(cast, issue, image=picture, text="Staff read this.")
    for name in ("for_wings", "dropped"):
        item = for_wings(cast, issue, name)
        if name == "dropped":
            drop_item(by=cast.coordinator, item=item)
        else:
            BulletinItem.objects.filter(pk=item.pk).update(
                wing_approved_at=None, wing_approved_by=None, wing_heading=SECRET, wing_text=SECRET
            )
    BulletinItem.objects.exclude(dropped_at=None).update(wing_heading=SECRET[:100], wing_text=SECRET)
    Reader.objects.create(email="reader@example.org", name="x", outsider=True, asked_at=timezone.now())
    bulletins = list(apps.get_app_config("bulletins").get_models())
    named = fill(*bulletins, User, Organisation, Contact, steering=STEERING)
    return fixed(BulletinIssue.objects.get(pk=issue.pk)), named


def test_no_sentinel_stands_anywhere_in_the_finished_newsletter(
    cast: Cast, filled: tuple[BulletinIssue, set[str]]
) -> None:
    issue, named = filled
    wanted = {
        "BulletinIssue.title", "BulletinIssue.greeting", "BulletinItem.heading", "BulletinItem.text",
        "User.name", "User.email", "Contact.phone", "Reader.name", "BulletinIssue.returned_reason",
    }  # fmt: skip
    assert wanted - named == set()
    printed = newsletter.print_newsletter(newsletter.snapshot(issue.pk, DAY))
    whole = everything_in(printed.pdf)
    for secret in SECRETS:
        assert secret not in whole, secret
        assert secret not in "".join(whole.split()), secret
    assert "You can sing on Tuesdays." in " ".join(pages_of(printed.pdf))


def test_the_same_sentinels_do_stand_on_the_paper_for_staff(
    cast: Cast, filled: tuple[BulletinIssue, set[str]]
) -> None:
    """So that the test above could fail."""
    issue, _ = filled
    whole = everything_in(notice_board.print_notice_board(snapshot_of(issue, "notice_board", DAY)).pdf)
    for secret in (SENTINEL, "A9876ZQ", "01632 960777"):
        assert secret in whole


def test_a_planted_field_is_found_by_this_reading(cast: Cast, filled: tuple[BulletinIssue, set[str]]) -> None:
    issue, _ = filled
    plain = newsletter.snapshot(issue.pk, DAY)
    plain["items"][0]["text"] = BulletinItem.objects.get(pk=plain["items"][0]["key"]).text
    assert SENTINEL in everything_in(newsletter.print_newsletter(plain).pdf)


# --- What it says -----------------------------------------------------------------------------------


def test_only_items_that_are_marked_and_approved_stand_in_it_in_the_order_of_the_issue(cast: Cast) -> None:
    issue = making.issue(cast)
    for_wings(cast, issue, "Last", section="roles", position=1)
    for_wings(cast, issue, "Second", section="news", position=9)
    for_wings(cast, issue, "First", section="news", position=2)
    drop_item(by=cast.coordinator, item=for_wings(cast, issue, "Dropped"))
    BulletinItem.objects.create(
        issue=issue, section="news", position=3, heading="Marked", for_wings=True, wing_heading="Marked",
        wing_text="Not approved.",
    )  # fmt: skip
    assert [item["heading"] for item in items_of(issue)] == ["First", "Second", "Last"]


def test_it_has_a_title_of_its_own_with_number_period_and_when_to_ask_for_a_new_one(cast: Cast) -> None:
    issue = sent(cast, title="Staff only title", greeting="Staff only greeting")
    printed = newsletter.print_newsletter(newsletter.snapshot(issue.pk, DAY))
    for page in pages_of(printed.pdf):
        assert f"Issue {issue.number}. Printed 2 December 2026." in page
        assert "Ask for a new one after 2 March 2027." in page
        assert "Page 1" in page
    whole = everything_in(printed.pdf)
    assert "News from HMP/YOI Exeter" in whole and "1 to 30 November 2026" in whole
    assert "Staff only" not in whole
    assert "This paper is not for urgent help." in whole


def test_an_issue_for_all_prisons_names_no_prison(cast: Cast) -> None:
    issue = making.issue(cast, prison=None, begun_by=cast.national)
    for_wings(cast, issue)
    printed = newsletter.print_newsletter(newsletter.snapshot(fixed(issue).pk, DAY))
    said = " ".join(pages_of(printed.pdf))
    assert "News for people in prison" in said and "Exeter" not in said
    assert "Ask the library." in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 01632 960777.", "a telephone number"),
        ("Write to anna@example.org.", "an e-mail address"),
        ("Look at www.example.org.", "a web address"),
        ("Write to EX4 4EX.", "a postcode"),
        ("Ask A1234BC.", "a prison number"),
    ],
)
def test_a_contact_that_was_approved_all_the_same_is_refused_with_the_name_of_the_item(
    cast: Cast, text: str, kind: str
) -> None:
    issue = sent(cast)
    BulletinItem.objects.filter(issue=issue, wing_heading="A new choir").update(wing_text=text)
    with pytest.raises(Refused, match=f"in the item “A new choir” is {kind}"):
        newsletter.snapshot(issue.pk, DAY)


def test_a_contact_among_the_words_of_the_prison_is_refused(cast: Cast) -> None:
    issue = sent(cast)
    Prison.objects.filter(pk=cast.exeter.pk).update(ask_for_new_copy="Anna, 01632 960777")
    with pytest.raises(Refused, match="whom to ask"):
        newsletter.snapshot(issue.pk, DAY)


def test_without_an_approved_item_there_is_no_newsletter(cast: Cast) -> None:
    issue = fixed(making.issue(cast))
    with pytest.raises(Refused, match="No item of this issue is approved"):
        newsletter.snapshot(issue.pk, DAY)


def test_it_holds_plain_values_alone_and_the_same_gives_the_same_bytes(cast: Cast) -> None:
    plain = newsletter.snapshot(sent(cast).pk, DAY)
    assert json.loads(json.dumps(plain)) == plain
    assert newsletter.print_newsletter(plain).pdf == newsletter.print_newsletter(plain).pdf


def test_an_unknown_symbol_becomes_the_plain_one(cast: Cast) -> None:
    issue = making.issue(cast)
    for_wings(cast, issue, wing_symbol="")
    for_wings(cast, issue, "Two", wing_symbol="x){}")
    html = newsletter.html_of(newsletter.read(issue.pk, DAY))
    assert html.count('class="item s-information"') == 2 and "x){}" not in html


def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any) -> None:
    issue = making.issue(cast)
    for number in range(2):
        for_wings(cast, issue, f"Item {number}")
    with django_assert_num_queries(3):
        newsletter.snapshot(issue.pk, DAY)
    for number in range(10):
        for_wings(cast, issue, f"More {number}")
    with django_assert_num_queries(3):
        newsletter.snapshot(issue.pk, DAY)
