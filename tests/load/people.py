"""What coordinators and managers do all day, through the real pages.

A write counts as `written` when the portal led on to the page that says so. What a page refused with a sentence,
because somebody else was faster, is no write and is counted apart. Anything else is an error.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

from tests.load.ledger import Written
from tests.load.visitor import Answer, Visitor

ROOMS = ("open", "waiting_list", "full")
OVERTAKEN = 409
CONSONANTS = "bcdfghjklmnpqrstvwxz"


class Person:
    """Somebody signed in. `step` does one thing, chosen by the weights in `habits`."""

    habits: dict[str, int]

    def __init__(self, port: int, about: dict[str, Any], dice: random.Random) -> None:
        self.email: str = about["email"]
        self.about = about
        self.dice = dice
        self.visitor = Visitor(port)
        self.written: list[Written] = []
        self.refused: Counter[str] = Counter()

    def sign_in(self) -> None:
        self.visitor.sign_in(self.email, self.about["password"])

    def step(self) -> None:
        habit = self.dice.choices(list(self.habits), list(self.habits.values()))[0]
        getattr(self, habit)()

    def look(self, path: str) -> Answer:
        return must_be(self.visitor.get(path), 200)

    def go_home(self) -> None:
        self.look("/")

    def settle(self, kind: str, subject: int, answer: Answer, *, leads_to: str, value: str = "") -> None:
        """Writes the answer to a write down as acknowledged or as refused."""
        if answer.status == 302 and answer.location == leads_to:
            self.written.append(Written(kind, self.email, subject, value))
        elif answer.status == OVERTAKEN or (answer.status == 302 and answer.location == answer.path):
            self.refused[kind] += 1
        else:
            raise AssertionError(
                f"{answer.method} {answer.path} answered {answer.status}: {alert_of(answer)}"
            )


class Coordinator(Person):
    habits = {"read_the_directory": 30, "decide": 55, "go_home": 15}

    @property
    def prison(self) -> str:
        return f"/prisons/{self.about['prison']}"

    def read_the_directory(self) -> None:
        page = self.look(f"{self.prison}/directory/")
        entries = re.findall(rf'href="({self.prison}/directory/\d+/)"', page.text)
        self.look(self.dice.choice(entries))

    def decide(self) -> None:
        """Opens one of the ten oldest texts; others at the prison may be looking at the same one."""
        queue = f"{self.prison}/queue/"
        waiting = list(dict.fromkeys(re.findall(rf'href="{queue}(\d+)/"', self.look(queue).text)))
        if not waiting:
            return
        pk = self.dice.choice(waiting[:10])
        page = self.look(f"{queue}{pk}/")
        if "seen_approved" not in {name for form in page.forms for name in form.names}:
            self.refused["too_late_to_decide"] += 1
            return
        decision = self.dice.choices([self.accept, self.give_back, self.edit], [75, 15, 10])[0]
        decision(int(pk), page, queue)

    def accept(self, pk: int, page: Answer, queue: str) -> None:
        answer = self.visitor.send(page, page.form_with("seen_approved"))
        self.settle("accepted", pk, answer, leads_to=queue)

    def give_back(self, pk: int, page: Answer, queue: str) -> None:
        answer = self.visitor.send(page, page.form_with("words"), words="Please say when it starts.")
        self.settle("returned", pk, answer, leads_to=queue)

    def edit(self, pk: int, page: Answer, queue: str) -> None:
        form_page = self.look(f"{queue}{pk}/edit/")
        form = form_page.form_with("summary")
        summary = f"{dict(form.fields)['summary']} Ask at the desk."
        answer = self.visitor.send(form_page, form, summary=summary, reason="Where to ask.")
        self.settle("accepted_with_edits", pk, answer, leads_to=queue)


class Manager(Person):
    habits = {
        "see_my_services": 25,
        "write_a_text": 40,
        "say_whether_there_is_room": 20,
        "change_contacts": 15,
    }

    def a_listing(self) -> dict[str, Any]:
        chosen: dict[str, Any] = self.dice.choice(self.about["listings"])
        return chosen

    def listing_page(self, listing: dict[str, Any]) -> str:
        return f"/prisons/{listing['prison']}/listings/{listing['listing']}/"

    def see_my_services(self) -> None:
        self.look(f"/organisations/{self.about['organisation']}/services/")
        self.look(self.listing_page(self.a_listing()))

    def write_a_text(self) -> None:
        """Opens the form, changes a sentence, reads the preview, sends it."""
        listing = self.a_listing()
        service = f"/organisations/{self.about['organisation']}/services/{listing['service']}/"
        page = self.look(f"{service}at/{listing['prison']}/")
        # Letters alone: digits in a row would be a telephone number, which no coordinator can accept.
        marker = f"Text {''.join(self.dice.choices(CONSONANTS, k=16))} of this year."
        preview = self.visitor.send(page, page.form_with("summary"), summary=marker, do="check")
        must_be(preview, 200)
        answer = self.visitor.send(preview, preview.form_with("summary"), do="send")
        self.settle("submitted", listing["listing"], answer, leads_to=service, value=marker)

    def say_whether_there_is_room(self) -> None:
        listing = self.a_listing()
        page = self.look(f"{self.listing_page(listing)}room/")
        form = page.form_with("room")
        room = self.dice.choice([room for room in ROOMS if room != dict(form.fields).get("room")])
        answer = self.visitor.send(page, form, room=room)
        self.settle(
            "room_changed", listing["listing"], answer, leads_to=self.listing_page(listing), value=room
        )

    def change_contacts(self) -> None:
        """Numbers from the range kept for fiction, so that each change differs from the one before."""
        listing = self.a_listing()
        page = self.look(f"{self.listing_page(listing)}contacts/")
        form = page.form_with("contacts-0-phone")
        before = dict(form.fields)["contacts-0-phone"]
        phone = before
        while phone == before:
            phone = f"01632 960{self.dice.randrange(1000):03}"
        answer = self.visitor.send(page, form, **{"contacts-0-role": "Adviser", "contacts-0-phone": phone})
        self.settle(
            "contacts_changed", listing["listing"], answer, leads_to=self.listing_page(listing), value=phone
        )


def must_be(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise AssertionError(f"{answer.method} {answer.path} answered {answer.status}: {alert_of(answer)}")
    return answer


def alert_of(answer: Answer) -> str:
    """What the page says is wrong, as text; else the beginning of the page."""
    found = re.search(r'role="alert".*?</div>\s*</div>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]*>|\s+", " ", found[0] if found else answer.text)[:500]


def person_of(port: int, about: dict[str, Any], dice: random.Random) -> Person:
    roles: dict[str, type[Person]] = {"coordinator": Coordinator, "manager": Manager}
    return roles[about["role"]](port, about, dice)
