"""How a prison makes its bulletins."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from bulletins import policies
from bulletins.models import BulletinSetting
from coordination import access, audit
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.models.user import normalise_email
from coordination.roles import Permission

SET: Final = ("needs_approval", "sender_name", "reply_to")


@transaction.atomic
def change_setting(*, by: User, prison: Prison, values: dict[str, Any]) -> BulletinSetting:
    """`values`: needs_approval, sender_name, reply_to; what is missing stays."""
    access.require(by, Permission.MANAGE_BULLETINS, prison=prison)
    BulletinSetting.objects.get_or_create(prison=prison)
    setting = BulletinSetting.objects.select_for_update().get(prison=prison)
    before = audit.values(setting, list(SET))
    for name in SET:
        if name in values:
            setattr(setting, name, values[name])
    setting.sender_name = one_line(setting.sender_name)
    setting.reply_to = normalise_email(setting.reply_to) if setting.reply_to else ""
    policies.check_words({"sender": setting.sender_name})
    changes = audit.changes(setting, before, audit.values(setting, list(SET)))
    if changes:
        setting.save(update_fields=list(SET))
        audit.record("change_bulletin_setting", by=by, on=setting, prison=prison, changes=changes)
    return setting
