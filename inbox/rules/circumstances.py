"""Objections that have nothing to do with the words: who signs, where it goes, what happened."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Answerable
from inbox.rules import clean, signature, urgency
from inbox.rules.faults import Flaw
from inbox.rules.objections import Facts, Level, Objection, Privately


def nothing_written(draft: str, facts: Facts) -> Iterator[Objection]:
    """An empty reply is no answer."""
    if not clean.visible(draft):
        yield Objection("nothing_written", Level.BLOCKS)


def signer(draft: str, facts: Facts) -> Iterator[Objection]:
    """Nobody sends without a name and a direct contact, looked at again on every reply."""
    wrong = signature.flaw(facts.signer)
    if wrong is Flaw.NO_CONTACT:
        yield Objection("no_contact", Level.BLOCKS)
    elif wrong:
        yield Objection("profile", Level.BLOCKS, params={"flaw": wrong.value})


def disconnected(draft: str, facts: Facts) -> Iterator[Objection]:
    """Nothing leaves without a login, and nobody wants it to leave months later."""
    if facts.disconnected:
        yield Objection("disconnected", Level.BLOCKS)


def not_answerable(draft: str, facts: Facts) -> Iterator[Objection]:
    """The platform would refuse it; said before somebody has written for ten minutes."""
    if facts.answerable is not Answerable.YES:
        yield Objection(facts.answerable.value, Level.BLOCKS)


def window_closed(draft: str, facts: Facts) -> Iterator[Objection]:
    """The platform no longer takes an answer; looked at again right before sending."""
    if urgency.closed(facts.answer_until, facts.now):
        yield Objection("window_closed", Level.BLOCKS, params={"closed_at": facts.answer_until})
    elif facts.leaves_at and urgency.closed(facts.answer_until, facts.leaves_at):
        yield Objection("window_first", Level.BLOCKS, params={"closed_at": facts.answer_until})


def signed_otherwise(draft: str, facts: Facts) -> Iterator[Objection]:
    """What has waited for its time does not leave with a number that nobody answers any more."""
    if facts.stale:
        yield Objection("signed_otherwise", Level.BLOCKS)


def not_private(draft: str, facts: Facts) -> Iterator[Objection]:
    """A public message is answered privately where its platform has such a way, and once."""
    if facts.private is Privately.NOT_HERE:
        yield Objection("private_not_here", Level.BLOCKS)
    elif facts.private is Privately.ONCE:
        yield Objection("private_once", Level.BLOCKS)


def shut(facts: Facts) -> Objection | None:
    """Return why nothing written would be taken here, known before anybody writes; None: open."""
    for check in (disconnected, not_private, window_closed, not_answerable):
        for objection in check("", facts):
            return objection
    return None


def too_many_pictures(draft: str, facts: Facts) -> Iterator[Objection]:
    """Pictures that the platform would not take are taken out first, never dropped silently."""
    if facts.pictures > facts.most_pictures == 0:
        yield Objection("no_pictures", Level.BLOCKS)
    elif facts.pictures > facts.most_pictures:
        counts = {"count": facts.pictures, "most": facts.most_pictures}
        yield Objection("too_many_pictures", Level.BLOCKS, params=counts)


def too_long(draft: str, facts: Facts) -> Iterator[Objection]:
    """What does not fit is shortened first and, if the agent says so, split."""
    if facts.length <= facts.limit:
        return
    if facts.parts is None:
        yield Objection("cannot_split", Level.BLOCKS)
    elif facts.parts > facts.most:
        counts = {"parts": facts.parts, "most": facts.most}
        yield Objection("too_many_parts", Level.BLOCKS, params=counts)
    elif not facts.split:
        over = facts.length - facts.limit
        counts = {"over": over, "length": facts.length, "limit": facts.limit}
        yield Objection("too_long", Level.BLOCKS, params=counts | {"parts": facts.parts})


def answered_meanwhile(draft: str, facts: Facts) -> Iterator[Objection]:
    """A colleague was quicker: two answers confuse, unless the second knows the first.

    Theirs may not have left yet. It is lifted by its agent's word that they have read it: no reason
    typed unread answers that. Where nothing is written there is nothing to hold.
    """
    if facts.colleague is None or not clean.visible(draft):
        return
    said: dict[str, object] = {"colleague": facts.colleague}
    at = facts.colleague_leaves_at
    if facts.colleague_asks:
        yield Objection("answer_to_approve", Level.BLOCKS, params=said)
    elif at is not None and at > facts.now:
        yield Objection("answer_for_later", Level.BLOCKS, params=said | {"theirs_at": at})
    else:
        yield Objection("answered_meanwhile", Level.BLOCKS, params=said)


def wrote_again(draft: str, facts: Facts) -> Iterator[Objection]:
    """The customer has added something that these words cannot know: no reason answers that.

    It is lifted by its agent's word that they have read it, and nothing newer.
    """
    if facts.wrote_again is not None and clean.visible(draft):
        yield Objection("wrote_again", Level.BLOCKS, params={"message": facts.wrote_again})
