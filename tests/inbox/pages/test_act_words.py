"""Actions and pictures: every state, refusal and obstacle is said, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.base import Refusal, Verb
from db.models import AccountState, ActionState
from inbox.care.acting import TRIES, Obstacle
from inbox.care.pictures import Flaw
from inbox.pages import act_words
from inbox.pages.sayings import STOPPED
from inbox.queries.actions import ActionView
from inbox.texts import texts
from tests.cast import NOON

EN, DE = texts("en"), texts("de")
VIEW = ActionView(
    id=1, message_id=1, agent_id=1, agent="Miriam Brandt", verb=Verb.HIDE,
    state=ActionState.QUEUED, asked_at=NOON, not_before=NOON, attempt=0, done_at=None,
    refusal=None, account_state=AccountState.ACTIVE,
)  # fmt: skip


def said(t=EN, now=NOON, **given):
    return act_words.standing(t, replace(VIEW, **given), "Facebook", now)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (act_words.ASKED, Verb),
        (act_words.DONE, Verb),
        (act_words.REFUSALS, Refusal),
        (act_words.OBSTACLES, Obstacle),
        (act_words.PICTURES, Flaw),
    ],
)
def test_no_word_is_missing(table, words) -> None:
    assert set(table) == set(words)


@pytest.mark.parametrize(
    "state", [each for each in ActionState if each is not ActionState.WITHDRAWN]
)
@pytest.mark.parametrize("verb", list(Verb))
def test_every_state_is_said_in_both_languages(state, verb) -> None:
    english, german = said(state=state, verb=verb), said(DE, state=state, verb=verb)
    assert english.text != german.text
    assert "{" not in english.text + german.text
    assert english.tone == german.tone


def test_what_was_done_says_who_did_it() -> None:
    assert said(state=ActionState.DONE).text == "Hidden on Facebook by Miriam Brandt"


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ({}, ("undo",)),
        ({"attempt": 1}, ()),
        ({"state": ActionState.SENDING}, ()),
        ({"state": ActionState.UNKNOWN}, ()),
        ({"state": ActionState.FAILED}, ("retry",)),
        ({"state": ActionState.DONE}, ()),
    ],
)
def test_what_can_be_done_about_it(given, ways) -> None:
    assert said(**given).ways == ways


def test_what_led_nowhere_stands_before_its_agent() -> None:
    later = NOON + TRIES + timedelta(seconds=1)
    shown = said(state=ActionState.UNKNOWN, now=later)
    assert (shown.tone, shown.ways) == ("bad", ("retry",))


def test_a_stopped_account_is_said() -> None:
    shown = said(account_state=AccountState.LOGIN_NEEDED)
    assert shown.text == EN(STOPPED[AccountState.LOGIN_NEEDED])
    assert shown.tone == "warn"


@pytest.mark.parametrize("refusal", [*Refusal, "a new word"])
def test_a_refusal_says_why_and_never_the_platforms_raw_words(refusal) -> None:
    shown = said(state=ActionState.FAILED, refusal=str(refusal))
    assert shown.text.startswith("Not done: ")
    assert "new word" not in shown.text


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_an_obstacle_is_one_sentence(obstacle) -> None:
    assert "{" not in act_words.not_possible(DE, obstacle, "X")


def test_a_limit_in_bytes_is_said_in_megabytes() -> None:
    assert "1.5 MB" in act_words.not_taken(EN, Flaw.TOO_BIG, 1_500_000)
    assert "1,5 MB" in act_words.not_taken(DE, Flaw.TOO_BIG, 1_500_000)
    assert "4 can go" in act_words.not_taken(EN, Flaw.TOO_MANY, 4)
