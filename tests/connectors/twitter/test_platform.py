"""What can be said of X without a token, and what is asked of it with every read."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Kind
from connectors.twitter import PLATFORM, asking

NEWER = {"field_names": "post"}


def test_it_is_x_on_the_screen_and_twitter_in_the_code() -> None:
    assert PLATFORMS["twitter"] is PLATFORM
    assert (PLATFORM.name, PLATFORM.label) == ("twitter", "X")


@pytest.mark.parametrize(
    ("kind", "limit"), [(Kind.MENTION, 280), (Kind.POST, 280), (Kind.DIRECT, 10_000)]
)
def test_a_public_text_may_weigh_280_and_a_private_one_10_000(kind, limit) -> None:
    assert PLATFORM.limit(kind) == limit


def test_only_public_replies_are_refused_when_they_come_twice() -> None:
    assert PLATFORM.refuses_duplicates(Kind.MENTION)
    assert not PLATFORM.refuses_duplicates(Kind.DIRECT)


@pytest.mark.parametrize(
    ("kind", "text", "item"),
    [
        (Kind.MENTION, "Es tut uns leid. – Miriam, +49 30 23125456", "reply"),
        (Kind.MENTION, "Es tut uns leid. – miriam@example.com", "reply"),
        (Kind.MENTION, "Alles steht auf https://example.com/abschlag", "reply_with_link"),
        (Kind.MENTION, "Alles steht auf www.example.de", "reply_with_link"),
        (Kind.POST, "a." * 5_000 + "example.com", "reply"),
        (Kind.DIRECT, "Alles steht auf https://example.com/abschlag", "dm_sent"),
    ],
)
def test_a_reply_is_billed_by_its_kind_and_by_whether_it_has_a_link(kind, text, item) -> None:
    assert PLATFORM.bills(kind, text) == {item: 1}
    assert PLATFORM.prices[item] > 0


@pytest.mark.parametrize("name", ["mentions", "direct"])
def test_no_stream_is_faster_than_x_allows(name) -> None:
    spec = PLATFORM.stream(name)
    allowed = {"mentions": 300, "direct": 15}[name]
    assert spec.every >= spec.at_least
    assert timedelta(minutes=15) / spec.at_least <= allowed


def test_looking_at_x_needs_no_sdk() -> None:
    """The web process counts texts and shows prices; it never loads what could send."""
    script = (
        "import sys, connectors\n"
        "connectors.PLATFORMS['twitter'].limit\n"
        "sys.exit(', '.join(m for m in ('tweepy', 'facebook', 'requests', 'twitter_text')"
        " if m in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# asking


def test_everything_the_reader_reads_is_asked_for() -> None:
    asked = asking.mentions({})
    names = (
        "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
        "attachments,note_tweet,reply_settings,display_text_range,edit_history_tweet_ids"
    )
    assert set(names.split(",")) <= set(asked["tweet.fields"].split(","))
    assert {"author_id", "referenced_tweets.id"} <= set(asked["expansions"].split(","))
    assert "alt_text" in asked["media.fields"]
    assert "entities" in asking.direct({})["dm_event.fields"]


def test_the_newer_spelling_asks_by_the_newer_names_only() -> None:
    asked = asking.mentions(NEWER)
    assert "tweet.fields" not in asked
    assert "tweet" not in asked["post.fields"] + asked["expansions"]
    assert "referenced_posts" in asked["post.fields"].split(",")
    assert "referenced_posts" in asked["expansions"].split(",")


@pytest.mark.parametrize("options", [{}, NEWER])
def test_expansions_can_be_left_out_of_every_read(options) -> None:
    brief = {**options, "expansions": "off"}
    assert "expansions" not in asking.mentions(brief)
    assert "expansions" not in asking.direct(brief)
    assert "user.fields" not in asking.mentions(brief)


@pytest.mark.parametrize("options", [{}, NEWER])
def test_a_look_brings_nothing_along(options) -> None:
    assert set(asking.own(options)) <= {"tweet.fields", "post.fields"}
    assert "expansions" not in asking.own_direct()
