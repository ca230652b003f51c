"""Pictures go out before the reply that names them; until then nobody saw a thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import (
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Picture,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
)
from connectors.twitter import PLATFORM
from connectors.twitter.client import TwitterConnector
from connectors.twitter.uploading import MOST_WORDS, check
from tests.connectors.twitter.driver import DirectDriver, XDriver
from tests.contract import read
from tests.contract_whole import PIXEL
from tests.sandbox import Sandbox

PICTURE = Picture(PIXEL, "image/png", "Ein rotes Feld")
TEXT = "Hier der Plan.\n— Miriam Brandt · +49 30 23125 456"


@pytest.fixture
def x(sandbox: Sandbox) -> XDriver:
    return XDriver(sandbox)


@pytest.fixture
def us(x: XDriver) -> Iterator[TwitterConnector]:
    opened = x.connect()
    yield opened
    opened.close()


def answer(x: XDriver, us: TwitterConnector, *pictures: Picture, stream: str = "mentions") -> Any:
    x.receives("Wann wird gebaut?")
    message = read(us, stream)[0]
    return OutboundReply(
        "k",
        message.kind,
        message.thread_id,
        message.external_id,
        message.author.external_id if message.author else None,
        TEXT,
        datetime.now(UTC),
        pictures=pictures,
    )


def ours(x: XDriver) -> dict[str, Any]:
    return next(message for message in x.sandbox.truth("x") if message["ours"])


def test_a_picture_goes_out_with_its_words(x, us) -> None:
    us.send(answer(x, us, PICTURE))
    (media,) = ours(x)["media"]
    assert (media["type"], media["alt_text"]) == ("photo", "Ein rotes Feld")
    assert list(x.pictures()) == [PIXEL]


def test_four_pictures_keep_their_order(x, us) -> None:
    four = [Picture(PIXEL + bytes([n]), "image/png", f"Bild {n}") for n in range(4)]
    us.send(answer(x, us, *four))
    assert [media["alt_text"] for media in ours(x)["media"]] == [p.alt for p in four]
    assert list(x.pictures()) == [picture.data for picture in four]


def test_a_picture_without_words_needs_no_second_call(x, us) -> None:
    reply = answer(x, us, replace(PICTURE, alt=None))
    x.sandbox.fault("x", "refused", method="POST", path="metadata")
    us.send(reply)
    assert "alt_text" not in ours(x)["media"][0]


def test_one_picture_goes_out_in_private(sandbox) -> None:
    private = DirectDriver(sandbox)
    us = private.connect()
    reply = answer(private, us, PICTURE, stream="direct")
    receipt = us.send(reply)
    found = us.find_sent(reply)
    us.close()
    assert list(private.pictures()) == [PIXEL]
    assert found is not None
    assert found.external_id == receipt.external_id


def test_a_sent_reply_with_a_picture_is_found_again(x, us) -> None:
    """X puts a link behind a text that carries pictures; the text is still ours."""
    reply = answer(x, us, PICTURE)
    receipt = us.send(reply)
    found = us.find_sent(reply)
    assert found is not None
    assert found.external_id == receipt.external_id
    assert us.find_sent(replace(reply, text=f"{TEXT}!")) is None


def test_a_picture_posted_in_x_s_own_app_comes_with_our_words_alone(x, us) -> None:
    x.sandbox.post("x/post", text="@lindenau_hilft seht her", photo="https://photos.example/a.jpg")
    (echo,) = read(us, "mentions")
    assert echo.text == "@lindenau_hilft seht her"
    assert echo.attachments[0].url.startswith(x.sandbox.url)


@pytest.mark.parametrize("path", ["upload", "metadata"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("reset_before", Retryable),
        ("reset_after", Retryable),
        ("html_500", Retryable),
        ("html_200_after", Retryable),
        ("busy", Retryable),
        ("cut", Retryable),
        ("expired", ReauthRequired),
        ("refused", Rejected),
    ],
)
def test_what_is_lost_before_the_reply_happened_to_nobody(x, us, path, fault, error) -> None:
    reply = answer(x, us, PICTURE)
    x.sandbox.fault("x", fault, method="POST", path=path)
    with pytest.raises(error):
        us.send(reply)
    assert list(x.posted()) == []
    us.send(reply)
    assert list(x.posted()) == [TEXT]


def test_what_is_lost_with_the_reply_itself_is_unknown(x, us) -> None:
    reply = answer(x, us, PICTURE)
    x.sandbox.fault("x", "reset_after", method="POST", path="/2/tweets")
    with pytest.raises(OutcomeUnknown):
        us.send(reply)
    assert us.find_sent(reply) is not None


@pytest.mark.parametrize(
    ("kind", "pictures", "said"),
    [
        (Kind.MENTION, [PICTURE] * 5, "4 pictures"),
        (Kind.DIRECT, [PICTURE] * 2, "1 pictures"),
        (Kind.NOTE, [PICTURE], "0 pictures"),
        (Kind.MENTION, [replace(PICTURE, type="image/gif")], "JPEG"),
        (Kind.MENTION, [replace(PICTURE, type="video/mp4")], "JPEG"),
        (Kind.MENTION, [replace(PICTURE, data=bytes(PLATFORM.picture_bytes + 1))], "5 MB"),
        (Kind.MENTION, [PICTURE, replace(PICTURE, alt="x" * (MOST_WORDS + 1))], "1,000"),
    ],
)
def test_what_x_would_not_take_is_refused_before_anything_is_handed_over(
    kind, pictures, said
) -> None:
    with pytest.raises(Rejected) as refused:
        check(kind, pictures)
    assert refused.value.code is Refusal.PICTURE
    assert said in refused.value.reason


def test_a_fifth_picture_uploads_nothing(x, us) -> None:
    reply = answer(x, us, *[PICTURE] * 5)
    x.sandbox.fault("x", "expired", method="POST")
    with pytest.raises(Rejected):
        us.send(reply)


def test_bytes_that_are_no_picture_are_x_s_refusal(x, us) -> None:
    reply = answer(x, us, replace(PICTURE, data=b"not a picture"))
    with pytest.raises(Rejected) as refused:
        us.send(reply)
    assert refused.value.code is Refusal.PICTURE
    assert list(x.posted()) == []
