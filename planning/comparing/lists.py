"""The reference lists in the order in which a comparison shows them."""

from __future__ import annotations

from coordination.models import Area, Pathway, PrisonFunction


def pathways_of(*, women: bool) -> list[tuple[str, str]]:
    """[(code, words)] of active pathways; those for women alone only where women are held."""
    rows = Pathway.objects.filter(active=True)
    return list((rows if women else rows.filter(women_only=False)).values_list("code", "label"))


def functions() -> dict[str, str]:
    return dict(PrisonFunction.objects.values_list("code", "label"))


def parts_of(area: Area | None) -> dict[str, str]:
    """{code: name} of the parts of an area; without one, of all regions."""
    rows = Area.objects.filter(parent=area) if area else Area.objects.filter(kind=Area.Kind.REGION)
    return dict(rows.order_by("name").values_list("code", "name"))
