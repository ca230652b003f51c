"""The editor of a pace that follows the messages, and what is said of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Stream
from db.session import Busy
from inbox.care import streams
from inbox.pages import connector_words as words
from inbox.pages import paces
from inbox.rules.adaptive import Bounds
from inbox.rules.timetable import seldom
from inbox.texts import texts
from tests.inbox.pages import test_pages
from tests.inbox.pages.test_connector_words import EFFECT, S
from tests.inbox.pages.test_pages import Visit, drawn, html

visit = test_pages.visit
admin = test_pages.admin

MINUTE = timedelta(minutes=1)
HALF_HOUR = 30 * MINUTE


def adapts(visit: Visit) -> tuple[int | None, int | None]:
    with visit.db.read() as session:
        row = session.get_one(Stream, 1)
        return row.fastest, row.slowest


def opened():
    app = drawn("connectors")
    app.button(key="edit-1").click().run()
    return app


def test_a_pace_is_let_follow_the_messages_after_its_effect_was_shown(admin: Visit) -> None:
    app = opened()
    app.toggle(key="adapts-1").set_value(True).run()
    app.button_group(key="slowest-1").set_value(HALF_HOUR).run()
    assert "jede Minute, ohne Nachrichten seltener, bis alle 30 Minuten" in html(app)
    app.button(key="save-1").click().run()
    assert adapts(admin) == (60, 1_800)


def test_a_pace_that_follows_the_messages_is_made_to_hold_again(admin: Visit) -> None:
    with admin.db.write() as session:
        row = session.get_one(Stream, 1)
        row.fastest, row.slowest = 60, 1_800
    app = opened()
    assert app.button_group(key="slowest-1").value == HALF_HOUR
    assert app.button(key="save-1").disabled
    app.toggle(key="adapts-1").set_value(False).run()
    app.button(key="save-1").click().run()
    assert adapts(admin) == (None, None)


def test_where_it_looks_at_what_is_there_it_is_not_asked_for(admin: Visit) -> None:
    with admin.db.write() as session:
        session.get_one(Stream, 1).name = "revisit"
    app = opened()
    assert "often-1" in {each.key for each in app.button_group}
    assert "adapts-1" not in {each.key for each in app.toggle}
    app.toggle(key="as-text-1").set_value(True).run()
    assert "adapts-1" not in {each.key for each in app.toggle}


def test_a_pace_written_as_text_goes_on_following_the_messages(admin: Visit) -> None:
    with admin.db.write() as session:
        row = session.get_one(Stream, 1)
        row.fastest, row.slowest = 60, 1_800
    app = opened()
    app.toggle(key="as-text-1").set_value(True).run()
    assert app.button(key="save-1").disabled
    app.text_input(key="own-1").set_value("every 2m").run()
    app.button(key="save-1").click().run()
    assert adapts(admin) == (120, 1_800)


def test_whoever_chooses_a_slower_pace_is_not_left_with_a_quicker_slowest(admin: Visit) -> None:
    app = opened()
    app.toggle(key="adapts-1").set_value(True).run()
    app.button_group(key="often-1").set_value(60 * MINUTE).run()
    app.button(key="save-1").click().run()
    assert adapts(admin) == (3_600, 4 * 3_600)


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (Busy("", {}, Exception("database is locked")), "Die Datenbank ist beschäftigt."),
        (streams.NoStream(1), "Diesen Abruf gibt es nicht mehr."),
    ],
)
def test_why_a_pace_was_not_saved_is_said(admin: Visit, monkeypatch, refused, said) -> None:
    def fails(*_args: object) -> None:
        raise refused

    app = opened()
    app.button_group(key="often-1").set_value(60 * MINUTE).run()
    monkeypatch.setattr(streams, "set_pace", fails)
    app.button(key="save-1").click().run()
    assert said in html(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("fastest", "present", "choices"),
    [
        (MINUTE, None, [10, 30, 60, 240, 1_440]),
        (HALF_HOUR, None, [60, 240, 1_440]),
        (MINUTE, 7 * MINUTE, [7, 10, 30, 60, 240, 1_440]),
        (2_000 * MINUTE, None, []),
    ],
)
def test_the_slowest_is_slower_than_the_usual_pace(fastest, present, choices) -> None:
    assert [each / MINUTE for each in seldom(fastest, present)] == choices


@pytest.mark.parametrize(
    ("language", "pace", "said"),
    [
        ("en", "every 2m", "every 2 minutes, down to every 30 minutes while nobody writes"),
        (
            "de",
            "every 2m quiet 22:00-6:00 Europe/Berlin",
            (
                "alle 2 Minuten, ohne Nachrichten seltener, bis alle 30 Minuten,"
                " Ruhe von 22:00 bis 6:00"
            ),
        ),
    ],
)
def test_what_an_adaptive_pace_means(language, pace, said) -> None:
    assert paces.in_words(texts(language, "Europe/Berlin"), pace, Bounds(MINUTE, HALF_HOUR)) == said


@pytest.mark.parametrize(("share", "said"), [(0.0333, "3.3% of 450"), (0.5, "50% of 450")])
def test_a_pace_says_how_much_of_the_limit_it_takes(share: float, said: str) -> None:
    assert said in words.effects(S, None, replace(EFFECT, share=share, ceiling=450))


def test_a_platform_that_counts_otherwise_says_no_share() -> None:
    assert "not told in calls" in words.effects(S, None, EFFECT)
