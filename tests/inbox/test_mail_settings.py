"""Where e-mails leave by: checked at the start, never shown, and nowhere else in the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox.settings import Settings, WrongSettings, load

SENDER = "Durchwahl <inbox@example.com>"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from an environment that sets nothing."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def faults() -> list[str]:
    with pytest.raises(WrongSettings) as wrong:
        load()
    return wrong.value.faults


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example.com",
        "smtp://mail.example.com:587",
        "smtps://inbox:p%40ss@mail.example.com:465/",
        "smtp://[::1]:2525",
    ],
)
def test_a_mail_server_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    given(monkeypatch, SMTP_URL=url, MAIL_FROM=SENDER)
    assert load().sends_mail


def test_without_one_no_e_mails_leave() -> None:
    assert not load().sends_mail


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "https://mail.example.com",
        "smtp://",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:many",
        "smtp://only-a-name@mail.example.com",
        "smtp://mail.example.com/inbox",
        "smtp://mail.example.com?tls=1",
        "smtp://mail example.com",
    ],
)
def test_what_is_no_mail_server_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    given(monkeypatch, SMTP_URL=url, MAIL_FROM=SENDER)
    assert faults() == ["SMTP_URL: is not smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT"]


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SMTP_URL="smtp://mail.example.com")
    assert faults() == ["MAIL_FROM is missing: SMTP_URL is set, and e-mails need a sender"]


@pytest.mark.parametrize("sender", ["Durchwahl", "inbox@", "a b@example.com", "x <a@b> <c@d"])
def test_a_sender_has_to_be_an_address(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    given(monkeypatch, SMTP_URL="smtp://mail.example.com", MAIL_FROM=sender)
    assert any(said.startswith("MAIL_FROM: is not an address") for said in faults())


@pytest.mark.parametrize("sender", ["inbox@example.com", SENDER, '"Stadt, Werke" <a@b.example>'])
def test_a_sender_is_taken(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    given(monkeypatch, MAIL_FROM=sender)
    assert load().mail_from == sender


def test_nothing_leaves_the_sandbox_by_e_mail_either(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SANDBOX="1", SMTP_URL="smtp://mail.example.com", MAIL_FROM=SENDER)
    (said,) = faults()
    assert said.startswith("SANDBOX is on and SMTP_URL names a mail server elsewhere")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_sandbox_may_write_to_this_machine(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    given(monkeypatch, SANDBOX="1", SMTP_URL=f"smtp://{host}:2525", MAIL_FROM=SENDER)
    assert load().sends_mail


def test_the_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SMTP_URL="smtp://u:canary@mail.example.com", MAIL_FROM=SENDER)
    assert "canary" not in repr(load())
