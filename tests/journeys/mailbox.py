"""The letters that the running portal has written to its data folder."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from coordination.machine import processes

SECONDS = 60


class Mailbox:
    """Django writes one file a connection: letters follow each other, a line of dashes after each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters(self) -> list[EmailMessage]:
        found = []
        for file in sorted(self.folder.glob("*.log")):
            parts = re.split(rb"^-{79}$\n?", file.read_bytes(), flags=re.M)
            found += [
                message_from_bytes(part.lstrip(), policy=policy.default) for part in parts if part.strip()
            ]
        return found  # type: ignore[return-value]

    def to(self, address: str, words: str) -> list[EmailMessage]:
        """Letters to the address in whose plain text the words stand; lines are joined."""
        return [letter for letter in self.letters() if letter["To"] == address and words in plain(letter)]

    def wait_for(self, address: str, words: str) -> EmailMessage:
        """The newest such letter. A worker writes it in the background, so it may take a moment."""
        assert processes.wait_until(lambda: bool(self.to(address, words)), seconds=SECONDS), (
            f"No letter to {address} with “{words}”. There are: "
            + "; ".join(f"{letter['To']}: {letter['Subject']}" for letter in self.letters())
        )
        return self.to(address, words)[-1]

    @staticmethod
    def address_in(letter: EmailMessage) -> str:
        """The first link of the plain text."""
        found = re.search(r"^https?://\S+$", letter.get_body(("plain",)).get_content(), flags=re.M)  # type: ignore[union-attr]
        assert found, plain(letter)
        return found[0]


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""
