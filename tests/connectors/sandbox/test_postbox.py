"""The sandbox's mail server: everything is kept, nothing is delivered, all of it is text."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import requests

from tests.sandbox import Sandbox, in_process


def letter(subject: str = "Anmeldung nötig", text: str = "Bitte neu verbinden.", **more) -> bytes:
    message = EmailMessage()
    headers = {"From": "Durchwahl <dw@sandbox.invalid>", "To": "amina@example.com", **more}
    for name, value in {**headers, "Subject": subject}.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def post(sandbox: Sandbox, *letters: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.mail_port, timeout=10) as server:
        for each in letters:
            server.sendmail("dw@sandbox.invalid", ["amina@example.com"], each)


def page(sandbox: Sandbox, language: str = "de") -> str:
    answer = requests.get(f"{sandbox.url}/mails", {"lang": language}, timeout=10)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    return answer.text


def test_an_e_mail_is_kept_as_it_was_written(sandbox: Sandbox) -> None:
    post(sandbox, letter(text="Grüße aus Lindenau\n\nZweiter Absatz"))
    (mail,) = sandbox.mails()
    assert mail["subject"] == "Anmeldung nötig"
    assert mail["text"].splitlines() == ["Grüße aus Lindenau", "", "Zweiter Absatz"]
    assert (mail["from"], mail["to"]) == ("Durchwahl <dw@sandbox.invalid>", ["amina@example.com"])


def test_one_that_comes_twice_is_kept_once(sandbox: Sandbox) -> None:
    same = letter(**{"Message-ID": "<one@sandbox.invalid>"})
    post(sandbox, same, same, letter(subject="Eine andere"))
    assert [mail["subject"] for mail in sandbox.mails()] == ["Anmeldung nötig", "Eine andere"]


def test_what_is_no_e_mail_at_all_does_not_break_it(sandbox: Sandbox) -> None:
    post(sandbox, b"\xff\xfe no headers", letter())
    assert len(sandbox.mails()) == 2


@pytest.mark.parametrize(("language", "said"), [("de", "Nichts davon"), ("en", "None of it")])
def test_the_page_shows_the_newest_first_and_nothing_as_markup(
    sandbox: Sandbox, language: str, said: str
) -> None:
    post(sandbox, letter("Erste"), letter("<b>Zweite</b>", "<script>alert(1)</script>"))
    shown = page(sandbox, language)
    assert said in shown
    assert "<script>alert" not in shown
    assert shown.index("&lt;b&gt;Zweite&lt;/b&gt;") < shown.index("Erste")


def test_an_empty_box_says_so(sandbox: Sandbox) -> None:
    assert "No e-mail yet." in page(sandbox, "en")


def test_a_reset_empties_the_box(sandbox: Sandbox) -> None:
    post(sandbox, letter())
    sandbox.reset()
    assert sandbox.mails() == []


def test_a_sandbox_of_its_own_says_where_it_takes_e_mails() -> None:
    with in_process() as town:
        post(town, letter())
        assert [mail["subject"] for mail in town.mails()] == ["Anmeldung nötig"]
