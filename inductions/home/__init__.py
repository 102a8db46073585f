"""Lines of the home page about people who come in. Each file holds the lines of one thing."""

from __future__ import annotations

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem
from inductions.home import (
    began,
    clearances,
    gate,
    objections,
    own,
    own_training,
    people_lists,
    policies,
    training,
)


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [
        line
        for part in (own, own_training, objections, training, policies, clearances, gate, people_lists, began)
        for line in part.items(user, standing)
    ]
