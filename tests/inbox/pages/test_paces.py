"""Paces in words: what an admin reads is what the stream does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from connectors import PLATFORMS
from inbox.pages import paces
from inbox.rules.pace import WrongPace, read, rhythm
from inbox.texts import texts

DE, EN = texts("de"), texts("en")
MINUTE = timedelta(minutes=1)
STREAMS = [(p.name, spec) for p in PLATFORMS.values() for spec in p.streams]


@pytest.mark.parametrize(
    ("pace", "german", "english"),
    [
        ("every 60s", "jede Minute", "every minute"),
        ("every 5m jitter 20s", "alle 5 Minuten", "every 5 minutes"),
        ("every 90s", "alle 90 Sekunden", "every 90 seconds"),
        ("every 2h", "alle 2 Stunden", "every 2 hours"),
        (
            "every 5m quiet 22:00-6:00 Europe/Berlin",
            "alle 5 Minuten, Ruhe von 22:00 bis 6:00",
            "every 5 minutes, quiet from 22:00 to 6:00",
        ),
        (
            "cron mon-fri 8-18/5min Europe/Berlin",
            "Mo–Fr 8:00–18:00, alle 5 Minuten",
            "Mon–Fri 8:00–18:00, every 5 minutes",
        ),
        ("cron daily 9:00,13:30 UTC", "täglich um 9:00, 13:30", "daily at 9:00, 13:30"),
        ("cron sat,sun 10:00 UTC", "Sa, So um 10:00", "Sat, Sun at 10:00"),
        ("broken", "broken", "broken"),
    ],
)
def test_a_pace_is_said_in_words(pace: str, german: str, english: str) -> None:
    assert (paces.in_words(DE, pace), paces.in_words(EN, pace)) == (german, english)


@pytest.mark.parametrize(
    ("platform", "spec"), STREAMS, ids=lambda value: getattr(value, "name", value)
)
def test_every_preset_may_be_set(platform: str, spec) -> None:
    for preset in paces.presets(spec.every, spec.at_least, "Europe/Berlin"):
        assert rhythm(read(preset.pace)).shortest >= spec.at_least


def test_presets_differ_in_what_they_are_called() -> None:
    offered = paces.presets(MINUTE, MINUTE / 12, "UTC")
    assert len({preset.id for preset in offered}) == len({preset.name for preset in offered}) == 6


def test_quick_is_quicker_and_thrifty_is_calmer() -> None:
    offered = {p.id: rhythm(read(p.pace)).lag for p in paces.presets(MINUTE, MINUTE / 12, "UTC")}
    assert offered["quick"] < offered["usual"] < offered["calm"] < offered["thrifty"]


def test_a_stored_pace_is_found_among_the_presets() -> None:
    offered = paces.presets(MINUTE, MINUTE / 12, "Europe/Berlin")
    for preset in offered:
        assert paces.chosen(str(read(preset.pace)), offered) == preset.id


@pytest.mark.parametrize("pace", ["every 7m", "broken", ""])
def test_every_other_pace_is_its_own(pace: str) -> None:
    assert paces.chosen(pace, paces.presets(MINUTE, MINUTE / 12, "UTC")) == paces.OWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sometimes",
        "every",
        "every 5",
        "every 9999h",
        "cron 0-4 9:00 UTC",
        "cron mon 25:00 UTC",
        "cron mon 8-18/7min UTC",
        "cron mon 9:00 Nowhere/Land",
        "every 5m quiet 22:00 UTC",
        "cron mon 9:00 UTC quiet 8:00-10:00 UTC",
    ],
)
def test_a_wrong_pace_is_told_in_a_sentence_of_its_own(text: str) -> None:
    with pytest.raises(WrongPace) as wrong:
        read(text)
    assert wrong.value.code in paces.WRONG
    said = paces.wrong(EN, wrong.value)
    assert "{" not in said and said[-1] in ".m"


def test_the_example_is_a_pace() -> None:
    assert str(read(paces.EXAMPLE)) == paces.EXAMPLE
