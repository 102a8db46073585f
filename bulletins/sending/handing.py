"""Handing one mail to the mail server, and telling apart what is known of it afterwards."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Final, cast

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
    """`no_mailbox`: refused, because there is no such mailbox; nothing will ever arrive there."""

    outcome: Outcome
    said: str = ""
    no_mailbox: bool = False


# 421: the service closes. Told of the service and not of the mailbox (RFC 5321, 3.8).
CLOSES = 421
# A server that looks through a mail answers late; RFC 5321 (4.5.3.2.6) gives it ten minutes.
SECONDS_FOR_THE_ANSWER = 150
BROKEN = (OSError, smtplib.SMTPException)


class Hand:
    """One connection for as many mails as are handed over within; opened anew where it broke."""

    def __init__(self) -> None:
        self.backend: Any = None
        self.used = 0

    def __enter__(self) -> Hand:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend is not None:
            try:
                backend.close()
            except BROKEN:
                pass  # What was handed over has its answer already.

    def drop(self) -> None:
        """Without a farewell, for which a server that is away would be waited for."""
        backend, self.backend = self.backend, None
        smtp = getattr(backend, "connection", None)
        if isinstance(smtp, smtplib.SMTP):
            smtp.close()

    def opened(self) -> str:
        """Before anything is said of a row. What the server says where it takes nobody in, else nothing."""
        if self.backend is None:
            backend = get_connection()
            try:
                backend.open()
                smtp = getattr(backend, "connection", None)
                if isinstance(smtp, smtplib.SMTP):
                    smtp.ehlo_or_helo_if_needed()
            except BROKEN as error:
                return words_of(error)
            self.backend, self.used = backend, 0
        return ""

    def over(self, mail: Addressed) -> Handed:
        """Never raises what the mail server says or does; anything else is a fault of ours and is raised."""
        aged = self.backend is not None and self.used > 0
        handed = self._over(mail)
        if handed.outcome == Outcome.AWAY and aged:
            # Servers end a connection after so many mails or seconds: a new one tells whether it is more than that.
            self.drop()
            handed = self._over(mail)
        self.used += 1
        return handed

    def _over(self, mail: Addressed) -> Handed:
        trouble = self.opened()
        if trouble:
            return Handed(Outcome.AWAY, trouble)
        if not isinstance(self.backend, EmailBackend):
            # Into files, or a test's list: what does not raise is there.
            self.backend.send_messages([mail.message()])
            return Handed(Outcome.SENT)
        return self._by_smtp(cast(smtplib.SMTP, self.backend.connection), mail)

    def _by_smtp(self, smtp: smtplib.SMTP, mail: Addressed) -> Handed:
        """By stages: until the text begins to leave, a break means that nothing left."""
        try:
            code, answer = smtp.mail(mail.sender)
            if not is_yes(code):  # Of us, and not of a mailbox: whoever comes next is told the same.
                self.close()
                return Handed(Outcome.AWAY, said(code, answer))
            code, answer = smtp.rcpt(mail.recipient)
            if not is_yes(code):
                return self._declined(smtp, code, answer, no_mailbox=says_no_mailbox(code, answer))
            code, answer = smtp.docmd("DATA")
            if code != 354:
                return self._declined(smtp, code, answer)
        except BROKEN as error:
            self.drop()
            return Handed(Outcome.AWAY, words_of(error))
        try:
            # A line that begins with a full stop gets a second one (RFC 5321, 4.5.2); ours begins with a header.
            smtp.send(mail.content.replace(b"\r\n.", b"\r\n..") + END)
            if smtp.sock is not None:
                smtp.sock.settimeout(SECONDS_FOR_THE_ANSWER)
            code, answer = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(smtp.timeout)
        except BROKEN as error:
            self.drop()
            return Handed(Outcome.UNCERTAIN, words_of(error))
        if is_yes(code):
            return Handed(Outcome.SENT)
        if not 400 <= code < 600:
            self.drop()
            return Handed(Outcome.UNCERTAIN, said(code, answer))
        return self._declined(smtp, code, answer)

    def _declined(self, smtp: smtplib.SMTP, code: int, answer: bytes, *, no_mailbox: bool = False) -> Handed:
        if code == CLOSES or not 400 <= code < 600:
            self.drop()
            return Handed(Outcome.AWAY, said(code, answer))
        try:
            smtp.rset()
        except BROKEN:
            self.drop()
        if code < 500:
            return Handed(Outcome.LATER, said(code, answer))
        return Handed(Outcome.REFUSED, said(code, answer), no_mailbox)


END = b".\r\n"


# No such mailbox; moved away without an address (RFC 3463, 3.2); a domain that takes no mail (RFC 7505). Servers refuse
# with 550 for much else as well, and what they say of it in words is nobody's standard.
NO_MAILBOX: Final = re.compile(rb"5\.1\.(1|6|10)(?![\d.])")


def says_no_mailbox(code: int, answer: bytes) -> bool:
    return 500 <= code < 600 and NO_MAILBOX.match(answer.strip()) is not None


def is_yes(code: int) -> bool:
    return 200 <= code < 300


def said(code: int, answer: bytes) -> str:
    return " ".join(f"{code} {answer.decode(errors='replace')}".split())[:300]


def words_of(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
