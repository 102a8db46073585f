"""What is held of somebody, behind the link of their letter, with a way to object; and what was done about it.

Opening the link changes nothing: mail gateways open links. The page says no more than the letter did.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.access import get_visible_or_404
from coordination.lockout import address_of
from coordination.rate_limit import once_more
from coordination.views.places import attempt, form_page
from coordination.views.sentences import day
from inductions.actions import objections as actions
from inductions.actions.people_letters import whom_to_ask
from inductions.forms.objections import ObjectionForm, SettleForm
from inductions.models import Engagement, Objection, Person
from inductions.objection_links import NoLonger, person_in
from inductions.views.people import crumbs_to, person_at

# An office of volunteers shares one address.
FROM_ONE_PLACE: Final = 20
HOUR: Final = 60 * 60
TOO_MANY: Final = "Much was sent from your place in the last hour. Wait an hour, then send this again."
NO_LONGER: Final = (
    "This link works no more. It was too old, or what is held has changed since. Ask the organisation that you work"
    " for, or the voluntary sector coordinator of the prison."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_is_held(request: HttpRequest, token: str) -> HttpResponse:
    try:
        person = person_in(token)
    except NoLonger:
        return _page(request, {"sentence": NO_LONGER}, status=410)
    if person is None:
        raise Http404
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not once_more("objection", address_of(request), at_most=FROM_ONE_PLACE, seconds=HOUR):
            form.add_error(None, TOO_MANY)
            status = 429
        elif attempt(form, lambda: actions.object_to_record(person=person, **form.cleaned_data)):
            messages.success(request, "Thank you. It is sent to those who look after it.")
            return redirect("what_is_held", token)
    last = person.objections.first()
    context = {
        "facts": _facts(person),
        "said": _said(last) if last else None,
        "whom_to_ask": list(dict.fromkeys(role for _, role, _ in whom_to_ask(person))),
        **({} if last and not last.settled_at else {"form": form}),
    }
    return _page(request, context, status=status)


def _page(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    return TemplateResponse(request, "inductions/people/what_is_held.html", context, status=status)


def _facts(person: Person) -> list[tuple[str, str]]:
    """In short, and neither address nor telephone: the link may have been passed on."""
    work, prisons = Engagement.told_to(person)
    facts = [
        ("Name", person.name),
        ("Works as", "; ".join(work)),
        ("Comes in at", ", ".join(prisons)),
        ("Written down by", str(person.added_by) if person.added_by else ""),
        ("Since", day(person.added_at)),
    ]
    return [(label, value) for label, value in facts if value]


def _said(objection: Objection) -> dict[str, str]:
    return {
        "what": objection.get_what_display(),
        "words": objection.words,
        "on": day(objection.said_at),
        "outcome": objection.get_outcome_display(),
        "settled_on": day(objection.settled_at) if objection.settled_at else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int, objection_pk: int) -> HttpResponse:
    """For a manager or a coordinator of the person."""
    person = person_at(request, pk)
    found: Objection = get_visible_or_404(Objection, request.user, pk=objection_pk, person=person)
    if not actions.may_settle(request.user, person):
        raise access.NotPermitted(
            "Only a manager or a coordinator of this person settles what they object to."
        )
    back = reverse("person", args=[pk])
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.settle_objection(
            by=request.user, objection=found, outcome=form.cleaned_data["outcome"]
        ),
    ):
        messages.success(request, "It is settled. The page behind their link says what was done.")
        return redirect(back)
    said = _said(found)
    return form_page(
        request, form, "They object to what is held", caption=person.name,
        crumbs=[*crumbs_to(request, person), (person.name, back)],
        facts=[("Said on", said["on"]), ("What", said["what"]), ("In their words", said["words"] or "–"),
            *([("What was done", said["outcome"])] if said["outcome"] else []),
        ],
        paragraphs=[
            "Look at the record, put right what is wrong, or end their work. If nothing is wrong, write to them why it"
            " stays. Then say here what was done. Nothing ends by itself.",
        ],
    )  # fmt: skip
