"""The words of an issue, frozen: from then on mail, papers and archive are made from them alone."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import css_inline
from django.template.loader import render_to_string

from bulletins import marks
from bulletins.models import BulletinContent, BulletinIssue, Section
from bulletins.wording import html_of, text_of
from coordination.emails import absolute
from coordination.policies import Refused

# Some mail programs cut a longer mail off, with its link for leaving.
MOST_BYTES = 90_000


def words_of(issue: BulletinIssue) -> dict[str, Any]:
    """{"title", "place", "period_from", "period_to", "greeting", "sections": [{"code", "label", "items": [{"heading",
    "html", "text", "url", "image", "alternative_text"}]}]}; days in ISO 8601, sections without items left out."""
    by_section: dict[str, list[dict[str, Any]]] = {}
    for item in issue.items.kept().select_related("image"):
        by_section.setdefault(item.section, []).append({
            "heading": item.heading, "html": html_of(item.text), "text": text_of(item.text),
            "url": absolute(item.path) if item.path else "",
            "image": item.image_id, "alternative_text": item.image.alternative_text if item.image else "",
        })  # fmt: skip
    return {
        "title": issue.title, "place": issue.place, "greeting": issue.greeting,
        "period_from": issue.period_from.isoformat(), "period_to": issue.period_to.isoformat(),
        "sections": [
            {"code": section.value, "label": section.label, "items": by_section[section.value]}
            for section in Section
            if section.value in by_section
        ],
    }  # fmt: skip


def freeze(issue: BulletinIssue) -> BulletinContent:
    """Call with the issue's row held. The same version is frozen once; a changed one takes its place before sending."""
    there = BulletinContent.objects.filter(issue=issue).first()
    if there and (there.version == issue.version or issue.sending_began_at):
        return there
    words = words_of(issue)
    if not words["sections"]:
        raise Refused("This issue says nothing yet. Add an item, or take in one that is offered.")
    context = {"words": words, "leave": marks.LEAVE, "wishes": marks.WISHES}
    html = css_inline.inline(
        render_to_string("bulletins/email/issue.html", context), load_remote_stylesheets=False
    )
    if len(html.encode()) > MOST_BYTES:
        raise Refused(
            f"This issue is too long to be mailed: {len(html.encode()) // 1000} kB, and mail programs cut off what is"
            f" longer than {MOST_BYTES // 1000} kB. Shorten it or move items to the next issue."
        )
    text = render_to_string("bulletins/email/issue.txt", context).strip() + "\n"
    digest = hashlib.sha256(json.dumps([words, html, text], ensure_ascii=False).encode()).hexdigest()
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
