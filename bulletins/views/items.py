"""Items of an issue: added, worded, moved, dropped and taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import items
from bulletins.forms.writing import ItemForm, first_of_item
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem
from bulletins.views.issues import crumbs_to, issue_to_write
from coordination.access import get_visible_or_404
from coordination.views.places import attempt, form_page, press


def _item(request: HttpRequest, pk: int, item: int) -> BulletinItem:
    issue = issue_to_write(request, pk)
    found = get_visible_or_404(BulletinItem, request.user, pk=item, issue=issue)
    found.issue = issue
    return found


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
    if request.method == "POST" and attempt(
        form, lambda: items.add_item(by=request.user, issue=issue, values=form.values())
    ):
        messages.success(request, "It stands at the end of its section.")
        return redirect(issue)
    crumbs = [*crumbs_to(issue), (issue.title, issue.get_absolute_url())]
    return form_page(request, form, "Add an item", crumbs=crumbs, caption=issue.title)


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = _item(request, pk, item)
    form = ItemForm(
        request.POST if request.method == "POST" else None, pictures=_pictures(request, found.issue),
        initial=first_of_item(found, items.seen_words(found)),
    )  # fmt: skip
    if request.method == "POST" and attempt(
        form,
        lambda: items.reword_item(
            by=request.user, item=found, values=form.values(), seen=form.cleaned_data["seen"]
        ),
    ):
        messages.success(request, "It is saved.")
        return redirect(found.issue)
    crumbs = [*crumbs_to(found.issue), (found.issue.title, found.issue.get_absolute_url())]
    return form_page(request, form, "Change an item", crumbs=crumbs, caption=found.issue.title)


@require_POST
def move_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = _item(request, pk, item)
    up = request.POST.get("to") == "up"
    return press(
        request, lambda: items.move_item(by=request.user, item=found, up=up),
        f"“{found}” was moved {'up' if up else 'down'}.", found.issue.get_absolute_url(),
    )  # fmt: skip


@require_POST
def drop_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = _item(request, pk, item)
    return press(
        request, lambda: items.drop_item(by=request.user, item=found),
        f"“{found}” was dropped. It can be taken back below.", found.issue.get_absolute_url(),
    )  # fmt: skip


@require_POST
def take_back_bulletin_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = _item(request, pk, item)
    return press(
        request, lambda: items.take_back_item(by=request.user, item=found),
        f"“{found}” stands at the end of its section again.", found.issue.get_absolute_url(),
    )  # fmt: skip
