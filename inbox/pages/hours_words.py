"""When somebody works or is away, in words and as a small picture of the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates

from inbox.queries.roster import AbsenceView
from inbox.queries.standing import At, Away
from inbox.rules import hours
from inbox.rules.absence import last_day
from inbox.rules.hours import Hours
from inbox.texts import Texts

WEEK = 6
"""Days ahead that are named by their weekday as well."""

Width = Literal["wide", "abbreviated", "short"]


def weekdays(t: Texts, width: Width = "wide") -> list[str]:
    """Return the names of the weekdays, Monday first."""
    names = dates.get_day_names(width, locale=t.language)
    return [names[day].rstrip(".") for day in range(7)]


def hint(t: Texts, at: At | None, now: datetime) -> str:
    """Return what a colleague should know before they hand something over; "" for nothing."""
    if at is None:
        return ""
    if at.away is not None:
        return away(t, at.away, now)
    if at.now:
        return t("works now")
    if at.next_at is None:
        return ""
    return t("works from {moment}", moment=t.moment(at.next_at, now))


def away(t: Texts, found: Away, now: datetime) -> str:
    """Return until when somebody is away, and who stands in for them."""
    last = until(t, found, now)
    if found.stand_in is None:
        return t("away until {day}", day=last)
    return t("away until {day}, {agent} stands in", day=last, agent=found.stand_in)


def until(t: Texts, found: Away, now: datetime) -> str:
    """Return the last day that somebody is away."""
    last = last_day(found.ends_at, found.zone)
    if last == _today(t, now):
        return t("this evening")
    return _named_day(t, last, now)


def stood_for(t: Texts, found: Away, reader_id: int | None, now: datetime) -> str:
    """Return whose work this is, as whoever does it reads it, and as others do."""
    day = until(t, found, now)
    if found.stand_in is None:
        return t("{agent} is away until {day}", agent=found.name, day=day)
    if found.stand_in_id == reader_id:
        return t("for {agent} until {day}", agent=found.name, day=day)
    return t("{deputy} for {agent} until {day}", deputy=found.stand_in, agent=found.name, day=day)


def owed(
    t: Texts, found: Mapping[int, Away], reader_id: int | None, now: datetime
) -> dict[int, str]:
    """Return whose work each conversation is, where its owner is away."""
    return {one: stood_for(t, owner, reader_id, now) for one, owner in found.items()}


def days_of(t: Texts, view: AbsenceView, now: datetime) -> str:
    """Return the days of an absence."""
    return days(t, view.first, view.last, now)


def days(t: Texts, first: date, last: date, now: datetime) -> str:
    """Return a first and a last day, or the one that it is."""
    said = [_named_day(t, day, now) for day in dict.fromkeys((first, last))]
    return " – ".join(said)


def _named_day(t: Texts, day: date, now: datetime) -> str:
    """Return a day so that no other can be meant: today, tomorrow, Friday, 27 Nov, 3 Dec."""
    ahead = (day - _today(t, now)).days
    near = t.near(day, now)
    if ahead in (0, 1):
        return t("today") if ahead == 0 else t("tomorrow")
    if not 0 < ahead < WEEK:
        return near
    return f"{dates.format_date(day, 'EEEE', locale=t.language)}, {t.month_day(day, now)}"


def _today(t: Texts, now: datetime) -> date:
    return now.astimezone(ZoneInfo(t.zone)).date()


def week(t: Texts, known: Hours | None) -> str:
    """Return a week in words: Mon–Thu 9:00–12:30, 13:30–17:00; Fri 9:00–14:00."""
    if known is None or not known.spans:
        return t("Nobody has said when")
    names = weekdays(t, "abbreviated")
    said = [(number, hours.of_day(known, number)) for number in range(7)]
    runs = [(spans, [number for number, _ in run]) for spans, run in groupby(said, _spans)]
    return "; ".join(
        f"{_named(names, run)} {spans.replace('-', '–').replace(' ', ', ')}"
        for spans, run in runs
        if spans
    )


def strip(t: Texts, known: Hours | None, away_on: Iterable[AbsenceView], now: datetime) -> str:
    """Return a picture of this week on the reader's clock: when somebody works, when not."""
    zone = ZoneInfo(t.zone)
    monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())
    since, until = (
        datetime.combine(monday + timedelta(days=days), time(), zone).astimezone(UTC)
        for days in (0, 7)
    )
    whole = (until - since).total_seconds()

    def bar(kind: str, first: datetime, last: datetime) -> str:
        left = 100 * (max(first, since) - since).total_seconds() / whole
        wide = 100 * (min(last, until) - max(first, since)).total_seconds() / whole
        return f'<i class="{kind}" style="left:{left:.3f}%;width:{wide:.3f}%"></i>'

    bars = [bar("on", *span) for span in (hours.stretches(known, since, until) if known else ())]
    bars += [
        bar("off", each.begins_at, each.ends_at)
        for each in away_on
        if each.begins_at < until and each.ends_at > since
    ]
    at = 100 * (now - since).total_seconds() / whole
    said = escape(week(t, known), quote=True)
    return (
        f'<div class="dw-strip" role="img" aria-label="{said}" title="{said}">'
        f'{"".join(bars)}<b style="left:{at:.3f}%"></b></div>'
    )


def _spans(one: tuple[int, str]) -> str:
    return one[1]


def _named(names: list[str], run: list[int]) -> str:
    return names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}"
