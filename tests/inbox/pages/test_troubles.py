"""Trouble in sentences: what it is, what to do, since when, and whose words are quoted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from db.models import AccountState, Trouble
from inbox.commands.accounts import add
from inbox.pages import connector_words as words
from inbox.pages import troubles
from inbox.queries.streams import AccountView
from inbox.texts import texts
from tests.cast import NOON
from tests.inbox.pages.test_connector_words import ACCOUNT, STREAM, S

DE, EN = texts("de"), texts("en")
REAL = replace(ACCOUNT, sandbox=False)
RENEWED = replace(REAL, token_expires_at=NOON)


def said(kind: Trouble, of: AccountView = REAL, note: str | None = None, t=EN) -> str:
    return troubles.sentence(t, kind, of, NOON, note, NOON)


def test_every_trouble_is_spoken_of() -> None:
    assert set(troubles.TROUBLES) == set(Trouble)


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
@pytest.mark.parametrize("trouble", Trouble)
def test_every_sentence_ends_before_the_next_begins(trouble: Trouble, t) -> None:
    text = re.sub(r"<[^>]+>", "", said(trouble, note="what it noted", t=t))
    since = "Seit 12:00." if t is DE else "Since 12:00."
    assert f". {since} " in text
    assert "{" not in text and "\ue000" not in text


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
@pytest.mark.parametrize(
    ("account", "command"),
    [
        (REAL, "python -m inbox accounts add twitter"),
        (RENEWED, "python -m inbox accounts add twitter --login oauth2"),
        (replace(REAL, platform="facebook"), "python -m inbox accounts add facebook"),
    ],
)
@pytest.mark.parametrize("trouble", [Trouble.LOGIN_NEEDED, Trouble.KEY])
def test_the_command_that_helps_is_whole(
    trouble: Trouble, account: AccountView, command: str, t
) -> None:
    assert f"<code>{command}</code>" in said(trouble, account, t=t)


@pytest.mark.parametrize("platform", ["twitter", "facebook"])
@pytest.mark.parametrize("expires", [None, NOON])
def test_the_command_names_a_login_that_there_is(platform: str, expires) -> None:
    account = replace(REAL, platform=platform, token_expires_at=expires)
    wanted = re.search(r"--login (\w+)", troubles.command(account))
    assert callable(add)
    assert wanted is None or wanted[1] in PLATFORMS[platform].secrets


def test_an_account_that_is_made_up_needs_no_command() -> None:
    text = said(Trouble.LOGIN_NEEDED, ACCOUNT)
    assert "accounts add" not in text
    assert "resume the account" in text


@pytest.mark.parametrize("trouble", sorted(troubles.QUOTED))
def test_what_the_platform_says_is_quoted_as_its_own(trouble: Trouble) -> None:
    assert "X says: “Not for you.”" in said(trouble, note="Not for you.")


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - troubles.QUOTED))
def test_our_own_words_are_not_put_into_its_mouth(trouble: Trouble) -> None:
    assert "X says" not in said(trouble, note="no answer in time")


def test_our_own_words_are_said_in_the_readers_language() -> None:
    text = said(Trouble.UNREACHABLE, note="no answer in time", t=DE)
    assert "Genauer: keine Antwort in der gesetzten Zeit." in text


def test_a_mishap_of_ours_gives_its_reference() -> None:
    assert "Kennung: 1a2b3c4d" in said(Trouble.INTERNAL, note="reference 1a2b3c4d", t=DE)


def test_notes_stay_text() -> None:
    assert "&lt;img src=x&gt;" in said(Trouble.REFUSED, note="<img src=x>")
    assert "&lt;img src=x&gt;" in said(Trouble.UNREACHABLE, note="<img src=x>")


def test_what_stops_an_account_is_said_once_with_the_platforms_words() -> None:
    stopped = replace(
        STREAM,
        trouble=Trouble.LOGIN_NEEDED,
        trouble_note="Unauthorized",
        trouble_since=NOON - timedelta(hours=1),
    )
    account = replace(
        REAL,
        state=AccountState.LOGIN_NEEDED,
        trouble=Trouble.LOGIN_NEEDED,
        trouble_since=NOON,
        streams=(stopped,),
    )
    assert "X says: “Unauthorized”" in words.account_trouble(S, account)
    assert "wants a new login" not in words.stream_trouble(S, stopped, account)


def test_another_trouble_of_a_stream_is_said_beside_that_of_its_account() -> None:
    account = replace(REAL, state=AccountState.OUT_OF_CREDIT, trouble=Trouble.OUT_OF_CREDIT)
    refused = replace(STREAM, trouble=Trouble.REFUSED)
    assert "refuses this" in words.stream_trouble(S, refused, account)
