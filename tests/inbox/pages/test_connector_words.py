"""What the Connectors page says: every trouble a sentence, every name as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connectors import PLATFORMS
from db.models import AccountState, Trouble
from inbox.care import naming
from inbox.pages import connector_words as words
from inbox.pages.connector_words import Speaker
from inbox.queries.effects import Effect
from inbox.queries.gaps import GapView
from inbox.queries.streams import (
    AccountView,
    LimitView,
    RunView,
    StreamView,
    WorkerView,
)
from inbox.rules.budget import Thrift
from inbox.texts import texts
from tests.cast import NOON

S = Speaker(texts("en"), NOON)
HOSTILE = "<img src=x onerror=alert(1)> **b** [l](http://evil.example) $x$ :red[r]"
MINUTES = timedelta(minutes=5)
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


SAVING = replace(STREAM, saves_until=date(2026, 12, 1), due_at=NOON)
OVERSPENT = replace(ACCOUNT, streams=(SAVING,), thrift=Thrift.NO_POLLS)
NEARLY_SPENT = replace(OVERSPENT, thrift=Thrift.PEOPLE_ONLY)


def test_every_state_is_spoken_of() -> None:
    assert set(words.STATES) == set(AccountState)
    assert set(words.HELD) == set(AccountState) - {AccountState.ACTIVE}


def test_every_stream_of_every_platform_has_a_name() -> None:
    names = {spec.name for platform in PLATFORMS.values() for spec in platform.streams}
    assert names <= set(naming.STREAMS)


def test_a_stream_is_called_by_what_its_platform_means() -> None:
    assert naming.stream(S.t, "messages", "facebook") == "Messenger"
    assert naming.stream(S.t, "messages", "instagram") == "Direct messages"


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
        (replace(STREAM, spared_until=NOON + MINUTES), ACCOUNT, "Rests until 12:05"),
        (replace(STREAM, spared_until=NOON), ACCOUNT, "Works"),
        (SAVING, OVERSPENT, "Budget used up until 1 December 2026"),
        (SAVING, NEARLY_SPENT, "Spares the budget until 1 December 2026"),
        (replace(SAVING, enabled=False), OVERSPENT, "Paused"),
    ],
)
def test_how_a_stream_stands(view: StreamView, account: AccountView, said: str) -> None:
    assert f">{said}</span>" in words.stream(S, view, account)


PAUSED = replace(STREAM, enabled=False)


@pytest.mark.parametrize(
    ("speaker", "view", "state", "said"),
    [
        (S, PAUSED, AccountState.ACTIVE, "when the stream is resumed"),
        (S, STREAM, AccountState.PAUSED, "when the account is resumed"),
        (S, PAUSED, AccountState.LOGIN_NEEDED, "when the account is connected again"),
        (S, STREAM, AccountState.OUT_OF_CREDIT, "when the credit is topped up"),
        (replace(S, working=False), STREAM, AccountState.ACTIVE, "when a worker runs"),
        (S, replace(STREAM, not_before=NOON + timedelta(minutes=5)), AccountState.ACTIVE,
         "at 12:05: X wants a pause"),
        (S, replace(STREAM, spared_until=NOON + MINUTES, not_before=NOON + MINUTES),
         AccountState.ACTIVE, "at 12:05: what X still allows is kept for replies"),
        (S, replace(STREAM, spared_until=NOON + MINUTES, not_before=NOON + 2 * MINUTES),
         AccountState.ACTIVE, "at 12:10: X wants a pause"),
    ],
)  # fmt: skip
def test_where_a_click_cannot_poll_the_row_says_what_it_waits_for(
    speaker: Speaker, view: StreamView, state: AccountState, said: str
) -> None:
    account = replace(ACCOUNT, state=state)
    assert said in words.held(speaker, view, account)
    assert f"<dt>Next look</dt><dd>{said}" in words.stream(speaker, view, account)


@pytest.mark.parametrize("account", [OVERSPENT, NEARLY_SPENT])
def test_what_a_budget_stops_cannot_be_polled_by_a_click_and_says_until_when(
    account: AccountView,
) -> None:
    said = "on 1 December 2026, or once the budget is raised"
    assert words.held(S, SAVING, account) == said
    assert f"<dt>Next look</dt><dd>{said}" in words.stream(S, SAVING, account)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (OVERSPENT, "No polls: the budget is used up"),
        (NEARLY_SPENT, "Works"),
        (replace(OVERSPENT, state=AccountState.PAUSED), "Paused: no polls, replies wait"),
    ],
)
def test_an_account_whose_budget_is_used_up_does_not_look_well(
    account: AccountView, said: str
) -> None:
    assert f">{said}</span>" in words.account(S, account)


@pytest.mark.parametrize(
    ("troubled", "well", "tone", "german", "english"),
    [
        (0, 3, "good", "Läuft", "Works"),
        (1, 2, "warn", "Läuft, 1 Abruf gestört", "Works, 1 stream in trouble"),
        (2, 1, "warn", "Läuft, 2 Abrufe gestört", "Works, 2 streams in trouble"),
        (3, 0, "bad", "Kein Abruf läuft", "No stream works"),
        (0, 0, "good", "Läuft", "Works"),
    ],
)
def test_an_account_stands_no_better_than_its_streams(
    troubled: int, well: int, tone: str, german: str, english: str
) -> None:
    account = replace(ACCOUNT, troubled=troubled, well=well)
    assert f'<span class="dw-dot {tone}">{english}</span>' in words.account(S, account)
    speaker = replace(S, t=texts("de"))
    assert f'<span class="dw-dot {tone}">{german}</span>' in words.account(speaker, account)


@pytest.mark.parametrize("state", sorted(set(AccountState) - {AccountState.ACTIVE}))
def test_what_stops_an_account_is_its_state_whatever_its_streams_do(state: AccountState) -> None:
    account = replace(ACCOUNT, state=state, troubled=1)
    assert f">{words.STATES[state][0]}</span>" in words.account(S, account)


@pytest.mark.parametrize("account", [OVERSPENT, NEARLY_SPENT])
def test_the_account_says_what_its_budget_stops_and_leads_to_the_costs(
    account: AccountView,
) -> None:
    said = words.account_trouble(S, account)
    assert "polled" in said
    assert '<a href="/costs">Costs</a>' in said


@pytest.mark.parametrize(
    "account",
    [
        replace(OVERSPENT, state=AccountState.PAUSED),
        replace(OVERSPENT, streams=(replace(SAVING, enabled=False),)),
        replace(ACCOUNT, thrift=Thrift.SLOWER),
    ],
)
def test_where_no_stream_waits_for_the_budget_nothing_is_said_of_it(account: AccountView) -> None:
    assert words.account_trouble(S, account) == ""


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Auckland"])
def test_the_first_of_the_month_is_the_same_day_wherever_it_is_read(zone: str) -> None:
    there = replace(S, t=texts("en", zone))
    assert "on 1 December 2026" in words.held(there, SAVING, OVERSPENT)


@pytest.mark.parametrize(
    "view", [STREAM, replace(STREAM, not_before=NOON), replace(STREAM, trouble=Trouble.UNREACHABLE)]
)
def test_a_stream_that_could_be_polled_now_is_held_by_nothing(view: StreamView) -> None:
    assert words.held(S, view, ACCOUNT) == ""


@pytest.mark.parametrize("seconds", [0, 0.4, 0.9])
def test_nothing_is_in_or_since_no_seconds(seconds: float) -> None:
    gone = timedelta(seconds=seconds)
    said = words.stream(S, replace(STREAM, due_at=NOON + gone, last_run_at=NOON - gone), ACCOUNT)
    assert "<dd>now</dd>" in said
    assert "<dd>just now: 3 new" in said
    assert " 0 seconds" not in said


def test_a_stream_that_is_due_is_due_now() -> None:
    assert "<dd>now</dd>" in words.stream(S, replace(STREAM, due_at=NOON), ACCOUNT)


def test_a_failed_look_is_not_shown_as_nothing_new() -> None:
    view = replace(STREAM, last=replace(RUN, trouble=Trouble.UNREACHABLE))
    assert "did not work" in words.stream(S, view, ACCOUNT)


def test_a_clock_that_is_behind_shows_no_look_in_the_future() -> None:
    view = replace(STREAM, last_run_at=NOON + timedelta(seconds=9))
    assert "in 9 seconds" not in words.stream(S, view, ACCOUNT)


def test_what_could_not_be_read_is_counted() -> None:
    assert "1 record could" in words.stream_trouble(S, replace(STREAM, skipped=1), ACCOUNT)
    assert "3 records could" in words.stream_trouble(S, replace(STREAM, skipped=3), ACCOUNT)


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


def with_limits(*limits: LimitView, platform: str = "twitter") -> AccountView:
    return replace(ACCOUNT, platform=platform, limits=limits)


def test_a_limit_is_told_only_when_it_runs_short() -> None:
    plenty = LimitView("mentions", 180, 178, NOON + timedelta(minutes=5))
    short = replace(plenty, remaining=12)
    over = replace(short, reset_at=NOON)
    assert words.limits(S, with_limits(plenty, over)) == ""
    assert "Mentions: 12 of 180 calls left until 12:05" in words.limits(S, with_limits(short))


@pytest.mark.parametrize(
    ("bucket", "said"),
    [
        ("dm_events", "Direct messages: 2 of"),
        ("dm_events user 24h", "Direct messages, per day: 2 of"),
        ("post app 24h", "Public replies, per day for the app: 2 of"),
        ("something_new", "Calls: 2 of"),
    ],
)
def test_a_limit_is_named_for_people(bucket: str, said: str) -> None:
    limit = LimitView(bucket, 15, 2, NOON + timedelta(minutes=5))
    assert said in words.limits(S, with_limits(limit))


def test_a_platform_that_tells_per_cent_is_quoted_in_per_cent() -> None:
    limit = LimitView("pages", 100, 7, NOON + timedelta(minutes=5))
    said = words.limits(S, with_limits(limit, platform="facebook"))
    assert "The page: 7% of the calls left until 12:05" in said


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
    for said in (words.account(S, account), words.stream(S, stream, account)):
        assert "&lt;img src=x onerror=alert(1)&gt;" in said
        assert "<img" not in said
