"""What the Connectors page says of accounts, streams, runs and workers; HTML, all escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from db.models import AccountState, Trouble
from inbox.pages import paces
from inbox.queries.streams import AccountView, Effect, GapView, LimitView, StreamView, WorkerView
from inbox.texts import Texts, mark

STREAMS: dict[str, str] = {
    "mentions": mark("Mentions and replies"),
    "direct": mark("Direct messages"),
    "feed": mark("Posts and comments"),
    "messages": mark("Messenger"),
    "all": mark("Everything"),
}

TROUBLES: dict[Trouble, str] = {
    Trouble.BUSY: mark("{platform} is busy. We wait as long as it asks; nothing is to be done."),
    Trouble.UNREACHABLE: mark(
        "{platform} cannot be reached. We keep trying; check this machine's network if it stays."
    ),
    Trouble.UNREADABLE: mark(
        "{platform} gave an answer that we cannot read."
        " We keep trying; update Durchwahl if it stays."
    ),
    Trouble.REFUSED: mark(
        "{platform} refuses this. Check what the app may do there, then resume the stream."
    ),
    Trouble.LOGIN_NEEDED: mark(
        "{platform} wants a new login. Connect the account again: python -m inbox accounts add"
    ),
    Trouble.OUT_OF_CREDIT: mark(
        "The credit at {platform} is used up. Top it up there, then resume the account."
    ),
    Trouble.STORE: mark(
        "What came could not be stored. Check the database and its space; nothing is skipped."
    ),
    Trouble.KEY: mark(
        "The credentials were encrypted with another SECRET_KEY."
        " Set that key again, or connect the account again."
    ),
    Trouble.INTERNAL: mark("Something went wrong on our side. The crash log says where."),
}

STATES: dict[AccountState, tuple[str, str]] = {
    AccountState.ACTIVE: (mark("Works"), "good"),
    AccountState.PAUSED: (mark("Paused: no polls, replies wait"), "warn"),
    AccountState.LOGIN_NEEDED: (mark("Login needed: no polls, replies wait"), "bad"),
    AccountState.OUT_OF_CREDIT: (mark("Out of credit: no polls, replies wait"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever reads: their words and the time it is."""

    t: Texts
    now: datetime


def worker(s: Speaker, view: WorkerView | None) -> str:
    """Return how the worker is."""
    if view is None:
        said = s.t("No worker runs: nothing is polled or sent. Start it: python -m inbox worker")
        return _dot(said, "bad")
    if view.still_since is not None:
        at = s.t.moment(view.still_since, s.now)
        said = s.t("The worker has been silent since {at}: nothing is polled or sent.", at=at)
        return _dot(said, "bad")
    return _dot(s.t("The worker runs"), "good")


def account(s: Speaker, view: AccountView) -> str:
    """Return an account's head: name, platform, how it stands and what to do."""
    text, tone = STATES[view.state]
    handle = f'<span class="handle">@{escape(view.handle)}</span>' if view.handle else ""
    head = (
        f'<div class="dw-head"><h3>{escape(view.name)}</h3>{handle}'
        f'<span class="dw-chip">{escape(view.platform_label)}</span>{_dot(s.t(text), tone)}</div>'
    )
    return head + _trouble(s, view.trouble, view.platform_label, view.trouble_since, None)


def stream(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return a stream's row: name, how it stands, pace, next run, last result, trouble."""
    name = s.t(STREAMS[view.name]) if view.name in STREAMS else view.name
    text, tone = _standing(s, view, of)
    facts = {
        s.t("Pace"): paces.in_words(s.t, view.pace),
        s.t("Next look"): _next(s, view, of),
        s.t("Last look"): _last(s, view),
    }
    listed = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(said)}</dd></div>" for term, said in facts.items()
    )
    row = (
        f'<div class="dw-stream"><h4>{escape(name)}{_dot(text, tone)}</h4>'
        f'<dl class="dw-facts">{listed}</dl>'
    )
    since, note = view.trouble_since, view.trouble_note
    row += _trouble(s, view.trouble, of.platform_label, since, note)
    if view.skipped:
        said = s.t.n(
            "{n} record could not be read. It is kept and did not hold up the rest.",
            "{n} records could not be read. They are kept and did not hold up the rest.",
            view.skipped,
        )
        row += _note(said, "warn")
    return row + "</div>"


