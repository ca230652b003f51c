"""What can be said of Facebook without a token, and without loading its client."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from connectors import PLATFORMS
from connectors.base import Kind
from connectors.facebook.boards import BOARDS

FACEBOOK = PLATFORMS["facebook"]


def test_looking_at_facebook_needs_no_sdk() -> None:
    code = (
        "import sys, connectors; print([m for m in ('facebook', 'requests') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", list(Kind))
def test_only_public_words_are_answered_privately_and_for_a_week(kind) -> None:
    week = timedelta(days=7) if kind in (Kind.POST, Kind.COMMENT) else None
    assert FACEBOOK.private_reply(kind) == week


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.CALL, Kind.MAIL])
def test_what_is_not_facebooks_carries_no_picture_and_takes_no_action(kind) -> None:
    assert FACEBOOK.pictures(kind) == 0
    assert FACEBOOK.actions(kind, True) == FACEBOOK.actions(kind, False) == frozenset()


def test_every_stream_is_a_list_of_posts_the_conversations_or_a_look() -> None:
    looks = {spec.name for spec in FACEBOOK.streams if spec.looks}
    assert looks == {"revisit"}
    assert {spec.name for spec in FACEBOOK.streams} - looks == {*BOARDS, "messages"}


def test_messenger_is_not_looked_at_again() -> None:
    assert not FACEBOOK.looks_for(Kind.DIRECT)
    assert FACEBOOK.looks_for(Kind.REVIEW)


def test_a_message_is_shorter_than_a_comment() -> None:
    assert (FACEBOOK.limit(Kind.DIRECT), FACEBOOK.limit(Kind.REVIEW)) == (2_000, 8_000)
