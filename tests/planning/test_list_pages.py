"""The lists behind the figures of the gaps page: each name leads to its service, and not known is not nought."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from planning.reports.told import unreached
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def page(cast: Cast, name: str) -> str:
    client = Client()
    client.force_login(cast.governor)
    answer = client.get(f"/prisons/EXI/gaps/{name}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("name", ["organisations", "sequence"])
def test_each_service_is_led_to_its_page(cast: Cast, name: str) -> None:
    assert f'href="/prisons/EXI/listings/{cast.approved.pk}/"' in page(cast, name)


def test_every_organisation_that_works_here_is_listed(cast: Cast) -> None:
    found = page(cast, "organisations")
    assert "1 organisations offer" not in found
    assert "All organisations and their services" in found
    assert "Harbour Housing" in found


def wing(own: int = 0, everywhere: int = 0, not_known: int = 0) -> dict[str, Any]:
    by_nothing = not own and not everywhere and not not_known
    return {
        "own": list(range(own)),
        "everywhere": everywhere,
        "not_known": not_known,
        "by_nothing": by_nothing,
    }


def test_wings_that_nothing_reaches_are_counted_only_where_that_is_certain() -> None:
    assert unreached([]) is None
    assert unreached([wing(own=1), wing(not_known=2)]) is None
    assert unreached([wing(own=1), wing()]) == 1
    assert unreached([wing(own=1, not_known=2), wing(everywhere=1, not_known=2)]) == 0
