from directory.models.confirmation_reminder import ConfirmationReminder
from directory.models.contact import Contact
from directory.models.correction import Correction
from directory.models.draft import Draft
from directory.models.edition import CopyPlace, Edition, PlacedCopy
from directory.models.importing import ImportedText, ImportRow, ImportRun, ImportSource
from directory.models.listing import Listing
from directory.models.listing_event import ListingEvent
from directory.models.need import Need, NeedOrigin
from directory.models.query import Query
from directory.models.revision import Revision, Session
from directory.models.search import SearchEntry, SearchTerm, SearchWord
from directory.models.service import Service
from directory.models.synonym import Synonym

__all__ = [
    "ConfirmationReminder",
    "Contact",
    "CopyPlace",
    "Correction",
    "Draft",
    "Edition",
    "ImportRow",
    "ImportRun",
    "ImportSource",
    "ImportedText",
    "Listing",
    "ListingEvent",
    "Need",
    "NeedOrigin",
    "PlacedCopy",
    "Query",
    "Revision",
    "SearchEntry",
    "SearchTerm",
    "SearchWord",
    "Service",
    "Session",
    "Synonym",
]
