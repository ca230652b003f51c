"""`streams list|set`: what is polled, how often, and how it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from db.models import AccountState, Trouble
from inbox.care import streams as care
from inbox.care.rights import MACHINE
from inbox.commands.entry import MISUSED, Told
from inbox.commands.scene import Scene, scene
from inbox.queries import streams
from inbox.queries.effects import Effect, pace_effect
from inbox.queries.streams import AccountView, StreamView
from inbox.rules.pace import WrongPace

WRONG_PACES = {
    "empty": "Say how often: every 60s, or cron mon-fri 8-18/5min Europe/Berlin.",
    "word": "A pace is written as: every 60s [jitter 5s], or cron mon-fri 8-18/5min"
    " Europe/Berlin; quiet 22:00-6:00 Europe/Berlin may follow.",
    "length": "A length is a number with s, m or h: 60s, 5m, 2h.",
    "too_long": "A week is the longest.",
    "days": "Weekdays are mon, tue, wed, thu, fri, sat, sun (mon-fri, sat,sun) or daily.",
    "hours": "Hours are 8-18/5min or times like 9:00,13:30.",
    "step": "The step must divide an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 min.",
    "zone": "The time zone is not known: write it like Europe/Berlin.",
    "quiet": "Quiet hours are written as 22:00-6:00.",
    "never": "With these quiet hours it would never poll.",
    "too_fast": "That is faster than the platform allows.",
    "looks": "It looks at what is there already: no news come that a pace could follow.",
    "bounds": "The slowest pace is slower than the quickest one, and a week at most.",
}


HELD = {
    AccountState.PAUSED: "waits until the account is resumed",
    AccountState.LOGIN_NEEDED: "waits until the account is connected again",
    AccountState.OUT_OF_CREDIT: "waits until the credit is topped up and the account resumed",
    AccountState.DISCONNECTED: "waits until the account is connected again",
}
"""When a stream goes on whose account stands still; `inbox.pages.connector_words` says the same."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="What is polled, and how often.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("set")(pace)
    app.add_typer(group, name="streams")


def listed() -> None:
    """Print every stream: pace, next run, last result, trouble."""
    with scene() as here, here.db.read() as session:
        for account in streams.connected(session, here.now()):
            for stream in account.streams:
                print("  ".join(_line(stream, account, here.now())))


def _line(stream: StreamView, of: AccountView, now: datetime) -> list[str]:
    told = [stream.label, stream.pace, _next(stream, of, now) if stream.enabled else _still(stream)]
    if stream.last is not None:
        told.append(f"last {stream.last.new} new of {stream.last.fetched}")
    if stream.skipped:
        told.append(f"{stream.skipped} skipped")
    told += [f"gap {gap.since:%F %R} to {gap.until:%F %R}" for gap in stream.gaps
             if gap.acknowledged_at is None]  # fmt: skip
    if stream.trouble:
        told.append(f"trouble: {stream.trouble} {stream.trouble_note or ''}".strip())
    return told


def _still(stream: StreamView) -> str:
    """Return why a stream stands still: for want of an option, by a refusal, or by a person."""
    if stream.lacks:
        return f"rests without {stream.lacks}"
    return "stopped" if stream.trouble == Trouble.REFUSED else "paused"


def _next(stream: StreamView, of: AccountView, now: datetime) -> str:
    """Return when a stream is polled again, or what has to happen before that."""
    if of.state is not AccountState.ACTIVE:
        return HELD[of.state]
    if stream.saves_until is not None:
        return f"next {stream.saves_until:%F} (held by the budget: see Costs)"
    until = stream.spared(now)
    due = max(stream.due_at, until or stream.due_at).isoformat(timespec="seconds")
    return f"next {due} (what is left of the limit is kept for replies)" if until else f"next {due}"


def pace(
    stream: Annotated[str, typer.Argument(help="platform/account/stream")],
    text: Annotated[str, typer.Argument(metavar="PACE", help='"every 60s jitter 5s"')],
    dry: Annotated[bool, typer.Option("--dry-run", help="Only show what it comes to.")] = False,
) -> None:
    """Change how often a stream is polled, whatever comes in; shows what it comes to."""
    with scene() as here:
        number = only(here, stream)
        try:
            with here.db.read() as session:
                effect = pace_effect(session, number, text, here.now())
            if not dry:
                with here.db.write() as session:
                    care.set_pace(session, MACHINE, number, text, here.now())
        except WrongPace as wrong:
            raise Told(f"{WRONG_PACES[wrong.code]} ({wrong.word})", MISUSED) from None
        print(_effect(effect))


def _effect(effect: Effect) -> str:
    cost = (
        "" if effect.dollars_a_month is None else f", about ${effect.dollars_a_month:.2f} a month"
    )
    lag = int(effect.lag.total_seconds())
    return (
        f"{effect.pace}: seen after {lag} s as a rule, {effect.calls_a_day:.0f} calls a day{cost}"
    )


def only(here: Scene, label: str) -> int:
    """Return the id of the one stream that a word means. Raises Told."""
    with here.db.read() as session:
        found = streams.named(session, label)
    if len(found) != 1:
        known = ", ".join(name for _, name in found) or "see `streams list`"
        raise Told(f"Which stream is meant by {label!r}? {known}", MISUSED)
    return found[0][0]
