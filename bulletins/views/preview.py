"""The mail of an issue as it stands: as it is seen, with pictures off, and as text.

The HTML is a page of its own which nothing runs in and which reaches nothing but our pictures; the portal's page
shows it in a frame.
"""

from __future__ import annotations

from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from bulletins import marks
from bulletins.actions.freezing import MOST_BYTES, mail_of, size_of, words_of
from bulletins.models import BulletinIssue
from bulletins.views.issues import crumbs_to, makes
from coordination.access import get_visible_or_404

MAIL, OFF, TEXT = "mail", "off", "text"
TABS: Final = {MAIL: "As most people see it", OFF: "With pictures off", TEXT: "As text"}
# Styles stand in the mail's own tags, as mail programs want them. A link opens in a window of its own.
POLICY: Final[dict[str, Any]] = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "form-action": [NONE],
    "base-uri": [NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def mail_as_it_stands(issue: BulletinIssue) -> tuple[str, str]:
    """(HTML, text) with the marks of readers' own links: what was frozen, or for a draft what would be."""
    content = getattr(issue, "content", None)
    if content and issue.state != BulletinIssue.State.DRAFT:
        return content.html, content.text
    return mail_of(words_of(issue))


@require_safe
@csp_replace({"frame-src": [SELF]})
def bulletin_preview(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    html, text = mail_as_it_stands(issue)
    maker = makes(request.user, issue)
    show = request.GET.get("show", "")
    show = show if show in TABS else MAIL
    path, frame = reverse("bulletin_preview", args=[pk]), reverse("bulletin_mail", args=[pk])
    size = size_of(html)
    context = {
        "issue": issue, "crumbs": [*crumbs_to(issue, maker), (issue.title, issue.get_absolute_url())],
        "maker": maker, "show": show, "label": TABS[show],
        "tabs": [{"label": label, "url": f"{path}?show={key}", "current": key == show} for key, label in TABS.items()],
        "frame_url": f"{frame}?pictures=off" if show == OFF else frame,
        "text": marks.filled(text, dict.fromkeys(marks.MARKS, "(each reader’s own link)")),
        "size": _size(size), "too_long": size > MOST_BYTES, "says_nothing": not issue.items.kept().exists(),
    }  # fmt: skip
    return TemplateResponse(request, "bulletins/writing/preview.html", context)


def _size(size: int) -> str:
    return f"{max(round(size / 1000), 1)} kB of the {MOST_BYTES // 1000} kB that mail programs show whole"


@require_safe
@xframe_options_sameorigin
def bulletin_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail's own HTML. `?pictures=off`: as a locked-down Outlook shows it, which fetches no picture."""
    issue = get_visible_or_404(BulletinIssue, request.user, pk=pk)
    html, _ = mail_as_it_stands(issue)
    html = marks.filled(html, dict.fromkeys(marks.MARKS, "#"))
    # On whatever name this machine is reached; and what is pressed does not take the place of the mail.
    html = html.replace(f'src="{settings.BASE_URL}/', 'src="/').replace(
        "<head>", '<head><base target="_blank">', 1
    )
    return (_without_pictures if request.GET.get("pictures") == "off" else _with_pictures)(html)


@csp(POLICY | {"img-src": [SELF]})
def _with_pictures(html: str) -> HttpResponse:
    return HttpResponse(html)


@csp(POLICY | {"img-src": [NONE]})
def _without_pictures(html: str) -> HttpResponse:
    return HttpResponse(html)
