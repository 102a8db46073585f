"""Lists of what was agreed: of a prison in views that have addresses, and one's own over all prisons."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from forums.forms.agreed import STATES, UNHEARD, ActionsFilter
from forums.models import Action, Forum
from forums.models.action import ActionQuerySet
from forums.views.agreed_words import HEAD, RELATED, cells_of, row_of

A_PAGE: Final = 50
ON_PAPER: Final = 1000
BATCH: Final = 500
OPEN, MINE, MADE, OVERDUE, OF_FORUM, FINISHED = "open", "mine", "made", "overdue", "forum", "finished"
TITLES: Final = {
    OPEN: "All open", MINE: "Mine", MADE: "Made by me", OVERDUE: "Overdue", OF_FORUM: "This forum",
    FINISHED: "Finished",
}  # fmt: skip
EMPTY: Final = {
    OPEN: ("Nothing is open", "What is agreed at a meeting or an event comes here."),
    MINE: ("Nothing of yours is open", "What you or your organisation promised comes here."),
    MADE: ("Nothing that you wrote down is open", "What you write down for others comes here."),
    OVERDUE: ("Nothing is past its day", "An action comes here on the day after the one that was agreed."),
    OF_FORUM: ("This forum has nothing open", "What it agrees comes here, and onto its next agenda."),
    FINISHED: ("Nothing is finished yet", "Actions come here when they are done or dropped."),
}  # fmt: skip
OF_ITS_OWN: Final = {Action.State.DONE: FINISHED, Action.State.DROPPED: FINISHED, UNHEARD: FINISHED}


@dataclass(frozen=True)
class Views:
    """The views of one list, as conditions. `mine`: what the reader or an organisation of theirs owns."""

    mine: Q
    made: Q
    names: tuple[str, ...]
    forum: Forum | None = None
    # What the views are of, but for "made by me".
    within: Q = field(default_factory=Q)

    def of(self, name: str, *, any_state: bool = False) -> Q:
        unfinished = Q() if any_state else Q(state__in=Action.UNFINISHED)
        late = Q(due_on__lt=timezone.localdate(), state__in=Action.UNFINISHED)
        return {
            OPEN: unfinished,
            MINE: self.mine & unfinished,
            MADE: self.made & unfinished,
            OVERDUE: self.within & late,
            OF_FORUM: Q(forum=self.forum) & unfinished,
            FINISHED: self.within & ~Q(state__in=Action.UNFINISHED),
        }[name]

    def tabs(self, rows: ActionQuerySet, chosen: str, path: str) -> list[dict[str, Any]]:
        """With their counts: one query for all."""
        counts = rows.aggregate(**{name: Count("pk", filter=self.of(name)) for name in self.names})
        return [
            {
                "label": self.forum.name if name == OF_FORUM and self.forum else TITLES[name],
                "url": self._address(path, name),
                "current": name == chosen,
                "count": counts[name],
            }
            for name in self.names
        ]

    def _address(self, path: str, name: str) -> str:
        if name == self.names[0]:
            return path
        return f"{path}?view={name}" + (f"&forum={self.forum.pk}" if name == OF_FORUM and self.forum else "")


@dataclass(frozen=True)
class Chosen:
    """What an address asks for: the view, the filter, and the rows that they leave."""

    views: Views
    view: str
    form: ActionsFilter
    rows: ActionQuerySet


def in_order(rows: ActionQuerySet, view: str) -> ActionQuerySet:
    if view == FINISHED:
        return rows.order_by("-finished_at", "-pk")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def choose(request: HttpRequest, here: ActionQuerySet, views: Views, forums: Any) -> Chosen:
    """A view that is not known is the first. A state that a view cannot have leads to the view that has it."""
    view = request.GET.get("view", "")
    view = view if view in views.names else views.names[0]
    state = request.GET.get("state", "")
    if view == OPEN and state in OF_ITS_OWN:
        view = OF_ITS_OWN[state]
    if view == FINISHED and state in Action.UNFINISHED:
        view = OPEN
    form = ActionsFilter({**request.GET.dict(), "view": view}, forums=forums)
    form.is_valid()
    rows = form.apply(here.filter(views.of(view, any_state=bool(form.cleaned_data.get("state")))))
    return Chosen(views, view, form, in_order(rows, view).select_related(*RELATED))


# --- Of one prison --------------------------------------------------------------------------------


def prison_of_actions(request: HttpRequest, code: str) -> Prison:
    """Also for a member of a forum there, or the owner of an action, who may see nothing else of the prison."""
    if standing_of(request.user).prisons_where(P.VIEW_FORUMS).filter(code=code).exists():
        return prison_at(request, code)
    rows = Forum.objects.visible_to(request.user), Action.objects.visible_to(request.user)
    for found in rows:
        first = found.filter(prison__code=code).select_related("prison").first()
        if first:
            request.prison_here = first.prison
            return first.prison
    return prison_at(request, code, P.VIEW_FORUMS)


def crumbs_at(request: HttpRequest, prison: Prison) -> list[Crumb]:
    """The prison's own page is a dead end for whoever sees one forum of it."""
    sees = standing_of(request.user).may(P.VIEW_FORUMS, prison=prison)
    return crumbs_of(prison if sees else None)


