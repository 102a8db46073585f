"""How a prison makes its bulletins, and who may say so."""

from __future__ import annotations

import pytest

from bulletins.actions.settings import change_setting
from bulletins.models import BulletinContent, BulletinSetting
from bulletins.sending.letters import Letter
from coordination.access import NotPermitted
from coordination.models import Posting
from coordination.policies import Refused
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
SETTINGS = "/prisons/EXI/bulletins/settings/"
APPROVAL = 'name="needs_approval"'


def setting() -> BulletinSetting:
    return BulletinSetting.objects.get()


def test_the_coordinator_says_who_sends_and_where_answers_go(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    page = client.get(SETTINGS).content.decode()
    for words in (
        "approves each issue before it is sent",
        "Empty: the name of the prison",
        "every reader sees it",
    ):
        assert words in page
    data = {"sender_name": "VCS at Exeter", "reply_to": "vcs@exeter.example.org"}
    assert client.post(SETTINGS, data).status_code == 302
    found = setting()
    assert (found.needs_approval, found.sender_name) == (False, "VCS at Exeter")
    assert found.reply_to == "vcs@exeter.example.org"
    assert "VCS at Exeter" in client.get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    "typed", ["a@b.org\r\nBcc: x@y.org", "a b@example.org", '"a;b"@example.org', "no address", f"{'a' * 65}@b.org"]
)  # fmt: skip
def test_answers_go_only_to_what_every_mail_server_takes(cast: Cast, typed: str) -> None:
    answer = client_of(cast.coordinator).post(SETTINGS, {"reply_to": typed})
    if answer.status_code == 302:  # The form took a line break for white space at the end.
        assert "\n" not in setting().reply_to
    else:
        assert "There is a problem" in answer.content.decode()
        assert not BulletinSetting.objects.exclude(reply_to="").exists()
    with pytest.raises(Refused, match="Answers cannot go to this address"):
        change_setting(by=cast.coordinator, prison=cast.exeter, values={"reply_to": typed})


def test_no_name_of_a_sender_adds_a_line_to_the_head_of_a_mail(cast: Cast) -> None:
    client_of(cast.coordinator).post(
        SETTINGS, {"sender_name": "Exeter\r\nBcc: x@example.org", "reply_to": ""}
    )
    assert setting().sender_name == "Exeter Bcc: x@example.org"
    content = BulletinContent(
        issue=making.issue(cast), words={"title": "News"}, html="<p>News</p>", text="News"
    )
    head = Letter(content, sender_name=setting().sender_name).shared.filled({}).partition(b"\n\n")[0]
    assert not [line for line in head.splitlines() if line.lower().startswith(b"bcc")]


def test_once_approval_is_asked_for_only_a_governor_ends_it(cast: Cast) -> None:
    coordinator, governor = client_of(cast.coordinator), client_of(cast.governor)
    assert APPROVAL in coordinator.get(SETTINGS).content.decode()
    coordinator.post(SETTINGS, {"needs_approval": "on"})
    assert setting().needs_approval
    page = coordinator.get(SETTINGS).content.decode()
    assert APPROVAL not in page and "Only a governor ends this" in page
    coordinator.post(SETTINGS, {"sender_name": "VCS"})
    assert (setting().needs_approval, setting().sender_name) == (True, "VCS")
    with pytest.raises(Refused, match="Only the governor"):
        change_setting(by=cast.coordinator, prison=cast.exeter, values={"needs_approval": False})
    page = governor.get(SETTINGS).content.decode()
    assert APPROVAL in page and 'name="sender_name"' not in page and "VCS" in page
    governor.post(SETTINGS, {"sender_name": "The governor"})
    assert (setting().needs_approval, setting().sender_name) == (False, "VCS")
    with pytest.raises(NotPermitted):
        change_setting(by=cast.governor, prison=cast.exeter, values={"sender_name": "The governor"})


def test_approval_is_asked_of_nobody_who_is_not_there(cast: Cast) -> None:
    change_setting(by=cast.governor, prison=cast.exeter, values={"needs_approval": True})
    Posting.objects.filter(user=cast.governor).delete()
    # Nobody could approve any more: whoever makes bulletins may end it.
    client = client_of(cast.coordinator)
    assert APPROVAL in client.get(SETTINGS).content.decode()
    client.post(SETTINGS, {"sender_name": ""})
    assert not setting().needs_approval
    answer = client.post(SETTINGS, {"needs_approval": "on"})
    assert "Nobody here has the role of governor" in answer.content.decode()
    assert not setting().needs_approval
