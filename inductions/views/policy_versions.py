"""What a coordinator does with the library: publish, publish anew, change whom it is for, take out, type in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.forms.people import ConfirmForm
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from inductions.actions import documents as actions
from inductions.forms.policies import NewVersionForm, PolicyForm, SignedListForm, TermsForm, terms_of
from inductions.gaps import owed_at
from inductions.models import Acknowledgement, Person, Placement, PolicyDocument
from inductions.views.policies import below_policies, policy_at
from inductions.views.with_papers import prison_with_papers

NEVER = (
    "Workers and volunteers read this at home. Leave out what they may not know, and everything about a person in"
    " prison."
)


def _published(request: HttpRequest, form: PolicyForm, **more: Any) -> PolicyDocument | None:
    """What the form says, as the action takes it; None where the form or the action refused."""

    def publish() -> PolicyDocument:
        values = form.values()
        keeps_file = values.pop("keeps_file", False)
        file = form.cleaned_data.get("file")
        handed_in = {"file_name": file.name, "content": file.content} if file else {}
        return actions.publish_policy(
            by=request.user, values=values, keeps_file=keeps_file, **handed_in, **more
        )

    return attempt(form, publish)


@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_with_papers(request, code)
    access.require(request.user, P.MANAGE_POLICIES, prison=prison)
    posted = request.method == "POST"
    form = PolicyForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and (made := _published(request, form, prison=prison)):
        messages.success(request, f"“{made.title}” is published.")
        return redirect(made)
    return form_page(
        request,
        form,
        "Publish a policy",
        crumbs=below_policies(request, prison),
        caption=prison.name,
        lead=NEVER,
    )


@require_http_methods(["GET", "POST"])
def policy_version(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The next version: everybody is asked anew."""
    found = policy_at(request, code, pk, P.MANAGE_POLICIES)
    posted = request.method == "POST"
    form = NewVersionForm(request.POST if posted else None, request.FILES if posted else None, document=found)
    if posted and (made := _published(request, form, prison=found.prison, replaces=found)):
        messages.success(request, f"Version {made.version} of “{made.title}” is published.")
        return redirect(made)
    asked = "Everybody whom it is for is asked to read it again." if found.must_acknowledge else ""
    return form_page(
        request, form, f"New version of “{found.title}”",
        crumbs=[*below_policies(request, found.prison), (found.title, found.get_absolute_url())],
        caption=found.prison.name, lead=NEVER,
        paragraphs=[f"Version {found.version} stays to be read, with who has read it. {asked}".strip()],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def policy_terms(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Whom it is for and when it is looked at again: the words stay, and so does who has read them."""
    found = policy_at(request, code, pk, P.MANAGE_POLICIES)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=terms_of(found))
    if request.method == "POST" and attempt(
        form, lambda: actions.change_terms(by=request.user, document=found, values=form.values())
    ):
        messages.success(request, "Saved.")
        return redirect(found)
    return form_page(
        request, form, f"Who reads “{found.title}”, and the review date",
        crumbs=[*below_policies(request, found.prison), (found.title, found.get_absolute_url())],
        caption=found.prison.name, lead="To change what it says, publish a new version.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end_policy(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = policy_at(request, code, pk, P.MANAGE_POLICIES)
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="Take it out of the library")
    if request.method == "POST" and attempt(
        form, lambda: actions.end_policy(by=request.user, document=found)
    ):
        messages.success(request, f"“{found.title}” left the library.")
        return redirect("policies", code)
    return form_page(
        request, form, f"Take out “{found.title}”?",
        crumbs=[*below_policies(request, found.prison), (found.title, found.get_absolute_url())],
        caption=found.prison.name,
        paragraphs=["Nobody is asked to read it any more. Who has read it stays on record."],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def policy_signed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A list that was signed on paper: who on it has read this version."""
    found = policy_at(request, code, pk, P.MANAGE_WORKERS)
    form = SignedListForm(
        request.POST if request.method == "POST" else None, people=_without_it(request, found)
    )
    if request.method == "POST":
        new = attempt(
            form,
            lambda: actions.acknowledge_on_paper(by=request.user, people=form.chosen(), document=found),
        )
        if new is not None:
            messages.success(
                request, f"{new} {'person has' if new == 1 else 'people have'} read it, on paper."
            )
            return redirect(found)
    return form_page(
        request, form, "Type in who signed on paper",
        crumbs=[*below_policies(request, found.prison), (found.title, found.get_absolute_url())],
        caption=f"{found}, {found.prison}", lead="Your name stands beside what you type in.",
    )  # fmt: skip


def _without_it(request: HttpRequest, document: PolicyDocument) -> list[tuple[Person, str]]:
    """Who works there today and has not said so: first those of whom it is asked, then everybody else."""
    today = timezone.localdate()
    asked = {each.person.pk for each in owed_at(document.prison, today)}
    done = Acknowledgement.objects.visible_to(request.user).filter(document=document).values("person")
    placed = Placement.objects.visible_to(request.user).on(today).filter(prison=document.prison)
    rows = placed.exclude(engagement__person__in=done).select_related(
        "engagement__person", "engagement__organisation"
    )
    found = {row.engagement.person: str(row.engagement) for row in rows}
    return sorted(found.items(), key=lambda pair: (pair[0].pk not in asked, pair[0].name))
