from directory.models.contact import Contact
from directory.models.draft import Draft
from directory.models.edition import CopyPlace, Edition, PlacedCopy
from directory.models.listing import Listing
from directory.models.listing_event import ListingEvent
from directory.models.revision import Revision, Session
from directory.models.service import Service

__all__ = [
    "Contact",
    "CopyPlace",
    "Draft",
    "Edition",
    "Listing",
    "ListingEvent",
    "PlacedCopy",
    "Revision",
    "Service",
    "Session",
]
