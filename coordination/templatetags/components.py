"""The portal's building blocks as template tags: `{% load components %}`.

Every block is shown with its code on the page /components/; the short list is templates/components/README.md.
Words, tones and figures are worked out in Python; these tags lay them out and never reach for data.

Tones: "good", "waiting", "attention", "bad", "info", "neutral". A tone shows as a shape and an edge as well
as a colour, and the words must say it alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()

TONES = ("good", "waiting", "attention", "bad", "info", "neutral")
MESSAGE_TONES = {"debug": "info", "info": "info", "success": "good", "warning": "attention", "error": "bad"}
NOTIFICATION_TITLES = {"good": "Done", "attention": "Please check", "bad": "There is a problem"}
MARKS = {"good": "✓", "waiting": "…", "attention": "!", "bad": "✕", "info": "i", "neutral": ""}
NOT_KNOWN = "Not known"


def known_tone(tone: str) -> str:
    """The tone itself, or the tone of a Django message level; an unknown word is a mistake and raises."""
    tone = MESSAGE_TONES.get(tone, tone) or "neutral"
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is no tone; use one of {', '.join(TONES)}.")
    return tone


# --- Page heads and wayfinding --------------------------------------------------------------------


@register.inclusion_tag("components/page_heading.html")
def page_heading(title: str, caption: str = "", lead: str = "") -> dict[str, Any]:
    """The page's only h1; `caption` is what it belongs to (a prison, an organisation)."""
    return {"title": title, "caption": caption, "lead": lead}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*pairs: Any) -> dict[str, Any]:
    """{% breadcrumbs "Home" "/" prison.name prison_url %}: labels and addresses, without the page itself."""
    return {"items": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, label: str = "Back") -> dict[str, str]:
    return {"url": url, "label": label}


@register.inclusion_tag("components/tab_list.html")
def tab_list(items: Iterable[dict[str, Any]], label: str) -> dict[str, Any]:
    """Views of one thing as links, no JavaScript. Items: {"label", "url", "current", optional "count"}."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to a Paginator's pages that keep the rest of the address (filters) as it is."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    gap = page.paginator.ELLIPSIS
    numbers = [
        {"gap": True} if number == gap else {"number": number, "url": address(int(number)), "gap": False}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


# --- States ---------------------------------------------------------------------------------------


@register.inclusion_tag("components/tag.html")
def tag(words: str, tone: str = "neutral") -> dict[str, str]:
    """A state in words: {% tag listing.state_label listing.state_tone %}."""
    tone = known_tone(tone)
    return {"words": words, "tone": tone, "mark": MARKS[tone]}


@register.inclusion_tag("components/whose_turn.html")
def whose_turn(who: str, what: str, since: str = "", mine: bool = False) -> dict[str, Any]:
    """Who has to do what next: {% whose_turn "The coordinator" "decides on this change" since="3 days" %}."""
    return {"who": who, "what": what, "since": since, "mine": mine}


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(
    figure: Any, label: str, url: str = "", note: str = "", tone: str = "neutral"
) -> dict[str, Any]:
    """A figure with its label. None shows as "Not known": unknown is not zero."""
    unknown = figure is None
    return {
        "figure": NOT_KNOWN if unknown else figure,
        "unknown": unknown,
        "label": label,
        "url": url,
        "note": note,
        "tone": known_tone(tone),
    }


@register.inclusion_tag("components/progress_bar.html", takes_context=True)
def progress_bar(
    context: Context,
    done: int,
    total: int | None,
    sentence: str,
    status_url: str = "",
    label: str = "Progress",
) -> dict[str, Any]:
    """How far a long job is. With `status_url` (JSON, see static/js/progress.js) it moves by itself.

    Without JavaScript the page offers "Check again" and "Keep checking for me" (see `asked_refresh`).
    """
    return {
        "done": done,
        "total": total,
        "sentence": sentence,
        "status_url": status_url,
        "label": label,
        "asked": refresh_seconds(context) > 0,
    }


def refresh_seconds(context: Context) -> int:
    """Seconds between reloads that the reader asked for in the address; 0 for none."""
    asked = context["request"].GET.get("refresh", "")
    return min(max(int(asked), 5), 60) if re.fullmatch(r"\d{1,3}", asked) else 0


@register.simple_tag(takes_context=True)
def asked_refresh(context: Context) -> str:
    """In {% block refresh %} of a page with a progress bar: reload by itself, only where the reader asked."""
    seconds = refresh_seconds(context)
    return format_html('<meta http-equiv="refresh" content="{}">', seconds) if seconds else ""


# --- Facts ----------------------------------------------------------------------------------------


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Facts under their names. Rows: ("Name", value) or {"label", "value", "url", "action"}.

    An empty value shows as "Not known". `title` puts the list in a card.
    """
    laid_out = []
    for row in rows:
        facts = row if isinstance(row, dict) else {"label": row[0], "value": row[1]}
        laid_out.append({"url": "", "action": "Change", **facts, "unknown": facts["value"] in (None, "", [])})
    return {
        "rows": laid_out,
        "title": title,
        "with_actions": any(row["url"] for row in laid_out),
        "not_known": NOT_KNOWN,
    }


@register.inclusion_tag("components/data_table.html")
def data_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    caption: str,
    numeric: str = "",
    hide_caption: bool = False,
) -> dict[str, Any]:
    """A table that becomes blocks on a narrow screen. The first cell of a row is its head.

    `numeric` holds the names of right-aligned columns, separated by commas. Cells are text or safe HTML.
    """
    right = {name.strip() for name in numeric.split(",") if name.strip()}
    heads = [{"label": column, "numeric": column in right} for column in columns]
    return {
        "heads": heads,
        "rows": [[{"value": cell, **head} for cell, head in zip(row, heads, strict=True)] for row in rows],
        "caption": caption,
        "hide_caption": hide_caption,
    }


