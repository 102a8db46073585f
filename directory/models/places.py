"""How many people a listing takes, in words. The columns stand on the listing."""

from __future__ import annotations


class SaysItsPlaces:
    """Mixin over the columns places_a_month, places_a_session, sessions_a_person and places_unlimited."""

    places_a_month: int | None
    places_a_session: int | None
    sessions_a_person: int | None
    places_unlimited: bool

    @property
    def places_known(self) -> bool:
        return self.places_unlimited or (self.places_a_month, self.places_a_session) != (None, None)

    @property
    def places_in_words(self) -> str:
        """“12 people a month”, “8 people a session, 6 sessions each”, “Everybody who asks”, “Not known”."""
        if self.places_unlimited:
            return "Everybody who asks"
        if self.places_a_month is not None:
            return f"{_people(self.places_a_month)} a month"
        if self.places_a_session is None:
            return "Not known"
        sessions = self.sessions_a_person or 1
        each = "1 session each" if sessions == 1 else f"{sessions} sessions each"
        return f"{_people(self.places_a_session)} a session, {each}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"
