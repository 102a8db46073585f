"""What is done to a partnership event: planned, changed, cancelled, organisations asked, answered for, recorded."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from coordination.access import get_visible_or_404, require, standing_of
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, prison_at
from forums import policies
from forums.actions import events as actions
from forums.actions.event_letters import organisations_without_a_manager
from forums.forms.events import (
    CancelEventForm,
    EventForm,
    InviteForm,
    NumbersForm,
    RecordEventForm,
    StallAnswerForm,
)
from forums.models import PartnershipEvent, Stall
from forums.views import event_words as words
from forums.views.events import below_events, crumbs_above, event_at


def _below(event: PartnershipEvent) -> list[Crumb]:
    return [*below_events(event.prison), (event.title, event.get_absolute_url())]


@require_http_methods(["GET", "HEAD", "POST"])
def plan_event(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.plan_event(by=request.user, prison=prison, values=form.values()))
        if made:
            messages.success(request, "The event is planned. Now ask organisations.")
            return redirect(made)
    return form_page(
        request, form, "Plan a partnership event", crumbs=below_events(prison), caption=prison.name,
        lead="One that took place already can be written down as well, to say how it went.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def change_event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    event = event_at(request, code, pk, P.MANAGE_FORUMS)
    form = EventForm.of(event, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.change_event(by=request.user, event=event, values=form.values()))
        if made:
            messages.success(request, "It is saved.")
            return redirect(made)
    return form_page(
        request, form, "Change the event", crumbs=_below(event), caption=event.title,
        lead="A letter goes out where its name, time or place changes, to everybody who has not said no.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    event = event_at(request, code, pk, P.MANAGE_FORUMS)
    form = CancelEventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = attempt(form, lambda: actions.cancel_event(by=request.user, event=event, **form.cleaned_data))
        if made:
            messages.success(request, "It is cancelled. Whoever was asked is told.")
            return redirect(made)
    return form_page(
        request, form, "Cancel the event", crumbs=_below(event), caption=event.title,
        facts=[("When", words.when(event))],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Of those known at the prison; what each offers there is said beside its name."""
    event = event_at(request, code, pk, P.MANAGE_FORUMS)
    known = policies.organisations_known_at(event.prison)
    left = known if request.method == "POST" else known.exclude(stalls__event=event)
    published = Q(
        services__listings__prison=event.prison, services__listings__approved_revision__isnull=False
    )
    counted = left.annotate(
        offered=Count(
            "services__listings", distinct=True, filter=published & Q(services__listings__withdrawn_at=None)
        )
    )
    silent = organisations_without_a_manager(known)
    hints = {each.pk: _hint(each.offered, each.pk in silent) for each in counted}
    form = InviteForm(request.POST if request.method == "POST" else None, organisations=left, hints=hints)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.invite_organisations(
                by=request.user, event=event, organisations=list(form.cleaned_data["organisations"])
            ),
        )
        if made is not None:
            asked = f"{made} organisation{'' if made == 1 else 's'}"
            messages.success(request, f"You have asked {asked}.")
            return redirect(event)
    paragraphs = [] if left else ["Every organisation that this prison knows is asked already."]
    return form_page(
        request, form, "Ask organisations", crumbs=_below(event), caption=event.title, paragraphs=paragraphs,
        lead="Their managers get a letter and say whether they come and what they need.",
    )  # fmt: skip


def _hint(offered: int, silent: bool) -> str:
    services = f"{offered or 'No'} service{'' if offered < 2 else 's'} in the directory here"
    return f"{services}. Nobody of theirs has an account: tell them yourself" if silent else services


@require_http_methods(["GET", "HEAD", "POST"])
def number_stalls(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    event = event_at(request, code, pk, P.MANAGE_FORUMS)
    rows = Stall.objects.visible_to(request.user).filter(event=event).select_related("organisation")
    form = NumbersForm(request.POST if request.method == "POST" else None, stalls=list(rows))
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.number_stalls(by=request.user, event=event, numbers=form.numbers())
        )
        if made:
            messages.success(request, "The numbers are saved.")
            return redirect(made)
    return form_page(
        request, form, "Number the stalls", crumbs=_below(event), caption=event.title,
        lead="As they stand on the programme. Leave a number empty for an organisation without a stall.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def answer_for_stall(request: HttpRequest, code: str, pk: int, stall_pk: int) -> HttpResponse:
    """By the organisation, or by the coordinator who was told in another way."""
    event, standing = event_at(request, code, pk), standing_of(request.user)
    stall = get_visible_or_404(Stall, request.user, pk=stall_pk, event=event)
    own = standing.may(P.SEND_IDEA, organisation=stall.organisation)
    if not own:
        require(request.user, P.MANAGE_FORUMS, prison=event.prison)
    first = {"needs": stall.needs}
    if stall.reply in (Stall.Reply.COMING, Stall.Reply.NOT_COMING):
        first["coming"] = "yes" if stall.reply == Stall.Reply.COMING else "no"
    form = StallAnswerForm(request.POST if request.method == "POST" else None, initial=first)
    if not own:
        form.fields["coming"].label = f"Is {stall.organisation} coming?"
        form.fields["needs"].label = "What they need for their stall"
        form.submit_label = "Save the answer"
    if request.method == "POST":
        made = attempt(form, lambda: _answer(request, stall, form))
        if made:
            messages.success(
                request, "Thank you. The coordinator sees your answer." if own else "It is saved."
            )
            return redirect(event)
    crumbs = [*crumbs_above(standing, event, [stall]), (event.title, event.get_absolute_url())]
    facts = [("Prison", event.prison.name), *words.facts_of(event, here=False)]
    title = "Are you coming?" if own else f"Answer for {stall.organisation}"
    return form_page(request, form, title, crumbs=crumbs, caption=event.title, facts=facts)


def _answer(request: HttpRequest, stall: Stall, form: StallAnswerForm) -> Stall:
    coming = form.cleaned_data["coming"] == "yes"
    return actions.answer_for_stall(
        by=request.user, stall=stall, coming=coming, needs=form.cleaned_data["needs"]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Afterwards."""
    event = event_at(request, code, pk, P.MANAGE_FORUMS)
    rows = Stall.objects.visible_to(request.user).filter(event=event).select_related("organisation")
    form = RecordEventForm(request.POST if request.method == "POST" else None, event=event, stalls=list(rows))
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.record_event(
                by=request.user, event=event, values=form.values(), came=form.came()
            ),
        )
        if made:
            messages.success(request, "It is saved. Write down what was agreed, so that it is not lost.")
            return redirect(made)
    return form_page(
        request, form, "How did it go?", crumbs=_below(event), caption=event.title,
        lead="Numbers, never names. What is not known stays empty: nobody takes it for none.",
    )  # fmt: skip
