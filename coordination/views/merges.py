"""Two records of one organisation: found, put side by side, merged when everybody concerned agrees."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access
from coordination.access import get_visible_or_404
from coordination.actions import merging
from coordination.actions.organisations import TOLD_APART_BY
from coordination.duplicates import Duplicate, possible_duplicates, seen_by
from coordination.forms.merging import (
    LABELS,
    NOTHING,
    MergeForm,
    OtherRecordFilter,
    RefuseMergeForm,
    side_by_side,
)
from coordination.models import MergeConsent, Organisation, OrganisationMerge, User
from coordination.offers import offers
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, organisation_at, press
from coordination.views.sentences import day, register_numbers

AS_MANY: Final = 20
TONES: Final = {
    OrganisationMerge.State.WAITING: "waiting",
    OrganisationMerge.State.DONE: "good",
    OrganisationMerge.State.REFUSED: "bad",
    OrganisationMerge.State.CANCELLED: "neutral",
}


def like(user: User, found: Organisation) -> list[Duplicate]:
    """Records that may be the same organisation, as far as the user may open them."""
    marks = {name: getattr(found, name) for name in TOLD_APART_BY}
    return seen_by(user, possible_duplicates(**marks, but=found))


@require_safe
def other_records(request: HttpRequest, slug: str) -> HttpResponse:
    """Which record is a second one of this organisation? What looks like it, and any other by its name."""
    access.require(request.user, P.MERGE_ORGANISATIONS)
    found = organisation_at(request, slug)
    chosen = OtherRecordFilter(request.GET or None)
    rows: list[Organisation] = []
    words = chosen.cleaned_data["name"] if chosen.is_valid() else ""
    if words:
        numbers = Q(charity_number__iexact=words) | Q(company_number__iexact=words)
        visible = Organisation.objects.visible_to(request.user).exclude(pk=found.pk)
        rows = list(visible.filter(Q(name__icontains=words) | numbers)[:AS_MANY])
    return TemplateResponse(
        request, "coordination/merge_find.html",
        {
            "crumbs": crumbs_of(organisation=found), "organisation": found, "filter_form": chosen, "words": words,
            "alike": [
                (each.organisation, each.reasons, compare_url(found, each.organisation))
                for each in like(request.user, found)
            ],
            "rows": [(each, register_numbers(each), compare_url(found, each)) for each in rows],
        },
    )  # fmt: skip


def compare_url(kept: Organisation, duplicate: Organisation) -> str:
    return reverse("merge_organisations", args=[kept.slug, duplicate.slug])


@require_http_methods(["GET", "POST"])
def merge_organisations(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Side by side, with one choice for each field that differs. `slug` is kept."""
    access.require(request.user, P.MERGE_ORGANISATIONS)
    kept = organisation_at(request, slug)
    done = OrganisationMerge.objects.visible_to(request.user).filter(
        kept=kept, duplicate__slug=other, state=OrganisationMerge.State.DONE
    )
    if there := done.first():
        return redirect(there)  # The button was pressed twice.
    duplicate = organisation_at(request, other)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, duplicate=duplicate)
    form.cancel_url = reverse("organisation", args=[slug])
    if request.method == "POST":
        asked = attempt(
            form,
            lambda: merging.ask_to_merge(
                by=request.user, kept=kept, duplicate=duplicate, chosen=form.chosen()
            ),
        )
        if asked:
            messages.success(request, sentence_after_asking(asked))
            return redirect(asked)
    return TemplateResponse(
        request, "coordination/merge_compare.html",
        {
            "crumbs": crumbs_of(organisation=kept), "kept": kept, "duplicate": duplicate, "form": form,
            "swap_url": compare_url(duplicate, kept), "reasons": reasons(request.user, kept, duplicate),
            "rows": compared(kept, duplicate), "asked": asked_of(request.user, kept, duplicate, {}),
            "asked_for_more": asked_of(
                request.user, kept, duplicate, dict.fromkeys(merging.KNOWN_BY, merging.DUPLICATE)
            ),
        },
    )  # fmt: skip


def reasons(user: User, kept: Organisation, duplicate: Organisation) -> list[str]:
    return next((each.reasons for each in like(user, kept) if each.organisation == duplicate), [])


def compared(kept: Organisation, duplicate: Organisation) -> list[tuple[str, str, str, str]]:
    """(what, of the kept record, of the duplicate, "Different" or "Same"): what differs first, then what hangs on each.

    What is known of neither stands in one row at the end; counts that are 0 on both sides are left out.
    """
    fields = [(LABELS[name], ours, theirs) for name, ours, theirs in side_by_side(kept, duplicate)]
    rows = [(*row, "Different" if row[1] != row[2] else "Same") for row in fields if row[1] or row[2]]
    rows.sort(key=lambda row: row[3])  # “Different” comes before “Same”; else the order stays.
    rows.append(("In the portal since", day(kept.created_at), day(duplicate.created_at), ""))
    for module in offers("merging"):
        theirs = dict(module.summary(duplicate))
        counted = [(label, ours, theirs[label], "") for label, ours in module.summary(kept)]
        rows += [row for row in counted if row[1:3] != ("0", "0")]
    unknown = ", ".join(label for label, ours, theirs in fields if not ours and not theirs)
    if unknown:
        rows.append((f"{NOTHING} of either", unknown, unknown, ""))
    return [(what, ours or NOTHING, theirs or NOTHING, different) for what, ours, theirs, different in rows]


