"""A mail server that answers as it is told, stage by stage, and remembers what it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from coordination.machine import processes


class Told:
    """`at`: {stage: {recipient or "": answers in their order; the last one stays}}. "drop" breaks the connection."""

    def __init__(self) -> None:
        self.at: dict[str, dict[str, list[str]]] = {"mail": {}, "rcpt": {}, "data": {}}
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self.asked: Counter[str] = Counter()
        self.before_answer: Any = None

    def answer(self, stage: str, recipient: str) -> str | None:
        answers = self.at[stage].get(recipient) or self.at[stage].get("")
        if not answers:
            return None
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = self.answer("mail", "")
        if told is None:
            envelope.mail_from = address
            return "250 OK"
        return self._said(server, told)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        told = self.answer("rcpt", address)
        if told is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return self._said(server, told)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [recipient] = envelope.rcpt_tos
        if self.before_answer:
            self.before_answer(recipient)
        told = self.answer("data", recipient)
        if told is not None and told != "take and drop":
            return self._said(server, told)
        assert isinstance(envelope.content, bytes)
        self.taken.append((recipient, envelope.content))
        return self._said(server, "drop") if told else "250 OK"

    def _said(self, server: SMTP, told: str) -> str:
        if told == "drop":
            assert server.transport
            server.transport.abort()
        elif told.startswith("421"):
            server.loop.call_later(0.02, server.transport.close)  # type: ignore[union-attr]
        return told

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def mail_to(self, recipient: str) -> Message:
        [content] = [content for to, content in self.taken if to == recipient]
        return message_from_bytes(content, policy=default)


@contextmanager
def listening(told: Told, port: int = 0) -> Iterator[int]:
    """The port, on which it answers until the block ends."""
    port = port or processes.free_port()
    controller = Controller(told, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
