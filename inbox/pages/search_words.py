"""What the Search page says; HTML, all escaped: a customer's words are never markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from connectors.base import Kind
from inbox.pages import abuse_words, sayings
from inbox.queries.search import RANKED, WIDE, Found, Hit, Known, Order
from inbox.rules.hits import Piece
from inbox.rules.search import OPERATORS, Problem, Query, Wrong
from inbox.texts import Texts, mark

ORDERS: dict[Order, str] = {
    Order.NEWEST: mark("Newest first"),
    Order.BEST: mark("Best first"),
}

PROBLEMS: dict[Problem, str] = {
    Problem.NOTHING: mark(
        "There is nothing in it to look for: type a word of letters or digits, without a minus."
    ),
    Problem.DATE: mark("“{piece}” wants a date like 2026-11-20."),
    Problem.PLATFORM: mark("“{piece}” names no platform: write x, facebook or instagram."),
    Problem.KIND: mark(
        "“{piece}” names no kind of message: write mention, comment, post, direct or review."
    ),
    Problem.STATE: mark(
        "“{piece}” cannot be: write open, answered, snoozed, done, unread or note."
    ),
    Problem.MISSING: mark("“{piece}” lacks its value: write it without a blank, as in from:erika."),
    Problem.SHORT: mark("“{piece}” is too short: write at least two letters before the star."),
    Problem.MINUS: mark("“{piece}” cannot be: a minus leaves out words and nothing else."),
    Problem.NOBODY: mark("“{piece}” is nobody's sign-in name here."),
    Problem.NO_TAG: mark("There is no tag “{piece}”."),
}

EXAMPLES: tuple[tuple[str, str], ...] = (
    ('"…"', mark("words in this order")),
    (mark("heat*"), mark("every ending")),
    (mark("-thanks"), mark("without this word")),
    ("from:erika", mark("a customer's name or handle")),
    ("by:miriam", mark("one of us, by sign-in name")),
    ("platform:x", mark("x, facebook, instagram")),
    ("kind:comment", mark("mention, comment, post, direct, review")),
    ("tag:…", mark("a tag of the conversation or its person")),
    ("owner:me", mark("who has it: me, none, a sign-in name")),
    ("is:open", mark("open, answered, snoozed, done, unread, note")),
    ("before:2026-11-20", mark("after: and on: as well")),
)


def help_line(t: Texts, *, folded: bool) -> str:
    """Return how to ask more exactly; `folded` away where there is an answer to read."""
    parts = " ".join(
        f"<span><code>{escape(t(code))}</code> {escape(t(said))}</span>" for code, said in EXAMPLES
    )
    line = f'<p class="dw-ask">{parts}</p>'
    if not folded:
        return line
    summary = escape(t("Search more exactly"))
    return f'<details class="dw-how"><summary>{summary}</summary>{line}</details>'


def wrong(t: Texts, problems: Iterable[Wrong]) -> list[str]:
    """Return what cannot be, in plain sentences, and what may have been meant."""
    return [_wrong(t, one) for one in problems]


def _wrong(t: Texts, one: Wrong) -> str:
    said = t(PROBLEMS[one.problem], piece=one.piece)
    if not one.near:
        return said
    meant = ", ".join(f'tag:"{name}"' if " " in name else f"tag:{name}" for name in one.near)
    return f"{said} {t('Is this meant: {tags}?', tags=meant)}"


def strange(t: Texts, query: Query) -> list[str]:
    """Return which words look like an operator and are none, and which ones there are."""
    if not query.strange:
        return []
    pieces = ", ".join(f"{name}:" for name in query.strange)
    known = ", ".join(f"{name}:" for name in OPERATORS)
    return [
        t(
            "There is no operator “{pieces}” here, so that counted as words. There are: {known}",
            pieces=pieces,
            known=known,
        )
    ]


def limits(t: Texts, query: Query, pages: list[Found], order: Order) -> list[str]:
    """Return what was left out of the answer."""
    said = []
    if query.cut:
        said.append(t("That is a long line: only its beginning was searched for."))
    if any(page.wide for page in pages):
        said.append(
            t("More than {n} people fit from: here; the newest were looked at.", n=t.number(WIDE))
        )
    if order is Order.BEST and pages[-1].bounded:
        said.append(t("These are the best of the newest {n} hits.", n=t.number(RANKED)))
    return said


def count(t: Texts, pages: list[Found]) -> str:
    """Return how many messages are shown."""
    n = sum(len(page.hits) for page in pages)
    if pages[-1].older is not None and not n:
        return t("Nothing among what was looked through so far.")
    if pages[-1].older is not None:
        return t.n("{n} message and more", "{n} messages and more", n)
    return t.n("{n} message", "{n} messages", n)


def people(t: Texts, found: Iterable[Known], now: datetime) -> str:
    """Return people as rows that lead to what they wrote last."""
    rows = "".join(
        _row(
            known.conversation_id,
            _who(known.called or known.name, known.handle),
            _so_called(t, known),
            _time(t, known.last_message_at, now),
            _because(t, known),
        )
        for known in found
    )
    return f'<ul class="dw-hits">{rows}</ul>'


def _because(t: Texts, known: Known) -> str:
    """Return the team's words that somebody was found by, with whose words they are."""
    if known.because is None:
        return ""
    name = t("Notes of the team") if known.because.notes else t("Number or address")
    return f'<p><span class="noted">{escape(name)}:</span> {text(known.because.pieces)}</p>'


