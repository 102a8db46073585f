"""Who opens which page of people and places."""

from __future__ import annotations

from typing import Any

from coordination.actions import invitations
from coordination.models import Invitation, Posting, Prison
from coordination.roles import Role
from tests.access_table import EVERYBODY, SIGNED_IN, Row
from tests.cast import Cast

# Who sees HMP Exeter, and who sees the record of its organisation.
AT_EXETER = "coordinator governor staff gate lead national"
SEES_ORGANISATION = "coordinator governor lead national manager worker other_coordinator"


def without(personas: str, *names: str) -> str:
    return " ".join(name for name in personas.split() if name not in names)


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def harbour(cast: Cast) -> list[Any]:
    return [cast.harbour.slug]


def wing(cast: Cast) -> list[Any]:
    return ["EXI", wing_of(cast.exeter)]


def wing_of(prison: Prison) -> int:
    return prison.wings.get(name="B wing").pk


def others_wing(cast: Cast) -> list[Any]:
    return ["EXI", wing_of(cast.guys_marsh)]


def posting_of(user: Any) -> int:
    return Posting.objects.get(user=user).pk


def invited(cast: Cast, **target: Any) -> int:
    """An open invitation, made in the persona's own transaction and found again by its e-mail."""
    email = "invited@example.org"
    found = Invitation.objects.filter(email=email, **target).first()
    return (found or invitations.invite(by=cast.national, email=email, name="Ines Invited", **target)).pk


def at_exeter(cast: Cast) -> list[Any]:
    return ["EXI", invited(cast, role=Role.STAFF, prison=cast.exeter)]


def at_guys_marsh(cast: Cast) -> list[Any]:
    return ["EXI", invited(cast, role=Role.STAFF, prison=cast.guys_marsh)]


def at_harbour(cast: Cast) -> list[Any]:
    return [cast.harbour.slug, invited(cast, role=Role.WORKER, organisation=cast.harbour)]


def at_lantern(cast: Cast) -> list[Any]:
    return [cast.harbour.slug, invited(cast, role=Role.WORKER, organisation=cast.lantern)]


def everywhere(cast: Cast) -> list[Any]:
    return [invited(cast, role=Role.NATIONAL)]


def link(cast: Cast) -> list[Any]:
    return [Invitation.objects.get(pk=invited(cast, role=Role.STAFF, prison=cast.exeter)).token()]


def pages(name: str, *, ok: str, forbidden: str, arguments: Any, data: Any, crossed: Any = None) -> list[Row]:
    """A page with a form: the same people read it and send it."""
    shared = {"arguments": arguments, "ok": ok, "forbidden": forbidden, "crossed": crossed}
    return [
        Row(name, **shared),
        Row(name, method="POST", status=302, data=data if callable(data) else lambda cast: data, **shared),
    ]


COORDINATES = "coordinator national"
OTHERS_AT_EXETER = without(AT_EXETER, "coordinator", "national")
STOPS = "coordinator governor national"
ORGANISATION = {"name": "A new one", "kind": "voluntary"}
MANAGES = "manager national"
OTHERS_OF_ORGANISATION = without(SEES_ORGANISATION, "manager", "national")
NOT_NATIONAL = without(SIGNED_IN, "national")

PUBLIC = [
    Row("home", ok=EVERYBODY),
    Row("roles", ok=EVERYBODY),
    Row("health_live", ok=EVERYBODY),
    Row("health_ready", ok=EVERYBODY),
    # Only who holds the link: signed in as somebody else, one is told so.
    Row("invitation", link, ok=EVERYBODY),
    Row("invitation", link, method="POST", ok=EVERYBODY),
]

SIGNING_IN = [
    Row("account", ok=SIGNED_IN),
    Row("own_name", ok=SIGNED_IN),
    Row("own_name", method="POST", ok=SIGNED_IN, status=302, data=lambda c: {"name": "Another Name"}),
    # Who is signed in already goes home.
    Row("account_login", ok=SIGNED_IN, status=302, differs={"anonymous": 200}),
    Row("account_login", method="POST", ok=SIGNED_IN, status=302, differs={"anonymous": 200}),
    Row("account_logout", ok=SIGNED_IN),
    Row("account_logout", method="POST", ok=EVERYBODY, status=302),
    Row("account_inactive", ok=EVERYBODY),
    Row("account_signup", ok=SIGNED_IN, status=302, differs={"anonymous": 200}),
    Row("account_signup", method="POST", ok=SIGNED_IN, status=302, differs={"anonymous": 200}),
    Row("account_change_password", ok=SIGNED_IN),
    Row("account_change_password", method="POST", ok=SIGNED_IN),
    Row("account_set_password", ok=SIGNED_IN, status=302),
    Row("account_set_password", method="POST", ok=SIGNED_IN, status=302),
    Row("account_reset_password", ok=EVERYBODY),
    # Without an address: letters are limited, and there are more personas than letters.
    Row("account_reset_password", method="POST", ok=EVERYBODY),
    Row("account_reset_password_done", ok=EVERYBODY),
    Row("account_reset_password_from_key", lambda c: ["1", "no-key"], ok=EVERYBODY),
    Row("account_reset_password_from_key", lambda c: ["1", "no-key"], method="POST", ok=EVERYBODY),
    Row("account_reset_password_from_key_done", ok=EVERYBODY),
]

