"""What comes next for an issue, in one line, with the buttons that do it: for whoever makes it or approves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from bulletins.actions.sending import needs_approval, require_for
from bulletins.actions.settling import settled
from bulletins.models import BulletinIssue
from bulletins.views import sending_words as words
from coordination.access import NotPermitted, permitted
from coordination.models import User
from coordination.roles import Permission as P

State = BulletinIssue.State
APPROVAL_CAME_LATE: Final = (
    "Your prison began to ask for approval after this was scheduled. Take it back and ask, or it is not sent."
)
SETTLED: Final = (State.WAITING, State.APPROVED, State.SCHEDULED)


@dataclass(frozen=True)
class Step:
    """A button. `posts`: it acts, for the version that the page shows; else it only goes somewhere."""

    label: str
    url: str
    kind: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Next:
    """`notes`: what must be known before."""

    sentence: str
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def next_of(issue: BulletinIssue, user: User) -> Next | None:
    """None for whoever only reads it."""
    if decides(user, issue):
        who = issue.asked_by or "Somebody"
        step = _go(issue, "Read and decide", "approve_bulletin")
        return Next(f"{who} asks you to approve this issue.", [step])
    return for_its_maker(issue) if makes(user, issue) else None


def decides(user: User, issue: BulletinIssue) -> bool:
    """Whoever both makes and approves bulletins decides on what another asked for."""
    if issue.state != State.WAITING or issue.prison is None or issue.asked_by_id == user.pk:
        return False
    return permitted(user, P.APPROVE_BULLETINS, prison=issue.prison)


def makes(user: User, issue: BulletinIssue) -> bool:
    try:
        require_for(user, P.MANAGE_BULLETINS, issue)
    except NotPermitted:
        return False
    return True


def _go(issue: BulletinIssue, label: str, name: str, kind: str = "") -> Step:
    return Step(label, reverse(name, args=[issue.pk]), kind)


def _press(issue: BulletinIssue, label: str, name: str, kind: str = "") -> Step:
    return Step(label, reverse(name, args=[issue.pk]), kind, posts=True)


def for_its_maker(issue: BulletinIssue) -> Next:
    by_state = {
        State.DRAFT: _draft, State.WAITING: _waiting, State.APPROVED: _approved, State.SCHEDULED: _scheduled,
        State.SENDING: _under_way, State.PAUSED: _under_way, State.SENT: _sent, State.CANCELLED: _cancelled,
    }  # fmt: skip
    return by_state[State(issue.state)](issue)


def _draft(issue: BulletinIssue) -> Next:
    notes = [*_not_begun(issue), *_came_back(issue)]
    if not issue.items.kept().exists():  # type: ignore[attr-defined]
        return Next("Next: add an item. An issue that says nothing is not sent.", notes=notes)
    test = _press(issue, "Send me a test", "test_bulletin", "secondary")
    if needs_approval(issue):
        ask = _press(issue, "Ask for approval", "ask_approval")
        return Next(
            "Next: ask for approval. Your prison wishes it before anything is sent.", [ask, test], notes
        )
    return Next("Next: send it, or choose when it is sent.", [*_send_or_choose(issue), test], notes)


def _waiting(issue: BulletinIssue) -> Next:
    back = _press(issue, "Take back to a draft", "take_bulletin_back", "secondary")
    if not needs_approval(issue):
        said = "It waits for approval, which your prison does not ask for any more. Take it back to send it."
    else:
        said = f"Waits for the governor or a senior manager, since {words.moment(issue.asked_at)}."
    return Next(said, [back], readers_changed(issue))


def _approved(issue: BulletinIssue) -> Next:
    return Next(
        f"Approved by {issue.approved_by}, {words.moment(issue.approved_at)}. Next: send it, or choose when.",
        [*_send_or_choose(issue), _press(issue, "Take back to a draft", "take_bulletin_back", "secondary")],
        [*_not_begun(issue), *readers_changed(issue)],
    )


def _scheduled(issue: BulletinIssue) -> Next:
    steps = [_go(issue, "Choose another time", "schedule_bulletin", "secondary")]
    if issue.approved_at:
        steps.append(_press(issue, "Do not send it then", "unschedule_bulletin", "secondary"))
    steps.append(_press(issue, "Take back to a draft", "take_bulletin_back", "secondary"))
    steps.append(_go(issue, "Send it now", "send_bulletin", "secondary"))
    notes = readers_changed(issue)
    if needs_approval(issue) and not issue.approved_at:
        notes.insert(0, APPROVAL_CAME_LATE)
    return Next(f"It is sent on {words.moment(issue.send_at, weekday=True)}.", steps, notes)


def _under_way(issue: BulletinIssue) -> Next:
    count = words.counted(issue.deliveries.all())
    said = words.sentence_of(issue, count, "")
    return Next(said.strip(), [_go(issue, "See how far it is", "bulletin_sending")], _uncertain(count))


def _sent(issue: BulletinIssue) -> Next:
    count = words.counted(issue.deliveries.all())
    said = words.sentence_of(issue, count, "")
    return Next(
        said, [_go(issue, "See what became of it", "bulletin_sending", "secondary")], _uncertain(count)
    )


def _cancelled(issue: BulletinIssue) -> Next:
    if not issue.sending_began_at:
        return Next("Cancelled before any mail left.")
    return _sent(issue)


def _send_or_choose(issue: BulletinIssue) -> list[Step]:
    return [
        _go(issue, "Send it", "send_bulletin"),
        _go(issue, "Choose when", "schedule_bulletin", "secondary"),
    ]


def _not_begun(issue: BulletinIssue) -> list[str]:
    return [f"It was due and was not sent: {issue.trouble_said}"] if issue.trouble_said else []


def _came_back(issue: BulletinIssue) -> list[str]:
    return [f"It came back without approval: “{issue.returned_reason}”"] if issue.returned_reason else []


def _uncertain(count: words.Counted) -> list[str]:
    said = words.uncertain_in_words(count)
    return [f"{said}: you say what becomes of it."] if said else []


def readers_changed(issue: BulletinIssue) -> list[str]:
    """After approval was asked for, or a moment was chosen."""
    audience = issue.audience
    if issue.state not in SETTLED or settled(audience) is None:
        return []
    when = {
        State.WAITING: "approval was asked for", State.APPROVED: "it was settled",
        State.SCHEDULED: "its time was chosen",
    }[State(issue.state)]  # fmt: skip
    who = f" by {audience.changed_by}" if audience.changed_by else ""
    return [f"Who gets it was changed{who} after {when}, {words.moment(audience.changed_at)}."]
