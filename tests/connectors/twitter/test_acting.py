"""Hiding and deleting: only what X offers, once, and what is done already is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base import (
    Action,
    Kind,
    OutcomeUnknown,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Verb,
)
from connectors.sandbox.accounts import X
from connectors.twitter.client import TwitterConnector
from tests.connectors.twitter.driver import DirectDriver, ReplyDriver, XDriver
from tests.contract import read
from tests.sandbox import Sandbox


@pytest.fixture
def x(sandbox: Sandbox) -> ReplyDriver:
    return ReplyDriver(sandbox)


@pytest.fixture
def us(x: XDriver) -> Iterator[TwitterConnector]:
    opened = x.connect()
    yield opened
    opened.close()


def action(verb: Verb, target: str, kind: Kind = Kind.COMMENT) -> Action:
    return Action(f"{verb}-{target}", verb, target, kind)


def test_a_reply_of_a_reply_under_our_post_can_be_hidden(x, us) -> None:
    (first,) = x.receives("eins")
    second = x.answers(first, "zwei")
    kinds = {m.external_id: m.kind for m in read(us, "mentions")}
    assert kinds == {first: Kind.COMMENT, second: Kind.COMMENT}
    us.act(action(Verb.HIDE, second))
    assert x.is_hidden(second)
    assert not x.is_hidden(first)


def test_x_itself_refuses_to_hide_what_is_not_under_our_post(x, us) -> None:
    stranger = x.sandbox.post("x/post", handle="fremd", text=f"@{X.handle} hallo")["id"]
    with pytest.raises(Rejected) as refused:
        us.act(action(Verb.HIDE, stranger))
    assert refused.value.code is Refusal.FORBIDDEN


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        (Verb.LIKE, Kind.COMMENT),
        (Verb.UNLIKE, Kind.MENTION),
        (Verb.HIDE, Kind.MENTION),
        (Verb.HIDE, Kind.DIRECT),
        (Verb.DELETE, Kind.MAIL),
    ],
)
def test_what_x_does_not_offer_is_refused_without_asking(x, us, verb, kind) -> None:
    for method in ("POST", "PUT", "DELETE"):
        x.sandbox.fault("x", "expired", method=method)
    with pytest.raises(Rejected) as refused:
        us.act(action(verb, "1991793264480129025", kind))
    assert refused.value.code is Refusal.FORBIDDEN


def test_what_is_gone_cannot_be_hidden(x, us) -> None:
    (key,) = x.receives("eins")
    x.removes(key)
    with pytest.raises(Rejected) as refused:
        us.act(action(Verb.HIDE, key))
    assert refused.value.code is Refusal.GONE


def test_what_is_deleted_already_counts_as_deleted(x, us) -> None:
    (key,) = x.receives("eins")
    ours = x.writes_itself(key, "Guten Tag")
    first = us.act(action(Verb.DELETE, ours))
    assert us.act(action(Verb.DELETE, ours)).external_id == first.external_id == ours


def test_what_others_wrote_is_not_ours_to_delete(x, us) -> None:
    (key,) = x.receives("eins")
    with pytest.raises(Rejected) as refused:
        us.act(action(Verb.DELETE, key))
    assert refused.value.code is Refusal.FORBIDDEN
    assert x.is_there(key)


@pytest.mark.parametrize(
    ("fault", "error", "gone"),
    [
        ("reset_before", OutcomeUnknown, False),
        ("reset_after", OutcomeUnknown, True),
        ("html_500", OutcomeUnknown, False),
        ("html_200", OutcomeUnknown, False),
        ("broken", OutcomeUnknown, False),
        ("busy", Retryable, False),
        ("expired", ReauthRequired, False),
        ("refused", Rejected, False),
    ],
)
def test_a_fault_while_deleting_says_what_is_known(x, us, fault, error, gone) -> None:
    (key,) = x.receives("eins")
    ours = x.writes_itself(key, "Guten Tag")
    x.sandbox.fault("x", fault, method="DELETE")
    with pytest.raises(error):
        us.act(action(Verb.DELETE, ours))
    assert x.is_there(ours) is not gone
    us.act(action(Verb.DELETE, ours))
    assert not x.is_there(ours)


def test_an_answer_that_confirms_nothing_is_unknown(x, us) -> None:
    (key,) = x.receives("eins")
    x.sandbox.fault("x", "html_200", method="PUT")
    with pytest.raises(OutcomeUnknown):
        us.act(action(Verb.HIDE, key))


def test_a_message_of_ours_in_private_leaves_our_view_only(sandbox) -> None:
    private = DirectDriver(sandbox)
    (key,) = private.receives("Frage")
    ours = private.writes_itself(key, "Antwort")
    us = private.connect()
    us.act(action(Verb.DELETE, ours, Kind.DIRECT))
    left = {message.external_id for message in read(us, "direct")}
    with pytest.raises(Rejected):
        us.act(action(Verb.DELETE, key, Kind.DIRECT))
    us.close()
    assert left == {key}
