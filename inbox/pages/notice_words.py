"""What concerns an agent, in words: under the bell, and on a desktop."""

from __future__ import annotations

from datetime import datetime

from db.models import NoticeKind
from inbox.pages import abuse_words, authority_words, hours_words, sayings
from inbox.pages.folders import FOLDERS
from inbox.queries.conversations import Folder
from inbox.queries.notices import NoticeView
from inbox.texts import Texts, mark

SAID: dict[NoticeKind, str] = {
    NoticeKind.GIVEN: mark("{agent} gave you the conversation with {name}."),
    NoticeKind.TAKEN: mark("{agent} has taken the conversation with {name} from you."),
    NoticeKind.PASSED_ON: mark("{agent} gave {name}, whom you had, into other hands."),
    NoticeKind.OFFERED: mark("{agent} asks you to take over {name}."),
    NoticeKind.ACCEPTED: mark("{agent} took over {name}."),
    NoticeKind.DECLINED: mark("{agent} does not take over {name}."),
    NoticeKind.EXPIRED: mark("Nobody answered in time: {name} was not taken over."),
    NoticeKind.MENTIONED: mark("{agent} named you in a note about {name}."),
    NoticeKind.WROTE: mark("{name} wrote again."),
    NoticeKind.FAILED: mark("Your reply to {name} was not sent."),
    NoticeKind.UNCERTAIN: mark("Nobody knows whether your reply to {name} is there. Please look."),
    NoticeKind.HELD: mark("Your reply to {name} has not left: it needs you."),
    NoticeKind.WITHDRAWN: mark("{name} wrote before your reply left. It is in the composer again."),
    NoticeKind.ASKED: mark("{agent} asks you to look at a reply to {name}."),
    NoticeKind.APPROVED: mark("{agent} approved your reply to {name}."),
    NoticeKind.CHANGED: mark("{agent} changed your reply to {name} and approved it."),
    NoticeKind.PROMISE_DUE: mark("A promise to {name} is due soon."),
    NoticeKind.PROMISE_LATE: mark("A promise to {name} is late."),
    NoticeKind.SIGN_DUE: mark("{name} is to hear from us soon."),
    NoticeKind.SIGN_LATE: mark("{name} has not heard from us in time."),
    NoticeKind.PROMISE_GIVEN: mark("{agent} gave you a promise to keep for {name}."),
    NoticeKind.SENT_BACK: mark("{agent} sent back your reply to {name}."),
    NoticeKind.STANDS_IN: mark("You stand in for {agent} until {day}."),
    NoticeKind.PRAISED: mark("Praise for you from {name}, passed on by {agent}."),
    NoticeKind.HANDED_ON: mark("{agent} gave {name} into other hands while you were away."),
}

BY_ITSELF = mark("The conversation with {name} is yours now.")
"""What a queue gave out, or an absence passed on."""

MANY_BY_THEMSELVES = mark("{n} conversations are yours now.")
"""What the queues gave out in one go."""

MANY: dict[NoticeKind, str] = {
    NoticeKind.GIVEN: mark("{agent} gave you {n} conversations."),
    NoticeKind.TAKEN: mark("{agent} has taken {n} conversations of yours."),
    NoticeKind.PASSED_ON: mark("{agent} gave {n} conversations of yours into other hands."),
    NoticeKind.HANDED_ON: mark(
        "{agent} gave {n} conversations of yours into other hands while you were away."
    ),
}
"""What one act did with many conversations."""

DECIDES: dict[NoticeKind, str] = {
    NoticeKind.OFFERED: mark("{agent} asks you to decide for {name}, until {time}: {what}."),
    NoticeKind.ACCEPTED: mark("{agent} decided for {name}, and took over: {what}."),
    NoticeKind.DECLINED: mark("{agent} does not decide for {name}: {what}."),
}
"""Where a colleague is, or was, asked to grant something."""

QUOTED = mark("Praise for you from {name}, passed on by {agent}: “{words}”")
"""As long as the customer's words are there."""

HURTS = frozenset(
    {
        NoticeKind.FAILED,
        NoticeKind.UNCERTAIN,
        NoticeKind.HELD,
        NoticeKind.PROMISE_LATE,
        NoticeKind.SIGN_LATE,
    }
)
"""What needs its agent before the customer has an answer."""


def sentence(t: Texts, one: NoticeView, now: datetime) -> str:
    """Return what happened, with whom."""
    who, said = one.by or t("Somebody"), SAID[one.kind]
    if one.away is not None:
        day = hours_words.until(t, one.away, now).removesuffix(".")  # the sentence ends with it
        return t(said, agent=who, day=day)
    if one.many > 1:
        by_themselves = one.kind is NoticeKind.GIVEN and one.by is None
        said = MANY_BY_THEMSELVES if by_themselves else MANY[one.kind]
        return t(said, agent=who, n=t.number(one.many))
    if one.kind is NoticeKind.GIVEN and one.by is None:
        said = BY_ITSELF
    if one.praise:
        said = QUOTED
    words, name = abuse_words.preview(t, one.praise), one.name or t("Name withheld")
    if one.decides is not None:
        what, until = authority_words.asked(t, one.decides.decides), one.decides.until
        return t(DECIDES[one.kind], agent=who, name=name, what=what, time=t.moment(until, now))
    return t(said, agent=who, name=name, words=words)


def where(t: Texts, one: NoticeView) -> str:
    """Return where it happened, or where it leads."""
    if one.away is not None:
        return t(FOLDERS[Folder.MINE])
    if one.has is not None:
        return t(FOLDERS[Folder.OPEN])
    return sayings.label(one.platform)
