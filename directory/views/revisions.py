"""One text and the decision on it: accept, accept with own edits, return with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory import policies
from directory.actions.decide import accept_revision, accept_with_edits, return_revision
from directory.forms.decisions import ReturnForm
from directory.forms.typed import Typed, as_data, typed_in, whole_number, with_one_more
from directory.forms.wording import CoordinatorEditForm
from directory.forms.written import PREFIX, Written
from directory.models import Listing, Revision
from directory.models.listing_state import age_in_words
from directory.views import reading
from directory.views.imported import came_from
from directory.views.keeping import SIGNED_OUT_SENTENCE, forget, keeps_typed, typed_before
from directory.wording import content_of


@require_safe
def revision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _page(request, _seen(request, code, pk), ReturnForm())


@require_http_methods(["GET", "HEAD", "POST"])
def revision_accept(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _to_decide(request, code, pk)
    if request.method != "POST":
        return redirect("revision", code, pk)
    try:
        accept_revision(by=request.user, revision=found, seen_approved=_seen_approved(request))
    except Refused as refused:
        return _refused(request, code, pk, ReturnForm(), refused)
    listing = get_visible_or_404(Revision, request.user, pk=pk).listing
    messages.success(
        request, f"Accepted. Readers see this text from now on, as entry {listing.entry_number}."
    )
    return redirect("queue", code)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def revision_return(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _to_decide(request, code, pk)
    if request.method != "POST":
        typed = typed_before(request)
        form = ReturnForm(as_data(typed) if typed else None)
        return _page(request, found, form, notices=[SIGNED_OUT_SENTENCE] if typed else [])
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        return_revision(by=request.user, revision=found, reason=form.reason())
    except Refused as refused:
        return _refused(request, code, pk, form, refused)
    forget(request)
    messages.success(request, f"Returned. {found.listing.service.organisation} gets your reason by e-mail.")
    return redirect("queue", code)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def revision_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _to_decide(request, code, pk)
    if request.method != "POST":
        return _begin_edit(request, found)
    typed = typed_in(request.POST)
    if request.POST.get("do") == "add_session":
        return _edit_page(request, found, _edited(found, typed=with_one_more(typed, PREFIX)))
    if request.POST.get("do") == "words":
        return _check_words(request, found, typed)
    written = _edited(found, typed=typed, checked=True)
    if not written.is_valid():
        return _edit_page(request, found, written)
    try:
        accept_with_edits(
            by=request.user, revision=found, content=written.content(),
            reason=written.form.cleaned_data["reason"], seen_approved=written.form.cleaned_data["seen_approved"],
        )  # fmt: skip
    except Refused as refused:
        return _edit_refused(request, code, pk, typed, refused)
    forget(request)
    messages.success(
        request, "Accepted with your edits. Readers see your wording, and the organisation is told."
    )
    return redirect("queue", code)


def _seen(request: HttpRequest, code: str, pk: int) -> Revision:
    """A text that the user may see at this prison; the queue's readers and the organisation itself."""
    found = get_visible_or_404(Revision, request.user, pk=pk, listing__prison__code=code)
    listing = found.listing
    organisation = listing.service.organisation
    if not standing_of(request.user).may(Permission.VIEW_OWN_SERVICES, organisation=organisation):
        access.require(request.user, Permission.VIEW_QUEUE, prison=listing.prison)
    return found


def _to_decide(request: HttpRequest, code: str, pk: int) -> Revision:
    found = get_visible_or_404(Revision, request.user, pk=pk, listing__prison__code=code)
    access.require(request.user, Permission.DECIDE, prison=found.listing.prison)
    return found


def _seen_approved(request: HttpRequest) -> int:
    """Key of the approved text on the page that was decided from; 0: there was none."""
    return whole_number(request.POST.get("seen_approved", "")) or 0


def _refused(request: HttpRequest, code: str, pk: int, form: ReturnForm, refused: Refused) -> HttpResponse:
    """The page as things are now, with what the other did and with the reason that was typed."""
    fresh = get_visible_or_404(Revision, request.user, pk=pk, listing__prison__code=code)
    return _page(request, fresh, form, refused=refused)


