"""The directory's lines on the home page. Each file holds the lines of one kind of person, or of one thing."""

from __future__ import annotations

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem
from directory.home import confirming, corrections, first_day, lists, own, paper, prison, readers


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [
        line
        for part in (own, first_day, prison, confirming, corrections, lists, paper, readers)
        for line in part.items(user, standing)
    ]