def _at(request: HttpRequest, prison: Prison) -> tuple[ActionQuerySet, Chosen]:
    forums = Forum.objects.visible_to(request.user).filter(prison=prison)
    here = Action.objects.visible_to(request.user).filter(prison=prison)
    asked = request.GET.get("forum", "")
    forum = forums.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    names = (OPEN, MINE, MADE, OVERDUE, *((OF_FORUM,) if forum else ()), FINISHED)
    views = Views(ActionQuerySet.of(request.user), Q(made_by=request.user), names, forum)
    return here, choose(request, here, views, forums)


@require_safe
def actions(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_of_actions(request, code)
    here, chosen = _at(request, prison)
    page = Paginator(chosen.rows, A_PAGE).get_page(request.GET.get("page"))
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "prison": prison,
        "crumbs": crumbs_at(request, prison),
        "tabs": chosen.views.tabs(here, chosen.view, reverse("actions", args=[code])),
        "form": chosen.form,
        "page": page,
        "rows": [row_of(each) for each in page.object_list],
        "empty": EMPTY[chosen.view],
        "narrowed": _narrowed(chosen.form),
        "print_url": reverse("actions_print", args=[code]) + query,
        "csv_url": reverse("actions_csv", args=[code]) + query,
        "may_agree": standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison),
    }
    return TemplateResponse(request, "forums/agreed/actions.html", context)


def _narrowed(form: ActionsFilter) -> bool:
    return any(form.cleaned_data.get(name) for name in ("q", "forum", "state"))


@require_safe
def actions_print(request: HttpRequest, code: str) -> HttpResponse:
    """The same list on paper: everything that the address leaves, without what one can press."""
    prison = prison_of_actions(request, code)
    _, chosen = _at(request, prison)
    page = Paginator(chosen.rows, ON_PAPER).get_page(request.GET.get("page"))
    back = reverse("actions", args=[code])
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "prison": prison,
        "crumbs": [*crumbs_at(request, prison), ("Actions", back + query)],
        "title": _title(chosen),
        "narrowed": _in_words(chosen.form),
        "page": page,
        "rows": [row_of(each) for each in page.object_list],
        "now": timezone.localtime(),
    }
    return TemplateResponse(request, "forums/agreed/print.html", context)


def _title(chosen: Chosen) -> str:
    forum = chosen.views.forum
    name = f"of {forum}" if chosen.view == OF_FORUM and forum else TITLES[chosen.view].lower()
    return f"Actions: {name}"


def _in_words(form: ActionsFilter) -> str:
    """What the filter leaves: “canteen”, a forum, a state."""
    asked = form.cleaned_data
    state = dict(STATES).get(asked.get("state") or "", "") if asked.get("state") else ""
    parts = [f"“{asked['q']}”" if asked.get("q") else "", str(asked.get("forum") or ""), state]
    return ", ".join(filter(None, parts))


class _Echo:
    """A file that gives back what is written to it: csv's writer into a stream."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: ActionQuerySet) -> Iterator[str]:
    """A spreadsheet takes the file for UTF-8 only where it begins with the mark."""
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = {each.pk: each for each in rows.filter(pk__in=keys[start : start + BATCH])}
        yield "".join(
            writer.writerow(cells_of(part[key])) for key in keys[start : start + BATCH] if key in part
        )


@require_safe
def actions_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """What the view and the filter leave, all of it."""
    prison = prison_of_actions(request, code)
    _, chosen = _at(request, prison)
    rows = chosen.rows.select_related(*RELATED, "agenda_item")
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    name = f"actions-{prison.code}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- One's own, over all prisons ------------------------------------------------------------------


@require_safe
def own_actions(request: HttpRequest) -> HttpResponse:
    """For everybody who signs in: what they or their organisations promised, and what they wrote down."""
    user = request.user
    mine, made = ActionQuerySet.of(user), Q(made_by=user)
    here = Action.objects.visible_to(user).filter(mine | made)
    views = Views(mine, made, (MINE, OVERDUE, MADE, FINISHED), within=mine)
    chosen = choose(request, here, views, None)
    page = Paginator(chosen.rows, A_PAGE).get_page(request.GET.get("page"))
    tabs = views.tabs(here, chosen.view, reverse("own_actions"))
    context = {
        "prison": None,
        "crumbs": crumbs_of(),
        "tabs": tabs,
        "form": chosen.form,
        "page": page,
        "rows": [row_of(each) for each in page.object_list],
        "empty": EMPTY[chosen.view],
        "narrowed": _narrowed(chosen.form),
        "print_url": "",
        "csv_url": "",
        "may_agree": False,
    }
    return TemplateResponse(request, "forums/agreed/actions.html", context)
