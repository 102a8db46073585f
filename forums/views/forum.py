"""One forum: what it is for, who belongs to it, its papers, its meetings and what it agreed."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import clock
from coordination.forms.people import ConfirmForm
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from forums.actions import forums as actions
from forums.forms.forums import ForumForm
from forums.models import Action, ForumFile, ForumMember, Meeting, Representative
from forums.views import agreed_words, meeting_words
from forums.views import forum_words as words
from forums.views.forum_here import Here, forum_at

# What stands on the page itself; the lists behind it hold the rest.
MEETINGS_SHOWN: Final = 5
ACTIONS_SHOWN: Final = 5


@require_safe
def forum(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here = forum_at(request, code, pk)
    found = here.forum
    runs = here.keeps and not found.ended_on
    place = [code, pk]
    context = {
        "forum": found,
        "here": here,
        "crumbs": here.crumbs,
        "ended": words.ended_of(found),
        "facts": words.facts_of(found, keeps=here.keeps),
        "runs": runs,
        **_members(request, here),
        "files": [words.file_row(each) for each in _terms(request, here)],
        "representatives": _representatives(request, here),
        "meetings": _meetings(request, here),
        "actions": _actions(request, here),
        "links": {
            "change": reverse("change_forum", args=place),
            "end": reverse("end_forum", args=place),
            "member": reverse("add_forum_member", args=place),
            "file": reverse("add_forum_file", args=place),
            "call": reverse("call_meeting", args=place),
        },
    }
    return TemplateResponse(request, "forums/forums/forum.html", context)


def _members(request: HttpRequest, here: Here) -> dict[str, list[dict[str, Any]]]:
    """Who belongs, organisations first; who belonged, for whoever keeps it."""
    rows = ForumMember.objects.visible_to(request.user).filter(forum=here.forum)
    today = clock.today()
    belongs: list[dict[str, Any]] = []
    belonged: list[dict[str, Any]] = []
    for each in sorted(rows.select_related("organisation", "user"), key=_in_the_list):
        over = each.until is not None and each.until <= today
        (belonged if over else belongs).append(
            words.member_row(each, keeps=here.keeps, code=here.forum.prison.code)
        )
    return {"members": belongs, "belonged": belonged if here.looks_after else []}


def _in_the_list(member: ForumMember) -> tuple[Any, ...]:
    return (member.organisation_id is None, member.user_id is None, str(member).casefold(), member.pk)


def _terms(request: HttpRequest, here: Here) -> Any:
    rows = ForumFile.objects.visible_to(request.user).standing().filter(forum=here.forum)
    return rows.filter(kind=ForumFile.Kind.TERMS).select_related("forum__prison")


def _representatives(request: HttpRequest, here: Here) -> list[str]:
    rows = Representative.objects.visible_to(request.user).current().filter(forum=here.forum)
    return [str(each) for each in rows.filter(holders__gt=0).select_related("wing")]


def _meetings(request: HttpRequest, here: Here) -> dict[str, Any]:
    """Those to come, and the last ones."""
    rows = Meeting.objects.visible_to(request.user).filter(forum=here.forum).select_related("forum__prison")
    now = clock.now()
    coming = rows.filter(ends_at__gt=now).order_by("starts_at", "pk")[:MEETINGS_SHOWN]
    past = list(rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:MEETINGS_SHOWN])
    minutes = meeting_words.minutes_among(request.user, past)
    return {
        "coming": [meeting_words.row_of(each) for each in coming],
        "past": [meeting_words.row_of(each, minutes.get(each.pk), keeps=here.keeps) for each in past],
    }


def _actions(request: HttpRequest, here: Here) -> dict[str, Any]:
    """The next ones that are due, and how many are open in all."""
    rows = Action.objects.visible_to(request.user).filter(forum=here.forum).unfinished()
    first = rows.select_related(*agreed_words.RELATED).order_by("due_on", "pk")
    path = reverse("actions", args=[here.forum.prison.code], query={"view": "forum", "forum": here.forum.pk})
    return {
        "rows": [_action_row(each) for each in first[:ACTIONS_SHOWN]],
        "count": rows.count(),
        "url": path,
    }


def _action_row(action: Action) -> dict[str, Any]:
    row = agreed_words.row_of(action)
    return row | {"due_words": f"by {row['due']}" if action.due_on else "no day agreed"}


@require_http_methods(["GET", "HEAD", "POST"])
def change_forum(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here = forum_at(request, code, pk, P.MANAGE_FORUMS)
    found = here.forum
    form = ForumForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(found, name) for name in actions.COLUMNS},
        organisations=Organisation.objects.visible_to(request.user),
    )
    if request.method == "POST" and attempt(
        form, lambda: actions.change_forum(by=request.user, forum=found, values=form.cleaned_data)
    ):
        messages.success(request, "The forum is saved.")
        return redirect(found)
    return form_page(
        request, form, "Change the forum", crumbs=here.crumbs_below, caption=found.name,
        paragraphs=["Minutes that are approved keep the name and the chair that they were approved with."],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end_forum(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asks once, because an ended forum does not come back."""
    here = forum_at(request, code, pk, P.MANAGE_FORUMS)
    found = here.forum
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="End this forum")
    if request.method == "POST" and attempt(form, lambda: actions.end_forum(by=request.user, forum=found)):
        messages.success(request, f"“{found}” has ended. Its meetings and minutes stay.")
        return redirect("forums", code)
    left = Action.objects.visible_to(request.user).filter(forum=found).unfinished().count()
    paragraphs = ["Its meetings, minutes and papers stay and can be read. It does not come back."]
    if left:
        still = (
            "1 action is still open. It stays" if left == 1 else f"{left} actions are still open. They stay"
        )
        paragraphs.append(f"{still} with whoever promised it.")
    return form_page(
        request, form, f"End “{found}”?", crumbs=here.crumbs_below, caption=found.prison.name,
        paragraphs=paragraphs,
    )  # fmt: skip
