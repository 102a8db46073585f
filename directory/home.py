"""The directory's lines on the home page: texts that wait, services about to be lost, what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models import Draft, Edition, Listing, ListingEvent, Need, PlacedCopy, Revision
from directory.models.listing_state import day_in_words

OLD_DRAFT: Final = timedelta(days=3)
NEW_FOR: Final = timedelta(days=30)
# Somebody who does not decide is told of a queue that has stood for a week.
SLOW: Final = timedelta(days=7)
# More of a kind than this are told as one line.
EACH_UP_TO: Final = 3
ACCEPTED: Final = (ListingEvent.Kind.ACCEPTED, ListingEvent.Kind.ACCEPTED_WITH_EDITS)


def items(user: User, standing: Standing) -> list[HomeItem]:
    found: list[HomeItem] = []
    if standing.organisations_where(P.VIEW_OWN_SERVICES):
        found += _own_news(user, standing)
    if standing.organisations_where(P.WRITE_SERVICE):
        found += [*_returned(user, standing), *_drafts(user, standing), *_own_risks(user, standing)]
    if standing.may(P.VIEW_QUEUE):
        found += [*_queues(user, standing), *_about_to_be_lost(user, standing)]
    if standing.may(P.DECIDE):
        found += [*_public_details(user, standing), *_paused_too_long(user, standing)]
    if standing.may(P.MANAGE_NEEDS):
        found += _needs(user, standing)
    if standing.may(P.MAKE_EDITION):
        found += [*_out_of_date(user, standing), *_copies_to_take_down(user, standing)]
    if standing.may(P.VIEW_DIRECTORY) and not standing.may(P.DECIDE):
        found += _new_here(user, standing)
    return found


def each_or_one(
    rows: list[Any], each: Callable[[Any], HomeItem], together: Callable[[list[Any]], HomeItem]
) -> list[HomeItem]:
    """A line for each of a few, one line for many."""
    if len(rows) > EACH_UP_TO:
        return [together(rows)]
    return [each(row) for row in rows]


# --- An organisation's own ------------------------------------------------------------------------


def _own(user: User, standing: Standing, permission: P) -> Any:
    """The organisation's listings, with what a line about them says."""
    own = standing.organisations_where(permission)
    listings = Listing.objects.visible_to(user).filter(service__organisation__in=own)
    return listings.select_related("prison", "service__organisation", "approved_revision")


def _services_url(standing: Standing) -> str:
    posting = next(p for p in standing.postings if p.organisation)
    return reverse("services", args=[posting.organisation.slug])  # type: ignore[union-attr]


def _write_url(listing: Listing) -> str:
    return reverse("write", args=[listing.service.organisation.slug, listing.service_id, listing.prison.code])


def _returned(user: User, standing: Standing) -> list[HomeItem]:
    with_newest = _own(user, standing, P.WRITE_SERVICE).with_newest().filter(withdrawn_at=None)
    rows = list(with_newest.filter(newest_state=Revision.State.RETURNED).order_by("newest_decided_at"))
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.WAITS, f"“{row.service}” was returned by {row.prison}. Read the reason and send it again.",
            _write_url(row), since=row.newest_decided_at,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"{len(rows)} texts were returned to you. Read the reasons and send them again.",
            _services_url(standing), len(rows), rows[0].newest_decided_at,
        ),
    )  # fmt: skip


def _drafts(user: User, standing: Standing) -> list[HomeItem]:
    old = Draft.objects.visible_to(user).filter(saved_at__lte=timezone.now() - OLD_DRAFT)
    rows = list(old.select_related("listing__prison", "listing__service__organisation").order_by("saved_at"))
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.WAITS, f"Your draft of “{row.listing.service}” for {row.listing.prison} is not sent yet.",
            _write_url(row.listing), since=row.saved_at,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"{len(rows)} drafts are not sent yet.", _services_url(standing), len(rows), rows[0].saved_at
        ),
    )  # fmt: skip


def _own_risks(user: User, standing: Standing) -> list[HomeItem]:
    own, today = _own(user, standing, P.WRITE_SERVICE), timezone.localdate()
    old = list(own.unconfirmed(today).order_by("confirmed_on"))
    unconfirmed = each_or_one(
        old,
        lambda row: HomeItem(
            Section.RISK, f"Nobody has confirmed “{row.service}” at {row.prison}. Is it still right?",
            row.get_absolute_url(), since=row.confirmed_on,
        ),
        lambda rows: HomeItem(
            Section.RISK, f"{len(rows)} services have not been confirmed for 75 days. Are they still right?",
            _services_url(standing), len(rows), rows[0].confirmed_on,
        ),
    )  # fmt: skip
    return _withdrawn(own) + unconfirmed + _losses(own, lambda row: _services_url(standing))


