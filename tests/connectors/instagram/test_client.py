"""Whose token it is, what bad answers cost, and where the cursor stands afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Cursor, OutcomeUnknown, Retryable
from connectors.graph.places import Place, Task, Walk
from connectors.instagram import cursor
from connectors.instagram.client import open
from connectors.instagram.cursor import Gallery, Watched
from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from tests.connectors.facebook.test_bad_bodies import BAD, DOUBTFUL
from tests.connectors.instagram.account import Account, connection, reply
from tests.connectors.raw_server import answer, says, serving


def test_the_account_says_who_it_is(opened) -> None:
    us = opened.whoami()
    assert (us.external_id, us.name, us.handle) == (
        INSTAGRAM.id,
        INSTAGRAM.name,
        INSTAGRAM.handle,
    )


@pytest.mark.parametrize("page_id", [FACEBOOK.id, "me"])
def test_an_account_not_known_yet_is_the_one_of_the_page(account: Account, page_id) -> None:
    connector = account.connect(external_id="", page_id=page_id)
    assert connector.whoami().external_id == INSTAGRAM.id
    connector.close()


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b'{"id":"1784"}',
        b'{"id":7,"username":"marke"}',
        b'{"instagram_business_account":7,"id":"1","username":null}',
    ],
)
@pytest.mark.parametrize("external_id", ["", "1784"])
def test_who_we_are_is_an_id_and_a_username(said, external_id) -> None:
    with serving(says(answer(said))) as server:
        connector = open(connection(server.url, external_id=external_id))
        with pytest.raises(Retryable):
            connector.whoami()
        connector.close()


@pytest.mark.parametrize("stream", ["comments", "mentions", "messages"])
@pytest.mark.parametrize("said", BAD.values(), ids=BAD)
def test_a_bad_answer_is_a_failed_poll(said, stream) -> None:
    with serving(says(said)) as server:
        connector = open(connection(server.url))
        with pytest.raises(Retryable):
            connector.fetch(stream, None)
        connector.close()


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_bad_answer_to_a_write_is_unknown(said) -> None:
    with serving(says(said)) as server:
        connector = open(connection(server.url))
        with pytest.raises(OutcomeUnknown):
            connector.send(reply("17990000000000001"))
        connector.close()


def test_the_token_is_in_no_address_and_in_no_cursor(account: Account, opened) -> None:
    photo = account.media()
    for number in range(60):
        account.comment(photo, f"Nr {number}")
    listed = opened.fetch("comments", None)
    batch = opened.fetch("comments", listed.cursor)
    assert batch.more
    assert FACEBOOK.page_token not in batch.cursor + str([m.raw for m in batch.messages])
    with serving(says(answer(b'{"data":[]}'))) as server:
        connector = open(connection(server.url))
        connector.fetch("comments", None)
        connector.close()
    line, _, head = server.requests[0].decode().partition("\r\n")
    assert FACEBOOK.page_token not in line
    assert f"bearer {FACEBOOK.page_token}" in head.lower()


def test_an_unknown_stream_is_no_stream(opened) -> None:
    with pytest.raises(KeyError):
        opened.fetch("feed", None)


# the cursor

TIMES = st.integers(0, 2**40)
KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
PLACES = st.builds(Place, st.none() | KEYS, TIMES, TIMES, TIMES, TIMES, TIMES)
TASKS = st.builds(Task, KEYS, TIMES, KEYS, st.booleans(), TIMES, PLACES)
WALKS = st.builds(Walk, TIMES, PLACES, st.booleans(), tasks=st.lists(TASKS).map(tuple))
WATCHED = st.builds(Watched, KEYS, TIMES, TIMES, TIMES, TIMES, TIMES)
GALLERIES = st.builds(
    Gallery,
    TIMES,
    st.lists(WATCHED, max_size=4).map(tuple),
    st.none() | WALKS,
    st.none() | KEYS,
    TIMES,
    TIMES,
)


@settings(max_examples=60, deadline=None, database=None)
@given(GALLERIES)
def test_where_a_stream_stands_comes_back_as_it_went(state: Gallery) -> None:
    assert cursor.gallery(cursor.dump(state), 5) == state


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "7",
        "[]",
        '{"v":2}',
        '{"v":1}',
        '{"v":1,"floor":1,"watched":[["1"]],"sweep":[null,0,0],"walk":null}',
        '{"v":1,"floor":1,"watched":[],"sweep":[7,0,0],"walk":null}',
        '{"v":1,"floor":"1","watched":[],"sweep":[null,0,0],"walk":null}',
        "[" * 100_000,
    ],
)
def test_what_is_no_cursor_starts_anew(given) -> None:
    assert cursor.gallery(Cursor(given) if given is not None else None, 5) == Gallery(5)
