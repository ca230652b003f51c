"""What the composer says before anybody writes: ways, windows, pictures, costs.

A test holds the table of flaws against its enum.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from connectors.base import Kind
from inbox.care.pictures import Flaw
from inbox.pages import sayings
from inbox.queries.channels import Channel, Link, Other
from inbox.rules import urgency
from inbox.rules.budget import DOLLAR
from inbox.rules.urgency import Window
from inbox.texts import Texts, mark

MEGABYTE = 1_000_000
TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WebP"}

FLAWS: dict[Flaw, str] = {
    Flaw.EMPTY: mark("This file is empty."),
    Flaw.NO_PICTURE: mark("This is no picture that can go along. Take one of these: {types}."),
    Flaw.TOO_BIG: mark("This picture is too big. {most} MB is the most here; make it smaller."),
    Flaw.NOT_HERE: mark("Pictures cannot go along here."),
    Flaw.TOO_MANY: mark("No more pictures fit: {most} can go along. Take one out first."),
    Flaw.SENT: mark("This answer is on its way already. Put the picture into the next one."),
}


def named(t: Texts, way: Channel) -> str:
    """Return what a way to answer is called."""
    if way.private:
        return t("In private")
    return t(sayings.KINDS[Kind.DIRECT]) if way.kind is Kind.DIRECT else t("In public")


def placeholder(t: Texts, way: Channel, name: str) -> str:
    """Return what stands in a composer without a word in it: who will read the answer."""
    if not way.private:
        return t("Write your answer …")
    if not name:
        return t("Only the author will read this …")
    return t("Only {name} will read this …", name=name)


def window(t: Texts, way: Channel, margin: timedelta, now: datetime) -> tuple[str, str]:
    """Return until when a way is open, and its tone: calm or warn. Empty: there is no end to it."""
    if way.shut or way.until is None:
        return "", "calm"
    at = t.moment(way.until, now)
    closing = urgency.window(way.until, now, margin) is Window.CLOSING
    if way.private:
        return t("Possible once, until {at}", at=at), "warn" if closing else "calm"
    if way.people_since is not None and now >= way.people_since:
        return t("The usual time is over: only you as a person may answer, until {at}", at=at), (
            "warn"
        )
    if closing:
        return t("Open only until {at}", at=at), "warn"
    return t("Open until {at}", at=at), "calm"


def price(t: Texts, way: Channel) -> str:
    """Return what an answer costs by this way, "" where it is free."""
    if way.shut or not way.price:
        return ""
    return t("An answer costs {price}", price=t.dollars(way.price / DOLLAR))


def then(t: Texts, way: Channel, name: str) -> str:
    """Return what opens a way again that time has shut, "" where nothing does."""
    if way.shut is None or way.shut.rule != "window_closed" or way.private:
        return ""
    if not name:
        return t("When the customer writes again, it opens.")
    return t("When {name} writes again, it opens.", name=name)


def limits(t: Texts, most: int, size: int, types: Collection[str]) -> str:
    """Return how many pictures, how big and of which kind may go along."""
    mega = _mega(t, size)
    return t.n(
        "{n} picture, up to {mega} MB: {types}",
        "Up to {n} pictures, each up to {mega} MB: {types}",
        most,
        mega=mega,
        types=_named(types),
    )


def flaw(t: Texts, wrong: Flaw, most: int, types: Collection[str] = ()) -> str:
    """Return why a picture is not taken and what to do; `most` is the limit that it broke.

    `types` are the media types that can go along.
    """
    shown = _mega(t, most) if wrong is Flaw.TOO_BIG else t.number(most)
    return t(FLAWS[wrong]).format(types=_named(types), most=shown)


def flaws(t: Texts, most: int, size: int, types: Collection[str]) -> dict[str, str]:
    """Return the sentences that a browser needs to say a limit before it hands anything in."""
    known = {Flaw.EMPTY: 0, Flaw.NO_PICTURE: 0, Flaw.TOO_BIG: size, Flaw.TOO_MANY: most}
    return {wrong.value: flaw(t, wrong, limit, types) for wrong, limit in known.items()}


def _named(types: Collection[str]) -> str:
    return ", ".join(name for kind, name in TYPES.items() if kind in types)


def dearer(t: Texts, link: Link) -> str:
    """Return what a reply costs with a link in it, "" where that makes no difference."""
    if link.with_it <= link.without:
        return ""
    prices = {"more": t.dollars(link.with_it / DOLLAR), "less": t.dollars(link.without / DOLLAR)}
    return t("A reply with this link costs {more} instead of {less}.", **prices)


def other(t: Texts, one: Other, now: datetime) -> str:
    """Return one line about another conversation that takes an answer."""
    return f"{t(sayings.KINDS[one.kind])}, {t.moment(one.at, now)}"


def _mega(t: Texts, size: int) -> str:
    """Return bytes as megabytes, never more than there are."""
    return t.number(size * 10 // MEGABYTE / 10)
