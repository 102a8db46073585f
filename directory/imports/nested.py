"""JSON as a table: a list of objects, nested values under headings with dots (`organization.name`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from coordination.policies import Refused
from directory.imports.tables import MOST_COLUMNS, Row, Table, as_text, storable

DEEPEST: Final = 4


def table(text: str) -> Table:
    """Refused where it is no JSON or holds no list of objects."""
    try:
        items = list_of_objects(json.loads(text))
    except json.JSONDecodeError as error:
        raise Refused(
            f"The JSON breaks off or is wrong in line {error.lineno}. Send the file as it was exported."
        ) from None
    except RecursionError:
        raise Refused("The JSON is nested too deeply to be a list of services.") from None
    except ValueError:
        # Python itself refuses whole numbers of more than some thousand digits.
        raise Refused("The JSON holds a number with thousands of digits. Take it out.") from None
    if not items:
        raise Refused(
            "The JSON holds no list of services. It must be a list of objects, or an object with one."
        )
    # Once for the headings and once for the rows: two small passes instead of a second copy of everything.
    headings = tuple(dict.fromkeys(heading for item in items for heading, _ in _flat(item)))
    if len(headings) > MOST_COLUMNS:
        raise Refused(f"The JSON has more than {MOST_COLUMNS} different names. Leave out those not needed.")
    return Table(headings, _rows(headings, items))


def _rows(headings: tuple[str, ...], items: list[dict[str, Any]]) -> Iterator[Row]:
    for item in items:
        parts: dict[str, list[str]] = {heading: [] for heading in headings}
        for heading, text in _flat(item):
            if text:
                parts[heading].append(text)
        if any(parts.values()):
            yield {heading: "|".join(texts) for heading, texts in parts.items()}


def list_of_objects(found: Any) -> list[dict[str, Any]]:
    """The list itself, or the longest list inside an object (exports wrap it in "contents", "services", ...)."""
    if isinstance(found, list):
        return [item for item in found if isinstance(item, dict)]
    if isinstance(found, dict):
        return max((list_of_objects(value) for value in found.values()), key=len, default=[])
    return []


def _flat(value: Any, heading: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(heading, text) for every plain value; what stands in a list of objects comes once for each of them."""
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in value.items():
            name = " ".join(storable(str(key)).split())
            yield from _flat(inner, f"{heading}.{name}" if heading else name, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value) and depth < DEEPEST:
        for item in value:
            yield from _flat(item, heading, depth)
    elif isinstance(value, dict | list):
        flat = isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)
        yield heading, as_text(value) if flat else json.dumps(value, ensure_ascii=False)
    else:
        yield heading or "value", as_text(value)