def _so_called(t: Texts, known: Known) -> str:
    """Return where somebody writes, and by what name, where the team knows them by another."""
    where = sayings.label(known.platform)
    if known.called is None or known.called == known.name:
        return where
    return f"{where} · {t('as {name}', name=known.name)}"


def messages(t: Texts, found: Iterable[Hit], now: datetime) -> str:
    """Return messages as rows that lead to where they stand in their conversations."""
    rows = "".join(
        _row(
            hit.conversation_id,
            _writer(t, hit),
            _about(t, hit),
            _time(t, hit.at, now),
            _said(t, hit),
            message_id=hit.message_id,
        )
        for hit in found
    )
    return f'<ol class="dw-hits">{rows}</ol>'


def _said(t: Texts, hit: Hit) -> str:
    """Return the words of a message; who wants to read what abuses opens its conversation."""
    if hit.abusive:
        return f'<p class="folded">{escape(t(abuse_words.FOLDED))}</p>'
    return f"<p>{text(hit.pieces)}</p>"


def text(pieces: Iterable[Piece]) -> str:
    """Return a piece of a message, what was searched for marked in it."""
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.hit else escape(piece.text)
        for piece in pieces
    )


def _row(
    conversation_id: int,
    who: str,
    about: str,
    time: str,
    said: str = "",
    message_id: int | None = None,
) -> str:
    to = f"/?c={conversation_id}" + ("" if message_id is None else f"&amp;m={message_id}")
    head = f'<span class="who">{who}</span><span class="about">{escape(about)}</span>{time}'
    return f'<li><a href="{to}">{head}{said}</a></li>'


def _writer(t: Texts, hit: Hit) -> str:
    if not hit.ours:
        return _who(hit.name, hit.handle)
    return escape(t("{agent} to {name}", agent=hit.agent or hit.account, name=hit.name))


def _who(name: str, handle: str | None) -> str:
    said = f"<bdi>{escape(name or handle or '?')}</bdi>"
    return f"{said} <small><bdi>@{escape(handle)}</bdi></small>" if name and handle else said


def _about(t: Texts, hit: Hit) -> str:
    kind = t(sayings.KINDS[Kind(hit.kind)]) if hit.kind in set(Kind) else hit.kind
    return " · ".join([sayings.label(hit.platform), kind, t(sayings.STATES[hit.state])])


def _time(t: Texts, at: datetime, now: datetime) -> str:
    return (
        f'<time datetime="{escape(at.isoformat())}" title="{escape(t.full(at))}">'
        f"{escape(t.moment(at, now))}</time>"
    )
