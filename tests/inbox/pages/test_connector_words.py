"""What the Connectors page says: every trouble a sentence, every name as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from db.models import AccountState, Trouble
from inbox.pages import connector_words as words
from inbox.pages.connector_words import Speaker
from inbox.queries.streams import (
    AccountView,
    Effect,
    GapView,
    LimitView,
    RunView,
    StreamView,
    WorkerView,
)
from inbox.texts import texts
from tests.cast import NOON

S = Speaker(texts("en"), NOON)
HOSTILE = "<img src=x onerror=alert(1)> **b** [l](http://evil.example) $x$ :red[r]"
RUN = RunView(NOON, 0.5, 6, 3, 1, 2, 0, 30_000, None, None)
STREAM = StreamView(
    id=1,
    name="mentions",
    label="twitter/lindenau/mentions",
    pace="every 60s",
    enabled=True,
    due_at=NOON + timedelta(seconds=40),
    not_before=None,
    running=False,
    last_run_at=NOON - timedelta(seconds=20),
    last_ok_at=NOON - timedelta(seconds=20),
    trouble=None,
    trouble_note=None,
    trouble_since=None,
    at_least=timedelta(seconds=5),
    last=RUN,
    gaps=(),
    skipped=0,
)
ACCOUNT = AccountView(
    id=1,
    platform="twitter",
    platform_label="X",
    slug="lindenau",
    name="Stadtwerke Lindenau",
    handle="lindenau_hilft",
    sandbox=True,
    state=AccountState.ACTIVE,
    trouble=None,
    trouble_since=None,
    token_expires_at=None,
    streams=(STREAM,),
    limits=(),
)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_a_sentence_that_says_what_to_do(trouble: Trouble) -> None:
    said = words.stream(S, replace(STREAM, trouble=trouble, trouble_since=NOON), ACCOUNT)
    sentence = words.TROUBLES[trouble]
    assert sentence.count(".") >= 1
    assert "Since 12:00" in said
    assert "{platform}" not in said


def test_every_trouble_and_state_is_spoken_of() -> None:
    assert set(words.TROUBLES) == set(Trouble)
    assert set(words.STATES) == set(AccountState)


def test_every_stream_of_every_platform_has_a_name() -> None:
    names = {spec.name for platform in PLATFORMS.values() for spec in platform.streams}
    assert names <= set(words.STREAMS)


def test_a_stream_is_shown_with_pace_next_and_last() -> None:
    said = words.stream(S, STREAM, ACCOUNT)
    for part in ("every minute", "in 40 seconds", "20 seconds ago: 3 new, 1 changed, 2 known"):
        assert part in said


@pytest.mark.parametrize(
    ("view", "account", "said"),
    [
        (STREAM, ACCOUNT, "Works"),
        (replace(STREAM, enabled=False), ACCOUNT, "Paused"),
        (STREAM, replace(ACCOUNT, state=AccountState.LOGIN_NEEDED), "Waits for its account"),
        (replace(STREAM, trouble=Trouble.BUSY), ACCOUNT, "Trouble"),
        (replace(STREAM, running=True), ACCOUNT, "Looking right now"),
        (replace(STREAM, last_ok_at=None, last=None), ACCOUNT, "Not looked yet"),
    ],
)
def test_how_a_stream_stands(view: StreamView, account: AccountView, said: str) -> None:
    assert f">{said}</span>" in words.stream(S, view, account)


def test_a_stream_at_rest_has_no_next_time() -> None:
    assert "in 40 seconds" not in words.stream(S, replace(STREAM, enabled=False), ACCOUNT)


def test_a_stream_that_is_due_is_due_now() -> None:
    assert "<dd>now</dd>" in words.stream(S, replace(STREAM, due_at=NOON), ACCOUNT)


def test_a_failed_look_is_not_shown_as_nothing_new() -> None:
    view = replace(STREAM, last=replace(RUN, trouble=Trouble.UNREACHABLE))
    assert "did not work" in words.stream(S, view, ACCOUNT)


def test_a_clock_that_is_behind_shows_no_look_in_the_future() -> None:
    view = replace(STREAM, last_run_at=NOON + timedelta(seconds=9))
    assert "in 9 seconds" not in words.stream(S, view, ACCOUNT)


def test_what_could_not_be_read_is_counted() -> None:
    assert "1 record could" in words.stream(S, replace(STREAM, skipped=1), ACCOUNT)
    assert "3 records could" in words.stream(S, replace(STREAM, skipped=3), ACCOUNT)


def test_a_gap_says_from_when_to_when() -> None:
    said = words.gap(S, GapView(1, NOON - timedelta(hours=2), NOON, None, NOON, None))
    assert "Between 10:00 and 12:00 messages may be missing" in said


@pytest.mark.parametrize(
    ("view", "tone", "said"),
    [
        (None, "bad", "No worker runs"),
        (WorkerView("w", NOON, NOON, NOON - timedelta(minutes=5)), "bad", "silent since 11:55"),
        (WorkerView("w", NOON, NOON, None), "good", "The worker runs"),
    ],
)
def test_how_the_worker_is(view: WorkerView | None, tone: str, said: str) -> None:
    told = words.worker(S, view)
    assert f'class="dw-dot {tone}"' in told
    assert said in told


def test_a_limit_is_told_only_when_it_runs_short() -> None:
    plenty = LimitView("mentions", 180, 178, NOON + timedelta(minutes=5))
    short = replace(plenty, remaining=12)
    over = replace(short, reset_at=NOON)
    assert words.limits(S, (plenty, over)) == ""
    assert "mentions: 12 of 180 calls left until 12:05" in words.limits(S, (short,))


EFFECT = Effect("every 5m", timedelta(seconds=150), timedelta(minutes=5), 288.0, 12.5, None)


def test_a_pace_is_weighed_against_the_present_one() -> None:
    present = replace(EFFECT, pace="every 60s", calls_a_day=1_440.0, dollars_a_month=60.0)
    said = words.effects(S, present, EFFECT)
    for figure in ("1,440", "288", "about US$60.00", "about US$12.50", "every 5 minutes"):
        assert figure in said


@pytest.mark.parametrize(("dollars", "said"), [(None, "not known yet"), (0.0, "nothing")])
def test_a_cost_that_is_none_is_said(dollars: float | None, said: str) -> None:
    assert f"<td>{said}</td>" in words.effects(S, None, replace(EFFECT, dollars_a_month=dollars))


def test_what_platforms_and_accounts_say_stays_text() -> None:
    account = replace(
        ACCOUNT, name=HOSTILE, handle=HOSTILE, trouble=Trouble.REFUSED, trouble_since=NOON
    )
    stream = replace(
        STREAM, name=HOSTILE, pace=HOSTILE, trouble=Trouble.REFUSED, trouble_note=HOSTILE
    )
    limit = LimitView(HOSTILE, 10, 1, NOON + timedelta(minutes=1))
    for said in (
        words.account(S, account),
        words.stream(S, stream, account),
        words.limits(S, (limit,)),
    ):
        assert "&lt;img src=x onerror=alert(1)&gt;" in said
        assert "<img" not in said
