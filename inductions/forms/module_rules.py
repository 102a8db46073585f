"""What a prison asks of whom, all modules on one page; and a text to read with its questions."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import formset_factory

from coordination.forms.base import PortalForm
from inductions.actions.rules import print_of
from inductions.models import ModuleRule, PolicyDocument, TrainingModule

KINDS: Final = [
    "required_of_staff",
    "required_of_volunteers",
    "required_of_sessional",
    "required_of_trainees",
]
SHOWN: Final = [
    "delivery", "refresh_months", "window_days", "at_the_gate", "version", "needs_second_person",
]  # fmt: skip
MOST_QUESTIONS: Final = 5


class RuleForm(PortalForm):
    """One module. A module that is asked of nobody needs nothing else filled in."""

    mark_optional = False
    compact = True

    required_of_staff = forms.BooleanField(label="Staff", required=False)
    required_of_volunteers = forms.BooleanField(label="Volunteers", required=False)
    required_of_sessional = forms.BooleanField(label="Sessional workers", required=False)
    required_of_trainees = forms.BooleanField(label="Trainees", required=False)
    delivery = forms.ChoiceField(label="How it is done", choices=ModuleRule.Delivery.choices)
    refresh_months = forms.IntegerField(
        label="Again after, in months", min_value=1, max_value=120, required=False,
        help_text="Empty: once is enough.",
    )  # fmt: skip
    window_days = forms.IntegerField(
        label="Renewal window, in days", min_value=0, max_value=365,
        help_text="Renewed within it, nothing is lost.",
    )  # fmt: skip
    at_the_gate = forms.ChoiceField(label="Without it, at the gate", choices=ModuleRule.AtTheGate.choices)
    version = forms.CharField(label="Version taught now", max_length=20)
    needs_second_person = forms.BooleanField(
        label="Counts once a second person has verified it", required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, module: TrainingModule, rule: ModuleRule | None, **kwargs: Any) -> None:
        self.module = module
        start = rule or ModuleRule(module=module)
        names = [*KINDS, *SHOWN]
        initial = {name: getattr(start, name) for name in names} | {"seen": print_of(rule)}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def kinds(self) -> list[Any]:
        return [self[name] for name in KINDS]

    @property
    def rest(self) -> list[Any]:
        return [self[name] for name in SHOWN]

    @property
    def is_changed(self) -> bool:
        return bool(set(self.changed_data) - {"seen"})

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in [*KINDS, *SHOWN]} | {"active": True}


class QuestionForm(PortalForm):
    """A question with its answers, one a line, the right one marked by a star. Empty: no question."""

    mark_optional = False

    question = forms.CharField(label="Question", max_length=300, required=False)
    answers = forms.CharField(
        label="Answers, one a line", required=False, max_length=1200, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Two to six. Begin the right one with a star, for example: * The orderly officer",
    )  # fmt: skip

    def as_question(self) -> dict[str, Any] | None:
        """The shape that the action takes; None where nothing is written. `right` None: not one star."""
        question = self.cleaned_data.get("question", "")
        lines = [" ".join(line.split()) for line in self.cleaned_data.get("answers", "").splitlines()]
        lines = [line for line in lines if line]
        if not question and not lines:
            return None
        stars = [number for number, line in enumerate(lines) if line.startswith("*")]
        answers = [line.lstrip("* ") for line in lines]
        return {"question": question, "answers": answers, "right": stars[0] if len(stars) == 1 else None}


QuestionFormSet = formset_factory(
    QuestionForm, extra=MOST_QUESTIONS, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS, validate_max=True
)
QuestionFormSet.entry_name = "Question"  # type: ignore[attr-defined]


class ReadingForm(PortalForm):
    """A new version of what is read. `documents` are the prison's current policies."""

    submit_label = "Publish it"

    version = forms.CharField(
        label="Version",
        max_length=20,
        help_text="Another one than before: who read the old one stays recorded.",
    )
    document = forms.ModelChoiceField(
        label="A policy of the prison", queryset=PolicyDocument.objects.none(), required=False,
        empty_label="None: the text below", help_text="Choose it here, write the text below, or both.",
    )  # fmt: skip
    text = forms.CharField(
        label="Text to read", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Short sentences. An empty line begins a new paragraph.",
    )  # fmt: skip

    def __init__(self, *args: Any, documents: QuerySet[PolicyDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["document"]
        field.queryset = documents
        if not documents:
            del self.fields["document"]
