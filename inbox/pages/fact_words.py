"""What the page of facts says: each fact as it is inserted, and what is wrong with a new one."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from inbox.care.facts import LONGEST, MOST, TITLE, Wrong
from inbox.queries.facts import FactView
from inbox.texts import Texts, mark

WRONGS: dict[Wrong, str] = {
    Wrong.TITLE: mark("Give it a title by which it is found."),
    Wrong.TITLE_LONG: mark("A title has {title} characters at most."),
    Wrong.TEXT: mark("Write what is true."),
    Wrong.TEXT_LONG: mark("A fact has {longest} characters at most."),
    Wrong.FULL: mark("There are {most} facts already. Remove what nobody needs first."),
}
LANGUAGES = {"de": mark("German"), "en": mark("English")}
EVERY = mark("Every language")


def wrong(t: Texts, what: Wrong) -> str:
    """Return why a fact was not kept."""
    return t(WRONGS[what], title=TITLE, longest=LONGEST, most=MOST)


def fact(t: Texts, view: FactView, now: datetime) -> str:
    """Return one fact as HTML; whatever somebody typed is text."""
    marks = []
    if view.language:
        marks.append(f"<span>{escape(t(LANGUAGES[view.language]))}</span>")
    if view.valid_until is not None:
        day = t.day(view.valid_until - timedelta(seconds=1))
        said = t("ran out on {day}", day=day) if view.over else t("until {day}", day=day)
        marks.append(f'<span class="{"out" if view.over else ""}">{escape(said)}</span>')
    since = t.moment(view.updated_at, now)
    by = t("{agent}, {time}", agent=view.by, time=since) if view.by else since
    return (
        f'<div class="dw-fact{" over" if view.over else ""}">'
        f'<h3><bdi dir="auto">{escape(view.title)}</bdi>{"".join(marks)}</h3>'
        f'<p class="said" dir="auto">{escape(view.text)}</p>'
        f'<p class="by">{escape(by)}</p></div>'
    )
