"""The e-mail about what waits: numbers, names and links, never what customers wrote."""

from __future__ import annotations

from datetime import datetime

from connectors import PLATFORMS
from inbox.queries.headline import Spread
from inbox.queries.waiting import MOST, Somebody, Waiting
from inbox.rules import clean
from inbox.rules.absence import last_day
from inbox.texts import Texts

LONGEST_NAME = 60


def letter(
    t: Texts, name: str, found: Waiting, *, public_url: str, now: datetime
) -> tuple[str, str]:
    """Return subject and text. Without our public address it names whom to look for, unlinked."""
    home = public_url.rstrip("/")
    parts = [t("Hello {name},", name=name), *_away(t, found, now), "\n".join(_numbers(t, found))]
    if found.longest:
        said = [t("Who waits longest:")]
        said += [_somebody(t, one, home, now) for one in found.longest]
        parts.append("\n".join(said))
    if found.week is not None and found.week.answered.n:
        parts.append(_week(t, found.week.answered))
    if home:
        parts.append(t("The inbox: {link}", link=home))
        parts.append(
            t("When these e-mails come, you choose here: {link}", link=f"{home}/preferences")
        )
    else:
        parts.append(t("When these e-mails come, you choose under “Preferences”."))
    return f"Durchwahl · {_subject(t, found)}", "\n\n".join(parts) + "\n"


def _away(t: Texts, found: Waiting, now: datetime) -> list[str]:
    said = "You stand in for {agent} until {day}: theirs are among yours."
    days = [(one.name, t.near(last_day(one.ends_at, one.zone), now)) for one in found.away]
    return ["\n".join(t(said, agent=name, day=day) for name, day in days)] if days else []


def _numbers(t: Texts, found: Waiting) -> list[str]:
    said = []
    if found.mine:
        said.append(
            "- " + t.n("{n} conversation of yours waits.", "{n} conversations of yours wait.",
                       min(found.mine, MOST))
        )  # fmt: skip
    if found.promised:
        said.append(
            "- " + t.n("{n} promise of yours is due within a day, or late.",
                       "{n} promises of yours are due within a day, or late.",
                       min(found.promised, MOST))
        )  # fmt: skip
    if found.nobodys:
        said.append(
            "- " + t.n("{n} waits that nobody has yet.", "{n} wait that nobody has yet.",
                       min(found.nobodys, MOST))
        )  # fmt: skip
    if found.unseen:
        said.append(
            "- " + t.n("{n} notice under your bell is new.", "{n} notices under your bell are new.",
                       min(found.unseen, MOST))
        )  # fmt: skip
    return said


def _week(t: Texts, took: Spread) -> str:
    said = t.n(
        "In the last seven days {n} was answered: half within {half} of opening time, nine of ten"
        " within {nine}.",
        "In the last seven days {n} were answered: half within {half} of opening time, nine of ten"
        " within {nine}.",
        took.n,
        half=t.span(took.median),
        nine=t.span(took.ninth),
    )
    if not took.elsewhere:
        return said
    there = t("Answered in the platform's own app: {n}.", n=t.number(took.elsewhere))
    return f"{said} {there}"


def _subject(t: Texts, found: Waiting) -> str:
    waits = min(found.mine + found.nobodys, MOST)
    if waits:
        return t.n("{n} conversation waits", "{n} conversations wait", waits)
    if not found.unseen:
        return t.n("{n} promise is due", "{n} promises are due", min(found.promised, MOST))
    return t.n("{n} new notice", "{n} new notices", min(found.unseen, MOST))


def _somebody(t: Texts, one: Somebody, home: str, now: datetime) -> str:
    name = clean.preview(one.name)[:LONGEST_NAME] or t("Name withheld")
    label = PLATFORMS[one.platform].label if one.platform in PLATFORMS else one.platform
    since = t.moment(one.since, now)
    said = "- " + t("{name} on {platform}, since {since}", name=name, platform=label, since=since)
    return f"{said}\n  {home}/?c={one.conversation_id}" if home else said
