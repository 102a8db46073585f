"""What was written for the demonstration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

TEXTS: Final = Path(__file__).with_name("texts.toml")


def texts() -> dict[str, Any]:
    with TEXTS.open("rb") as file:
        return tomllib.load(file)
