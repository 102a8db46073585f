"""Reads the texts of the demonstration and turns them into contents. Their form is explained in texts/README.md."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Final

from coordination.demo.world import World
from directory.models import Session
from directory.wording import COLUMNS, LISTS, Content

FOLDER: Final = Path(__file__).with_name("texts")
# Name in the files -> name in a content, where the two differ.
NAME_OF: Final = {
    "rules": "other_rules",
    "wait": "usual_wait_days",
    "least": "least_time_days",
    "procedure": "staff_procedure",
    "ways": "delivery_ways",
    "ask": "ways_to_ask",
}
DATES: Final = {"funded_until": "funded_until", "starts": "starts_on", "ends": "ends_on"}
TEXTS: Final = ("summary", "evidence", "cost", "other_rules", "how_to_ask", "staff_procedure", "name")
SESSION: Final = re.compile(
    r"(?P<pattern>weekly|fortnightly|monthly)"
    r"(?: (?P<week>first|second|third|fourth|last))? (?P<day>\w+day)"
    r" (?P<begins>\d\d:\d\d)-(?P<ends>\d\d:\d\d) (?P<place>.+)"
)


@dataclass
class Offer:
    """One service at one prison: `text` holds what the files say of both, `steps` what happened, in order."""

    key: str
    prison: str
    text: dict[str, Any]
    steps: list[Step] = field(default_factory=list)

    @property
    def organisation(self) -> str:
        return str(self.text["organisation"])


@dataclass(frozen=True)
class Step:
    """`do` is a name in play.ACTS, `on` a number of days (negative: ago); `more` is what that act needs."""

    on: int
    do: str
    more: dict[str, Any]


def offers() -> list[Offer]:
    """Every service at every prison, as the files have them."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for key, service in tomllib.loads(file.read_text(encoding="utf-8")).items():
            places = service.pop("at")
            for at in places:
                text = service | at
                found.append(Offer(key, at["prison"], text, steps_of(text)))
    return found


def steps_of(text: dict[str, Any]) -> list[Step]:
    """The usual course from `sent`, `accepted`, `room`, `confirmed` and `helpline`, and what `then` adds, by day."""
    steps = []

    def then(on: int, do: str, **more: Any) -> None:
        steps.append(Step(on, do, more))

    if "sent" in text:
        then(text["sent"], "send", note=text.get("note", ""))
        then(text["sent"], "contacts", contacts=text["contacts"])
        if "flags" in text:
            then(text["sent"], "flags", flags=text["flags"])
    if "accepted" in text:
        edits = text.get("edited")
        then(text["accepted"], "edit" if edits else "accept", edits=edits, reason=text.get("reason", ""))
    if "draft" in text:
        then(text["draft"], "draft")
    if "helpline" in text:
        then(text["helpline"]["proposed"], "propose", **text["helpline"])
        if "approved" in text["helpline"]:
            then(text["helpline"]["approved"], "approve_details")
    if text.get("confirmed", text.get("accepted")) != text.get("accepted"):
        then(text["confirmed"], "confirm")
    if "room" in text:
        room, on, *until = text["room"]
        then(on, "room", room=room, until=until[0] if until else None)
    if "places" in text:
        then(do="places", **text["places"])
    for step in text.get("then", []):
        more = {name: value for name, value in step.items() if name not in ("on", "do")}
        then(step["on"], step["do"], **more)
    return sorted(steps, key=lambda step: step.on)


def content_of_text(world: World, text: dict[str, Any], prison: str, sent: date) -> Content:
    """A whole content but for `hands_over_to`, which is still a key of the files."""
    content: Content = dict.fromkeys(COLUMNS) | {name: [] for name in LISTS}
    content |= {
        "sex": "anyone",
        "languages": ["en"],
        "by_appointment": False,
        "evidence": "",
        "cost": "",
        "other_rules": "",
    }
    for name, value in text.items():
        target = NAME_OF.get(name, name)
        if target in content:
            content[target] = value
        elif name in DATES:
            content[DATES[name]] = world.day(value)
    for name in TEXTS:
        content[name] = paragraphs(content[name])
    content["funded_until"] = world.day(text["funded_until"]) if "funded_until" in text else None
    ages = [*text.get("ages", []), None, None]
    content |= {"minimum_age": ages[0], "maximum_age": ages[1]}
    wings = world.prisons[prison].wings.filter(name__in=text.get("wings", []))
    content |= {"wings": list(wings.values_list("pk", flat=True)), "every_wing": not text.get("wings")}
    content["sessions"] = [session(words, sent) for words in text.get("sessions", [])]
    return content


def paragraphs(text: str) -> str:
    """Lines of a file joined; an empty line stays a new paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def session(words: str, sent: date) -> dict[str, Any]:
    """“fortnightly Tuesday 10:00-11:30 Library”; every second week counts from the first such day after `sent`."""
    found = SESSION.fullmatch(words)
    if found is None:
        raise ValueError(f"“{words}” is not a session. See texts/README.md.")
    weekday = Session.Weekday[found["day"].upper()]
    fortnightly = found["pattern"] == Session.Pattern.FORTNIGHTLY
    return {
        "pattern": found["pattern"],
        "weekday": int(weekday),
        "week_of_month": int(Session.WeekOfMonth[found["week"].upper()]) if found["week"] else None,
        "counted_from": sent + timedelta(days=(weekday - sent.weekday()) % 7) if fortnightly else None,
        "begins": time.fromisoformat(found["begins"]),
        "ends": time.fromisoformat(found["ends"]),
        "place": found["place"],
    }
