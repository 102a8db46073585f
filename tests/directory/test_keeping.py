"""What was typed survives that the computer signed somebody out."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.directory.typing_in import BACKEND, form_of, typed


def sign_in(client: Client, user: object) -> None:
    """As the sign-in page does it: the session goes on, with what it held."""
    client.force_login(user, backend=BACKEND)  # type: ignore[arg-type]


def test_a_text_sent_after_signing_out_is_there_after_signing_in(cast: Cast) -> None:
    client = Client()
    response = client.post(form_of(cast.approved), {"do": "check", **typed(summary="Typed before.")})
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert form_of(cast.approved) in response["Location"]
    sign_in(client, cast.manager)
    page = client.get(form_of(cast.approved))
    assert page.context_data["form"]["summary"].value() == "Typed before."
    assert "Nothing is lost" in page.context_data["notices"][0]


def test_it_is_forgotten_once_it_has_arrived(cast: Cast) -> None:
    client = Client()
    client.post(form_of(cast.approved), {"do": "check", **typed(summary="Typed before.")})
    sign_in(client, cast.manager)
    client.post(form_of(cast.approved), {"do": "draft", **typed(summary="Saved.")})
    assert client.get(form_of(cast.approved)).context_data["form"]["summary"].value() == "Saved."


def test_it_is_shown_at_its_own_address_alone(cast: Cast) -> None:
    client = Client()
    client.post(form_of(cast.approved), typed(summary="Typed before."))
    sign_in(client, cast.manager)
    assert client.get(form_of(cast.pending)).context_data["notices"] == []


def test_a_prison_number_and_a_flood_are_not_kept(cast: Cast) -> None:
    for text in ("For A1234BC", "x" * 60_001):
        client = Client()
        client.post(form_of(cast.approved), typed(summary=text))
        assert "typed_before_sign_in" not in client.session


def test_a_typed_reason_and_a_typed_edit_come_back_to_the_coordinator(cast: Cast) -> None:
    arguments = ["EXI", cast.pending_revision.pk]
    client = Client()
    client.post(reverse("revision_return", args=arguments), {"words": "Shorter, please."})
    sign_in(client, cast.coordinator)
    page = client.get(reverse("revision_return", args=arguments))
    assert page.context_data["form"]["words"].value() == "Shorter, please."
    client = Client()
    client.post(reverse("revision_edit", args=arguments), typed(summary="Edited."))
    sign_in(client, cast.coordinator)
    page = client.get(reverse("revision_edit", args=arguments))
    assert page.context_data["form"]["summary"].value() == "Edited."


def test_a_typed_reason_to_withdraw_comes_back(cast: Cast) -> None:
    url = reverse("listing_withdraw", args=["EXI", cast.approved.pk])
    client = Client()
    client.post(url, {"reason": "It moved."})
    sign_in(client, cast.coordinator)
    assert client.get(url).context_data["form"]["reason"].value() == "It moved."


def test_an_idle_shared_computer_keeps_the_text_too(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.manager)
    session = client.session
    session["shared_computer"] = True
    session["seen_at"] = 1
    session.save()
    response = client.post(form_of(cast.approved), {"do": "draft", **typed(summary="Typed for an hour.")})
    assert response["Location"].startswith(reverse("account_login"))
    sign_in(client, cast.manager)
    assert client.get(form_of(cast.approved)).context_data["form"]["summary"].value() == "Typed for an hour."
