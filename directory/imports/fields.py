"""What a column of a list may mean: our own fields, with the headings under which others keep them (fields.csv)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Field:
    """A place for a column's text.

    `names` are headings seen in real lists. `several`: more than one column may be put together here. `fixed`: how
    one value for all rows is typed, empty where that makes no sense: text, long, yes_no, sex, or the model of the list
    that codes are chosen from.
    """

    key: str
    label: str
    section: str
    names: tuple[str, ...]
    several: bool
    fixed: str


def plain(heading: str) -> str:
    """Lower case words only, so that “E-mail_Address:” and “email address” are one."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.findall(r"[^\W_]+", parted.lower().replace("e-mail", "email")))


def _read() -> dict[str, Field]:
    with (Path(__file__).parent / "fields.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: _field(row) for row in csv.DictReader(file)}


def _field(row: dict[str, str]) -> Field:
    names = [row["label"], row["key"], *row["headings"].split("|")]
    return Field(
        row["key"], row["label"], row["section"], tuple(dict.fromkeys(map(plain, filter(None, names)))),
        bool(row["several"]), row["fixed"],
    )  # fmt: skip


FIELDS: Final[dict[str, Field]] = _read()
