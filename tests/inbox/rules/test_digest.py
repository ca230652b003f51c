"""When an e-mail about what waits is due: slots in the agent's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.rules import ringing
from inbox.rules.digest import Often, Wish, quiet, slot

BERLIN = "Europe/Berlin"
MORNING = Wish(Often.MORNING, morning=8 * 60, zone=BERLIN)
HOURS = Wish(Often.HOURS, every=4, quiet_from=20 * 60, quiet_until=7 * 60, zone=BERLIN)
NEVER_QUIET = {"quiet_from": 0, "quiet_until": 0}
ALL_DAYS = {"days": frozenset(range(7))}


def at(text: str) -> datetime:
    """Return a moment of Berlin's clocks: "Fri 20 Nov 2026" is 2026-11-20, an hour before UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def changed(wish: Wish, **more: object) -> Wish:
    fields = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
    return Wish(**fields | more)


@pytest.mark.parametrize(
    ("wish", "now", "due"),
    [
        (MORNING, "2026-11-20T07:59+01:00", None),
        (MORNING, "2026-11-20T08:00+01:00", "2026-11-20T08:00+01:00"),
        (MORNING, "2026-11-20T11:59+01:00", "2026-11-20T08:00+01:00"),
        (MORNING, "2026-11-20T12:01+01:00", None),  # the worker was down: yesterday's news
        (MORNING, "2026-11-21T08:00+01:00", None),  # a Saturday
        (changed(MORNING, **ALL_DAYS), "2026-11-21T08:00+01:00", "2026-11-21T08:00+01:00"),
        (changed(MORNING, morning=360), "2026-11-20T06:30+01:00", None),  # quiet until seven
        (changed(MORNING, morning=360), "2026-11-20T07:00+01:00", "2026-11-20T06:00+01:00"),
        (MORNING, "2026-07-10T08:00+02:00", "2026-07-10T08:00+02:00"),  # summer
        (HOURS, "2026-11-20T06:59+01:00", None),
        (HOURS, "2026-11-20T07:00+01:00", "2026-11-20T07:00+01:00"),
        (HOURS, "2026-11-20T10:59+01:00", "2026-11-20T07:00+01:00"),
        (HOURS, "2026-11-20T11:00+01:00", "2026-11-20T11:00+01:00"),
        (HOURS, "2026-11-20T19:59+01:00", "2026-11-20T19:00+01:00"),
        (HOURS, "2026-11-20T20:00+01:00", None),
        (HOURS, "2026-11-22T11:00+01:00", None),  # a Sunday
        (changed(HOURS, **NEVER_QUIET), "2026-11-20T03:00+01:00", "2026-11-20T00:00+01:00"),
        (changed(HOURS, **NEVER_QUIET), "2026-11-20T04:00+01:00", "2026-11-20T04:00+01:00"),
        (Wish(Often.NONE), "2026-11-20T08:00+01:00", None),
    ],
)
def test_what_is_due(wish: Wish, now: str, due: str | None) -> None:
    assert slot(wish, at(now)) == (at(due) if due else None)


@pytest.mark.parametrize("night", ["2026-10-25", "2026-03-29"])
def test_a_night_in_which_clocks_are_changed_skips_and_doubles_no_slot(night: str) -> None:
    wish = changed(HOURS, every=1, **NEVER_QUIET, **ALL_DAYS)
    start = at(f"{night}T00:00+01:00")
    found = {slot(wish, start + timedelta(minutes=10 * step)) for step in range(12, 60)}
    assert None not in found
    assert len(found) == 8


@pytest.mark.parametrize(
    ("begins", "ends", "hour", "said"),
    [
        (20, 7, 20, True), (20, 7, 6, True), (20, 7, 7, False), (20, 7, 12, False),
        (12, 13, 12, True), (12, 13, 13, False), (9, 9, 9, False),
    ],
)  # fmt: skip
def test_quiet_hours_go_past_midnight(begins: int, ends: int, hour: int, *, said: bool) -> None:
    wish = Wish(quiet_from=begins * 60, quiet_until=ends * 60, zone=BERLIN)
    assert quiet(wish, at(f"2026-11-20T{hour:02}:00+01:00")) is said


@pytest.mark.parametrize(
    ("age", "known", "said"),
    [
        (0, 0, True),
        (4, 1, True),
        (6, 0, False),  # a backlog: written while nobody could poll
        (60, 0, False),
        (1, 3, False),  # known for a while: another tab has said it
        (-1, 0, True),  # the platform's clock is ahead of ours
    ],
)
def test_only_what_is_new_to_everybody_rings(age: int, known: int, *, said: bool) -> None:
    now = at("2026-11-20T12:00+01:00")
    stored = now - timedelta(minutes=known)
    assert ringing.rings(stored - timedelta(minutes=age), stored, now) is said
