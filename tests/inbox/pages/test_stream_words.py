"""What the page of a stream says: figures, limits, runs and dry runs, all of it as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Trouble
from inbox.incoming.dry_run import Fate, Seen, Trial
from inbox.pages import stream_words as words
from inbox.queries.history import Sum
from inbox.queries.streams import LimitView, RunView
from tests.cast import NOON
from tests.inbox.pages.test_connector_words import ACCOUNT, S

HOSTILE = "<img src=x onerror=alert(1)>"
RUN = RunView(NOON, 0.42, 5, 2, 1, 2, 0, 3_000, None, None, timedelta(seconds=90), 1)
X = replace(ACCOUNT, platform="twitter", platform_label="X")
COUNTS = {Fate.NEW: 1, Fate.CHANGED: 0, Fate.KNOWN: 2, Fate.SKIPPED: 0}


def test_the_four_figures_are_there() -> None:
    said = words.tiles(S, X, Sum(288, 3, 41, timedelta(minutes=2)), 1_830_000)
    for figure in ("41", "2 mins", "288", "3 looks failed", "US$1.83"):
        assert figure in said


def test_a_day_without_news_has_no_lag_and_without_failures_says_so() -> None:
    said = words.tiles(S, X, Sum(288), 0)
    assert "<dd>–</dd>" in said
    assert "none failed" in said


def test_a_platform_without_prices_costs_nothing() -> None:
    assert "nothing" in words.tiles(S, replace(ACCOUNT, platform="facebook"), Sum(), 0)


def test_every_limit_is_shown_as_it_was_last_told() -> None:
    later = NOON + timedelta(minutes=9)
    limits = (
        LimitView("mentions", 300, 290, later),
        LimitView("dm_events", 15, 2, later),
        LimitView("search", 450, 0, NOON - timedelta(minutes=1)),
    )
    said = words.limits(S, replace(X, limits=limits))
    assert "290 of 300 calls left until 12:09" in said
    assert said.count('class="bar low"') == 1
    assert "Searches" not in said


def test_a_platform_that_tells_per_cent_is_quoted_in_per_cent() -> None:
    limit = LimitView("pages", 100, 93, NOON + timedelta(minutes=5))
    of = replace(ACCOUNT, platform="facebook", limits=(limit,))
    assert "93% of the calls left" in words.limits(S, of)


def test_no_limits_are_said_to_be_none() -> None:
    assert "has told no limits lately" in words.limits(S, replace(X, limits=()))


def test_a_run_is_a_row_of_figures() -> None:
    said = words.runs(S, (RUN,), X)
    for figure in ("12:00", "0.4 s", ">2<", ">1<", "2 mins", "US$0.003", "worked"):
        assert figure in said


def test_a_failed_run_says_why_when_asked() -> None:
    failed = replace(RUN, trouble=Trouble.UNREACHABLE, note="no answer in time", lag=None)
    said = words.runs(S, (failed,), X)
    assert "<summary" in said
    assert "X cannot be reached" in said


def test_a_stream_that_never_ran_says_so() -> None:
    assert "It has not looked yet." in words.runs(S, (), X)


def trial(*records: Seen, **more) -> str:
    shown = Trial(NOON, timedelta(seconds=1), records, COUNTS)
    return words.trial(S, replace(shown, **more), X)


def test_a_dry_run_counts_what_would_become_of_the_page() -> None:
    said = trial(micros=21_000, more=True, gap=True)
    assert "A look now would bring: 1 new, 0 changed, 2 known, 0 skipped." in said
    assert "There is more on the next pages." in said
    assert "noted as a gap" in said
    assert "answered within 1 s; nothing was stored. It cost US$0.021." in said


def test_each_record_stands_with_its_fate() -> None:
    said = trial(
        Seen(Fate.NEW, NOON, "mention", "Erika M.", "Hallo"),
        Seen(Fate.KNOWN, NOON, "mention", "Stadtwerke", "Gern", ours=True),
        Seen(Fate.CHANGED, reason="deleted"),
        Seen(Fate.SKIPPED, reason="no JSON"),
    )
    assert '<span class="dw-fate good">new</span><div><small>Erika M. · Mention · 12:00' in said
    assert "we ourselves · Mention" in said
    assert "Deleted by its author" in said
    assert "no JSON" in said


def test_a_dry_run_that_failed_says_what_is_wrong() -> None:
    said = trial(trouble=Trouble.LOGIN_NEEDED, note="Invalid token", counts=None)
    assert "X wants a new login" in said
    assert "“Invalid token”" in said


@pytest.mark.parametrize("field", ["author", "text", "reason"])
def test_what_customers_and_platforms_say_stays_text(field: str) -> None:
    said = trial(replace(Seen(Fate.SKIPPED), **{field: HOSTILE}))
    assert "<img" not in said
    assert "&lt;img src=x" in said
