"""The mail of an issue before it is sent: shown so that nothing in it can run or reach out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from bulletins import marks
from bulletins.actions import freezing
from bulletins.models import BulletinContent, BulletinIssue, BulletinItem
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db


def policy(answer: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def mail(cast: Cast, issue: BulletinIssue, query: str = "") -> Any:
    return client_of(cast.coordinator).get(reverse("bulletin_mail", args=[issue.pk]) + query)


def preview(cast: Cast, issue: BulletinIssue, show: str = "") -> Any:
    return client_of(cast.coordinator).get(reverse("bulletin_preview", args=[issue.pk]), {"show": show})


def test_in_the_mail_nothing_runs_and_it_reaches_nothing_but_our_pictures(cast: Cast) -> None:
    answer = mail(cast, making.issue(cast))
    found = policy(answer)
    assert (found["default-src"], found["img-src"], found["form-action"]) == ("'none'", "'self'", "'none'")
    assert "script-src" not in found and found["style-src"] == "'unsafe-inline'"
    assert "allow-scripts" not in found["sandbox"] and "allow-same-origin" not in found["sandbox"]
    assert found["frame-ancestors"] == "'self'" and answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer.headers["Cache-Control"]


def test_only_this_page_may_hold_a_frame_and_only_of_our_own(cast: Cast) -> None:
    issue = making.issue(cast)
    answer = preview(cast, issue)
    assert policy(answer)["frame-src"] == "'self'" and policy(answer)["frame-ancestors"] == "'none'"
    assert policy(client_of(cast.coordinator).get(issue.get_absolute_url()))["frame-src"] == "'none'"
    page = answer.content.decode()
    frame = reverse("bulletin_mail", args=[issue.pk])
    assert f'src="{frame}" title="The mail: as most people see it" sandbox="allow-popups' in page
    assert "allow-scripts" not in page


def test_pictures_off_is_the_same_mail_without_its_pictures_fetched(cast: Cast) -> None:
    issue = making.issue(cast)
    issue.items.update(image=making.image(cast))
    shown, off = mail(cast, issue), mail(cast, issue, "?pictures=off")
    assert policy(off)["img-src"] == "'none'"
    assert shown.content == off.content
    assert b'alt="The new room, with a piano"' in off.content
    # Whatever name this machine is reached by: the picture comes from there.
    assert b'src="/bulletins/pictures/' in shown.content
    assert settings.BASE_URL.encode() not in shown.content
    assert "?pictures=off" in preview(cast, issue, "off").content.decode()


def test_readers_own_links_lead_nowhere_and_the_text_says_what_stands_there(cast: Cast) -> None:
    issue = making.issue(cast)
    html, text = mail(cast, issue).content.decode(), preview(cast, issue, "text").content.decode()
    assert not any(mark in page for mark in marks.MARKS for page in (html, text))
    assert html.count('href="#"') == 2
    assert text.count("(each reader’s own link)") == 2
    assert "== News ==" in text and "The chapel has a new room." in text


def test_the_size_is_said_and_what_is_too_long_is_said_before_anybody_approves_it(cast: Cast) -> None:
    issue = making.issue(cast)
    size = round(freezing.size_of(freezing.mail_of(freezing.words_of(issue))[0]) / 1000)
    page = preview(cast, issue).content.decode()
    assert f"{size} kB of the 90 kB" in page and "too long" not in page
    rows = [
        BulletinItem(issue=issue, section="news", position=n, heading="x", text="a b " * 700)
        for n in range(40)
    ]
    BulletinItem.objects.bulk_create(rows)
    assert "This issue is too long to be mailed." in preview(cast, issue).content.decode()


def test_what_was_frozen_is_shown_and_not_what_items_say_by_now(cast: Cast) -> None:
    issue = making.issue(cast)
    BulletinContent.objects.create(
        issue=issue,
        version=1,
        words={"sections": []},
        html="<head></head>As it was",
        text="t",
        content_hash="x",
    )
    assert b"As it was" not in mail(cast, issue).content
    BulletinIssue.objects.update(state="approved", approved_at=issue.begun_at, approved_by=cast.governor)
    assert b"As it was" in mail(cast, issue).content


def test_an_issue_without_items_leads_back_to_them(cast: Cast) -> None:
    issue = making.issue(cast)
    BulletinItem.objects.all().delete()
    page = preview(cast, issue).content.decode()
    assert "This issue says nothing yet" in page and "<iframe" not in page
    # Nobody types a way of reading that there is not.
    assert preview(cast, making.issue(cast), "%00x").status_code == 200
