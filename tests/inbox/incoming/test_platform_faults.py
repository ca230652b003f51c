"""What both platforms can do to a poll: one name, one sentence, one line in the log, no loss.

Real connectors over real HTTP meet the stand-ins' faults on the calls that read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from db.models import AccountState, Stream, Trouble
from db.session import Database
from inbox.care import streams
from inbox.care.rights import MACHINE
from tests.inbox.incoming.platforms import STREAMS, Front, front
from tests.sandbox import Sandbox

MINUTE = timedelta(minutes=1)

PASSING = {
    "busy_silent": Trouble.BUSY,
    "html_500": Trouble.UNREACHABLE,
    "empty_500": Trouble.UNREACHABLE,
    "html_200": Trouble.UNREADABLE,
    "broken": Trouble.UNREADABLE,
    "cut": Trouble.UNREACHABLE,
    "reset_before": Trouble.UNREACHABLE,
    "hang_before": Trouble.UNREACHABLE,
    "slow": Trouble.UNREACHABLE,
}
"""Faults that go by themselves, and the trouble that each is."""

ENDLESS = {"hang_before", "slow"}

SENTENCES = {
    Trouble.BUSY: "is busy. We wait as long as it asks",
    Trouble.UNREACHABLE: "cannot be reached. We keep trying",
    Trouble.UNREADABLE: "gave an answer that we cannot read. We keep trying",
}
LABELS = {"twitter": "X", "facebook": "Facebook"}


@pytest.fixture
def here(sqlite_database: Database, sandbox: Sandbox, tmp_path: Path) -> Iterator[Front]:
    yield front(sqlite_database, sandbox, tmp_path)
    sandbox.clear_faults()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of our own log, each cut before its notes."""
    ours = (record for record in caplog.records if record.name.startswith("durchwahl"))
    return [record.message.partition(" note=")[0] for record in ours]


def label(here: Front, platform: str, name: str) -> str:
    return f"{platform}/{here.account(platform).slug}/{name}"


@pytest.mark.parametrize(("platform", "name"), STREAMS)
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_by_itself_is_named_once_and_loses_nothing(
    here: Front, caplog: pytest.LogCaptureFixture, platform: str, name: str, fault: str
) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    here.posts(name, "Vorher")
    assert here.poll(name).trouble is None
    before = here.stream(name).cursor
    here.breaks(platform, name, fault, seconds=3)
    here.posts(name, "Mittendrin")
    with here.in_haste() if fault in ENDLESS else nullcontext():
        runs = [here.poll(name), here.poll(name)]
    stream, said = here.stream(name), here.said(platform)
    assert {run.trouble for run in runs} == {stream.trouble} == {PASSING[fault]}
    assert (stream.cursor, stream.enabled, stream.failures) == (before, True, 2)
    assert here.account(platform).state == AccountState.ACTIVE
    assert f"{LABELS[platform]} {SENTENCES[PASSING[fault]]}" in said
    here.sandbox.clear_faults()
    here.posts(name, "Nachher")
    assert here.poll(name).trouble is None
    assert here.texts() == ["Mittendrin", "Nachher", "Vorher"]
    assert SENTENCES[PASSING[fault]] not in here.said(platform)
    which = label(here, platform, name)
    assert told(caplog) == [
        f"stream broke stream={which} trouble={PASSING[fault]}",
        f"stream works again stream={which} was={PASSING[fault]}",
    ]


@pytest.mark.parametrize(("platform", "name"), STREAMS)
def test_a_busy_platform_that_says_until_when_is_left_alone_until_then(
    here: Front, platform: str, name: str
) -> None:
    here.breaks(platform, name, "busy")
    run = here.poll(name)
    stream = here.stream(name)
    wait = stream.due_at - here.now()
    assert (run.trouble, stream.trouble) == (Trouble.BUSY, Trouble.BUSY)
    assert {"twitter": 14 * MINUTE, "facebook": 6 * MINUTE}[platform] < wait
    assert wait < {"twitter": 16 * MINUTE, "facebook": 8 * MINUTE}[platform]
    assert stream.not_before is not None


