"""What became of each address of an issue: a list, a file, and what a person says of an uncertain one.

The whole list is for who may see everybody that an issue goes to. Others who send, such as leads, read the figures;
they see only the rows that need somebody, with the addresses of accounts and of those who joined, and of nobody who
comes in (ADR 0057, ADR 0072).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.actions.exporting import export_deliveries, sees_everybody
from bulletins.actions.sending import settle_uncertain
from bulletins.models import BulletinIssue, Delivery, Reader
from bulletins.views import sending_words as words
from bulletins.views.sending import crumbs_below_sending, issue_at, rows_of
from coordination.access import get_visible_or_404
from coordination.models import User
from coordination.models.mail_address import NOWHERE
from coordination.plain_text import formula_safe
from coordination.views.audit import Echo
from coordination.views.places import press

A_PAGE: Final = 50
State = Delivery.State
COMES_IN: Final = "Somebody who comes in"
GONE: Final = "Address no longer kept"
HEAD: Final = ["Address", "Name", "What became of it", "Why", "When", "Message-ID"]


def rows_told(request: HttpRequest, issue: BulletinIssue, *, everybody: bool) -> QuerySet[Delivery]:
    rows = rows_of(request, issue)
    return rows if everybody else rows.filter(state__in=words.NEED_SOMEBODY)


def addresses_told(user: User, rows: list[Delivery], *, everybody: bool) -> set[str]:
    """Of these rows, those whose address and name may be shown."""
    emails = {row.email for row in rows}
    if everybody:
        return emails
    accounts = User.objects.visible_to(user).filter(email__in=emails).values_list("email", flat=True)
    joined = Reader.objects.visible_to(user).filter(email__in=emails).values_list("email", flat=True)
    return {*accounts, *joined}


@require_safe
def bulletin_deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """Every address with what became of it. `?state=` narrows; the address in the bar names nobody."""
    issue = issue_at(request, pk)
    everybody = sees_everybody(request.user, issue)
    rows = rows_told(request, issue, everybody=everybody)
    link = reverse("bulletin_deliveries", args=[pk])
    chosen = request.GET.get("state", "")
    known = chosen in State.values
    page = Paginator(rows.filter(state=chosen) if known else rows, A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    told = addresses_told(request.user, shown, everybody=everybody)
    all_label = "All" if everybody else "To look at"
    here = State(chosen).label if known else all_label
    context = {
        "issue": issue, "crumbs": crumbs_below_sending(issue), "page": page, "here": here, "everybody": everybody,
        "tabs": tabs(words.figures(words.counted(rows), link), link, all_label, here),
        "rows": [row_of(each, told=each.email in told) for each in shown],
        "csv_url": reverse("bulletin_deliveries_csv", args=[pk]) if everybody and shown else "",
        "state": chosen if known else "",
        "empty": empty_of(issue, everybody),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/sending/deliveries.html", context)


def empty_of(issue: BulletinIssue, everybody: bool) -> tuple[str, str]:
    """(heading, text)."""
    if not issue.sending_began_at:
        return "No address stands here yet", "Rows are made when sending begins."
    if everybody:
        return "No address stands here", "Choose another state above."
    return "Nothing needs you", "What is refused or uncertain comes here."


def tabs(figures: list[dict[str, Any]], link: str, all_label: str, here: str) -> list[dict[str, Any]]:
    return [
        {"label": all_label, "url": link, "current": here == all_label},
        *(
            {
                "label": f"{each['label']} ({each['value']})",
                "url": each["url"],
                "current": each["label"] == here,
            }
            for each in figures
        ),
    ]


def row_of(row: Delivery, *, told: bool) -> dict[str, Any]:
    """What the mail server said may name the address, so it goes with it."""
    at = row.settled_at or row.handed_at
    gone = row.email.endswith(f"@{NOWHERE}")
    return {
        "pk": row.pk,
        "email": GONE if gone else row.email if told else COMES_IN,
        "name": row.name if told else "",
        "state": row.get_state_display(),
        "tone": words.ROW_TONES[State(row.state)],
        "said": why(row) if told else "",
        "at": f"{timezone.localtime(at):%-d %B %Y, %H:%M:%S}" if at else "",
        "uncertain": row.state == State.UNCERTAIN,
        # Screen readers say it after the label of a button.
        "of": row.email if told and not gone else f"mail {row.pk}",
        "may_go_again": not gone,
    }


def why(row: Delivery) -> str:
    return str(row.get_reason_display() if row.reason else row.said)


def cells_of(row: Delivery) -> list[str]:
    at = row.settled_at or row.handed_at
    cells = [
        GONE if row.email.endswith(f"@{NOWHERE}") else row.email, row.name, row.get_state_display(), why(row),
        f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "", str(row.message_id),
    ]  # fmt: skip
    return [formula_safe(cell) for cell in cells]


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_deliveries_csv(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """By a press, as every file with people in it: that it was taken stands in the audit. A link leads to the list."""
    issue = issue_at(request, pk)
    if request.method != "POST":
        return redirect("bulletin_deliveries", pk)
    chosen = request.POST.get("state", "")
    rows = rows_of(request, issue)
    rows = rows.filter(state=chosen) if chosen in State.values else rows
    batches = export_deliveries(by=request.user, issue=issue, rows=rows)
    response = StreamingHttpResponse(lines_of(batches), content_type="text/csv; charset=utf-8")
    name = f"bulletin-{issue.pk}-addresses-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def lines_of(batches: Iterable[list[Delivery]]) -> Iterator[str]:
    """A spreadsheet takes the file for UTF-8 only where it begins with the mark."""
    writer: Any = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    for batch in batches:
        yield "".join(writer.writerow(cells_of(row)) for row in batch)


@require_POST
def settle_delivery(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """An uncertain row: `arrived` is "yes" (somebody asked), or the mail is sent once more."""
    issue = issue_at(request, pk)
    row = get_visible_or_404(Delivery, request.user, pk=delivery, issue=issue)
    arrived = request.POST.get("arrived") == "yes"
    done = "Noted: it arrived." if arrived else "It is sent once more."
    to = f"{reverse('bulletin_deliveries', args=[pk])}?state={State.UNCERTAIN}"
    return press(request, lambda: settle_uncertain(by=request.user, delivery=row, arrived=arrived), done, to)
