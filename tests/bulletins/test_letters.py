"""Addresses and names as they are typed somewhere: none adds a header, and none gets two mails."""

from __future__ import annotations

import uuid
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses
from types import SimpleNamespace

import pytest

from bulletins.actions.sending import begin_sending
from bulletins.actions.wishes import leave_bulletins
from bulletins.models import BulletinContent, Delivery
from bulletins.sending.letters import BadAddress, Letter, for_the_envelope
from coordination.actions.mail_addresses import record_event
from coordination.models import User
from coordination.models.user import normalise_email
from coordination.offers import BulletinReader
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Reason = Delivery.Reason


def begun(cast: Cast, monkeypatch: pytest.MonkeyPatch, *readers: BulletinReader, **changes: str):
    feature = SimpleNamespace(readers=lambda prisons: list(readers))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    return begin_sending(by=cast.coordinator, issue=making.issue(cast, **changes))


def reader(email: str, name: str = "Somebody") -> BulletinReader:
    return BulletinReader(email=email, name=name, prison="EXI", role="staff")


def test_addresses_that_differ_in_case_are_one_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = begun(
        cast, monkeypatch, reader("Ann@Example.org"), reader("ann@example.ORG "), reader("b@example.org")
    )
    assert sorted(issue.deliveries.values_list("email", flat=True)) == ["ann@example.org", "b@example.org"]


def test_what_cannot_be_an_address_is_left_out_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org"
    wrong = [
        f"{'x' * 288}@example.org",
        long,
        "two words@example.org",
        "a@b@example.org",
        "jürgen@example.org",
    ]
    issue = begun(cast, monkeypatch, reader("good@example.org"), *map(reader, wrong))
    left_out = issue.deliveries.filter(state=Delivery.State.LEFT_OUT)
    assert set(left_out.values_list("reason", flat=True)) == {Reason.BAD_ADDRESS}
    assert left_out.count() == len(wrong)
    assert issue.deliveries.get(state=Delivery.State.QUEUED).email == "good@example.org"


