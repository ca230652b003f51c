"""What can be done with a message on its platform, and what is worth offering. Pure."""

from __future__ import annotations

from connectors.base import Kind, Platform, Verb


def possible(platform: Platform, kind: Kind, *, ours: bool, sent: bool) -> frozenset[Verb]:
    """Return what the platform lets us do with a message of that kind.

    `ours`: our account wrote it; `sent`: as an answer. What we publish ourselves is never taken
    away, hidden or liked from here: it is no part of a conversation.
    """
    if ours and not sent:
        return frozenset()
    return platform.actions(kind, sent)


def worth_it(verbs: frozenset[Verb], *, hidden: bool, liked: bool) -> tuple[Verb, ...]:
    """Return those that change something, in the order a menu shows them."""
    senseless = {
        Verb.HIDE if hidden else Verb.UNHIDE,
        Verb.LIKE if liked else Verb.UNLIKE,
    }
    return tuple(verb for verb in _ORDER if verb in verbs - senseless)


_ORDER = (Verb.LIKE, Verb.UNLIKE, Verb.HIDE, Verb.UNHIDE, Verb.DELETE)
