"""A briefing in words: what each line is called, and what it says."""

from __future__ import annotations

import re
from datetime import datetime

from db.models import ConversationState
from inbox.pages import abuse_words, heat_words, sayings
from inbox.queries.people import Behind
from inbox.rules import abuse
from inbox.rules.briefing import About, Line, Matter, Missing, Pledge
from inbox.texts import Texts, mark

_TO_US = re.compile(r"^(?:@\w{1,50}\s)+")

ABOUT: dict[About, str] = {
    About.WHO: mark("Who"),
    About.WORDS: mark("Began with"),
    About.AGAIN: mark("Within 30 days"),
    About.PROMISED: mark("Promised"),
    About.BEFORE: mark("Last time"),
    About.ELSEWHERE: mark("Elsewhere"),
    About.NOTE: mark("Note"),
    About.UNKNOWN: mark("Not written down"),
}

MISSING: dict[Missing, str] = {
    Missing.NAME: mark("name"),
    Missing.ADDRESS: mark("form of address"),
    Missing.LANGUAGE: mark("language"),
    Missing.CHANNEL: mark("preferred channel"),
    Missing.NUMBER: mark("number or e-mail"),
}


def said(t: Texts, line: Line, behind: Behind, now: datetime) -> str:
    """Return what a line says, quotes in the words of whoever wrote them."""
    if line.about is About.WHO:
        return _who(t, line, behind)
    if line.about is About.UNKNOWN:
        return ", ".join(t(MISSING[one]) for one in line.missing)
    if line.pledge is not None:
        return _pledged(t, line.pledge, now)
    if line.matter is not None:
        return _of_another(t, line, line.matter)
    if line.quote is None:
        return ""
    ours = line.about is About.NOTE
    return _parts(line.quote.by or "", _quoted(t, line.quote.text, ours=ours))


def _of_another(t: Texts, line: Line, matter: Matter) -> str:
    if line.about is About.AGAIN:
        return t.n("{n} other conversation", "{n} other conversations", line.recent)
    if line.about is About.BEFORE:
        return _before(t, line, matter)
    return _parts(sayings.label(matter.channel[0]), _quoted(t, matter.preview))


def _who(t: Texts, line: Line, behind: Behind) -> str:
    facts = behind.facts
    ways = {"sie": t("Sie (formal)"), "du": t("du (informal)")}
    paces = {"brief": t("brief"), "thorough": t("thorough")}
    others = t.n("{n} other conversation", "{n} other conversations", line.count)
    if line.more:
        others = t("more than {n} other conversations", n=line.count)
    told_below = line.count == line.recent and not line.more
    since = t("since {date}", date=t.day(line.at)) if line.at else ""
    return _parts(
        facts.name or "",
        ways.get(facts.address or "", ""),
        paces.get(facts.pace or "", ""),
        t("writes for the first time") if not line.count else since,
        "" if told_below else others,
    )


def _pledged(t: Texts, pledge: Pledge, now: datetime) -> str:
    if pledge.state == "open":
        moment = t.moment(pledge.due_at, now)
        stands = (
            t("late since {moment}", moment=moment)
            if pledge.late
            else t("open until {moment}", moment=moment)
        )
    elif pledge.state == "broken":
        stands = t("broken")
    else:
        stands = t("kept late") if pledge.late else t("kept")
    return _parts(pledge.what, stands)


def _before(t: Texts, line: Line, last: Matter) -> str:
    signs = ", ".join(t(heat_words.SIGNS[sign]) for sign in line.signs)
    text = line.quote.text if line.quote else last.preview
    return _parts(
        t.day(last.at), t(sayings.STATES[ConversationState(last.state)]), signs, _quoted(t, text)
    )


def _quoted(t: Texts, text: str, *, ours: bool = False) -> str:
    """Return words in marks; of a customer's, the name of the account that they begin with goes."""
    plain = " ".join(text.split())
    plain = plain if ours else _TO_US.sub("", plain)
    if abuse.found(plain):
        return t(abuse_words.FOLDED)
    return t("“{words}”", words=plain) if plain else ""


def _parts(*said: str) -> str:
    return " · ".join(one for one in said if one)
