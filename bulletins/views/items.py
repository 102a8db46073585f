"""Items of an issue: added, worded, moved, dropped and taken back. Each answer leads to the item itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import items
from bulletins.forms.writing import ItemForm, first_of_item
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem, Section
from bulletins.views.issues import crumbs_to, issue_to_write
from bulletins.views.meanwhile import Fact, Now, attempt_unless_changed
from coordination.access import get_visible_or_404
from coordination.policies import Refused
from coordination.views.places import Crumb, attempt, form_page, press


def item_at(request: HttpRequest, pk: int, item: int) -> BulletinItem:
    """404 and 403 as for its issue; 404 for an item of another."""
    issue = issue_to_write(request, pk)
    found = get_visible_or_404(BulletinItem, request.user, pk=item, issue=issue)
    found.issue = issue
    return found


def crumbs_below(issue: BulletinIssue) -> list[Crumb]:
    return [*crumbs_to(issue), (issue.title, issue.get_absolute_url())]


def place_of(item: BulletinItem) -> str:
    """Where the page of the issue shows it: there the keyboard goes on."""
    return f"{item.issue.get_absolute_url()}#item-{item.pk}"


def _pictures(request: HttpRequest, issue: BulletinIssue) -> Any:
    """Of this very prison or those of the set, and of all; a picture in use that was removed is chosen no more."""
    here = Q(prison=None)
    if issue.prison:
        here |= Q(prison=issue.prison)
    elif issue.prison_set:
        here |= Q(prison__in=issue.prison_set.prisons.all())
    return BulletinImage.objects.visible_to(request.user).in_use().filter(here)


@require_http_methods(["GET", "HEAD", "POST"])
def add_bulletin_item(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_to_write(request, pk)
    form = ItemForm(request.POST if request.method == "POST" else None, pictures=_pictures(request, issue))
    if request.method == "POST":
        made = attempt(form, lambda: items.add_item(by=request.user, issue=issue, values=form.values()))
        if made:
            messages.success(request, f"“{made}” stands at the end of its section.")
            return redirect(place_of(made))
    return form_page(request, form, "Add an item", crumbs=crumbs_below(issue), caption=issue.title)


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Where somebody else was quicker, both texts stand on the page and nothing is lost."""
    found = item_at(request, pk, item)
    form = ItemForm(
        request.POST if request.method == "POST" else None, pictures=_pictures(request, found.issue),
        initial=first_of_item(found, items.seen_words(found)),
    )  # fmt: skip
    facts: list[Fact] = []
    if request.method == "POST":
        saved, facts = attempt_unless_changed(
            form,
            lambda: items.reword_item(
                by=request.user, item=found, values=form.values(), seen=form.cleaned_data["seen"]
            ),
            lambda: _words_now(request, found),
        )
        if saved:
            messages.success(request, f"“{saved}” is saved.")
            return redirect(place_of(saved))
    gone = found.image is not None and found.image.removed_at is not None
    return form_page(
        request, form, "Change an item", crumbs=crumbs_below(found.issue), caption=found.issue.title, facts=facts,
        paragraphs=[f"Its picture, “{found.image}”, was removed from the library."] if gone else [],
    )  # fmt: skip


def _words_now(request: HttpRequest, item: BulletinItem) -> tuple[str, list[Now]]:
    item = get_visible_or_404(BulletinItem, request.user, pk=item.pk)
    return items.seen_words(item), [
        Now("section", "Section", item.section, str(Section(item.section).label)),
        Now("heading", "Heading", item.heading, item.heading),
        Now("text", "Text", item.text, item.text),
        Now("image", "Picture", item.image, str(item.image or "")),
    ]


def _moved(
    request: HttpRequest, item: BulletinItem, act: Callable[[], BulletinItem], to: Callable[[], str]
) -> HttpResponse:
    """Without a word where it worked: whoever presses again and again sees it, and hears it at its new place."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(item.issue)
    return redirect(to())


@require_POST
def move_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = item_at(request, pk, item)
    up = request.POST.get("to") == "up"
    return _moved(
        request, found, lambda: items.move_item(by=request.user, item=found, up=up), lambda: place_of(found)
    )


@require_POST
def drop_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The keyboard goes on at the item that comes next."""
    found = item_at(request, pk, item)
    after = _next_to(request, found)
    return press(
        request, lambda: items.drop_item(by=request.user, item=found),
        f"“{found}” was dropped. It can be taken back below.",
        place_of(after) if after else found.issue.get_absolute_url(),
    )  # fmt: skip


def _next_to(request: HttpRequest, item: BulletinItem) -> BulletinItem | None:
    """The one after it in its section, or else the one before."""
    rows = BulletinItem.objects.visible_to(request.user).filter(issue=item.issue, section=item.section)
    rows = rows.filter(dropped_at=None)
    after = Q(position__gt=item.position) | Q(position=item.position, pk__gt=item.pk)
    found = rows.filter(after).order_by("position", "pk").first()
    found = found or rows.exclude(after).exclude(pk=item.pk).order_by("position", "pk").last()
    if found:
        found.issue = item.issue
    return found


@require_POST
def take_back_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = item_at(request, pk, item)
    return press(
        request, lambda: items.take_back_item(by=request.user, item=found),
        f"“{found}” stands at the end of its section again.", place_of(found),
    )  # fmt: skip
