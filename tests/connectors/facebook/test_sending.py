"""A reply goes out once, is found again whatever became of it, and never for another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import (
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Refusal,
    Rejected,
    Retryable,
)
from tests.connectors.facebook.page import HASTY, Page, reply
from tests.contract import read

SIGNED = "Gern! Morgen um acht.\n— Miriam Brandt · +49 30 23125 456"


def question(page: Page) -> str:
    return page.comment(page.post("Wir bauen", as_page=True), "Wie lange?", author="Erika M.")


def chat(page: Page, opened, **more) -> OutboundReply:
    """Let a person write, and return our reply on its way to that person."""
    page.message("Hallo?", author="Deniz K.", **more)
    (message,) = read(opened, "messages")
    assert message.author is not None
    return reply(
        message.external_id,
        SIGNED,
        kind=Kind.DIRECT,
        thread_id=message.thread_id,
        recipient_id=message.author.external_id,
    )


# where it goes


def test_an_answer_to_a_comment_lands_below_it(page: Page, opened) -> None:
    comment = question(page)
    receipt = opened.send(reply(comment, SIGNED))
    written = page.one(receipt.external_id)
    assert (written["parent"], written["text"], written["ours"]) == (comment, SIGNED, True)


def test_an_answer_to_a_visitors_post_is_a_comment_on_it(page: Page, opened) -> None:
    post = page.post("Wann kommt der Zähler?")
    receipt = opened.send(reply(post, SIGNED, kind=Kind.POST))
    assert page.one(receipt.external_id)["parent"] == post


def test_an_answer_to_a_reply_lands_in_the_same_thread(page: Page, opened) -> None:
    comment = question(page)
    deeper = page.comment(comment, "Bei mir auch", author="Bernd K.")
    sent = reply(deeper, SIGNED, thread_id=comment)
    receipt = opened.send(sent)
    assert page.one(receipt.external_id)["thread"] == comment
    assert opened.find_sent(sent) is not None


def test_a_private_answer_reaches_only_its_person(page: Page, opened) -> None:
    receipt = opened.send(chat(page, opened))
    written = page.one(receipt.external_id)
    assert (written["person"], written["text"]) == ("Deniz K.", SIGNED)


def test_it_goes_out_once(page: Page, opened) -> None:
    opened.send(reply(question(page), SIGNED))
    assert page.sandbox.ours("facebook").count(SIGNED) == 1


# what is refused


def test_after_a_day_nothing_is_called(page: Page, opened) -> None:
    late = chat(page, opened)
    page.sandbox.fault("facebook", "reset_before", times=None)
    closed = OutboundReply(
        **{name: getattr(late, name) for name in late.__slots__ if name != "answer_until"},
        answer_until=datetime.now(UTC) - timedelta(seconds=1),
    )
    with pytest.raises(Rejected) as refused:
        opened.send(closed)
    assert refused.value.code is Refusal.WINDOW_CLOSED
    assert page.sandbox.get("")["faults"][0]["used"] == 0


def test_facebook_itself_closes_the_window_too(page: Page, opened) -> None:
    with pytest.raises(Rejected) as refused:
        opened.send(chat(page, opened, ago=25 * 3600))
    assert refused.value.code is Refusal.WINDOW_CLOSED
    assert page.sandbox.ours("facebook") == []


def test_just_inside_the_window_it_goes_out(page: Page, opened) -> None:
    opened.send(chat(page, opened, ago=24 * 3600 - 60))
    assert page.sandbox.ours("facebook") == [SIGNED]


def test_nobody_can_be_written_to_whom_facebook_does_not_name(page: Page, opened) -> None:
    with pytest.raises(Rejected) as refused:
        opened.send(reply("m_1", kind=Kind.DIRECT, thread_id="t_1", recipient_id=None))
    assert refused.value.code is Refusal.UNREACHABLE


def test_a_person_who_is_not_there_is_unreachable(page: Page, opened) -> None:
    with pytest.raises(Rejected) as refused:
        opened.send(reply("m_1", kind=Kind.DIRECT, thread_id="t_1", recipient_id="404"))
    assert refused.value.code is Refusal.UNREACHABLE


def test_a_comment_that_is_gone_is_gone(page: Page, opened) -> None:
    comment = question(page)
    page.sandbox.post("facebook/delete", id=comment)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment, SIGNED))
    assert refused.value.code is Refusal.GONE


def test_a_comment_that_takes_no_answer_is_forbidden(page: Page, opened) -> None:
    comment = page.comment(page.post("Wir bauen", as_page=True), "zu", closed=True)
    with pytest.raises(Rejected) as refused:
        opened.send(reply(comment, SIGNED))
    assert refused.value.code is Refusal.FORBIDDEN


def test_a_text_that_is_too_long_is_invalid(page: Page, opened) -> None:
    with pytest.raises(Rejected) as refused:
        opened.send(reply(question(page), "x" * 8_001))
    assert refused.value.code is Refusal.INVALID


def test_a_repeated_text_is_a_duplicate_where_facebook_minds(page: Page, opened) -> None:
    page.sandbox.settings("facebook", refuses_duplicates=True)
    answer = reply(question(page), SIGNED)
    opened.send(answer)
    with pytest.raises(Rejected) as refused:
        opened.send(answer)
    assert refused.value.code is Refusal.DUPLICATE


def test_a_blocked_page_says_so(page: Page, opened) -> None:
    answer = reply(question(page), SIGNED)
    page.sandbox.fault("facebook", "out_of_credit", method="POST")
    with pytest.raises(Rejected) as refused:
        opened.send(answer)
    assert refused.value.code is Refusal.BLOCKED


@pytest.mark.parametrize("fault", ["html_500_after", "html_200_after", "reset_after", "cut"])
def test_what_took_effect_without_an_answer_is_unknown_and_found(page, opened, fault) -> None:
    answer = reply(question(page), SIGNED)
    page.sandbox.fault("facebook", fault, method="POST")
    with pytest.raises(OutcomeUnknown):
        opened.send(answer)
    assert opened.find_sent(answer) is not None


@pytest.mark.parametrize("fault", ["hang_before", "hang_after", "slow"])
def test_no_answer_in_time_is_unknown(page: Page, fault) -> None:
    answer = reply(question(page), SIGNED)
    connector = page.connect(deadlines=HASTY)
    page.sandbox.fault("facebook", fault, method="POST", seconds=3)
    with pytest.raises(OutcomeUnknown):
        connector.send(answer)
    connector.close()


@pytest.mark.parametrize("fault", ["empty_500", "broken"])
def test_an_answer_that_is_none_is_unknown(page: Page, opened, fault) -> None:
    answer = reply(question(page), SIGNED)
    page.sandbox.fault("facebook", fault, method="POST")
    with pytest.raises(OutcomeUnknown):
        opened.send(answer)


def test_a_door_that_is_shut_did_nothing(page: Page, opened) -> None:
    answer = reply(question(page), SIGNED)
    nowhere = Page(type(page.sandbox)("http://127.0.0.1:9"))
    connector = nowhere.connect()
    with pytest.raises(Retryable):
        connector.send(answer)
    connector.close()


# looking


def test_a_reply_that_shows_up_late_is_not_found_before(page: Page, opened) -> None:
    page.sandbox.settings("facebook", lag=600.0)
    answer = reply(question(page), SIGNED)
    opened.send(answer)
    assert opened.find_sent(answer) is None


@pytest.mark.parametrize(
    "text",
    [
        "  Gern! — Miriam  ",
        "Müller & Söhne <Gas & Wasser> — Miriam",
        "Zähler e\u0301 — Miriam",
        "„Ja“ — Miriam\n\n+49 30 23125 456",
        "5 > 3 &amp; 2 — Miriam",
    ],
)
@pytest.mark.parametrize("private", [True, False])
def test_a_rewritten_reply_is_found(page: Page, opened, text, private) -> None:
    page.sandbox.settings("facebook", rewrites=True)
    answer = chat(page, opened) if private else reply(question(page))
    answer = OutboundReply(
        **{name: getattr(answer, name) for name in answer.__slots__ if name != "text"}, text=text
    )
    receipt = opened.send(answer)
    found = opened.find_sent(answer)
    assert found is not None
    assert found.external_id == receipt.external_id


def test_another_agents_reply_is_not_taken_for_ours(page: Page, opened) -> None:
    comment = question(page)
    opened.send(reply(comment, SIGNED.replace("Miriam", "Jana")))
    assert opened.find_sent(reply(comment, SIGNED)) is None


def test_a_customer_who_quotes_us_is_not_us(page: Page, opened) -> None:
    comment = question(page)
    page.comment(comment, SIGNED, author="Erika M.")
    assert opened.find_sent(reply(comment, SIGNED)) is None


def test_of_two_equal_replies_the_first_is_found_first(page: Page, opened) -> None:
    answer = reply(question(page), SIGNED)
    first, second = opened.send(answer), opened.send(answer)
    found = opened.find_sent(answer)
    assert found is not None
    assert found.external_id == first.external_id
    bound = reply(answer.target, SIGNED, bound=frozenset({first.external_id}))
    found = opened.find_sent(bound)
    assert found is not None
    assert found.external_id == second.external_id


def test_an_equal_reply_of_yesterday_is_another(page: Page, opened) -> None:
    comment = question(page)
    page.comment(comment, SIGNED, as_page=True, ago=86_400)
    assert opened.find_sent(reply(comment, SIGNED)) is None


def test_a_reply_below_many_others_is_found(page: Page, opened) -> None:
    answer = reply(question(page), SIGNED)
    opened.send(answer)
    for number in range(120):
        page.comment(answer.thread_id, f"Nr {number}", author="Bernd K.")
    assert opened.find_sent(answer) is not None


def test_a_thread_too_long_to_look_through_is_no_no(page: Page, opened) -> None:
    answer = reply(question(page), SIGNED)
    opened.send(answer)
    for number in range(510):
        page.comment(answer.thread_id, f"Nr {number}", author="Bernd K.")
    with pytest.raises(Retryable):
        opened.find_sent(answer)


def test_where_the_thread_is_gone_nothing_is_found(page: Page, opened) -> None:
    comment = question(page)
    page.sandbox.post("facebook/delete", id=comment)
    assert opened.find_sent(reply(comment, SIGNED)) is None


@pytest.mark.parametrize("fault", ["html_200", "empty_500", "broken", "reset_before"])
def test_a_look_that_saw_nothing_is_no_no(page: Page, opened, fault) -> None:
    answer = reply(question(page), SIGNED)
    opened.send(answer)
    page.sandbox.fault("facebook", fault, method="GET")
    with pytest.raises(Retryable):
        opened.find_sent(answer)


def test_what_is_called_an_id_cannot_leave_its_place_in_the_path(page: Page, opened) -> None:
    with pytest.raises(Rejected):
        opened.send(reply("1/feed?access_token=", SIGNED))
    assert page.sandbox.ours("facebook") == []
