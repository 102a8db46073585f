"""Hold a place while its people change, so that two rules that look at the same people do not pass at once."""

from __future__ import annotations

from coordination.models import Organisation, Prison
from coordination.policies import check_not_merged


def hold(*places: Prison | Organisation | None) -> None:
    """Locks the rows of the places until the transaction ends. Others may still write what points to them.

    Refuses an organisation that was merged into another: whatever is written to it would be seen by nobody.
    """
    for place in places:
        if place is not None:
            row = type(place)._default_manager.select_for_update(no_key=True).get(pk=place.pk)
            if isinstance(row, Organisation):
                check_not_merged(row)
