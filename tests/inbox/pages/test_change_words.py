"""Who changed what, in sentences of both languages, whatever the audit holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.pages import change_words
from inbox.queries.changes import ChangeView
from inbox.texts import texts
from tests.cast import NOON

DE, EN = texts("de", "Europe/Berlin"), texts("en", "Europe/Berlin")
HOSTILE = "<img src=x onerror=alert(1)>"


def act(action: str, about: str = "streams", who: str | None = "Amina", **note) -> ChangeView:
    return ChangeView(NOON, who, "page", action, about, note)


@pytest.mark.parametrize(
    ("view", "english", "german"),
    [
        (
            act("pace", before="every 60s", after="every 5m"),
            "changed the pace: every 5 minutes (before: every minute)",
            "hat den Takt geändert: alle 5 Minuten (vorher: jede Minute)",
        ),
        (
            act("pace", before="every 60s", after="every 60s", adapts="60s to 30m"),
            (
                "changed the pace: every minute, down to every 30 minutes while nobody writes"
                " (before: every minute)"
            ),
            (
                "hat den Takt geändert: jede Minute, ohne Nachrichten seltener, bis alle 30 Minuten"
                " (vorher: jede Minute)"
            ),
        ),
        (
            act("pace", before="every 60s", after="every 60s", adapted="60s to 30m"),
            (
                "changed the pace: every minute (before: every minute, down to every 30 minutes"
                " while nobody writes)"
            ),
            (
                "hat den Takt geändert: jede Minute (vorher: jede Minute, ohne Nachrichten"
                " seltener, bis alle 30 Minuten)"
            ),
        ),
        (act("paused"), "paused the stream", "hat den Abruf angehalten"),
        (act("paused", "accounts"), "paused the account", "hat das Konto angehalten"),
        (act("gap acknowledged", "gaps"), "looked at a gap", "hat eine Lücke angesehen"),
        (act("dry run", micros=0), "made a dry run", "hat einen Probeabruf gemacht"),
        (
            act("dry run", micros=26_000),
            "made a dry run for US$0.026",
            "hat einen Probeabruf für 0,026 $ gemacht",
        ),
        (
            act("backfill", before=None, after=1),
            "let it begin 1 day back",
            "lässt ihn 1 Tag zurück beginnen",
        ),
        (
            act("backfill", before=1, after=None),
            "let it begin as far back as usual",
            "lässt ihn wie üblich beginnen",
        ),
        (
            act("begun again", days=30),
            "let it read the last 30 days again",
            "hat die letzten 30 Tage noch einmal lesen lassen",
        ),
        (
            act("option", "accounts", option="country", before=None, after="AT"),
            "changed a setting, “Where you are”: AT (before: –)",
            "hat eine Einstellung geändert, „Wo Sie sind“: AT (vorher: –)",
        ),
        (
            act("option", "accounts", option="unforeseen", before="a", after="b\nc"),
            "changed a setting, “unforeseen”: b, c (before: a)",
            "hat eine Einstellung geändert, „unforeseen“: b, c (vorher: a)",
        ),
        (
            act("records forgotten", count=2),
            "forgot 2 records that were skipped",
            "hat 2 nicht lesbare Einträge vergessen",
        ),
    ],
)
def test_an_act_is_a_sentence(view, english, german) -> None:
    assert change_words.sentence(EN, view) == english
    assert change_words.sentence(DE, view) == german


def test_an_act_without_words_yet_is_called_as_the_audit_calls_it() -> None:
    assert change_words.sentence(EN, act("polished")) == "polished"


@pytest.mark.parametrize(
    ("who", "via", "said"),
    [
        ("Amina", "page", "Amina"),
        (None, "command line", "the command line"),
        (None, "system", "Durchwahl itself"),
        (None, "page", "somebody"),
    ],
)
def test_who_did_it_is_named(who, via, said) -> None:
    assert change_words.who(EN, ChangeView(NOON, who, via, "paused", "streams", {})) == said


def test_nothing_done_is_said() -> None:
    assert "Nobody has changed anything yet." in change_words.table(EN, (), NOON)


def test_names_and_settings_stay_text() -> None:
    views = (
        act("option", "accounts", HOSTILE, option=HOSTILE, before=HOSTILE, after=HOSTILE),
        act("pace", who=HOSTILE, before=HOSTILE, after=HOSTILE),
        act(HOSTILE),
    )
    said = change_words.table(EN, views, NOON + timedelta(minutes=1))
    assert "<img" not in said
    assert "&lt;img" in said
