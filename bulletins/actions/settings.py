"""How a prison makes its bulletins.

Whoever makes bulletins there may ask for approval. Once it is asked for, only who approves ends that: else nobody would
need to be asked. Where nobody has that role any more, whoever makes bulletins may end it, or nothing could be sent.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from bulletins import policies
from bulletins.models import BulletinSetting
from bulletins.sending.letters import BadAddress, for_the_envelope
from coordination import access, audit
from coordination.access import NotPermitted, permitted
from coordination.emails import one_line
from coordination.models import Posting, Prison, User
from coordination.models.user import normalise_email
from coordination.policies import Refused
from coordination.roles import Permission, roles_with

SET: Final = ("needs_approval", "sender_name", "reply_to")
APPROVAL: Final = ("needs_approval",)


def setting_of(prison: Prison) -> BulletinSetting:
    """As it is, or as it is where nothing was said."""
    return BulletinSetting.objects.filter(prison=prison).first() or BulletinSetting(prison=prison)


def may_change(user: User, prison: Prison, setting: BulletinSetting) -> tuple[str, ...]:
    """Names of the settings that the user may change there. Empty for who has nothing to do with them."""
    approves = permitted(user, Permission.APPROVE_BULLETINS, prison=prison)
    if not permitted(user, Permission.MANAGE_BULLETINS, prison=prison):
        return APPROVAL if approves else ()
    ends = approves or not setting.needs_approval or not _somebody_approves(prison)
    return SET if ends else tuple(name for name in SET if name not in APPROVAL)


@transaction.atomic
def change_setting(*, by: User, prison: Prison, values: dict[str, Any]) -> BulletinSetting:
    """`values`: needs_approval, sender_name, reply_to; what is missing stays."""
    if not may_change(by, prison, setting_of(prison)):
        access.require(by, Permission.MANAGE_BULLETINS, prison=prison)
    BulletinSetting.objects.get_or_create(prison=prison)
    setting = BulletinSetting.objects.select_for_update().get(prison=prison)
    before = audit.values(setting, list(SET))
    _check(by, prison, setting, values)
    for name in SET:
        if name in values:
            setattr(setting, name, values[name])
    setting.sender_name = one_line(setting.sender_name)
    setting.reply_to = normalise_email(setting.reply_to) if setting.reply_to else ""
    changes = audit.changes(setting, before, audit.values(setting, list(SET)))
    if changes:
        setting.save(update_fields=list(SET))
        audit.record("change_bulletin_setting", by=by, on=setting, prison=prison, changes=changes)
    return setting


def _check(by: User, prison: Prison, setting: BulletinSetting, values: dict[str, Any]) -> None:
    """Call with the row held."""
    wanted = {name for name in SET if name in values and values[name] != getattr(setting, name)}
    denied = wanted - set(may_change(by, prison, setting))
    if denied == {"needs_approval"}:
        raise Refused(
            "The governor approves each issue here. Only the governor or a senior manager ends that."
        )
    if denied:
        raise NotPermitted("Only who makes the bulletins of the prison says who sends them.")
    if "needs_approval" in wanted and values["needs_approval"] and not _somebody_approves(prison):
        raise Refused(
            "Nobody here has the role of governor or senior manager, so nobody could approve. Invite somebody first."
        )
    if "sender_name" in wanted:
        policies.check_words({"name of the sender": values["sender_name"]})
    if values.get("reply_to"):
        _check_address(normalise_email(values["reply_to"]))


def _check_address(email: str) -> None:
    """One that every mail server takes: it stands in the head of each mail."""
    try:
        validate_email(email)
        for_the_envelope(email)
    except (ValidationError, BadAddress):
        raise Refused("Answers cannot go to this address. Write one such as name@example.org.") from None


def _somebody_approves(prison: Prison) -> bool:
    roles = roles_with(Permission.APPROVE_BULLETINS)
    return Posting.objects.current().filter(prison=prison, role__in=roles).exists()
