"""What the page does with a comment happens once, can be done twice, and only where it may."""

from __future__ import annotations

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
from connectors.facebook import PLATFORM
from tests.connectors.facebook.page import Page


def do(verb: Verb, target: str, kind: Kind = Kind.COMMENT) -> Action:
    return Action(f"{verb}-{target}", verb, target, kind)


@pytest.fixture
def comment(page: Page) -> str:
    return page.comment(page.post("Wir bauen", as_page=True), "Wie lange?", author="Erika M.")


def test_a_like_is_given_and_taken_back(page: Page, opened, comment) -> None:
    opened.act(do(Verb.LIKE, comment))
    opened.act(do(Verb.LIKE, comment))
    assert page.one(comment)["liked"] is True
    opened.act(do(Verb.UNLIKE, comment))
    assert page.one(comment)["liked"] is False


def test_a_visitors_post_is_hidden_and_shown_again(page: Page, opened) -> None:
    post = page.post("böse")
    opened.act(do(Verb.HIDE, post, Kind.POST))
    assert page.one(post)["hidden"] is True
    opened.act(do(Verb.UNHIDE, post, Kind.POST))
    assert page.one(post)["hidden"] is False


def test_a_receipt_names_what_was_done_to(opened, comment) -> None:
    assert opened.act(do(Verb.HIDE, comment)).external_id == comment


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.POST, Kind.REVIEW, Kind.MENTION])
def test_our_own_answer_is_deleted_whatever_it_answered(page: Page, opened, comment, kind) -> None:
    ours = page.comment(comment, "Zwei Wochen", as_page=True)
    opened.act(do(Verb.DELETE, ours, kind))
    assert not page.is_there(ours)


def test_what_is_gone_already_counts_as_deleted(page: Page, opened, comment) -> None:
    ours = page.comment(comment, "Zwei Wochen", as_page=True)
    opened.act(do(Verb.DELETE, ours))
    assert opened.act(do(Verb.DELETE, ours)).external_id == ours


def test_nobody_elses_words_are_deleted(page: Page, opened, comment) -> None:
    with pytest.raises(Rejected) as refused:
        opened.act(do(Verb.DELETE, comment))
    assert refused.value.code is Refusal.FORBIDDEN
    assert page.is_there(comment)


def test_words_of_somebody_withheld_are_not_deleted(page: Page, opened) -> None:
    theirs = page.comment(page.post("Wir bauen", as_page=True), "Wer bin ich?", withheld=True)
    with pytest.raises(Rejected):
        opened.act(do(Verb.DELETE, theirs))
    assert page.is_there(theirs)


def test_the_pages_own_post_is_not_deleted_from_here(page: Page, opened) -> None:
    post = page.post("Wir bauen", as_page=True)
    with pytest.raises(Rejected) as refused:
        opened.act(do(Verb.DELETE, post, Kind.POST))
    assert refused.value.code is Refusal.FORBIDDEN
    assert page.is_there(post)


@pytest.mark.parametrize("verb", [Verb.HIDE, Verb.UNHIDE, Verb.LIKE, Verb.UNLIKE])
def test_a_comment_that_is_gone_says_so(page: Page, opened, comment, verb) -> None:
    page.removes(comment)
    with pytest.raises(Rejected) as refused:
        opened.act(do(verb, comment))
    assert refused.value.code is Refusal.GONE


@pytest.mark.parametrize("verb", list(Verb))
def test_in_messenger_nothing_is_done(page: Page, opened, verb) -> None:
    page.sandbox.fault("facebook", "reset_before", times=None)
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
        ("broken", OutcomeUnknown),
    ],
)
@pytest.mark.parametrize("verb", [Verb.HIDE, Verb.LIKE])
def test_a_fault_while_acting_has_its_name(page: Page, opened, comment, verb, fault, error) -> None:
    page.sandbox.fault("facebook", fault, method="POST")
    with pytest.raises(error):
        opened.act(do(verb, comment))


@pytest.mark.parametrize("verb", [Verb.UNLIKE, Verb.DELETE])
def test_a_deletion_lost_on_the_way_is_unknown_and_can_be_repeated(
    page: Page, opened, comment, verb
) -> None:
    target = page.comment(comment, "Gern", as_page=True) if verb is Verb.DELETE else comment
    page.sandbox.fault("facebook", "reset_after", method="DELETE")
    with pytest.raises(OutcomeUnknown):
        opened.act(do(verb, target))
    opened.act(do(verb, target))


@pytest.mark.parametrize("kind", list(Kind))
def test_ours_is_only_ever_deleted_and_theirs_never(kind) -> None:
    assert PLATFORM.actions(kind, True) <= {Verb.DELETE}
    assert Verb.DELETE not in PLATFORM.actions(kind, False)
