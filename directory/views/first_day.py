"""The path of the first day, and what is left to a directory worth printing. Shows; changes nothing."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import Standing, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from directory import first_day as path
from directory.first_day.left import LEAST_ENTRIES, Line, LineState, missing
from directory.first_day.steps import Step, StepState, done
from directory.views import edition_words

# What each step's button says, where it leads and which right it takes; a second way stands beside the first.
BUTTONS: Final[dict[str, tuple[tuple[str, str, P], ...]]] = {
    "wings": (("Name the wings", "wings", P.EDIT_PRISON),),
    "wording": (("Look at the wording", "prison_settings", P.EDIT_PRISON),),
    "bring_in": (
        ("Bring in a list", "imports", P.IMPORT_SERVICES),
        ("Add and invite an organisation", "add_organisation", P.ADD_ORGANISATION),
    ),
    "decide": (("Go to the queue", "queue", P.DECIDE),),
    "print": (("Print a directory", "editions", P.MAKE_EDITION),),
    "copies": (("Record the copies", "edition_copies", P.MAKE_EDITION),),
    "invite": (("Invite prison staff", "invite_to_prison", P.INVITE_TO_PRISON),),
}
# What the button says once the step is done.
DONE_LABELS: Final = {"wings": "Change the wings", "invite_to_prison": "Invite more staff"}
# The page with the list behind a line, with what narrows it.
LISTS: Final[dict[str, tuple[str, str, P]]] = {
    "entries": ("directory", "", P.VIEW_DIRECTORY),
    "wings": ("wings", "", P.EDIT_PRISON),
    "pathways": ("needs", "", P.VIEW_NEEDS),
    "without_contact": ("directory", "without_contact", P.VIEW_QUEUE),
    "without_how_to_ask": ("directory", "without_how_to_ask", P.VIEW_QUEUE),
    "overdue": ("directory", "overdue", P.VIEW_QUEUE),
    "left_out_of_print": ("directory", "left_out_of_print", P.VIEW_QUEUE),
    "pending": ("queue", "", P.VIEW_QUEUE),
    "edition_staff": ("editions", "", P.VIEW_EDITIONS),
    "edition_people": ("editions", "", P.VIEW_EDITIONS),
    "copies": ("copy_places", "", P.MAKE_EDITION),
}
# Lines whose parts are values of a filter of the directory.
PARTS: Final = {"wings": "wing", "pathways": "pathway"}
STEP_WORDS: Final = {
    StepState.DONE: ("Done", "good"),
    StepState.NEXT: ("Next", "attention"),
    StepState.WAITING: ("Waits for others", "waiting"),
    StepState.LATER: ("Later", "neutral"),
}
LINE_WORDS: Final = {
    LineState.MISSING: ("To do", "attention"),
    LineState.UNKNOWN: ("Not known", "waiting"),
    LineState.FINE: ("Fine", "good"),
}


@require_safe
def first_day(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code)
    access.require(request.user, P.VIEW_QUEUE, prison=prison)
    standing, today = standing_of(request.user), timezone.localdate()
    directory, work = path.directory_of(prison, today), path.work_of(prison, today)
    steps, lines = path.steps(directory, work), path.left(directory, work)
    edition = work.for_people or work.for_staff
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "lead": f"{done(steps)} of {len(steps)} steps are done.",
        "steps": [_step(step, standing, prison, edition.pk if edition else None) for step in steps],
        "lines": [_line(line, standing, prison) for line in lines],
        "verdict": _verdict(path.is_worth_printing(directory), missing(lines))
        if prison.is_running
        else edition_words.closed(prison),
    }
    return TemplateResponse(request, "directory/first_day.html", context)


def _verdict(worth_printing: bool, open_lines: int) -> str:
    if not worth_printing:
        return (
            f"It is worth printing when it has {LEAST_ENTRIES} entries, the wings have names,"
            " and something comes to each of them."
        )
    if open_lines:
        return "It is worth printing. What is still to do would make it better."
    return "It is worth printing, and nothing is left to do."


def _step(step: Step, standing: Standing, prison: Prison, edition: int | None) -> dict[str, Any]:
    words, tone = STEP_WORDS[step.state]
    buttons = [
        {"label": _label(label, name, step), "url": _url(name, prison, edition)}
        for label, name, permission in BUTTONS[step.key]
        if step.can_begin and _may(standing, permission, prison)
    ]
    is_next = step.state == StepState.NEXT
    return {"step": step, "words": words, "tone": tone, "is_next": is_next, "buttons": buttons}


def _label(label: str, name: str, step: Step) -> str:
    return DONE_LABELS.get(name, label) if step.state == StepState.DONE else label


def _may(standing: Standing, permission: P, prison: Prison) -> bool:
    return standing.may(permission, prison=prison)


def _url(name: str, prison: Prison, edition: int | None = None) -> str:
    if name == "add_organisation":
        return reverse(name)
    return reverse(name, args=[prison.code, edition] if name == "edition_copies" else [prison.code])


def _line(line: Line, standing: Standing, prison: Prison) -> dict[str, Any]:
    """With the list behind it, where the reader may open that."""
    words, tone = LINE_WORDS[line.state]
    name, check, permission = LISTS[line.key]
    url = reverse(name, args=[prison.code]) if _may(standing, permission, prison) else ""
    if url and check:
        url += f"?check={check}"
    parts = [
        {"label": label, "url": reverse("directory", args=[prison.code], query={PARTS[line.key]: key})}
        for key, label in line.items
    ]
    return {"sentence": line.sentence, "words": words, "tone": tone, "url": url, "parts": parts}
