"""What a prison asks of whom, and what is read for it."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from inductions.models import ModuleRule, PolicyDocument, Reading, TrainingModule

COLUMNS: Final = [
    "delivery", "version", "required_of_staff", "required_of_volunteers", "required_of_sessional",
    "required_of_trainees", "refresh_months", "window_days", "needs_second_person", "at_the_gate", "active",
]  # fmt: skip
DAYS_A_MONTH: Final = 28


@transaction.atomic
def set_rule(*, by: User, prison: Prison, module: TrainingModule, values: dict[str, Any]) -> ModuleRule:
    """What the prison asks from now on. Records stay as they are; what they are worth is worked out anew."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    Prison.objects.select_for_update().get(pk=prison.pk)
    rule = ModuleRule.objects.filter(prison=prison, module=module).first()
    before = audit.values(rule, COLUMNS) if rule else {}
    rule = rule or ModuleRule(prison=prison, module=module)
    for name in COLUMNS:
        if name in values:
            setattr(rule, name, values[name])
    rule.version = one_line(rule.version)
    check_no_prison_numbers({"version": rule.version})
    _check_window(rule)
    rule.full_clean(exclude=["prison", "module"], validate_unique=False)
    changes = audit.changes(rule, before, audit.values(rule, COLUMNS)) if before else {}
    if before and not changes:
        return rule
    rule.save()
    audit.record("set_rule", by=by, on=rule, prison=prison, changes=changes)
    return rule


@transaction.atomic
def set_rules(
    *,
    by: User,
    prison: Prison,
    values: dict[TrainingModule, dict[str, Any]],
    seen: dict[str, str] | None = None,
) -> list[ModuleRule]:
    """Several modules of one page at once; all or none. `seen`: {code: print of the rule that the page showed}.

    Overtaken where somebody has changed one of them meanwhile.
    """
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    Prison.objects.select_for_update().get(pk=prison.pk)
    there = {rule.module_id: rule for rule in ModuleRule.objects.filter(prison=prison)}
    for module in values:
        if seen is not None and seen.get(module.pk) != print_of(there.get(module.pk)):
            raise Overtaken(f"Somebody else changed {module} meanwhile. Nothing was saved: look at it again.")
    return [set_rule(by=by, prison=prison, module=module, values=each) for module, each in values.items()]


def print_of(rule: ModuleRule | None) -> str:
    """Changes with everything that the page of rules shows of it; empty where there is none."""
    if rule is None:
        return ""
    shown = "|".join(str(getattr(rule, name)) for name in COLUMNS)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _check_window(rule: ModuleRule) -> None:
    """A window as long as the period would let two sessions in one week count for two years."""
    if rule.refresh_months and rule.window_days >= rule.refresh_months * DAYS_A_MONTH:
        raise Refused(
            f"{rule.module}: a renewal window of {rule.window_days} days is as long as {rule.refresh_months}"
            f" month{'' if rule.refresh_months == 1 else 's'}. Choose a shorter one."
        )


@transaction.atomic
def publish_reading(
    *,
    by: User,
    rule: ModuleRule,
    version: str,
    text: str = "",
    document: PolicyDocument | None = None,
    questions: list[dict[str, Any]] | None = None,
) -> Reading:
    """A new version of what is read, with its questions: [{"question", "answers": [2 to 6], "right": number}]."""
    access.require(by, Permission.MANAGE_TRAINING, prison=rule.prison)
    ModuleRule.objects.select_for_update().get(pk=rule.pk)
    version, questions = one_line(version), questions or []
    if not version:
        raise Refused("Give this version a number or a name, for example 2.")
    check_no_prison_numbers({"text": text, "questions": "\n".join(map(str, questions))})
    if not text.strip() and document is None:
        raise Refused("Write what is to be read, or choose a policy of the prison.")
    if document is not None and document.prison_id != rule.prison_id:
        raise access.NotPermitted("Only a policy of the same prison can be read for its training.")
    for number, question in enumerate(questions, 1):
        _check_question(number, question)
    if Reading.objects.filter(rule=rule, version=version).exists():
        raise Refused(f"There is a version {version} already. Give this one another number.")
    reading = Reading.objects.create(
        rule=rule, version=version, text=text.strip(), document=document, questions=questions,
        published_at=clock.now(), published_by=by,
    )  # fmt: skip
    ModuleRule.objects.filter(pk=rule.pk).update(version=version)
    audit.record("publish_reading", by=by, on=reading, prison=rule.prison)
    return reading


def _check_question(number: int, question: dict[str, Any]) -> None:
    answers = [answer for answer in question.get("answers", []) if str(answer).strip()]
    if not str(question.get("question", "")).strip():
        raise Refused(f"Question {number} is empty. Write it, or take it out.")
    if not 2 <= len(answers) <= 6:
        raise Refused(f"Question {number} needs two to six answers.")
    if question.get("right") not in range(len(answers)):
        raise Refused(f"Say which answer to question {number} is right.")
