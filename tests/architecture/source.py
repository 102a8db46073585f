"""Our own Python files, parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from coordination.configuration import CHECKOUT

APPS = ("coordination", "directory", "inductions", "forums", "bulletins", "planning")


def files(*parts: str) -> list[Path]:
    """Python files of the apps, or of a folder inside each of them; written ones, not migrations."""
    found = [file for app in APPS for file in (CHECKOUT / app).joinpath(*parts).rglob("*.py")]
    return sorted(file for file in found if "migrations" not in file.parts)


def named(file: Path) -> str:
    return str(file.relative_to(CHECKOUT))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method of one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def words_in(node: ast.AST) -> set[str]:
    """Every text that an expression may come to: a literal, or both sides of a choice."""
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
