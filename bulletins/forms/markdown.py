"""The small Markdown of bulletins, said where it is typed: what one types, and what it becomes.

class ItemForm(MarkdownForm):
    markdown = ("text",)      boxes below which the help can be opened
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bulletins.wording import html_of
from directory.forms.worded import WordedForm

TYPED: Final = (
    ("A new paragraph", "The first.\n\nThe second: an empty line stands before it."),
    ("Bold", "Bring **a pen**."),
    ("Italics", "Ask for *Bread and Roses*."),
    ("A list", "- tea\n- coffee"),
    ("Numbers", "1. Come to the gate.\n2. Ask for the chapel."),
    ("A link to a page", "Read [the whole report](https://www.example.org/report)."),
    ("An e-mail address", "Write to [the chapel](mailto:chapel@example.org)."),
)
HINT: Final = "Plain words are enough. Below stands how to write bold words, lists and links."


def examples() -> list[tuple[str, str, str]]:
    """(what it is for, what is typed, the HTML that it becomes): from the rules themselves, so that they agree."""
    return [(label, typed, html_of(typed)) for label, typed in TYPED]


class MarkdownForm(WordedForm):
    markdown: ClassVar[tuple[str, ...]] = ()

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ["css/bulletin_writing.css"]}

    def below(self, bound: BoundField) -> SafeString:
        under = super().below(bound)
        if bound.name not in self.markdown:
            return under
        return under + render_to_string("bulletins/writing/markdown.html", {"examples": examples()})