PRISONS = [
    Row("prisons", ok=SIGNED_IN),
    Row("prison", exeter, ok=AT_EXETER),
    *pages(
        "prison_settings", arguments=exeter, ok=COORDINATES, forbidden=OTHERS_AT_EXETER,
        data={"renew_after_days": 60, "ask_for_new_copy": "the library"},
    ),
    *pages(
        "prison_status", arguments=exeter, ok="national", forbidden=without(AT_EXETER, "national"),
        data={"status": "closed_temporarily", "status_since": "2024-07"},
    ),
    *pages("wings", arguments=exeter, ok=COORDINATES, forbidden=OTHERS_AT_EXETER, data={"name": "D wing"}),
    *pages(
        "wing", arguments=wing, crossed=others_wing, ok=COORDINATES, forbidden=OTHERS_AT_EXETER,
        data={"name": "D wing"},
    ),
    *pages("end_wing", arguments=wing, crossed=others_wing, ok=COORDINATES, forbidden=OTHERS_AT_EXETER, data={}),
    Row(
        "move_wing", wing, method="POST", crossed=others_wing, ok=COORDINATES, forbidden=OTHERS_AT_EXETER,
        status=302,
    ),
    Row("audit", exeter, ok=STOPS, forbidden="staff gate lead"),
    Row("audit_csv", exeter, ok=STOPS, forbidden="staff gate lead"),
]  # fmt: skip

PEOPLE = [
    Row("people", exeter, ok="coordinator governor lead national", forbidden="staff gate"),
    *pages(
        "invite_to_prison", arguments=exeter, ok=COORDINATES, forbidden=OTHERS_AT_EXETER,
        data={"role": "staff", "name": "Nia New", "email": "nia@example.org"},
    ),
    *pages(
        "end_posting", arguments=lambda c: ["EXI", posting_of(c.staff)],
        crossed=lambda c: ["EXI", posting_of(c.other_coordinator)],
        ok=COORDINATES, forbidden=OTHERS_AT_EXETER, data={"when": "now"},
    ),
    *pages(
        "stop_access", arguments=lambda c: ["EXI", c.staff.pk], crossed=lambda c: ["EXI", c.other_coordinator.pk],
        ok=STOPS, forbidden="staff gate lead", data={},
    ),
    *(
        Row(
            name, at_exeter, method="POST", crossed=at_guys_marsh, ok=COORDINATES, forbidden=OTHERS_AT_EXETER,
            status=302,
        )
        for name in ("cancel_invitation", "send_invitation_again")
    ),
]  # fmt: skip

ORGANISATIONS = [
    Row("organisations", ok=SIGNED_IN),
    *pages(
        "add_organisation", arguments=lambda c: [], ok="coordinator national other_coordinator",
        forbidden=without(SIGNED_IN, "coordinator", "national", "other_coordinator"), data=ORGANISATION,
    ),
    Row("organisation", harbour, ok=SEES_ORGANISATION),
    *pages(
        "edit_organisation", arguments=harbour, ok=MANAGES, forbidden=OTHERS_OF_ORGANISATION,
        data=ORGANISATION,
    ),
    Row("organisation_people", harbour, ok=MANAGES, forbidden=OTHERS_OF_ORGANISATION),
    *pages(
        "invite_to_organisation", arguments=harbour, ok=MANAGES, forbidden=OTHERS_OF_ORGANISATION,
        data={"role": "worker", "name": "Nia New", "email": "nia@example.org"},
    ),
    *pages(
        "end_organisation_posting", arguments=lambda c: [c.harbour.slug, posting_of(c.worker)],
        crossed=lambda c: [c.harbour.slug, posting_of(c.other_manager)],
        ok=MANAGES, forbidden=OTHERS_OF_ORGANISATION, data={"when": "now"},
    ),
    *(
        # A coordinator sees the organisation but not whom its manager invites.
        Row(name, at_harbour, method="POST", crossed=at_lantern, ok=MANAGES, status=302)
        for name in ("cancel_organisation_invitation", "send_organisation_invitation_again")
    ),
]  # fmt: skip

ACROSS = [
    Row("national_people", ok="national", forbidden=NOT_NATIONAL),
    *pages(
        "invite_nationally", arguments=lambda c: [], ok="national", forbidden=NOT_NATIONAL,
        data={"role": "national", "name": "Nia New", "email": "nia@example.org"},
    ),
    *pages(
        "close_account", arguments=lambda c: [c.staff.pk], ok="national", forbidden=NOT_NATIONAL, data={},
    ),
    Row("reopen_account", lambda c: [c.staff.pk], method="POST", ok="national", forbidden=NOT_NATIONAL, status=302),
    *pages(
        "end_national_posting", arguments=lambda c: [posting_of(c.lead)],
        crossed=lambda c: [posting_of(c.staff)], ok="national", forbidden=NOT_NATIONAL, data={"when": "now"},
    ),
    *(
        Row(
            name, everywhere, method="POST", crossed=lambda c: [at_exeter(c)[1]], ok="national",
            forbidden=NOT_NATIONAL, status=302,
        )
        for name in ("cancel_national_invitation", "send_national_invitation_again")
    ),
    Row("audit_everywhere", ok="national", forbidden=NOT_NATIONAL),
    Row("audit_everywhere_csv", ok="national", forbidden=NOT_NATIONAL),
    Row("prison_sets", ok="national", forbidden=NOT_NATIONAL),
    *pages(
        "add_prison_set", arguments=lambda c: [], ok="national", forbidden=NOT_NATIONAL,
        data=lambda c: {"name": "Both", "prisons": [c.exeter.pk]},
    ),
    *pages(
        "prison_set", arguments=lambda c: [c.south_west.pk], ok="national", forbidden=NOT_NATIONAL,
        data=lambda c: {"name": "Both", "prisons": [c.exeter.pk]},
    ),
]  # fmt: skip

ROWS = [*PUBLIC, *SIGNING_IN, *PRISONS, *PEOPLE, *ORGANISATIONS, *ACROSS]
