"""What coordination's actions are called on the audit page."""

from typing import Final

VERBS: Final[dict[str, str]] = {
    "accept_invitation": "Accepted an invitation",
    "add_organisation": "Added an organisation",
    "add_prison_set": "Added a set of prisons",
    "add_wing": "Added a wing",
    "appoint_first": "Appointed the first person in a role",
    "cancel_invitation": "Took an invitation back",
    "change_prison_status": "Changed whether the prison is open",
    "change_own_name": "Changed their own name",
    "clear_old_invitations": "Cleared invitations that nobody took up",
    "close_account": "Closed an account everywhere",
    "edit_organisation": "Changed an organisation’s record",
    "edit_prison_set": "Changed a set of prisons",
    "edit_prison_settings": "Changed the prison’s settings",
    "end_posting": "Ended somebody’s access in a role",
    "end_wing": "Ended a wing",
    "invite": "Invited somebody",
    "mark_as_demonstration": "Made this database a demonstration",
    "move_wing": "Moved a wing in the order",
    "rename_wing": "Renamed a wing",
    "reopen_account": "Opened a closed account again",
    "send_invitation_again": "Sent an invitation again",
    "set_last_day": "Set the last day of somebody’s access",
    "stop_access_now": "Stopped somebody’s access at once",
}
