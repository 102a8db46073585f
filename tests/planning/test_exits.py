"""A prison that closes: what is lost is frozen, steps are dated, editions are withdrawn, and people are told."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted, standing_of
from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from directory.actions.editions import make_edition
from directory.models import Edition, Listing
from planning.actions import exits
from planning.exits.checklist import LINES, dated
from planning.exits.impact import impact
from planning.exits.nearby import nearby
from planning.gaps.alike import Holds, Place
from planning.gaps.matrix import State
from planning.gaps.rows import Demand, Facts, Inputs, Offer, Places
from planning.gaps.urgent import Labels
from planning.home.exits import items
from planning.models import ManagedExit
from tests.cast import Cast
from tests.planning.exits_made import begun

DAY = date(2026, 3, 2)
LABELS = Labels({"health": "Health", "work": "Work"}, {"veterans": "Veterans"}, {}, {})


def inputs(*offers: Offer, demands: tuple[Demand, ...] = ()) -> Inputs:
    return Inputs(DAY, Facts(400), demands, offers, ("health", "work"), ("veterans",), ())


def offer(key: int, organisation: str, a_month: int | None = None, **changes: object) -> Offer:
    places = Places(None if a_month is None else Fraction(a_month))
    return Offer(
        key,
        key,
        f"Service {key}",
        organisation,
        **({"pathways": frozenset({"health"}), "places": places} | changes),
    )  # type: ignore[arg-type]


# --- Pure -----------------------------------------------------------------------------------------


def test_what_is_lost_is_counted_by_hand() -> None:
    rows = inputs(
        offer(1, "Harbour", 20, groups=frozenset({"veterans"})),
        offer(2, "Harbour", 10, pathways=frozenset({"health", "work"})),
        offer(3, "Lantern"),
        offer(4, "Gone", 99, ends_on=date(2026, 3, 1)),
    )
    lost = impact(rows, {"Harbour"}, LABELS)
    assert lost["places"] == {
        "services": 3, "places": {"exact": "30", "words": "30"}, "unknown": 1, "unlimited": 0
    }  # fmt: skip
    assert [(each["name"], each["services"], each["nowhere_else"]) for each in lost["organisations"]] == [
        ("Lantern", 1, True),
        ("Harbour", 2, False),
    ]
    assert [(each["code"], each["services"], each["places"]["exact"]) for each in lost["pathways"]] == [
        ("health", 3, "25"),
        ("work", 1, "5"),
    ]
    assert [(each["code"], each["places"]["exact"]) for each in lost["groups"]] == [("veterans", "20")]
    assert lost["population"] == 400


def test_places_that_nobody_said_are_not_nought() -> None:
    from planning.views.exit_words import places

    assert places(impact(inputs(offer(1, "Lantern")), set(), LABELS)["places"]) == "Not known"
    both = impact(inputs(offer(1, "Lantern"), offer(2, "Lantern", 4)), set(), LABELS)["places"]
    assert places(both) == "4, not known of 1 service"
    assert places(impact(inputs(), set(), LABELS)["places"]) == "None"


def place(key: int, **changes: object) -> Place:
    first = {"region": "South West", "functions": frozenset({"training"}), "holds": Holds.MEN}
    return Place(key, f"P{key}", f"Prison {key}", **(first | changes))  # type: ignore[arg-type]


def test_prisons_of_the_same_kind_with_the_same_gap_come_near_ones_first() -> None:
    short = inputs(demands=(Demand("health", a_month=Fraction(12)), Demand("work", a_month=Fraction(5))))
    met = inputs(offer(9, "Harbour", 50), demands=(Demand("health", a_month=Fraction(12)),))
    others = [
        place(2, region="Wales"), place(3), place(4, functions=frozenset({"reception"})),
        place(5, holds=Holds.WOMEN), place(6), place(7, region="London"),
    ]  # fmt: skip
    found = nearby(place(1), ["health"], others, {2: short, 3: short, 6: met, 7: inputs()})
    assert [(each.place.key, each.near) for each in found] == [(3, True), (2, False), (7, False)]
    assert [(gap.pathway, gap.state, gap.at_most) for gap in found[0].gaps] == [("health", State.UNMET, 12)]
    # Nobody said what is needed there: it is not known, and not fine.
    assert next(each for each in found if each.place.key == 7).unknown == ("health",)


def test_womens_prisons_are_near_by_their_sets_and_not_by_region() -> None:
    own = place(1, holds=Holds.WOMEN, sets=frozenset({7}))
    same_set = place(2, holds=Holds.WOMEN, region="Wales", sets=frozenset({7}))
    same_region = place(3, holds=Holds.WOMEN)
    assert own.is_near(same_set)
    assert not own.is_near(same_region)
    assert not place(1, holds=Holds.NOT_KNOWN).is_like(place(2, holds=Holds.NOT_KNOWN))


def test_steps_are_counted_back_from_the_day_and_never_lie_before_today() -> None:
    closes = date(2026, 6, 1)
    days = {line.code: due for line, due in dated(closes, DAY)}
    assert days["tell_organisations"] == date(2026, 3, 3)
    assert days["copies"] == closes
    assert days["thank"] == date(2026, 6, 15)
    assert {due for _, due in dated(DAY, DAY)} >= {DAY}
    assert min(due for _, due in dated(DAY + timedelta(days=10), DAY)) == DAY
    assert len({line.code for line in LINES}) == len(LINES)


# --- Actions --------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_an_exit_freezes_what_is_lost_and_stays_as_it_was(cast: Cast) -> None:
    found = begun(cast)
    names = [each["name"] for each in found.impact["services"]]
    assert names == ["Housing advice"]
    assert found.steps.count() == len(LINES)
    Listing.objects.filter(prison=cast.exeter).update(
        withdrawn_at=clock.now(), withdrawn_by=cast.coordinator, withdrawn_reason="It ended."
    )
    assert [each["name"] for each in ManagedExit.objects.get().impact["services"]] == names


def test_one_exit_at_a_time_and_never_of_a_prison_that_is_not_open(cast: Cast) -> None:
    begun(cast)
    with pytest.raises(Overtaken):
        begun(cast)
    with pytest.raises(Refused, match="passed"):
        begun(cast, elsewhere=True, days=-1)
    Prison.objects.filter(pk=cast.guys_marsh.pk).update(status=Prison.Status.PLANNED)
    with pytest.raises(Refused, match="Only an open prison"):
        begun(cast, elsewhere=True)


def test_only_who_opens_and_closes_prisons_begins_and_ends_an_exit(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        exits.begin_exit(by=cast.coordinator, prison=cast.exeter, closes_on=clock.today())
    found = begun(cast, days=0)
    for act in (exits.call_off, exits.close_prison):
        with pytest.raises(NotPermitted):
            act(by=cast.governor, managed_exit=found)


def test_the_coordinator_ticks_steps_off_and_a_governor_does_not(cast: Cast) -> None:
    step = begun(cast).steps.all()[0]
    with pytest.raises(NotPermitted):
        exits.tick_step(by=cast.governor, step=step)
    step = exits.tick_step(by=cast.coordinator, step=step, note="Told at the forum.")
    assert (step.done_on, step.done_by, step.note) == (clock.today(), cast.coordinator, "Told at the forum.")
    with pytest.raises(Overtaken):
        exits.tick_step(by=cast.national, step=step)
    assert exits.untick_step(by=cast.national, step=step).done_on is None


def test_a_closed_prison_has_no_edition_in_use_and_keeps_its_data(cast: Cast) -> None:
    ready = make_edition(by=cast.coordinator, prison=cast.exeter, kind="staff", queue=False)
    Edition.objects.filter(pk=ready.pk).update(state="ready", file="editions/x.pdf", pages=2)
    waiting = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people", queue=False)
    exits.close_prison(by=cast.national, managed_exit=begun(cast, days=0, temporary=True))
    ready.refresh_from_db()
    waiting.refresh_from_db()
    assert ready.withdrawn_on == clock.today()
    assert (waiting.state, waiting.withdrawn_on) == ("failed", None)
    prison = Prison.objects.get(pk=cast.exeter.pk)
    assert prison.status == Prison.Status.CLOSED_TEMPORARILY
    assert prison.status_since == clock.today().isoformat()
    assert Listing.objects.published().filter(prison=prison).exists()
    with pytest.raises(Refused):
        make_edition(by=cast.coordinator, prison=prison, kind="staff")


def test_a_prison_does_not_close_before_its_day_nor_twice(cast: Cast) -> None:
    with pytest.raises(Refused, match="day to come"):
        exits.close_prison(by=cast.national, managed_exit=begun(cast, days=1))
    found = begun(cast, elsewhere=True, days=0)
    exits.close_prison(by=cast.national, managed_exit=found)
    with pytest.raises(Overtaken):
        exits.close_prison(by=cast.national, managed_exit=found)
    with pytest.raises(Overtaken):
        exits.call_off(by=cast.national, managed_exit=found)


def test_an_exit_that_was_called_off_changes_nothing_and_may_begin_again(cast: Cast) -> None:
    found = begun(cast)
    exits.call_off(by=cast.national, managed_exit=found)
    assert Prison.objects.get(pk=cast.exeter.pk).is_running
    with pytest.raises(Overtaken):
        exits.tick_step(by=cast.national, step=found.steps.all()[0])
    assert begun(cast).pk != found.pk


def test_organisations_and_the_coordinator_read_it_at_home(cast: Cast) -> None:
    found = begun(cast, days=0)

    def read(user: object) -> list[str]:
        return [each.sentence for each in items(user, standing_of(user)) if each.section != "waits"]  # type: ignore[arg-type]

    for user in (cast.coordinator, cast.governor, cast.manager, cast.worker):
        (sentence,) = read(user)
        assert sentence.startswith(f"{cast.exeter} closes on")
    for user in (cast.staff, cast.other_coordinator, cast.other_manager):
        assert read(user) == []
    exits.close_prison(by=cast.national, managed_exit=found)
    assert "stays to be read" in read(cast.manager)[0]


# --- Pages ----------------------------------------------------------------------------------------


def test_the_page_of_an_exit_says_what_is_lost_and_what_is_to_do(cast: Cast, client: Client) -> None:
    found = begun(cast)
    client.force_login(cast.coordinator)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Housing advice" in page
    assert "Harbour Housing" in page
    assert "Tick off" in page
    assert "Call it off" not in page
    client.force_login(cast.governor)
    assert "Tick off" not in client.get(found.get_absolute_url()).content.decode()


def test_data_of_a_closed_prison_stays_readable_and_its_edition_says_so(cast: Cast, client: Client) -> None:
    ready = make_edition(by=cast.coordinator, prison=cast.exeter, kind="staff", queue=False)
    Edition.objects.filter(pk=ready.pk).update(state="ready", file="editions/x.pdf", pages=2)
    found = begun(cast, days=0)
    client.force_login(cast.national)
    assert client.post(reverse("close_prison", args=["EXI", found.pk])).status_code == 302
    client.force_login(cast.coordinator)
    for name, more in (("directory", []), ("gaps", []), ("managed_exit", [found.pk])):
        assert client.get(reverse(name, args=["EXI", *more])).status_code == 200
    page = client.get(reverse("edition", args=["EXI", ready.pk])).content.decode()
    assert "Collect every copy" in page


def test_a_planned_prison_shows_who_works_in_its_region(cast: Cast, client: Client) -> None:
    client.force_login(cast.national)
    assert client.get(reverse("prison_to_open", args=["EXI"])).status_code == 404
    Prison.objects.filter(pk=cast.exeter.pk).update(status=Prison.Status.PLANNED)
    page = client.get(reverse("prison_to_open", args=["EXI"])).content.decode()
    # Lantern works at Guys Marsh, in the same region.
    assert "Lantern Trust" in page
    assert "Nobody known" in page
