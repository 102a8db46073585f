"""The form of a service at one prison, as its organisation writes it: draft, preview, send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.access import get_visible_or_404
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory import policies
from directory.actions.write import save_draft, submit_revision
from directory.forms.typed import Typed, hidden_fields, typed_in, whole_number, with_one_more
from directory.forms.wording import WriteForm
from directory.forms.written import PREFIX, Written
from directory.models import Draft, Listing, Revision
from directory.models.listing_state import day_in_words
from directory.views import reading
from directory.views.keeping import SIGNED_OUT_SENTENCE, forget, keeps_typed, typed_before
from directory.wording import content_of


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def write(request: HttpRequest, slug: str, pk: int, code: str) -> HttpResponse:
    listing = get_visible_or_404(
        Listing, request.user, service=pk, service__organisation__slug=slug, prison__code=code
    )
    access.require(request.user, Permission.WRITE_SERVICE, organisation=listing.service.organisation)
    if request.method != "POST":
        return page(request, listing, *_begun(request, listing))
    typed = typed_in(request.POST)
    answer = {"send": _send, "check": _check, "add_session": _add_session, "change": _change, "words": _words}
    return answer.get(request.POST.get("do", ""), _save_draft)(request, listing, typed)


def _begun(request: HttpRequest, listing: Listing) -> tuple[Written, list[str]]:
    """The form as it opens: what was typed before signing out, or the draft, or the newest text."""
    draft, newest = _draft(request, listing), _newest(request, listing)
    typed = typed_before(request)
    if typed is not None:
        return _written(request, listing, typed=typed), [SIGNED_OUT_SENTENCE]
    if draft is not None:
        who, on = draft.saved_by.name, day_in_words(draft.saved_at)
        notice = f"This is the draft that {who} saved on {on}. It is not sent yet."
        return _written(request, listing, typed=draft.content), [notice]
    content = content_of(newest) if newest else {"name": listing.service.name}
    return _written(request, listing, content=content, initial={"seen": newest.pk if newest else None}), []


def _save_draft(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    try:
        save_draft(by=request.user, listing=listing, content=typed, replaces=_first(typed, "draft_seen"))
    except Refused as refused:
        return _shown_again(request, listing, typed, refused)
    forget(request)
    messages.success(request, "Your draft is saved. Nothing has been sent.")
    return redirect(request.path)


def _check(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    """Checks every rule, keeps what was typed as a draft, and shows the text as it will be read."""
    written = _written(request, listing, typed=typed, checked=True)
    if not written.is_valid():
        return page(request, listing, written, [])
    typed = typed | {"how_to_ask": [written.form.cleaned_data["how_to_ask"]]}
    try:
        save_draft(by=request.user, listing=listing, content=typed, replaces=_first(typed, "draft_seen"))
    except Refused as refused:
        return _shown_again(request, listing, typed, refused)
    forget(request)
    return _preview(request, listing, written, typed)


def _preview(request: HttpRequest, listing: Listing, written: Written, typed: Typed) -> HttpResponse:
    content = written.content()
    approved = listing.approved_revision
    context = {
        "listing": listing,
        "hidden_fields": hidden_fields(typed),
        "people": reading.for_people(content, listing),
        "sections": reading.sections(content),
        "warnings": reading.contact_warnings(content),
        "words_told": reading.words_told(content),
        "changes": reading.difference_rows(approved, content) if approved else [],
        "also_at": [str(other.prison) for other in written.form.cleaned_data.get("also_at") or []],
    }
    return TemplateResponse(request, "directory/write_preview.html", context)


def _send(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    written = _written(request, listing, typed=typed, checked=True)
    if not written.is_valid():
        return page(request, listing, written, [])
    cleaned = written.form.cleaned_data
    try:
        sent = submit_revision(
            by=request.user, listing=listing, content=written.content(), note_to_coordinator=cleaned["note"],
            seen=cleaned["seen"], also_at=cleaned.get("also_at") or [],
        )  # fmt: skip
    except Overtaken as refused:
        return _keep(request, listing, typed, refused)
    except Refused as refused:
        return _shown_again(request, listing, typed, refused)
    forget(request)
    places = " and ".join(str(revision.listing.prison) for revision in sent)
    messages.success(request, f"Sent to the coordinator of {places}. You get an e-mail when it is decided.")
    return redirect("service", listing.service.organisation.slug, listing.service_id)


def _keep(request: HttpRequest, listing: Listing, typed: Typed, overtaken: Overtaken) -> HttpResponse:
    """Somebody was quicker: the text stays as a draft, and the page compares the other one with it."""
    try:
        save_draft(by=request.user, listing=listing, content=typed)
    except Refused as refused:
        return _shown_again(request, listing, typed, refused)
    messages.warning(request, str(overtaken))
    return redirect(request.path)


def _add_session(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    return page(request, listing, _written(request, listing, typed=with_one_more(typed, PREFIX)), [])


def _words(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    """Remarks on the words under the boxes; keeps and changes nothing."""
    written = _written(request, listing, typed=typed)
    remarked = written.look_at_words(checked=True)
    return page(request, listing, written, [], words_checked={"fields": remarked})


def _change(request: HttpRequest, listing: Listing, typed: Typed) -> HttpResponse:
    return page(request, listing, _written(request, listing, typed=typed), [])


def _shown_again(request: HttpRequest, listing: Listing, typed: Typed, refused: Refused) -> HttpResponse:
    written = _written(request, listing, typed=typed)
    written.form.refuse(refused)
    status = 409 if isinstance(refused, Overtaken) else 200
    return page(request, listing, written, [], status=status)


def page(
    request: HttpRequest, listing: Listing, written: Written, notices: list[str], status: int = 200,
    words_checked: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """The form. Whoever sees it has seen the newest text and the newest draft, so it is sent with their keys."""
    form, newest, draft = written.form, _newest(request, listing), _draft(request, listing)
    meanwhile = _meanwhile(request, form, newest)
    if form.is_bound:
        form.data["seen"] = str(newest.pk) if newest else ""
        form.data["draft_seen"] = draft.saved_at.isoformat() if draft else ""
    context = {
        "listing": listing,
        "form": form,
        "formset": written.sessions,
        "notices": notices,
        "words_checked": words_checked,
        "meanwhile": meanwhile,
        "returned": newest if newest and newest.state == Revision.State.RETURNED else None,
        "waiting": newest if newest and newest.state == Revision.State.PENDING else None,
        "withdrawn": "" if policies.can_submit(listing) else _why_not(listing),
        "warnings": reading.contact_warnings(_texts(form)) if form.is_bound else [],
        "cancel_url": reverse("service", args=[listing.service.organisation.slug, listing.service_id]),
    }
    return TemplateResponse(request, "directory/write.html", context, status=status)


def _meanwhile(request: HttpRequest, form: WriteForm, newest: Revision | None) -> list[dict[str, str]]:
    """What somebody sent since this text was begun, against what it was begun from."""
    if not form.is_bound or newest is None:
        return []
    seen = whole_number(str(form.data.get("seen") or ""))
    if seen == newest.pk:
        return []
    began_from = Revision.objects.visible_to(request.user).filter(listing=newest.listing_id)
    earlier = began_from.filter(pk=seen).first() if seen is not None else None
    return [row for row in reading.difference_rows(earlier, newest) if row["before"] != row["after"]]


def _why_not(listing: Listing) -> str:
    try:
        policies.check_submit(listing)
    except Refused as refused:
        return str(refused)
    return ""


def _texts(form: WriteForm) -> dict[str, Any]:
    """The typed texts that would reach a wing, for a warning before anything is checked."""
    return {name: str(form.data.get(name) or "") for name in form.fields}


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, [])), "")


def _written(request: HttpRequest, listing: Listing, **more: Any) -> Written:
    return Written(WriteForm, listing=listing, also_at=_others(request, listing), **more)


def _others(request: HttpRequest, listing: Listing) -> Any:
    """Where else the service stands with a text that can be replaced."""
    others = Listing.objects.visible_to(request.user).filter(service=listing.service, withdrawn_at=None)
    with_text = others.exclude(pk=listing.pk).filter(revisions__isnull=False).distinct()
    return with_text.select_related("prison").order_by("prison__name")


def _newest(request: HttpRequest, listing: Listing) -> Revision | None:
    return Revision.objects.visible_to(request.user).filter(listing=listing).order_by("-pk").first()


def _draft(request: HttpRequest, listing: Listing) -> Draft | None:
    return Draft.objects.visible_to(request.user).select_related("saved_by").filter(listing=listing).first()
