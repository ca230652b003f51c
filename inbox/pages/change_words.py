"""Who did what to a stream or its account, in sentences; HTML, all escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from typing import Any

from inbox.pages import option_words, paces
from inbox.queries.changes import ChangeView
from inbox.rules.adaptive import Bounds
from inbox.rules.budget import DOLLAR
from inbox.rules.pace import WrongPace
from inbox.texts import Texts, mark

ACTS: dict[tuple[str, str], str] = {
    ("streams", "paused"): mark("paused the stream"),
    ("streams", "resumed"): mark("resumed the stream"),
    ("streams", "poll now"): mark("let it look at once"),
    ("gaps", "gap acknowledged"): mark("looked at a gap"),
    ("accounts", "paused"): mark("paused the account"),
    ("accounts", "resumed"): mark("resumed the account"),
    ("accounts", "connected"): mark("connected the account"),
    ("accounts", "disconnected"): mark("disconnected the account"),
    ("accounts", "messages erased"): mark("erased the account's messages"),
    ("accounts", "credentials forgotten"): mark("took the account out of the settings"),
}
"""What was done, by table and action: who did it stands before."""


def _pace(t: Texts, note: Mapping[str, Any]) -> str:
    before, after = (
        paces.in_words(t, str(note.get(pace, "")), _bounds(note.get(bounds)))
        for pace, bounds in (("before", "adapted"), ("after", "adapts"))
    )
    return t("changed the pace: {after} (before: {before})", before=before, after=after)


def _bounds(kept: object) -> Bounds | None:
    try:
        return Bounds.read(str(kept)) if kept else None
    except WrongPace:
        return None


def _backfill(t: Texts, note: Mapping[str, Any]) -> str:
    if note.get("after") is None:
        return t("let it begin as far back as usual")
    return t.n("let it begin {n} day back", "let it begin {n} days back", int(note["after"]))


def _again(t: Texts, note: Mapping[str, Any]) -> str:
    days = int(note.get("days", 0))
    return t.n("let it read the last day again", "let it read the last {n} days again", days)


def _dry_run(t: Texts, note: Mapping[str, Any]) -> str:
    micros = int(note.get("micros", 0))
    if not micros:
        return t("made a dry run")
    return t("made a dry run for {dollars}", dollars=t.dollars(micros / DOLLAR))


def _forgotten(t: Texts, note: Mapping[str, Any]) -> str:
    count = int(note.get("count", 0))
    return t.n("forgot {n} record that was skipped", "forgot {n} records that were skipped", count)


def _option(t: Texts, note: Mapping[str, Any]) -> str:
    name = str(note.get("option", ""))
    called = t(option_words.NAMES[name]) if name in option_words.NAMES else name
    before, after = (
        ", ".join(str(note.get(each) or "–").splitlines()) for each in ("before", "after")
    )
    said = mark("changed a setting, “{name}”: {after} (before: {before})")
    return t(said, name=called, before=before, after=after)


TOLD: dict[tuple[str, str], Callable[[Texts, Mapping[str, Any]], str]] = {
    ("streams", "pace"): _pace,
    ("streams", "backfill"): _backfill,
    ("streams", "begun again"): _again,
    ("streams", "dry run"): _dry_run,
    ("streams", "records forgotten"): _forgotten,
    ("accounts", "option"): _option,
}
"""Acts whose note says more."""

VIAS: dict[str, str] = {
    "command line": mark("the command line"),
    "system": mark("Durchwahl itself"),
}
"""Who did it, where it was nobody who signed in."""


def sentence(t: Texts, view: ChangeView) -> str:
    """Return what was done; an act that has no words yet is called as the audit calls it."""
    key = (view.about, view.action)
    if key in TOLD:
        return TOLD[key](t, view.note)
    return t(ACTS[key]) if key in ACTS else view.action


def who(t: Texts, view: ChangeView) -> str:
    """Return who did it."""
    return view.who or t(VIAS.get(view.via, mark("somebody")))


def table(t: Texts, views: tuple[ChangeView, ...], now: datetime) -> str:
    """Return the acts as a list, the newest first."""
    if not views:
        return f'<p class="dw-quiet">{escape(t("Nobody has changed anything yet."))}</p>'
    rows = "".join(
        f'<li><time title="{escape(t.full(view.at))}">{escape(t.moment(view.at, now))}</time>'
        f"<span><b>{escape(who(t, view))}</b> {escape(sentence(t, view))}</span></li>"
        for view in views
    )
    return f'<ul class="dw-changes">{rows}</ul>'
