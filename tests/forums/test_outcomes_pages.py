"""The pages of “you said, we did”, as a coordinator and as somebody who reads."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.roles import Permission
from forums.actions import agreed
from forums.actions import outcomes as actions
from forums.models import Action, Outcome
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.forums import making
from tests.forums.test_outcomes import SAID, approved


def listed(cast: Cast, who: Any, show: str = "") -> str:
    query = {"show": show} if show else {}
    answer = client_of(who).get(reverse("outcomes", args=["EXI"]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def finished(cast: Cast, **more: Any) -> Action:
    action = making.action(cast, **more)
    return agreed.note(
        by=cast.coordinator, action=action, text="The room is ours on Tuesdays.", state=Action.State.DONE
    )


def test_a_finished_action_is_listed_until_somebody_says_what_came_of_it(cast: Cast) -> None:
    action = finished(cast)
    other = making.action(cast, what="Not finished yet", agenda_item=action.agenda_item)
    assert action.what in (page := listed(cast, cast.coordinator, "untold"))
    assert other.what not in page
    actions.write_outcome(by=cast.coordinator, prison=cast.exeter, values=SAID, action=action)
    assert action.what not in listed(cast, cast.coordinator, "untold")


def test_written_from_an_action_it_begins_with_what_was_agreed_and_says_who_raised_it(cast: Cast) -> None:
    client, action = client_of(cast.coordinator), finished(cast)
    address = f"{reverse('write_outcome', args=['EXI'])}?action={action.pk}"
    page = client.get(address)
    assert page.context["form"].initial == {"you_said": "Evening classes", "we_did": action.what}
    shown = page.content.decode()
    assert "representatives, C wing" in shown
    assert "The room is ours on Tuesdays." in shown
    assert 'data-readers="wings"' in shown
    answer = client.post(address, SAID, follow=True)
    assert Outcome.objects.get().action == action
    assert "Read it once more" in said(answer)[0]
    assert "Is it plain enough?" in answer.content.decode()
    # A second visit leads to what was written.
    assert client.get(address).url == Outcome.objects.get().get_absolute_url()


def test_written_from_a_slip_it_keeps_the_slip_and_prints_nothing_of_it(cast: Cast) -> None:
    slip = making.slip(cast, words="More books please")
    address = f"{reverse('write_outcome', args=['EXI'])}?slip={slip.pk}"
    client = client_of(cast.coordinator)
    assert "More books please" in client.get(address).content.decode()
    client.post(address, SAID)
    outcome = Outcome.objects.get()
    actions.approve_outcome(by=cast.coordinator, outcome=outcome)
    assert outcome.slip == slip
    assert (
        "More books please" not in client_of(cast.governor).get(outcome.get_absolute_url()).content.decode()
    )


def test_a_source_that_is_not_there_or_no_number_is_not_found(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    elsewhere = making.action(cast, elsewhere=True)
    for asked in (f"action={elsewhere.pk}", "action=9999999", "action=x", "slip=-1", "slip=99999999999999"):
        assert client.get(f"{reverse('write_outcome', args=['EXI'])}?{asked}").status_code == 404


def test_what_is_wrong_is_said_on_the_form_and_under_its_box(cast: Cast) -> None:
    answer = client_of(cast.coordinator).post(
        reverse("write_outcome", args=["EXI"]), SAID | {"we_did": "Write to jo@example.org"}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "is an e-mail address. Take it out" in page
    assert "Must change:" in page
    assert not Outcome.objects.exists()


def test_the_page_approves_the_words_that_it_showed(cast: Cast) -> None:
    outcome, client = making.outcome(cast), client_of(cast.coordinator)
    seen = client.get(outcome.get_absolute_url()).context["seen"]
    actions.reword_outcome(by=cast.second_coordinator, outcome=outcome, values=SAID | {"we_did": "Nothing."})
    address = reverse("approve_outcome", args=["EXI", outcome.pk])
    assert "while you were reading" in said(client.post(address, {"seen": seen}, follow=True))[0]
    seen = client.get(outcome.get_absolute_url()).context["seen"]
    assert "It is approved" in said(client.post(address, {"seen": seen}, follow=True))[0]
    outcome.refresh_from_db()
    assert outcome.approved_by == cast.coordinator


def test_whoever_rewords_second_sees_both_texts_and_loses_nothing(cast: Cast) -> None:
    outcome, client = making.outcome(cast), client_of(cast.coordinator)
    address = reverse("reword_outcome", args=["EXI", outcome.pk])
    typed = {"you_said": "We are bored.", "we_did": "A class began.", "pathway": ""}
    seen = client.get(address).context["form"]["seen"].value()
    actions.reword_outcome(
        by=cast.second_coordinator, outcome=outcome, values=SAID | {"we_did": "Two classes began."}
    )
    answer = client.post(address, typed | {"seen": seen})
    page = answer.content.decode()
    assert "Two classes began." in page
    assert "A class began." in page
    again = client.post(address, typed | {"seen": answer.context["form"]["seen"].value()}, follow=True)
    assert "wait for approval" in said(again)[0]
    outcome.refresh_from_db()
    assert outcome.we_did == "A class began."


def test_taking_off_and_putting_back_by_the_buttons(cast: Cast) -> None:
    outcome, client = approved(cast), client_of(cast.coordinator)
    client.post(reverse("withdraw_outcome", args=["EXI", outcome.pk]))
    assert outcome.you_said in listed(cast, cast.coordinator, "off")
    assert "Put it back" in client.get(outcome.get_absolute_url()).content.decode()
    assert client.get(reverse("reword_outcome", args=["EXI", outcome.pk])).status_code == 302
    client.post(reverse("put_back_outcome", args=["EXI", outcome.pk]))
    assert outcome.you_said in listed(cast, cast.coordinator, "waiting")


def test_whoever_only_reads_is_shown_what_is_approved_and_no_button(cast: Cast) -> None:
    shown, hidden = approved(cast), making.outcome(cast)
    page = listed(cast, cast.governor, "waiting")
    assert reverse("outcome", args=["EXI", shown.pk]) in page
    assert reverse("outcome", args=["EXI", hidden.pk]) not in page
    assert "Write one" not in page
    assert (
        "<form"
        not in client_of(cast.governor).get(shown.get_absolute_url()).content.decode().split("<main")[1]
    )


def test_the_poster_is_offered_once_something_is_approved(cast: Cast) -> None:
    making.outcome(cast)
    poster = reverse("outcomes_poster", args=["EXI"])
    assert poster not in listed(cast, cast.coordinator)
    approved(cast)
    assert poster in listed(cast, cast.coordinator)
    assert poster in listed(cast, cast.governor)


def test_an_action_that_was_opened_again_is_said_on_the_approved_words(cast: Cast) -> None:
    action = finished(cast)
    outcome = actions.write_outcome(by=cast.coordinator, prison=cast.exeter, values=SAID, action=action)
    actions.approve_outcome(by=cast.coordinator, outcome=outcome)
    client = client_of(cast.coordinator)
    assert "it was opened again" not in client.get(outcome.get_absolute_url()).content.decode()
    agreed.note(by=cast.coordinator, action=action, text="The room is gone.", state=Action.State.OPEN)
    assert "it was opened again" in client.get(outcome.get_absolute_url()).content.decode()


def test_lists_take_the_same_number_of_queries_for_two_and_for_twelve(cast: Cast) -> None:
    line = making.item(cast)

    def asked(show: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            listed(cast, cast.coordinator, show)
        return len(queries)

    counts: dict[str, list[int]] = {"waiting": [], "approved": [], "untold": [], "off": []}
    for more in (2, 10):
        for _ in range(more):
            making.outcome(cast)
            approved(cast)
            actions.withdraw_outcome(by=cast.coordinator, outcome=approved(cast))
            finished(cast, agenda_item=line)
        for show, found in counts.items():
            found.append(asked(show))
    assert {show: few == many for show, (few, many) in counts.items()} == dict.fromkeys(counts, True), counts


def test_the_right_to_approve_is_the_coordinators() -> None:
    from coordination.roles import Role, roles_with

    assert roles_with(Permission.MANAGE_FORUMS) == [Role.COORDINATOR]
