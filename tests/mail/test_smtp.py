"""SMTP against a real server: what is sent, and what each failure says about whether it may have arrived."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from bot.mail.smtp import Server, SmtpMail, reach
from bot.ports import NoLookUpError, SendError
from tests.mail.mailbox import LOGIN, Mailbox, mailbox

NOW = datetime(2026, 11, 24, 15, 32, tzinfo=UTC)
EHT = "eht@skolan.example"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


def server(box: Mailbox, **changes: object) -> Server:
    made: dict[str, object] = {"host": "127.0.0.1", "port": box.port, "sender": "lots@skolan.example"}
    return Server(**{**made, "starttls": False, "seconds": 5.0, **changes})  # type: ignore[arg-type]


def send(made: Server, key: str = "0a1b") -> None:
    asyncio.run(SmtpMail(made, lambda: NOW).send(EHT, "Ärende K7M2 är lyft till EHT", "Väntar på er.\n", key))


def failed(made: Server) -> SendError:
    with pytest.raises(SendError) as caught:
        send(made)
    return caught.value


def test_a_mail_arrives_as_it_was_written(box: Mailbox) -> None:
    send(server(box, headers={"X-Encrypt": "yes"}))
    (mail,) = box.mails
    assert mail.get_content().splitlines() == ["Väntar på er."]
    assert {name: str(value) for name, value in mail.items()} == snapshot(
        {
            "From": "lots@skolan.example",
            "To": "eht@skolan.example",
            "Subject": "Ärende K7M2 är lyft till EHT",
            "Date": "Tue, 24 Nov 2026 15:32:00 +0000",
            "Message-ID": "<0a1b@skolan.example>",
            "Auto-Submitted": "auto-generated",
            "X-Encrypt": "yes",
            "Content-Type": 'text/plain; charset="utf-8"',
            "Content-Transfer-Encoding": "quoted-printable",
            "MIME-Version": "1.0",
        }
    )


def test_sent_again_it_is_the_same_mail(box: Mailbox) -> None:
    send(server(box))
    send(server(box))
    assert len({mail["Message-ID"] for mail in box.mails}) == 1


def test_it_signs_in_where_the_school_says_so(box: Mailbox) -> None:
    name, password = LOGIN
    send(server(box, username=name, password=password))
    assert len(box.mails) == 1
    assert not failed(server(box, username=name, password="fel")).permanent
    assert "ASCII" in failed(server(box, username=name, password="lösen")).why


def test_no_password_is_ever_shown() -> None:
    made = Server(host="h", port=25, sender="a@b.example", username="lots", password="hemligt")
    assert "hemligt" not in repr(made)


@pytest.mark.parametrize(
    ("rcpt", "data", "permanent"),
    [
        ("550 no such mailbox", "", True),
        ("450 try again", "", False),
        ("", "554 refused", True),
        ("", "451 later", False),
    ],
)
def test_a_refusal_says_whether_to_try_again(box: Mailbox, rcpt: str, data: str, permanent: bool) -> None:
    box.rcpt, box.data = [rcpt] if rcpt else [], [data] if data else []
    error = failed(server(box))
    assert (error.permanent, error.unknown) == (permanent, False)
    assert EHT not in error.why
    assert box.mails == []


def test_a_sender_that_is_refused_keeps_the_mail_waiting(box: Mailbox) -> None:
    box.mail = ["530 5.7.0 Must issue a STARTTLS command first"]
    error = failed(server(box))
    assert (error.permanent, error.unknown) == (False, False)
    assert box.mails == []


def test_an_answer_that_is_none_leaves_it_unknown(box: Mailbox) -> None:
    box.data = ["Tack!"]
    assert failed(server(box)).unknown


def test_a_line_cut_after_the_text_leaves_it_unknown(box: Mailbox) -> None:
    box.hang_up = 1
    assert failed(server(box)).unknown
    assert len(box.mails) == 1


def test_a_server_that_is_not_there_has_certainly_sent_nothing() -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        error = failed(Server(host="127.0.0.1", port=port, sender="a@b.example", seconds=2.0))
    assert (error.permanent, error.unknown) == (False, False)


def test_a_server_without_encryption_is_given_nothing_where_it_is_asked_for(box: Mailbox) -> None:
    assert not failed(server(box, starttls=True)).unknown
    assert box.mails == []


def test_to_reach_it_sends_nothing(box: Mailbox) -> None:
    reach(server(box))
    assert box.mails == []


def test_smtp_cannot_be_asked_what_was_sent(box: Mailbox) -> None:
    with pytest.raises(NoLookUpError):
        asyncio.run(SmtpMail(server(box), lambda: NOW).sent(EHT, "0a1b", NOW))
