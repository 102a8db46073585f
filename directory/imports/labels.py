"""Words of other lists, turned into the codes of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.apps import apps

from directory.imports.cleaning import pieces
from directory.imports.fields import plain

# Beginnings of words, as commissioners and charities write them.
_PATHWAY_WORDS: Final[Mapping[str, str]] = {
    "accommodation": "accommodation housing homeless tenan lettings hostel llety",
    "employment": "education training employment ete job work vocational career learning skill apprentice literacy",
    "health": "health wellbeing mental emotional medical counselling wellness",
    "drugs_alcohol": "dependenc recovery drug alcohol substance addict",
    "finance": "financ benefit debt money budget welfare",
    "family": "famil child parent relationship mothers fathers",
    "thinking": "thinking behaviour attitude lifestyle mentor violence restorative faith",
    "abuse": "domestic rape abuse",
    "sex_work": "prostitut",
}
_WHOLE: Final[Mapping[str, tuple[str, ...]]] = {
    # “Work” begins words that have nothing to do with employment.
    "social work": (), "sex work": ("sex_work",), "youth work": (), "social welfare": ("finance",),
    # As the Ministry of Justice defines it: well-being, family, lifestyle and associates, social inclusion.
    "personal wellbeing": ("family", "health", "thinking"),
    "welfare benefits": ("finance",), "child benefit": ("finance",), "family mediation": ("family",),
}  # fmt: skip
_OTHER_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Stage": {
        "induction": "reception", "reception": "reception", "custody": "during", "in prison": "during",
        "sentence": "during", "pre release": "last_twelve_weeks", "resettlement": "last_twelve_weeks",
        "through the gate": "release", "release": "release", "post release": "after", "community": "after",
        "licence": "after", "rotl": "rotl",
    },
    "DeliveryWay": {
        "1 1": "one_to_one", "1 to 1": "one_to_one", "121": "one_to_one", "individual": "one_to_one",
        "face to face": "one_to_one", "in person": "one_to_one", "group": "group", "groups": "group",
        "groupwork": "group", "group work": "group", "drop in": "drop_in", "course": "workshop", "workshop": "workshop",
        "class": "workshop", "phone": "telephone", "telephone": "telephone", "letter": "letter", "post": "letter",
        "video": "video", "online": "video", "peer": "peer", "mentoring": "peer", "visits": "visit",
        "at the gate": "at_the_gate",
    },
    "Language": {"bsl": "bsl", "sign language": "bsl", "cymraeg": "cy", "panjabi": "pa"},
    "WayToAsk": {"app": "app", "application": "app", "self referral": "app", "referral": "staff_refer",
                 "staff referral": "staff_refer", "key worker": "officer", "officer": "officer",
                 "phone": "helpline", "letter": "write", "drop in": "drop_in", "chaplain": "chaplaincy"},
    "Group": {"veteran": "veterans", "lgbtq": "lgbt", "lgbtq people": "lgbt", "young people": "young_adults",
              "18 25": "young_adults", "disabled people": "disabled", "older": "older", "autism": "neurodivergent",
              "foreign national": "foreign_nationals", "neurodiverse": "neurodivergent", "bame": "minority_ethnic",
              "care leaver": "care_leavers", "female": "women"},
}  # fmt: skip


def codes(model: str) -> dict[str, str]:
    """{code: label} of a list of ours, in its order, what is still in use."""
    rows = apps.get_model("coordination", model).objects.filter(active=True)
    return dict(rows.values_list("pk", "label"))


def guessed_pathways(label: str) -> list[str]:
    """Codes that the words of a category speak of; none where they speak of nothing that we have."""
    said = plain(label)
    for whole, found in _WHOLE.items():
        if whole in said:
            return list(found)
    words = said.split()
    return [
        code
        for code, beginnings in _PATHWAY_WORDS.items()
        if any(word.startswith(each) for word in words for each in beginnings.split())
    ]


@dataclass(frozen=True)
class KnownLabels:
    """One list of ours, ready to be compared: {plain label or synonym: code}."""

    by_name: Mapping[str, str]

    @classmethod
    def load(cls, model: str) -> KnownLabels:
        rows = codes(model)
        named = {plain(label): code for code, label in rows.items()}
        named |= {plain(code): code for code in rows if plain(code) not in named}
        others = _OTHER_WORDS.get(model, {})
        return cls({word: code for word, code in others.items() if code in rows} | named)

    def read(self, cell: str) -> tuple[list[str], list[str]]:
        """(codes, what is none of them). A label that holds a comma is found before the cell is parted at commas."""
        found: list[str] = []
        strange: list[str] = []
        for part in pieces(cell, by_comma=False):
            if (code := self._code(part)) is not None:
                found.append(code)
                continue
            for code, rest in self._by_commas(part.split(",")):
                (found if code else strange).append(code or rest)
        return list(dict.fromkeys(found)), strange

    def _code(self, text: str) -> str | None:
        said = plain(text)
        without = re.sub(r"\s(only|people|prisoners|support|service|services)$", "", said)
        return self.by_name.get(said) or self.by_name.get(without)

    def _by_commas(self, parts: list[str]) -> Iterable[tuple[str, str]]:
        """The longest run of parts that is a label comes first: “Education, training and employment”."""
        place = 0
        while place < len(parts):
            for end in range(len(parts), place, -1):
                if code := self._code(",".join(parts[place:end])):
                    yield code, ""
                    place = end
                    break
            else:
                if parts[place].strip():
                    yield "", parts[place].strip()
                place += 1
