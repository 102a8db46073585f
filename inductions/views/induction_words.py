"""A checklist in words: who signs what, what is signed, what may be done now."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from coordination.models import Prison
from coordination.views.sentences import day
from inductions.gaps import Checklist, Line
from inductions.models import InductionStep, Person, StepSignature
from inductions.models.moments import day_in_words

OF_PERSON = InductionStep.SignedBy.PERSON


def state(found: Checklist) -> tuple[str, str]:
    """(words, tone) of the whole."""
    if not found.lines:
        return "No checklist yet", "neutral"
    if not found.missing:
        done = found.completed_on
        return f"Complete since {day(done)}" if done else "Nothing is needed", "good"
    return f"{found.signed} of {len(found.lines)} signed", "waiting"


def signature_in_words(signature: StepSignature) -> str:
    if signature.on_paper:
        return f"On paper, {day_in_words(signature.signed_on)}. Typed in by {signature.signed_by}."
    return f"{signature.signed_by}, {day_in_words(signature.signed_on)}."


def line(
    each: Line, person: Person, prison: Prison, *, is_own: bool, may_sign: bool, works_here: bool
) -> dict[str, Any]:
    """One step with what the reader may do with it."""
    step, signature = each.step, each.signature
    label = ""
    if signature is None and works_here:
        if step.signed_by == OF_PERSON and is_own:
            label = "Sign this step"
        elif step.signed_by != OF_PERSON and may_sign and not is_own:
            label = "Sign off today"
    return {
        "title": step.title,
        "who": step.get_signed_by_display(),
        "needed": step.required,
        "state": "Signed" if signature else "Not signed",
        "tone": "good" if signature else ("waiting" if step.required else "neutral"),
        "words": signature_in_words(signature) if signature else "",
        "signed_as": signature.title if signature and signature.title != step.title else "",
        "label": label,
        "tick": f"{step.pk} {step.title}",
        "url": reverse("sign_step", args=[person.pk, prison.code, step.pk]),
        "strike_url": reverse("strike_signature", args=[person.pk, prison.code, signature.pk])
        if signature and may_sign
        else "",
    }


def earlier(signature: StepSignature) -> str:
    """A signature that counts for nothing of today, with its words as they were signed."""
    words = f"“{signature.title}”: {signature_in_words(signature)}"
    if signature.struck_at:
        return f"{words} Struck out by {signature.struck_by} on {day(signature.struck_at)}."
    return words
