"""Alarms in words: on the page and in e-mails the same sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from connectors import PLATFORMS
from db.models import Alarm
from inbox.care.naming import stream
from inbox.rules.alarms import SENTENCES, Cause, Ending, Fact
from inbox.rules.budget import DOLLAR, Thrift
from inbox.texts import Texts, mark

TITLES: dict[Cause, str] = {
    Cause.QUIET: mark("Unusually quiet"),
    Cause.FAILING: mark("Polling does not work"),
    Cause.GAP: mark("Messages may be missing"),
    Cause.LOGIN_ENDS: mark("The login ends soon"),
    Cause.LOGIN_DEAD: mark("The login has ended"),
    Cause.CREDIT: mark("The credit is used up"),
    Cause.BUDGET: mark("The month's budget"),
    Cause.MAIL: mark("E-mails do not leave"),
}

OVER: dict[Cause, str] = {
    Cause.QUIET: mark("{where}: messages come again."),
    Cause.FAILING: mark("{where}: polling works again."),
    Cause.GAP: mark("{where}: somebody has looked after what may be missing."),
    Cause.LOGIN_ENDS: mark("{where}: the login lasts again."),
    Cause.LOGIN_DEAD: mark("{where}: connected again. Polls go on and replies leave."),
    Cause.CREDIT: mark("{where}: goes on. Polls go on and replies leave."),
    Cause.BUDGET: mark("{where}: less than half of the month's budget is spent again."),
    Cause.MAIL: mark("E-mails leave again."),
}

ENDED: dict[Ending, str] = {
    Ending.WORSE: mark("{where}: the whole account stopped; that was an alarm of its own."),
    Ending.DROPPED: mark("{where}: the budget was dropped."),
    Ending.DISCONNECTED: mark("{where}: the account was disconnected."),
    Ending.PAUSED: mark("{where}: paused by a person."),
}

EFFECTS: dict[Thrift, str] = {
    Thrift.USUAL: mark("Everything goes on as usual."),
    Thrift.SLOWER: mark("Polls go slower from now on."),
    Thrift.PEOPLE_ONLY: mark(
        "Only what people write to us is polled: no keyword search, and older messages are not"
        " looked at again, so what is deleted there stays here for now."
    ),
    Thrift.NO_POLLS: mark(
        "Nothing is polled until {until}, or until the budget is raised; replies still leave."
    ),
    Thrift.NOTHING: mark(
        "Nothing is polled and replies wait until {until}, or until the budget is raised."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an e-mail says of one alarm."""

    cause: Cause
    facts: Mapping[str, Fact]


def of(row: Alarm) -> Told:
    """Return what there is to say of an alarm."""
    return Told(Cause(row.cause), row.facts)


def title(t: Texts, cause: Cause) -> str:
    """Return what an alarm is called."""
    return t(TITLES[cause])


def sentence(t: Texts, told: Told, now: datetime) -> str:
    """Return what is wrong and what to do."""
    return t(SENTENCES[told.cause], **_filled(t, told.facts, now))


def over(t: Texts, told: Told) -> str:
    """Return that it is over, and why."""
    return t(ENDED.get(_ending(told)) or OVER[told.cause], where=where(t, told.facts))


def _ending(told: Told) -> Ending:
    return Ending(str(told.facts.get("ended") or Ending.RECOVERED))


def where(t: Texts, facts: Mapping[str, Fact]) -> str:
    """Return which account and stream it is about: Stadtwerke Lindenau on X, Direct messages."""
    platform = str(facts.get("platform") or "")
    label = PLATFORMS[platform].label if platform in PLATFORMS else platform
    account, name = facts.get("account"), facts.get("stream")
    if not account:
        return label
    said = t("{account} on {platform}", account=account, platform=label)
    return f"{said}, {stream(t, str(name), platform)}" if name else said


def _filled(t: Texts, facts: Mapping[str, Fact], now: datetime) -> dict[str, object]:
    """Return everything that a sentence may name; it takes what it needs."""
    cap, percent = facts.get("cap"), facts.get("percent")
    until = _when(t, facts.get("until"), now)
    thrift = Thrift(int(facts.get("thrift") or 0))
    return {
        "where": where(t, facts),
        "since": _when(t, facts.get("since"), now),
        "until": until,
        "trouble": _reason(t, str(facts.get("trouble") or "–")),
        "percent": t.number(int(percent or 0)),
        "cap": t.dollars(int(cap or 0) / DOLLAR),
        "effect": t(EFFECTS[thrift], until=until),
    }


def _reason(t: Texts, noted: str) -> str:
    """Return why e-mails do not leave; the number that a server answered stays behind it."""
    reason, code, rest = noted.partition(" (")
    return t(reason) + code + rest


def _when(t: Texts, written: Fact, now: datetime) -> str:
    """Return a kept time as the reader's zone shows it; a day stays that day."""
    if not isinstance(written, str):
        return "–"
    if "T" not in written:
        day = date.fromisoformat(written)
        return t.day(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return t.moment(datetime.fromisoformat(written), now)


def letter(
    t: Texts,
    name: str,
    fresh: Sequence[Told],
    ended: Sequence[Told],
    *,
    public_url: str,
    now: datetime,
) -> tuple[str, str]:
    """Return subject and text of an e-mail that tells several alarms at once."""
    parts = [t("Hello {name},", name=name)]
    if fresh:
        parts.append(t("this needs you:"))
        parts += [f"- {sentence(t, told, now)}" for told in fresh]
    if ended:
        well = all(_ending(told) is Ending.RECOVERED for told in ended)
        parts.append(t("This is in order again:") if well else t("This is over:"))
        parts += [f"- {over(t, told)}" for told in ended]
    if public_url:
        parts.append(t("All alarms: {link}", link=f"{public_url.rstrip('/')}/alarms"))
    parts.append(t("You get this because you are an admin of this inbox. Times are in UTC."))
    return _subject(t, fresh, ended), "\n\n".join(parts) + "\n"


def _subject(t: Texts, fresh: Sequence[Told], ended: Sequence[Told]) -> str:
    first, *rest = [*fresh, *ended]
    about = where(t, first.facts) if first.cause is not Cause.MAIL else ""
    well = all(_ending(told) is Ending.RECOVERED for told in ended)
    what = title(t, first.cause) if fresh else t("In order again") if well else t("Over")
    said = f"{what}: {about}" if about else what
    if rest:
        said += " " + t.n("and {n} more", "and {n} more", len(rest))
    return f"Durchwahl · {said}"
