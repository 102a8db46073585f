"""Anybody registers: one answer for every outcome, and nothing happens before the address is confirmed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.actions import registration_letters as letters
from coordination.models import AuditEntry, Organisation, Prison, Registration, RegistrationChoice
from coordination.secret_links import HidesSecretLinks
from coordination.views import registrations as views
from tests.cast import Cast
from tests.coordination.markup import error_links, parsed, select, words
from tests.coordination.pages import queued
from tests.coordination.registering import STRANGER, posted, unconfirmed

REGISTER = "/register/"


def register(client: Client, *prisons: Prison, **changes: Any) -> HttpResponse:
    return client.post(REGISTER, posted(*prisons, **changes))


def answer(client: Client, *prisons: Prison, **changes: Any) -> tuple[int, str, str, str]:
    """All that a stranger gets: status, headers, body, and the page that follows."""
    sent = client.post(REGISTER, posted(*prisons, **changes))
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(sent.headers.items()))
    following = client.get(sent["Location"]).text if sent.status_code == 302 else ""
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    return sent.status_code, headers, sent.text, token.sub("", following)


# --- What is kept -----------------------------------------------------------------------------------


def test_what_was_typed_is_kept_and_a_letter_is_queued(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        response = register(
            client, cast.exeter, cast.guys_marsh, contact_email=" Nia@Fresh-Start.Example.org "
        )
    kept = Registration.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("register_sent"))
    assert (kept.name, kept.contact_email, kept.verified_at, kept.organisation) == (
        "Fresh Start", STRANGER, None, None,
    )  # fmt: skip
    assert {choice.prison.code for choice in kept.choices.all()} == {"EXI", "GMI"}
    assert kept.expires_at - kept.registered_at == timedelta(days=3)
    assert tasks == [("coordination.send_registration_link", (kept.pk,))]


def test_a_number_and_a_postcode_are_kept_in_one_spelling(client: Client, cast: Cast) -> None:
    register(client, cast.exeter, charity_number="sc 038731", postcode="ex44qj", website="fresh.example.org")
    kept = Registration.objects.get()
    assert (kept.charity_number, kept.postcode, kept.website) == (
        "SC038731", "EX4 4QJ", "https://fresh.example.org",
    )  # fmt: skip


def test_the_button_pressed_twice_keeps_one_and_sends_the_letter_again(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        register(client, cast.exeter)
        register(client, cast.exeter)
    assert Registration.objects.count() == 1
    assert len(tasks) == 2
    register(client, cast.guys_marsh)
    assert Registration.objects.count() == 2


def test_before_the_address_is_confirmed_no_coordinator_sees_it(cast: Cast) -> None:
    unconfirmed(cast.exeter)
    assert not Registration.objects.visible_to(cast.coordinator).exists()
    assert not RegistrationChoice.objects.visible_to(cast.coordinator).exists()


# --- What is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Name of the organisation"),
        ({"name": "Fresh Start www.fresh.org"}, "is a web address"),
        ({"name": "Fresh Start A1234BC"}, "looks like a prison number"),
        ({"offers": "We visit Mr A1234BC."}, "looks like a prison number"),
        ({"offers": "Ring 07700 900123."}, "is a telephone number"),
        ({"contact_role": "nia@example.org"}, "is an e-mail address"),
        ({"contact_email": "nia"}, "must be an e-mail address"),
        ({"charity_number": "12"}, "Enter a charity number"),
        ({"company_number": "12"}, "Enter a company number"),
        ({"postcode": "EX4"}, "Enter a whole postcode"),
        ({"website": "ftp://fresh.example.org"}, "must be a web address"),
        ({"kind": "secret"}, "from those on the page"),
        ({"prisons": []}, "Tick at least one prison."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    response = register(client, cast.exeter, **changed)
    page = parsed(response.text)
    assert response.status_code == 200
    assert sentence in words(select(page, ".govuk-error-summary")[0])
    assert all(link.get("href") not in ("", "#") for link in error_links(page))
    for name, value in (posted(cast.exeter) | changed).items():
        if isinstance(value, str) and name not in ("kind", "comments"):
            typed = select(page, f"[name={name}]")[0]
            assert value in (typed.get("value"), (typed.text or "").strip()), name
    if "prisons" not in changed:
        assert select(page, f"input[name=prisons][value='{cast.exeter.pk}']")[0].get("checked") is not None
    assert not Registration.objects.exists()


def test_only_so_many_prisons_may_be_ticked(client: Client, cast: Cast) -> None:
    response = register(client, *Prison.objects.taking_services()[:13])
    assert "You ticked 13 prisons. Tick 12 at most" in response.text
    assert not Registration.objects.exists()
    assert register(client, *Prison.objects.taking_services()[:12]).status_code == 302


def test_only_prisons_that_take_services_stand_there_by_region(client: Client, cast: Cast) -> None:
    Prison.objects.filter(pk=cast.guys_marsh.pk).update(status=Prison.Status.CLOSED)
    page = parsed(client.get(REGISTER).text)
    offered = {box.get("value") for box in select(page, "input[name=prisons]")}
    assert str(cast.exeter.pk) in offered and str(cast.guys_marsh.pk) not in offered
    regions = {words(group) for group in select(page, "form summary")}
    assert cast.exeter.region in regions and len(regions) > 8
    assert register(client, cast.guys_marsh).status_code == 200
    assert not Registration.objects.exists()


# --- Nobody learns who is here ----------------------------------------------------------------------


def test_the_answer_is_the_same_to_the_byte_for_every_outcome(client: Client, cast: Cast) -> None:
    fresh = answer(client, cast.exeter)
    outcomes = {
        "an account": {"contact_email": cast.manager.email},
        "an organisation": {"name": cast.harbour.name},
        "both": {"contact_email": cast.manager.email, "name": cast.harbour.name},
        "sent twice": {},
        "a trap": {"comments": "Buy now", "contact_email": "robot@example.org"},
        "a trap and nonsense": {"comments": "Buy now", "contact_email": "", "prisons": []},
    }
    assert fresh[0] == 302 and "Check your e-mail" in fresh[3]
    different = [name for name, more in outcomes.items() if answer(client, cast.exeter, **more) != fresh]
    assert different == []
    # Confirmed or closed since: still the same.
    Registration.objects.update(verified_at=timezone.now())
    cast.manager.is_active = False
    cast.manager.save()
    assert answer(client, cast.exeter, contact_email=cast.manager.email) == fresh


def test_a_trap_that_is_filled_in_stores_nothing(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        response = register(client, cast.exeter, comments="x")
    assert response["Location"] == reverse("register_sent")
    assert not Registration.objects.exists() and tasks == []


def test_the_trap_is_out_of_sight_and_out_of_reach(client: Client, cast: Cast) -> None:
    (trap,) = select(parsed(client.get(REGISTER).text), "[name=comments]")
    (around,) = [each for each in trap.iterancestors("div") if each.get("hidden") is not None]
    assert around.get("aria-hidden") == "true"
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
    assert "Leave this empty" in words(around)


def test_a_mailbox_gets_so_many_letters_a_day_and_nobody_is_told(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        answers = {
            answer(client, cast.exeter, name=f"Fresh Start {number}", contact_email=email)
            for number, email in enumerate([STRANGER, STRANGER.upper()] * views.TO_ONE_MAILBOX)
        }
    assert len(answers) == 1
    assert len(tasks) == Registration.objects.count() == views.TO_ONE_MAILBOX


def test_one_place_may_register_twenty_in_an_hour_and_keeps_what_it_typed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = [
        register(client, cast.exeter, contact_email=f"n{number}@example.org").status_code
        for number in range(views.FROM_ONE_PLACE)
    ]
    assert set(statuses) == {302}
    over = register(client, cast.exeter, contact_email="late@example.org")
    assert over.status_code == 429
    page = parsed(over.text)
    assert "Many registrations came from your place" in words(select(page, ".govuk-error-summary")[0])
    assert select(page, "[name=contact_email]")[0].get("value") == "late@example.org"
    assert not Registration.objects.filter(contact_email="late@example.org").exists()
    # Somebody elsewhere, and the same place an hour later.
    elsewhere = client.post(
        REGISTER, posted(cast.exeter, contact_email="b@example.org"), REMOTE_ADDR="192.0.2.7"
    )
    assert elsewhere.status_code == 302
    monkeypatch.setattr("coordination.rate_limit.time.time", lambda: 1_800_003_600.0)
    assert register(client, cast.exeter, contact_email="late@example.org").status_code == 302


def test_errors_do_not_use_up_the_limit(client: Client, cast: Cast) -> None:
    for _ in range(views.FROM_ONE_PLACE + 1):
        assert register(client, cast.exeter, name="").status_code == 200
    assert register(client, cast.exeter).status_code == 302


def test_no_address_stands_in_the_cache(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    from coordination import rate_limit

    real = rate_limit.cache.add
    monkeypatch.setattr(
        rate_limit.cache, "add", lambda key, *rest, **more: keys.append(key) or real(key, *rest, **more)
    )
    register(client, cast.exeter)
    assert len(keys) == 2
    assert not any("127.0.0.1" in key or "nia" in key for key in keys)


# --- The letter and its link ------------------------------------------------------------------------


def link(registration: Registration) -> str:
    return reverse("verify_registration", args=[registration.pk, registration.token()])


def test_the_letter_holds_the_link_and_nothing_that_was_typed(cast: Cast, mailoutbox: Any) -> None:
    registration = unconfirmed(cast.exeter, offers="Cheap pills for everybody")
    assert letters.deliver_link(registration.pk)
    (letter,) = mailoutbox
    assert letter.to == [STRANGER]
    html = str(letter.alternatives[0][0])
    assert link(registration) in letter.body and link(registration) in html
    for typed in ("Fresh Start", "Nia New", "Cheap pills", "EX4 4QJ"):
        assert typed not in letter.body + html + letter.subject
    registration.refresh_from_db()
    assert registration.sent_at is not None


def test_only_the_letter_tells_that_the_address_has_an_account(cast: Cast, mailoutbox: Any) -> None:
    letters.deliver_link(unconfirmed(cast.exeter, contact_email=cast.manager.email).pk)
    letters.deliver_link(unconfirmed(cast.exeter).pk)
    known, unknown = mailoutbox
    assert "You have an account here already, as:" in known.body
    assert "Voluntary sector manager, Harbour Housing" in known.body or "Harbour Housing" in known.body
    assert reverse("account_login") in known.body
    assert "account" not in unknown.body


def test_a_lost_letter_is_queued_again_and_one_that_left_is_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = unconfirmed(cast.exeter)
    Registration.objects.update(registered_at=timezone.now() - timedelta(minutes=6))
    with queued(monkeypatch) as tasks:
        assert letters.queue_unsent() == 1
    assert tasks == [("coordination.send_registration_link", (lost.pk,))]
    assert letters.deliver_link(lost.pk)
    assert letters.queue_unsent() == 0
    assert len(mail.outbox) == 1


def test_opening_the_link_shows_all_that_was_typed_and_changes_nothing(client: Client, cast: Cast) -> None:
    registration = unconfirmed(cast.exeter)
    before = AuditEntry.objects.count()
    for ask in (client.get, client.head):
        assert ask(link(registration)).status_code == 200
    response = client.get(link(registration))
    for typed in (
        "Fresh Start",
        "Nia New",
        "Trustee",
        STRANGER,
        "EX4 4QJ",
        "HMP/YOI Exeter",
        "We cook with people",
    ):
        assert typed in words(parsed(response.text))
    assert response["Cache-Control"] == "no-store, private"
    registration.refresh_from_db()
    assert registration.verified_at is None and AuditEntry.objects.count() == before


def test_the_button_confirms_and_tells_the_coordinators_of_each_prison(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    registration = unconfirmed(cast.exeter, cast.guys_marsh)
    with queued(monkeypatch) as tasks:
        response = client.post(link(registration), follow=True)
    assert "Your registration is sent" in response.text
    registration.refresh_from_db()
    assert registration.verified_at is not None
    assert {name for name, _ in tasks} == {"coordination.tell_of_registration"}
    for _, (choice,) in tasks:
        letters.tell_coordinators(choice)
        letters.tell_coordinators(choice)
    told = sorted(letter.to[0] for letter in mailoutbox)
    assert told == sorted(
        each.email for each in (cast.coordinator, cast.second_coordinator, cast.other_coordinator)
    )
    prisons = AuditEntry.objects.filter(verb="verify_registration").values_list("prison_code", flat=True)
    assert set(prisons) == {"EXI", "GMI"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"verified_at": timezone.now()}, "is confirmed already"),
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "This link is too old."),
    ],
    ids=["used", "expired"],
)
def test_a_link_that_is_over_says_why(
    client: Client, cast: Cast, change: dict[str, Any], sentence: str
) -> None:
    registration = unconfirmed(cast.exeter)
    Registration.objects.update(**change)
    for response in (client.get(link(registration)), client.post(link(registration))):
        assert response.status_code == 410
        assert sentence in response.text
        assert "Nia New" not in response.text
    registration.refresh_from_db()
    assert registration.verified_at == change.get("verified_at")


def test_another_registrations_token_opens_nothing(client: Client, cast: Cast) -> None:
    mine, yours = unconfirmed(cast.exeter), unconfirmed(cast.exeter, name="Another")
    for path in (
        reverse("verify_registration", args=[yours.pk, mine.token()]),
        reverse("verify_registration", args=[yours.pk, "0" * 64]),
        reverse("verify_registration", args=[10**9, mine.token()]),
    ):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert not Registration.objects.filter(verified_at__isnull=False).exists()


def test_the_link_stands_in_no_line_of_the_log(cast: Cast) -> None:
    import logging

    path = link(unconfirmed(cast.exeter))
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (path,), None)
    HidesSecretLinks().filter(record)
    assert path.split("/")[-2] not in record.getMessage()
    assert record.getMessage().startswith("Gone: /register/verify/")


# --- Ways in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/", "/accounts/login/"])
def test_a_stranger_finds_the_form(client: Client, cast: Cast, page: str) -> None:
    assert reverse("register") in {a.get("href") for a in select(parsed(client.get(page).text), "a")}


def test_nothing_that_a_stranger_types_makes_an_organisation(client: Client, cast: Cast) -> None:
    before = Organisation.objects.count()
    register(client, cast.exeter)
    client.post(link(Registration.objects.get()))
    assert Organisation.objects.count() == before
