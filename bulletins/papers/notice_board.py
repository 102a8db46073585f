"""The issue for the notice boards of staff: its frozen words on A4, with pictures in grey and addresses spelt out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from PIL import Image

from bulletins.models import BulletinContent, BulletinImage
from bulletins.papers.links import on_paper, typed
from bulletins.wording import period_in_words
from coordination import publishing
from coordination.emails import absolute
from coordination.policies import Refused
from coordination.private_files import StoreAway, private_storage
from coordination.publishing import Printed
from directory.editions import sentences

FORMAT: Final = 1
KIND: Final = "notice_board"
EXPECTED_PAGES: Final = 3
# Points of a picture at its largest on paper, 110 mm wide: 230 an inch.
WIDEST: Final = 1000


def snapshot(content: BulletinContent, number: int | None, printed_on: date) -> dict[str, Any]:
    """As plain JSON: the frozen words, less what paper has no use for. Pictures by the name of their file.

    A picture that was removed from the library since is left out.
    """
    words = content.words
    named = {item["image"] for section in words["sections"] for item in section["items"] if item["image"]}
    files = dict(BulletinImage.objects.in_use().filter(pk__in=named).values_list("pk", "file"))
    return {
        "format": FORMAT, "kind": KIND, "number": number, "printed_on": printed_on.isoformat(),
        "title": words["title"], "place": words["place"],
        "period": period_in_words(*(date.fromisoformat(words[each]) for each in ("period_from", "period_to"))),
        "greeting": words["greeting_html"], "join": absolute(reverse("join_bulletins")),
        "sections": [
            {"label": section["label"], "items": [_item(item, files) for item in section["items"]]}
            for section in words["sections"]
        ],
        "words": content.content_hash, "pictures": sorted(files),
    }  # fmt: skip


def _item(item: dict[str, Any], files: dict[int, str]) -> dict[str, Any]:
    file, picture = files.get(item["image"], ""), None
    if file:
        credit = item["picture"]["credit"]
        picture = {"file": file, "words": item["alternative_text"], "credit": credit}
    return {
        "heading": item["heading"], "html": item["html"], "url": item["url"], "picture": picture,
    }  # fmt: skip


def print_notice_board(plain: dict[str, Any], progress: Callable[[int], None] | None = None) -> Printed:
    """From the snapshot and the pictures that it names. Raises publishing.PrintingUnavailable, and Refused where a
    picture is lost.
    """
    given = {picture["file"]: in_grey(picture["file"], picture["words"]) for picture in _pictures(plain)}
    return publishing.print_pdf(html_of(plain), expected_pages=EXPECTED_PAGES, given=given, progress=progress)


def _pictures(plain: dict[str, Any]) -> Iterator[dict[str, str]]:
    for section in plain["sections"]:
        for item in section["items"]:
            if item["picture"]:
                yield item["picture"]


def in_grey(name: str, words: str) -> bytes:
    """As the printers print it."""
    try:
        with private_storage().open(name) as file, Image.open(file, formats=("PNG", "JPEG")) as picture:
            kind, grey = picture.format, picture.convert("L")
    except StoreAway:
        raise
    except OSError as lost:
        raise Refused(
            f"The picture “{words}” is not where it was kept. Remove it from the library, then make the paper again."
        ) from lost
    grey.thumbnail((WIDEST, WIDEST))
    grey.info = {}
    buffer = io.BytesIO()
    grey.save(buffer, format=kind, **({"quality": 85} if kind == "JPEG" else {}))
    return buffer.getvalue()


def html_of(plain: dict[str, Any]) -> str:
    issue = f"issue {plain['number']}, " if plain["number"] else ""
    context = {
        "paper": plain,
        "language": "en-GB",
        "issue": issue,
        "title": f"{plain['title']}, {plain['place']}, {issue}{plain['period']}",
        "printed_on": sentences.day(date.fromisoformat(plain["printed_on"])),
        "greeting": _safe(plain["greeting"]),
        "join": typed(plain["join"]),
        "sections": [
            (section["label"], [_laid_out(item) for item in section["items"]])
            for section in plain["sections"]
        ],
    }
    return render_to_string("bulletins/pdf/notice_board.html", context)


def _laid_out(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"html": _safe(item["html"]), "address": typed(item["url"]) if item["url"] else ""}


def _safe(html: str) -> str:
    """Cleaned once more by `on_paper`, whatever was frozen."""
    return mark_safe(on_paper(html))  # noqa: S308
