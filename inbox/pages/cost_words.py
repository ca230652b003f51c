"""What the Costs page says of money; HTML, all escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from connectors import PLATFORMS
from inbox.care.alarm_words import EFFECTS
from inbox.pages import parts
from inbox.queries.money import BudgetView, PriceView, SpentView
from inbox.rules import amounts
from inbox.rules.amounts import WrongAmount
from inbox.rules.budget import DOLLAR, Thrift
from inbox.texts import Texts, mark

MOST = 50
"""Accounts that are listed, the dearest."""

ITEMS: dict[str, str] = {
    "mention": mark("Mention of us, read"),
    "post": mark("Post, read"),
    "user": mark("Person, read"),
    "dm": mark("Direct message, read"),
    "reply": mark("Reply"),
    "reply_with_link": mark("Reply with a link"),
    "dm_sent": mark("Direct message, sent"),
    "call": mark("Call to the platform"),
    "message": mark("Message, read"),
}

A_MONTH = mark("This is a budget of {dollars} a month.")
EACH = mark("This is a price of {dollars} each.")

WRONG: dict[str, str] = {
    "none": mark("This is no amount. Write US dollars in digits, for example {example}."),
    "negative": mark("An amount is not less than 0. Write it without a minus."),
    "unclear": mark("This can be read in two ways. Write {whole} or {parts}."),
    "much": mark("That is too much. Write {most} at most."),
}

TONES = {Thrift.USUAL: "good", Thrift.SLOWER: "warn", Thrift.PEOPLE_ONLY: "warn"}


def item(t: Texts, name: str) -> str:
    """Return what a billed item is called."""
    return t(ITEMS[name]) if name in ITEMS else name


def scope(t: Texts, which: tuple[str, int | None, str | None]) -> str:
    """Return what a budget is for: all of X, or one account on it."""
    platform, account_id, account = which
    label = PLATFORMS[platform].label
    if account_id is None:
        return t("{platform}, all accounts", platform=label)
    return t("{account} on {platform}", account=account or "", platform=label)


def meant(t: Texts, sentence: str, typed: str | None, most: int) -> str:
    """Return how an amount is understood before it is saved, or what to write instead."""
    try:
        micros = amounts.micros(typed or "", most)
    except WrongAmount as wrong:
        return parts.fault(
            t(
                WRONG[wrong.code],
                example=t.number(2.65),
                whole=wrong.whole,
                parts=wrong.parts,
                most=t.dollars(most / DOLLAR),
            )
        )
    said = t(sentence, dollars=t.dollars(micros / DOLLAR, exact=True))
    return f'<p class="dw-quiet" role="status">{escape(said)}</p>'


def month(t: Texts, spent: Iterable[SpentView], now: datetime) -> str:
    """Return what this month has cost so far and where it is heading."""
    views = list(spent)
    so_far = sum(view.micros for view in views)
    known = [view.forecast for view in views if view.forecast is not None]
    ahead = t("about {dollars}", dollars=_dollars(t, sum(known))) if known else t("not known yet")
    first = now.astimezone(UTC).replace(day=1, hour=12)
    facts = {
        t("Since {day} (UTC)", day=t.day(first)): _dollars(t, so_far),
        t("At the end of the month"): ahead,
    }
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in facts.items()
    )
    return f'<dl class="dw-month">{rows}</dl>'


def budget(t: Texts, view: BudgetView) -> str:
    """Return how a budget stands: what is spent of it, what follows, where it is heading."""
    tone = TONES.get(view.thrift, "bad")
    name = scope(t, (view.platform, view.account_id, view.account))
    spent = t(
        "{spent} of {cap}, {percent}%",
        spent=_dollars(t, view.spent), cap=_dollars(t, view.micros), percent=t.number(view.used),
    )  # fmt: skip
    ends = t.day(datetime(view.ends.year, view.ends.month, view.ends.day, 12, tzinfo=UTC))
    said = [t(EFFECTS[view.thrift], until=ends)]
    if view.forecast is not None:
        said.append(t("At the end of the month: about {dollars}.",
                      dollars=_dollars(t, view.forecast)))  # fmt: skip
        if view.forecast > view.micros and view.thrift < Thrift.NO_POLLS:
            said.append(t("That is more than the budget."))
    width = min(max(view.used, 0), 100)
    return (
        f'<section class="dw-card dw-budget {tone}"><h3>{escape(name)}'
        f"<span>{escape(spent)}</span></h3>"
        f'<div class="bar" role="img" aria-label="{escape(spent)}">'
        f'<i style="width:{width}%"></i></div>'
        f"<p>{escape(' '.join(said))}</p></section>"
    )


def accounts(t: Texts, spent: tuple[SpentView, ...]) -> str:
    """Return what each account cost, the dearest first, and by what."""
    rows = "".join(
        f'<tr><th scope="row">{escape(view.name)}<small>{escape(view.platform_label)}</small></th>'
        f"<td>{escape(_by_item(t, view))}</td>"
        f'<td class="sum">{escape(_dollars(t, view.micros))}</td></tr>'
        for view in spent[:MOST]
    )
    more = len(spent) - MOST
    rest = t.n("and {n} account more", "and {n} accounts more", more) if more > 0 else ""
    return f'<table class="dw-money">{rows}</table><p class="dw-quiet">{escape(rest)}</p>'


def _by_item(t: Texts, view: SpentView) -> str:
    said = [f"{item(t, each.item)} × {t.number(each.count)}" for each in view.items]
    return " · ".join(said) or "–"


def prices(t: Texts, views: Iterable[PriceView]) -> str:
    """Return what each item costs and where the price comes from."""
    rows = "".join(
        f'<tr><th scope="row">{escape(item(t, view.item))}'
        f"<small>{escape(view.platform_label)}</small></th>"
        f"<td>{escape(_source(t, view))}</td>"
        f'<td class="sum">{escape(_dollars(t, view.micros))}</td></tr>'
        for view in views
    )
    return f'<table class="dw-money">{rows}</table>'


def _source(t: Texts, view: PriceView) -> str:
    if view.since is None:
        said = t("by the platform's list as we know it")
    else:
        at = datetime(view.since.year, view.since.month, view.since.day, 12, tzinfo=UTC)
        said = t("set by an admin, since {day}", day=t.day(at))
    if view.next is not None:
        since, micros = view.next
        at = datetime(since.year, since.month, since.day, 12, tzinfo=UTC)
        said += "; " + t("{dollars} from {day} on", dollars=_dollars(t, micros), day=t.day(at))
    return said


def _dollars(t: Texts, micros: int) -> str:
    return t.dollars(micros / DOLLAR)
