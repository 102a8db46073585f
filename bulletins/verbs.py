"""What the actions of bulletins are called on the audit page."""

from typing import Final

VERBS: Final[dict[str, str]] = {
    "begin_bulletin": "Began an issue of the bulletin",
    "reword_bulletin": "Changed title, greeting or period of a bulletin",
    "take_in_offers": "Took into a bulletin what is offered",
    "add_bulletin_item": "Added an item to a bulletin",
    "reword_bulletin_item": "Changed an item of a bulletin",
    "move_bulletin_item": "Changed the order of a bulletin",
    "drop_bulletin_item": "Dropped an item from a bulletin",
    "take_back_bulletin_item": "Took an item back into a bulletin",
    "word_item_for_wings": "Wrote the words of an item for the wings",
    "approve_item_for_wings": "Approved the words of an item for the wings",
    "add_bulletin_image": "Added a picture for bulletins",
    "reword_bulletin_image": "Changed the words of a picture for bulletins",
    "remove_bulletin_image": "Removed a picture for bulletins",
    "change_bulletin_setting": "Changed how the prison makes its bulletins",
    "begin_sending": "Began to send a bulletin",
    "pause_sending": "Paused the sending of a bulletin",
    "resume_sending": "Went on sending a bulletin",
    "cancel_sending": "Cancelled a bulletin",
    "settle_uncertain": "Said what became of an uncertain mail of a bulletin",
    "leave_bulletins": "Left the bulletins, by the link in one",
    "set_bulletin_wishes": "Said which bulletins they want, by the link in one",
    "join_bulletins": "Joined the readers of bulletins and confirmed the address",
    "clear_unconfirmed_readers": "Cleared addresses that asked for bulletins and never confirmed",
}
