"""Every rule, and texts made to be slow, each longer than any that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from connectors.base import Kind
from inbox.rules import (
    abuse,
    canned,
    caring,
    clean,
    contact,
    graphemes,
    heat,
    likeness,
    names,
    praise,
    quotes,
    review,
    salutation,
    sentences,
    signature,
    thanks,
)
from inbox.rules.known import Earlier, Known
from inbox.rules.length import CannotSplit, split
from inbox.rules.objections import Check, Facts
from inbox.rules.signature import CannotSign, Form, Signed
from tests.inbox.rules.tables import FACTS, MARIA, NOW, table

SIZE = 21_000

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
    """Return texts of `SIZE` characters: every unit over and over until it ends badly."""
    over_and_over = [(unit * (SIZE // len(unit) + 1))[: SIZE - 1] + "§" for unit in UNITS]
    lines = [line["text"] + " " for name in ("ticket_language_de", "passes_on_de", "blame_de", "only_a_time_de", "internal_number", "paid_number", "placeholder") for line in table(name)]  # fmt: skip
    prose = ("".join(lines) * (SIZE // 100))[:SIZE]
    return [*over_and_over, prose]


def together(text: str) -> object:
    """Judge by all rules at once."""
    return review.review(text, replace(FACTS, known=known(text)))


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


class Asked:
    """Facts, and whether anybody asked for what is known of the customer."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.of_known = False

    def __getattr__(self, name: str) -> object:
        self.of_known |= name == "known"
        return getattr(self._facts, name)


def check_of(check: Check) -> Callable[[str], object]:
    """Return a check with all there can be known; with nothing as well, where it asks for that."""

    def checks(text: str) -> None:
        facts = Asked(replace(FACTS, known=known(text)))
        for objection in check(text, facts):  # type: ignore[arg-type]  # stands in for Facts
            review._verbatim(objection, text)
        if facts.of_known:
            list(check(text, FACTS))

    return checks


RULES: dict[str, Callable[[str], object]] = {
    **{check.__name__: check_of(check) for check in review.CHECKS},
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
    "care": lambda text: caring.seen([text]),
    "abuse": lambda text: [abuse.found(text), abuse.covered(text)],
    "praise": lambda text: [
        praise.quoted(text),
        praise.named(text, (praise.Colleague(1, "Jo B"),)),
    ],
    "quotes": lambda text: quotes.without(text, text[::2] + text),
}
