"""Whoever is signed in chooses their bulletins from their account, without a mail at hand."""

from __future__ import annotations

import pytest

from bulletins.actions.wishes import leave_bulletins, reader_of
from bulletins.models import Reader, Section
from bulletins.reader_links import token_for
from coordination import clock
from coordination.models import AuditEntry, MailAddress
from tests.cast import Cast
from tests.coordination.pages import client_of, said

pytestmark = pytest.mark.django_db
OWN = "/account/bulletins/"


def test_the_account_leads_there_and_what_is_chosen_holds_for_ones_own_address_alone(cast: Cast) -> None:
    client = client_of(cast.worker)
    assert OWN in client.get("/account/").content.decode()
    page = client.get(OWN).content.decode()
    assert cast.worker.email in page
    # No link that works without signing in stays in the history of a shared computer.
    assert token_for(cast.worker.email) not in page
    answer = client.post(
        OWN, {"which": "some", "prisons": [cast.exeter.pk], "sections": ["news", "training"]}, follow=True
    )
    assert said(answer) == ["What you wish is saved. It holds from the next bulletin on."]
    reader = Reader.objects.get()
    assert (reader.email, reader.chose_prisons, list(reader.prisons.all())) == (
        cast.worker.email, True, [cast.exeter],
    )  # fmt: skip
    assert set(reader.sections_left_out) == set(Section.values) - {"news", "training"}
    assert (
        AuditEntry.objects.filter(verb="set_bulletin_wishes").latest("pk").actor
        == f"coordination.user:{cast.worker.pk}"
    )


def test_none_at_all_leaves_and_who_left_by_a_link_comes_back_here(cast: Cast) -> None:
    client = client_of(cast.staff)
    answer = client.post(OWN, {"which": "none"}, follow=True)
    assert said(answer) == ["You get no bulletins any more."]
    reader = reader_of(cast.staff.email)
    assert reader and reader.left_at
    assert (
        AuditEntry.objects.filter(verb="leave_bulletins").latest("pk").actor
        == f"coordination.user:{cast.staff.pk}"
    )
    client.post(OWN, {"which": "all", "sections": Section.values})
    reader.refresh_from_db()
    assert reader.left_at is None
    leave_bulletins(email=cast.staff.email)
    page = client.get(OWN).content.decode()
    assert 'value="none"' in page and "checked" in page.split('value="none"')[1].split(">")[0]


def test_what_is_missing_is_said(cast: Cast) -> None:
    page = client_of(cast.staff).post(OWN, {"which": "some", "sections": ["news"]}).content.decode()
    assert "Tick at least one prison" in page
    assert reader_of(cast.staff.email) is None


def test_who_gets_nothing_whatever_they_choose_is_told_why(cast: Cast) -> None:
    client = client_of(cast.staff)
    assert "so none goes there" not in client.get(OWN).content.decode()
    address = MailAddress.objects.create(email=cast.staff.email, complained_at=clock.now())
    assert "A bulletin was called unwanted at this address" in client.get(OWN).content.decode()
    address.hard_bounced_at = clock.now()
    address.save()
    assert "Mail came back from this address" in client.get(OWN).content.decode()
    assert "so none goes there" not in client_of(cast.governor).get(OWN).content.decode()


@pytest.mark.parametrize("address", ["/", "/accounts/login/"])
def test_a_stranger_finds_where_to_join(cast: Cast, client: object, address: str) -> None:
    page = client.get(address).content.decode()  # type: ignore[attr-defined]
    assert 'href="/bulletins/join/"' in page
