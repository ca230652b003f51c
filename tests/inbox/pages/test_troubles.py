"""Trouble in sentences: what it is, what to do, since when, and whose words are quoted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import AccountState, Trouble
from inbox.pages import connector_words as words
from inbox.pages import troubles
from inbox.queries.streams import AccountView
from inbox.texts import texts
from tests.cast import NOON
from tests.inbox.pages.test_connector_words import ACCOUNT, STREAM, S

DE, EN = texts("de"), texts("en")
REAL = replace(ACCOUNT, sandbox=False)


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


@pytest.mark.parametrize("trouble", [Trouble.LOGIN_NEEDED, Trouble.KEY])
@pytest.mark.parametrize("account", [ACCOUNT, REAL], ids=["made up", "real"])
def test_a_login_is_mended_on_the_page_by_connecting_again(
    trouble: Trouble, account: AccountView
) -> None:
    text = said(trouble, account)
    assert "onnect the account again" in text
    assert "accounts add" not in text


@pytest.mark.parametrize("trouble", sorted(troubles.QUOTED))
def test_what_the_platform_says_is_quoted_as_its_own(trouble: Trouble) -> None:
    assert "X says: “Not for you.”" in said(trouble, note="Not for you.")


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - troubles.QUOTED))
def test_our_own_words_are_not_put_into_its_mouth(trouble: Trouble) -> None:
    assert "X says" not in said(trouble, note="no answer in time")


def test_our_own_words_are_said_in_the_readers_language() -> None:
    text = said(Trouble.UNREACHABLE, note="no answer in time", t=DE)
    assert "Genauer: keine Antwort in der gesetzten Zeit." in text


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
def test_a_detail_does_not_repeat_the_sentence_before_it(t) -> None:
    bare = said(Trouble.UNREADABLE, t=t)
    assert said(Trouble.UNREADABLE, note="X's answer cannot be read", t=t) == bare
    more = said(Trouble.UNREADABLE, note="X's answer cannot be read: no readable id", t=t)
    assert more == f"{bare} {t('In detail: {note}.', note='no readable id')}"


def test_where_nobody_answered_that_there_was_something_unreadable_is_a_detail() -> None:
    text = said(Trouble.UNREACHABLE, note="X's answer cannot be read", t=DE)
    assert "Genauer: die Antwort von X ist unlesbar." in text


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
