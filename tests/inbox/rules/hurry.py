"""Every rule, and texts made to be slow: 100,000 characters each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from connectors.base import Kind
from inbox.rules import (
    canned,
    clean,
    contact,
    graphemes,
    heat,
    likeness,
    names,
    quotes,
    review,
    salutation,
    sentences,
    signature,
    thanks,
)
from inbox.rules.known import Earlier, Known
from inbox.rules.length import CannotSplit, split
from inbox.rules.signature import CannotSign, Form, Signed
from tests.inbox.rules.tables import FACTS, MARIA, NOW, table

SIZE = 100_000

UNITS = [
    "a", " ", "\n", ".", "!", "[", "{", "<", "@", "#", "0", "0 ", "-", "_", "X", "$", "é",
    "\u0316", "\u0316\u0301", "\u0301\u0316", "😀", "👨\u200d", "\u200d", "🇩", "\u202e", "\x00", "\ud83d", "\u200b",
    "ticket ", "ticket", "Ihr Vorgang ", "case no ", "your case has ", "eröffne ein ", "mache ein ticket ",
    "Anfrage Nr. ", "ref: ", "INC", "0900 ", "0180 5 1", "(0", "118 ", "+49 ", "tel ",
    "a@b.", "sie hören von ", "Sie hören von mir. ", "a.", "no-reply@", "www.", "z. B. ", "1. ", "'\"", "[Name", "{a ", "<a ", "liebe ",
    "\U000e0041", "\U0001f3f4\U000e0067", "क्", "\u1160", "我", "\r", "A. ", "a! ", "😀 ", "\U0001d160", "1-",
]  # fmt: skip


@cache
def shapes() -> list[str]:
    """Return texts of 100,000 characters: every unit over and over until it ends badly."""
    over_and_over = [(unit * (SIZE // len(unit) + 1))[: SIZE - 1] + "§" for unit in UNITS]
    lines = [line["text"] + " " for name in ("ticket_language_de", "passes_on_de", "blame_de", "only_a_time_de", "internal_number", "paid_number", "placeholder") for line in table(name)]  # fmt: skip
    prose = ("".join(lines) * (SIZE // 100))[:SIZE]
    return [*over_and_over, prose]


def on_x(body: str, index: int) -> Signed:
    return signature.sign(body, MARIA, Kind.MENTION, "twitter", Form.SHORT if index else Form.FULL)


def part(text: str) -> None:
    try:
        split(text, on_x, len, 280, 10)
    except (CannotSplit, CannotSign):
        pass


def sign(text: str) -> None:
    try:
        on_x(text, 0)
    except CannotSign:
        pass


def known(text: str) -> Known:
    """Return as much to judge a text by as there can be, all of it that text."""
    return Known((text, text[1:]), ("Petra",), ("Karin",), (Earlier(text, "Anna", NOW),), (text,))


RULES: dict[str, Callable[[str], object]] = {
    **{
        check.__name__: lambda text, check=check: list(check(text, FACTS))
        for check in review.CHECKS
    },
    "judged": lambda text: review.review(text, replace(FACTS, known=known(text))),
    "bands": canned.bands,
    "signed": salutation.signed,
    "clean": clean.clean,
    "scrub": clean.scrub,
    "name": clean.name,
    "preview": clean.preview,
    "visible": clean.visible,
    "sentence_ends": sentences.sentence_ends,
    "word_ends": sentences.word_ends,
    "is_address": sentences.is_address,
    "boundaries": graphemes.boundaries,
    "floor": lambda text: graphemes.floor(text, len(text) - 1),
    "split": part,
    "sign": sign,
    "work_name": names.flaw,
    "phone": lambda text: contact.check_phone(text, "DE"),
    "email": contact.check_email,
    "ways": lambda text: likeness.ways([text]),
    "no_reply_address": contact.no_reply,
    "heat": lambda text: heat.signs([heat.Said(text, NOW), heat.Said(text[1:], NOW)]),
    "only_thanks": lambda text: [thanks.only(text), thanks.only(text[:590]), thanks.asks(text)],
    "thanks": lambda text: [thanks.thanks(text), thanks.courtesy(text[:590])],
    "quotes": lambda text: quotes.without(text, text[::2] + text),
}
