"""When the house answers, in words: its week, its holidays, what is closed next and why."""

from __future__ import annotations

from datetime import datetime
from html import escape

from inbox.pages import hours_words
from inbox.queries.opening import Kept
from inbox.rules import opening
from inbox.rules.opening import Closed
from inbox.texts import Texts, mark

STATES: dict[str, str] = {
    "": mark("No holidays"),
    "BW": "Baden-Württemberg",
    "BY": mark("Bavaria"),
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": mark("Hesse"),
    "MV": mark("Mecklenburg-Western Pomerania"),
    "NI": mark("Lower Saxony"),
    "NW": mark("North Rhine-Westphalia"),
    "RP": mark("Rhineland-Palatinate"),
    "SL": "Saarland",
    "SN": mark("Saxony"),
    "ST": mark("Saxony-Anhalt"),
    "SH": "Schleswig-Holstein",
    "TH": mark("Thuringia"),
}


def state(t: Texts, code: str) -> str:
    """Return whose holidays a calendar keeps."""
    return t(STATES[code])


def days(t: Texts, one: Closed, now: datetime) -> str:
    """Return closed days with their name: Friday, 25 Dec (Christmas Day)."""
    first, last = t.near(one.first, now), t.near(one.last, now)
    said = first if one.first == one.last else f"{first} – {last}"
    return t("{days} ({name})", days=said, name=one.name)


def next_closed(t: Texts, kept: Kept, now: datetime) -> str:
    """Return what is closed next and why; "" where nothing is for a while."""
    found = opening.next_closed(kept.opening, opening.today(kept.opening, now), t.language)
    if found is None:
        return ""
    if found.first == opening.today(kept.opening, now):
        return t("closed today: {name}", name=found.name)
    return t("closed next: {days}", days=days(t, found, now))


def card(t: Texts, name: str, kept: Kept, now: datetime) -> str:
    """Return one calendar as HTML; whatever somebody typed is text."""
    said = [hours_words.week(t, kept.opening.hours)]
    if kept.opening.state:
        said.append(t("holidays: {state}", state=state(t, kept.opening.state)))
    if kept.pledge is not None:
        said.append(t("an answer within {time}", time=t.lasting(kept.pledge, exact=True)))
    said.append(next_closed(t, kept, now))
    about = " · ".join(escape(each) for each in said if each)
    return (
        f'<p class="dw-queue"><strong><bdi>{escape(name)}</bdi></strong>'
        f"<small><bdi>{about}</bdi></small></p>"
    )
