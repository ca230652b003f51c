"""What is said of logins: every reason has a sentence, every right its cost, every end its day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Refusal
from connectors.facebook import connecting as facebook
from connectors.twitter import connecting as twitter
from db.models import AccountState
from inbox.care.connecting import Why
from inbox.pages import connect_words as words
from inbox.queries.logins import LoginView
from inbox.rules.logins import Countdown, Ending
from inbox.texts import texts
from tests.cast import NOON

DE, EN = texts("de"), texts("en")


def view(ends: Countdown | None = None, **given) -> LoginView:
    usual = {
        "account_id": 1, "platform": "facebook", "label": "Facebook", "name": "Stadtwerke",
        "handle": None, "state": AccountState.ACTIVE, "scopes": (), "missing": (),
        "checked_at": NOON, "ends": ends,
    }  # fmt: skip
    return LoginView(**{**usual, **given})


@pytest.mark.parametrize("t", [DE, EN], ids=["de", "en"])
@pytest.mark.parametrize("why", Why)
def test_every_reason_is_a_sentence_that_says_what_to_do(why, t) -> None:
    said = words.why(t, why, "X", "its own words")
    assert said.endswith((".", "“", "”"))
    assert "{" not in said


def test_the_platforms_own_words_are_quoted_as_its_own() -> None:
    said = words.why(EN, Why.REFUSED, "X", "invalid_grant")
    assert said.endswith("X says: “invalid_grant”")
    assert "says" not in words.why(EN, Why.REFUSED, "X")
    assert "says" not in words.why(EN, Why.DENIED, "X", "The user denied it")
    assert "says" not in words.why(EN, Why.UNREACHABLE, "X", "no answer in time")


ASKED = [*twitter.SCOPES, twitter.LEVELS[-1], *facebook.FOR_PAGES, *facebook.FOR_INSTAGRAM,
         *facebook.TASKS]  # fmt: skip


@pytest.mark.parametrize("right", ASKED)
def test_every_right_that_is_asked_for_says_what_it_is_for(right) -> None:
    assert f"<code>{right}</code>: " in words.lacks(EN, (right,))
    assert words.lacks(DE, (right,)) != words.lacks(EN, (right,))


def test_a_right_that_nobody_knows_is_named_all_the_same() -> None:
    assert "<code>a_new_one</code></li>" in words.lacks(EN, ("a_new_one",))


def test_what_a_platform_says_is_never_markup() -> None:
    bad = "<img src=x onerror=alert(1)>"
    assert bad not in words.lacks(EN, (bad,)) + words.scopes(EN, (bad,))


def test_nothing_missing_says_nothing() -> None:
    assert (words.lacks(EN, ()), words.scopes(EN, ()), words.ends(EN, view(), NOON)) == ("",) * 3


def test_rights_are_counted_and_folded() -> None:
    assert "This login has 2 rights" in words.scopes(EN, ("read", "write"))
    assert "Diese Anmeldung hat 1 Recht<" in words.scopes(DE, ("read",))


@pytest.mark.parametrize("what", Ending)
@pytest.mark.parametrize(
    ("step", "left", "tone"),
    [
        (14, timedelta(days=12), "warn"),
        (7, timedelta(days=5), "warn"),
        (1, timedelta(hours=20), "bad"),
    ],
)
def test_an_end_is_told_louder_as_it_comes_near(what, step, left, tone) -> None:
    said = words.ends(EN, view(Countdown(what, NOON + left, step)), NOON)
    assert f'class="dw-note {tone}"' in said
    assert "left.</b>" in said
    assert "Connect the account again" in said


@pytest.mark.parametrize("what", Ending)
def test_an_end_that_is_over_is_said_to_be(what) -> None:
    said = words.ends(EN, view(Countdown(what, NOON - timedelta(days=1), 0)), NOON)
    assert "ended on 19 November 2026" in said
    assert "left" not in said


def test_every_secret_that_can_be_pasted_has_a_name() -> None:
    named = {
        name
        for platform in PLATFORMS.values()
        for names in platform.secrets.values()
        if platform.app and not set(platform.app) <= set(names)
        for name in names
    }
    assert named <= set(words.KEYS)
    assert Refusal.OTHER not in named
