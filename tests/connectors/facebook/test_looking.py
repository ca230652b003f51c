"""A look tells what was edited and what is gone, and says nothing where it cannot know."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.base import Gone, ReauthRequired, Refusal, Rejected, Retryable, Usage
from connectors.facebook.client import FacebookConnector
from connectors.facebook.looking import look
from tests.connectors.facebook.page import Page


def board(page: Page) -> str:
    return page.post("Wir bauen", as_page=True)


def gone(page: Page, *keys: str) -> None:
    for key in keys:
        page.sandbox.post("facebook/delete", id=key)


def test_posts_comments_replies_and_tags_are_told_in_one_look(page: Page, opened) -> None:
    post, tag = page.post("Wann kommt der Zähler?"), page.tag("Danke, Stadtwerke!")
    comment = page.comment(board(page), "Wie lange?")
    reply = page.comment(comment, "Bei mir auch")
    found = opened.look([post, tag, comment, reply])
    assert {m.external_id: m.text for m in found.messages} == {
        post: "Wann kommt der Zähler?",
        tag: "Danke, Stadtwerke!",
        comment: "Wie lange?",
        reply: "Bei mir auch",
    }
    assert found.gone == {}


def test_hidden_and_liked_are_told(page: Page, opened) -> None:
    comment = page.comment(board(page), "böse", hidden=True)
    (message,) = opened.look([comment]).messages
    assert (message.hidden, message.liked) == (True, False)


@pytest.mark.parametrize("number", [1, 2, 3, 7, 25])
def test_those_that_are_gone_are_found_among_the_others(page: Page, opened, number) -> None:
    post = board(page)
    keys = [page.comment(post, f"Nr {n}") for n in range(25)]
    gone(page, *keys[:number])
    found = opened.look(keys)
    assert set(found.gone) == set(keys[:number])
    assert {m.external_id for m in found.messages} == set(keys[number:])


def test_a_comment_goes_with_its_post(page: Page, opened) -> None:
    post = board(page)
    comment = page.comment(post, "oben")
    gone(page, post)
    assert opened.look([comment]).gone == {comment: Gone.DELETED}


def test_our_own_reply_that_somebody_deleted_is_gone_too(page: Page, opened) -> None:
    ours = page.comment(page.comment(board(page), "Wie lange?"), "Zwei Wochen", as_page=True)
    gone(page, ours)
    assert opened.look([ours]).gone == {ours: Gone.DELETED}


def test_a_right_that_was_lost_is_no_deletion(page: Page, opened) -> None:
    keys = [page.comment(board(page), "oben"), page.post("Beitrag")]
    page.sandbox.settings("facebook", reads_content=False)
    with pytest.raises(Rejected) as refused:
        opened.look(keys)
    assert refused.value.code is Refusal.FORBIDDEN


def test_a_look_that_is_forbidden_altogether_says_so(page: Page, opened) -> None:
    comment = page.comment(board(page), "oben")
    page.sandbox.fault("facebook", "refused", method="GET", times=None)
    with pytest.raises(Rejected) as refused:
        opened.look([comment])
    assert refused.value.code is Refusal.FORBIDDEN


def test_one_that_may_not_be_read_does_not_hide_the_others(page: Page, opened) -> None:
    one, two = page.comment(board(page), "eins"), page.comment(board(page), "zwei")
    page.sandbox.fault("facebook", "refused", method="GET", times=2)  # both, then the first alone
    found = opened.look([one, two])
    assert [message.external_id for message in found.messages] == [two]
    assert found.gone == {}


def test_messengers_messages_are_not_asked_for(page: Page, opened) -> None:
    key = page.message("Hallo?", author="Deniz K.")
    page.sandbox.fault("facebook", "reset_before", times=None)
    found = opened.look([key, "m_404"])
    assert (found.messages, found.gone) == ((), {})


def test_nothing_to_look_at_costs_no_call(page: Page, opened) -> None:
    page.sandbox.fault("facebook", "reset_before", times=None)
    assert opened.look([]).usage.items == {"call": 0}


@pytest.mark.parametrize("key", ["1,2", "../feed", "1?x=1", "404_404"])
def test_an_id_that_is_none_harms_nobody(page: Page, opened, key) -> None:
    comment = page.comment(board(page), "oben")
    found = opened.look([comment, key])
    assert [message.external_id for message in found.messages] == [comment]


def test_usage_counts_every_call(page: Page, opened) -> None:
    post = board(page)
    keys = [page.comment(post, "eins"), page.comment(post, "zwei")]
    assert opened.look(keys).usage.items == {"call": 1}
    gone(page, keys[0])
    assert opened.look(keys).usage.items == {"call": 4}  # both, each alone, and the page itself


@pytest.mark.parametrize(
    ("fault", "error"), [("expired", ReauthRequired), ("busy", Retryable), ("broken", Retryable)]
)
def test_a_look_broken_off_half_way_says_nothing(page: Page, opened, fault, error) -> None:
    post = board(page)
    keys = [page.comment(post, "eins"), page.comment(post, "zwei")]
    gone(page, keys[0])
    page.sandbox.fault("facebook", fault, method="GET", skip=2)
    with pytest.raises(error):
        opened.look(keys)


# reviews


def known(key: str) -> str:
    return f"review:{key}"


def test_a_review_is_found_again_by_the_list(page: Page, opened) -> None:
    key = page.review("Nie wieder", recommends=False)
    page.sandbox.post("facebook/edit", id=key, text="Na gut")
    (message,) = opened.look([known(key)]).messages
    assert (message.text, message.rating) == ("Na gut", "negative")


def test_a_review_that_the_whole_list_does_not_hold_is_gone(page: Page, opened) -> None:
    key = page.review("Nie wieder")
    for number in range(120):
        page.review(f"Nr {number}", author=f"Kundin {number}")
    gone(page, key)
    assert opened.look([known(key)]).gone == {known(key): Gone.DELETED}


def test_a_review_deeper_than_a_look_goes_says_nothing(page: Page, opened, monkeypatch) -> None:
    monkeypatch.setattr("connectors.facebook.looking.PAGES", 1)
    key = page.review("Nie wieder", ago=60.0)
    for number in range(100):
        page.review(f"Nr {number}", author=f"Kundin {number}")
    found = opened.look([known(key)])
    assert (found.messages, found.gone) == ((), {})


class _Answers:
    """A client whose answers are given."""

    def __init__(self, *bodies: Any) -> None:
        self._bodies = list(bodies)

    def read(self, _: Any) -> Any:
        return self._bodies.pop(0)

    def usage(self) -> Usage:
        return Usage({"call": 1})


def test_a_list_with_a_review_that_cannot_be_read_proves_no_absence() -> None:
    found = look(_Answers({"data": [{"created_time": "gestern"}]}), "100", ["review:1"])
    assert (found.messages, found.gone) == ((), {})


def test_what_is_no_list_of_reviews_is_no_answer() -> None:
    with pytest.raises(Retryable):
        look(_Answers({"data": {}}), "100", ["review:1"])


def test_a_look_stream_is_not_fetched(opened: FacebookConnector) -> None:
    with pytest.raises(ValueError, match="looked at"):
        opened.fetch("revisit", None)
