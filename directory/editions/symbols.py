"""Which line-art symbol stands beside what. Names are files in `static:symbols/`.

Most come from a package of line art (coordination build_frontend); the letter and the clock are our own drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.contrib.staticfiles import finders

# Way to ask (its code) -> symbol. The first known one of a service stands beside its sentence.
WAYS_TO_ASK: Final = {
    "app": "send-an-app", "officer": "ask-an-officer", "drop_in": "drop-in", "peer": "peer-worker",
    "helpline": "phone", "write": "letter", "healthcare": "healthcare", "chaplaincy": "chaplaincy",
    "education": "education-department", "resettlement": "resettlement", "safer_custody": "safer-custody",
    "staff_refer": "staff-refer",
}  # fmt: skip
# What every directory for people in prison shows.
FIXED: Final = (
    "ask-an-officer", "calendar", "important", "information", "key-worker", "language", "phone", "question", "talk",
    "clock", "letter",
)  # fmt: skip
NAME: Final = re.compile(r"[a-z][a-z-]*")
ASK: Final = "question"
PATHWAY: Final = "information"


def way_to_ask(codes: Iterable[str]) -> str:
    return next((WAYS_TO_ASK[code] for code in codes if code in WAYS_TO_ASK), ASK)


def known(names: Iterable[str]) -> list[str]:
    """Those for which there is a drawing, each once, by name: labels and symbols of pathways are data."""
    return sorted({name for name in names if NAME.fullmatch(name) and finders.find(f"symbols/{name}.svg")})
