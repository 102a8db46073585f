"""What belongs to each of the three levels, and what shows it.

Source: the stepped approach of Clinks, "The good prison" (2018). Bronze: a small number of activities (partnership
event, mapping, directory); Silver: the prison's own staff develop some of the model; Gold: a funded coordinator and a
clear action plan. Which activity stands at Silver or at Gold is our reading of it, and data: a lead may move it. So are
the months after which evidence counts no more.
"""

from __future__ import annotations

from typing import Any, Final


def _activity(
    level: str, code: str, label: str, sentence: str, evidence: str, months: int = 12
) -> dict[str, Any]:
    """`evidence`: kinds that features offer, with blanks between; empty: nothing here shows it by itself."""
    return {
        "code": code, "level": level, "label": label, "sentence": sentence, "evidence": evidence.split(),
        "months": months,
    }  # fmt: skip


ACTIVITIES: Final[tuple[dict[str, Any], ...]] = (
    _activity(
        "bronze", "single_contact", "One named person to ask",
        "Everybody knows who looks after voluntary organisations here.", "named_manager",
    ),
    _activity(
        "bronze", "mapping", "Services mapped",
        "We know which organisations come in and what they offer.", "map services_approved services_confirmed",
    ),
    _activity(
        "bronze", "directory_staff", "A directory for staff",
        "Staff have a printed directory with contacts and how to refer.", "edition_staff",
    ),
    _activity(
        "bronze", "directory_people", "A directory for people in prison",
        "It lies on the wings and is given at induction. Nothing in it is confidential.", "edition_people",
    ),
    _activity(
        "bronze", "partnership_event", "A partnership event",
        "Organisations, staff and people in prison meet each other.", "event",
    ),
    _activity(
        "silver", "forum", "A forum that meets",
        "Organisations and the prison meet, and what was said is written down.", "meeting minutes",
    ),
    _activity(
        "silver", "induction", "A formal induction",
        "Nobody begins to work here without one.", "inducted",
    ),
    _activity(
        "silver", "training", "Regular training",
        "Staff and volunteers of organisations are trained: ACCT, security, health and safety and more.",
        "training_session",
    ),
    _activity(
        "silver", "policies", "Policies within reach",
        "People without a prison computer can read our policies and say that they have.",
        "policy_published policies_acknowledged",
    ),
    _activity(
        "silver", "queries", "Questions answered",
        "Somebody who asks who can help gets an answer.", "queries_answered", 6,
    ),
    _activity(
        "silver", "bulletin", "A regular bulletin",
        "Everybody who works or volunteers here reads what is new.", "bulletin", 3,
    ),
    _activity(
        "silver", "up_to_date", "Entries kept true",
        "Organisations say that what the directory tells of them is still right.", "services_confirmed", 6,
    ),
    _activity(
        "gold", "needs_assessment", "Needs assessed",
        "We know what people here need, and from which source.", "needs_assessment",
    ),
    _activity(
        "gold", "gaps", "Gaps and duplication reported",
        "The reducing reoffending meeting sees what is missing and what stands twice.", "gap_report", 6,
    ),
    _activity(
        "gold", "priorities", "Gaps closed",
        "A gap that the prison adopted is met by a service.", "priority_met",
    ),
    _activity(
        "gold", "representatives", "Representatives of people in prison",
        "People in prison have a part in forums, directories or training.", "representatives",
    ),
    _activity(
        "gold", "focus_groups", "Focus groups",
        "People in prison say what works and what is missing.", "focus_group",
    ),
    _activity(
        "gold", "you_said_we_did", "You said, we did",
        "People in prison read what came of what they said.", "outcome", 6,
    ),
    _activity(
        "gold", "newsletter", "A newsletter for the wings",
        "What is new reaches people who have no screen.", "newsletter", 6,
    ),
    _activity(
        "gold", "funded_coordinator", "A funded coordinator",
        "The post is paid for, and there is time for it.", "",
    ),
)  # fmt: skip
