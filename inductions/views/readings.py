"""A text to read for training: read it, answer its questions, say that it is read."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.access import NotPermitted
from coordination.views.places import attempt
from inductions.actions import records as actions
from inductions.forms.readings import AcknowledgeForm
from inductions.models import Person, Reading, TrainingRecord
from inductions.models.moments import day_in_words
from inductions.views.training_here import training_at


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Reading.objects.visible_to(request.user).filter(pk=pk)
    found = rows.select_related("rule__prison", "rule__module", "document__prison", "document__file").first()
    if found is None:
        raise Http404
    here = training_at(request, found.rule.prison.code)
    person = Person.objects.visible_to(request.user).filter(user=request.user).first()
    newest = found.newest()
    form = AcknowledgeForm(request.POST if request.method == "POST" else None, reading=found)
    if request.method == "POST":
        if person is None:
            raise NotPermitted("Only somebody who comes in may say that they have read this.")
        made = attempt(
            form,
            lambda: actions.acknowledge_reading(
                by=request.user, person=person, reading=found, answers=form.answers()
            ),
        )
        if made:
            messages.success(request, "Thank you. It is recorded that you have read it.")
            return redirect("my_training")
    context = {
        "here": here,
        "prison": here.prison,
        "reading": found,
        "crumbs": [
            *here.below_training,
            ("What is required here", reverse("module_rules", args=[here.prison.code])),
        ],
        "newest": newest if newest.pk != found.pk else None,
        "read_on": day_in_words(_read_on(request, person, found)) if person else "",
        "form": form if person and newest.pk == found.pk else None,
        "questions": [] if person else found.questions,
    }
    return TemplateResponse(request, "inductions/reading.html", context)


def _read_on(request: HttpRequest, person: Person, found: Reading) -> date | None:
    records = TrainingRecord.objects.visible_to(request.user).standing().filter(person=person, reading=found)
    return records.values_list("done_on", flat=True).first()
