"""What the Connectors page says of accounts, streams, runs and workers; HTML, all escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from connectors import PLATFORMS
from db.models import AccountState, Trouble
from inbox.care import naming
from inbox.care.alarm_words import EFFECTS
from inbox.pages import option_words, paces, troubles
from inbox.queries.effects import Effect
from inbox.queries.gaps import GapView
from inbox.queries.streams import AccountView, StreamView, WorkerView
from inbox.rules.budget import Thrift
from inbox.texts import Texts, mark

STATES: dict[AccountState, tuple[str, str]] = {
    AccountState.ACTIVE: (mark("Works"), "good"),
    AccountState.PAUSED: (mark("Paused: no polls, replies wait"), "warn"),
    AccountState.LOGIN_NEEDED: (mark("Login needed: no polls, replies wait"), "bad"),
    AccountState.OUT_OF_CREDIT: (mark("Out of credit: no polls, replies wait"), "bad"),
    AccountState.DISCONNECTED: (mark("Disconnected"), ""),
}

BUCKETS: dict[str, str] = {
    "mentions": mark("Mentions"),
    "dm_events": mark("Direct messages"),
    "dm_conversation": mark("Look-ups of direct messages"),
    "timeline": mark("Our own posts"),
    "tweet": mark("Single posts"),
    "tweets": mark("Single posts"),
    "me": mark("Who we are"),
    "post": mark("Public replies"),
    "dm": mark("Replies as direct messages"),
    "search": mark("Searches by keywords"),
    "hidden": mark("Replies hidden or shown again"),
    "delete": mark("Deletions"),
    "delete_dm": mark("Deletions of direct messages"),
    "upload": mark("Pictures in replies"),
    "metadata": mark("Descriptions of pictures"),
    "app": mark("The app as a whole"),
    "pages": mark("The page"),
    "messenger": mark("Messenger"),
    "instagram": mark("Instagram"),
}
"""Rate limits by the name that a connector gives them."""

SPANS: dict[str, str] = {
    " user 24h": mark("{bucket}, per day"),
    " app 24h": mark("{bucket}, per day for the app"),
}
"""What a limit's name ends with, where it is not one of minutes."""

SOON = timedelta(seconds=1)

HELD: dict[AccountState, str] = {
    AccountState.PAUSED: mark("when the account is resumed"),
    AccountState.LOGIN_NEEDED: mark("when the account is connected again"),
    AccountState.OUT_OF_CREDIT: mark("when the credit is topped up and the account resumed"),
    AccountState.DISCONNECTED: mark("when the account is connected again"),
}
"""When a stream goes on whose account stands still."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever reads: their words and the time it is. `working`: a worker runs."""

    t: Texts
    now: datetime
    working: bool = True


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
    """Return an account's head: name, platform, how it stands, what may run short."""
    said, tone = _account_stands(s, view)
    handle = f'<span class="handle">@{escape(view.handle)}</span>' if view.handle else ""
    return (
        f'<div class="dw-head"><h3>{escape(view.name)}</h3>{handle}'
        f'<span class="dw-chip">{escape(view.platform_label)}</span>{_dot(said, tone)}</div>'
        f"{limits(s, view)}"
    )


def _account_stands(s: Speaker, view: AccountView) -> tuple[str, str]:
    """Return how an account stands, with its tone: no better than its streams do."""
    if view.state is AccountState.ACTIVE:
        if view.thrift >= Thrift.NO_POLLS:
            return s.t("No polls: the budget is used up"), "warn"
        if view.troubled and not view.well:
            return s.t("No stream works"), "bad"
        if view.troubled:
            said = s.t.n(
                "Works, {n} stream in trouble", "Works, {n} streams in trouble", view.troubled
            )
            return said, "warn"
    text, tone = STATES[view.state]
    return s.t(text), tone


def account_trouble(s: Speaker, view: AccountView) -> str:
    """Return what stops an account and what to do, with the platform's words; else nothing."""
    same = (stream for stream in view.streams if stream.trouble is view.trouble)
    note = next((stream.trouble_note for stream in same if stream.trouble_note), None)
    return _trouble(s, view, view.trouble, view.trouble_since, note) + _budget(s, view)


def _budget(s: Speaker, view: AccountView) -> str:
    """Return what a budget stops of an account, and the way to where it is raised."""
    held_back = (each.saves_until for each in view.streams if each.enabled)
    until = next(filter(None, held_back), None)
    if until is None or view.state is not AccountState.ACTIVE:
        return ""
    said = escape(s.t(EFFECTS[view.thrift], until=_day(s, until)))
    way = f'<a href="/costs">{escape(s.t("Costs"))}</a>'
    return f'<div class="dw-note warn" role="status">{said} {way}</div>'


