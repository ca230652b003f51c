"""E-mails leave by SMTP: whatever a server does, nothing is lost and no secret is told."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import select

from db.models import Mail
from inbox.care import mail
from inbox.outgoing.mailing import send_due, written
from tests.cast import NOON
from tests.certificates import self_signed
from tests.desk import settings
from tests.sandbox import Sandbox

SENDER = "Durchwahl <inbox@example.com>"
PASSWORD = "canary-password"


class Post:
    """A database with e-mails in it, and a server to send them by."""

    def __init__(self, db, url: str) -> None:
        self.db = db
        self.now = NOON
        self.settings = settings(
            smtp_url=url, mail_from=SENDER, total_seconds=5.0, settle_seconds=60.0
        )

    def queue(self, key: str = "1", to: str = "amina@example.com", subject: str = "Lücke") -> None:
        with self.db.write() as session:
            mail.queue(session, key, to, subject, "Zwischen 10 und 12 Uhr fehlt etwas.", NOON)

    def send(self) -> int:
        return send_due(self.db, self.settings, lambda: self.now)

    def rows(self) -> list[Mail]:
        with self.db.read() as session:
            return list(session.scalars(select(Mail).order_by(Mail.id)))


class Clerk:
    """A mail server's own mind: answers to the envelope and to the text."""

    def __init__(self, rcpt: Callable[[str], str] = lambda _: "250 OK", data: str = "250 OK"):
        self.rcpt, self.data = rcpt, data
        self.taken: list[str] = []
        self.logins: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("250"):
            self.taken += envelope.rcpt_tos
        return self.data

    def __call__(self, server, session, envelope, mechanism, login):
        self.logins.append(login.password)
        return AuthResult(success=login.password == PASSWORD.encode(), handled=False)


@contextmanager
def serving(clerk: Clerk, **how) -> Iterator[str]:
    controller = Controller(clerk, hostname="127.0.0.1", port=_free(), **how)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_e_mail_arrives_as_it_was_written(database, sandbox: Sandbox) -> None:
    post = Post(database, f"smtp://127.0.0.1:{sandbox.mail_port}")
    post.queue()
    assert post.send() == 1
    (shown,) = sandbox.mails()
    assert (shown["subject"], shown["from"], shown["to"]) == (
        "Lücke",
        SENDER,
        ["amina@example.com"],
    )
    assert shown["text"] == "Zwischen 10 und 12 Uhr fehlt etwas."
    assert post.rows()[0].sent_at == NOON
    assert post.send() == 0


def test_without_a_server_nothing_is_tried(sqlite_database) -> None:
    post = Post(sqlite_database, "")
    post.queue()
    assert post.send() == 0
    assert post.rows()[0].tries == 0


def test_a_server_that_is_away_is_tried_again_later(sqlite_database, caplog) -> None:
    post = Post(sqlite_database, f"smtp://u:{PASSWORD}@127.0.0.1:{_free()}")
    post.queue("1")
    post.queue("2")
    assert post.send() == 0
    assert [row.trouble for row in post.rows()] == ["the mail server cannot be reached"] * 2
    assert [row.due_at for row in post.rows()] == [NOON + timedelta(minutes=1)] * 2
    assert len(caplog.records) == 1
    assert PASSWORD not in caplog.text


def test_it_leaves_when_the_server_is_back(sqlite_database, sandbox: Sandbox) -> None:
    post = Post(sqlite_database, f"smtp://127.0.0.1:{_free()}")
    post.queue()
    post.send()
    post.settings = settings(smtp_url=f"smtp://127.0.0.1:{sandbox.mail_port}", mail_from=SENDER)
    post.now += timedelta(minutes=1)
    assert post.send() == 1
    assert post.rows()[0].trouble is None


def test_a_refused_address_is_given_up_and_the_others_leave(sqlite_database, caplog) -> None:
    clerk = Clerk(rcpt=lambda to: "550 canary@secret unknown" if to.startswith("weg") else "250 OK")
    with serving(clerk) as where:
        post = Post(sqlite_database, f"smtp://{where}")
        post.queue("1", to="weg@example.com")
        post.queue("2")
        assert post.send() == 1
    refused, _ = post.rows()
    assert refused.failed_at == NOON
    assert refused.trouble == "the mail server refuses the address (550)"
    assert clerk.taken == ["amina@example.com"]
    assert "canary" not in caplog.text + refused.trouble
    assert "weg@example.com" not in caplog.text


@pytest.mark.parametrize(("answer", "code"), [("451 try later", 451), ("554 no", 554)])
def test_a_refusal_of_the_text_is_tried_again(sqlite_database, answer, code) -> None:
    with serving(Clerk(data=answer)) as where:
        post = Post(sqlite_database, f"smtp://{where}")
        post.queue()
        assert post.send() == 0
    (row,) = post.rows()
    assert (row.failed_at, row.trouble) == (None, f"the mail server refuses it ({code})")