def limits(s: Speaker, views: tuple[LimitView, ...]) -> str:
    """Return what the platform still allows, as it last told, where it begins to run short."""
    said = [
        s.t(
            "{bucket}: {left} of {most} calls left until {at}",
            bucket=view.bucket,
            left=s.t.number(view.remaining),
            most=s.t.number(view.ceiling),
            at=s.t.clock(view.reset_at),
        )
        for view in views
        if view.reset_at > s.now and view.remaining * 4 <= view.ceiling
    ]
    return f'<p class="dw-quiet">{escape(" · ".join(said))}</p>' if said else ""


def gap(s: Speaker, view: GapView) -> str:
    """Return what may be missing, and why."""
    since, until = s.t.moment(view.since, s.now), s.t.moment(view.until, s.now)
    said = s.t(
        "Between {since} and {until} messages may be missing:"
        " the platform's history does not reach back that far. Look there yourself.",
        since=since,
        until=until,
    )
    return _note(said, "warn")


def effects(s: Speaker, present: Effect | None, wanted: Effect) -> str:
    """Return what a pace comes to, beside what it comes to now."""
    t = s.t
    names = (
        t("A message is seen after about"),
        t("Longest silence"),
        t("Calls a day"),
        t("Cost a month"),
    )
    now = _figures(t, present) if present else ("–",) * len(names)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(old)}</td><td>{escape(new)}</td></tr>'
        for name, old, new in zip(names, now, _figures(t, wanted), strict=True)
    )
    heads = f'<th scope="col">{escape(t("now"))}</th><th scope="col">{escape(t("then"))}</th>'
    said = f'<p class="dw-then">{escape(paces.in_words(t, wanted.pace))}</p>'
    return f'{said}<table class="dw-effect"><thead><tr><td></td>{heads}</tr></thead>{body}</table>'


def _figures(t: Texts, effect: Effect) -> tuple[str, ...]:
    calls = t.number(round(effect.calls_a_day))
    return (
        t.lasting(effect.lag),
        t.lasting(effect.longest),
        calls,
        _cost(t, effect.dollars_a_month),
    )


def _cost(t: Texts, dollars: float | None) -> str:
    if dollars is None:
        return t("not known yet")
    return t("nothing") if dollars == 0 else t("about {dollars}", dollars=t.dollars(dollars))


def _standing(s: Speaker, view: StreamView, of: AccountView) -> tuple[str, str]:
    if not view.enabled:
        return s.t("Paused"), "warn"
    if of.state is not AccountState.ACTIVE:
        return s.t("Waits for its account"), "warn"
    if view.trouble is not None:
        return s.t("Trouble"), "bad"
    if view.running:
        return s.t("Looking right now"), "good"
    if view.last_ok_at is None:
        return s.t("Not looked yet"), ""
    return s.t("Works"), "good"


def _next(s: Speaker, view: StreamView, of: AccountView) -> str:
    if not view.enabled or of.state is not AccountState.ACTIVE:
        return "–"
    if view.running or view.due_at < s.now + timedelta(seconds=1):
        return s.t("now")
    return s.t.ago(view.due_at, s.now)


def _last(s: Speaker, view: StreamView) -> str:
    if view.last is None or view.last_run_at is None:
        return "–"
    run = view.last
    when = s.t.ago(min(view.last_run_at, s.now), s.now)
    if run.trouble is not None:
        return s.t("{when}: did not work", when=when)
    parts = [s.t("{when}: {new} new", when=when, new=s.t.number(run.new))]
    parts += [s.t("{count} changed", count=s.t.number(run.changed))] if run.changed else []
    parts += [s.t("{count} known", count=s.t.number(run.known))] if run.known else []
    parts += [s.t("{count} skipped", count=s.t.number(run.skipped))] if run.skipped else []
    return ", ".join(parts)


def _trouble(
    s: Speaker, kind: Trouble | None, platform: str, since: datetime | None, note: str | None
) -> str:
    if kind is None:
        return ""
    said = s.t(TROUBLES[kind], platform=platform)
    if since is not None:
        said += " " + s.t("Since {at}.", at=s.t.moment(since, s.now))
    if note:
        said += " " + s.t("{platform} says: {note}", platform=platform, note=note)
    return _note(said, "warn" if kind is Trouble.BUSY else "bad")


def _note(text: str, kind: str) -> str:
    return f'<div class="dw-note {kind}" role="status">{escape(text)}</div>'


def _dot(text: str, tone: str) -> str:
    return f'<span class="dw-dot {tone}">{escape(text)}</span>'
