"""A listing is a service at one prison: where it stands there, and what may change without approval."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.prison import Prison
from coordination.roles import Permission
from directory.models.freshness import ASK_AFTER, HOLDS_FOR, PRINTED_FOR
from directory.models.places import SaysItsPlaces

if TYPE_CHECKING:
    from coordination.models import User

LOST_WITHIN: Final = timedelta(days=90)


def both_or_neither(name: str, *columns: str) -> models.CheckConstraint:
    """Pairs such as `approved_at` and `approved_by` are set together or not at all."""
    none = Q(**{f"{column}__isnull": True for column in columns})
    every = Q(**{f"{column}__isnull": False for column in columns})
    return models.CheckConstraint(condition=none | every, name=name)


def is_overdue(today: date) -> Q:
    """As `freshness_of` says it: never confirmed, or longer ago than a confirmation holds."""
    return Q(confirmed_on=None) | Q(confirmed_on__lt=today - HOLDS_FOR)


def is_too_old_for_print(today: date) -> Q:
    return Q(confirmed_on__lt=today - PRINTED_FOR)


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible_to(self, user: User) -> ListingQuerySet:
        """All at the prison for who sees its queue; approved ones for its staff; own ones for the organisation."""
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_QUEUE):
            return self
        queue = standing.prisons_where(Permission.VIEW_QUEUE)
        readers = standing.prisons_where(Permission.VIEW_DIRECTORY)
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        # A listing enters the coordinator's world when something was sent; a first draft is the organisation's own.
        sent = Q(_has_a_revision())
        published = Q(approved_revision__isnull=False, withdrawn_at=None)
        return self.filter(
            (Q(prison__in=queue) & sent)
            | (Q(prison__in=readers) & published)
            | Q(service__organisation__in=own)
        )

    def published(self) -> ListingQuerySet:
        """What readers see: approved and not withdrawn."""
        return self.filter(approved_revision__isnull=False, withdrawn_at=None)

    def pathways_by_organisation(self, prisons: Iterable[Prison]) -> dict[tuple[int, int], tuple[str, ...]]:
        """{(key of a prison, key of an organisation that has a service there): codes of its pathways}."""
        rows = self.published().filter(prison__in=prisons).order_by().distinct()
        found: dict[tuple[int, int], list[str]] = {}
        for prison, organisation, code in rows.values_list(
            "prison", "service__organisation", "approved_revision__pathways__code"
        ):
            codes = found.setdefault((prison, organisation), [])
            codes += [code] if code and code not in codes else []
        return {place: tuple(sorted(codes)) for place, codes in found.items()}

    def with_wording(self) -> ListingQuerySet:
        """Everything that a list of services shows, in a fixed number of queries."""
        return self.select_related("prison", "service__organisation", "approved_revision").prefetch_related(
            "approved_revision__pathways", "approved_revision__groups", "approved_revision__wings",
            "approved_revision__stages", "approved_revision__ways_to_ask", "approved_revision__sessions",
        )  # fmt: skip

    def about_to_be_lost(self, today: date) -> ListingQuerySet:
        """Published ones whose funding or last day comes within 90 days, or has passed."""
        until = today + LOST_WITHIN
        ends = Q(approved_revision__funded_until__lte=until) | Q(approved_revision__ends_on__lte=until)
        return self.published().filter(ends)

    def unconfirmed(self, today: date) -> ListingQuerySet:
        """Published ones that nobody has confirmed as right for 75 days: their organisation is asked.

        Not those at a prison that is closed: nobody there reads them.
        """
        return self.published().at_open_prisons().filter(confirmed_on__lte=today - ASK_AFTER)

    def at_open_prisons(self) -> ListingQuerySet:
        return self.filter(prison__status=Prison.Status.OPEN)

    def overdue(self, today: date) -> ListingQuerySet:
        """Published ones whose last confirmation is more than 90 days old, or that have none: readers see a mark."""
        return self.published().filter(is_overdue(today))

    def left_out_of_print(self, today: date) -> ListingQuerySet:
        """Published ones that nobody has confirmed for more than 180 days: no edition prints them."""
        return self.published().filter(is_too_old_for_print(today))

    def paused_too_long(self, today: date) -> ListingQuerySet:
        """Published ones whose pause lasted until a day that has passed."""
        return self.published().filter(room=Listing.Room.PAUSED, room_on__lt=today)

    def without_contact(self, today: date) -> ListingQuerySet:
        """Published ones about which staff can reach nobody."""
        return self.published().filter(contacts=None)

    def without_how_to_ask(self, today: date) -> ListingQuerySet:
        """Published ones that do not say how somebody asks."""
        return self.published().filter(approved_revision__how_to_ask="")

    def with_public_details_to_approve(self) -> ListingQuerySet:
        """A helpline or an address is proposed and not approved; what is withdrawn waits for nobody."""
        helpline = ~Q(public_helpline="") & Q(public_helpline_approved_at=None)
        address = ~Q(public_address="") & Q(public_address_approved_at=None)
        return self.filter(helpline | address, withdrawn_at=None)

    def by_chapter(self) -> ListingQuerySet:
        """Published ones as a directory orders them: by their first pathway, then by name.

        A subquery, because grouping whole rows by a joined minimum took three times as long at 3,000 listings.
        """
        from directory.models.revision import Revision

        links = Revision.pathways.through.objects.filter(revision=models.OuterRef("approved_revision"))
        first = links.order_by("pathway__position").values("pathway__position")[:1]
        chapter = models.Subquery(first)
        return self.annotate(chapter=chapter).order_by("chapter", "approved_revision__name", "pk")

    def with_newest(self) -> ListingQuerySet:
        """Adds what `state_of` asks: newest_id, newest_state, newest_at, newest_decided_at and newest_reason."""
        from directory.models.revision import Revision

        newest = Revision.objects.filter(listing=models.OuterRef("pk")).order_by("-pk")
        columns = {
            "id": "pk",
            "state": "state",
            "at": "submitted_at",
            "decided_at": "decided_at",
            "reason": "reason",
        }
        return self.annotate(
            **{
                f"newest_{name}": models.Subquery(newest.values(column)[:1])
                for name, column in columns.items()
            }
        )


def _has_a_revision() -> models.Exists:
    from directory.models.revision import Revision

    return models.Exists(Revision.objects.filter(listing=models.OuterRef("pk")))


class Listing(SaysItsPlaces, models.Model):
    class Room(models.TextChoices):
        """Whether there is room for more. Unknown is not open."""

        UNKNOWN = "", "Not known"
        OPEN = "open", "Room for more"
        WAITING_LIST = "waiting_list", "Waiting list"
        FULL = "full", "Full"
        PAUSED = "paused", "Paused"

    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="listings")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="listings")
    entry_number = models.PositiveIntegerField(null=True, blank=True)
    approved_revision = models.OneToOneField(
        "directory.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.CharField("room for more", max_length=20, choices=Room, blank=True, default=Room.UNKNOWN)
    room_on = models.DateField(null=True, blank=True, help_text="Since when, or until when a pause lasts.")
    # How many people it takes: typed, or worked out from its sessions (planning/gaps/conversion.py). Empty: not known.
    places_a_month = models.PositiveIntegerField("people a month", null=True, blank=True)
    places_a_session = models.PositiveIntegerField("people a session", null=True, blank=True)
    sessions_a_person = models.PositiveSmallIntegerField(
        "sessions that one person takes", null=True, blank=True
    )
    places_unlimited = models.BooleanField("takes everybody who asks", default=False)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confidential_premises = models.BooleanField(
        default=False,
        help_text="A refuge or women’s centre: address, place and map stay out of every edition.",
    )
    discreet = models.BooleanField(
        default=False,
        help_text="Must not be seen to be used: kept off posters and anything with a name on it.",
    )
    public_helpline = models.CharField(max_length=40, blank=True)
    public_helpline_hours = models.CharField(max_length=120, blank=True)
    public_helpline_approved_at = models.DateTimeField(null=True, blank=True)
    public_helpline_approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_address = models.CharField(max_length=300, blank=True)
    public_address_approved_at = models.DateTimeField(null=True, blank=True)
    public_address_approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    withdrawn_urgently = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ListingQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="entry_number room room_on public_helpline public_helpline_hours public_address",
        staff="id service prison approved_revision confirmed_on confidential_premises discreet places_a_month"
        " places_a_session sessions_a_person places_unlimited"
        " public_helpline_approved_at public_address_approved_at withdrawn_at withdrawn_reason"
        " withdrawn_urgently created_at",
        personal="confirmed_by public_helpline_approved_by public_address_approved_by withdrawn_by",
    )

    class Meta:
        ordering = ["prison", "service__name"]
        constraints = [
            models.UniqueConstraint(fields=["service", "prison"], name="listing_once_a_prison"),
            models.UniqueConstraint(fields=["prison", "entry_number"], name="listing_entry_number_once"),
            both_or_neither("listing_confirmed_on_and_by", "confirmed_on", "confirmed_by"),
            models.CheckConstraint(
                condition=Q(places_unlimited=False)
                | Q(places_a_month=None, places_a_session=None, sessions_a_person=None),
                name="listing_places_counted_or_unlimited",
            ),
            models.CheckConstraint(
                condition=(Q(places_a_month=None) | Q(places_a_session=None))
                & (Q(sessions_a_person=None) | Q(places_a_session__isnull=False, sessions_a_person__gt=0)),
                name="listing_places_said_in_one_way",
            ),
            both_or_neither("listing_withdrawn_at_and_by", "withdrawn_at", "withdrawn_by"),
            both_or_neither(
                "listing_helpline_approved_at_and_by",
                "public_helpline_approved_at", "public_helpline_approved_by",
            ),
            both_or_neither(
                "listing_address_approved_at_and_by", "public_address_approved_at", "public_address_approved_by"
            ),
            models.CheckConstraint(
                condition=Q(approved_revision=None) | Q(entry_number__isnull=False),
                name="listing_approved_has_a_number",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.service} at {self.prison}"

    def get_absolute_url(self) -> str:
        return reverse("listing", args=[self.prison.code, self.pk])

    @property
    def name_for_readers(self) -> str:
        """As approved. What the organisation, or a list that was brought in, calls it since is nobody's to read yet."""
        if self.approved_revision is None:
            return f"a service of {self.service.organisation}"
        return str(self.approved_revision.name)

    @property
    def is_published(self) -> bool:
        return self.approved_revision_id is not None and self.withdrawn_at is None

    @property
    def room_in_words(self) -> str:
        """“Waiting list since 3 May 2026”, “Paused until 3 May 2026”, “Not known”."""
        label = str(self.Room(self.room).label)
        if not self.room_on:
            return label
        preposition = "until" if self.room == self.Room.PAUSED else "since"
        return f"{label} {preposition} {self.room_on.day} {self.room_on:%B %Y}"
