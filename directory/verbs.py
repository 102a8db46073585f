"""What the directory's actions are called on the audit page. The kinds of a listing's history are verbs as well."""

from typing import Final

from directory.models import ListingEvent

VERBS: Final[dict[str, str]] = {
    "begin_service": "Began a service",
    "offer_to_prison": "Offered a service to another prison",
    **{kind.value: f"Service: {kind.label[:1].lower()}{kind.label[1:]}" for kind in ListingEvent.Kind},
}
