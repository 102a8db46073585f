"""Who comes in: added without being typed twice, placed at prisons, ended."""

from __future__ import annotations

from tests.cast import Cast


def test_the_cast_works_where_it_is_said_to(cast: Cast) -> None:
    assert cast.worker_person.user == cast.worker
    assert cast.volunteer.user is None
    assert [str(row.prison) for row in cast.other_volunteer.engagements.get().placements.all()] == [
        str(cast.guys_marsh)
    ]
