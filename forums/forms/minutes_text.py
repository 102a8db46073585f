"""All items of minutes as forms on one page, and what becomes of them where somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.forms.boundfield import BoundField

from directory.forms.typed import Typed, as_data, quiet, whole_number
from forums.actions.agenda import MOST_ITEMS
from forums.actions.minutes import NOTHING_YET, Texts, tidied
from forums.forms.minutes import MinuteItemForm, mark_of
from forums.minuted import TEXTS

PREFIX: Final = "items"


@dataclass(frozen=True)
class Standing:
    """An item as it stands on the agenda and in the minutes now."""

    key: int
    number: int
    title: str
    raised_by: str = ""
    detail: str = ""
    texts: Texts = field(default_factory=Texts)


@dataclass
class Part:
    """One box. `stands`: the other text, where there are two; `notice`: what somebody else did here."""

    name: str
    box: BoundField
    stands: str = ""
    keep: BoundField | None = None
    notice: str = ""


@dataclass
class ItemOnPage:
    item: Standing
    form: MinuteItemForm
    parts: list[Part]


class MinutesText:
    """The whole text: blank, as it stands, or as typed. `seen`: the version that the page showed."""

    def __init__(
        self, items: Iterable[Standing], version: int, typed: Typed | None = None, checked: bool = False
    ):
        self.items, self.version = list(items), version
        self.typed = dict(typed) if typed is not None else None
        self.seen = version if typed is None else _number(typed, "seen", NOTHING_YET)
        self.index = _places(self.typed or {})
        self.forms = {item.key: self._form(item, checked) for item in self.items}
        self.notices: dict[tuple[int, str], str] = {}
        self.two: set[tuple[int, str]] = self._shown_as_two()

    def _form(self, item: Standing, checked: bool) -> MinuteItemForm:
        if self.typed is None or item.key not in self.index:
            # Taken onto the agenda after the page was opened: it begins as it stands.
            number = self.index.setdefault(item.key, max(self.index.values(), default=-1) + 1)
            began = {"key": item.key, **_texts_of(item), **_marks_of(item)}
            return MinuteItemForm(prefix=f"{PREFIX}-{number}", initial=began, stands=item.texts)
        prefix = f"{PREFIX}-{self.index[item.key]}"
        form = MinuteItemForm(as_data(self.typed), prefix=prefix, stands=item.texts)
        if not checked:
            quiet(form)
        return form

    def _shown_as_two(self) -> set[tuple[int, str]]:
        return {
            (item.key, name) for item in self.items for name in TEXTS
            if self._typed(item, f"two_{name}") and tidied(self._typed(item, name)) != getattr(item.texts, name)
        }  # fmt: skip

    def _typed(self, item: Standing, name: str) -> str:
        if self.typed is None or item.key not in self.index:
            return ""
        return next(iter(self.typed.get(f"{PREFIX}-{self.index[item.key]}-{name}", [])), "")

    def is_valid(self) -> bool:
        """Checks all, so that every error is shown at once."""
        found = [form.is_valid() for form in self.forms.values() if form.is_bound]
        return all(found)

    def texts(self) -> dict[int, Texts]:
        return {key: form.texts() for key, form in self.forms.items() if form.is_bound}

    def against(self, items: Iterable[Standing], version: int, who: str) -> MinutesText:
        """What was typed against what stands by now: the same page, with both texts wherever two were written.

        What only the other one changed is taken over, and said; what only the writer changed stays in its box.
        """
        items = list(items)
        typed = dict(self.typed or {}) | {"seen": [str(version)]}
        notices, two = {}, set()
        for item in items:
            if item.key not in self.index:
                continue
            for name in TEXTS:
                mine, stands = tidied(self._typed(item, name)), getattr(item.texts, name)
                was = self._typed(item, f"was_{name}")
                chose = bool(self._typed(item, f"two_{name}"))
                changes = {f"was_{name}": mark_of(stands), f"two_{name}": ""}
                if mine != stands and mark_of(mine) == was and not chose:
                    changes[name] = stands
                    notices[item.key, name] = f"{who} wrote this meanwhile. You had not changed it."
                elif mine != stands and (mark_of(stands) != was or chose):
                    changes[f"two_{name}"] = "1"
                    two.add((item.key, name))
                    if mark_of(stands) != was:
                        changes[f"keep_{name}"] = ""  # Chosen against an older text.
                prefix = f"{PREFIX}-{self.index[item.key]}"
                typed |= {f"{prefix}-{key}": [value] for key, value in changes.items()}
        found = MinutesText(items, version, typed)
        found.notices, found.two = notices, two
        return found

    def on_page(self) -> list[ItemOnPage]:
        return [
            ItemOnPage(item, form := self.forms[item.key], [self._part(item, form, name) for name in TEXTS])
            for item in self.items
        ]

    def _part(self, item: Standing, form: MinuteItemForm, name: str) -> Part:
        label, two = str(form.fields[name].label), (item.key, name) in self.two
        if not two:
            return Part(label, form[name], notice=self.notices.get((item.key, name), ""))
        # Before the first look at the bound fields, which keep their labels.
        form.fields[name].label = f"{label}: what you typed"
        form.fields[f"keep_{name}"].label = f"{label}: which text stays?"
        return Part(label, form[name], getattr(item.texts, name), form[f"keep_{name}"])

    def strays(self) -> dict[int, list[str]]:
        """{agenda item: what was typed of it}, of items that are not on the agenda any more. Nobody's words vanish."""
        gone = {key: number for key, number in self.index.items() if key not in self.forms}
        found = {}
        for key, number in gone.items():
            words = [
                tidied(next(iter((self.typed or {}).get(f"{PREFIX}-{number}-{name}", [])), ""))
                for name in TEXTS
            ]
            if any(words):
                found[key] = [text for text in words if text]
        return found

    @property
    def new_item(self) -> str:
        return " ".join(next(iter((self.typed or {}).get("new_item", [])), "").split())

    @property
    def has_two(self) -> bool:
        return bool(self.two)


def _texts_of(item: Standing) -> dict[str, str]:
    return {name: getattr(item.texts, name) for name in TEXTS}


def _marks_of(item: Standing) -> dict[str, str]:
    return {f"was_{name}": mark_of(getattr(item.texts, name)) for name in TEXTS}


def _number(typed: Mapping[str, list[str]], name: str, without: int) -> int:
    found = whole_number(next(iter(typed.get(name, [])), ""))
    return without if found is None else found


def _places(typed: Mapping[str, Any]) -> dict[int, int]:
    """{agenda item: the number under which the page sent it}."""
    found: dict[int, int] = {}
    for number in range(MOST_ITEMS):
        key = _number(typed, f"{PREFIX}-{number}-key", -1)
        if key >= 0:
            found.setdefault(key, number)
    return found
