"""One's own account: who one is here, and the way to a new password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from coordination.models import Posting
from coordination.roles import GRANTS, Role
from coordination.views.places import crumbs_of
from coordination.views.sentences import posting_state


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    own = Posting.objects.visible_to(request.user).filter(user=request.user)
    rows = own.select_related("user", "prison", "organisation", "prison_set").order_by("-begins_on", "pk")
    return TemplateResponse(
        request,
        "coordination/pages/account.html",
        {
            "crumbs": crumbs_of(),
            "facts": [("Name", request.user.name), ("E-mail address", request.user.email)],
            "roles": [
                {"posting": each, "state": posting_state(each), "sentence": GRANTS[Role(each.role)].sentence}
                for each in rows
            ],
        },
    )
