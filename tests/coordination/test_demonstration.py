"""What `manage.py seed_demo` fills, in one seeded database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.db.models import Max, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Invitation, Organisation, Pathway, Posting, Prison, User, WayToAsk
from coordination.plain_text import contact_details, prison_numbers
from coordination.reference.demonstration import ACCOUNTS, PASSWORD
from coordination.roles import Reach, Role, reach_of
from directory.demo.papers import print_and_place
from directory.forms.wording import WriteForm
from directory.forms.written import Written
from directory.models import Contact, Draft, Edition, Listing, ListingEvent, PlacedCopy, Revision, Session
from tests.coordination.demonstrated import Demonstration, demonstration  # noqa: F401

pytestmark = [pytest.mark.usefixtures("demonstration", "db")]

FICTION = re.compile(
    r"(01632 ?960 ?\d{3}|0808 157 0\d{3})\.?"
    r"|[\w.-]+@([\w-]+\.)?example\.org|https://[\w.-]+\.example\.org(/[\w/-]*)?"
)


def today() -> Any:
    return timezone.localdate()


# --- How much of what --------------------------------------------------------------------------------


def test_there_are_six_prisons_some_sixty_organisations_and_more_than_a_hundred_listings() -> None:
    prisons = set(Listing.objects.values_list("prison__code", flat=True))
    assert prisons == {"EXI", "GMI", "DAI", "EWI", "CFI", "BLI"}
    assert 55 <= Organisation.objects.count() <= 70
    assert Listing.objects.count() >= 120
    assert all(prison.wings.exists() for prison in Prison.objects.filter(code__in=prisons))


def test_dartmoor_is_closed_temporarily_and_shows_what_ran_there_before() -> None:
    dartmoor = Prison.objects.get(code="DAI")
    assert dartmoor.status == Prison.Status.CLOSED_TEMPORARILY
    decided = [r.decided_at for r in Revision.objects.filter(listing__prison=dartmoor)]
    assert decided and max(decided) < timezone.now() - timedelta(days=700)


def test_eastwood_park_has_what_only_womens_prisons_have() -> None:
    here = Listing.objects.published().filter(prison__code="EWI")
    pathways = set(here.values_list("approved_revision__pathways", flat=True))
    assert {"abuse", "sex_work"} <= pathways
    assert here.filter(confidential_premises=True, discreet=True).exists()
    assert not here.exclude(public_address="").exists()


def test_some_of_cardiffs_texts_are_in_welsh() -> None:
    summaries = Revision.objects.filter(listing__prison__code="CFI").values_list("summary", flat=True)
    assert sum("Rydym" in text or "Cyngor" in text or "Cefnogaeth" in text for text in summaries) >= 4


def test_texts_are_in_every_state() -> None:
    assert set(Revision.objects.values_list("state", flat=True)) == set(Revision.State.values)


def test_everything_that_can_happen_to_a_listing_has_happened() -> None:
    assert set(ListingEvent.objects.values_list("kind", flat=True)) == set(ListingEvent.Kind.values)


def test_room_is_in_every_state() -> None:
    published = Listing.objects.published()
    assert set(published.values_list("room", flat=True)) == set(Listing.Room.values)
    assert published.filter(room="paused", room_on__gt=today()).exists()


def test_texts_have_waited_for_a_day_and_for_a_month() -> None:
    ages = [(timezone.now() - r.submitted_at).days for r in Revision.objects.pending()]
    assert min(ages) <= 4
    assert max(ages) >= 28


def test_something_is_about_to_go_wrong() -> None:
    soon = today() + timedelta(days=90)
    published = Listing.objects.published()
    assert published.filter(confirmed_on__lt=today() - timedelta(days=100)).exists()
    assert published.filter(approved_revision__funded_until__range=(today(), soon)).count() >= 5
    assert Listing.objects.filter(revisions__starts_on__range=(today(), soon)).exists()
    assert published.filter(approved_revision__ends_on__range=(today(), soon)).exists()
    assert published.filter(public_helpline_approved_at=None).exclude(public_helpline="").exists()
    assert published.exclude(public_helpline_approved_at=None).exists()


def test_a_change_waits_over_an_approved_text_and_a_draft_over_another() -> None:
    assert Revision.objects.pending().filter(listing__approved_revision__isnull=False).count() >= 3
    assert Draft.objects.filter(listing__approved_revision__isnull=False).exists()
    assert Draft.objects.filter(listing__approved_revision=None).exists()


def test_every_list_and_pattern_is_used() -> None:
    approved = Revision.objects.filter(state="approved")
    assert set(approved.values_list("pathways", flat=True)) == set(
        Pathway.objects.values_list("pk", flat=True)
    )
    used = set(approved.values_list("ways_to_ask", flat=True))
    assert used == set(WayToAsk.objects.values_list("pk", flat=True))
    assert len(set(approved.values_list("stages", flat=True))) == 6
    assert set(Session.objects.values_list("pattern", flat=True)) == set(Session.Pattern.values)


def test_services_hand_over_to_services_that_hand_over() -> None:
    onward = Revision.objects.filter(state="approved").exclude(hands_over_to=None)
    to = onward.values("hands_over_to")
    assert onward.filter(listing__service__in=to).exists()


# --- Papers -------------------------------------------------------------------------------------------


def test_an_urgent_withdrawal_names_the_copies_that_are_out() -> None:
    notice = Edition.objects.get(kind=Edition.Kind.TAKE_DOWN)
    assert PlacedCopy.objects.lying().filter(edition__prison=notice.prison).count() >= 10
    assert "A wing office" in str(notice.snapshot)


def test_directories_of_both_kinds_are_printed_or_wait_for_the_worker() -> None:
    kinds = {(e.prison.code, e.kind, e.state) for e in Edition.objects.select_related("prison")}
    assert {("EXI", "staff", "ready"), ("EXI", "people", "ready")} <= kinds
    assert {("GMI", "staff", "queued"), ("GMI", "people", "queued")} <= kinds


def test_nobody_is_written_to_about_the_past_and_what_waits_is_queued_once(
    demonstration: Demonstration,  # noqa: F811
) -> None:
    # The sweep of editions, and that of reports.
    assert len(demonstration.queued) == 2
    assert Invitation.objects.filter(sent_at=None).count() == 0


def test_a_machine_that_cannot_print_leaves_no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    from coordination.demo.world import World

    Edition.objects.filter(prison__code="CFI").delete()
    monkeypatch.setattr("directory.demo.papers.render_edition", lambda **given: False)
    cardiff = Prison.objects.get(code="CFI")
    world = World(today=today(), prisons={"CFI": cardiff})
    world.coordinators["CFI"] = User.objects.get(email="coordinator.cardiff@demo.example.org")
    print_and_place(world, "CFI", -3)
    assert not PlacedCopy.objects.filter(edition__prison=cardiff).exists()


# --- Time ---------------------------------------------------------------------------------------------


def moments() -> Iterator[tuple[str, Any]]:
    """(model.field, newest) of every moment that actions and models stamp."""
    for model in [
        *apps.get_app_config("coordination").get_models(),
        *apps.get_app_config("directory").get_models(),
    ]:
        for field in model._meta.fields:
            if isinstance(field, models.DateTimeField) and field.name != "expires_at":
                yield (
                    f"{model.__name__}.{field.name}",
                    model._default_manager.aggregate(at=Max(field.name))["at"],
                )


def test_nothing_lies_in_the_future() -> None:
    late = {name: at for name, at in moments() if at and at > timezone.now()}
    assert late == {}


def test_the_history_of_a_listing_is_in_order_and_in_office_hours() -> None:
    at: dict[int, Any] = {}
    for event in ListingEvent.objects.order_by("pk"):
        assert event.at >= at.get(event.listing_id, event.at), event
        at[event.listing_id] = event.at
        local = timezone.localtime(event.at)
        assert local.weekday() < 5 and 9 <= local.hour < 17, event


def test_rows_begin_when_the_story_says_so() -> None:
    today_alone = Listing.objects.filter(created_at__gte=timezone.now() - timedelta(hours=20))
    assert not today_alone.exists()
    assert User.objects.filter(created_at__lt=timezone.now() - timedelta(days=1000)).count() >= 5


# --- Invented, all of it --------------------------------------------------------------------------------


def texts() -> Iterator[tuple[str, str]]:
    """(model.field, text) of everything that was written, in every text column of ours."""
    ours = [*apps.get_app_config("coordination").get_models(), *apps.get_app_config("directory").get_models()]
    # Read from the register, and made from texts that are looked at themselves: stems, and codes like 0001-01-09.
    others = {"Prison", "Area", "SearchTerm"}
    for model in ours:
        if model.__name__ in others:
            continue
        for field in model._meta.fields:
            # What is made of a secret is no text: some of its signs may read like a telephone number.
            made = "hash" in field.name or field.name == "password"
            if isinstance(field, (models.CharField, models.TextField)) and not made:
                for text in model._default_manager.exclude(**{field.name: ""}).values_list(
                    field.name, flat=True
                ):
                    yield f"{model.__name__}.{field.name}", text or ""


def test_every_contact_detail_comes_from_what_is_kept_for_fiction() -> None:
    found = [(where, each.text) for where, text in texts() for each in contact_details(text)]
    stray = [pair for pair in found if not FICTION.fullmatch(pair[1])]
    assert stray == []
    assert len(found) > 300


def test_no_text_holds_a_prison_number() -> None:
    assert [(where, text) for where, text in texts() if prison_numbers(text)] == []


def test_every_listing_that_was_sent_has_a_contact_for_staff() -> None:
    without = Listing.objects.filter(revisions__isnull=False).exclude(
        pk__in=Contact.objects.values("listing")
    )
    assert not without.exists()


def test_a_draft_opens_in_the_form_and_could_be_sent() -> None:
    drafts = Draft.objects.select_related("listing__service", "listing__prison")
    assert drafts.count() >= 3
    for each in drafts:
        written = Written(
            WriteForm, listing=each.listing, typed=each.content, checked=True, also_at=Listing.objects.none()
        )
        assert written.is_valid(), (each, written.form.errors, written.sessions.errors)
        assert written.content()["sessions"] or written.content()["by_appointment"]


# --- Who --------------------------------------------------------------------------------------------------


def test_every_role_is_there_and_those_at_a_prison_at_two() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role)
    for role in Role:
        if reach_of(role) in (Reach.PRISON, Reach.ORGANISATION):
            assert {"EXI", "GMI"} <= {account.prison for account in ACCOUNTS if account.role == role}


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.mailbox)
def test_every_account_signs_in_with_its_password_and_sees_a_home_page(account: Any) -> None:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    home = client.get(reverse("home"))
    assert home.status_code == 200
    assert account.name in home.content.decode()


def test_accounts_hold_the_role_at_the_place_that_the_list_says() -> None:
    for account in ACCOUNTS:
        posting = Posting.objects.current().get(user__email=account.email)
        assert posting.role == account.role
        if posting.prison:
            assert posting.prison.code == account.prison
        if posting.organisation:
            assert posting.organisation.services.filter(listings__prison__code=account.prison).exists()


def test_nobody_else_has_a_password() -> None:
    others = User.objects.exclude(email__in=[account.email for account in ACCOUNTS])
    assert others.count() > 50
    assert not [user for user in others if user.has_usable_password()]


def test_the_page_of_people_has_something_of_each_kind() -> None:
    exeter = Prison.objects.get(code="EXI")
    assert Posting.objects.filter(prison=exeter).exclude(ended_at=None).exists()
    assert Posting.objects.filter(prison=exeter, ends_on__gt=today()).exists()
    assert Invitation.objects.open().filter(prison=exeter).exists()
    old = Q(expires_at__lt=timezone.now(), accepted_at=None, cancelled_at=None)
    assert Invitation.objects.filter(old, prison=exeter).exists()


# --- Again ------------------------------------------------------------------------------------------------


def test_seeding_a_second_time_changes_nothing(demonstration: Demonstration) -> None:  # noqa: F811
    assert demonstration.said.startswith("The demonstration is filled")
    before = (User.objects.count(), Listing.objects.count(), ListingEvent.objects.count())
    output = StringIO()
    call_command("seed_demo", stdout=output)
    assert output.getvalue() == "This database is a demonstration already. Nothing was changed.\n"
    assert (User.objects.count(), Listing.objects.count(), ListingEvent.objects.count()) == before


def test_every_page_says_that_this_is_a_demonstration(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "enter nothing real" in page
    assert settings.SITE_NAME in page
