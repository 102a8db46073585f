"""People who come in against the embedded database: what became of them is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... DATA_DIR=... python -m tests.inductions.people_on_sqlite`
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import django

django.setup()

from django.db import connection  # noqa: E402

from coordination.actions.accounts import somebody  # noqa: E402
from coordination.models import Posting  # noqa: E402
from coordination.models.immutable import ImmutableError  # noqa: E402
from coordination.policies import Refused  # noqa: E402
from coordination.queueing import silence  # noqa: E402
from inductions.actions import people  # noqa: E402
from inductions.actions.anonymising import anonymise_daily  # noqa: E402
from inductions.models import Engagement, InductionStep, Person, StepSignature  # noqa: E402
from tests.cast import Cast, build  # noqa: E402
from tests.tables import make_tables  # noqa: E402

LONG_AGO = date(2021, 5, 31)
ROUNDS = 5


def main() -> None:
    make_tables()
    with silence():
        cast = build()
        told = {"vendor": connection.vendor, "added": [add_at_once(cast, turn) for turn in range(ROUNDS)]}
        print(json.dumps(told | made_anonymous(cast)))


def add_at_once(cast: Cast, turn: int) -> list[object]:
    """Two managers of two organisations type one address: how many people, and what each was answered."""
    begin = Barrier(2)
    values = {"name": "Nora New", "email": f"nora{turn}@example.org", "kind": "volunteer"}

    def add(place: tuple[object, object]) -> str:
        begin.wait(timeout=10)
        try:
            with silence():
                people.add_person(by=place[0], organisation=place[1], values=values)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "added"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(add, [(cast.manager, cast.harbour), (cast.other_manager, cast.lantern)]))
    return [Person.objects.filter(email=values["email"]).count(), *answers]


def made_anonymous(cast: Cast) -> dict[str, object]:
    person = cast.worker_person
    step = InductionStep.objects.create(prison=cast.exeter, title="A tour", signed_by="person")
    signature = StepSignature.objects.create(person=person, step=step, title="A tour", signed_by=cast.worker)
    Engagement.objects.filter(person=person).update(ends_on=LONG_AGO)
    Posting.objects.filter(user=cast.worker).update(ends_on=LONG_AGO)
    Person.objects.filter(pk=person.pk).update(left_on=LONG_AGO)
    held_before = is_held(signature)
    ran = anonymise_daily()
    person.refresh_from_db()
    signature.refresh_from_db()
    return {
        "ran": ran,
        "name": person.name,
        "account": person.user_id,
        "signed_by_somebody": signature.signed_by == somebody(),
        "held": [held_before, is_held(signature)],
    }


def is_held(signature: StepSignature) -> bool:
    """Is what is written once refused a change, of one row and of many?"""
    for change in (signature.save, lambda: StepSignature.objects.update(title="x")):
        try:
            change()
        except ImmutableError:
            continue
        return False
    return True


if __name__ == "__main__":
    main()
