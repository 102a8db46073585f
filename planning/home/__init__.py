"""Lines of the home page about needs, gaps and plans. Each file holds the lines of one thing."""

from __future__ import annotations

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem
from planning.home import exits, plan, priorities


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [line for part in (priorities, plan, exits) for line in part.items(user, standing)]
