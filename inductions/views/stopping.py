"""Stop somebody's access at one prison's gate, now and without a reason, and open it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.people import ConfirmForm
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, press
from inductions.actions import stopping as actions
from inductions.models import AccessStop
from inductions.views.clearances import page_of, person_at

LABEL = "Stop access now"


@require_http_methods(["GET", "POST"])
def stop_person(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One question and one button; no reason is asked."""
    person, prison = person_at(request, pk, code, P.STOP_ACCESS)
    form = ConfirmForm(request.POST or None, label=LABEL)
    if request.method == "POST":
        form = ConfirmForm(request.POST, label=LABEL)
        if attempt(form, lambda: actions.stop_person_now(by=request.user, person=person, prison=prison)):
            messages.success(request, f"The gate’s answer for {person} is no from now on.")
            return redirect(page_of(person, prison))
    return form_page(
        request, form, f"Stop the access of {person}?", caption=str(prison),
        crumbs=[*crumbs_of(prison), (f"Clearance of {person}", page_of(person, prison))],
        paragraphs=[
            "You do not have to give a reason, and there is no place to write one. The gate reads “not cleared here”.",
            "A sheet that is printed already still shows the old answer: tell the gate, and print it anew.",
            "Prisons that rely on your clearance are asked to contact you. They are not told more.",
            "It holds until you or a governor opens access again. An account in the portal is not touched by it.",
        ],
        warning="Somebody who is inside now stays on the roll-call. Ask the orderly officer to see them out.",
    )  # fmt: skip


@require_POST
def lift_person_stop(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    person, prison = person_at(request, pk, code, P.STOP_ACCESS)
    stops = AccessStop.objects.visible_to(request.user).in_force()
    stop = stops.filter(person=person, prison=prison).first()
    if stop is None:
        messages.info(request, "Access is open already. Nothing was changed.")
        return redirect(page_of(person, prison))
    done = f"Access of {person} is open again. What the gate answers rests on clearance and training."
    return press(
        request, lambda: actions.lift_stop(by=request.user, stop=stop), done, page_of(person, prison)
    )
