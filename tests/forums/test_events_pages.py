"""The pages of partnership events, as the coordinator and as an organisation that was asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import Organisation, Posting
from forums.actions import agreed
from forums.actions import events as actions
from forums.models import PartnershipEvent, Stall
from tests.cast import Cast, approved_listing_at
from tests.coordination.pages import client_of, said
from tests.directory.typing_in import date_boxes
from tests.forums import making
from tests.forums.test_events import asked, begun, both_asked


def typed(**changes: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=30)
    hours = {"begins": "10:00", "ends": "15:00"}
    return {
        "title": "Partnership day",
        "place": "Gym",
        "purpose": "",
        **hours,
        **date_boxes("day", day),
    } | changes


def page_of(who: Any, event: PartnershipEvent) -> str:
    answer = client_of(who).get(event.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_event_is_planned_and_then_organisations_are_asked(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    answer = client.post(reverse("plan_event", args=["EXI"]), typed(organisers_count="4"), follow=True)
    event = PartnershipEvent.objects.get()
    assert "Now ask organisations" in said(answer)[0]
    assert (event.organisers_count, timezone.localtime(event.starts_at).hour) == (4, 10)
    assert "Nobody is asked yet" in answer.content.decode()
    address = reverse("invite_to_event", args=["EXI", event.pk])
    page = client.get(address).content.decode()
    assert "Harbour Housing" in page
    assert "1 service in the directory here" in page
    assert "Lantern Trust" not in page
    answer = client.post(address, {"organisations": [cast.harbour.pk]}, follow=True)
    assert said(answer) == ["You have asked 1 organisation."]
    assert Stall.objects.get().organisation == cast.harbour
    assert "is asked already" in client.get(address).content.decode()


def test_an_organisation_that_is_not_known_here_is_not_asked_by_a_made_up_page(cast: Cast) -> None:
    event = making.event(cast)
    address = reverse("invite_to_event", args=["EXI", event.pk])
    for keys in ([cast.lantern.pk], ["x"], []):
        answer = client_of(cast.coordinator).post(address, {"organisations": keys})
        assert answer.status_code == 200
        assert "organisations" in answer.context["form"].errors
    assert not event.stalls.exists()


def test_whoever_has_no_manager_is_to_be_told_by_the_coordinator(cast: Cast) -> None:
    stall = asked(cast)
    words = "Nobody of theirs has an account"
    assert words not in page_of(cast.coordinator, stall.event)
    Posting.objects.filter(user=cast.manager).update(ends_on=date(2021, 1, 1))
    assert words in page_of(cast.coordinator, stall.event)
    assert words not in page_of(cast.governor, stall.event)


def test_what_was_typed_wrong_comes_back_with_the_remark(cast: Cast) -> None:
    answer = client_of(cast.coordinator).post(
        reverse("plan_event", args=["EXI"]), typed(title="Day for offenders", ends="09:00")
    )
    page = answer.content.decode()
    assert "It ends before it begins" in page
    assert "Must change:" in page
    assert not PartnershipEvent.objects.exists()


def test_the_page_of_an_event_links_each_stall_to_its_services_at_this_prison(cast: Cast) -> None:
    stall = asked(cast)
    page = page_of(cast.coordinator, stall.event)
    assert reverse("listing", args=["EXI", cast.approved.pk]) in page
    assert reverse("listing", args=["EXI", cast.pending.pk]) not in page


def test_a_manager_answers_by_the_page_and_sees_nothing_that_is_the_prisons_own(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    actions.change_event(by=cast.coordinator, event=event, values={"organisers_count": 37})
    actions.answer_for_stall(by=cast.other_manager, stall=lantern, coming=True, needs="a secret screen")
    client = client_of(cast.manager)
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Also there: Lantern Trust" in page
    programme = reverse("event_programme", args=["EXI", event.pk])
    for hidden in ("People in prison who organise", "a secret screen", "Cancel it", programme):
        assert hidden not in page
    address = reverse("answer_for_stall", args=["EXI", event.pk, harbour.pk])
    assert address in page
    answer = client.post(address, {"coming": "yes", "needs": "a table"}, follow=True)
    assert "Thank you" in said(answer)[0]
    harbour.refresh_from_db()
    assert (harbour.reply, harbour.needs) == (Stall.Reply.COMING, "a table")
    assert "a table" in page_of(cast.governor, event)
    assert client.get(address).context["form"].initial == {"needs": "a table", "coming": "yes"}
    # A stall of somebody else is not theirs to answer for, nor to see.
    assert client.get(reverse("answer_for_stall", args=["EXI", event.pk, lantern.pk])).status_code == 404


def test_a_worker_reads_the_event_and_does_not_answer(cast: Cast) -> None:
    stall = asked(cast)
    assert "Say whether you are coming" not in page_of(cast.worker, stall.event)
    client = client_of(cast.worker)
    assert client.get(reverse("own_events", args=["harbour-housing"])).context["to_come"]
    address = reverse("answer_for_stall", args=["EXI", stall.event.pk, stall.pk])
    assert client.post(address, {"coming": "yes"}).status_code == 403


def test_a_cancelled_event_stays_among_those_to_come_with_the_reason(cast: Cast) -> None:
    stall = asked(cast)
    address = reverse("cancel_event", args=["EXI", stall.event.pk])
    assert "reason" in client_of(cast.coordinator).post(address, {"reason": ""}).context["form"].errors
    client_of(cast.coordinator).post(address, {"reason": "The gym is flooded."})
    page = page_of(cast.manager, stall.event)
    assert "Cancelled" in page
    assert "The gym is flooded." in page
    assert "Say whether you are coming" not in page
    shown = client_of(cast.coordinator).get(reverse("partnership_events", args=["EXI"])).content.decode()
    assert "Partnership day" in shown
    assert "Cancelled" in shown


def test_afterwards_it_is_said_how_it_went_and_what_was_agreed(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    begun(event)
    client = client_of(cast.coordinator)
    listed = client.get(reverse("partnership_events", args=["EXI"]), {"show": "settle"}).content.decode()
    assert "Partnership day" in listed
    post = {
        f"came_{harbour.pk}": "came", f"contacts_{harbour.pk}": "6", f"came_{lantern.pk}": "absent",
        "visitors_count": "80",
    }  # fmt: skip
    address = reverse("record_event", args=["EXI", event.pk])
    answer = client.post(address, post, follow=True)
    assert "Write down what was agreed" in said(answer)[0]
    page = answer.content.decode()
    assert "80" in page
    assert "Nothing was agreed that is written down" in page
    assert f"{reverse('agree_action', args=['EXI'])}?event={event.pk}" in page
    # What is the sum is not typed in again as if somebody had counted it.
    form = client.get(address).context["form"]
    assert (form["contacts_count"].value(), form[f"contacts_{harbour.pk}"].value()) == (None, 6)
    made = agreed.agree(
        by=cast.coordinator, prison=cast.exeter,
        values={"what": "Ring the gym", "owner_role": "Head of PE", "event": event},
    )  # fmt: skip
    assert reverse("action", args=["EXI", made.pk]) in page_of(cast.governor, event)
    past = client.get(reverse("partnership_events", args=["EXI"]), {"show": "past"}).content.decode()
    assert "1 of 2 came" in past


def test_where_one_stall_did_not_count_the_sum_of_the_others_is_said_as_what_it_is(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    begun(event)
    client = client_of(cast.coordinator)
    post = {f"came_{harbour.pk}": "came", f"contacts_{harbour.pk}": "6", f"came_{lantern.pk}": "came"}
    page = client.post(reverse("record_event", args=["EXI", event.pk]), post, follow=True).content.decode()
    assert "Not known in all; 6 at the 1 stall that counted" in page


def test_fewer_contacts_in_all_than_the_stalls_counted_are_refused_on_the_page(cast: Cast) -> None:
    stall = asked(cast)
    begun(stall.event)
    post = {f"came_{stall.pk}": "came", f"contacts_{stall.pk}": "6", "contacts_count": "5"}
    answer = client_of(cast.coordinator).post(reverse("record_event", args=["EXI", stall.event.pk]), post)
    assert "counted 6 contacts" in answer.content.decode()


def test_stalls_are_numbered_on_one_page(cast: Cast) -> None:
    event, harbour, lantern = both_asked(cast)
    address = reverse("number_stalls", args=["EXI", event.pk])
    client = client_of(cast.coordinator)
    client.post(address, {f"stall_{harbour.pk}": "2", f"stall_{lantern.pk}": "1"})
    assert list(event.stalls.order_by("number").values_list("organisation", flat=True)) == [
        cast.lantern.pk, cast.harbour.pk
    ]  # fmt: skip
    twice = client.post(address, {f"stall_{harbour.pk}": "2", f"stall_{lantern.pk}": "2"})
    assert "the same number" in twice.content.decode()


def test_pages_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    event, gone = making.event(cast), making.event(cast)
    counts: list[list[int]] = []
    for first, last in ((1, 2), (3, 12)):
        for number in range(first, last + 1):
            organisation = Organisation.objects.create(name=f"Number {number}", slug=f"number-{number}")
            Posting.objects.create(
                user=cast.manager, role="manager", organisation=organisation, begins_on=timezone.localdate()
            )
            approved_listing_at(cast.exeter, organisation, cast.manager, cast.coordinator, name=f"S {number}")
            actions.invite_organisations(by=cast.coordinator, event=event, organisations=[organisation])
            agreed.agree(
                by=cast.coordinator, prison=cast.exeter,
                values={"what": f"Do {number}", "owner_role": "Gym", "event": event},
            )  # fmt: skip
            another = making.event(cast)
            actions.invite_organisations(by=cast.coordinator, event=another, organisations=[cast.harbour])
        assert gone.pk
        found = []
        for who, address in (
            (cast.coordinator, event.get_absolute_url()),
            (cast.coordinator, reverse("partnership_events", args=["EXI"])),
            (cast.coordinator, reverse("invite_to_event", args=["EXI", gone.pk])),
            (cast.coordinator, reverse("number_stalls", args=["EXI", event.pk])),
            (cast.worker, reverse("own_events", args=["harbour-housing"])),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client_of(who).get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
