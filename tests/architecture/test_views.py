"""A view shows what its user may know of: it never asks a manager without `.visible_to(`."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import files, named

# Models without a scope hold nothing about a place or a person: reference lists and the installation's own row.
MANAGERS = ("objects", "_default_manager", "_base_manager")


def unscoped(source: str) -> list[int]:
    """Line numbers at which a manager is touched and the next thing is not `.visible_to(`."""
    tree = ast.parse(source)
    scoped = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "visible_to"
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in scoped
    ]


@pytest.mark.parametrize("file", files("views"), ids=named)
def test_a_view_asks_only_for_what_is_visible(file) -> None:
    assert unscoped(file.read_text(encoding="utf-8")) == []


def test_there_are_views_to_look_at() -> None:
    assert len(files("views")) > 20


@pytest.mark.parametrize(
    "planted",
    [
        "Listing.objects.all()",
        "Listing.objects.filter(prison=prison).visible_to(request.user)",
        "get_object_or_404(Listing.objects, pk=pk)",
        "rows = Listing._default_manager.count()",
        "found = model._base_manager.get(pk=pk)",
    ],
)
def test_a_planted_view_without_scope_is_found(planted: str) -> None:
    assert unscoped(f"def view(request):\n    {planted}\n") == [2]


def test_a_scoped_view_passes() -> None:
    assert unscoped("def view(request):\n    Listing.objects.visible_to(request.user).filter(pk=1)\n") == []
