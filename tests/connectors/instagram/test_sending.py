"""A reply goes out once, where it belongs, is found again, and only by right."""

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
from connectors.instagram import PLATFORM
from connectors.sandbox.accounts import INSTAGRAM
from tests.connectors.instagram.account import SIGNED, Account, reply
from tests.contract import read
from tests.contract_whole import PIXEL

HOUR, DAY = 3_600.0, 86_400.0
RED = Picture(PIXEL, "image/png")


@pytest.fixture
def comment(account: Account) -> str:
    return account.comment(account.photo(), "Wie lange?", handle="erika.m")


@pytest.fixture
def humans(account: Account):
    opened = account.connect(human_agent="on")
    yield opened
    opened.close()


def heard(account: Account, opened, ago: float = HOUR) -> InboundMessage:
    account.message("Hallo?", handle="deniz.k", ago=ago)
    (message,) = read(opened, "messages")
    return message


def answer(message: InboundMessage, **more: Any) -> OutboundReply:
    assert message.author is not None
    given = {
        "kind": message.kind,
        "thread_id": message.thread_id,
        "recipient_id": message.author.external_id,
        "heard_at": message.created_at,
        "answer_until": message.answer_until,
    }
    return reply(message.external_id, **{**given, **more})


# comments


def test_an_answer_to_a_reply_lands_below_the_top_comment(account, opened, comment) -> None:
    account.comment(comment, "Bei mir auch", handle="bernd.k")
    message = next(m for m in read(opened, "comments") if m.text == "Bei mir auch")
    receipt = opened.send(answer(message))
    assert account.one(receipt.external_id)["parent"] == comment
    assert opened.find_sent(answer(message)) is not None


def test_a_hidden_comment_takes_no_answer(account: Account, opened, comment) -> None:
    account.sandbox.post("instagram/hide", id=comment, hidden=True)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment))
    assert refused.value.code is Refusal.INVALID


def test_a_comment_that_is_gone_is_gone(account: Account, opened, comment) -> None:
    account.removes(comment)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment))
    assert refused.value.code is Refusal.GONE
    assert opened.find_sent(reply(comment)) is None


def test_a_comment_carries_no_picture(account: Account, opened, comment) -> None:
    account.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment, pictures=(RED,)))
    assert refused.value.code is Refusal.PICTURE


@pytest.mark.parametrize("replies_first", [True, False])
def test_our_answer_is_found_among_many_in_whatever_order(
    account: Account, opened, comment, replies_first
) -> None:
    account.sandbox.settings("instagram", replies_first=replies_first)
    for number in range(60):
        account.comment(comment, f"vorher {number}", ago=10 * HOUR - number)
    receipt = opened.send(reply(comment))
    for number in range(60):
        account.comment(comment, f"nachher {number}")
    found = opened.find_sent(reply(comment))
    assert found is not None
    assert found.external_id == receipt.external_id


def test_our_answer_is_found_under_an_id_that_only_instagram_knows(
    account: Account, opened, comment
) -> None:
    account.sandbox.settings("instagram", scoped_us=True)
    receipt = opened.send(reply(comment))
    found = opened.find_sent(reply(comment))
    assert found is not None
    assert found.external_id == receipt.external_id
    assert INSTAGRAM.id in {m.author.external_id for m in read(opened, "comments") if m.author}


# mentions


def test_a_mention_is_answered_where_it_stands(account: Account, opened) -> None:
    account.sandbox.settings("instagram", reads_tagged=True)
    tag = account.tags_us("Danke!")
    sent = reply(tag, kind=Kind.MENTION)
    receipt = opened.send(sent)
    assert account.one(receipt.external_id)["media"] == tag
    assert opened.find_sent(sent) is not None


def test_a_comment_that_names_us_is_answered_below_it(account: Account, opened) -> None:
    account.sandbox.settings("instagram", reads_tagged=True)
    tag = account.tags_us("Danke!")
    asked = account.comment(tag, f"@{INSTAGRAM.handle} und bei uns?", handle="bernd.k")
    sent = reply(asked, kind=Kind.MENTION, thread_id=tag)
    receipt = opened.send(sent)
    assert account.one(receipt.external_id)["parent"] == asked
    found = opened.find_sent(sent)
    assert found is not None
    assert found.external_id == receipt.external_id


def test_where_we_are_only_tagged_no_answer_is_taken(account: Account, opened) -> None:
    tag = account.media("Schöner Tag", as_us=False, handle="uschi.p")
    with pytest.raises(Rejected):
        opened.send(reply(tag, kind=Kind.MENTION))


def test_where_nothing_can_be_seen_nothing_is_said_to_be_missing(account, opened) -> None:
    tag = account.tags_us("Danke!")
    opened.send(reply(tag, kind=Kind.MENTION))
    with pytest.raises(Rejected):
        opened.find_sent(reply(tag, kind=Kind.MENTION))


