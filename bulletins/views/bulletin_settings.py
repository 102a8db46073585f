"""How a prison makes its bulletins: for who makes them, and for who approves them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bulletins.actions.settings import change_setting, may_change, setting_of
from bulletins.forms.around import BulletinSettingForm
from bulletins.models import BulletinSetting
from coordination import access
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, prison_at


@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_settings(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code)
    setting = setting_of(prison)
    names = may_change(request.user, prison, setting)
    if not names:
        access.require(request.user, P.MANAGE_BULLETINS, prison=prison)
    form = BulletinSettingForm(
        request.POST if request.method == "POST" else None, setting=setting, names=names
    )
    if request.method == "POST" and attempt(
        form, lambda: change_setting(by=request.user, prison=prison, values=form.cleaned_data)
    ):
        messages.success(request, "It is saved. It holds from the next issue on.")
        return redirect("bulletin_settings", code)
    crumbs = [*crumbs_of(prison), ("Bulletins", reverse("bulletins", args=[code]))]
    return form_page(
        request, form, "How bulletins are made here", crumbs=crumbs, caption=prison.name,
        facts=facts(prison, setting, names),
    )  # fmt: skip


def facts(prison: Prison, setting: BulletinSetting, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What holds and is for another to change."""
    approval = "A governor approves each issue before it is sent. Only a governor ends this."
    rows = {
        "needs_approval": ("Approval", approval),
        "sender_name": ("Name of the sender", setting.sender_name or prison.name),
        "reply_to": ("Where answers go", setting.reply_to or "Nowhere"),
    }
    return [row for name, row in rows.items() if name not in names]
