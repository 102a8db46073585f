"""The words of an issue, frozen: from then on mail, papers and archive are made from them alone."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any, Final

import css_inline
from django.template.loader import render_to_string

from bulletins import marks
from bulletins.actions.numbering import give_number
from bulletins.models import BulletinContent, BulletinImage, BulletinIssue, Section
from bulletins.picture_links import path_of
from bulletins.wording import html_of, period_in_words, text_of
from coordination.emails import absolute
from coordination.policies import Refused

# Some mail programs cut a longer mail off, with its link for leaving.
MOST_BYTES: Final = 90_000
# By which a reader's own two links are longer than the marks in their places: of the longest address.
OWN_LINKS: Final = 1_000
# Of the mail's column, in points of a screen.
WIDTH: Final = 560
_LEADING_SPACE: Final = re.compile(r"^[ \t]+|\n(?=\s*\n)", re.M)
_MANY_EMPTY: Final = re.compile(r"\n{3,}")


def words_of(issue: BulletinIssue) -> dict[str, Any]:
    """{"title", "place", "period_from", "period_to", "greeting", "greeting_html", "sections": [{"code", "label",
    "items": [{"heading", "html", "text", "url", "image", "picture", "alternative_text"}]}]}.

    Days in ISO 8601; sections without items left out. "picture": {"url", "width", "height", "credit"} as the mail shows
    it, or None; "image" is its key.
    """
    by_section: dict[str, list[dict[str, Any]]] = {}
    for item in issue.items.kept().select_related("image"):
        image = item.image if item.image and not item.image.removed_at else None
        by_section.setdefault(item.section, []).append({
            "heading": item.heading, "html": html_of(item.text), "text": text_of(item.text),
            "url": absolute(item.path) if item.path else "",
            "image": image.pk if image else None, "picture": _picture(image) if image else None,
            "alternative_text": image.alternative_text if image else "",
        })  # fmt: skip
    return {
        "title": issue.title, "place": issue.place,
        "greeting": text_of(issue.greeting), "greeting_html": html_of(issue.greeting),
        "period_from": issue.period_from.isoformat(), "period_to": issue.period_to.isoformat(),
        "sections": [
            {"code": section.value, "label": section.label, "items": by_section[section.value]}
            for section in Section
            if section.value in by_section
        ],
    }  # fmt: skip


def _picture(image: BulletinImage) -> dict[str, Any]:
    """As wide as the mail at most. Outlook takes width and height from the tag and from nowhere else."""
    width = min(image.width, WIDTH)
    height = max(round(image.height * width / image.width), 1)
    return {"url": absolute(path_of(image)), "width": width, "height": height, "credit": image.credit}


def mail_of(words: dict[str, Any]) -> tuple[str, str]:
    """(HTML with its styles inlined, text). Where a reader's own links stand, both hold marks."""
    context = {
        "words": words, "leave": marks.LEAVE, "wishes": marks.WISHES, "width": WIDTH,
        "period": period_in_words(*(date.fromisoformat(words[each]) for each in ("period_from", "period_to"))),
    }  # fmt: skip
    html = css_inline.inline(
        render_to_string("bulletins/email/issue.html", context), load_remote_stylesheets=False
    )
    text = render_to_string("bulletins/email/issue.txt", context)
    return _LEADING_SPACE.sub("", html), _MANY_EMPTY.sub("\n\n", text).strip() + "\n"


def size_of(html: str) -> int:
    """Bytes of the largest mail that is made of it."""
    return len(html.encode()) + OWN_LINKS


def composed(issue: BulletinIssue) -> tuple[dict[str, Any], str, str]:
    """(words, HTML, text) as the issue stands now. Refused for what cannot be mailed."""
    words = words_of(issue)
    if not words["sections"]:
        raise Refused("This issue says nothing yet. Add an item, or take in one that is offered.")
    html, text = mail_of(words)
    if size_of(html) > MOST_BYTES:
        raise Refused(
            f"This issue is too long to be mailed: {size_of(html) // 1000} kB, and mail programs cut off what is"
            f" longer than {MOST_BYTES // 1000} kB. Shorten it or move items to the next issue."
        )
    return words, html, text


def freeze(issue: BulletinIssue) -> BulletinContent:
    """Call with the issue's row held. What waits, was approved or is scheduled stays as it is; a draft is frozen anew.

    A draft whose words differ from what was frozen before, be it by the words of a picture alone, is another version:
    whoever approves or sends says which one was read.

    The first time the issue is given its number, which it keeps whatever becomes of it.
    """
    there = BulletinContent.objects.filter(issue=issue).first()
    if there and (issue.state != BulletinIssue.State.DRAFT or issue.sending_began_at):
        return there
    if issue.number is None:
        give_number(issue)
    words, html, text = composed(issue)
    digest = hashlib.sha256(json.dumps([words, html, text], ensure_ascii=False).encode()).hexdigest()
    if there and there.version == issue.version and there.content_hash != digest:
        issue.version += 1
        issue.save(update_fields=["version"])
    content, _ = BulletinContent.objects.update_or_create(
        issue=issue,
        defaults={
            "version": issue.version,
            "words": words,
            "html": html,
            "text": text,
            "content_hash": digest,
        },
    )
    return content
