"""What is held of oneself: to read, to put right, to take away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import standing_of
from coordination.forms.people import ConfirmForm
from coordination.models import User
from coordination.views.places import attempt, crumbs_of, form_page
from coordination.views.sentences import day
from inductions.actions import details, privacy
from inductions.actions.people_letters import whom_to_ask
from inductions.forms.people import DetailsForm
from inductions.models import Person
from inductions.policies import is_known_by_name
from inductions.views.people import answers_for, crumbs_to, links_of, person_at, work_of


def own_person(user: User) -> Person:
    found = Person.objects.visible_to(user).filter(user=user).first()
    if found is None:
        raise Http404
    return found


@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """Says so where nothing is held: the link stands in a letter."""
    found = Person.objects.visible_to(request.user).filter(user=request.user).first()
    if found is None:
        return TemplateResponse(request, "inductions/people/no_record.html", {"crumbs": crumbs_of()})
    standing = standing_of(request.user)
    work = work_of(request, found, standing)
    change = reverse("my_details")
    context = {
        "person": found,
        "crumbs": crumbs_of(),
        "facts": [
            {"label": "Name", "value": found.name, "url": change},
            {"label": "E-mail address", "value": found.email, "url": change},
            {"label": "Telephone", "value": found.phone, "url": change},
        ],
        "work": work,
        "answers": answers_for(work, own=True),
        "links": links_of(found, work, standing, request.user),
        "whom_to_ask": [
            {"name": name, "role": role, "email": email} for name, role, email in whom_to_ask(found)
        ],
        "years": settings.RETENTION_YEARS,
        "export_url": reverse("person_export", args=[found.pk]),
        "today": day(timezone.localdate()),
        "own": True,
    }
    return TemplateResponse(request, "inductions/people/my_record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request: HttpRequest) -> HttpResponse:
    found = own_person(request.user)
    initial = {name: getattr(found, name) for name in details.PERSON_COLUMNS}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    form.speak_to_them()
    if is_known_by_name(found):
        form.keep_name("A prison has checked your name. If it is wrong or has changed, ask its coordinator.")
    if request.method == "POST" and attempt(
        form,
        lambda: details.correct_own_details(by=request.user, person=found, values=form.cleaned_data),
    ):
        messages.success(request, "Your details are saved.")
        return redirect("my_record")
    crumbs = [*crumbs_of(), ("Your record", reverse("my_record"))]
    lead = "Letters about your training go to this address. You go on signing in with the one that you have."
    return form_page(request, form, "Correct your contact details", crumbs=crumbs, lead=lead)


@require_http_methods(["GET", "HEAD", "POST"])
def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    """A page with one button; the file comes by POST, because taking it out is written down."""
    found = person_at(request, pk)
    if not privacy.may_export(request.user, found):
        raise access.NotPermitted(
            "Only the person, or a coordinator where they work, takes out a whole record."
        )
    own = found.user_id == request.user.pk
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, label="Take out the record", kind=""
    )
    if request.method == "POST":
        file = attempt(form, lambda: privacy.export_person(by=request.user, person=found))
        if file:
            name = f"record-{found.pk}-{timezone.localdate():%Y-%m-%d}.zip"
            return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    crumbs = crumbs_to(request, found)
    if not own:
        crumbs = [*crumbs, (found.name, reverse("person", args=[pk]))]
    title = "Take out your record" if own else f"Take out the record of {found}"
    paragraphs = [
        "You get one zip file: record.json with everything that is held, and the files that belong to it.",
        "Store it where only you can open it." if own else privacy.NOTE_OTHERS,
    ]
    if not own:
        paragraphs.append("Hand it to the person and to nobody else. That you took it out is written down.")
    return form_page(request, form, title, crumbs=crumbs, paragraphs=paragraphs)
