"""The slips lie beside the directory that they ask about; the directory knows nothing of forums."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from coordination.access import standing_of
from coordination.models import Pathway
from coordination.offers import offers
from forums import editions
from tests.cast import Cast
from tests.directory.printing import finished
from tests.forums.papers_made import outcome

pytestmark = pytest.mark.django_db


def test_the_editions_page_lists_slips_beside_the_directory_for_people_in_prison(
    cast: Cast, client: Client
) -> None:
    for kind in ("people", "staff"):
        finished(cast.exeter, kind)
    client.force_login(cast.coordinator)
    page = client.get(reverse("editions", args=["EXI"])).content.decode()
    slip = reverse("feedback_slip", args=["EXI"])
    assert page.count(f'href="{slip}"') == 1
    assert f'href="{slip}?a_sheet=4"' in page


@pytest.mark.parametrize(("kind", "there"), [("people", True), ("staff", False)])
def test_the_page_of_one_edition_lists_them_where_they_belong(
    kind: str, there: bool, cast: Cast, client: Client
) -> None:
    edition = finished(cast.exeter, kind)
    client.force_login(cast.coordinator)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert (reverse("feedback_slip", args=["EXI"]) in page) is there


def test_nobody_is_offered_a_paper_that_they_may_not_print(cast: Cast, client: Client) -> None:
    finished(cast.exeter, "people")
    for user in (cast.staff, cast.governor):
        client.force_login(user)
        page = client.get(reverse("editions", args=["EXI"])).content.decode()
        assert (reverse("feedback_slip", args=["EXI"]) in page) is (user == cast.governor)
    assert editions.offered(cast.gate, standing_of(cast.gate), cast.exeter, "people") == []


def test_both_features_answer_under_the_same_name() -> None:
    assert {"directory.editions", "forums.editions"} <= {module.__name__ for module in offers("editions")}
    for file in (Path(settings.BASE_DIR) / "directory").rglob("*.py"):
        assert "import forums" not in (text := file.read_text(encoding="utf-8"))
        assert "from forums" not in text


def test_the_page_of_outcomes_leads_to_posters_once_something_is_approved(cast: Cast, client: Client) -> None:
    client.force_login(cast.governor)
    page = reverse("outcomes", args=["EXI"])
    poster = reverse("outcomes_poster", args=["EXI"])
    assert poster not in client.get(page).content.decode()
    for code in ("finance", "health"):
        outcome(cast, f"We ask about {code}.", pathway=Pathway.objects.get(code=code))
    outcome(cast, "We ask in private.", pathway=Pathway.objects.filter(women_only=True)[0])
    shown = client.get(page).content.decode()
    for query in ("", "?size=a3", "?pathway=finance", "?pathway=health"):
        assert f'href="{poster}{query}"' in shown
    assert shown.count(f'href="{poster}') == 4


def test_the_page_of_slips_leads_to_empty_ones(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    assert (
        reverse("feedback_slip", args=["EXI"])
        in client.get(reverse("feedback", args=["EXI"])).content.decode()
    )