def test_a_full_mailbox_is_tried_again(sqlite_database) -> None:
    with serving(Clerk(rcpt=lambda _: "452 full")) as where:
        post = Post(sqlite_database, f"smtp://{where}")
        post.queue()
        post.send()
    assert post.rows()[0].failed_at is None


def test_a_password_never_goes_over_an_open_line(sqlite_database) -> None:
    clerk = Clerk()
    how = {"authenticator": clerk, "auth_require_tls": False}
    with serving(clerk, **how) as where:
        post = Post(sqlite_database, f"smtp://amina:{PASSWORD}@{where}")
        post.queue()
        assert post.send() == 0
    assert post.rows()[0].trouble == "the mail server offers no TLS for the password"
    assert clerk.logins == []


def test_a_certificate_that_nobody_vouches_for_is_refused(sqlite_database, unknown) -> None:
    clerk = Clerk()
    with serving(clerk, tls_context=unknown, authenticator=clerk) as where:
        post = Post(sqlite_database, f"smtp://amina:{PASSWORD}@{where}")
        post.queue()
        assert post.send() == 0
    assert post.rows()[0].trouble == "the mail server's certificate cannot be trusted"
    assert clerk.logins == []


@pytest.fixture
def unknown(tmp_path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that only it believes in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    return context


def test_with_tls_the_password_is_said_and_the_e_mail_leaves(
    sqlite_database, unknown, tmp_path, monkeypatch
) -> None:
    clerk = Clerk()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with serving(clerk, tls_context=unknown, authenticator=clerk, auth_required=True) as where:
        post = Post(sqlite_database, f"smtp://amina:{PASSWORD}@{where}")
        post.queue()
        assert post.send() == 1
    assert clerk.logins == [PASSWORD.encode()]
    assert clerk.taken == ["amina@example.com"]


def test_a_wrong_password_is_tried_again_and_not_told(
    sqlite_database, unknown, tmp_path, monkeypatch, caplog
) -> None:
    clerk = Clerk()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    with serving(clerk, tls_context=unknown, authenticator=clerk, auth_required=True) as where:
        post = Post(sqlite_database, f"smtp://amina:{PASSWORD}-wrong@{where}")
        post.queue()
        assert post.send() == 0
    assert post.rows()[0].trouble == "the mail server refuses the login (535)"
    assert post.rows()[0].failed_at is None
    assert PASSWORD not in caplog.text


def test_a_server_that_says_nothing_is_left_after_a_while(sqlite_database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post = Post(sqlite_database, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        post.settings = post.settings.model_copy(update={"total_seconds": 0.2})
        post.queue()
        post.send()
    assert post.rows()[0].trouble == "the mail server does not answer in time"


def test_a_server_that_hangs_up_in_between_loses_nothing(sqlite_database, caplog) -> None:
    caplog.set_level(logging.INFO)
    hung = threading.Event()

    class Rude(SMTP):
        async def smtp_DATA(self, arg: str) -> None:
            hung.set()
            self.transport.abort()
            await asyncio.sleep(0)

    clerk = Clerk()

    class Short(Controller):
        def factory(self):
            return Rude(clerk)

    controller = Short(clerk, hostname="127.0.0.1", port=_free())
    controller.start()
    try:
        post = Post(sqlite_database, f"smtp://127.0.0.1:{controller.port}")
        post.queue("1")
        post.queue("2")
        assert post.send() == 0
    finally:
        controller.stop()
    assert hung.is_set()
    assert {row.trouble for row in post.rows()} == {"the mail server hung up"}
    assert all(row.due_at > NOON and row.failed_at is None for row in post.rows())


@pytest.mark.parametrize("to", ["", "amina@example.com\r\nBcc: x@example.com"])
def test_an_address_that_makes_no_sense_is_given_up(sqlite_database, sandbox: Sandbox, to) -> None:
    post = Post(sqlite_database, f"smtp://127.0.0.1:{sandbox.mail_port}")
    post.queue("1", to=to)
    post.queue("2")
    assert post.send() == 1
    assert post.rows()[0].failed_at is not None
    assert [shown["to"] for shown in sandbox.mails()] == [["amina@example.com"]]


def test_no_header_takes_more_than_one_line() -> None:
    letter = mail.Letter(1, "a@example.com", "Lücke\r\nBcc: x@example.com", "Text", 1, NOON, "ab")
    message = written(letter, SENDER)
    assert message["Subject"] == "Lücke Bcc: x@example.com"
    assert message["Bcc"] is None
    assert message["Message-ID"] == "<ab@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
