"""An issue is begun, worded and filled with what features offer; each change raises its version."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bulletins.actions import items, writing
from bulletins.models import Audience, BulletinIssue, BulletinItem
from bulletins.offered import AHEAD, offered_to
from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.offers import BulletinOffer
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> list[BulletinOffer]:
    """What a feature offers at Exeter; tests fill it."""
    found: list[BulletinOffer] = []
    feature = SimpleNamespace(items=lambda prison, first, last: found if prison.code == "EXI" else [])
    silent = SimpleNamespace()
    monkeypatch.setattr("bulletins.offered.offers", lambda name: [silent, feature])
    return found


def offer(number: int = 1, **changes: Any) -> BulletinOffer:
    values = {"source": f"test.thing.{number}", "section": "services", "heading": f"Thing {number}"} | changes
    return BulletinOffer(**values)


def begun(cast: Cast, **changes: Any) -> BulletinIssue:
    today = clock.today()
    values = {"title": "News", "greeting": "", "period_from": today - timedelta(days=20), "period_to": today}
    return writing.begin_issue(by=cast.coordinator, prison=cast.exeter, values=values | changes)


def test_an_issue_of_a_prison_begins_with_what_is_offered(cast: Cast, offers: list[BulletinOffer]) -> None:
    offers += [
        offer(1, section="training", text="At 10 in *the* library", path="/a/"),
        offer(2, wing_heading="A thing", wing_text="Ask an officer."),
        offer(1, section="news", heading="Offered twice"),
        offer(3, section="unheard of"),
    ]
    issue = begun(cast)
    assert (issue.state, issue.version, issue.begun_by) == ("draft", 1, cast.coordinator)
    assert Audience.objects.filter(issue=issue).exists()
    rows = [(row.section, row.position, row.source, row.heading) for row in issue.items.order_by("pk")]
    assert rows == [("services", 1, "test.thing.2", "Thing 2"), ("training", 1, "test.thing.1", "Thing 1")]
    training, service = issue.items.get(section="training"), issue.items.get(section="services")
    assert (training.text, training.path) == (r"At 10 in \*the\* library", "/a/")
    assert (training.for_wings, training.wing_text) == (False, "")
    assert (service.for_wings, service.wing_text, service.wing_approved_at) == (True, "Ask an officer.", None)
    assert AuditEntry.objects.get(verb="begin_bulletin").prison_code == "EXI"


def test_what_happened_is_of_the_period_and_what_comes_is_still_to_come(
    cast: Cast, offers: list[BulletinOffer]
) -> None:
    today, day = clock.today(), timedelta(days=1)
    offers += [
        offer(1, on=today), offer(2, on=today + day), offer(3),
        offer(4, section="forums", on=today - day), offer(5, section="forums", on=today),
        offer(6, section="training", on=today + AHEAD), offer(7, section="training", on=today + AHEAD + day),
    ]  # fmt: skip
    assert {row.source[-1] for row in begun(cast).items.all()} == {"1", "3", "5", "6"}


def test_what_nobody_may_type_is_not_offered_either(cast: Cast, offers: list[BulletinOffer]) -> None:
    offers += [offer(1, heading="With A1234BC"), offer(2, text="For each inmate."), offer(3)]
    assert [row.source for row in begun(cast).items.all()] == ["test.thing.3"]


def test_what_is_offered_later_is_taken_in_once(cast: Cast, offers: list[BulletinOffer]) -> None:
    issue = begun(cast)
    offers += [offer(1), offer(2), offer(3)]
    assert [each.source[-1] for each in offered_to(issue)] == ["1", "2", "3"]
    writing.take_in_offers(by=cast.coordinator, issue=issue, sources=["test.thing.2", "test.thing.9"])
    issue.refresh_from_db()
    assert issue.version == 2
    assert [each.source[-1] for each in offered_to(issue)] == ["1", "3"]
    with pytest.raises(Overtaken, match="stands in the issue already"):
        writing.take_in_offers(by=cast.coordinator, issue=issue, sources=["test.thing.2"])
    items.drop_item(by=cast.coordinator, item=issue.items.get())
    assert [each.source[-1] for each in offered_to(issue)] == ["1", "3"]


def test_of_several_prisons_nothing_is_taken_in_by_itself_and_headings_name_the_prison(
    cast: Cast, offers: list[BulletinOffer]
) -> None:
    offers.append(offer())
    today = clock.today()
    values = {"title": "South west", "period_from": today, "period_to": today}
    issue = writing.begin_issue(by=cast.lead, prison_set=cast.south_west, values=values)
    assert not issue.items.exists()
    assert [each.heading for each in offered_to(issue)] == ["Exeter: Thing 1"]
    everywhere = writing.begin_issue(by=cast.national, values=values)
    assert [each.heading for each in offered_to(everywhere)] == ["Exeter: Thing 1"]


def test_nobody_begins_one_where_they_make_no_bulletins(cast: Cast) -> None:
    today = clock.today()
    values = {"title": "News", "period_from": today, "period_to": today}
    for by, place in (
        (cast.other_coordinator, {"prison": cast.exeter}), (cast.governor, {"prison": cast.exeter}),
        (cast.manager, {"prison": cast.exeter}), (cast.coordinator, {"prison_set": cast.south_west}),
        (cast.coordinator, {}), (cast.lead, {}),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            writing.begin_issue(by=by, values=values, **place)


def test_the_next_period_begins_where_the_last_issue_ended(cast: Cast) -> None:
    today = clock.today()
    assert writing.next_period(cast.exeter) == (today - timedelta(weeks=4), today)
    last = today - timedelta(days=10)
    making.issue(cast, period_from=last, period_to=last)
    making.issue(cast, elsewhere=True, period_from=today, period_to=today)
    assert writing.next_period(cast.exeter) == (last + timedelta(days=1), today)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": " \n"}, "Give the issue a title"),
        ({"title": "On A1234BC"}, "looks like a prison number"),
        ({"greeting": "Dear inmates"}, "It is in “greeting”"),
        ({"greeting": "QXOWNLEAVEXQ"}, "a reader’s own link"),
        ({"period_to": date(2020, 1, 1)}, "ends before it begins"),
        ({"period_from": date(2020, 1, 1)}, "longer than a year"),
    ],
)
def test_a_frame_that_cannot_be_sent_is_refused(cast: Cast, values: dict[str, Any], sentence: str) -> None:
    issue = making.issue(cast)
    with pytest.raises(Refused, match=sentence):
        writing.reword_issue(by=cast.coordinator, issue=issue, values=values)
    issue.refresh_from_db()
    assert (issue.title, issue.version) == ("News of November", 1)


def test_a_change_raises_the_version_and_no_change_does_not(cast: Cast) -> None:
    issue = making.issue(cast)
    writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "News of\nNovember"})
    assert BulletinIssue.objects.get(pk=issue.pk).version == 1
    seen = writing.seen_frame(issue)
    writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Winter"}, seen=seen)
    assert BulletinIssue.objects.get(pk=issue.pk).version == 2
    with pytest.raises(Overtaken, match="while you were writing"):
        writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Autumn"}, seen=seen)


@pytest.mark.parametrize("state", ["waiting", "approved", "sending", "sent", "cancelled"])
def test_words_stay_once_they_are_asked_for_or_sent(cast: Cast, state: str) -> None:
    issue = making.issue(cast)
    moment = clock.now()
    BulletinIssue.objects.update(state=state, sending_began_at=moment, finished_at=moment)
    item = BulletinItem.objects.get()
    for act in (
        lambda: writing.reword_issue(by=cast.coordinator, issue=issue, values={"title": "Winter"}),
        lambda: writing.take_in_offers(by=cast.coordinator, issue=issue, sources=[]),
        lambda: items.add_item(by=cast.coordinator, issue=issue, values={}),
        lambda: items.reword_item(by=cast.coordinator, item=item, values={}),
        lambda: items.drop_item(by=cast.coordinator, item=item),
        lambda: items.move_item(by=cast.coordinator, item=item, up=True),
    ):
        with pytest.raises(Overtaken, match="its words stay as they are"):
            act()
