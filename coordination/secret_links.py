"""Links that are keys, kept out of the log: whoever reads it must not be able to use them."""

from __future__ import annotations

import logging
import re
from typing import Final

SECRET: Final = re.compile(
    r"(/invitations/|/still-right/|/held/|/meetings/answer/|/register/verify/\d+/|/calendar/|/accounts/password/reset/key/)[^\s/\"']+"
)
HIDDEN: Final = r"\1***"


class HidesSecretLinks(logging.Filter):
    """Takes the secret part out of every line, also of a refused or failed request to such a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = SECRET.sub(HIDDEN, said)
        if hidden != said:
            record.msg, record.args = hidden, None
        return True
