"""Papers that people in prison read: for whoever may read the prison's forums to print."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.policies import Refused
from coordination.publishing import Printed
from coordination.roles import Permission as P
from coordination.views.places import prison_at
from forums.forms.papers import LeaveOutForm, PosterForm, SlipForm
from forums.models import ApprovedMinutes, PartnershipEvent
from forums.papers import posters, programme, slips, wings
from forums.papers.staff_names import hidden_names
from forums.views.papers import dated, meeting_at
from forums.views.printing import printed

NOT_APPROVED = (
    "The minutes of this meeting are not approved. The wings read approved words only: approve them first."
)


@require_safe
def wing_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Of approved minutes. What does not fit is refused, with the items to leave off."""
    prison = prison_at(request, code, P.VIEW_FORUMS)
    meeting = meeting_at(request, code, pk)
    seen = ApprovedMinutes.objects.visible_to(request.user).filter(minutes__meeting=meeting)
    content = seen.values_list("content", flat=True).first()
    form = LeaveOutForm(request.GET or None, items=_worded(content)) if content else None

    def make() -> Printed:
        without = form.cleaned_data["without"] if form and form.is_bound and form.is_valid() else []
        names = hidden_names(prison.pk, content)
        page = wings.read_page(meeting.pk, timezone.localdate(), frozenset(without))
        if page is None:
            raise Refused(NOT_APPROVED)
        wings.check_page(page, names)
        return wings.print_page(page)

    return printed(
        request, prison, make, name=f"wings-{dated(meeting)}", title=f"Page for the wings: {meeting}",
        back=lambda: (str(meeting), meeting.get_absolute_url()), form=form,
    )  # fmt: skip


def _worded(content: dict[str, Any]) -> list[tuple[int, str]]:
    return [
        (item["number"], f"{item['number']}. {item['title']} ({len(item['plain_words'])} characters)")
        for item in content["items"]
        if item["plain_words"].strip()
    ]


@require_safe
def outcomes_poster(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_FORUMS)
    form = PosterForm(request.GET)
    form.is_valid()  # What is wrong in an address chooses nothing.
    chosen = form.cleaned_data
    size = chosen.get("size") or "a4"

    def make() -> Printed:
        names = hidden_names(prison.pk)
        poster = posters.read_poster(
            prison.pk, timezone.localdate(), pathway=chosen.get("pathway", ""), keys=chosen.get("outcome", ())
        )
        posters.check_poster(poster, names)
        return posters.print_posters(poster, size)

    return printed(
        request, prison, make, name=f"you-said-we-did-{timezone.localdate():%Y-%m-%d}-{size}",
        title="Poster: you said, we did", back=lambda: ("Outcomes", reverse("outcomes", args=[code])),
    )  # fmt: skip


@require_safe
def feedback_slip(request: HttpRequest, code: str) -> HttpResponse:
    """`?entry=`: about one service; `?a_sheet=4`: smaller ones."""
    prison = prison_at(request, code, P.VIEW_FORUMS)
    form = SlipForm(request.GET)
    form.is_valid()
    entry = form.cleaned_data.get("entry")
    slip = slips.read_slip(prison.pk, timezone.localdate(), entry)
    if slip is None or "entry" in form.errors:
        raise Http404
    a_sheet = form.cleaned_data.get("a_sheet") or slips.A_SHEET[0]

    def make() -> Printed:
        slips.check_slip(slip, hidden_names(prison.pk))
        return slips.print_slip(slip, a_sheet)

    name = "-".join(["feedback-slip", *([str(entry)] if entry else [])])
    return printed(request, prison, make, name=name, title="Feedback slip")


@require_safe
def event_programme(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """For whoever reads the prison's forums, and for the organisations that are invited."""
    seen = PartnershipEvent.objects.visible_to(request.user).select_related("prison")
    event: PartnershipEvent | None = seen.filter(pk=pk, prison__code=code).first()
    if event is None:
        raise Http404
    request.prison_here = event.prison

    def make() -> Printed:
        if event.state == PartnershipEvent.State.CANCELLED:
            raise Refused("This event was cancelled, so there is no programme.")
        names = hidden_names(event.prison_id)
        paper = programme.read_programme(event.pk, timezone.localdate())
        programme.check_programme(paper, names)
        return programme.print_programme(paper)

    return printed(
        request, event.prison, make, name=f"programme-{timezone.localtime(event.starts_at):%Y-%m-%d}-{event.pk}",
        title=f"Programme: {event}", back=lambda: (str(event), event.get_absolute_url()),
    )  # fmt: skip
