"""What training a prison requires of whom; and publishing what is read for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.policies import Refused
from coordination.roles import Permission as P
from inductions.actions import rules as actions
from inductions.forms.module_rules import QuestionFormSet, ReadingForm, RuleForm
from inductions.models import ModuleRule, PolicyDocument, Reading, TrainingModule
from inductions.models.moments import day_in_words
from inductions.views.training_here import Here, training_at

KINDS = (
    ("required_of_staff", "staff"), ("required_of_volunteers", "volunteers"),
    ("required_of_sessional", "sessional workers"), ("required_of_trainees", "trainees"),
)  # fmt: skip

LEAD_TO_DECIDE = "You decide for your prison: of whom, how, and how often. No period is preset."
LEAD_TO_READ = "What this prison asks of whom, and how often. Other prisons may ask for something else."


@require_http_methods(["GET", "HEAD", "POST"])
def module_rules(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody who may come here a table; for the coordinator the form of all modules."""
    here = training_at(request, code)
    if request.method == "POST":
        access.require(request.user, P.MANAGE_TRAINING, prison=here.prison)
    rules = {rule.module_id: rule for rule in _rules(request, here)}
    forms = _forms(request, rules) if here.plans else []
    if request.method == "POST" and all(form.is_valid() for form in forms):
        changed = [form for form in forms if form.is_changed]
        if _save(request, here, changed):
            said = (
                f"Saved: {', '.join(form.module.label for form in changed)}."
                if changed
                else "Nothing was changed."
            )
            messages.success(request, said)
            return redirect("module_rules", code)
    readings = _readings(request, here)
    context = {
        "here": here,
        "prison": here.prison,
        "crumbs": here.below_training,
        "lead": LEAD_TO_DECIDE if here.plans else LEAD_TO_READ,
        "blocks": [(form, _reading_of(form.module, rules, readings, here)) for form in forms],
        "forms": forms,
        "rows": [_row(rule, readings) for rule in rules.values() if _asked_of(rule)],
    }
    return TemplateResponse(request, "inductions/module_rules.html", context)


def _rules(request: HttpRequest, here: Here) -> list[ModuleRule]:
    rows = ModuleRule.objects.visible_to(request.user).filter(prison=here.prison, active=True)
    return list(rows.select_related("module"))


def _forms(request: HttpRequest, rules: dict[str, ModuleRule]) -> list[RuleForm]:
    data = request.POST if request.method == "POST" else None
    modules = TrainingModule.in_use()
    return [RuleForm(data, module=each, rule=rules.get(each.pk), prefix=each.pk) for each in modules]


def _save(request: HttpRequest, here: Here, changed: list[RuleForm]) -> bool:
    try:
        actions.set_rules(
            by=request.user, prison=here.prison, values={form.module: form.values() for form in changed},
            seen={form.module.pk: form.cleaned_data["seen"] for form in changed},
        )  # fmt: skip
    except Refused as refused:
        named = [form for form in changed if form.module.label in str(refused)]
        (named or changed)[0].refuse(refused)
        return False
    return True


def _readings(request: HttpRequest, here: Here) -> dict[str, Reading]:
    """{code of module: the newest text}"""
    rows = Reading.objects.visible_to(request.user).filter(rule__prison=here.prison)
    return {each.rule.module_id: each for each in rows.select_related("rule").order_by("published_at", "pk")}


def _reading_of(
    module: TrainingModule, rules: dict[str, ModuleRule], readings: dict[str, Reading], here: Here
) -> dict[str, str]:
    rule, newest = rules.get(module.pk), readings.get(module.pk)
    if rule is None or rule.delivery != ModuleRule.Delivery.READ:
        return {}
    published = (
        f"Version {newest.version}, published on {day_in_words(timezone.localdate(newest.published_at))}."
        if newest
        else ""
    )
    return {
        "published": published,
        "url": reverse("reading", args=[newest.pk]) if newest else "",
        "publish_url": reverse("reading_publish", args=[here.prison.code, module.pk]),
        "label": "Publish a new version" if newest else "Publish what is to be read",
    }


def _asked_of(rule: ModuleRule) -> str:
    return ", ".join(words for name, words in KINDS if getattr(rule, name))


def _row(rule: ModuleRule, readings: dict[str, Reading]) -> dict[str, Any]:
    newest = readings.get(rule.module_id) if rule.delivery == ModuleRule.Delivery.READ else None
    months = rule.refresh_months
    again = f"After {months} month{'' if months == 1 else 's'}, at best in the last {rule.window_days} days"
    return {
        "module": rule.module.label,
        "purpose": rule.module.purpose,
        "asked_of": _asked_of(rule),
        "how": rule.get_delivery_display(),
        "reading_url": reverse("reading", args=[newest.pk]) if newest else "",
        "again": again if months else "Once is enough",
        "gate": rule.get_at_the_gate_display(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def reading_publish(request: HttpRequest, code: str, module: str) -> HttpResponse:
    here = training_at(request, code, P.MANAGE_TRAINING)
    rules = ModuleRule.objects.visible_to(request.user).filter(prison=here.prison, module=module, active=True)
    rule = rules.select_related("prison", "module").first()
    if rule is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    documents = PolicyDocument.objects.visible_to(request.user).current().filter(prison=here.prison)
    form = ReadingForm(data, documents=documents)
    questions = QuestionFormSet(data, prefix="questions")
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        asked = [question for each in questions.forms if (question := each.as_question())]
        try:
            made = actions.publish_reading(by=request.user, rule=rule, questions=asked, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Published. Who has read an older version stays recorded.")
            return redirect("reading", made.pk)
    context = {
        "here": here,
        "prison": here.prison,
        "rule": rule,
        "crumbs": [*here.below_training, ("What is required here", reverse("module_rules", args=[code]))],
        "form": form,
        "questions": questions,
    }
    return TemplateResponse(request, "inductions/reading_publish.html", context)
