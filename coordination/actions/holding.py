"""Hold a place while its people change, so that two rules that look at the same people do not pass at once."""

from __future__ import annotations

from coordination.models import Organisation, Prison


def hold(*places: Prison | Organisation | None) -> None:
    """Locks the rows of the places until the transaction ends. Others may still write what points to them."""
    for place in places:
        if place is not None:
            type(place)._default_manager.select_for_update(no_key=True).get(pk=place.pk)
