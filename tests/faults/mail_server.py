"""A mail server as a process of its own: `python -m tests.faults.mail_server PORT LOG MOOD`.

LOG gets a line for each mail as it is taken, before the answer goes back: its recipient and its Message-ID. The file
MOOD says how it answers: "takes" or "refuses" (451, at the sender's line). It is looked at four times a second.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import warnings
from pathlib import Path
from typing import IO, Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taking:
    def __init__(self, log: IO[bytes], mood: Path) -> None:
        self.log = log
        self.mood = mood
        self.refuses = False

    async def watch(self) -> None:
        while True:
            self.refuses = self.mood.read_text() == "refuses"
            await asyncio.sleep(0.25)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return "451 4.3.2 Not now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        head = content[: content.index(b"\r\n\r\n")]
        [identity] = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
        for recipient in envelope.rcpt_tos:
            self.log.write(recipient.encode() + b" " + identity.split(b":", 1)[1].strip() + b"\n")
        return "250 OK"


async def serve(port: int, log: Path, mood: Path) -> None:
    loop = asyncio.get_running_loop()
    with log.open("ab", buffering=0) as written:
        taking = Taking(written, mood)
        server = await loop.create_server(
            lambda: SMTP(taking, hostname="localhost", ident="tests", loop=loop), "127.0.0.1", port
        )
        watching = asyncio.ensure_future(taking.watch())
        ended = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()
        watching.cancel()
        server.close()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
