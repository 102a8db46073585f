"""Forms that say while somebody types what may not be written, and under which box.

    class ForumForm(WordedForm):
        for_members = ("name", "purpose")     staff and organisations read it: prison numbers and refused words
        for_the_wings = ("we_did",)           people in prison read it: contact details, long sentences too
        not_measured = ("title",)             of those, words without sentences

The action asks again on saving (policies of the feature). A page with a template of its own needs `{{ form.media }}` in
its head, and `data-plain-words-address="{% url 'plain_words' %}"` on a <form> that {% crispy form %} does not write.
"""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django.forms.boundfield import BoundField
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coordination.forms.base import PortalForm
from coordination.plain_words import Readers
from directory.forms.plain_words import Words, examined


class WordedForm(PortalForm):
    for_members: ClassVar[tuple[str, ...]] = ()
    for_the_wings: ClassVar[tuple[str, ...]] = ()
    not_measured: ClassVar[tuple[str, ...]] = ()

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ["css/directory.css"]}
        js = (Script("js/plain_words.js", type="module"),)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.attrs = {**helper.attrs, "data-plain-words-address": reverse("plain_words")}
        return helper

    def below(self, bound: BoundField) -> SafeString:
        """The place for remarks; what came back with an error has them already."""
        if bound.name not in (*self.for_members, *self.for_the_wings):
            return super().below(bound)
        readers = Readers.WINGS if bound.name in self.for_the_wings else Readers.MEMBERS
        measure = readers == Readers.WINGS and bound.name not in self.not_measured
        found = examined(str(bound.value() or ""), readers, measure) if self.is_bound else None
        words = Words(str(bound.label), bound.id_for_label, readers, measure, found)
        return render_to_string("directory/parts/plain_words.html", {"words": words})