def _page(
    request: HttpRequest, found: Revision, form: ReturnForm, notices: list[str] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    listing = found.listing
    approved = listing.approved_revision if listing.approved_revision_id != found.pk else None
    may_decide = standing_of(request.user).may(Permission.DECIDE, prison=listing.prison)
    pending = found.state == Revision.State.PENDING
    form.form_action = reverse("revision_return", args=[listing.prison.code, found.pk])
    context = {
        "revision": found,
        "listing": listing,
        "prison": listing.prison,
        "form": form,
        "kind": _kind(listing, pending=pending),
        "waiting": age_in_words(found.submitted_at) if pending else "",
        "outcome": "" if pending else policies.outcome_of(found),
        "seen_approved": listing.approved_revision_id or 0,
        "changes": reading.difference_rows(approved, found) if approved else [],
        "sections": reading.sections(found),
        "people": reading.for_people(found, listing),
        "doubts": reading.doubts(found, listing) if pending else [],
        "imported": came_from(request, found),
        "words_told": reading.words_told(found) if pending else None,
        "may_decide": may_decide and pending,
        "show_typed": form.is_bound and not pending,
        "sees_queue": standing_of(request.user).may(Permission.VIEW_QUEUE, prison=listing.prison),
        "notices": notices or [],
        "refused": str(refused) if refused else "",
    }
    status = 409 if isinstance(refused, Overtaken) else 200
    return TemplateResponse(request, "directory/revision.html", context, status=status)


def _kind(listing: Listing, *, pending: bool) -> str:
    """What a decision would do; of a decided text the history tells."""
    if not pending:
        return "Decided text"
    return f"Change to entry {listing.entry_number}" if listing.approved_revision_id else "New service"


def _edited(found: Revision, **more: Any) -> Written:
    return Written(CoordinatorEditForm, listing=found.listing, **more)


def _begin_edit(request: HttpRequest, found: Revision) -> HttpResponse:
    typed: Typed | None = typed_before(request)
    if typed is not None:
        return _edit_page(request, found, _edited(found, typed=typed), notices=[SIGNED_OUT_SENTENCE])
    initial = {"seen_approved": found.listing.approved_revision_id or 0}
    return _edit_page(request, found, _edited(found, content=content_of(found), initial=initial))


def _check_words(request: HttpRequest, found: Revision, typed: Typed) -> HttpResponse:
    """Remarks on the words under the boxes; keeps and changes nothing."""
    written = _edited(found, typed=typed)
    remarked = written.look_at_words(checked=True)
    return _edit_page(request, found, written, words_checked={"fields": remarked})


def _edit_refused(request: HttpRequest, code: str, pk: int, typed: Typed, refused: Refused) -> HttpResponse:
    fresh = get_visible_or_404(Revision, request.user, pk=pk, listing__prison__code=code)
    written = _edited(fresh, typed=typed)
    written.form.refuse(refused)
    return _edit_page(request, fresh, written, overtaken=isinstance(refused, Overtaken))


def _edit_page(
    request: HttpRequest, found: Revision, written: Written, notices: list[str] | None = None,
    overtaken: bool = False, words_checked: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form over the text. Of an overtaken edit: what stands there now, and the edit as it was typed."""
    listing = found.listing
    now = listing.approved_revision
    if overtaken:
        written.form.data["seen_approved"] = str(listing.approved_revision_id or 0)
    context = {
        "revision": found,
        "listing": listing,
        "prison": listing.prison,
        "form": written.form,
        "formset": written.sessions,
        "notices": notices or [],
        "words_checked": words_checked,
        "meanwhile": reading.difference_rows(found, now) if overtaken and now else [],
        "cancel_url": reverse("revision", args=[listing.prison.code, found.pk]),
    }
    return TemplateResponse(
        request, "directory/revision_edit.html", context, status=409 if overtaken else 200
    )
