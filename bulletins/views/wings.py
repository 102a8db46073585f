"""Words of an item for people in prison: written, read once more, approved, and kept from the wings again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.actions import items
from bulletins.forms.writing import WingsForm, first_for_wings, name_of
from bulletins.models import BulletinIssue, BulletinItem
from bulletins.views.items import crumbs_below, item_at, place_of
from bulletins.views.meanwhile import Fact, Now, attempt_unless_changed, in_lines
from bulletins.views.wing_words import remarks_on, waits, wing_state, wings_of
from bulletins.wording import text_of
from coordination.access import get_visible_or_404
from coordination.policies import Refused
from coordination.views.places import form_page, press
from directory.editions import symbols


def _waiting(request: HttpRequest, issue: BulletinIssue) -> list[BulletinItem]:
    return wings_of(
        list(BulletinItem.objects.visible_to(request.user).filter(issue=issue, dropped_at=None))
    ).waiting


@require_safe
def item_for_wings(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The words as they stand, to be read whole before they are approved."""
    found = item_at(request, pk, item)
    if not found.for_wings:
        return redirect("word_item_for_wings", pk, item)
    context = {
        "item": found, "issue": found.issue, "crumbs": crumbs_below(found.issue), "state": wing_state(found),
        "symbol": next(iter(symbols.known([found.wing_symbol])), ""),
        "words": [each for each in remarks_on(found) if each.says_something],
        "waits": waits(found), "settled": _settled(found), "seen": items.seen_words(found),
        "mail": text_of(found.text),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/writing/wings.html", context)


def _settled(item: BulletinItem) -> str:
    """Why nothing can be done with these words; empty where something can."""
    if item.dropped_at:
        return "This item was dropped, so it goes to no wing."
    if item.issue.state == BulletinIssue.State.CANCELLED:
        return "This issue was cancelled, so nothing of it goes to the wings."
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def word_item_for_wings(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    found = item_at(request, pk, item)
    if _settled(found):
        messages.error(request, _settled(found))
        return redirect(found.issue)
    form = WingsForm(
        request.POST if request.method == "POST" else None, item=found,
        initial=first_for_wings(found, items.seen_words(found)),
    )  # fmt: skip
    facts: list[Fact] = []
    if request.method == "POST":
        saved, facts = attempt_unless_changed(
            form,
            lambda: items.word_for_wings(
                by=request.user, item=found, values=form.values(), seen=form.cleaned_data["seen"]
            ),
            lambda: _words_now(request, found),
        )
        if saved:
            if waits(saved):
                messages.success(request, "It is saved. Read it once more, then approve it.")
            return redirect("item_for_wings", pk, item)
    return form_page(
        request, form, "Words for people in prison", crumbs=crumbs_below(found.issue), caption=found.heading,
        lead="They are printed in the newsletter for the wings once they are approved.",
        facts=[*facts, ("In the mail it says", in_lines(text_of(found.text) or found.heading))],
    )  # fmt: skip


def _words_now(request: HttpRequest, item: BulletinItem) -> tuple[str, list[Now]]:
    item = get_visible_or_404(BulletinItem, request.user, pk=item.pk)
    return items.seen_words(item), [
        Now("wing_heading", "Heading", item.wing_heading, item.wing_heading),
        Now("wing_text", "Text", item.wing_text, item.wing_text),
        Now("wing_symbol", "Symbol", item.wing_symbol, name_of(item.wing_symbol)),
    ]


@require_POST
def approve_item_for_wings(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Leads on to the next that waits, so that each is read and none is forgotten."""
    found = item_at(request, pk, item)
    try:
        items.approve_for_wings(by=request.user, item=found, seen=request.POST.get("seen", ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("item_for_wings", pk, item)
    done = f"“{found.wing_heading}” is approved for the wings."
    after = next(iter(_waiting(request, found.issue)), None)
    if after:
        messages.success(request, f"{done} This one waits next.")
        return redirect("item_for_wings", pk, after.pk)
    messages.success(request, f"{done} No other waits.")
    return redirect(found.issue)


@require_POST
def keep_item_from_wings(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Its words are kept, in case it goes there after all."""
    found = item_at(request, pk, item)
    return press(
        request,
        lambda: items.word_for_wings(by=request.user, item=found, values={"for_wings": False}),
        f"“{found}” does not go to the wings. What hangs there already still shows it.",
        found.issue.get_absolute_url() if found.dropped_at else place_of(found),
    )
