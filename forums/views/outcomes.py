"""“You said, we did” at a prison: what nobody was told yet, what waits, what is approved, what was taken off."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from forums.actions import outcomes as actions
from forums.forms.outcomes import OutcomeForm
from forums.models import Action, FeedbackSlip, Outcome
from forums.views import outcome_words as words

A_PAGE: Final = 30
LONGEST_KEY: Final = 9
WAITING, APPROVED, OFF, UNTOLD = "waiting", "approved", "off", "untold"
TABS: Final = {
    WAITING: "Waiting for approval",
    APPROVED: "Approved",
    UNTOLD: "Nobody was told yet",
    OFF: "Taken off",
}
EMPTY: Final = {
    WAITING: ("Nothing waits for approval", "What is written comes here before it is printed."),
    APPROVED: ("Nothing is approved yet", "What is approved comes here, on the poster and to the bulletin."),
    UNTOLD: (
        "Of every finished action somebody was told",
        "Actions come here when they are done or dropped.",
    ),
    OFF: ("Nothing was taken off", "What is no longer true is taken off and kept here."),
}


def below_outcomes(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("You said, we did", reverse("outcomes", args=[prison.code]))]


def outcome_at(request: HttpRequest, code: str, pk: int, permission: P = P.VIEW_FORUMS) -> Outcome:
    prison = prison_at(request, code, permission)
    found = get_visible_or_404(Outcome, request.user, pk=pk, prison=prison)
    found.prison = prison
    return found


def untold(request: HttpRequest, prison: Prison) -> QuerySet[Action]:
    """Finished actions that somebody raised, of which nobody has written what came of them."""
    rows = Action.objects.visible_to(request.user).filter(prison=prison).unheard()
    return rows.order_by("-finished_at", "-pk")


@require_safe
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_FORUMS)
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison)
    rows = Outcome.objects.visible_to(request.user).filter(prison=prison)
    chosen: dict[str, QuerySet] = {APPROVED: rows.approved()}
    if keeps:
        chosen = {
            WAITING: rows.waiting(), APPROVED: rows.approved(), UNTOLD: untold(request, prison),
            OFF: rows.taken_off(),
        }  # fmt: skip
    show = request.GET.get("show", "")
    show = show if show in chosen else next(iter(chosen))
    related = chosen[show].select_related(*([] if show == UNTOLD else ["pathway"]))
    page = Paginator(related, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "keeps": keeps,
        "tabs": _tabs(prison, chosen, show) if keeps else [],
        "page": page,
        "actions": page.object_list if show == UNTOLD else [],
        "rows": [] if show == UNTOLD else [(each, *words.state_of(each)) for each in page],
        "empty": EMPTY[show],
        "caption": TABS[show],
        "posters": words.posters(prison, list(page)) if show == APPROVED else [],
        "new_url": reverse("write_outcome", args=[code]) if keeps else "",
        "poster_url": reverse("outcomes_poster", args=[code]) if chosen[APPROVED].exists() else "",
    }
    return TemplateResponse(request, "forums/outcomes/outcomes.html", context)


def _tabs(prison: Prison, chosen: dict[str, QuerySet], show: str) -> list[dict[str, Any]]:
    path = reverse("outcomes", args=[prison.code])
    return [
        {"label": TABS[key], "url": f"{path}?show={key}", "current": key == show, "count": rows.count()}
        for key, rows in chosen.items()
    ]


def _source(request: HttpRequest, prison: Prison, name: str, model: type[Any]) -> Any:
    """The row of `?action=` or `?slip=` at this prison; None where none is asked for."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    key = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_KEY else 0
    return get_visible_or_404(model, request.user, pk=key, prison=prison)