def test_a_name_with_a_newline_is_one_line_and_no_header(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = begun(
        cast, monkeypatch, reader("a@example.org", "Ann\r\nBcc: everybody@example.org"),
        title="News\r\nBcc: everybody@example.org",
    )  # fmt: skip
    row = issue.deliveries.get()
    assert "\n" not in row.name
    letter = Letter(
        BulletinContent.objects.get(), sender_name="HMP\r\nBcc: x@example.org", reply_to="b@example.org"
    )
    message = message_from_bytes(letter.to(row).content, policy=default)
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: everybody@example.org"
    assert (message["To"], message["Reply-To"]) == ("a@example.org", "b@example.org")


@pytest.mark.parametrize(
    "address",
    ["a\r\nBcc: x@example.org", "a@example.org\nBcc: x", "a@exa mple.org", "a\x00@example.org", "nobody"],
)
def test_an_address_with_more_than_an_address_in_it_is_never_put_into_a_letter(address: str) -> None:
    with pytest.raises(BadAddress):
        for_the_envelope(address)


BOOKS = (
    "Info@Bücher.example",
    "info@xn--bcher-kva.example",
    "info@ＢÜCHER.example",
    "INFO@XN--BCHER-KVA.Example",
)


def test_an_internationalised_domain_is_one_address_however_it_was_typed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = begun(cast, monkeypatch, *map(reader, BOOKS), reader("b@example.org"))
    assert sorted(issue.deliveries.values_list("email", flat=True)) == [
        "b@example.org",
        "info@bücher.example",
    ]


@pytest.mark.parametrize("known", ["left", "bounced"])
def test_what_is_known_of_an_address_holds_for_its_other_form(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    if known == "left":
        leave_bulletins(email=BOOKS[0])
    else:
        # As a mail provider says it, who saw the form for the envelope.
        record_event(event_id="1", email=BOOKS[1], kind="hard")
    issue = begun(cast, monkeypatch, reader(BOOKS[2]), reader("b@example.org"))
    left_out = issue.deliveries.get(state=Delivery.State.LEFT_OUT)
    assert (left_out.email, left_out.reason) == (
        "info@bücher.example", Reason.UNSUBSCRIBED if known == "left" else Reason.BOUNCED
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ann@Example.ORG ", "ann@example.org"),
        ("a@xn--fa-hia.de", "a@xn--fa-hia.de"),  # ß of its own, which our codec cannot read back
        ("a@bü..example", "a@bü..example"),
        ("xn--no-address", "xn--no-address"),
        (f"a@{'ü' * 300}.example", f"a@{'ü' * 300}.example"),
    ],
)
def test_what_cannot_be_written_otherwise_stays_as_it_is(typed: str, stored: str) -> None:
    assert normalise_email(typed) == stored
    assert normalise_email(stored) == stored


def test_a_domain_in_another_alphabet_signs_in_by_either_form(cast: Cast) -> None:
    made = User.objects.create_user(email="Ann@xn--bcher-kva.example", name="Ann")
    assert User.objects.get_by_natural_key("ann@BÜCHER.example") == made


def test_an_internationalised_domain_goes_out_in_its_other_form(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = begun(cast, monkeypatch, reader("info@Bücher.example"))
    mail = Letter(BulletinContent.objects.get()).to(issue.deliveries.get())
    assert mail.recipient == "info@xn--bcher-kva.example"
    assert mail.content.isascii()


def test_lines_are_short_and_ascii_whatever_the_links_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(cast, monkeypatch, reader("a@example.org"), title="Newyddion Tŷ’r Carchar")
    letter = Letter(BulletinContent.objects.get())
    for length in range(1, 60):
        mail = letter.addressed(f"{'a' * length}@example.org", uuid.uuid4())
        assert mail.content.isascii()
        assert max(map(len, mail.content.split(b"\r\n"))) <= 998
        text = message_from_bytes(mail.content, policy=default).get_body(("plain",)).get_content()
        assert mail.links["QXOWNLEAVEXQ"] in text
        assert mail.links["QXOWNWISHESXQ"] in text


HEADS = [
    "=?utf-8?q?=0D=0ABcc:_x=40evil.example?=",
    "News =?utf-8?b?DQpTdWJqZWN0OiBvdGhlcg0KDQo8aHRtbD4=?= of November",
    "News\r\nBcc: x@evil.example",
    "Ministry <office@evil.example>, and then so many words that the line is folded",
    "HMP/YOI Exeter: the voluntary sector coordinator, and her team of volunteers",
    'The "new" room; C:\\wing, a@b.example',
    "Cydlynydd y sector gwirfoddol, Carchar Ei Fawrhydi Dŵr y Felin, a’i gyfeillion",
    "ŵ" * 80,
]


@pytest.mark.parametrize("words", HEADS)
def test_what_stands_in_a_head_is_the_words_that_were_typed_and_no_more(cast: Cast, words: str) -> None:
    """Also what only looks encoded, and a long name in which an address stands."""
    content = BulletinContent(
        issue=making.issue(cast), words={"title": words}, html="<p>Words</p>", text="Words"
    )
    letter = Letter(content, sender_name=words, reply_to="answers@example.org")
    mail = letter.addressed("reader@example.org", uuid.uuid4()).content
    head = [
        line.partition(b":")[0].decode()
        for line in mail.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if not line.startswith(b" ")
    ]
    assert sorted(head) == sorted(
        [
            "To", "Message-ID", "Date", "List-Unsubscribe", "List-Unsubscribe-Post", "Subject", "From", "List-Id",
            "Precedence", "Reply-To", "MIME-Version", "Content-Type",
        ]
    )  # fmt: skip
    assert max(map(len, mail.split(b"\r\n"))) <= 200
    said = message_from_bytes(mail)
    typed = " ".join(words.split())
    assert as_read(said["Subject"]) == typed
    [(name, address)] = getaddresses([said["From"]])
    assert (as_read(name), address) == (typed, letter.sender)


def as_read(header: str) -> str:
    """As a mail program shows it."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))


@pytest.mark.parametrize("words", HEADS)
def test_a_mail_that_does_not_leave_by_smtp_has_the_same_head(cast: Cast, words: str) -> None:
    content = BulletinContent(
        issue=making.issue(cast), words={"title": words}, html="<p>Words</p>", text="Words"
    )
    letter = Letter(content, sender_name=words, reply_to="answers@example.org")
    mail = letter.addressed("reader@example.org", uuid.uuid4()).message().message()
    assert mail["Bcc"] is None and mail["Reply-To"] == "answers@example.org"
    assert "\r\nBcc" not in mail.as_string() and "\nBcc" not in mail.as_string()
    [(name, address)] = getaddresses([mail["From"]])
    assert address == letter.sender
    if "=?" not in words:
        assert as_read(name) == " ".join(words.split())


@pytest.mark.parametrize("of", ["prison", "set", "all"])
def test_each_list_has_a_name_of_its_own_and_a_person_wrote_the_mail(cast: Cast, of: str) -> None:
    place = {
        "prison": {},
        "set": {"prison": None, "prison_set": cast.south_west},
        "all": {"prison": None},
    }[of]
    content = BulletinContent(
        issue=making.issue(cast, **place), words={"title": "News"}, html="<p>x</p>", text="x"
    )
    letter = Letter(content)
    said = message_from_bytes(letter.addressed("reader@example.org", uuid.uuid4()).content)
    named = {"prison": "exi", "set": f"set-{cast.south_west.pk}", "all": "all"}[of]
    assert said["List-Id"] == f"<bulletin.{named}.{letter.domain}>"
    assert (said["Precedence"], said["Auto-Submitted"]) == ("bulk", None)
