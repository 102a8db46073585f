"""The mail of an issue: what reads in Outlook with pictures off, fetches nothing that counts, and is not too long."""

from __future__ import annotations

import re
import uuid
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bulletins import marks
from bulletins.actions import freezing, images
from bulletins.actions.freezing import freeze, mail_of, period_in_words, words_of
from bulletins.models import BulletinIssue, BulletinItem
from bulletins.picture_links import path_of
from bulletins.sending.letters import Letter
from coordination.policies import Refused
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FETCHES = {"src", "background", "srcset", "poster", "data", "action"}
ALLOWED = {
    "html", "head", "meta", "title", "body", "div", "table", "tbody", "tr", "td", "h1", "h2", "h3", "p", "a", "img",
    "strong",
    "em", "ul", "ol", "li", "br",
}  # fmt: skip
VOID = {"meta", "img", "br"}


class Mail(HTMLParser):
    """Tags with their attributes, the words, and whether every tag that opens is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def full(cast: Cast) -> BulletinIssue:
    """With a greeting, a picture, a page of ours, a list and what somebody typed in bad intent."""
    issue = making.issue(cast, greeting="Hello **all**.\n\n<script>alert(1)</script>")
    rows: list[dict[str, Any]] = [
        {"section": "services", "heading": "Advice <b> & more", "text": "- one\n- two", "path": "/prisons/EXI/"},
        {"section": "outcomes", "heading": "Quiet hour", "text": "[Read](https://a.example/?a=1&b=2)",
         "image": making.image(cast, size=(1120, 700))},
        {"section": "news", "heading": "Dropped", "dropped_at": issue.begun_at},
    ]  # fmt: skip
    for position, row in enumerate(rows, 2):
        BulletinItem.objects.create(issue=issue, position=position, **row)
    return issue


def html_and_text(issue: BulletinIssue) -> tuple[str, str]:
    return mail_of(words_of(issue))


def test_the_html_is_tables_for_the_eye_and_headings_for_the_ear(cast: Cast) -> None:
    html, _ = html_and_text(full(cast))
    mail = Mail(html)
    assert mail.open == []
    assert {tag for tag, _ in mail.tags} <= ALLOWED
    assert all(table["role"] == "presentation" for table in mail.all("table"))
    assert mail.all("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in mail.tags if tag in ("h1", "h2", "h3")]
    assert levels == [1, 2, 3, 2, 3, 2, 3]
    assert "Dropped" not in html


def test_every_style_is_inlined_with_its_colour(cast: Cast) -> None:
    html, _ = html_and_text(full(cast))
    mail = Mail(html)
    assert (
        "<style" not in html and "<link" not in html and "@" not in html.split("<body")[1].split("mailto")[0]
    )
    for tag in ("td", "h1", "h2", "h3"):
        assert all("font-family: Arial" in each["style"] for each in mail.all(tag))
    assert all("color:" in each["style"] and "underline" in each["style"] for each in mail.all("a"))
    # Outlook's older engine knows neither of these.
    assert not any(word in html for word in ("flex", "grid", "position:", "float", "calc(", "var("))


def test_a_picture_has_its_size_and_its_words_and_is_ours(cast: Cast) -> None:
    html, text = html_and_text(full(cast))
    mail = Mail(html)
    [image] = mail.all("img")
    assert (image["width"], image["height"]) == ("560", "350")
    assert image["alt"] == "The new room, with a piano"
    assert image["src"].startswith(f"{settings.BASE_URL}/bulletins/pictures/")
    fetched = [value for _, attributes in mail.tags for name, value in attributes.items() if name in FETCHES]
    assert fetched == [image["src"]]
    assert "url(" not in html
    assert "[Picture: The new room, with a piano (A. Volunteer)]" in text


def test_outlook_is_told_the_width_in_its_own_way_and_nothing_hangs_on_a_picture(cast: Cast) -> None:
    issue = full(cast)
    html, _ = html_and_text(issue)
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 2
    assert f'<!--[if mso]><table role="presentation" width="{freezing.WIDTH + 48}"' in html
    # Where nothing is fetched, the words of a picture stand in its place, as large as other words and on their ground.
    [image] = Mail(html).all("img")
    assert "font-size: 15px" in image["style"] and "background-color" in image["style"]
    BulletinItem.objects.filter(image__isnull=False).update(image=None)
    assert Mail(html).words.replace("\n", "").replace("Picture: A. Volunteer", "") == Mail(
        html_and_text(issue)[0]
    ).words.replace("\n", "")


def test_every_link_says_where_it_leads_without_the_words_around_it(cast: Cast) -> None:
    html, _ = html_and_text(full(cast))
    links = re.findall(r"<a [^>]*>(.*?)</a>", html, re.S)
    assert "More about “Advice &lt;b&gt; &amp; more”" in links
    assert len(links) == len(set(links)) and not any(
        words.casefold() in ("more", "here", "") for words in links
    )


def test_what_was_typed_does_no_harm_and_is_not_lost(cast: Cast) -> None:
    html, text = html_and_text(full(cast))
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "Advice <b> & more" in Mail(html).words
    assert "<script>alert(1)</script>" in text and "Advice <b> & more" in text
    assert {"https://a.example/?a=1&b=2", f"{settings.BASE_URL}/prisons/EXI/"} <= {
        each["href"] for each in Mail(html).all("a")
    }


def test_each_readers_own_links_stand_once_in_both_halves(cast: Cast) -> None:
    for half in html_and_text(full(cast)):
        assert [half.count(mark) for mark in marks.MARKS] == [1, 1]
    html, _ = html_and_text(full(cast))
    assert {marks.LEAVE, marks.WISHES} <= {each["href"] for each in Mail(html).all("a")}


def test_the_text_reads_well(cast: Cast) -> None:
    _, text = html_and_text(full(cast))
    assert text.startswith(
        "News of November\nHMP/YOI Exeter, 1 to 30 November 2026\n\nHello all.\n\n<script>alert(1)</script>\n\n"
        "== News ==\n\n* A new room\n\nThe chapel has a new room.\n\n"
        "== New and changed services ==\n\n* Advice <b> & more\n\n- one\n- two\n\n"
        f"More: {settings.BASE_URL}/prisons/EXI/\n\n== You said, we did ==\n\n* Quiet hour\n\n"
        "Read (https://a.example/?a=1&b=2)\n"
    )
    assert text.endswith(f"Get no more bulletins:\n{marks.LEAVE}\n")
    assert "\n\n\n" not in text and not any(line != line.rstrip() for line in text.splitlines())


def test_fifty_items_fit_and_what_is_too_long_is_refused_before_it_is_frozen(cast: Cast) -> None:
    issue = making.issue(cast)
    words = "Everybody who works here may come and see it on any day of the week. " * 4
    rows = [
        BulletinItem(issue=issue, section="news", position=n, heading=f"Thing {n}", text=words)
        for n in range(2, 51)
    ]
    BulletinItem.objects.bulk_create(rows)
    html, _ = html_and_text(issue)
    assert 30_000 < len(html.encode()) < freezing.MOST_BYTES
    BulletinItem.objects.update(text=words * 6)
    with pytest.raises(Refused, match=r"too long to be mailed: \d+ kB"):
        freeze(issue)


def test_with_its_own_links_a_mail_to_the_longest_address_is_no_longer_than_is_said(cast: Cast) -> None:
    issue = making.issue(cast)
    content = freeze(issue)
    longest = f"{'a' * 64}@{'.'.join(['b' * 61] * 3)}.org"
    own = Letter(content).addressed(longest, uuid.uuid4())
    assert len(marks.filled(content.html, own.links).encode()) <= freezing.size_of(content.html)


def test_the_days_of_a_period_are_said_once() -> None:
    def said(*days: int) -> str:
        return period_in_words(date(*days[:3]), date(*days[3:]))

    assert said(2026, 11, 1, 2026, 11, 30) == "1 to 30 November 2026"
    assert said(2026, 11, 28, 2026, 12, 3) == "28 November to 3 December 2026"
    assert said(2026, 12, 28, 2027, 1, 3) == "28 December 2026 to 3 January 2027"
    assert said(2026, 11, 1, 2026, 11, 1) == "1 November 2026"


def test_a_removed_picture_is_in_no_mail_and_its_address_answers_nobody(cast: Cast, client: Client) -> None:
    issue = full(cast)
    image = issue.items.get(image__isnull=False).image
    address = path_of(image)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "public" in answer["Cache-Control"] and not answer.cookies
    assert len(b"".join(answer)) == image.bytes
    assert client.get(address[:-3] + ("aa/" if address[-3:-1] != "aa" else "bb/")).status_code == 404
    images.remove_image(by=cast.coordinator, image=image)
    assert client.get(address).status_code == 404
    assert "<img" not in html_and_text(issue)[0]
