"""What the page of one stream says: sums, limits, its last runs, a dry run; HTML, all escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from html import escape

from connectors import PLATFORMS
from connectors.base import Gone, Kind
from inbox.incoming.dry_run import Fate, Seen, Trial, Why
from inbox.pages import abuse_words, connector_words, marks, sayings, troubles
from inbox.pages.connector_words import Speaker, note
from inbox.queries.history import Sum
from inbox.queries.streams import AccountView, RunView
from inbox.rules.budget import DOLLAR
from inbox.texts import mark

FATES: dict[Fate, tuple[str, str]] = {
    Fate.NEW: (mark("new"), "good"),
    Fate.CHANGED: (mark("changed"), "warn"),
    Fate.KNOWN: (mark("known"), ""),
    Fate.SKIPPED: (mark("skipped"), "bad"),
    Fate.CONTEXT: (mark("around it"), ""),
}

COUNTS: dict[Fate, str] = {
    Fate.NEW: mark("{count} new"),
    Fate.CHANGED: mark("{count} changed"),
    Fate.KNOWN: mark("{count} known"),
    Fate.SKIPPED: mark("{count} skipped"),
}

NOT_NOW: dict[Why, str] = {
    Why.DISCONNECTED: mark("The account is disconnected: there is nobody to ask."),
    Why.BUDGET: mark("The budget is used up: a dry run costs as much as a look."),
    Why.LIMIT: mark("{platform} wants a pause until {at}: nothing was asked."),
    Why.KEPT: mark(
        "Rests until {at}: what {platform} still allows is kept for replies. Nothing was asked."
    ),
}


def tiles(s: Speaker, of: AccountView, day: Sum, micros: int) -> str:
    """Return the four figures that an admin looks for first."""
    failed = s.t.n("{n} look failed", "{n} looks failed", day.failed)
    looked = failed if day.failed else s.t("none failed")
    seen = ("–", "") if day.lag is None else (
        s.t.lasting(day.lag, short=True), s.t("half of them sooner")
    )  # fmt: skip
    facts = (
        (s.t("New in 24 hours"), s.t.number(day.new), ""),
        (s.t("Seen after"), *seen),
        (s.t("Looks in 24 hours"), s.t.number(day.runs), looked),
        (s.t("Cost in 30 days"), _cost(s, of, micros), ""),
    )  # fmt: skip
    return '<dl class="dw-tiles">' + "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(said)}</dd>"
        f'<dd class="more">{escape(more)}</dd></div>'
        for term, said, more in facts
    ) + "</dl>"  # fmt: skip


def _cost(s: Speaker, of: AccountView, micros: int) -> str:
    if not any(PLATFORMS[of.platform].prices.values()):
        return s.t("nothing")
    return s.t.dollars(micros / DOLLAR)


def limits(s: Speaker, of: AccountView) -> str:
    """Return every rate limit of the account as the platform last told it."""
    rows = "".join(_limit(s, of, view.bucket, view.remaining, view.ceiling, s.t.moment(
        view.reset_at, s.now)) for view in of.limits if view.reset_at > s.now)  # fmt: skip
    if not rows:
        said = s.t("{platform} has told no limits lately.", platform=of.platform_label)
        return f'<p class="dw-quiet">{escape(said)}</p>'
    return f'<ul class="dw-limits">{rows}</ul>'


def _limit(s: Speaker, of: AccountView, name: str, left: int, most: int, until: str) -> str:
    told = mark("{left} of {most} calls left until {at}")
    share = mark("{left}% of the calls left until {at}")
    said = s.t(share if PLATFORMS[of.platform].percent else told,
               left=s.t.number(left), most=s.t.number(most), at=until)  # fmt: skip
    part = round(100 * left / most) if most else 0
    return (
        f"<li><span>{escape(connector_words.bucket(s, name))}</span>"
        f'<span class="bar{" low" if part <= 25 else ""}" aria-hidden="true">'
        f'<i style="width:{part}%"></i></span><small>{escape(said)}</small></li>'
    )


def runs(s: Speaker, views: Iterable[RunView], of: AccountView) -> str:
    """Return the last runs as a table, the newest first; a telephone shows whether they worked."""
    heads = (s.t("When"), s.t("Result"), s.t("Took"), s.t("New"), s.t("Changed"), s.t("Known"),
             s.t("Skipped"), s.t("Seen after"), s.t("Cost"))  # fmt: skip
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{_run(s, view, of)}</tr>" for view in views)
    if not body:
        return f'<p class="dw-quiet">{escape(s.t("It has not looked yet."))}</p>'
    label = escape(s.t("The last looks"))
    return (
        f'<div class="dw-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="dw-runs"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _run(s: Speaker, view: RunView, of: AccountView) -> str:
    cost = s.t.dollars(view.micros / DOLLAR) if view.micros else "–"
    seconds = s.t("{seconds} s", seconds=s.t.number(round(view.seconds, 1)))
    lag = s.t.lasting(view.lag, short=True) if view.lag is not None else "–"
    counts = (view.new, view.changed, view.known, view.skipped)
    began = escape(s.t.moment(view.started_at, s.now))
    cells = [seconds, *map(_count, counts), lag, cost]
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<td>{began}</td><td>{_result(s, view, of)}</td>{shown}"


def _count(number: int) -> str:
    return str(number) if number else "·"


def _result(s: Speaker, view: RunView, of: AccountView) -> str:
    if view.trouble is None:
        return f'<span class="dw-dot good">{escape(s.t("worked"))}</span>'
    said = troubles.sentence(s.t, view.trouble, of, None, view.note, s.now)
    short = escape(s.t("failed"))
    return f'<details><summary class="dw-dot bad">{short}</summary>{said}</details>'


def trial(s: Speaker, shown: Trial, of: AccountView) -> str:
    """Return what a dry run showed."""
    if shown.trouble is not None:
        said = troubles.sentence(s.t, shown.trouble, of, None, shown.note, s.now)
        return f'<div class="dw-note bad" role="status">{said}</div>{_spent(s, shown)}'
    counts = shown.counts or {}
    said = ", ".join(s.t(COUNTS[fate], count=s.t.number(n)) for fate, n in counts.items())
    head = s.t("A look now would bring: {what}.", what=said)
    more = [s.t("There is more on the next pages.")] if shown.more else []
    more += [s.t("A part of the history is out of reach: it would be noted as a gap.")] * shown.gap
    rows = "".join(_seen(s, each, of) for each in shown.records)
    table = f'<ul class="dw-trial">{rows}</ul>' if rows else ""
    return f"{note(' '.join([head, *more]), 'good')}{_spent(s, shown)}{table}"


def _spent(s: Speaker, shown: Trial) -> str:
    took = s.t.number(round(shown.took / timedelta(seconds=1), 1))
    at = s.t.moment(shown.at, s.now)
    said = s.t("Asked at {at}, answered within {seconds} s; nothing was stored.", at=at,
               seconds=took)  # fmt: skip
    if shown.micros:
        said += " " + s.t("It cost {dollars}.", dollars=s.t.dollars(shown.micros / DOLLAR))
    return f'<p class="dw-quiet">{escape(said)}</p>'


def _seen(s: Speaker, each: Seen, of: AccountView) -> str:
    text, tone = FATES[each.fate]
    at = s.t.moment(each.at, s.now) if each.at else ""
    who = s.t("we ourselves") if each.ours else each.author
    kind = s.t(sayings.KINDS[Kind(each.kind)]) if each.kind else ""
    about = " · ".join(part for part in (who, kind, at) if part)
    reason = each.reason
    if reason in set(Gone):
        reason = s.t(marks.GONE[Gone(reason)], platform=of.platform_label)
    return (
        f'<li><span class="dw-fate {tone}">{escape(s.t(text))}</span>'
        f"<div><small>{escape(about or reason)}</small>"
        f"{_words(s, each)}</div></li>"
    )


def _words(s: Speaker, each: Seen) -> str:
    """Return what somebody wrote; what abuses opens with a press."""
    words = f'<p class="dw-plain">{escape(each.text)}</p>'
    return words if each.ours else abuse_words.folded(s.t, each.text, words)
