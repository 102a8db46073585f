"""The library of pictures: of a prison, and of all prisons. Nothing stands in it without words."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bulletins.actions import images as actions
from bulletins.forms.around import PictureForm, PictureWordsForm, words_of_picture
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem
from coordination import access
from coordination.access import get_visible_or_404
from coordination.models import Prison
from coordination.private_files import StoreAway
from coordination.roles import Permission as P
from coordination.views.handing_out import NOT_NOW
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at

A_PAGE: Final = 24
OF_ALL: Final = "All prisons"


def _place(request: HttpRequest, code: str) -> Prison | None:
    """The prison of the library; None for that of all prisons."""
    if code:
        return prison_at(request, code, P.MANAGE_BULLETINS)
    access.require_everywhere(request.user, P.MANAGE_BULLETINS)
    return None


def _library_url(prison: Prison | None) -> str:
    return reverse("bulletin_images", args=[prison.code]) if prison else reverse("shared_bulletin_images")


def _crumbs(prison: Prison | None) -> list[Crumb]:
    here = reverse("bulletins", args=[prison.code]) if prison else reverse("bulletins_of_all")
    return [*crumbs_of(prison), ("Bulletins", here)]


@require_safe
def bulletin_images(request: HttpRequest, code: str = "") -> HttpResponse:
    """Those of the prison, and those of all that it may use as well."""
    prison = _place(request, code)
    here = Q(prison=prison) | Q(prison=None) if prison else Q(prison=None)
    rows = BulletinImage.objects.visible_to(request.user).in_use().filter(here)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shared = prison is None or access.standing_of(request.user).everywhere(P.MANAGE_BULLETINS)
    context = {
        "crumbs": _crumbs(prison),
        "place": prison.name if prison else OF_ALL,
        "page": page,
        "pictures": [
            {
                "image": each,
                "of_all": each.prison_id is None and prison is not None,
                "small": reverse("small_bulletin_image", args=[each.pk]),
                "url": reverse("reword_bulletin_image", args=[each.pk]) if each.prison_id or shared else "",
            }
            for each in page
        ],
        "add_url": reverse("add_bulletin_image", args=[code])
        if prison
        else reverse("add_shared_bulletin_image"),
    }
    return TemplateResponse(request, "bulletins/around/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_bulletin_image(request: HttpRequest, code: str = "") -> HttpResponse:
    prison = _place(request, code)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PictureForm(request.POST, request.FILES)
        if attempt(form, lambda: _add(request, prison, form)):
            messages.success(request, "The picture is in the library. Choose it in an item of an issue.")
            return redirect(_library_url(prison))
    crumbs = [*_crumbs(prison), ("Pictures", _library_url(prison))]
    return form_page(
        request, form, "Add a picture", crumbs=crumbs, caption=prison.name if prison else OF_ALL,
        lead="Only one that you may show: whoever is to be seen in it agreed.",
        paragraphs=["Whoever has the address of a picture in a mail can open it. Show nobody in prison."],
    )  # fmt: skip


def _add(request: HttpRequest, prison: Prison | None, form: PictureForm) -> BulletinImage:
    file = form.cleaned_data["picture"]
    return actions.add_image(
        by=request.user, prison=prison, name=file.name, content=file.content, values=form.values()
    )


def _to_change(request: HttpRequest, pk: int) -> BulletinImage:
    """403 for a picture of all prisons, which only a national lead changes."""
    image = get_visible_or_404(BulletinImage, request.user, pk=pk)
    if image.prison:
        request.prison_here = image.prison
        access.require(request.user, P.MANAGE_BULLETINS, prison=image.prison)
    else:
        access.require_everywhere(request.user, P.MANAGE_BULLETINS)
    return image


@require_http_methods(["GET", "HEAD", "POST"])
def reword_bulletin_image(request: HttpRequest, pk: int) -> HttpResponse:
    image = _to_change(request, pk)
    if image.removed_at and request.method != "POST":
        raise Http404
    form = PictureWordsForm(
        request.POST if request.method == "POST" else None, initial=words_of_picture(image)
    )
    if request.method == "POST" and attempt(
        form, lambda: actions.reword_image(by=request.user, image=image, values=form.values())
    ):
        messages.success(request, "It is saved. What was sent keeps its words.")
        return redirect(_library_url(image.prison))
    context: dict[str, Any] = {
        "crumbs": [*_crumbs(image.prison), ("Pictures", _library_url(image.prison))],
        "place": image.prison.name if image.prison else OF_ALL,
        "image": image, "form": form, "stands_in": _stands_in(request, image),
        "small": reverse("small_bulletin_image", args=[pk]),
        "remove_url": reverse("remove_bulletin_image", args=[pk]),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/around/picture.html", context)


def _stands_in(request: HttpRequest, image: BulletinImage) -> list[BulletinIssue]:
    """Issues that show it and that the user may see."""
    showing = BulletinItem.objects.visible_to(request.user).kept().filter(image=image).values("issue")
    return list(BulletinIssue.objects.visible_to(request.user).filter(pk__in=showing)[:A_PAGE])


@require_POST
def remove_bulletin_image(request: HttpRequest, pk: int) -> HttpResponse:
    image = _to_change(request, pk)
    return press(
        request, lambda: actions.remove_image(by=request.user, image=image),
        "The picture is removed. Mails that showed it show its words instead.", _library_url(image.prison),
    )  # fmt: skip


@require_safe
def small_bulletin_image(request: HttpRequest, pk: int) -> HttpResponse:
    """For the lists of whoever writes bulletins."""
    image = get_visible_or_404(BulletinImage, request.user, pk=pk, removed_at=None)
    try:
        content_type, content = actions.small_of(image)
    except FileNotFoundError as gone:
        raise Http404 from gone
    except StoreAway:
        return HttpResponse(NOT_NOW, status=503, content_type="text/plain")
    return HttpResponse(content, content_type=content_type)
