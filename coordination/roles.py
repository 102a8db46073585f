"""Roles, permissions and which role has which: pure data, shown to everyone at /roles/."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Reach(TextChoices):
    """What a posting in a role is tied to."""

    PRISON = "prison", "one prison"
    ORGANISATION = "organisation", "one organisation"
    PRISON_SET = "prison_set", "a chosen set of prisons"
    EVERYWHERE = "everywhere", "every prison"


class Role(TextChoices):
    COORDINATOR = "coordinator", "Voluntary sector coordinator"
    GOVERNOR = "governor", "Governor or senior manager"
    STAFF = "staff", "Prison staff"
    GATE = "gate", "Gate staff"
    MANAGER = "manager", "Organisation manager"
    WORKER = "worker", "Organisation worker or volunteer"
    LEAD = "lead", "Regional lead"
    NATIONAL = "national", "National lead"


class Permission(TextChoices):
    """Each label is the sentence that /roles/ shows."""

    VIEW_DIRECTORY = "view_directory", "Read the approved services with their contacts"
    VIEW_QUEUE = "view_queue", "See what waits for a decision"
    DECIDE = "decide", "Accept, return, withdraw and restore services"
    MAKE_EDITION = "make_edition", "Print a new edition of a directory and record where copies are"
    VIEW_EDITIONS = "view_editions", "Open the printed editions"
    EDIT_PRISON = "edit_prison", "Change the prison's wings and its printing settings"
    VIEW_PEOPLE = "view_people", "See who has access at the prison"
    INVITE_TO_PRISON = "invite_to_prison", "Invite people to the prison and end their access"
    STOP_ACCESS = "stop_access", "Stop somebody's access at once, without a reason"
    VIEW_AUDIT = "view_audit", "Read who did what at the prison"
    ADD_ORGANISATION = "add_organisation", "Add an organisation and invite its first manager"
    DECIDE_REGISTRATION = (
        "decide_registration",
        "Decide whether an organisation that registered itself may work at the prison",
    )
    MERGE_ORGANISATIONS = "merge_organisations", "Merge two records of one organisation"
    IMPORT_SERVICES = "import_services", "Bring in services from a file; each still waits for a decision"
    EDIT_ORGANISATION = "edit_organisation", "Change the organisation's own record"
    INVITE_TO_ORGANISATION = (
        "invite_to_organisation",
        "Invite people to the organisation and end their access",
    )
    VIEW_OWN_SERVICES = "view_own_services", "See the organisation's services and how they were decided"
    WRITE_SERVICE = "write_service", "Write the organisation's services and send them to prisons"
    UPDATE_LISTING = "update_listing", "Keep room, contacts and confirmation of a service up to date"
    REPORT_NEED = "report_need", "Tell the coordinator that no service was found"
    REPORT_CORRECTION = "report_correction", "Say that something in an entry is wrong"
    VIEW_NEEDS = "view_needs", "See what is missing and which queries the coordinator had"
    MANAGE_NEEDS = "manage_needs", "Record and settle needs"
    LOG_QUERY = "log_query", "Write down who asked for what, without a person in it"
    EDIT_SYNONYMS = "edit_synonyms", "Change which words mean the same in a search"
    VIEW_WORKERS = (
        "view_workers",
        "See who works at the prison for organisations, with training and induction",
    )
    MANAGE_WORKERS = "manage_workers", "Add people who work at the prison and sign their induction"
    MANAGE_OWN_WORKERS = (
        "manage_own_workers",
        "Add the organisation's own workers and volunteers and book them",
    )
    MANAGE_TRAINING = "manage_training", "Plan training, say what is required, and record who came"
    VIEW_CLEARANCES = "view_clearances", "See clearances with level, dates and state"
    MANAGE_CLEARANCES = "manage_clearances", "Record clearances and rely on another prison's"
    VIEW_GATE = "view_gate", "See who may come in today"
    RECORD_VISITS = "record_visits", "Write down who arrived and who left"
    MANAGE_POLICIES = "manage_policies", "Publish policies and say who must acknowledge them"
    VIEW_EVIDENCE = "view_evidence", "See how many people are trained, inducted and cleared"
    VIEW_FORUMS = "view_forums", "Read forums, meetings, minutes and who promised what"
    MANAGE_FORUMS = "manage_forums", "Call meetings, write and approve minutes, keep actions, answer ideas"
    TYPE_FEEDBACK = "type_feedback", "Type in feedback slips and say what was done about them"
    SEND_IDEA = "send_idea", "Send an idea to a prison and read the answer"
    READ_BULLETINS = "read_bulletins", "Read the bulletins that were sent"
    MANAGE_BULLETINS = "manage_bulletins", "Write bulletins, send them, and see what happened to each address"
    APPROVE_BULLETINS = "approve_bulletins", "Approve a bulletin before it is sent"
    VIEW_PLAN = "view_plan", "See gaps, reports, priorities, the action plan and what shows it to inspectors"
    MANAGE_PLAN = "manage_plan", "Record needs, issue reports, call for offers and keep the action plan"
    ADOPT_PRIORITY = "adopt_priority", "Adopt a gap as a priority, settle it, and answer what a report asks"
    COMPARE_PRISONS = "compare_prisons", "See prisons side by side"
    ANSWER_CALL = "answer_call", "Answer a prison’s call for offers"
    MANAGE_PRISONS = "manage_prisons", "Open and close prisons and choose sets of prisons"


@dataclass(frozen=True)
class RoleDescription:
    """What a role is for, what its posting is tied to, and what it may do there."""

    role: Role
    reach: Reach
    sentence: str
    permissions: frozenset[Permission]


P = Permission

_READ_PRISON = {P.VIEW_DIRECTORY, P.VIEW_EDITIONS, P.REPORT_CORRECTION, P.READ_BULLETINS}
_OVERSEE = _READ_PRISON | {
    P.VIEW_QUEUE,
    P.VIEW_PEOPLE,
    P.VIEW_NEEDS,
    P.VIEW_EVIDENCE,
    P.VIEW_FORUMS,
    P.VIEW_PLAN,
}
_LOOK_AFTER_WORKERS = {P.VIEW_WORKERS, P.VIEW_CLEARANCES, P.VIEW_GATE}
_COORDINATE = _OVERSEE | {
    P.DECIDE, P.MAKE_EDITION, P.EDIT_PRISON, P.INVITE_TO_PRISON, P.STOP_ACCESS, P.VIEW_AUDIT,
    P.ADD_ORGANISATION, P.UPDATE_LISTING, P.REPORT_NEED, P.MANAGE_NEEDS, P.LOG_QUERY, P.EDIT_SYNONYMS,
    P.DECIDE_REGISTRATION, P.MERGE_ORGANISATIONS, P.IMPORT_SERVICES, *_LOOK_AFTER_WORKERS, P.MANAGE_WORKERS,
    P.MANAGE_TRAINING, P.MANAGE_CLEARANCES, P.RECORD_VISITS, P.MANAGE_POLICIES,
    P.MANAGE_FORUMS, P.TYPE_FEEDBACK, P.MANAGE_BULLETINS,
    P.MANAGE_PLAN, P.ADOPT_PRIORITY,
}  # fmt: skip

GRANTS: dict[Role, RoleDescription] = {
    description.role: description
    for description in (
        RoleDescription(
            Role.COORDINATOR, Reach.PRISON,
            "Is the named single point of contact: decides what enters the directory and prints it.",
            frozenset(_COORDINATE),
        ),
        RoleDescription(
            Role.GOVERNOR, Reach.PRISON,
            "Sees everything at the prison and can stop anybody's access. Does not edit services.",
            frozenset(_OVERSEE | _LOOK_AFTER_WORKERS | {
                P.STOP_ACCESS, P.VIEW_AUDIT, P.REPORT_NEED, P.APPROVE_BULLETINS, P.ADOPT_PRIORITY,
            }),
        ),
        RoleDescription(
            Role.STAFF, Reach.PRISON,
            "Finds a service for somebody now, with the contact and how to refer.",
            frozenset(_READ_PRISON | {P.REPORT_NEED}),
        ),
        RoleDescription(
            Role.GATE, Reach.PRISON,
            "Works at the gate: looks up who may come in today and which services they come for.",
            frozenset({
                P.VIEW_DIRECTORY, P.REPORT_NEED, P.REPORT_CORRECTION, P.VIEW_GATE, P.RECORD_VISITS, P.READ_BULLETINS,
            }),
        ),
        RoleDescription(
            Role.MANAGER, Reach.ORGANISATION,
            "Writes the organisation's services and keeps them true.",
            frozenset({
                P.EDIT_ORGANISATION, P.INVITE_TO_ORGANISATION, P.VIEW_OWN_SERVICES, P.WRITE_SERVICE,
                P.UPDATE_LISTING, P.MANAGE_OWN_WORKERS, P.SEND_IDEA, P.ANSWER_CALL,
            }),
        ),
        RoleDescription(
            Role.WORKER, Reach.ORGANISATION,
            "Works or volunteers for the organisation and sees its services.",
            frozenset({P.VIEW_OWN_SERVICES}),
        ),
        RoleDescription(
            Role.LEAD, Reach.PRISON_SET,
            "Compares a chosen set of prisons and helps where the queue grows. Decides nothing there.",
            frozenset(_OVERSEE | {P.MANAGE_BULLETINS, P.COMPARE_PRISONS}),
        ),
        RoleDescription(
            Role.NATIONAL, Reach.EVERYWHERE,
            "Sees every prison, opens and closes prisons, and appoints coordinators.",
            frozenset(_OVERSEE | {
                P.MANAGE_PRISONS, P.INVITE_TO_PRISON, P.STOP_ACCESS, P.VIEW_AUDIT, P.EDIT_PRISON,
                P.ADD_ORGANISATION, P.EDIT_ORGANISATION, P.INVITE_TO_ORGANISATION, P.EDIT_SYNONYMS,
                P.MERGE_ORGANISATIONS, P.MANAGE_BULLETINS, P.COMPARE_PRISONS,
            }),
        ),
    )
}  # fmt: skip


# Who may hand out which role, at the place of their own posting. The first manager of an organisation is the
# one exception: whoever may add an organisation may invite one where there is none.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.COORDINATOR: frozenset({Role.COORDINATOR, Role.GOVERNOR, Role.STAFF, Role.GATE}),
    Role.MANAGER: frozenset({Role.MANAGER, Role.WORKER}),
    Role.NATIONAL: frozenset(Role),
}


def roles_with(permission: Permission) -> list[Role]:
    """Roles that have the permission, in the order of the table."""
    return [role for role, description in GRANTS.items() if permission in description.permissions]


def reach_of(role: str) -> Reach:
    return GRANTS[Role(role)].reach
