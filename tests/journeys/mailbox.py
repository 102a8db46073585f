"""The letters that the running portal has written to its data folder."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from coordination.machine import processes

# One directory may be laid out before the letter's turn comes, slowly on a busy machine.
SECONDS = 120


class Mailbox:
    """Django writes one file a connection: letters follow each other, a line of dashes after each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[tuple[Path, int], list[EmailMessage]] = {}

    def letters(self) -> list[EmailMessage]:
        """All of them, oldest first. Asked many times a second, so a file that has not grown is not read again."""
        files = [(file, file.stat().st_size) for file in sorted(self.folder.glob("*.log"))]
        for file, size in files:
            if (file, size) not in self.read:
                self.read[file, size] = letters_in(file.read_bytes()[:size])
        return [letter for known in files for letter in self.read[known]]

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


def letters_in(content: bytes) -> list[EmailMessage]:
    parts = re.split(rb"^-{79}$\n?", content, flags=re.M)
    return [message_from_bytes(part.lstrip(), policy=policy.default) for part in parts if part.strip()]


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""
