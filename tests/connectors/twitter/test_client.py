"""The connector against X's stand-in: what the contract leaves to the platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors import PLATFORMS, open_connector
from connectors.base import (
    Answerable,
    Batch,
    Cursor,
    InboundMessage,
    Kind,
    OutboundReply,
    OutOfCredit,
    Refusal,
    Rejected,
    Retryable,
)
from connectors.sandbox.accounts import X
from connectors.twitter import cursor as walking
from connectors.twitter.client import TwitterConnector
from tests.connectors.twitter.driver import DirectDriver, XDriver, connection
from tests.contract import end, read, walk
from tests.sandbox import Sandbox


@pytest.fixture
def x(sandbox: Sandbox) -> XDriver:
    return XDriver(sandbox, options={"page": "5"})


@pytest.fixture
def us(x: XDriver) -> Iterator[TwitterConnector]:
    opened = x.connect()
    yield opened
    opened.close()


def post(x: XDriver, text: str, **given: object) -> str:
    return str(
        x.sandbox.post("x/post", handle="erika_m", name="Erika M.", text=text, **given)["id"]
    )


def mention(us: TwitterConnector, external_id: str) -> InboundMessage:
    return next(m for m in read(us, "mentions") if m.external_id == external_id)


def reply(
    message: InboundMessage, text: str = "Gern!\n— Miriam Brandt · +49 30 23125 456"
) -> OutboundReply:
    return OutboundReply(
        key="k",
        kind=message.kind,
        thread_id=message.thread_id,
        target=message.external_id,
        recipient_id=message.author.external_id if message.author else None,
        text=text,
        queued_at=datetime.now(UTC),
    )


# reading


def test_it_opens_by_the_name_of_its_platform(sandbox) -> None:
    opened = open_connector(connection(sandbox))
    assert opened.whoami().handle == X.handle
    opened.close()


def test_a_photo_comes_with_its_description(x, us) -> None:
    key = post(x, f"@{X.handle} dunkel hier", photo="https://pbs.twimg.com/a.jpg", alt="Nacht")
    (photo,) = mention(us, key).attachments
    assert (photo.kind, photo.url, photo.alt) == ("photo", "https://pbs.twimg.com/a.jpg", "Nacht")


def test_a_long_post_is_read_whole(x, us) -> None:
    text = f"@{X.handle} " + "Seit drei Wochen warte ich auf Antwort. " * 40 + "Danke."
    assert mention(us, post(x, text)).text == text


def test_links_and_signs_come_as_they_were_typed(x, us) -> None:
    text = f"@{X.handle} siehe https://www.lindenau.de/a?b=1&c=2 <jetzt> & immer"
    assert mention(us, post(x, text)).text == text


def test_an_edited_post_is_the_same_message_with_another_text(x, us) -> None:
    key = post(x, f"@{X.handle} Strom weg")
    cursor = end(us, "mentions")
    x.sandbox.post("x/edit", id=key, text=f"@{X.handle} Strom wieder da")
    (changed,) = [m for m in read(us, "mentions", cursor) if m.external_id == key]
    assert changed.text.endswith("wieder da")
    assert changed.edited_at is not None
    assert changed.thread_id == key


def test_an_author_who_left_keeps_the_conversation_together(x, us) -> None:
    key = post(x, f"@{X.handle} ich gehe")
    before = mention(us, key)
    x.sandbox.post("x/leave", handle="erika_m")
    after = mention(us, key)
    assert before.author and after.author
    assert after.author.external_id == before.author.external_id
    assert after.answerable is Answerable.AUTHOR_GONE


def test_a_parent_that_is_gone_costs_nothing_but_the_context(x, us) -> None:
    first = post(x, "ohne euch zu nennen")
    key = post(x, f"@{X.handle} schaut mal", reply_to=first)
    x.sandbox.post("x/delete", id=first)
    assert mention(us, key).parent_id == first


def test_a_quote_of_ours_can_be_answered_though_it_names_nobody(x, us) -> None:
    ours = x.sandbox.post("x/post", text="Guten Morgen, Lindenau!")["id"]
    quote = mention(us, post(x, "So geht Service", quote=ours))
    assert quote.answerable is Answerable.YES
    assert (quote.quotes_id, quote.parent_id, quote.kind) == (ours, None, Kind.MENTION)
    assert us.send(reply(quote)).external_id


def test_what_we_post_ourselves_is_no_news_unless_it_names_us(x, us) -> None:
    x.sandbox.post("x/post", text="Guten Morgen")
    assert read(us, "mentions") == []
    x.sandbox.post("x/post", text=f"Folgt @{X.handle}")
    (echo,) = read(us, "mentions")
    assert echo.author and echo.author.external_id == X.id


def test_without_expansions_nothing_is_brought_along_or_billed(sandbox) -> None:
    x = XDriver(sandbox, options={"page": "5", "expansions": "off"})
    x.receives("eins")
    us = x.connect()
    (batch,) = walk(us, "mentions")
    us.close()
    assert batch.messages[0].author
    assert batch.messages[0].author.name == ""
    assert batch.usage.items == {"mention": 1, "user": 0, "post": 0}


def test_each_record_is_billed_once_in_a_day(x, us) -> None:
    x.receives("eins", "zwei")
    first = next(walk(us, "mentions"))
    assert first.usage.items == {"mention": 2, "user": 2, "post": 0}
    again = us.fetch("mentions", first.cursor)
    assert len(again.messages) == 2
    assert set(again.usage.items.values()) == {0}


def test_whom_the_overlap_brings_again_is_not_billed_with_the_next_mention(x, us) -> None:
    x.receives("eins", "zwei")
    first = next(walk(us, "mentions"))
    x.sandbox.post("x/post", handle="otto", name="Otto", text=f"@{X.handle} drei")
    second = us.fetch("mentions", first.cursor)
    assert len(second.messages) == 3
    assert second.usage.items == {"mention": 1, "user": 1, "post": 0}


def test_every_answer_tells_how_many_calls_are_left(x, us) -> None:
    (bucket,) = next(walk(us, "mentions")).usage.buckets
    assert (bucket.name, bucket.limit) == ("mentions", 300)
    assert bucket.reset > datetime.now(UTC)


def test_a_burst_beyond_x_s_history_is_a_gap_and_not_silent(x, us) -> None:
    x.sandbox.settings("x", history=640)
    old = datetime.now(UTC) - timedelta(days=1)
    post(x, f"@{X.handle} gestern", created_at=old.isoformat())
    cursor = end(us, "mentions")
    us.close()
    written = [post(x, f"@{X.handle} {n}") for n in range(700)]
    big = XDriver(x.sandbox).connect()
    batches = list(walk(big, "mentions", cursor))
    big.close()
    seen = {m.external_id for b in batches for m in b.messages}
    (gap,) = [b.gap for b in batches if b.gap]
    lost = set(written) - seen
    assert len(lost) == 60
    assert gap.since <= old - timedelta(minutes=14)
    for key in lost:
        moment = walking.time_of(int(key))
        assert moment and gap.since <= moment <= gap.until


def test_a_post_that_comes_late_within_the_overlap_is_read(x, us) -> None:
    post(x, f"@{X.handle} pünktlich")
    cursor = end(us, "mentions")
    late = datetime.now(UTC) - timedelta(minutes=12)
    key = post(x, f"@{X.handle} verspätet", created_at=late.isoformat())
    assert key in {m.external_id for m in read(us, "mentions", cursor)}


def test_a_page_that_x_forgot_is_walked_to_anew_and_nothing_is_lost(x, us) -> None:
    x.receives(*(str(n) for n in range(12)))
    first = us.fetch("mentions", None)
    forgotten = replace(walking._load(first.cursor), page="0000forgotten0000")
    seen = read(us, "mentions", walking.save(forgotten))
    assert len({m.external_id for m in seen}) == 12


def test_a_page_that_x_forgets_again_is_a_refusal(x, us) -> None:
    x.receives("eins")
    forgotten = walking.save(walking.Walk(page="0000forgotten0000", anew=True))
    with pytest.raises(Rejected):
        us.fetch("mentions", forgotten)


def test_no_other_stream_is_known(us) -> None:
    with pytest.raises(KeyError):
        us.fetch("reviews", None)


def test_out_of_credit_says_so(x, us) -> None:
    x.fault("read", "out_of_credit")
    with pytest.raises(OutOfCredit):
        us.fetch("mentions", None)


def test_busy_without_a_reset_leaves_the_wait_to_the_caller(x, us) -> None:
    x.fault("read", "busy_silent")
    with pytest.raises(Retryable) as busy:
        us.fetch("mentions", None)
    assert busy.value.after is None


def test_an_empty_500_is_no_empty_page(x, us) -> None:
    x.fault("read", "empty_500")
    with pytest.raises(Retryable):
        us.fetch("mentions", None)


@pytest.mark.parametrize("fault", ["broken", "hang_before", "slow"])
def test_what_takes_too_long_or_ends_too_early_costs_no_cursor(x, us, fault) -> None:
    x.receives("eins")
    impatient = XDriver(x.sandbox, deadlines=replace(x._connection.deadlines, read=0.2, total=0.4))
    opened = impatient.connect()
    x.sandbox.fault("x", fault, method="GET", seconds=2)
    with pytest.raises(Retryable):
        opened.fetch("mentions", None)
    opened.close()
    assert len(read(us, "mentions")) == 1


# rate limits of the stand-in itself


def test_the_sixteenth_call_for_direct_messages_is_too_many(x, us) -> None:
    x.sandbox.settings("x", limits=True)
    for _ in range(15):
        us.fetch("direct", None)
    with pytest.raises(Retryable) as busy:
        us.fetch("direct", None)
    assert busy.value.after is not None
    wait = busy.value.after - datetime.now(UTC)
    assert timedelta(minutes=14) < wait < timedelta(minutes=16)


# writing


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("twice", Refusal.DUPLICATE),
        ("not named", Refusal.NOT_SUMMONED),
        ("deleted", Refusal.GONE),
        ("author left", Refusal.GONE),
        ("too long", Refusal.INVALID),
        ("empty", Refusal.INVALID),
    ],
)
def test_x_refuses_a_reply_and_says_why(x, us, reason, code) -> None:
    message = mention(us, post(x, f"@{X.handle} Frage"))
    answer = reply(message)
    if reason == "twice":
        us.send(answer)
    elif reason == "not named":
        answer = replace(answer, target=post(x, "über euch, nicht zu euch"))
    elif reason == "deleted":
        x.sandbox.post("x/delete", id=message.external_id)
    elif reason == "author left":
        x.sandbox.post("x/leave", handle="erika_m")
    elif reason == "too long":
        answer = replace(answer, text="x" * 281)
    else:
        answer = replace(answer, text=" ")
    with pytest.raises(Rejected) as refused:
        us.send(answer)
    assert refused.value.code is code


@pytest.mark.parametrize("allowed", [True, False])
def test_a_second_part_answers_our_first_one_where_x_allows_it(x, us, allowed) -> None:
    x.sandbox.settings("x", own_parts=allowed)
    first = us.send(reply(mention(us, post(x, f"@{X.handle} lange Frage")), "Teil 1"))
    second = replace(
        reply(mention(us, read(us, "mentions")[0].external_id), "Teil 2"), target=first.external_id
    )
    if allowed:
        assert us.send(second).external_id
    else:
        with pytest.raises(Rejected) as refused:
            us.send(second)
        assert refused.value.code is Refusal.NOT_SUMMONED


def test_a_receipt_says_when_by_x_s_clock_and_where(x, us) -> None:
    receipt = us.send(reply(mention(us, post(x, f"@{X.handle} Frage"))))
    assert receipt.sent_at == walking.time_of(int(receipt.external_id))
    assert receipt.permalink == f"https://x.com/{X.handle}/status/{receipt.external_id}"


def test_a_receipt_tells_what_is_left_for_replies(us, x) -> None:
    x.sandbox.settings("x", limits=True)
    receipt = us.send(reply(mention(us, post(x, f"@{X.handle} Frage"))))
    left = {bucket.name: (bucket.limit, bucket.remaining) for bucket in receipt.usage.buckets}
    assert left == {"post": (100, 99), "post user 24h": (10_000, 9_999)}


# looking


def test_a_reply_is_found_behind_hundreds_of_others(x, us) -> None:
    answer = reply(mention(us, post(x, f"@{X.handle} Frage")))
    us.send(answer)
    for n in range(230):
        x.sandbox.post("x/post", text=f"Störung {n}")
    found = us.find_sent(answer)
    assert found is not None
    assert found.external_id in {m["id"] for m in x.sandbox.truth("x") if m["source"] == "api"}


def test_the_same_words_to_somebody_else_are_another_reply(x, us) -> None:
    one = mention(us, post(x, f"@{X.handle} eins"))
    two = mention(us, post(x, f"@{X.handle} zwei"))
    x.sandbox.settings("x", duplicates=False)
    us.send(reply(one))
    assert us.find_sent(reply(two)) is None


def test_of_two_equal_replies_the_one_not_accounted_for_is_found(x, us) -> None:
    answer = reply(mention(us, post(x, f"@{X.handle} eins")))
    x.sandbox.settings("x", duplicates=False)
    first, second = us.send(answer), us.send(answer)
    found = us.find_sent(replace(answer, bound=frozenset({first.external_id})))
    assert found is not None
    assert found.external_id == second.external_id
    both = frozenset({first.external_id, second.external_id})
    assert us.find_sent(replace(answer, bound=both)) is None


def test_a_reply_is_not_there_before_x_shows_it(x, us) -> None:
    answer = reply(mention(us, post(x, f"@{X.handle} Frage")))
    x.sandbox.settings("x", lag=3600.0)
    us.send(answer)
    assert us.find_sent(answer) is None
    x.sandbox.settings("x", lag=0.0)
    assert us.find_sent(answer) is not None


def test_a_link_and_an_ampersand_do_not_hide_a_reply(x, us) -> None:
    text = "Siehe www.lindenau.de/strom & rufen Sie an <3\n— Miriam Brandt · +49 30 23125 456"
    answer = reply(mention(us, post(x, f"@{X.handle} Frage")), text)
    sent = us.send(answer)
    found = us.find_sent(answer)
    assert found is not None
    assert found.external_id == sent.external_id
    assert found.permalink == sent.permalink


def test_a_look_that_meets_a_fault_proves_nothing(x, us) -> None:
    answer = reply(mention(us, post(x, f"@{X.handle} Frage")))
    x.fault("read", "html 200")
    with pytest.raises(Retryable):
        us.find_sent(answer)


# direct messages


@pytest.fixture
def private(sandbox: Sandbox) -> DirectDriver:
    return DirectDriver(sandbox, options={"page": "2"})


def direct(us: TwitterConnector, text: str) -> InboundMessage:
    return next(m for m in read(us, "direct") if m.text == text)


def test_a_direct_message_that_the_list_does_not_show_yet_is_found(private) -> None:
    private.receives("Frage")
    us = private.connect()
    answer = reply(direct(us, "Frage"))
    private.sandbox.settings("x", dm_delay=3600.0)
    sent = us.send(answer)
    assert read(us, "direct") == []
    found = us.find_sent(answer)
    us.close()
    assert found is not None
    assert found.external_id == sent.external_id


def test_a_direct_message_that_came_late_is_read_by_the_overlap(private) -> None:
    us = private.connect()
    private.receives("früh")
    cursor = end(us, "direct")
    late = datetime.now(UTC) - timedelta(minutes=10)
    private.sandbox.post("x/dm", handle="spaet", text="verspätet", created_at=late.isoformat())
    texts = {m.text for m in read(us, "direct", cursor)}
    us.close()
    assert "verspätet" in texts


def test_a_group_is_read_and_answered_by_its_own_number(private) -> None:
    group = "1585094756761149440"
    private.sandbox.post("x/dm", handle="erika_m", text="Hallo ihr", group=group)
    us = private.connect()
    message = direct(us, "Hallo ihr")
    assert (message.thread_id, message.recipient_id, message.kind) == (group, None, Kind.DIRECT)
    answer = reply(message)
    us.send(answer)
    assert us.find_sent(answer) is not None
    us.close()
    assert {m["thread"] for m in private.sandbox.truth("x")} == {group}


def test_equal_words_may_be_sent_twice_in_private(private) -> None:
    private.receives("Frage")
    us = private.connect()
    answer = reply(direct(us, "Frage"))
    us.send(answer)
    us.send(answer)
    us.close()
    assert list(private.posted()) == [answer.text] * 2
    assert not PLATFORMS["twitter"].refuses_duplicates(Kind.DIRECT)


def test_who_left_cannot_be_written_to(private) -> None:
    private.receives("Frage")
    us = private.connect()
    message = direct(us, "Frage")
    private.sandbox.post("x/leave", handle="kunde_0")
    with pytest.raises(Rejected) as refused:
        us.send(reply(message))
    us.close()
    assert refused.value.code is Refusal.UNREACHABLE


def test_pages_of_direct_messages_end_at_what_is_known(private) -> None:
    private.receives(*(str(n) for n in range(7)))
    us = private.connect()
    brief = replace(private._connection, overlap=timedelta(0))
    cursor = end(us, "direct")
    us.close()
    patient = open_connector(brief)
    private.receives("neu")
    batches: list[Batch] = list(walk(patient, "direct", cursor))
    patient.close()
    assert len(batches) == 2  # of four: the page with the last known message ends it
    assert "neu" in {m.text for m in batches[0].messages}


def test_a_damaged_cursor_reads_everything_again(x, us) -> None:
    x.receives("eins")
    assert len(read(us, "mentions", Cursor("damaged"))) == 1