@register.inclusion_tag("components/task_list.html")
def task_list(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Things to do, each with its state. Items: {"title", "status"} and optional "tone", "url", "hint"."""
    defaults = {"url": "", "hint": "", "tone": "neutral"}
    return {"items": [{**defaults, **item} for item in items]}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What happened, newest first. Events: {"title", "at"} and where known "by", "text"."""
    return {"events": [{"by": "", "text": "", **event} for event in events]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(heading: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Where a list would be: why it is empty and what to do about it."""
    return {"heading": heading, "text": text, "url": url, "action": action}


# --- Differences ----------------------------------------------------------------------------------


FEW_WORDS = 2


def word_difference(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of words as ("same" | "removed" | "added", text), in reading order.

    One or two words left standing between two changes are read as part of the change: a sentence that
    changes at every second word can be read by nobody.
    """
    old, new = re.findall(r"\S+\s*", before.strip()), re.findall(r"\S+\s*", after.strip())
    operations = difflib.SequenceMatcher(None, words_only(old), words_only(new), autojunk=False).get_opcodes()
    runs: list[tuple[str, str]] = []
    removed = added = ""
    for position, (operation, i1, i2, j1, j2) in enumerate(operations):
        inside = 0 < position < len(operations) - 1
        if operation == "equal" and not (inside and i2 - i1 <= FEW_WORDS):
            runs += [*changed_runs(removed, added), ("same", "".join(new[j1:j2]))]
            removed = added = ""
        else:
            removed += "".join(old[i1:i2])
            added += "".join(new[j1:j2])
    return runs + changed_runs(removed, added)


def words_only(words: list[str]) -> list[str]:
    """Words without the white space after them, so that a new line is no change."""
    return [word.rstrip() for word in words]


def changed_runs(removed: str, added: str) -> list[tuple[str, str]]:
    return [(kind, text.strip()) for kind, text in (("removed", removed), ("added", added)) if text.strip()]


@register.inclusion_tag("components/difference.html")
def difference(before: Any, after: Any) -> dict[str, Any]:
    """Two texts as one, with the words "removed" and "added" at each change."""
    return {"runs": word_difference(str(before or ""), str(after or ""))}


@register.inclusion_tag("components/difference_list.html")
def difference_list(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A proposal against the approved text, field by field. Rows: {"label", "before", "after"}.

    Changed fields are open to the eye, unchanged ones fold away under one line.
    """
    changed: list[dict[str, Any]] = []
    same: list[dict[str, Any]] = []
    for row in rows:
        (same if row["before"] == row["after"] else changed).append(row)
    return {"changed": changed, "same": same, "not_known": NOT_KNOWN}


# --- Telling --------------------------------------------------------------------------------------


@register.inclusion_tag("components/notification.html")
def notification(text: Any, tone: str = "info", title: str = "") -> dict[str, str]:
    """A banner for what has just happened or must be known. Django's messages arrive here by themselves."""
    tone = known_tone(tone.split()[-1] if tone else "info")
    return {"text": text, "tone": tone, "title": title or NOTIFICATION_TITLES.get(tone, "Please note")}


@register.inclusion_tag("components/warning_text.html")
def warning_text(text: str) -> dict[str, str]:
    return {"text": text}


@register.simple_block_tag
def inset(content: str) -> str:
    """{% inset %}...{% endinset %}: a passage set apart."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str) -> str:
    """{% details "Why do we ask?" %}...{% enddetails %}: text that folds away."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def card(content: str, title: str, tone: str = "neutral") -> str:
    """{% card "Waiting for you" %}...{% endcard %}: a titled box, h2."""
    return format_html(
        '<section class="vsc-card vsc-card--{}">'
        '<h2 class="govuk-heading-m vsc-card__title">{}</h2>{}</section>',
        known_tone(tone),
        title,
        content,
    )


@register.simple_block_tag
def stat_tiles(content: str) -> str:
    """{% stat_tiles %}{% stat_tile ... %}{% endstat_tiles %}: tiles side by side."""
    return format_html('<ul class="vsc-tiles">{}</ul>', content)


# --- Doing ----------------------------------------------------------------------------------------


@register.inclusion_tag("components/button.html")
def button(label: str, url: str, kind: str = "") -> dict[str, str]:
    """A link that looks like a button: it only goes somewhere. `kind`: "secondary" or "warning"."""
    return {"label": label, "url": url, "kind": kind}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(context: Context, label: str, url: str, kind: str = "", **fields: Any) -> dict[str, Any]:
    """A button that does something, in a form of its own. Further names become hidden fields."""
    return {
        "label": label,
        "url": url,
        "kind": kind,
        "fields": fields,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_block_tag
def button_group(content: str) -> str:
    return format_html('<div class="govuk-button-group">{}</div>', content)


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(context: Context, form: Any, label: str = "Filter", button: str = "Show") -> dict[str, Any]:
    """A GET form over a list; says how many filters are set and offers to clear them.

    Give the form `mark_optional = False` and `compact = True`.
    """
    names = {bound.html_name for bound in form}
    chosen = sum(1 for name in names if any(context["request"].GET.getlist(name)))
    return {"form": form, "label": label, "button": button, "chosen": chosen, "path": context["request"].path}


@register.simple_tag
def joined(items: Iterable[Any], separator: str = ", ") -> SafeString:
    """Items on one line, each escaped."""
    return SafeString(separator.join(conditional_escape(item) for item in items))
