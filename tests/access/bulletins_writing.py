"""Bulletins being written, and their pictures."""

from __future__ import annotations

from typing import Any

from django.urls import resolve

from bulletins.picture_links import path_of
from tests.access_table import EVERYBODY, Row
from tests.bulletins import making
from tests.cast import Cast


def in_the_mail(cast: Cast) -> list[Any]:
    return list(resolve(path_of(making.image(cast))).kwargs.values())


ROWS = [
    # Whoever reads a mail has no account; nobody guesses the address.
    Row("bulletin_picture", in_the_mail, ok=EVERYBODY),
]
