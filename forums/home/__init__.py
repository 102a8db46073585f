"""Lines of the home page about forums and what they agreed. Each file holds the lines of one thing."""

from __future__ import annotations

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem
from forums.home import actions, answers, meetings, minutes, own


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [
        line for part in (own, actions, meetings, minutes, answers) for line in part.items(user, standing)
    ]
