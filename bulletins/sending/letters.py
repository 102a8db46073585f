"""The mail of one issue: encoded once, and addressed for each row.

Multipart with a real text (RFC 2046), the links for leaving in the text and in List-Unsubscribe with its one-click
POST (RFC 8058), List-Id (RFC 2919), Precedence: bulk so that nobody's holiday notice answers. No Auto-Submitted: a
person wrote it. Nothing counts who opens it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr, quote
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from bulletins import marks
from bulletins.models import BulletinContent, BulletinIssue, BulletinSetting, Delivery
from bulletins.reader_links import token_for
from coordination.emails import absolute, one_line

POLICY: Final = SMTP.clone(cte_type="7bit")


class BadAddress(ValueError):
    """No mail server could be asked to take mail for it."""


def for_the_envelope(email: str) -> str:
    """ASCII alone: an internationalised domain in its other form (RFC 3490). BadAddress for what no server takes."""
    local, at, domain = email.rpartition("@")
    if not at or not local.isascii() or any(c.isspace() or not c.isprintable() for c in email):
        raise BadAddress(email)
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress(email) from None
    if not 1 <= len(local) <= 64 or len(local) + 1 + len(domain) > 254 or set(local) & set('<>(),;:"\\'):
        raise BadAddress(email)
    return f"{local}@{domain}"


def encoded(header: str, words: str) -> str:
    """One line of words for the head of a mail, folded.

    Also encoded where it only looks as if it were: `=?utf-8?q?=0D=0ABcc:...` decodes to another line of the head.
    EmailMessage is not asked, because it decodes, and takes the quotes from a long name in which an address stands.
    """
    charset = "us-ascii" if is_plain(words) else "utf-8"
    return Header(words, charset, header_name=header).encode(linesep="\r\n")


def is_plain(words: str) -> bool:
    return words.isascii() and "=?" not in words


def quoted(name: str) -> str:
    return f'"{quote(name)}"'


@dataclass(frozen=True)
class Addressed:
    """One recipient's mail, ready for SMTP. `content` has CRLF lines and ends with one."""

    letter: Letter
    recipient: str
    own: dict[str, str]
    links: dict[str, str]

    @property
    def sender(self) -> str:
        return self.letter.sender

    @property
    def content(self) -> bytes:
        head = "".join(f"{name}: {value}\r\n" for name, value in self.own.items())
        return head.encode("ascii") + self.letter.shared.filled(self.links)

    def message(self) -> EmailMultiAlternatives:
        """The same for a backend that does not speak SMTP."""
        letter, content = self.letter, self.letter.content
        message = EmailMultiAlternatives(
            subject=letter.subject, body=marks.filled(content.text, self.links), to=[self.recipient],
            from_email=f"{quoted(letter.name)} <{letter.sender}>", headers=letter.headers | self.own,
        )  # fmt: skip
        message.attach_alternative(marks.filled(content.html, self.links), "text/html")
        return message


class Letter:
    """What every recipient gets. Making one encodes the whole text; `to` fills in the links of one recipient."""

    @classmethod
    def of(cls, content: BulletinContent, *, test: bool = False) -> Letter:
        """In the name that the prison chose for its bulletins."""
        setting = BulletinSetting.objects.filter(prison=content.issue.prison_id).first()
        return cls(
            content,
            sender_name=setting.sender_name if setting and setting.sender_name else content.issue.place,
            reply_to=setting.reply_to if setting else "",
            test=test,
        )

    def __init__(
        self, content: BulletinContent, *, sender_name: str = "", reply_to: str = "", test: bool = False
    ) -> None:
        self.content = content
        self.subject = one_line(f"Test: {content.words['title']}" if test else content.words["title"])
        self.sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self.domain = self.sender.rpartition("@")[2]
        self.name = one_line(sender_name) or settings.SITE_NAME
        self.headers = {"List-Id": f"<bulletin.{_place(content.issue)}.{self.domain}>", "Precedence": "bulk"}
        if reply_to:
            self.headers["Reply-To"] = for_the_envelope(one_line(reply_to))
        message = EmailMessage(policy=POLICY)
        message.set_content(content.text, cte="quoted-printable")
        message.add_alternative(content.html, subtype="html", cte="quoted-printable")
        self.shared = marks.Quoted(
            self._head().encode("ascii") + message.as_bytes().rstrip(b"\r\n") + b"\r\n"
        )

    def _head(self) -> str:
        """What all recipients' mails have in their heads."""
        name = quoted(self.name) if is_plain(self.name) else encoded("From", self.name)
        lines = {
            "Subject": encoded("Subject", self.subject),
            "From": f"{name}\r\n <{self.sender}>",
        } | self.headers
        return "".join(f"{header}: {value}\r\n" for header, value in lines.items())

    def to(self, row: Delivery) -> Addressed:
        return self.addressed(row.email, row.message_id)

    def addressed(self, email: str, message_id: uuid.UUID) -> Addressed:
        token = token_for(email)
        leave = absolute(reverse("leave_bulletins", args=[token]))
        return self._filled(email, message_id, leave, absolute(reverse("bulletin_wishes", args=[token])))

    def to_try(self, email: str) -> Addressed:
        """A test: its links lead to a page that changes nothing, so that nobody leaves by trying them."""
        nowhere = absolute(reverse("bulletin_test_link"))
        return self._filled(email, uuid.uuid4(), nowhere, nowhere)

    def _filled(self, email: str, message_id: uuid.UUID, leave: str, wishes: str) -> Addressed:
        recipient = for_the_envelope(email)
        links = {marks.LEAVE: leave, marks.WISHES: wishes}
        own = {
            "To": recipient,
            "Message-ID": f"<{message_id}@{self.domain}>",
            "Date": formatdate(localtime=False),
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return Addressed(letter=self, recipient=recipient, own=own, links=links)


def _place(issue: BulletinIssue) -> str:
    if issue.prison:
        return str(issue.prison.code).lower()
    return f"set-{issue.prison_set_id}" if issue.prison_set_id else "all"