@pytest.mark.parametrize(("platform", "name"), STREAMS)
def test_a_dead_login_stops_the_account_and_is_told_once(
    here: Front, caplog: pytest.LogCaptureFixture, platform: str, name: str
) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    here.breaks(platform, name, "expired")
    here.posts(name, "Mittendrin")
    assert [here.poll(name).trouble for _ in range(2)] == [Trouble.LOGIN_NEEDED] * 2
    account = here.account(platform)
    assert (account.state, account.trouble) == (AccountState.LOGIN_NEEDED, Trouble.LOGIN_NEEDED)
    assert here.said(platform).count(f"{LABELS[platform]} wants a new login.") == 1
    here.sandbox.clear_faults()
    here.resumes(platform)
    assert here.poll(name).trouble is None
    assert here.texts() == ["Mittendrin"]
    assert "wants a new login" not in here.said(platform)
    assert told(caplog) == [
        f"account stopped account={platform}/{account.slug} trouble=login_needed",
        f"account works again account={platform}/{account.slug} was=login_needed",
    ]


@pytest.mark.parametrize("name", ["mentions", "direct"])
def test_spent_credit_stops_the_account_until_somebody_pays(
    here: Front, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    here.breaks("twitter", name, "out_of_credit")
    here.posts(name, "Mittendrin")
    here.poll(name)
    assert here.account("twitter").state == AccountState.OUT_OF_CREDIT
    assert "The credit at X is used up." in here.said("twitter")
    here.sandbox.clear_faults()
    here.resumes("twitter")
    here.poll(name)
    assert here.texts() == ["Mittendrin"]
    assert [line.split(" account=")[0] for line in told(caplog)] == [
        "account stopped",
        "account works again",
    ]


@pytest.mark.parametrize(("platform", "name"), STREAMS)
def test_a_refusal_stops_the_stream_alone_with_the_platforms_words(
    here: Front, caplog: pytest.LogCaptureFixture, platform: str, name: str
) -> None:
    caplog.set_level(logging.INFO, "durchwahl")
    here.breaks(platform, name, "refused")
    here.posts(name, "Mittendrin")
    here.poll(name)
    stream = here.stream(name)
    assert (stream.enabled, stream.trouble) == (False, Trouble.REFUSED)
    assert here.account(platform).state == AccountState.ACTIVE
    assert f"{LABELS[platform]} says: " in here.said(platform)
    here.sandbox.clear_faults()
    with here.db.write() as session:
        streams.resume(session, MACHINE, stream.id, here.now())
    here.poll(name)
    assert here.texts() == ["Mittendrin"]
    which = label(here, platform, name)
    assert told(caplog) == [
        f"stream broke stream={which} trouble=refused",
        f"stream works again stream={which} was=refused",
    ]


def test_one_stream_in_trouble_leaves_its_sibling_alone(here: Front) -> None:
    here.breaks("twitter", "mentions", "html_500")
    here.posts("mentions", "Öffentlich")
    here.posts("direct", "Privat")
    assert here.poll("mentions").trouble is Trouble.UNREACHABLE
    assert here.poll("direct").trouble is None
    assert here.texts() == ["Privat"]


@pytest.mark.parametrize("fault", ["html_500", "cut", "broken"])
@pytest.mark.parametrize("good", [1, 2, 3])
def test_a_walk_that_breaks_between_two_pages_keeps_what_it_has_and_goes_on(
    here: Front, fault: str, good: int
) -> None:
    wrote = [f"Nummer {number}" for number in range(93)]
    for post in range(3):  # a feed shows 25 comments of a post, the others have pages of their own
        key = here.sandbox.post("facebook/post", text=wrote[31 * post], author="Jo")["id"]
        for text in wrote[31 * post + 1 : 31 * post + 31]:
            here.sandbox.post("facebook/comment", on=key, text=text, author="Erika M.")
    here.sandbox.fault("facebook", fault, method="GET", skip=good)
    broken = here.poll("feed")
    assert (broken.trouble is not None, broken.pages) == (True, good)
    here.posts("feed", "Danach")
    assert [here.poll("feed").trouble for _ in range(2)] == [None, None]
    assert here.texts() == sorted([*wrote, "Danach"])


def test_a_stream_says_nothing_of_a_time_that_is_over(here: Front) -> None:
    here.breaks("twitter", "mentions", "busy")
    here.poll("mentions")
    here.sandbox.clear_faults()
    here.ahead = 16 * MINUTE
    with here.db.write() as session:
        row = session.get_one(Stream, here.stream("mentions").id)
        assert row.due_at <= here.now()
    assert here.poll("mentions").trouble is None
    assert here.stream("mentions").not_before is None