def asked_of(user: User, kept: Organisation, duplicate: Organisation, chosen: dict[str, str]) -> list[str]:
    """Prisons that have to agree before anything happens, beside the user's own."""
    standing = access.standing_of(user)
    touched = merging.touched_prisons(kept, duplicate, chosen)
    return [
        str(prison) for prison in touched.values() if not standing.may(P.MERGE_ORGANISATIONS, prison=prison)
    ]


def sentence_after_asking(merge: OrganisationMerge) -> str:
    if merge.state == OrganisationMerge.State.DONE:
        return f"The two records are one now: {merge.kept}."
    return "Nothing is merged yet. The other prisons were asked; you get an e-mail when they have answered."


def merge_at(request: HttpRequest, pk: int) -> OrganisationMerge:
    return get_visible_or_404(OrganisationMerge, request.user, pk=pk)


@require_safe
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands: who asked, who has agreed, what was moved, what to look at afterwards."""
    found = merge_at(request, pk)
    user, waits = request.user, found.state == OrganisationMerge.State.WAITING
    consents = MergeConsent.objects.visible_to(user).filter(merge=found).select_related("prison", "agreed_by")
    asked = [str(prison) for prison in merging.waits_for(user, found)]
    return TemplateResponse(
        request, "coordination/merge.html",
        {
            "crumbs": crumbs_of(organisation=found.kept), "merge": found,
            "tone": TONES[OrganisationMerge.State(found.state)],
            "facts": facts(found), "consents": [consent_row(each) for each in consents],
            "asked": asked, "may_cancel": waits and merging.may_cancel(user, found),
            "consents_title": "Prisons that have to agree" if waits else "Prisons that were asked",
            "rows": compared(found.kept, found.duplicate) if waits else [],
            "choices": choices(found) if waits else [],
            "moved": [f"{words.capitalize()}: {len(keys)}" for words, keys in found.moved.items()],
            "pairs": to_look_at(user, found),
        },
    )  # fmt: skip


def facts(found: OrganisationMerge) -> list[tuple[str, Any]]:
    where = f", {found.prison}" if found.prison else ""
    rows = [
        ("Stays", found.kept.name),
        ("Goes into it", found.duplicate.name),
        ("Asked for by", f"{found.asked_by}{where}, {day(found.asked_at)}"),
    ]
    if found.settled_at:
        rows.append((found.get_state_display(), f"by {found.settled_by}, {day(found.settled_at)}"))
    if found.reason:
        rows.append(("Reason", found.reason))
    return rows


def consent_row(consent: MergeConsent) -> dict[str, str]:
    if consent.agreed_at is None:
        return {"title": str(consent.prison), "status": "Waits for an answer", "tone": "waiting"}
    hint = f"{consent.agreed_by}, {day(consent.agreed_at)}"
    return {"title": str(consent.prison), "status": "Agreed", "tone": "good", "hint": hint}


def choices(found: OrganisationMerge) -> list[tuple[str, str]]:
    """What the record will say, where the two differ."""
    form = MergeForm(kept=found.kept, duplicate=found.duplicate)
    return [
        (str(field.label), dict(field.choices)[found.chosen.get(name, field.initial)])
        for name, field in form.fields.items()
        if found.chosen.get(name, field.initial) in dict(field.choices)
    ]


def to_look_at(user: User, found: OrganisationMerge) -> list[Any]:
    if found.state != OrganisationMerge.State.DONE:
        return []
    return [pair for module in offers("merging") for pair in module.to_look_at(user, found.kept, found.moved)]


@require_POST
def agree_to_merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = merge_at(request, pk)
    try:
        agreed = merging.agree_to_merge(by=request.user, merge=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence_after_agreeing(agreed))
    return redirect(found)


def sentence_after_agreeing(merge: OrganisationMerge) -> str:
    if merge.state == OrganisationMerge.State.DONE:
        return f"You agreed, and the two records are one now: {merge.kept}."
    return "You agreed. The two records are merged when the last prison has agreed."


@require_http_methods(["GET", "POST"])
def refuse_merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = merge_at(request, pk)
    merging.asked_of(request.user, found)
    if not merging.waits_for(request.user, found):
        return redirect(found)
    form = RefuseMergeForm(request.POST or None)
    if request.method == "POST":
        form = RefuseMergeForm(request.POST)
        refused = attempt(
            form,
            lambda: merging.refuse_merge(by=request.user, merge=found, reason=form.cleaned_data["reason"]),
        )
        if refused:
            messages.success(request, "The two records stay apart. Whoever asked gets your reason.")
            return redirect(found)
    crumbs = [*crumbs_of(), ("Merge", found.get_absolute_url())]
    return form_page(
        request, form, "Refuse the merge", caption=f"{found.duplicate} into {found.kept}", crumbs=crumbs
    )


@require_POST
def cancel_merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = merge_at(request, pk)
    done = "The merge is cancelled. Both records stay as they are."
    return press(
        request, lambda: merging.cancel_merge(by=request.user, merge=found), done, found.get_absolute_url()
    )
