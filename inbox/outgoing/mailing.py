"""E-mails to colleagues on their way out, by SMTP. No password, address or text is logged."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from connectors.base import Clock
from db.session import Database
from inbox.care import mail
from inbox.care.journal import tell
from inbox.care.mail import Letter
from inbox.settings import Settings
from inbox.texts import mark

log = logging.getLogger("durchwahl.mail")

PERMANENT = range(500, 600)
PORTS = {"smtp": 25, "smtps": 465}


class Insecure(Exception):
    """The server offers no TLS, and a password is not sent without."""


def send_due(
    db: Database, settings: Settings, now: Clock, stop: Callable[[], bool] = lambda: False
) -> int:
    """Send the e-mails that are due; return how many left. Nothing happens without SMTP_URL."""
    if not settings.sends_mail:
        return 0
    with db.read() as session:
        if not mail.waiting(session, now()):
            return 0
    with db.write() as session:
        letters = mail.claim(session, now())
    left = 0
    try:
        with _server(settings) as server:
            while letters and not stop():
                left += _one(db, server, settings, letters.pop(0), now)
    except (OSError, smtplib.SMTPException, Insecure) as error:
        trouble, _ = explained(error)
        tell(log, logging.WARNING, "no e-mails leave", why=trouble)
        with db.write() as session:
            for letter in letters:
                mail.not_sent(session, letter, trouble, now())
    return left


def _one(
    db: Database, server: smtplib.SMTP, settings: Settings, letter: Letter, now: Clock
) -> bool:
    """Send one e-mail; what the server says about this one touches no other."""
    try:
        server.send_message(written(letter, settings.mail_from))
    except smtplib.SMTPServerDisconnected:
        with db.write() as session:
            mail.not_sent(session, letter, HUNG_UP, now())
        raise
    except (smtplib.SMTPException, ValueError) as error:
        trouble, final = explained(error)
        with db.write() as session:
            given_up = mail.not_sent(session, letter, trouble, now(), final=final)
        tell(log, logging.WARNING, "e-mail not sent", mail=letter.id, why=trouble, over=given_up)
        return False
    with db.write() as session:
        mail.sent(session, letter, now())
    return True


def written(letter: Letter, sender: str) -> EmailMessage:
    """Return an e-mail as it goes out. No header takes more than one line."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.queued_at)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(settings.smtp_url.get_secret_value())
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    within, context = settings.total_seconds, ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=within, context=context)
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=within)
    )
    with server:
        server.ehlo_or_helo_if_needed()
        secure = parts.scheme == "smtps"
        if not secure and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            secure = True
        if parts.username is not None and parts.password is not None:
            if not secure:
                raise Insecure
            server.login(unquote(parts.username), unquote(parts.password))
        yield server


HUNG_UP = mark("the mail server hung up")
_SAID: tuple[tuple[type[Exception], str], ...] = (
    (Insecure, mark("the mail server offers no TLS for the password")),
    (smtplib.SMTPAuthenticationError, mark("the mail server refuses the login")),
    (smtplib.SMTPRecipientsRefused, mark("the mail server refuses the address")),
    (smtplib.SMTPResponseException, mark("the mail server refuses it")),
    (smtplib.SMTPException, HUNG_UP),
    (ssl.SSLError, mark("the mail server's certificate cannot be trusted")),
    (TimeoutError, mark("the mail server does not answer in time")),
    (ValueError, mark("the address makes no sense")),
)


def explained(error: Exception) -> tuple[str, bool]:
    """Return why an e-mail did not leave, in our own words, and whether it never will.

    What a server says may quote an address or a password, so only its number is kept.
    """
    if isinstance(error.__context__, TimeoutError):
        error = error.__context__  # smtplib says of it that the connection was closed
    reason = next((said for kind, said in _SAID if isinstance(error, kind)), _AWAY)
    code = _code(error)
    final = isinstance(error, ValueError) and not isinstance(error, ssl.SSLError | OSError)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        final = code in PERMANENT or not error.recipients
    return (f"{reason} ({code})" if code else reason), final


_AWAY = mark("the mail server cannot be reached")


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0