def test_more_replies_than_a_look_shows_are_no_proof_of_absence(account, opened) -> None:
    account.sandbox.settings("instagram", reads_tagged=True)
    tag = account.tags_us("Danke!")
    asked = account.comment(tag, f"@{INSTAGRAM.handle}?")
    for number in range(51):
        account.comment(asked, f"Nr {number}")
    with pytest.raises(Retryable):
        opened.find_sent(reply(asked, kind=Kind.MENTION, thread_id=tag))


# direct messages


def test_a_message_reaches_only_its_person(account: Account, opened) -> None:
    receipt = opened.send(answer(heard(account, opened)))
    written = account.one(receipt.external_id)
    assert (written["person"], written["text"]) == ("deniz.k", SIGNED)


@pytest.mark.parametrize("own_id", [True, False])
def test_both_sides_of_a_conversation_are_told_apart(account: Account, opened, own_id) -> None:
    account.sandbox.settings("instagram", scoped_us=not own_id)
    account.message("Hallo?", handle="deniz.k", ago=60.0)
    account.message("Guten Tag!", handle="deniz.k", as_us=True)
    ours, theirs = read(opened, "messages")
    assert ours.author is not None
    assert ours.author.external_id == INSTAGRAM.id
    assert theirs.author is not None
    assert ours.recipient_id == theirs.author.external_id
    assert ours.thread_id == theirs.thread_id


@pytest.mark.parametrize("days", [1.01, 3, 6.99])
def test_within_seven_days_a_person_answers_where_the_account_may(account, humans, days) -> None:
    humans.send(answer(heard(account, humans, days * DAY)))
    assert account.posted() == [SIGNED]


@pytest.mark.parametrize(("days", "person"), [(1.01, True), (7.01, True), (0.5, False)])
def test_without_the_right_only_a_day_counts(account: Account, opened, days, person) -> None:
    sent = answer(heard(account, opened, days * DAY), by_person=person)
    if days < 1:
        opened.send(sent)
        return
    account.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        opened.send(sent)
    assert refused.value.code is Refusal.WINDOW_CLOSED


def test_a_picture_goes_before_its_text(account: Account, opened) -> None:
    receipt = opened.send(answer(heard(account, opened), pictures=(RED,)))
    ours = [m for m in account.sandbox.truth("instagram") if m["ours"]]
    assert [bool(m["photo"]) for m in ours] == [True, False]
    assert ours[-1]["id"] == receipt.external_id


@pytest.mark.parametrize(("text", "taken"), [("ä" * 500, True), ("ä" * 501, False)])
def test_a_message_is_counted_in_bytes(account: Account, opened, text, taken) -> None:
    sent = replace(answer(heard(account, opened)), text=text)
    assert (PLATFORM.measure(text) <= PLATFORM.limit(Kind.DIRECT)) is taken
    if taken:
        opened.send(sent)
        return
    with pytest.raises(Rejected) as refused:
        opened.send(sent)
    assert refused.value.code is Refusal.INVALID


# private replies


def test_a_private_reply_reaches_the_commenter_alone(account: Account, opened, comment) -> None:
    receipt = opened.send(reply(comment, private=True))
    written = account.one(receipt.external_id)
    assert (written["kind"], written["person"]) == ("message", "erika.m")


def test_a_second_private_reply_is_a_duplicate(account: Account, opened, comment) -> None:
    opened.send(reply(comment, private=True))
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment, private=True))
    assert refused.value.code is Refusal.DUPLICATE


def test_after_seven_days_there_is_no_private_reply(account: Account, opened) -> None:
    old = account.comment(account.media(ago=9 * DAY), "Wie lange?", ago=8 * DAY)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(old, private=True))
    assert refused.value.code is Refusal.UNREACHABLE
    with pytest.raises(Rejected) as late:
        gone = datetime.now(UTC) - timedelta(seconds=1)
        opened.send(reply(old, private=True, answer_until=gone))
    assert late.value.code is Refusal.WINDOW_CLOSED


def test_a_private_reply_without_an_answer_is_unknown_and_found(account, opened, comment) -> None:
    assert opened.find_sent(reply(comment, private=True)) is None
    account.sandbox.fault("facebook", "reset_after", method="POST")
    with pytest.raises(OutcomeUnknown):
        opened.send(reply(comment, private=True))
    found = opened.find_sent(reply(comment, private=True))
    assert found is not None
    assert account.one(found.external_id)["text"] == SIGNED


def test_of_a_comment_that_is_gone_no_conversation_is_known(account, opened, comment) -> None:
    account.removes(comment)
    assert opened.find_sent(reply(comment, private=True)) is None


def test_where_nobody_says_who_commented_the_look_is_put_off(account, opened) -> None:
    theirs = account.comment(account.photo(), "Wer bin ich?", withheld=True)
    with pytest.raises(Retryable):
        opened.find_sent(reply(theirs, private=True))


@pytest.mark.parametrize("fault", ["html_500_after", "html_200_after", "reset_after", "cut"])
def test_what_took_effect_without_an_answer_is_unknown_and_found(
    account: Account, opened, comment, fault
) -> None:
    account.sandbox.fault("facebook", fault, method="POST")
    with pytest.raises(OutcomeUnknown):
        opened.send(reply(comment))
    assert opened.find_sent(reply(comment)) is not None
    assert account.posted() == [SIGNED]
