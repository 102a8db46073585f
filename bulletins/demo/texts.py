"""What was written for the demonstration."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

TEXTS: Final = Path(__file__).with_name("texts.toml")


@lru_cache(maxsize=1)
def texts() -> dict[str, Any]:
    with TEXTS.open("rb") as file:
        return tomllib.load(file)
