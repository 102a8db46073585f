"""Who sees whose address: whoever sends, of their own prison; no reader of another; and nobody in the audit."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletins.actions.joining import confirm_joining
from bulletins.actions.sending import begin_sending
from bulletins.actions.wishes import leave_bulletins, set_wishes
from bulletins.models import BulletinIssue
from bulletins.reader_links import Choice, token_for
from bulletins.sending.running import run_turn
from coordination.actions.mail_addresses import lift_stop, record_event
from coordination.models import MailAddress, Posting, User
from tests.bulletins import making
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
OUTSIDER = "out@example.org"
PAGES = ("bulletin_audience", "bulletin_sending", "bulletin_deliveries", "bulletin_progress")


def sent_to_all(cast: Cast) -> BulletinIssue:
    issue = making.issue(cast, prison=None, begun_by=cast.national)
    begin_sending(by=cast.national, issue=issue)
    run_turn()
    return BulletinIssue.objects.get(pk=issue.pk)


def people_of(cast: Cast) -> list[str]:
    return [*User.objects.values_list("email", flat=True), cast.volunteer.email, cast.other_volunteer.email]


@pytest.mark.parametrize("who", ["coordinator", "governor", "staff", "gate", "lead", "manager", "worker"])
@pytest.mark.parametrize("page", PAGES)
def test_who_reads_an_issue_of_all_prisons_learns_of_nobody_who_got_it(
    cast: Cast, who: str, page: str
) -> None:
    issue = sent_to_all(cast)
    reader = getattr(cast, who)
    answer = signed_in(reader).get(reverse(page, args=[issue.pk]))
    assert answer.status_code in {403, 404}
    shown = answer.content.decode()
    assert [email for email in people_of(cast) if email in shown and email != reader.email] == []


def test_a_coordinator_sees_readers_of_their_own_prison_alone(cast: Cast) -> None:
    issue = making.issue(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    client = signed_in(cast.coordinator)
    seen = "".join(client.get(reverse(page, args=[issue.pk])).content.decode() for page in PAGES)
    assert cast.volunteer.email in seen and cast.staff.email in seen
    for other in (cast.other_coordinator, cast.other_manager, cast.other_volunteer, cast.national):
        assert other.email not in seen and other.name not in seen


def test_who_sends_without_seeing_people_by_name_counts_them(cast: Cast) -> None:
    issue = sent_to_all(cast)
    client = signed_in(cast.national)
    seen = "".join(client.get(reverse(page, args=[issue.pk])).content.decode() for page in PAGES)
    for person in (cast.volunteer, cast.other_volunteer, cast.staff):
        assert person.email not in seen and person.name not in seen


def test_the_audit_of_a_prison_names_no_address_of_a_reader(cast: Cast) -> None:
    confirm_joining(choice=Choice(OUTSIDER, ["EXI"], []))
    record_event(event_id="1", email=OUTSIDER, kind="hard")
    lift_stop(by=cast.coordinator, prison=cast.exeter, address=MailAddress.objects.get())
    leave_bulletins(email=OUTSIDER)
    shown = signed_in(cast.coordinator).get(reverse("audit", args=["EXI"])).content.decode()
    assert "Joined the readers of bulletins" in shown and "a reader of bulletins" in shown
    assert "Let mail go to an address again" in shown
    assert OUTSIDER not in shown


def public_pages() -> list[str]:
    token = token_for(OUTSIDER)
    return [
        reverse("join_bulletins"), reverse("joining_bulletins_sent"), reverse("leave_bulletins", args=[token]),
        reverse("bulletin_wishes", args=[token]),
    ]  # fmt: skip


def test_public_pages_show_nobody_s_whole_address(cast: Cast) -> None:
    confirm_joining(choice=Choice(OUTSIDER, ["EXI"], []))
    for page in public_pages():
        shown = Client().get(page).content.decode()
        assert [email for email in [OUTSIDER, *people_of(cast)] if email in shown] == []


def asked_by(act: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert act().status_code == 200
    return len(queries)


def test_pages_of_readers_ask_the_same_for_two_and_for_twelve(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    pages: dict[str, Any] = {
        "stopped": lambda: client.get(reverse("stopped_addresses", args=["EXI"])),
        **{page: (lambda page=page: Client().get(page)) for page in public_pages()},
    }
    found: list[dict[str, int]] = []
    for last in (2, 12):
        for number in range(User.objects.filter(name="More").count(), last):
            user = User.objects.create_user(f"more{number}@example.org", name="More")
            Posting.objects.create(user=user, role="staff", prison=cast.exeter)
            set_wishes(email=user.email, prisons=[cast.exeter], sections_left_out=[], pathways=[])
            record_event(event_id=str(number), email=user.email, kind="hard")
        assert len(client.get(reverse("stopped_addresses", args=["EXI"])).context["rows"]) == last
        found.append({name: asked_by(act) for name, act in pages.items()})
    assert found[0] == found[1]