def _withdrawn(own: Any) -> list[HomeItem]:
    """The last month’s: later it is no news, and the services page says it still."""
    rows = own.filter(withdrawn_at__gte=timezone.now() - NEW_FOR).order_by("withdrawn_at")
    return [
        HomeItem(
            Section.RISK, f"“{row.service}” was withdrawn at {row.prison}. Read why.",
            row.get_absolute_url(), since=row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip


def _own_news(user: User, standing: Standing) -> list[HomeItem]:
    accepted = _own(user, standing, P.VIEW_OWN_SERVICES).published()
    since = timezone.now() - timedelta(days=14)
    rows = list(
        accepted.filter(approved_revision__decided_at__gte=since).order_by("-approved_revision__decided_at")
    )
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.NEW, f"“{row.service}” was accepted at {row.prison}: entry {row.entry_number}.",
            row.get_absolute_url(), since=row.approved_revision.decided_at,
        ),
        lambda rows: HomeItem(
            Section.NEW, f"{len(rows)} of your texts were accepted in the last 14 days.",
            _services_url(standing), len(rows), rows[0].approved_revision.decided_at,
        ),
    )  # fmt: skip


# --- A prison's coordinator, and who oversees ------------------------------------------------------


def _queues(user: User, standing: Standing) -> list[HomeItem]:
    """One line a prison: how many texts wait and since when. Who does not decide hears of the slow ones alone."""
    pending = Revision.objects.visible_to(user).pending().filter(
        listing__prison__in=standing.prisons_where(P.VIEW_QUEUE)
    )  # fmt: skip
    by_prison = pending.order_by().values("listing__prison__code", "listing__prison__name")
    rows = by_prison.annotate(count=Count("pk"), oldest=Min("submitted_at")).order_by("oldest")
    deciding = set(standing.prisons_where(P.DECIDE).values_list("code", flat=True))
    slow = timezone.now() - SLOW
    found = []
    for row in rows:
        code, name, count = row["listing__prison__code"], row["listing__prison__name"], row["count"]
        texts = "1 text waits" if count == 1 else f"{count} texts wait"
        if code in deciding:
            sentence, section = f"{texts} for your decision at {name}.", Section.WAITS
        elif row["oldest"] <= slow:
            sentence, section = f"{texts} for a decision at {name}.", Section.RISK
        else:
            continue
        found.append(HomeItem(section, sentence, reverse("queue", args=[code]), count, row["oldest"]))
    return found


def _at(user: User, standing: Standing, permission: P) -> Any:
    listings = Listing.objects.visible_to(user).published()
    at_prisons = listings.filter(prison__in=standing.prisons_where(permission))
    return at_prisons.select_related("prison", "service", "approved_revision")


def _about_to_be_lost(user: User, standing: Standing) -> list[HomeItem]:
    return _losses(_at(user, standing, P.VIEW_QUEUE), lambda row: _to_check(row, "about_to_be_lost"))


def _to_check(listing: Listing, name: str) -> str:
    """The directory of the listing's prison, narrowed to what is to be looked after."""
    return reverse("directory", args=[listing.prison.code], query={"check": name})


def _losses(listings: Any, url_of: Callable[[Listing], str]) -> list[HomeItem]:
    rows = sorted(listings.about_to_be_lost(timezone.localdate()), key=_lost_on)
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.RISK, f"“{row.service}” at {row.prison}: {_loss(row)}.", row.get_absolute_url(),
            since=_lost_on(row),
        ),
        lambda rows: HomeItem(
            Section.RISK, f"{len(rows)} services end or lose their funding within 90 days. First:"
            f" “{rows[0].service}” at {rows[0].prison}.", url_of(rows[0]), len(rows), _lost_on(rows[0]),
        ),
    )  # fmt: skip


def _lost_on(listing: Listing) -> date:
    text: Any = listing.approved_revision
    return min(day for day in (text.funded_until, text.ends_on) if day)


def _loss(listing: Listing) -> str:
    text: Any = listing.approved_revision
    lost_on, today = _lost_on(listing), timezone.localdate()
    if lost_on == text.ends_on:
        return f"its last day {'was' if lost_on < today else 'is'} {day_in_words(lost_on)}"
    return f"its funding {'ended' if lost_on < today else 'ends'} on {day_in_words(lost_on)}"


def _public_details(user: User, standing: Standing) -> list[HomeItem]:
    waiting = Listing.objects.visible_to(user).with_public_details_to_approve()
    here = waiting.filter(prison__in=standing.prisons_where(P.DECIDE)).order_by()
    rows = here.values("prison__code", "prison__name").annotate(count=Count("pk"))
    return [
        HomeItem(
            Section.WAITS, f"Public helplines or addresses wait for your approval at {row['prison__name']}.",
            reverse("queue", args=[row["prison__code"]]), row["count"],
        )
        for row in rows.order_by("prison__name")
    ]  # fmt: skip


def _paused_too_long(user: User, standing: Standing) -> list[HomeItem]:
    over = _at(user, standing, P.DECIDE).paused_too_long(timezone.localdate())
    return each_or_one(
        list(over.order_by("room_on")),
        lambda row: HomeItem(
            Section.RISK, f"“{row.service}” at {row.prison} was paused until {day_in_words(row.room_on)}."
            " Does it run again?", row.get_absolute_url(), since=row.room_on,
        ),
        lambda rows: HomeItem(
            Section.RISK, f"{len(rows)} services are paused past their date. First: “{rows[0].service}” at"
            f" {rows[0].prison}.", _to_check(rows[0], "paused_too_long"), len(rows), rows[0].room_on,
        ),
    )  # fmt: skip


