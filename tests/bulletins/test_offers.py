"""What directory and inductions offer to the bulletin: public words of the period, and places that are left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletins.actions import writing
from bulletins.models import Section
from bulletins.offered import offered_to
from coordination import clock
from coordination.offers import BulletinOffer, offers
from directory import bulletin as services
from directory.actions import decide, upkeep, write
from directory.actions.withdraw import withdraw_listing
from directory.models import Listing
from inductions import bulletin as training
from inductions.actions import bookings, sessions
from inductions.models import TrainingSession
from tests.bulletins import making
from tests.cast import Cast, approved_listing_at, content
from tests.inductions.trained import a_session

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)


def of_services(cast: Cast, days: timedelta = A_YEAR) -> list[BulletinOffer]:
    return services.items(cast.exeter, clock.today() - days, clock.today())


def of_training(cast: Cast) -> list[BulletinOffer]:
    return training.items(cast.exeter, clock.today() - A_YEAR, clock.today() + A_YEAR)


def test_coordination_finds_all_that_offer() -> None:
    assert {services, training} <= set(offers("bulletin"))


def test_a_service_is_new_when_it_is_approved_and_changed_when_its_text_is(cast: Cast) -> None:
    [offer] = of_services(cast)
    listing = cast.approved
    assert (offer.source, offer.section, offer.heading) == (
        f"directory.listing.{listing.pk}", "services", "Housing advice",
    )  # fmt: skip
    assert offer.text == (
        "New, by Harbour Housing.\n\nWe help you find a place to live before you leave prison."
    )
    assert offer.path == listing.get_absolute_url()
    assert (offer.on, offer.pathways) == (clock.today(), ("accommodation",))
    assert (offer.wing_heading, offer.wing_text) == ("Housing advice", content()["summary"])
    write.submit_revision(
        by=cast.manager, listing=listing, content=content(name="Homes"), seen=listing.approved_revision_id
    )
    assert [each.heading for each in of_services(cast)] == ["Housing advice"]
    decide.accept_revision(by=cast.coordinator, revision=listing.revisions.pending().get())
    [offer] = of_services(cast)
    assert (offer.heading, offer.text[:8]) == ("Homes", "Changed,")


def test_what_was_withdrawn_or_must_not_be_seen_or_is_of_other_days_is_not_offered(cast: Cast) -> None:
    assert services.items(cast.exeter, clock.today() + timedelta(1), clock.today() + A_YEAR) == []
    Listing.objects.filter(pk=cast.approved.pk).update(discreet=True)
    assert of_services(cast) == []
    Listing.objects.filter(pk=cast.approved.pk).update(discreet=False)
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Ended.")
    assert of_services(cast) == []


def test_every_column_of_a_service_is_one_that_everyone_may_be_told(cast: Cast) -> None:
    upkeep.set_flags(by=cast.coordinator, listing=cast.approved, confidential_premises=True, discreet=False)
    with CaptureQueriesContext(connection) as queries:
        of_services(cast)
    assert len(queries) == 2
    heads = [query["sql"].split("EXISTS")[0].split(" FROM ")[0] for query in queries]
    asked = {
        column.split(" AS ")[0]
        for head in heads
        for column in head.removeprefix("SELECT ").replace('"', "").split(", ")
    }
    allowed = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if hasattr(model, "disclosure")
        for field in model._meta.concrete_fields
        if model.disclosure.audience_of(field.name) == "everyone" or field.primary_key
    }
    # Keys, and the day on which it was approved.
    keys = {
        "directory_listing.approved_revision_id", "directory_revision.decided_at",
        "directory_revision_pathways.revision_id", "directory_revision_pathways.pathway_id",
    }  # fmt: skip
    assert {each for each in asked if "." in each} - allowed - keys == set()
    assert not any("contact" in query["sql"] for query in queries)


def test_it_takes_as_many_queries_for_twelve_services_as_for_two(cast: Cast) -> None:
    for number in range(11):
        approved_listing_at(
            cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Service {number}"
        )
    with CaptureQueriesContext(connection) as queries:
        assert len(of_services(cast)) == 12
    assert len(queries) == 2


def test_training_is_offered_with_the_places_that_are_left(cast: Cast) -> None:
    session = a_session(cast, capacity=2)
    [offer] = of_training(cast)
    assert (offer.source, offer.section, offer.heading) == (
        f"inductions.session.{session.pk}", "training", session.module.label,
    )  # fmt: skip
    today = f"{clock.today().day} {clock.today():%B %Y}"
    assert f"2 places were left on {today}." in offer.text
    assert session.place not in offer.text and offer.path == session.get_absolute_url()
    bookings.book(by=cast.coordinator, session=session, person=cast.volunteer)
    assert f"1 place was left on {today}." in of_training(cast)[0].text
    bookings.book(by=cast.coordinator, session=session, person=cast.worker_person)
    [offer] = of_training(cast)
    assert f"All places were taken on {today}; there is a waiting list." in offer.text
    assert "Vera" not in offer.text and offer.wing_text == ""
    sessions.cancel_session(by=cast.coordinator, session=session, reason=TrainingSession.Reason.NO_ROOM)
    assert of_training(cast) == []


def test_training_elsewhere_is_not_offered_and_twelve_dates_take_two_queries(cast: Cast) -> None:
    for _ in range(12):
        a_session(cast)
    with CaptureQueriesContext(connection) as queries:
        assert len(of_training(cast)) == 12
    assert len(queries) == 2
    assert training.items(cast.guys_marsh, clock.today(), clock.today() + A_YEAR) == []


def test_an_issue_begins_with_what_the_features_offer_in_sections_that_bulletins_know(cast: Cast) -> None:
    a_session(cast)
    today = clock.today()
    values = {"title": "News", "period_from": today - timedelta(weeks=4), "period_to": today}
    issue = writing.begin_issue(by=cast.coordinator, prison=cast.exeter, values=values)
    assert {row.section for row in issue.items.all()} == {Section.SERVICES, Section.TRAINING}
    assert offered_to(issue) == []
    later = making.issue(cast, period_from=today, period_to=today)
    assert {each.source.split(".")[0] for each in offered_to(later)} == {"directory", "inductions"}
