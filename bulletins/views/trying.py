"""A test of an issue, to oneself; and where the links in it lead."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions.trying import ask_for_test
from bulletins.views.sending import issue_at
from coordination.views.places import press


@require_POST
def test_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_at(request, pk)
    return press(
        request, lambda: ask_for_test(by=request.user, issue=issue),
        f"A test is on its way to {request.user.email}. Nobody else gets it.", issue.get_absolute_url(),
    )  # fmt: skip


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_test_link(request: HttpRequest) -> HttpResponse:
    """The same for all and for each method: a mail program that unsubscribes by itself changes nothing either."""
    return TemplateResponse(request, "bulletins/sending/test_link.html")
