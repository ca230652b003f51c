"""A second look: what was edited comes whole, what is gone says why, the rest says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import Answerable, Gone, InboundMessage, Retryable, Unreadable
from connectors.sandbox.accounts import X
from connectors.twitter.client import TwitterConnector
from connectors.twitter.revisiting import look
from connectors.twitter.shapes import Malformed, Us
from tests.connectors.twitter.driver import XDriver
from tests.contract import read
from tests.sandbox import Sandbox

US = Us("783214", "marke")
FIRST, SECOND, OTHER = "1991793264480129025", "1991795264480129040", "1991793264480129099"


class Answers:
    """What X says to each ask, in turn; remembers what was asked."""

    def __init__(self, *payloads: Any) -> None:
        self._payloads = list(payloads)
        self.asked: list[tuple[tuple[str, ...], bool]] = []

    def __call__(self, keys: Sequence[str], around: bool) -> Any:
        self.asked.append((tuple(keys), around))
        return self._payloads.pop(0)


def post(key: str = FIRST, text: str = "@marke Frage", **given: Any) -> dict[str, Any]:
    return {"id": key, "text": text, "author_id": "5", "edit_history_tweet_ids": [key], **given}


def missing(key: str, kind: str = "resource-not-found", **given: Any) -> dict[str, Any]:
    about = {"resource_type": "tweet", "resource_id": key, "parameter": "ids"}
    return {**about, "type": f"https://api.twitter.com/2/problems/{kind}", **given}


def test_what_is_as_it_was_is_asked_for_once() -> None:
    ask = Answers({"data": [post()]})
    found = look([FIRST], US, ask)
    assert [(m.external_id, m.text, m.edited_at) for m in found.messages] == [
        (FIRST, "@marke Frage", None)
    ]
    assert ask.asked == [((FIRST,), False)]


def test_an_edited_post_is_asked_for_in_its_newest_version() -> None:
    history = [FIRST, SECOND]
    ask = Answers(
        {"data": [post(edit_history_tweet_ids=history)]},
        {"data": [post(SECOND, "@marke berichtigt", edit_history_tweet_ids=history)]},
    )
    (message,) = look([FIRST], US, ask).messages
    assert (message.external_id, message.text) == (FIRST, "@marke berichtigt")
    assert message.edited_at is not None
    assert message.edited_at > message.created_at
    assert ask.asked[1] == ((SECOND,), True)


def test_an_edit_that_is_gone_by_the_second_ask_says_nothing_yet() -> None:
    ask = Answers(
        {"data": [post(edit_history_tweet_ids=[FIRST, SECOND])]}, {"errors": [missing(SECOND)]}
    )
    found = look([FIRST], US, ask)
    assert (found.messages, dict(found.gone)) == ((), {})


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (missing(FIRST), Gone.DELETED),
        (missing(FIRST, "not-authorized-for-resource"), Gone.PROTECTED),
        (missing(FIRST, resource_type="post", parameter="id"), Gone.DELETED),
        ({**missing(FIRST), "resource_id": None, "value": FIRST}, Gone.DELETED),
        (
            {**missing(FIRST), "type": "https://api.x.com/2/problems/resource-not-found"},
            Gone.DELETED,
        ),
    ],
)
def test_a_missing_post_says_why(error, why) -> None:
    assert look([FIRST], US, Answers({"errors": [error]})).gone == {FIRST: why}


@pytest.mark.parametrize(
    "error",
    [
        missing(FIRST, "disallowed-resource"),
        missing(FIRST, "something-new"),
        missing(FIRST, parameter="referenced_tweets.id"),
        missing(FIRST, resource_type="user", parameter="author_id"),
        missing(OTHER),
        {**missing(FIRST), "type": None},
        {**missing(FIRST), "resource_id": "x"},
        "an error",
        {},
    ],
)
def test_an_error_that_is_not_understood_says_nothing_of_anybody(error) -> None:
    """An empty answer would empty messages for good: nothing is gone that X did not name."""
    found = look([FIRST], US, Answers({"errors": [error]}))
    assert (found.messages, dict(found.gone)) == ((), {})


@pytest.mark.parametrize("payload", [None, [], {}, {"data": []}, {"data": {}}, {"errors": {}}, 7])
def test_what_is_no_answer_is_never_taken_for_one(payload) -> None:
    with pytest.raises(Malformed):
        look([FIRST], US, Answers(payload))


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ({"country_codes": ["DE"], "scope": "tweet"}, True),
        ({"country_codes": ["FR", "XX"]}, True),
        ({"copyright": True}, True),
        ({"country_codes": ["FR"], "copyright": False}, False),
        ({}, False),
        ("DE", False),
    ],
)
def test_what_is_withheld_where_we_are_is_gone(told, gone) -> None:
    found = look([FIRST], US, Answers({"data": [post(withheld=told)]}))
    assert dict(found.gone) == ({FIRST: Gone.WITHHELD} if gone else {})
    assert len(found.messages) == (0 if gone else 1)


def test_where_we_are_is_the_accounts_option() -> None:
    withheld = {"country_codes": ["FR"]}
    found = look([FIRST], Us("783214", "marke", "FR"), Answers({"data": [post(withheld=withheld)]}))
    assert found.gone == {FIRST: Gone.WITHHELD}


def test_a_quote_is_looked_at_more_closely_for_whose_post_it_is() -> None:
    quote = post(text="So geht das", referenced_tweets=[{"type": "quoted", "id": OTHER}])
    ours = {"id": OTHER, "text": "Guten Morgen", "author_id": US.id}
    ask = Answers({"data": [quote]}, {"data": [quote], "includes": {"tweets": [ours]}})
    (message,) = look([FIRST], US, ask).messages
    assert message.answerable is Answerable.YES
    assert ask.asked == [((FIRST,), False), ((FIRST,), True)]


def test_one_unreadable_record_does_not_hide_the_others() -> None:
    found = look([FIRST, OTHER], US, Answers({"data": ["?", {"id": "x"}, post(OTHER)]}))
    assert [message.external_id for message in found.messages] == [OTHER]


def test_ids_that_are_none_are_not_asked_for() -> None:
    ask = Answers()
    assert look(["m_abc", ""], US, ask).messages == ()
    assert ask.asked == []


def test_posts_and_people_that_came_along_are_counted() -> None:
    around = {"tweets": [{"id": OTHER}], "users": [{"id": "5", "name": "Erika"}]}
    payload = {"data": [post()], "includes": around}
    assert look([FIRST], US, Answers(payload)).usage.items == {"post": 2, "user": 1}


# against the stand-in


@pytest.fixture
def x(sandbox: Sandbox) -> XDriver:
    return XDriver(sandbox, options={"page": "5"})


@pytest.fixture
def us(x: XDriver) -> Iterator[TwitterConnector]:
    opened = x.connect()
    yield opened
    opened.close()


def one(x: XDriver, us: TwitterConnector) -> InboundMessage:
    x.receives("eins")
    return read(us, "mentions")[0]


@pytest.mark.parametrize("spelling", ["tweet", "post"])
def test_an_edit_is_seen_by_the_stream_and_by_a_look_alike(sandbox, spelling) -> None:
    x = XDriver(sandbox, options={"field_names": spelling})
    sandbox.settings("x", spelling=spelling)
    us = x.connect()
    message = one(x, us)
    x.edits(message.external_id, "zwei")
    x.edits(message.external_id, "drei")
    (streamed,), (looked,) = read(us, "mentions"), us.look([message.external_id]).messages
    us.close()
    assert streamed.external_id == looked.external_id == message.external_id
    assert streamed.text == looked.text == f"@{X.handle} drei"
    assert streamed.edited_at == looked.edited_at is not None


def test_who_hides_behind_a_lock_is_protected_and_comes_back(x, us) -> None:
    message = one(x, us)
    x.sandbox.post("x/protect", handle="kunde_0")
    assert us.look([message.external_id]).gone == {message.external_id: Gone.PROTECTED}
    assert read(us, "mentions") == []
    x.sandbox.post("x/protect", handle="kunde_0", protected=False)
    assert [m.external_id for m in us.look([message.external_id]).messages]


def test_what_x_withholds_comes_without_text_in_the_stream_and_as_gone_in_a_look(x, us) -> None:
    message = one(x, us)
    x.sandbox.post("x/withhold", id=message.external_id, countries=["DE"])
    (streamed,) = read(us, "mentions")
    assert (streamed.gone, streamed.text, streamed.raw) == (Gone.WITHHELD, "", {})
    assert us.look([message.external_id]).gone == {message.external_id: Gone.WITHHELD}


def test_what_is_withheld_elsewhere_stays(x, us) -> None:
    message = one(x, us)
    x.sandbox.post("x/withhold", id=message.external_id, countries=["TR"])
    assert us.look([message.external_id]).gone == {}


def test_every_version_of_a_deleted_post_is_gone(x, us) -> None:
    message = one(x, us)
    x.edits(message.external_id, "zwei")
    x.removes(message.external_id)
    assert us.look([message.external_id]).gone == {message.external_id: Gone.DELETED}


def test_a_hundred_are_looked_at_with_one_call(x, us) -> None:
    keys = [x._post("vielschreiber", f"@{X.handle} {n}")["id"] for n in range(101)]
    x.sandbox.settings("x", limits=True)
    found = us.look(keys)
    assert len(found.messages) == 100
    assert found.usage.items["post"] == 100
    (bucket,) = found.usage.buckets
    assert (bucket.name, bucket.limit - bucket.remaining) == ("tweets", 1)


def test_our_own_reply_is_looked_at_too(x, us) -> None:
    message = one(x, us)
    ours = x.writes_itself(message.external_id, "Guten Tag")
    x.sandbox.post("x/delete", id=ours)
    assert us.look([ours]).gone == {ours: Gone.DELETED}


def test_an_empty_look_calls_nobody(x, us) -> None:
    x.fault("read", "expired")
    assert us.look([]).messages == ()


def test_a_look_that_failed_in_the_middle_says_nothing(x, us) -> None:
    message = one(x, us)
    x.edits(message.external_id, "zwei")
    x.sandbox.fault("x", "busy", method="GET", path="tweets", skip=1)
    with pytest.raises(Retryable):
        us.look([message.external_id])


def test_an_empty_list_from_a_broken_server_is_no_look(x, us) -> None:
    message = one(x, us)
    x.fault("read", "broken")
    with pytest.raises(Unreadable):
        us.look([message.external_id])


def test_the_time_of_an_edit_is_x_s_own(x, us) -> None:
    message = one(x, us)
    before = datetime.now(UTC)
    x.edits(message.external_id, "zwei")
    (now,) = us.look([message.external_id]).messages
    assert now.edited_at is not None
    assert abs((now.edited_at - before).total_seconds()) < 60
