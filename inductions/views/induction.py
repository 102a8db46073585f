"""Somebody's induction at one prison: what is signed, by whom and when."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access, publishing
from coordination.access import get_visible_or_404, standing_of
from coordination.forms.people import ConfirmForm
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press
from inductions.actions import privacy, signing
from inductions.forms.induction import SignedPaperForm
from inductions.gaps import checklist
from inductions.models import InductionStep, Person, Placement, StepSignature, StoredFile
from inductions.papers.induction import print_checklist, row_of
from inductions.views import induction_words as words
from inductions.views.people import crumbs_to as record_crumbs
from inductions.views.with_papers import pdf


def placed_at(request: HttpRequest, pk: int, code: str) -> tuple[Person, Prison]:
    """404 unless the user may know that this person works, or worked, at this prison."""
    placements = Placement.objects.visible_to(request.user).filter(engagement__person=pk, prison__code=code)
    found = placements.select_related("engagement__person__user", "prison").first()
    if found is None:
        raise Http404
    if standing_of(request.user).may(P.VIEW_WORKERS, prison=found.prison):
        request.prison_here = found.prison
    return found.engagement.person, found.prison


def crumbs_to(request: HttpRequest, person: Person, prison: Prison) -> list[Crumb]:
    """The record that the user would come from, below the list where it stands."""
    if person.user_id == request.user.pk:
        return [*crumbs_of(), ("Your record", reverse("my_record"))]
    return [*record_crumbs(request, person), (person.name, reverse("person", args=[person.pk]))]


def below_induction(request: HttpRequest, person: Person, prison: Prison) -> list[Crumb]:
    here = reverse("induction", args=[person.pk, prison.code])
    return [*crumbs_to(request, person, prison), ("Induction", here)]


@require_safe
def induction(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    person, prison = placed_at(request, pk, code)
    privacy.read_person(by=request.user, person=person)
    found = checklist(prison, person)
    may_sign = standing_of(request.user).may(P.MANAGE_WORKERS, prison=prison)
    is_own = person.user_id == request.user.pk
    works_here = signing.works_there(person, prison)
    lines = [
        words.line(each, person, prison, is_own=is_own, may_sign=may_sign, works_here=works_here)
        for each in found.lines
    ]
    status, tone = words.state(found)
    scans = StoredFile.objects.visible_to(request.user).filter(
        person=person, prison=prison, kind=StoredFile.Kind.REGISTER, deleted_at=None
    )
    context = {
        "person": person,
        "prison": prison,
        "crumbs": crumbs_to(request, person, prison),
        "title": "Your induction" if is_own else f"Induction of {person}",
        "status": status,
        "tone": tone,
        "lines": lines,
        "several_url": reverse("sign_ticked", args=[pk, code])
        if sum(1 for each in lines if each["label"]) > 1
        else "",
        "own_open": sum(1 for each in lines if is_own and each["label"]),
        "earlier": [words.earlier(each) for each in found.earlier],
        "scans": scans.select_related("stored_by"),
        "over": "" if works_here else f"{person} does not work at {prison} any more. Nothing can be signed.",
        "steps_url": reverse("induction_steps", args=[code])
        if standing_of(request.user).may(P.VIEW_WORKERS, prison=prison)
        else "",
        "typed_url": reverse("induction_typed", args=[pk, code]) if may_sign and works_here else "",
        "paper_url": reverse("induction_paper", args=[pk, code]) if lines else "",
    }
    return TemplateResponse(request, "inductions/induction.html", context)


@require_POST
def sign_step(request: HttpRequest, pk: int, code: str, step_pk: int) -> HttpResponse:
    """`seen` holds the words as the signer read them."""
    person, prison = placed_at(request, pk, code)
    step = get_visible_or_404(InductionStep, request.user, pk=step_pk, prison=prison)
    seen = request.POST.get("seen")
    return press(
        request,
        lambda: signing.sign_step(by=request.user, step=step, person=person, seen=seen),
        f"Signed: “{step}”.",
        reverse("induction", args=[pk, code]),
    )


@require_POST
def sign_ticked(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Each tick is sent as the step’s key, a space, and its words as the signer read them."""
    person, prison = placed_at(request, pk, code)
    here = InductionStep.objects.visible_to(request.user).filter(prison=prison)
    by_key = {str(step.pk): step for step in here}
    ticks = [tick.partition(" ") for tick in request.POST.getlist("step")]
    if any(key not in by_key for key, _, _ in ticks):
        raise Http404
    chosen = [(by_key[key], seen) for key, _, seen in ticks]
    said = "1 step is signed." if len(chosen) == 1 else f"{len(chosen)} steps are signed."
    return press(
        request, lambda: signing.sign_steps(by=request.user, person=person, prison=prison, steps=chosen),
        said, reverse("induction", args=[pk, code]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strike_signature(request: HttpRequest, pk: int, code: str, signature_pk: int) -> HttpResponse:
    """Asks once. Nothing is wiped out: what was signed by mistake stays, struck out."""
    person, prison = placed_at(request, pk, code)
    access.require(request.user, P.MANAGE_WORKERS, prison=prison)
    found = get_visible_or_404(
        StepSignature, request.user, pk=signature_pk, person=person, step__prison=prison
    )
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="Strike it out")
    if request.method == "POST" and attempt(
        form, lambda: signing.strike_signature(by=request.user, signature=found)
    ):
        messages.success(
            request, f"The signature under “{found.title}” is struck out. The step is open again."
        )
        return redirect("induction", pk, code)
    return form_page(
        request, form, f"Strike out the signature under “{found.title}”?",
        crumbs=below_induction(request, person, prison), caption=person.name,
        facts=[("Signed", words.signature_in_words(found))],
        paragraphs=["It stays to be read, struck out, with your name. The step must be signed again."],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def induction_typed(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What was signed with a pen."""
    person, prison = placed_at(request, pk, code)
    access.require(request.user, P.MANAGE_WORKERS, prison=prison)
    open_steps = [each.step for each in checklist(prison, person).lines if each.signature is None]
    posted = request.method == "POST"
    form = SignedPaperForm(
        request.POST if posted else None, request.FILES if posted else None, open_steps=open_steps
    )
    if posted:
        handed_in = form.cleaned_data.get("file") if form.is_valid() else None
        done = attempt(
            form,
            lambda: signing.sign_on_paper(
                by=request.user, person=person, prison=prison, steps=form.chosen(),
                signed_on=form.cleaned_data["signed_on"],
                file_name=handed_in.name if handed_in else "",
                content=handed_in.content if handed_in else b"",
            ),
        )  # fmt: skip
        if done is not None:
            said = "1 step is signed" if len(done) == 1 else f"{len(done)} steps are signed"
            messages.success(request, f"{said}.{' The scan is kept.' if handed_in else ''}")
            return redirect("induction", pk, code)
    return form_page(
        request, form, "Type in a signed checklist", crumbs=below_induction(request, person, prison),
        caption=f"{person}, {prison}", lead="Your name stands beside what you type in.",
    )  # fmt: skip


@require_safe
def induction_paper(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    person, prison = placed_at(request, pk, code)
    privacy.read_person(by=request.user, person=person)
    if problem := publishing.missing_library():
        messages.error(request, problem)
        return redirect("induction", pk, code)
    rows = [row_of(line.step, line.signature) for line in checklist(prison, person).lines]
    printed = print_checklist(prison, rows, timezone.localtime(), name=person.name)
    return pdf(printed, f"{prison.code}-induction-{person.pk}")
