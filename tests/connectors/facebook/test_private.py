"""Messenger's window, private replies to comments, and pictures: by right, once, whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import (
    InboundMessage,
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Picture,
    Refusal,
    Rejected,
    Retryable,
)
from tests.connectors.facebook.page import Page, reply
from tests.contract import read
from tests.contract_whole import PIXEL

HOUR, DAY = 3_600.0, 86_400.0
SIGNED = "Gern! Morgen um acht.\n— Miriam Brandt · +49 30 23125 456"
RED = Picture(PIXEL, "image/png")


@pytest.fixture
def humans(page: Page):
    opened = page.connect(human_agent="on")
    yield opened
    opened.close()


def heard(page: Page, opened, ago: float) -> InboundMessage:
    page.message("Hallo?", author="Deniz K.", ago=ago)
    (message,) = read(opened, "messages")
    return message


def answer(message: InboundMessage, **more: Any) -> OutboundReply:
    assert message.author is not None
    return reply(
        message.external_id,
        SIGNED,
        kind=Kind.DIRECT,
        thread_id=message.thread_id,
        recipient_id=message.author.external_id,
        heard_at=message.created_at,
        answer_until=message.answer_until,
        **more,
    )


# the window


def test_without_the_right_the_window_is_a_day(page: Page, opened) -> None:
    message = heard(page, opened, HOUR)
    assert message.answer_until == message.created_at + timedelta(hours=24)


def test_with_the_right_the_window_is_seven_days(page: Page, humans) -> None:
    message = heard(page, humans, HOUR)
    assert message.answer_until == message.created_at + timedelta(days=7)


@pytest.mark.parametrize("hours", [1, 23.9])
def test_within_a_day_anybody_answers(page: Page, opened, hours) -> None:
    opened.send(answer(heard(page, opened, hours * HOUR), by_person=False))
    assert page.posted() == [SIGNED]


@pytest.mark.parametrize("days", [1.01, 3, 6.99])
def test_within_seven_days_a_person_answers_where_the_page_may(page, humans, days) -> None:
    humans.send(answer(heard(page, humans, days * DAY)))
    assert page.posted() == [SIGNED]


def test_a_machine_does_not_answer_late(page: Page, humans) -> None:
    late = answer(heard(page, humans, 2 * DAY), by_person=False)
    page.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        humans.send(late)
    assert refused.value.code is Refusal.WINDOW_CLOSED


@pytest.mark.parametrize("days", [1.01, 7.01])
def test_without_the_right_nothing_is_called_after_a_day(page: Page, opened, days) -> None:
    late = answer(heard(page, opened, days * DAY))
    page.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        opened.send(late)
    assert refused.value.code is Refusal.WINDOW_CLOSED


def test_after_seven_days_nobody_answers(page: Page, humans) -> None:
    late = answer(heard(page, humans, 7.01 * DAY))
    page.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        humans.send(late)
    assert refused.value.code is Refusal.WINDOW_CLOSED


def test_a_later_word_of_theirs_opens_the_window_again(page: Page, opened) -> None:
    first = heard(page, opened, 3 * DAY)
    page.message("Noch da?", thread=first.thread_id)
    now = datetime.now(UTC)
    late = replace(answer(first), heard_at=now, answer_until=now + timedelta(hours=24))
    opened.send(late)
    assert page.posted() == [SIGNED]


# a private reply to somebody who wrote in public


@pytest.fixture
def comment(page: Page) -> str:
    return page.comment(page.post("Wir bauen", as_page=True), "Wie lange?", author="Erika M.")


def privately(target: str, **more: Any) -> OutboundReply:
    return reply(target, SIGNED, private=True, **more)


def test_a_private_reply_reaches_the_commenter_alone(page: Page, opened, comment) -> None:
    receipt = opened.send(privately(comment))
    written = page.one(receipt.external_id)
    assert (written["kind"], written["person"], written["text"]) == ("message", "Erika M.", SIGNED)


def test_a_visitor_who_posted_can_be_written_to_as_well(page: Page, opened) -> None:
    post = page.post("Wann kommt der Zähler?", author="Bernd K.")
    receipt = opened.send(privately(post, kind=Kind.POST))
    assert page.one(receipt.external_id)["person"] == "Bernd K."


def test_a_second_private_reply_is_a_duplicate(page: Page, opened, comment) -> None:
    opened.send(privately(comment))
    with pytest.raises(Rejected) as refused:
        opened.send(privately(comment))
    assert refused.value.code is Refusal.DUPLICATE
    assert page.posted() == [SIGNED]


def test_after_seven_days_facebook_takes_no_private_reply(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True, ago=9 * DAY)
    old = page.comment(post, "Wie lange?", ago=8 * DAY)
    with pytest.raises(Rejected) as refused:
        opened.send(privately(old))
    assert refused.value.code is Refusal.UNREACHABLE


def test_after_its_deadline_nothing_is_called(page: Page, opened, comment) -> None:
    page.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        opened.send(privately(comment, answer_until=datetime.now(UTC) - timedelta(seconds=1)))
    assert refused.value.code is Refusal.WINDOW_CLOSED


def test_a_comment_that_is_gone_takes_no_private_reply(page: Page, opened, comment) -> None:
    page.removes(comment)
    with pytest.raises(Rejected) as refused:
        opened.send(privately(comment))
    assert refused.value.code is Refusal.GONE


def test_a_private_reply_without_an_answer_is_unknown_and_found(page, opened, comment) -> None:
    page.sandbox.fault("facebook", "reset_after", method="POST")
    with pytest.raises(OutcomeUnknown):
        opened.send(privately(comment))
    found = opened.find_sent(privately(comment))
    assert found is not None
    assert page.one(found.external_id)["text"] == SIGNED


def test_a_private_reply_that_never_left_is_not_found(page: Page, opened, comment) -> None:
    assert opened.find_sent(privately(comment)) is None
    page.removes(comment)
    assert opened.find_sent(privately(comment)) is None


def test_for_a_post_facebook_names_no_conversation(page: Page, opened) -> None:
    post = page.post("Wann kommt der Zähler?")
    sent = privately(post, kind=Kind.POST)
    opened.send(sent)
    assert opened.find_sent(sent) is None
    with pytest.raises(Rejected) as refused:
        opened.send(sent)
    assert refused.value.code is Refusal.DUPLICATE


def test_a_private_reply_carries_no_picture(page: Page, opened, comment) -> None:
    with pytest.raises(Rejected) as refused:
        opened.send(privately(comment, pictures=(RED,)))
    assert refused.value.code is Refusal.PICTURE


# pictures


def test_a_picture_hangs_on_the_comment_it_goes_out_with(page: Page, opened, comment) -> None:
    receipt = opened.send(reply(comment, SIGNED, pictures=(RED,)))
    assert page.one(receipt.external_id)["photo"].startswith("upload:")
    assert page.pictures() == [PIXEL]


def test_a_picture_that_did_not_arrive_did_nothing(page: Page, opened, comment) -> None:
    page.sandbox.fault("facebook", "reset_after", method="POST", path="photos")
    with pytest.raises(Retryable):
        opened.send(reply(comment, SIGNED, pictures=(RED,)))
    assert page.posted() == []


def test_what_is_no_picture_is_refused(page: Page, opened, comment) -> None:
    wrong = Picture(b"<html>", "image/png")
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment, SIGNED, pictures=(wrong,)))
    assert refused.value.code is Refusal.PICTURE
    assert page.posted() == []


def test_in_messenger_a_picture_goes_before_its_text(page: Page, opened) -> None:
    receipt = opened.send(answer(heard(page, opened, HOUR), pictures=(RED,)))
    ours = [m for m in page.sandbox.truth("facebook") if m["ours"]]
    assert [bool(m["photo"]) for m in ours] == [True, False]
    assert ours[-1]["id"] == receipt.external_id
    assert page.pictures() == [PIXEL]


@pytest.mark.parametrize("skip", [0, 1])
def test_a_picture_lost_on_its_way_is_never_sent_twice(page: Page, opened, skip) -> None:
    """At the picture's own message and at the text behind it the outcome is unknown."""
    sent = answer(heard(page, opened, HOUR), pictures=(RED,))
    page.sandbox.fault("facebook", "busy", method="POST", path="/messages$", skip=skip)
    with pytest.raises(Retryable if skip == 0 else OutcomeUnknown):
        opened.send(sent)
    assert len(page.pictures()) == skip
    assert opened.find_sent(sent) is None


def test_a_customers_sticker_is_one(page: Page, opened) -> None:
    page.message("", author="Deniz K.", sticker="https://photos.example/daumen.png")
    page.comment(page.post("Wir bauen", as_page=True), "", sticker="https://photos.example/d.png")
    (chat,) = read(opened, "messages")
    (said,) = read(opened, "feed")
    assert [one.kind for one in chat.attachments] == ["sticker"]
    assert [one.kind for one in said.attachments] == ["sticker"]
