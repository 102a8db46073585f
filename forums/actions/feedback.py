"""Slips from the wings, typed in a page at a time; taken out again; and what is said of them in other words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User, Wing
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.models import Listing
from forums import policies
from forums.danger import speaks_of_danger
from forums.heard import quarter_is_over
from forums.models import FeedbackSlip, FeedbackSummary

ROWS_A_PAGE: Final = 30
# A year that was mistyped shows itself by this; a box that nobody emptied for long is still typed in.
OLDEST: Final = timedelta(days=2 * 365)
TO_SAFER_CUSTODY: Final = (
    "This may speak of danger. If it does, take the slip to safer custody now and empty this row. If it does not, tick"
    " the box beside the words."
)
LONGEST: Final = 600
LONGEST_SUMMARY: Final = 1000
# So many words in a row are somebody's own.
QUOTED: Final = 5


@dataclass(frozen=True)
class Slip:
    """One row as typed. `entry_number` None: about no single service.

    `no_danger`: whoever types has read words that sound like danger, and says that they are none.
    """

    row: int
    wing: Wing | None = None
    entry_number: int | None = None
    face: int | None = None
    words: str = ""
    no_danger: bool = False


class Wrong(NamedTuple):
    """What is wrong with a row. `place`: the name of what was typed, of Slip."""

    place: str
    sentence: str


class SlipsRefused(Refused):
    """`rows`: what is wrong by row. Nothing of the page was kept."""

    def __init__(self, rows: dict[int, Wrong]) -> None:
        super().__init__("Nothing was kept yet. Correct the rows that are marked, then save the page again.")
        self.rows = rows


@transaction.atomic
def type_in_slips(
    *, by: User, prison: Prison, batch: uuid.UUID, received_on: date, slips: list[Slip]
) -> list[FeedbackSlip]:
    """All rows or none. A page that is sent twice (`batch`) is kept once. SlipsRefused for rows that are wrong."""
    access.require(by, Permission.TYPE_FEEDBACK, prison=prison)
    Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)
    there = list(FeedbackSlip.objects.filter(batch=batch).select_related("listing").order_by("row"))
    if there:
        _check_sent_again(there, prison, received_on, slips)
        return there
    if not slips:
        raise Refused("Type in at least one slip.")
    _check_day(received_on)
    numbers = {slip.entry_number for slip in slips} - {None}
    by_number = {
        listing.entry_number: listing
        for listing in Listing.objects.filter(prison=prison, entry_number__in=numbers)
    }
    if wrong := wrong_rows(slips, prison, set(by_number)):
        raise SlipsRefused(wrong)
    kept = FeedbackSlip.objects.bulk_create(
        FeedbackSlip(
            prison=prison, wing=slip.wing, listing=by_number.get(slip.entry_number), face=slip.face,
            words=_one_space(slip.words), received_on=received_on, typed_at=clock.now(), typed_by=by, batch=batch,
            row=slip.row,
        )
        for slip in slips
    )  # fmt: skip
    audit.record("type_in_slips", by=by, on=prison, prison=prison, changes={"slips": [0, len(kept)]})
    return kept


def _check_day(received_on: date) -> None:
    if received_on > clock.today():
        raise Refused("The day on which the slips were received is still to come. Change it.")
    if received_on < clock.today() - OLDEST:
        raise Refused("That day is more than two years ago. Look at the year.")


def _check_sent_again(
    there: list[FeedbackSlip], prison: Prison, received_on: date, slips: list[Slip]
) -> None:
    """Changed since it was saved, it would be lost in silence."""

    def kept(slip: FeedbackSlip) -> tuple[object, ...]:
        number = slip.listing.entry_number if slip.listing else None
        return (slip.prison_id, slip.received_on, slip.row, slip.wing_id, number, slip.face, slip.words)

    def typed(slip: Slip) -> tuple[object, ...]:
        wing, words = slip.wing.pk if slip.wing else None, _one_space(slip.words)
        return (prison.pk, received_on, slip.row, wing, slip.entry_number, slip.face, words)

    if sorted(map(kept, there), key=str) != sorted(map(typed, slips), key=str):
        raise Overtaken(
            "This page was saved before. What you changed since is not kept: open a new page and type it there."
        )


def _one_space(words: str) -> str:
    return " ".join(words.split())


def wrong_rows(slips: Iterable[Slip], prison: Prison, numbers: Container[int | None]) -> dict[int, Wrong]:
    """By row; a page asks before anything is saved. `numbers`: entry numbers of the prison."""
    return {slip.row: wrong for slip in slips if (wrong := _wrong(slip, prison, numbers))}


def _wrong(slip: Slip, prison: Prison, numbers: Container[int | None]) -> Wrong | None:
    if slip.wing and slip.wing.prison_id != prison.pk:
        return Wrong("wing", f"That wing is not at {prison}.")
    if slip.entry_number is not None and slip.entry_number not in numbers:
        return Wrong(
            "entry_number",
            f"No service here has entry number {slip.entry_number}. Look at the slip again.",
        )
    if slip.face is not None and slip.face not in FeedbackSlip.Face.values:
        return Wrong("face", "A face is 1, 2 or 3, counted from the left.")
    if slip.face is None and not slip.words.strip():
        return Wrong("face", "This row says nothing. Type a face or the words, or empty the row.")
    return _wrong_words(slip)


def _wrong_words(slip: Slip) -> Wrong | None:
    if len(words := _one_space(slip.words)) > LONGEST:
        return Wrong("words", f"The words have {len(words)} characters. Shorten them to {LONGEST}.")
    try:
        policies.check_words({"words": words})
    except Refused as refused:
        return Wrong("words", str(refused))
    if not slip.no_danger and speaks_of_danger(words):
        return Wrong("words", TO_SAFER_CUSTODY)
    return None


def held(slip: FeedbackSlip) -> FeedbackSlip:
    """The slip as it is now, locked; Overtaken where it was taken out in the meantime."""
    found = FeedbackSlip.objects.kept().select_for_update().filter(pk=slip.pk).first()
    if found is None:
        raise Overtaken("This slip was taken out already.")
    return found


@transaction.atomic
def remove_slip(*, by: User, slip: FeedbackSlip) -> None:
    """Where it should not have been typed. Its words and its wing are kept nowhere.

    Once its quarter is over its organisation may have read the sum: then the face stays counted in that, and so it does
    where something was made of the slip.
    """
    access.require(by, Permission.TYPE_FEEDBACK, prison=slip.prison)
    slip = held(slip)
    audit.record("remove_slip", by=by, on=slip, prison=slip.prison)
    if quarter_is_over(slip.typed_at) or slip.outcomes.exists() or slip.needs.exists():
        slip.words, slip.wing, slip.removed_at = "", None, clock.now()
        slip.save(update_fields=["words", "wing", "removed_at"])
    else:
        slip.delete()


@transaction.atomic
def write_summary(*, by: User, listing: Listing, text: str) -> FeedbackSummary | None:
    """What people said of a service, for its organisation; an empty text takes it back. Nobody's own words."""
    access.require(by, Permission.TYPE_FEEDBACK, prison=listing.prison)
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    text = _one_space(text)
    policies.check_words({"summary": text})
    if len(text) > LONGEST_SUMMARY:
        raise Refused(f"The summary has {len(text)} characters. Shorten it to {LONGEST_SUMMARY}.")
    _check_quotes_nobody(listing, text)
    there = FeedbackSummary.objects.filter(listing=listing).first()
    if (there.text if there else "") == text:
        return there
    if there and not text:
        there.delete()
        there = None
    else:
        there = there or FeedbackSummary(listing=listing)
        there.text, there.written_at, there.written_by = text, clock.now(), by
        there.save()
    audit.record("write_feedback_summary", by=by, on=listing, prison=listing.prison)
    return there


def _words_of(text: str) -> list[str]:
    return re.findall(r"[\w’']+", text.casefold())


def _check_quotes_nobody(listing: Listing, text: str) -> None:
    """Somebody on the wing may be known by a turn of phrase."""

    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[at : at + QUOTED]) for at in range(len(words) - QUOTED + 1)}

    said = runs(_words_of(text))
    slips = FeedbackSlip.objects.kept().filter(listing=listing).exclude(words="")
    for words in slips.values_list("words", flat=True).iterator() if said else ():
        if quoted := said & runs(_words_of(words)):
            raise Refused(
                f"“{' '.join(min(quoted))}” stands on a slip. Use your own words: nobody should be known by theirs."
            )
