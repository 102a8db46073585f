"""Texts of services as varied as real ones: words of seven pathways, everyday words, and a long tail of rare ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final

TOPICS: Final = {
    "accommodation": "housing accommodation tenancy rent homeless hostel landlord deposit flat council eviction"
    " furniture supported lodging street outreach mortgage arrears room move",
    "employment": "employment education training course literacy numeracy construction scaffolding catering"
    " barbering forklift interview apprenticeship employer mentor certificate bricklaying library college skills",
    "health": "health counselling anxiety depression dentist hearing bereavement nurse wellbeing mindfulness yoga diet"
    " gym sleep trauma dementia smoking therapy hospital memory",
    "drugs_alcohol": "drugs alcohol recovery relapse methadone naloxone drinking detox sober sponsor addiction gambling"
    " rehabilitation substance withdrawal meeting abstinence cannabis heroin steps",
    "finance": "debt money benefits credit bank account budgeting fines pension loan savings identification creditor"
    " bills universal claim solicitor insurance court charge",
    "family": "family children parenting visits father storybook partner grandparents toddler relationship mediation"
    " homework crafts fares travel letters divorce baby kinship carer",
    "thinking": "anger violence conflict victim restorative meditation chess debate drama theatre writing painting"
    " music choir faith chaplaincy forgiveness gangs decision temper",
}  # fmt: skip
_COMMON: Final = (
    "week month friendly trained worker volunteer private confidential free weekly informal release outside community"
    " small team leader session talk listen plan practical step learn confidence again first early year local national"
    " adviser charity partner peer meet phone letter form question family home future life people together"
)
COMMON: Final = _COMMON.split()
RARE_WORDS: Final = 12_000
_SYLLABLES: Final = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za bran chel dor fen gal hurst"
SYLLABLES: Final = _SYLLABLES.split()


def rare_words(count: int = RARE_WORDS) -> list[str]:
    """Names of places, people and programmes, more or less: the same ones each time."""
    chance = random.Random("rare words")
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(found)


def texts() -> Iterator[dict[str, Any]]:
    """Names, summaries and procedures without end, the same ones each time."""
    chance = random.Random("texts")
    rare = rare_words()
    # The hundredth rare word is a hundred times rarer than the first.
    odds = list(accumulate(1 / rank for rank in range(1, len(rare) + 1)))
    topics = [words.split() for words in TOPICS.values()]

    def some(topic: list[str], count: int) -> str:
        words = [
            *chance.choices(topic, k=count // 4),
            *chance.choices(COMMON, k=count // 2),
            *chance.choices(rare, cum_weights=odds, k=count - count // 4 - count // 2),
        ]
        chance.shuffle(words)
        return " ".join(words)

    while True:
        topic = chance.choice(topics)
        yield {
            "name": " ".join(
                [chance.choice(topic), chance.choice(COMMON), *chance.choices(rare, cum_weights=odds)]
            ),
            "summary": some(topic, 48),
            "usual_wait_days": chance.choice([None, 0, 5, 10, 20, 40, 100]),
            "how_to_ask": "Send an app to the team.",
            "staff_procedure": some(topic, 30),
            "evidence": some(topic, 12),
        }
