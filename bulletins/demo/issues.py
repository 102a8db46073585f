"""Issues of the bulletin, played through the actions. No mail leaves: what became of each address is written down."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image, ImageDraw

from bulletins.actions import approving, images, items, settings, writing
from bulletins.actions.sending import begin_sending
from bulletins.demo.texts import texts
from bulletins.models import BulletinImage, BulletinIssue, Delivery, Section
from bulletins.sending import claims
from coordination.actions.mail_addresses import record_event
from coordination.demo.world import World, backdate
from coordination.models import MailEvent, PrisonSet, User

State = Delivery.State
WORDED, APPROVED, ASKED, SENT = 1, 2, 3, 4  # Turns of a day: see World.moment.
SIZE: Final = (560, 240)
FORM_FIELDS: Final = ("section", "heading", "text")


def play(world: World) -> None:
    with world.at(-100):
        settings.change_setting(
            by=world.coordinators["GMI"], prison=world.prisons["GMI"], values={"needs_approval": True}
        )
    for given in sorted(texts()["issues"], key=lambda issue: issue["begun"]):
        issue = begin(world, given)
        if "asked" in given:
            with world.at(given["asked"], ASKED):
                approving.ask_approval(by=writer(world, given), issue=issue)
        if "sent" in given:
            send(world, given, issue)


def writer(world: World, given: dict[str, Any]) -> User:
    if "prison" in given:
        return world.coordinators[given["prison"]]
    return User.objects.get(postings__prison_set__name=given["set"])


def begin(world: World, given: dict[str, Any]) -> BulletinIssue:
    """With its own items in front of what the features offered for its period."""
    by = writer(world, given)
    prison = world.prisons.get(given.get("prison", ""))
    prison_set = None if prison else PrisonSet.objects.get(name=given["set"])
    with world.at(given["begun"]) as now:
        first, last = writing.next_period(prison, prison_set)
        values = {
            "title": given["title"].format(month=f"{now:%B}"), "greeting": given["greeting"],
            "period_from": first, "period_to": last,
        }  # fmt: skip
        issue = writing.begin_issue(by=by, prison=prison, prison_set=prison_set, values=values)
    with world.at(given["begun"], WORDED):
        drop_what_is_too_much(by, issue, given.get("keep", {}))
        made = [(add(by, issue, each), each.get("wings")) for each in given["items"]]
    with world.at(given["begun"], APPROVED):
        for item, wings in made:
            if wings:
                worded = items.word_for_wings(by=by, item=item, values=for_wings(wings))
                items.approve_for_wings(by=by, item=worded)
    return BulletinIssue.objects.get(pk=issue.pk)


def drop_what_is_too_much(by: User, issue: BulletinIssue, keep: dict[str, int]) -> None:
    for section in Section.values:
        for item in issue.items.kept().filter(section=section)[keep.get(section, 0) :]:
            items.drop_item(by=by, item=item)


def add(by: User, issue: BulletinIssue, given: dict[str, Any]) -> Any:
    values = {name: given[name] for name in FORM_FIELDS}
    if given.get("picture"):
        values["image"] = picture(by, issue)
    return items.add_item(by=by, issue=issue, values=values)


def for_wings(given: dict[str, str]) -> dict[str, Any]:
    return {"for_wings": True} | {f"wing_{name}": text for name, text in given.items()}


def picture(by: User, issue: BulletinIssue) -> BulletinImage:
    """A drawing of chairs around a table: nobody stands in it."""
    drawing = Image.new("L", SIZE, "white")
    pen = ImageDraw.Draw(drawing)
    width, height = SIZE
    pen.rounded_rectangle(
        (width * 0.3, height * 0.38, width * 0.7, height * 0.62), 20, outline="black", width=4
    )
    for part in (0.34, 0.46, 0.58):
        left = width * part
        for top in (height * 0.14, height * 0.7):
            pen.rounded_rectangle((left, top, left + 46, top + 40), 8, outline="black", width=4)
    buffer = io.BytesIO()
    drawing.save(buffer, format="PNG")
    words = {"alternative_text": "Drawing: six chairs around a long table", "credit": ""}
    return images.add_image(
        by=by, prison=issue.prison, name="room.png", content=buffer.getvalue(), values=words
    )


def send(world: World, given: dict[str, Any], issue: BulletinIssue) -> None:
    """As lanes leave it behind: every row settled; the last ones, who joined, as `refused` and `uncertain` say."""
    with world.at(given["sent"], SENT) as now:
        begin_sending(by=writer(world, given), issue=issue)
    rows = list(issue.deliveries.filter(state=State.QUEUED).order_by("-pk"))
    for row in rows:
        row.state, row.handed_at, row.settled_at, row.tries = State.SENT, now, now, 1
    uncertain = given.get("uncertain", 0)
    for row in rows[:uncertain]:
        row.state, row.settled_at = State.UNCERTAIN, now
    if "refused" in given:
        gone = rows[uncertain]
        gone.state, gone.said = State.REFUSED, given["refused"]
        record_event(
            event_id=f"rcpt {gone.message_id}", email=gone.email, kind=MailEvent.Kind.HARD,
            message_id=str(gone.message_id), said=gone.said, at=now,
        )  # fmt: skip
    Delivery.objects.bulk_update(rows, ["state", "handed_at", "settled_at", "tries", "said"])
    claims.finish(issue.pk)
    backdate(BulletinIssue.objects.get(pk=issue.pk), finished_at=now)
