"""What is done with comments, and what a second look at them tells."""

from __future__ import annotations

import pytest

from connectors.base import (
    Action,
    Gone,
    Kind,
    OutcomeUnknown,
    ReauthRequired,
    Refusal,
    Rejected,
    Retryable,
    Verb,
)
from connectors.instagram import PLATFORM
from tests.connectors.instagram.account import Account


def do(verb: Verb, target: str, kind: Kind = Kind.COMMENT) -> Action:
    return Action(f"{verb}-{target}", verb, target, kind)


@pytest.fixture
def comment(account: Account) -> str:
    return account.comment(account.photo(), "Wie lange?", handle="erika.m")


@pytest.mark.parametrize("scoped", [True, False])
def test_our_own_answer_is_deleted_once_and_stays_so(account, opened, comment, scoped) -> None:
    account.sandbox.settings("instagram", scoped_us=scoped)
    ours = account.comment(comment, "Zwei Wochen", as_us=True)
    opened.act(do(Verb.DELETE, ours))
    assert not account.is_there(ours)
    assert opened.act(do(Verb.DELETE, ours)).external_id == ours


@pytest.mark.parametrize("withheld", [True, False])
def test_nobody_elses_words_are_deleted(account: Account, opened, withheld) -> None:
    theirs = account.comment(account.photo(), "Wie lange?", withheld=withheld)
    with pytest.raises(Rejected) as refused:
        opened.act(do(Verb.DELETE, theirs))
    assert refused.value.code is Refusal.FORBIDDEN
    assert account.is_there(theirs)


def test_below_others_media_nothing_is_ours_to_do(account: Account, opened) -> None:
    tag = account.tags_us("Danke!")
    below = account.comment(tag, "eins")
    for verb in Verb:
        with pytest.raises(Rejected):
            opened.act(do(verb, below, Kind.MENTION))
    with pytest.raises(Rejected):
        opened.act(do(Verb.HIDE, below))


@pytest.mark.parametrize("verb", list(Verb))
def test_in_a_conversation_nothing_is_done(account: Account, opened, verb) -> None:
    account.sandbox.fault("facebook", "reset_before", times=None)
    with pytest.raises(Rejected) as refused:
        opened.act(do(verb, "m_1", Kind.DIRECT))
    assert refused.value.code is Refusal.FORBIDDEN


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("busy", Retryable),
        ("expired", ReauthRequired),
        ("refused", Rejected),
        ("html_500_after", OutcomeUnknown),
        ("reset_after", OutcomeUnknown),
    ],
)
def test_a_fault_while_acting_has_its_name(account, opened, comment, fault, error) -> None:
    account.sandbox.fault("facebook", fault, method="POST")
    with pytest.raises(error):
        opened.act(do(Verb.HIDE, comment))


def test_a_deletion_lost_on_the_way_is_unknown_and_can_be_repeated(
    account: Account, opened, comment
) -> None:
    ours = account.comment(comment, "Zwei Wochen", as_us=True)
    account.sandbox.fault("facebook", "reset_after", method="DELETE")
    with pytest.raises(OutcomeUnknown):
        opened.act(do(Verb.DELETE, ours))
    opened.act(do(Verb.DELETE, ours))


@pytest.mark.parametrize("kind", list(Kind))
def test_ours_is_only_ever_deleted_and_theirs_never(kind) -> None:
    assert PLATFORM.actions(kind, True) <= {Verb.DELETE}
    assert Verb.DELETE not in PLATFORM.actions(kind, False)


# looks


def test_comments_and_replies_are_told_in_one_look(account: Account, opened, comment) -> None:
    reply = account.comment(comment, "Bei mir auch")
    hidden = account.comment(account.photo(), "böse", hidden=True)
    found = opened.look([comment, reply, hidden])
    assert {m.external_id: (m.thread_id, m.hidden) for m in found.messages} == {
        comment: (comment, False),
        reply: (comment, False),
        hidden: (hidden, True),
    }
    assert (found.gone, found.usage.items) == ({}, {"call": 1})


@pytest.mark.parametrize("number", [1, 2, 7, 25])
def test_those_that_are_gone_are_found_among_the_others(account, opened, number) -> None:
    keys = [account.comment(account.photo(), f"Nr {n}") for n in range(25)]
    for key in keys[:number]:
        account.removes(key)
    found = opened.look(keys)
    assert found.gone == dict.fromkeys(keys[:number], Gone.DELETED)
    assert {m.external_id for m in found.messages} == set(keys[number:])


def test_a_comment_goes_with_its_photo(account: Account, opened, comment) -> None:
    account.removes(account.photo())
    assert opened.look([comment]).gone == {comment: Gone.DELETED}


def test_a_right_that_was_lost_is_no_deletion(account: Account, opened, comment) -> None:
    account.sandbox.settings("instagram", reads_comments=False)
    with pytest.raises(Rejected) as refused:
        opened.look([comment])
    assert refused.value.code is Refusal.FORBIDDEN


def test_a_look_that_is_forbidden_altogether_says_so(account: Account, opened, comment) -> None:
    account.sandbox.fault("facebook", "refused", method="GET", times=None)
    with pytest.raises(Rejected) as refused:
        opened.look([comment])
    assert refused.value.code is Refusal.FORBIDDEN


@pytest.mark.parametrize("key", ["aWdfZAG1faXRlbTox", "m_1", "1,2", "../media", "x"])
def test_messages_and_what_is_no_id_are_not_asked_for(account: Account, opened, key) -> None:
    account.sandbox.fault("facebook", "reset_before", times=None)
    found = opened.look([key])
    assert (found.messages, found.gone, found.usage.items) == ((), {}, {"call": 0})


def test_a_look_broken_off_half_way_says_nothing(account: Account, opened, comment) -> None:
    other = account.comment(account.photo(), "zwei")
    account.removes(comment)
    account.sandbox.fault("facebook", "expired", method="GET", skip=2)
    with pytest.raises(ReauthRequired):
        opened.look([comment, other])


def test_the_revisit_stream_is_not_fetched(opened) -> None:
    with pytest.raises(ValueError, match="looked at"):
        opened.fetch("revisit", None)


def test_only_comments_are_looked_for() -> None:
    assert [kind for kind in Kind if PLATFORM.looks_for(kind)] == [Kind.COMMENT]