def _out_of_date(user: User, standing: Standing) -> list[HomeItem]:
    """Prisons where a text was accepted, or a service withdrawn, after the newest directory was printed."""
    printed = Edition.objects.visible_to(user).filter(prison=OuterRef("prison"), state=Edition.State.READY)
    directories = printed.exclude(kind=Edition.Kind.TAKE_DOWN).order_by().values("prison")
    newest = Subquery(directories.annotate(made=Max("made_at")).values("made"))
    listings = Listing.objects.visible_to(user).filter(prison__in=standing.prisons_where(P.MAKE_EDITION))
    changed = listings.filter(approved_revision__isnull=False).annotate(printed_at=newest).filter(
        Q(withdrawn_at=None, printed_at=None)
        | Q(withdrawn_at=None, approved_revision__decided_at__gt=F("printed_at"))
        | Q(withdrawn_at__gt=F("printed_at"))
    )  # fmt: skip
    rows = changed.order_by().values("prison__code", "prison__name", "printed_at").annotate(count=Count("pk"))
    return [_edition_line(row) for row in rows.order_by("prison__name")]


def _edition_line(row: dict[str, Any]) -> HomeItem:
    count = row["count"]
    url = reverse("editions", args=[row["prison__code"]])
    if row["printed_at"] is None:
        sentence = f"No directory has been printed at {row['prison__name']} yet."
        return HomeItem(Section.WAITS, sentence, url, count)
    changes = "1 service has" if count == 1 else f"{count} services have"
    sentence = f"The printed directory at {row['prison__name']} is out of date: {changes} changed since."
    return HomeItem(Section.RISK, sentence, url, count, row["printed_at"])


def _copies_to_take_down(user: User, standing: Standing) -> list[HomeItem]:
    """Services withdrawn urgently that still lie somewhere on paper."""
    places = standing.prisons_where(P.MAKE_EDITION)
    urgent = Listing.objects.visible_to(user).filter(withdrawn_urgently=True, prison__in=places)
    rows = list(urgent.select_related("prison", "service").order_by("withdrawn_at"))
    if not rows:
        return []
    lying = PlacedCopy.objects.visible_to(user).lying().filter(place__prison__in=places)
    copies = list(lying.select_related("edition", "place").defer("edition__snapshot", "edition__changes"))
    found = []
    for row in rows:
        where = {
            copy.place_id
            for copy in copies
            if copy.place.prison_id == row.prison_id and str(row.entry_number) in copy.edition.entry_pages
        }
        if where:
            at = "1 place" if len(where) == 1 else f"{len(where)} places"
            sentence = (
                f"“{row.service}” was withdrawn urgently and there are still copies at {at} in {row.prison}."
                " Take the copies away."
            )
            found.append(
                HomeItem(Section.WAITS, sentence, row.get_absolute_url(), len(where), row.withdrawn_at)
            )
    return found


def _needs(user: User, standing: Standing) -> list[HomeItem]:
    """What somebody told lately and nobody gives: one line a prison."""
    told = Need.objects.visible_to(user).open().filter(
        prison__in=standing.prisons_where(P.MANAGE_NEEDS), last_on__gte=timezone.localdate() - NEW_FOR
    )  # fmt: skip
    rows = (
        told.order_by()
        .values("prison__code", "prison__name")
        .annotate(count=Count("pk"), last=Max("last_on"))
    )
    return [
        HomeItem(
            Section.NEW,
            f"{'1 need was' if row['count'] == 1 else str(row['count']) + ' needs were'} told in the last 30 days at"
            f" {row['prison__name']}.",
            reverse("needs", args=[row["prison__code"]]), row["count"], row["last"],
        )
        for row in rows.order_by("prison__name")
    ]  # fmt: skip


# --- Readers --------------------------------------------------------------------------------------


def _new_here(user: User, standing: Standing) -> list[HomeItem]:
    """Services that came into the directory in the last 30 days."""
    first = Min("events__at", filter=Q(events__kind__in=ACCEPTED))
    here: QuerySet = _at(user, standing, P.VIEW_DIRECTORY).annotate(first_accepted_at=first)
    rows = list(here.filter(first_accepted_at__gte=timezone.now() - NEW_FOR).order_by("-first_accepted_at"))
    found = []
    for prison in {row.prison_id: row.prison for row in rows}.values():
        found += each_or_one(
            [row for row in rows if row.prison_id == prison.pk],
            lambda row: HomeItem(
                Section.NEW, f"“{row.approved_revision.name}” is new at {row.prison}.",
                reverse("entry", args=[row.prison.code, row.entry_number]), since=row.first_accepted_at,
            ),
            lambda rows: HomeItem(
                Section.NEW, f"{len(rows)} services are new at {rows[0].prison}.",
                reverse("directory", args=[rows[0].prison.code]), len(rows), rows[0].first_accepted_at,
            ),
        )  # fmt: skip
    return found