@require_http_methods(["GET", "HEAD", "POST"])
def write_outcome(request: HttpRequest, code: str) -> HttpResponse:
    """From an action, from a slip, or from neither."""
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    action: Action | None = _source(request, prison, "action", Action)
    slip: FeedbackSlip | None = _source(request, prison, "slip", FeedbackSlip)
    written = Outcome.objects.visible_to(request.user).filter(action=action).first() if action else None
    if written:
        return redirect(written)
    form = OutcomeForm(
        request.POST if request.method == "POST" else None, prison=prison, initial=words.begun_from(action)
    )
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.write_outcome(
                by=request.user, prison=prison, values=form.values(), action=action, slip=slip
            ),
        )
        if made:
            messages.success(request, "It is saved. Read it once more, then approve it.")
            return redirect(made)
    facts = words.facts_of_action(action) if action else words.facts_of_slip(slip) if slip else []
    return form_page(
        request, form, "Say what came of it", crumbs=below_outcomes(prison), caption=prison.name, facts=facts,
        lead="It is printed for the wings once it is approved: short sentences, everyday words.",
    )  # fmt: skip


@require_safe
def outcome(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = outcome_at(request, code, pk)
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=found.prison)
    here = [code, pk]
    remarks = words.words_of(found) if keeps else []
    context = {
        "outcome": found,
        "prison": found.prison,
        "crumbs": below_outcomes(found.prison),
        "state": words.state_of(found),
        "keeps": keeps,
        "waits": keeps and not found.approved_at and not found.withdrawn_at,
        "unfinished": keeps and found.action is not None and found.action.state in Action.UNFINISHED,
        "facts": words.facts_of(found) if keeps else [],
        "words": [each for each in remarks if each.says_something],
        "seen": actions.seen_words(found),
        "approve_url": reverse("approve_outcome", args=here),
        "reword_url": reverse("reword_outcome", args=here),
        "off_url": reverse("withdraw_outcome", args=here),
        "back_url": reverse("put_back_outcome", args=here),
    }
    return TemplateResponse(request, "forums/outcomes/outcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reword_outcome(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Where somebody else was quicker, both texts stand on the page and nothing is lost."""
    found = outcome_at(request, code, pk, P.MANAGE_FORUMS)
    if found.withdrawn_at:
        messages.error(request, "This was taken off. Put it back first.")
        return redirect(found)
    first = {"you_said": found.you_said, "we_did": found.we_did, "pathway": found.pathway_id}
    form = OutcomeForm(
        request.POST if request.method == "POST" else None, prison=found.prison,
        initial=first | {"seen": actions.seen_words(found)},
    )  # fmt: skip
    facts = words.facts_of(found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword_outcome(
                by=request.user, outcome=found, values=form.values(), seen=form.cleaned_data["seen"]
            )
        except Overtaken as overtaken:
            found.refresh_from_db()
            form.refuse(overtaken)
            form.show_again(actions.seen_words(found))
            facts = [
                ("You said, as it is now", found.you_said), ("We did, as it is now", found.we_did), *facts
            ]  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The new words are saved and wait for approval.")
            return redirect(found)
    crumbs = [*below_outcomes(found.prison), ("This one", found.get_absolute_url())]
    return form_page(
        request, form, "Change the words", crumbs=crumbs,
        caption=found.prison.name, facts=facts, lead="Changed words wait for approval again.",
    )  # fmt: skip


@require_POST
def approve_outcome(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = outcome_at(request, code, pk, P.MANAGE_FORUMS)
    return press(
        request,
        lambda: actions.approve_outcome(by=request.user, outcome=found, seen=request.POST.get("seen", "")),
        "It is approved: it stands on the next poster and is offered to the bulletin.",
        found.get_absolute_url(),
    )


@require_POST
def withdraw_outcome(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = outcome_at(request, code, pk, P.MANAGE_FORUMS)
    return press(
        request, lambda: actions.withdraw_outcome(by=request.user, outcome=found),
        "It is taken off. Posters that hang already still show it.", found.get_absolute_url(),
    )  # fmt: skip


@require_POST
def put_back_outcome(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = outcome_at(request, code, pk, P.MANAGE_FORUMS)
    return press(
        request, lambda: actions.put_back_outcome(by=request.user, outcome=found),
        "It is back and waits for approval.", found.get_absolute_url(),
    )  # fmt: skip
