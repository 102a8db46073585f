"""Handing one mail to the mail server, and telling apart what is known of it afterwards."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, cast

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from bulletins.sending.letters import Addressed


class Outcome(StrEnum):
    """SENT: the server took it. REFUSED: never. LATER: this mailbox not now. AWAY: the server takes nothing now.

    UNCERTAIN: the connection broke between the text and the answer to it.
    """

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    AWAY = "away"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Handed:
    outcome: Outcome
    said: str = ""


# 421: the service closes. Told of the service and not of the mailbox (RFC 5321, 3.8).
CLOSES = 421


class Hand:
    """One connection for as many mails as are handed over within. Opened with the first, and again after it broke."""

    def __init__(self) -> None:
        self.backend: Any = None

    def __enter__(self) -> Hand:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self.backend is not None:
            self.backend.close()
            self.backend = None

    def over(self, mail: Addressed) -> Handed:
        """Never raises what the mail server says or does; anything else is a fault of ours and is raised."""
        if self.backend is None:
            self.backend = get_connection()
            try:
                self.backend.open()
            except (OSError, smtplib.SMTPException) as error:
                self.backend = None
                return Handed(Outcome.AWAY, words_of(error))
        if not isinstance(self.backend, EmailBackend):
            # Into files, or a test's list: what does not raise is there.
            self.backend.send_messages([mail.message()])
            return Handed(Outcome.SENT)
        return self._by_smtp(cast(smtplib.SMTP, self.backend.connection), mail)

    def _by_smtp(self, smtp: smtplib.SMTP, mail: Addressed) -> Handed:
        text_left = False
        try:
            for code, answer in self._envelope(smtp, mail):
                if code >= 400:
                    return self._declined(smtp, code, answer)
            text_left = True
            code, answer = smtp.data(mail.content)
        except smtplib.SMTPDataError as error:  # The server did not want the text at all.
            return self._declined(smtp, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Handed(Outcome.UNCERTAIN if text_left else Outcome.AWAY, words_of(error))
        if code == 250:
            return Handed(Outcome.SENT)
        return self._declined(smtp, code, answer)

    @staticmethod
    def _envelope(smtp: smtplib.SMTP, mail: Addressed) -> Any:
        yield smtp.mail(mail.sender)
        yield smtp.rcpt(mail.recipient)

    def _declined(self, smtp: smtplib.SMTP, code: int, answer: bytes | str) -> Handed:
        said = f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"
        if code == CLOSES:
            self.close()
            return Handed(Outcome.AWAY, said)
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()
        return Handed(Outcome.LATER if code < 500 else Outcome.REFUSED, said)


def words_of(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
