"""Files that hang on messages: named, shown as what they are, and never missing without a word."""

from __future__ import annotations

import pytest

from db.models import MediaState
from inbox.incoming.careful_get import Reason
from inbox.pages import media_words
from inbox.pages.sayings import MEDIA
from inbox.queries.hanging import Media
from inbox.texts import texts

EN, DE = texts("en"), texts("de")


def item(kind="photo", found=None, state=None, reason=None):
    return Media(kind, "https://x.test/a", None, type=found, state=state, reason=reason)


def test_no_reason_is_missing() -> None:
    assert set(media_words.REFUSED) == set(Reason)


@pytest.mark.parametrize("reason", [*Reason, "a reason of tomorrow", None])
def test_every_refusal_is_said_in_both_languages(reason) -> None:
    refused = item(state=MediaState.REFUSED, reason=reason)
    english, german = (media_words.standing(t, refused, "X") for t in (EN, DE))
    assert english and german and english != german
    assert "{" not in english + german


def test_what_is_coming_says_so() -> None:
    assert media_words.standing(EN, item(state=MediaState.WANTED), "X") == "is being fetched …"


def test_what_is_here_needs_no_word() -> None:
    here = item(found="image/png", state=MediaState.STORED)
    assert media_words.standing(EN, here, "X") is None


@pytest.mark.parametrize(
    ("kind", "found", "state", "shape"),
    [
        ("photo", "image/webp", MediaState.STORED, "image"),
        ("sticker", "image/png", MediaState.STORED, "sticker"),
        ("gif", "video/mp4", MediaState.STORED, "film"),
        ("gif", "image/gif", MediaState.STORED, "image"),
        ("file", "audio/ogg", MediaState.STORED, "sound"),
        ("file", "application/pdf", MediaState.STORED, "file"),
        ("video", "application/octet-stream", MediaState.STORED, "file"),
        ("photo", None, MediaState.WANTED, "coming"),
        ("photo", None, MediaState.REFUSED, "refused"),
        ("photo", None, None, "named"),
        ("link", None, None, "link"),
        ("photo", "image/svg+xml", MediaState.STORED, "file"),
    ],
)
def test_the_content_decides_how_it_is_shown(kind, found, state, shape) -> None:
    assert media_words.shape(item(kind, found, state)) == shape


@pytest.mark.parametrize("kind", sorted(MEDIA))
def test_every_kind_has_a_name(kind) -> None:
    assert media_words.what(EN, item(kind)) == MEDIA[kind]


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("image/png", "Photo"),
        ("video/mp4", "Video"),
        ("audio/ogg", "Sound"),
        ("application/pdf", "File"),
        (None, "File"),
    ],
)
def test_a_file_is_named_after_what_it_turned_out_to_be(found, name) -> None:
    assert media_words.what(EN, item("file", found)) == name
    assert media_words.what(EN, item("a kind of tomorrow", found)) == name
