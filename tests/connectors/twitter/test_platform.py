"""What can be said of X without a token, and what is asked of it with every read."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Kind, Verb
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


@pytest.mark.parametrize("name", ["mentions", "direct", "search", "revisit"])
def test_no_stream_is_faster_than_x_allows(name) -> None:
    spec = PLATFORM.stream(name)
    allowed = {"mentions": 300, "direct": 15, "search": 300, "revisit": 5_000}[name]
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
    asked = asking.posts({})
    names = (
        "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
        "attachments,note_tweet,reply_settings,display_text_range,edit_history_tweet_ids"
    )
    assert set(names.split(",")) <= set(asked["tweet.fields"].split(","))
    assert {"author_id", "referenced_tweets.id"} <= set(asked["expansions"].split(","))
    assert "alt_text" in asked["media.fields"]
    assert "entities" in asking.direct({})["dm_event.fields"]


def test_the_newer_spelling_asks_by_the_newer_names_only() -> None:
    asked = asking.posts(NEWER)
    assert "tweet.fields" not in asked
    assert "tweet" not in asked["post.fields"] + asked["expansions"]
    assert "note_post" in asked["post.fields"].split(",")


@pytest.mark.parametrize("ask", [asking.posts, asking.again, asking.own])
@pytest.mark.parametrize("expansions", ["on", "off"])
def test_the_newer_spelling_always_asks_who_wrote_and_what_is_answered(ask, expansions) -> None:
    """As a field X ignores them without a word; a look for our own reply would find nothing."""
    asked = ask({**NEWER, "expansions": expansions})
    needed = {"author_id", "referenced_posts", "edit_history_post_ids", "in_reply_to_user_id"}
    assert needed <= set(asked["expansions"].split(","))
    assert not needed & set(asked["post.fields"].split(","))


@pytest.mark.parametrize("ask", [asking.posts, asking.again, asking.direct])
def test_expansions_can_be_left_out_of_every_read(ask) -> None:
    brief = ask({"expansions": "off"})
    assert "expansions" not in brief
    assert "user.fields" not in brief


def test_a_second_look_asks_for_no_people() -> None:
    for options in ({}, NEWER):
        assert "attachments.media_keys" in asking.again(options)["expansions"]
        assert "user.fields" not in asking.again(options)


def test_a_look_for_our_own_brings_nothing_along() -> None:
    assert set(asking.own({})) == {"tweet.fields"}
    assert "expansions" not in asking.own_direct()


# what can be done


@pytest.mark.parametrize(
    ("kind", "ours", "verbs"),
    [
        (Kind.COMMENT, False, {Verb.HIDE, Verb.UNHIDE}),
        (Kind.MENTION, False, set()),
        (Kind.POST, False, set()),
        (Kind.DIRECT, False, set()),
        (Kind.MENTION, True, {Verb.DELETE}),
        (Kind.COMMENT, True, {Verb.DELETE}),
        (Kind.DIRECT, True, {Verb.DELETE}),
        (Kind.MAIL, True, set()),
    ],
)
def test_only_what_x_does_is_offered(kind, ours, verbs) -> None:
    assert PLATFORM.actions(kind, ours) == verbs


@pytest.mark.parametrize(
    ("kind", "most"), [(Kind.MENTION, 4), (Kind.COMMENT, 4), (Kind.DIRECT, 1), (Kind.NOTE, 0)]
)
def test_a_reply_carries_as_many_pictures_as_x_takes(kind, most) -> None:
    assert PLATFORM.pictures(kind) == most


def test_a_keyword_search_stays_off_without_keywords_and_a_revisit_only_looks() -> None:
    assert PLATFORM.stream("search").needs == "keywords"
    assert PLATFORM.stream("revisit").looks
    assert PLATFORM.looks_at == 100
    assert not PLATFORM.looks_for(Kind.DIRECT)


def test_people_are_led_into_a_private_message_by_a_link() -> None:
    assert PLATFORM.private_link("783214") == ("https://x.com/messages/compose?recipient_id=783214")


def test_the_hosts_of_media_are_x_s_own() -> None:
    assert all(host.endswith(".twimg.com") for host in PLATFORM.hosts)
