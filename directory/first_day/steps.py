"""The path of a new coordinator's first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from directory.first_day.facts import Directory, Work
from directory.first_day.left import counted


class StepState(StrEnum):
    """WAITING: the coordinator has done their part, and somebody else comes next."""

    DONE = "done"
    NEXT = "next"
    WAITING = "waiting"
    LATER = "later"


@dataclass(frozen=True)
class Step:
    """`can_begin` False: an earlier step has to be done first, so it has no button yet."""

    key: str
    title: str
    state: StepState
    sentence: str
    can_begin: bool = True


def steps(directory: Directory, work: Work) -> list[Step]:
    """In the order of the day. The first that is neither done nor waiting nor without its beginning is next."""
    found = list(_steps(directory, work))
    for place, step in enumerate(found):
        if step.state == StepState.LATER and step.can_begin:
            found[place] = replace(step, state=StepState.NEXT)
            break
    return found


def done(path: list[Step]) -> int:
    return sum(step.state == StepState.DONE for step in path)


def _steps(directory: Directory, work: Work) -> Iterator[Step]:
    yield _wings(directory)
    yield _wording(work)
    yield _bring_in(work)
    yield _decide(work)
    yield _print(directory, work)
    yield _copies(work)
    yield _invite(work)


def _step(key: str, title: str, is_done: bool, sentence: str, can_begin: bool = True) -> Step:
    return Step(key, title, StepState.DONE if is_done else StepState.LATER, sentence, can_begin)


def _wings(directory: Directory) -> Step:
    if directory.wings:
        said = f"{counted(directory.wings, 'wing')} {'has a name' if directory.wings == 1 else 'have names'}."
    else:
        said = "Say what the wings are called. Every service says to which of them it comes."
    return _step("wings", "Name the wings", bool(directory.wings), said)


def _wording(work: Work) -> Step:
    """Done from the beginning, because there is a usual wording; it only has to be looked at."""
    said = f"Every page says: ask {work.ask_for_new_copy}, after {work.renew_after_days} days."
    if not work.own_wording:
        said += " This is the usual wording. Change it if it is wrong here."
    return _step("wording", "Say whom to ask for a new copy", True, said)


def _bring_in(work: Work) -> Step:
    if work.sent:
        said = f"{counted(work.sent, 'text')} came in so far."
    else:
        said = "Bring in a list that you have, or invite the organisations to write for themselves."
    return _step("bring_in", "Bring in services", bool(work.sent), said)


def _decide(work: Work) -> Step:
    title = "Decide what enters the directory"
    if work.pending:
        verb = "waits" if work.pending == 1 else "wait"
        return _step("decide", title, False, f"{counted(work.pending, 'text')} {verb} for your decision.")
    if work.decided:
        return _step("decide", title, True, "Nothing waits for your decision.")
    return _step(
        "decide", title, False, "Texts come here when a list is brought in or somebody writes.", False
    )


def _print(directory: Directory, work: Work) -> Step:
    title = "Print both directories"
    if work.for_staff and work.for_people:
        said = (
            f"Staff have edition {work.for_staff.number}, people in prison edition {work.for_people.number}."
        )
        return _step("print", title, True, said)
    if not directory.entries:
        return _step(
            "print", title, False, "There is nothing to print until you have accepted a text.", False
        )
    which = "for people in prison" if work.for_staff else "for staff" if work.for_people else ""
    said = (
        f"The one {which} is still to be made." if which else "One is for staff, one is for people in prison."
    )
    return _step("print", title, False, said)


def _copies(work: Work) -> Step:
    title = "Record where the copies are"
    if work.copies:
        places = f"{counted(work.copies, 'copy', 'copies')}"
        return _step("copies", title, True, f"You know where {places} {'is' if work.copies == 1 else 'are'}.")
    said = "When a service must be taken out at once, you know where to go."
    return _step("copies", title, False, said, bool(work.for_staff or work.for_people))


def _invite(work: Work) -> Step:
    title = "Invite prison staff"
    if work.staff:
        return _step(
            "invite", title, True, f"{counted(work.staff, 'member')} of staff can search the directory."
        )
    if work.staff_invited:
        said = f"{counted(work.staff_invited, 'invitation')} not taken up yet."
        return Step("invite", title, StepState.WAITING, said)
    return _step("invite", title, False, "They find a service while somebody stands in front of them.")
