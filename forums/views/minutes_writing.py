"""Writing minutes: all items on one page; where somebody saved meanwhile, both texts."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from directory.forms.typed import Typed, typed_in
from directory.views.keeping import SIGNED_OUT_SENTENCE, forget, keeps_typed, typed_before
from forums import policies
from forums.actions import minutes as actions
from forums.actions.minutes import NOTHING_YET, Texts, WrittenMeanwhile
from forums.forms.minutes_text import MinutesText, Standing
from forums.minuted import TEXTS
from forums.models import AgendaItem, Meeting, Minutes
from forums.views import minutes_words as words
from forums.views.meeting_here import Here, crumbs_below, meeting_at
from forums.views.meeting_words import when_of
from forums.views.minutes import address, minutes_of

SIGNED_OUT: Final = SIGNED_OUT_SENTENCE.replace("It is not sent yet", "It is not saved yet")
TAKEN_OFF: Final = (
    "Somebody took an item off the agenda while you wrote, so nothing is saved yet. What you typed of it stands below."
    " Copy what is needed into another item, then save."
)
CHECKED: Final = "The words are checked, and nothing was saved. Remarks stand under the boxes."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def write_minutes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Also of a meeting whose minutes nobody has begun: they begin with the first saving."""
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    if request.method == "POST":
        answer = _checked if request.POST.get("do") == "words" else _saved
        return answer(request, here, meeting, typed_in(request.POST))
    before = typed_before(request)
    notices = [SIGNED_OUT] if before is not None else []
    return _page(request, here, meeting, _text(request, meeting, before), notices=notices)


def _now(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What `MinutesText` begins from. The version is read first: where somebody saves in between, it is the older one,
    and saving asks once more.
    """
    found = minutes_of(request, meeting)
    written = {row.agenda_item_id: row for row in found.items.all()} if found else {}
    items = [
        Standing(
            item.pk, item.number, item.title, item.raised_by, item.detail,
            Texts(*(getattr(written.get(item.pk), name, "") for name in TEXTS)),
        )
        for item in meeting.items.standing()
    ]  # fmt: skip
    return {"items": items, "version": found.version if found else NOTHING_YET}


def _text(request: HttpRequest, meeting: Meeting, typed: Typed | None, checked: bool = False) -> MinutesText:
    return MinutesText(**_now(request, meeting), typed=typed, checked=checked)


def _saved(request: HttpRequest, here: Here, meeting: Meeting, typed: Typed) -> HttpResponse:
    text = _text(request, meeting, typed, checked=True)
    if not text.is_valid():
        return _page(request, here, meeting, text)
    if text.strays():
        return _page(request, here, meeting, text, refused=TAKEN_OFF, status=409)
    try:
        actions.write_of_meeting(
            by=request.user,
            meeting=meeting,
            seen_version=text.seen,
            texts=text.texts(),
            new_item=text.new_item,
        )
    except WrittenMeanwhile as meanwhile:
        return _both_texts(request, here, meeting, text, meanwhile)
    except Refused as refused:
        status = 409 if isinstance(refused, Overtaken) else 200
        return _page(request, here, meeting, text, refused=str(refused), status=status)
    forget(request)
    messages.success(request, "The minutes are saved.")
    goes_on = request.POST.get("do") == "go_on" or text.new_item
    return redirect(request.path if goes_on else address("minutes", meeting))


def _both_texts(
    request: HttpRequest, here: Here, meeting: Meeting, text: MinutesText, meanwhile: WrittenMeanwhile
) -> HttpResponse:
    """Saving from this page is against the version that it shows; a third writer in between brings it back."""
    who = words.who_saved(meanwhile.by, request.user)
    both = text.against(**_now(request, meeting), who=who)
    return _page(
        request,
        here,
        meeting,
        both,
        meanwhile=f"{who} saved them at {words.moment_of(meanwhile.at)}.",
        status=409,
    )


def _checked(request: HttpRequest, here: Here, meeting: Meeting, typed: Typed) -> HttpResponse:
    """Remarks under the boxes for whoever has no JavaScript; saves nothing."""
    return _page(request, here, meeting, _text(request, meeting, typed), notices=[CHECKED])


def _page(
    request: HttpRequest, here: Here, meeting: Meeting, text: MinutesText, *, notices: list[str] | None = None,
    refused: str = "", meanwhile: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    begun = minutes_of(request, meeting)
    hindered = _why_not(meeting, begun)
    context = {
        "meeting": meeting,
        "prison": here.prison,
        "crumbs": crumbs_below(here, meeting),
        "when": when_of(meeting),
        "text": text,
        "items": text.on_page(),
        "forms": list(text.forms.values()),
        "seen": text.seen if text.typed is not None else text.version,
        "notices": notices or [],
        "strays": _strays(request, text),
        "refused": refused or hindered,
        # Whoever typed something sees it again, whatever hinders them.
        "hides_form": bool(hindered) and text.typed is None,
        "meanwhile": meanwhile,
        "is_out": begun is not None and begun.state == Minutes.State.CIRCULATED,
        "addendum_url": _addendum_url(meeting, begun),
        "leave_url": address("minutes", meeting) if begun else meeting.get_absolute_url(),
    }
    return TemplateResponse(request, "forums/minutes/write.html", context, status=status)


def _strays(request: HttpRequest, text: MinutesText) -> list[tuple[str, list[str]]]:
    gone = text.strays()
    if not gone:
        return []
    rows = AgendaItem.objects.visible_to(request.user).filter(pk__in=gone)
    titles = dict(rows.values_list("pk", "title"))
    return [(titles.get(key, "An item"), words) for key, words in gone.items()]


def _why_not(meeting: Meeting, begun: Minutes | None) -> str:
    """Said before anybody writes for nothing."""
    try:
        policies.check_took_place(meeting)
        if begun:
            policies.check_minutes_open(begun)
    except Refused as refused:
        return str(refused)
    return ""


def _addendum_url(meeting: Meeting, begun: Minutes | None) -> str:
    approved = begun is not None and begun.state == Minutes.State.APPROVED
    return address("add_minutes_addendum", meeting) if approved else ""
