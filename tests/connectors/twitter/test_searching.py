"""The keyword search: what it asks, how far back, and what its hits are to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Answerable, Kind, Refusal, Rejected
from connectors.sandbox.accounts import X
from connectors.twitter import searching
from connectors.twitter.cursor import Walk
from connectors.twitter.ids import earlier, id_at, time_of
from connectors.twitter.shapes import Us
from tests.connectors.twitter.driver import XDriver
from tests.contract import read, walk
from tests.sandbox import Sandbox

US = Us("783214", "marke")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REST = "-from:marke -is:retweet -@marke"


@pytest.mark.parametrize(
    ("keywords", "asked"),
    [
        ("Stromausfall", f'("Stromausfall") {REST}'),
        ("Strom, Fernwärme", f'("Strom" OR "Fernwärme") {REST}'),
        ("Strom weg\nGas weg ;; Strom weg", f'("Strom weg" OR "Gas weg") {REST}'),
        ("  Strom \t weg  ", f'("Strom weg") {REST}'),
        ("#lindenau, $LND", f"(#lindenau OR $LND) {REST}"),
        ('Strom" OR from:boss "', f'("Strom OR from:boss") {REST}'),
        ("#lin denau", f'("#lin denau") {REST}'),
    ],
)
def test_keywords_become_a_query_and_never_an_operator(keywords, asked) -> None:
    assert searching.query(keywords, US) == asked


def test_without_a_handle_our_posts_are_left_out_by_our_id() -> None:
    assert searching.query("Strom", Us("783214")) == '("Strom") -from:783214 -is:retweet'


@pytest.mark.parametrize("keywords", ["", " , ;\n", '""', "..."])
def test_no_keywords_are_a_refusal_that_says_so(keywords) -> None:
    with pytest.raises(Rejected) as refused:
        searching.query(keywords, US)
    assert refused.value.code is Refusal.INVALID
    assert "no keywords" in refused.value.reason


def test_more_keywords_than_x_takes_are_refused_with_the_count() -> None:
    many = ",".join(f"Stichwort{n}" for n in range(60))
    with pytest.raises(Rejected) as refused:
        searching.query(many, US)
    assert "512" in refused.value.reason


def test_a_first_search_goes_back_as_far_as_x_does() -> None:
    begun, gap = searching.begin(Walk(), NOW)
    oldest = time_of(begun.floor)
    assert oldest is not None
    assert timedelta(days=6, hours=23) < NOW - oldest < timedelta(days=7)
    assert gap is None


def test_what_lies_before_x_s_seven_days_is_a_gap() -> None:
    since = id_at(NOW - timedelta(days=9))
    begun, gap = searching.begin(Walk(since=since, floor=earlier(since, timedelta(hours=1))), NOW)
    assert begun.floor > since
    assert gap is not None
    assert gap.since == NOW - timedelta(days=9, hours=1)
    assert gap.until == time_of(begun.floor)


def test_a_search_of_yesterday_goes_on_where_it_stood() -> None:
    since = id_at(NOW - timedelta(days=1))
    stands = Walk(since=since, floor=since - 1)
    assert searching.begin(stands, NOW) == (stands, None)


def test_a_walk_under_way_keeps_its_floor() -> None:
    under_way = Walk(floor=5, page="token")
    assert searching.begin(under_way, NOW) == (under_way, None)


# against the stand-in


@pytest.fixture
def x(sandbox: Sandbox) -> XDriver:
    return XDriver(sandbox, options={"page": "10", "keywords": "Stromausfall, Fernwärme kalt"})


def said(x: XDriver, text: str, **given: object) -> str:
    return str(x._post("fremd", text, **given)["id"])


def test_hits_come_as_messages_that_cannot_be_answered(x) -> None:
    key = said(x, "Schon wieder Stromausfall in der Gerberstraße")
    said(x, "Alles gut hier")
    us = x.connect()
    (hit,) = read(us, "search")
    us.close()
    assert (hit.external_id, hit.kind, hit.answerable) == (key, Kind.POST, Answerable.NOT_SUMMONED)
    assert hit.author is not None
    assert hit.author.handle == "fremd"


def test_what_mentions_us_and_what_is_ours_is_left_to_the_mentions(x) -> None:
    said(x, f"@{X.handle} Stromausfall!")
    x.sandbox.post("x/post", text="Der Stromausfall ist behoben")
    us = x.connect()
    assert read(us, "search") == []
    us.close()


def test_a_hit_that_quotes_us_can_be_answered(x) -> None:
    ours = x.sandbox.post("x/post", text="Guten Morgen")["id"]
    said(x, "Stromausfall und dann das", quote=ours)
    us = x.connect()
    (hit,) = read(us, "search")
    us.close()
    assert (hit.kind, hit.answerable, hit.quotes_id) == (Kind.MENTION, Answerable.YES, ours)


def test_pages_are_walked_and_only_news_come_after(x) -> None:
    keys = {said(x, f"Stromausfall {n}") for n in range(23)}
    us = x.connect()
    batches = list(walk(us, "search"))
    assert len(batches) == 3
    assert {m.external_id for b in batches for m in b.messages} == keys
    new = said(x, "Stromausfall die Letzte")
    assert new in {m.external_id for m in read(us, "search", batches[-1].cursor)}
    us.close()


def test_hits_are_billed_as_posts_once_a_day(x) -> None:
    said(x, "Stromausfall")
    us = x.connect()
    first = next(walk(us, "search"))
    again = us.fetch("search", first.cursor)
    us.close()
    assert first.usage.items == {"post": 1, "user": 1}
    assert again.usage.items == {"post": 0, "user": 0}


def test_a_search_without_keywords_is_refused_and_asks_nobody(sandbox) -> None:
    us = XDriver(sandbox).connect()
    sandbox.fault("x", "expired", method="GET")
    with pytest.raises(Rejected):
        us.fetch("search", None)
    us.close()