def _day(s: Speaker, day: date) -> str:
    """Return a day of a platform's calendar, the same one wherever it is read."""
    return s.t.day(datetime.combine(day, time(12), ZoneInfo(s.t.zone)))


def stream(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return a stream's row: name, how it stands, pace, next run, last result."""
    name = naming.stream(s.t, view.name, of.platform)
    text, tone = _standing(s, view, of)
    facts = {
        s.t("Pace"): paces.in_words(s.t, view.pace, view.adapts),
        s.t("Next look"): _next(s, view, of),
        s.t("Last look"): _last(s, view),
    }
    listed = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(said)}</dd></div>" for term, said in facts.items()
    )
    return (
        f'<div class="dw-stream"><h4>{escape(name)}{_dot(text, tone)}</h4>'
        f'<dl class="dw-facts">{listed}</dl></div>'
    )


def stream_trouble(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return what is wrong with a stream and what to do; else nothing.

    What stops its whole account is said once, above.
    """
    said = ""
    if view.trouble is not of.trouble or of.state is AccountState.ACTIVE:
        said = _trouble(s, of, view.trouble, view.trouble_since, view.trouble_note)
    if view.skipped:
        skipped = s.t.n(
            "{n} record could not be read. It is kept and did not hold up the rest.",
            "{n} records could not be read. They are kept and did not hold up the rest.",
            view.skipped,
        )
        said += note(skipped, "warn")
    return said


def limits(s: Speaker, of: AccountView) -> str:
    """Return what the platform still allows, as it last told, where it begins to run short."""
    told = mark("{bucket}: {left} of {most} calls left until {at}")
    share = mark("{bucket}: {left}% of the calls left until {at}")
    said = [
        s.t(
            share if PLATFORMS[of.platform].percent else told,
            bucket=bucket(s, view.bucket),
            left=s.t.number(view.remaining),
            most=s.t.number(view.ceiling),
            at=s.t.moment(view.reset_at, s.now),
        )
        for view in of.limits
        if view.reset_at > s.now and view.remaining * 4 <= view.ceiling
    ]
    return f'<p class="dw-quiet">{escape(" · ".join(said))}</p>' if said else ""


def bucket(s: Speaker, name: str) -> str:
    """Return what a rate limit is for, in words; one that we do not know is just calls."""
    ending = next((end for end in SPANS if name.endswith(end)), "")
    bare = name.removesuffix(ending)
    said = s.t(BUCKETS.get(bare, mark("Calls")))
    return s.t(SPANS[ending], bucket=said) if ending else said


def gap(s: Speaker, view: GapView) -> str:
    """Return what may be missing, why, and since when we know."""
    said = [
        s.t(
            "Between {since} and {until} messages may be missing:"
            " the platform's history does not reach back that far. Look there yourself.",
            since=s.t.moment(view.since, s.now),
            until=s.t.moment(view.until, s.now),
        )
    ]
    if view.about:
        said.append(s.t.n("That is about {n} message.", "That is about {n} messages.", view.about))
    said.append(s.t("Noticed {at}.", at=s.t.moment(view.found_at, s.now)))
    return note(" ".join(said), "warn")


def span(s: Speaker, view: GapView) -> str:
    """Return from when to when a gap reaches, and how much is missing where that is known."""
    since, until = s.t.moment(view.since, s.now), s.t.moment(view.until, s.now)
    said = s.t("{since} to {until}", since=since, until=until)
    if not view.about:
        return said
    return f"{said}, {s.t.n('about {n} message', 'about {n} messages', view.about)}"


def effects(s: Speaker, present: Effect | None, wanted: Effect) -> str:
    """Return what a pace comes to, beside what it comes to now."""
    t = s.t
    names = (
        t("A message is seen after about"),
        t("Longest silence"),
        t("Calls a day"),
        t("Share of the rate limit"),
        t("Cost a month"),
    )
    now = _figures(t, present) if present else ("–",) * len(names)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(old)}</td><td>{escape(new)}</td></tr>'
        for name, old, new in zip(names, now, _figures(t, wanted), strict=True)
    )
    heads = f'<th scope="col">{escape(t("now"))}</th><th scope="col">{escape(t("then"))}</th>'
    said = f'<p class="dw-then">{escape(paces.in_words(t, wanted.pace, wanted.adapts))}</p>'
    return f'{said}<table class="dw-effect"><thead><tr><td></td>{heads}</tr></thead>{body}</table>'


def examples(t: Texts) -> str:
    """Return paces in one line, each with what it means."""
    rows = "".join(
        f"<dt><code>{escape(text)}</code></dt><dd>{escape(paces.in_words(t, text))}</dd>"
        for text in paces.EXAMPLES
    )
    return f'<dl class="dw-examples">{rows}</dl>'


def _figures(t: Texts, effect: Effect) -> tuple[str, ...]:
    calls = t.number(round(effect.calls_a_day))
    return (
        t.lasting(effect.lag),
        t.lasting(effect.longest),
        calls,
        _share(t, effect),
        _cost(t, effect.dollars_a_month),
    )


def _share(t: Texts, effect: Effect) -> str:
    if effect.share is None or effect.ceiling is None:
        return t("not told in calls")
    percent = t.number(round(effect.share * 100, 1 if effect.share < 0.1 else 0))
    return t("{percent}% of {n}", percent=percent, n=t.number(effect.ceiling))


def _cost(t: Texts, dollars: float | None) -> str:
    if dollars is None:
        return t("not known yet")
    return t("nothing") if dollars == 0 else t("about {dollars}", dollars=t.dollars(dollars))


def _standing(s: Speaker, view: StreamView, of: AccountView) -> tuple[str, str]:
    if not view.enabled:
        lacking = option_words.LACKING.get(view.lacks or "")
        return (s.t(lacking[0]), "") if lacking else (s.t("Paused"), "warn")
    if of.state is not AccountState.ACTIVE:
        return s.t("Waits for its account"), "warn"
    if view.trouble is not None:
        return s.t("Trouble"), "bad"
    if view.running:
        return s.t("Looking right now"), "good"
    if said := _rests(s, view, of):
        return said, "warn"
    return (s.t("Not looked yet"), "") if view.last_ok_at is None else (s.t("Works"), "good")


def _rests(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return that a stream rests though nothing is wrong with it, and until when; else nothing."""
    if view.saves_until is not None:
        used_up, spares = mark("Budget used up until {day}"), mark("Spares the budget until {day}")
        said = used_up if of.thrift >= Thrift.NO_POLLS else spares
        return s.t(said, day=_day(s, view.saves_until))
    until = view.spared(s.now)
    return s.t("Rests until {at}", at=s.t.moment(until, s.now)) if until else ""


def held(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return when a stream can be polled again where a click cannot do it now; else nothing."""
    if of.state is not AccountState.ACTIVE:
        return s.t(HELD[of.state])
    if not view.enabled:
        lacking = option_words.LACKING.get(view.lacks or "")
        return s.t(lacking[1] if lacking else mark("when the stream is resumed"))
    if not s.working:
        return s.t("when a worker runs")
    return _waits(s, view, of)


def _waits(s: Speaker, view: StreamView, of: AccountView) -> str:
    """Return when a stream that works is allowed to look again, and what keeps it; else nothing."""
    if view.saves_until is not None:
        day = _day(s, view.saves_until)
        return s.t("on {day}, or once the budget is raised", day=day)
    if (until := view.spared(s.now)) is not None:
        said = mark("at {at}: what {platform} still allows is kept for replies")
        return s.t(said, at=s.t.moment(until, s.now), platform=of.platform_label)
    if view.not_before is not None and view.not_before > s.now + SOON:
        at = s.t.moment(view.not_before, s.now)
        return s.t("at {at}: {platform} wants a pause", at=at, platform=of.platform_label)
    return ""


def _next(s: Speaker, view: StreamView, of: AccountView) -> str:
    if view.running:
        return s.t("now")
    if said := held(s, view, of):
        return said
    return s.t("now") if view.due_at <= s.now + SOON else s.t.ago(view.due_at, s.now)


def _last(s: Speaker, view: StreamView) -> str:
    if view.last is None or view.last_run_at is None:
        return "–"
    run = view.last
    recent = view.last_run_at > s.now - SOON
    when = s.t("just now") if recent else s.t.ago(view.last_run_at, s.now)
    if run.trouble is not None:
        return s.t("{when}: did not work", when=when)
    parts = [s.t("{when}: {new} new", when=when, new=s.t.number(run.new))]
    parts += [s.t("{count} changed", count=s.t.number(run.changed))] if run.changed else []
    parts += [s.t("{count} known", count=s.t.number(run.known))] if run.known else []
    parts += [s.t("{count} skipped", count=s.t.number(run.skipped))] if run.skipped else []
    return ", ".join(parts)


def _trouble(
    s: Speaker, of: AccountView, kind: Trouble | None, since: datetime | None, note: str | None
) -> str:
    if kind is None:
        return ""
    said = troubles.sentence(s.t, kind, of, since, note, s.now)
    tone = "warn" if kind is Trouble.BUSY else "bad"
    return f'<div class="dw-note {tone}" role="status">{said}</div>'


def note(text: str, kind: str) -> str:
    """Return a sentence in a coloured box; kind is good, bad or warn."""
    return f'<div class="dw-note {kind}" role="status">{escape(text)}</div>'


def _dot(text: str, tone: str) -> str:
    return f'<span class="dw-dot {tone}">{escape(text)}</span>'
