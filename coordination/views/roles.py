"""Roles and permissions, for everybody: the table of roles.py in sentences."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from coordination.roles import GRANTABLE, GRANTS, Permission, roles_with


@login_not_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    described = [
        {
            "label": description.role.label,
            "id": description.role.value,
            "sentence": description.sentence,
            "reach": description.reach.label,
            "permissions": [p.label for p in Permission if p in description.permissions],
            "invites": [role.label for role in GRANTABLE.get(description.role, ())],
        }
        for description in GRANTS.values()
    ]
    for each in described:
        each["invites"] = sorted(each["invites"], key=[role.label for role in GRANTS].index)
    return TemplateResponse(
        request,
        "coordination/pages/roles.html",
        {
            "roles": described,
            "columns": ["What one may do", "Who may do it"],
            "rows": [[p.label, ", ".join(role.label for role in roles_with(p))] for p in Permission],
        },
    )
