"""Who is offered as a reader of a prison's bulletins, and why somebody of them gets nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.actions.joining import ask_to_join, confirm_joining
from bulletins.actions.wishes import leave_bulletins, set_wishes
from bulletins.audiences import Recipient, recipients, who_left
from bulletins.models import BulletinIssue, Section
from bulletins.reader_links import Choice
from coordination.models import MailAddress, Organisation, Pathway, Posting, User
from coordination.offers import offers
from inductions.actions.objections import object_to_record, settle_objection
from inductions.models import Placement
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def of(issue: BulletinIssue, *sections: str) -> dict[str, Recipient]:
    found = recipients(issue, sections)
    assert len({each.email for each in found}) == len(found)
    return {each.email: each for each in found}


def got(issue: BulletinIssue, *sections: str) -> set[str]:
    return {email for email, each in of(issue, *sections).items() if not each.reason}


def test_who_works_or_volunteers_at_the_prison_gets_its_bulletin_once(cast: Cast) -> None:
    people = got(making.issue(cast))
    here = [cast.coordinator, cast.governor, cast.staff, cast.gate, cast.manager, cast.worker]
    assert {user.email for user in here} <= people
    assert cast.volunteer.email in people
    assert not people & {cast.other_coordinator.email, cast.other_manager.email, cast.other_volunteer.email}


def test_a_lead_gets_what_goes_to_a_prison_of_the_set_and_a_national_lead_what_goes_to_all(
    cast: Cast,
) -> None:
    assert cast.lead.email in got(making.issue(cast))
    assert cast.national.email not in got(making.issue(cast))
    assert {cast.lead.email, cast.national.email} <= got(making.issue(cast, prison=None))


def test_who_left_gets_nothing_and_is_counted(cast: Cast) -> None:
    issue = making.issue(cast)
    before = who_left(issue)
    day = timezone.localdate() - YESTERDAY
    Posting.objects.filter(user=cast.staff).update(begins_on=day, ends_on=day)
    Placement.objects.filter(engagement__person=cast.volunteer).update(begins_on=day, ends_on=day)
    assert not {cast.staff.email, cast.volunteer.email} & set(of(issue))
    assert who_left(issue) == before + 2


def test_who_left_one_role_and_has_another_stays(cast: Cast) -> None:
    day = timezone.localdate() - YESTERDAY
    Posting.objects.filter(user=cast.staff).update(begins_on=day, ends_on=day)
    Posting.objects.create(user=cast.staff, role="gate", prison=cast.exeter)
    issue = making.issue(cast)
    assert of(issue)[cast.staff.email].role == "gate"
    assert who_left(issue) == 0


def test_an_account_that_was_closed_or_forgotten_gets_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    User.objects.filter(pk=cast.gate.pk).update(email="somebody-7@anonymised.invalid", is_active=False)
    issue = making.issue(cast)
    assert cast.staff.email not in of(issue)
    assert "somebody-7@anonymised.invalid" not in of(issue)
    assert who_left(issue) == 1


def test_an_organisation_without_a_service_here_has_no_readers_here(cast: Cast) -> None:
    bare = Organisation.objects.create(name="Bare Trust", slug="bare-trust")
    user = User.objects.create_user("bea@bare.example.org", name="Bea")
    Posting.objects.create(user=user, role="manager", organisation=bare)
    assert user.email not in of(making.issue(cast))


def test_who_objects_to_being_listed_is_not_mailed(cast: Cast) -> None:
    issue = making.issue(cast)
    assert cast.volunteer.email in of(issue)
    objection = object_to_record(person=cast.volunteer, what="unwanted")
    assert cast.volunteer.email not in of(issue)
    settle_objection(by=cast.coordinator, objection=objection, outcome="kept")
    assert cast.volunteer.email not in of(issue)


def test_this_is_not_me_holds_until_somebody_looked_at_it(cast: Cast) -> None:
    issue = making.issue(cast)
    objection = object_to_record(person=cast.volunteer, what="not_me")
    assert cast.volunteer.email not in of(issue)
    settle_objection(by=cast.coordinator, objection=objection, outcome="corrected")
    assert cast.volunteer.email in of(issue)


def test_somebody_with_an_account_is_mailed_at_its_address_alone(cast: Cast) -> None:
    cast.worker_person.email = "private@example.org"
    cast.worker_person.save()
    found = of(making.issue(cast))
    assert "private@example.org" not in found
    assert found[cast.worker.email].role == "worker"


def test_an_outsider_counts_once_confirmed(cast: Cast) -> None:
    issue = making.issue(cast)
    ask_to_join(email="out@example.org", prisons=[cast.exeter], pathways=[])
    assert of(issue)["out@example.org"].reason == "no_consent"
    confirm_joining(choice=Choice("out@example.org", ["EXI"], []))
    assert of(issue)["out@example.org"].reason == ""
    assert "out@example.org" not in of(making.issue(cast, elsewhere=True))


def test_who_left_their_role_and_only_asked_to_join_has_not_confirmed(cast: Cast) -> None:
    day = timezone.localdate() - YESTERDAY
    Posting.objects.filter(user=cast.staff).update(begins_on=day, ends_on=day)
    ask_to_join(email=cast.staff.email, prisons=[cast.exeter], pathways=[])
    assert of(making.issue(cast))[cast.staff.email].reason == "no_consent"


def test_wishes_and_what_is_known_of_an_address_are_reasons(cast: Cast) -> None:
    leave_bulletins(email=cast.staff.email)
    set_wishes(email=cast.gate.email, prisons=[cast.guys_marsh], sections_left_out=[], pathways=[])
    only_news = [code for code in Section.values if code != "news"]
    set_wishes(email=cast.worker.email, prisons=None, sections_left_out=["news"], pathways=[])
    set_wishes(email=cast.manager.email, prisons=None, sections_left_out=only_news, pathways=[])
    MailAddress.objects.create(email=cast.governor.email, hard_bounced_at=timezone.now())
    MailAddress.objects.create(email=cast.volunteer.email, complained_at=timezone.now())
    found = of(making.issue(cast), "news")
    assert {email: each.reason for email, each in found.items() if each.reason} == {
        cast.staff.email: "unsubscribed",
        cast.gate.email: "not_this_prison",
        cast.worker.email: "no_section",
        cast.governor.email: "bounced",
        cast.volunteer.email: "complained",
    }
    assert found[cast.manager.email].reason == ""


def test_a_chosen_pathway_reaches_who_works_on_it_or_named_it(cast: Cast) -> None:
    issue = making.issue(cast)
    accommodation = Pathway.objects.get(code="accommodation")
    issue.audience.pathways.add(accommodation)
    set_wishes(email=cast.staff.email, prisons=None, sections_left_out=[], pathways=[accommodation])
    ask_to_join(email="stranger@example.org", prisons=[cast.exeter], pathways=[accommodation])
    people = set(of(issue))
    assert {cast.manager.email, cast.staff.email} <= people
    assert not people & {cast.gate.email, "stranger@example.org"}


def test_roles_organisations_and_kinds_of_readers_narrow(cast: Cast) -> None:
    issue = making.issue(cast)
    confirm_joining(choice=Choice("out@example.org", ["EXI"], []))
    audience = issue.audience
    audience.roles, audience.people_who_come_in, audience.outsiders = ["staff"], False, False
    assert got(issue) == {cast.staff.email}
    audience.roles, audience.outsiders = ["gate"], True
    assert got(issue) == {cast.gate.email, "out@example.org"}
    audience.roles = []
    audience.organisations.add(cast.harbour)
    assert got(issue) == {cast.manager.email, cast.worker.email}


@pytest.mark.parametrize("rows", [2, 12])
def test_readers_take_the_same_queries_however_many_there_are(
    cast: Cast, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        user = User.objects.create_user(f"more{number}@example.org", name=f"More {number}")
        Posting.objects.create(user=user, role="staff", prison=cast.exeter)
        set_wishes(email=user.email, prisons=[cast.exeter], sections_left_out=[], pathways=[])
    issue = BulletinIssue.objects.get(pk=making.issue(cast).pk)
    assert {module.__name__.partition(".")[0] for module in offers("bulletin") if hasattr(module, "readers")} == {
        "coordination", "directory", "inductions", "bulletins",
    }  # fmt: skip
    with django_assert_num_queries(QUERIES):
        recipients(issue, ["news"])


# Those of each feature, of the audience and its lists, of wishes and theirs, and of known addresses.
QUERIES = 20
