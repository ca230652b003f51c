"""What customers sent along is fetched once, kept by what it is, and never taken on trust."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.base import Attachment, Connection, Credentials, Gone, ReauthRequired
from db.models import Account, Media, MediaState, Message
from inbox.care import removal, shelf
from inbox.incoming import careful_get, media
from inbox.incoming.careful_get import Allowed, Reason, Refused, TryLater
from inbox.incoming.wanted import MOST_TRIES
from tests.cast import NOON
from tests.contract_whole import PIXEL
from tests.desk import settings
from tests.inbox.incoming.test_intake import LATER, Desk
from tests.inbox.incoming.world import OURS, Hands, said
from tests.stranger import Stranger, answer, stranger

URL = "https://pbs.twimg.com/media/1.jpg"
DIGEST = hashlib.sha256(PIXEL).hexdigest()


def photo(url: str = URL, kind: str = "photo") -> Attachment:
    return Attachment(kind, url, "Zählerstand")


class Place:
    """Our account, its database, a clock, and what each address brings."""

    def __init__(self, db, tmp_path, **given) -> None:
        self.desk = Desk(db)
        self.db = db
        self.settings = settings(data_dir=tmp_path / "data", sandbox=True, **given)
        self.clock = Hands(LATER)
        self.asked: list[tuple[str, Allowed]] = []
        self.brings: dict[str, object] = {}

    def get(self, url, allowed, limits) -> Iterator[bytes]:
        self.asked.append((url, allowed))
        found = self.brings.get(url, PIXEL)
        if isinstance(found, Exception):
            raise found
        yield from ([found] if isinstance(found, bytes) else found)

    def fetch(self, get=None):
        return media.fetch_due(self.db, self.settings, self.clock, get=get or self.get)

    def rows(self) -> list[Media]:
        with self.db.read() as session:
            return list(session.scalars(select(Media).order_by(Media.id)))

    def row(self) -> Media:
        (found,) = self.rows()
        return found

    def files(self) -> list[str]:
        folder = shelf.media(self.settings.data_dir).folder
        return sorted(path.name for path in folder.rglob("*") if path.is_file())

    def account(self, **values) -> None:
        with self.db.write() as session:
            row = session.get_one(Account, self.desk.account_id)
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def here(database, tmp_path) -> Place:
    return Place(database, tmp_path)


@pytest.fixture
def lite(sqlite_database, tmp_path) -> Place:
    return Place(sqlite_database, tmp_path)


# -- what is wanted -------------------------------------------------------------------------------


def test_what_hangs_on_a_message_is_wanted_once(here) -> None:
    for _ in range(2):
        here.desk.store(said("1", attachments=(photo(), photo("https://x.example/2", "video"))))
    rows = here.rows()
    assert [(row.place, row.url, row.state) for row in rows] == [
        (0, URL, MediaState.WANTED), (1, "https://x.example/2", MediaState.WANTED),
    ]  # fmt: skip
    assert {row.due_at for row in rows} == {LATER}


def test_a_link_is_not_fetched_nor_is_what_has_no_address(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(kind="link"), photo("javascript:x"), photo())))
    assert [row.place for row in lite.rows()] == [2]


def test_context_and_our_own_posts_are_fetched_too(lite) -> None:
    lite.desk.store(
        said("1", author=OURS, attachments=(photo(),)), context=(said("0", attachments=(photo(),)),)
    )
    assert len(lite.rows()) == 2


def test_a_message_that_came_gone_wants_nothing(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),), gone=Gone.DELETED))
    assert lite.rows() == []


def test_what_is_gone_from_a_message_is_wanted_no_more(here) -> None:
    here.desk.store(said("1", attachments=(photo(),)))
    here.fetch()
    here.desk.store(said("1", gone=Gone.DELETED))
    assert here.rows() == []


def test_another_picture_after_an_edit_is_fetched_anew(here) -> None:
    here.desk.store(said("1", "eins", attachments=(photo(),)))
    here.fetch()
    other = photo("https://pbs.twimg.com/media/2.jpg")
    here.desk.store(said("1", "zwei", edited_at=LATER, attachments=(other,)))
    assert (here.row().url, here.row().state) == (other.url, MediaState.WANTED)


def test_an_edit_of_the_words_keeps_what_was_fetched(lite) -> None:
    lite.desk.store(said("1", "eins", attachments=(photo(URL + "?signed=a"),)))
    lite.fetch()
    lite.desk.store(said("1", "zwei", edited_at=LATER, attachments=(photo(URL + "?signed=b"),)))
    assert lite.row().state == MediaState.STORED


# -- fetching -------------------------------------------------------------------------------------


def test_a_picture_is_fetched_and_kept_by_what_it_is(here) -> None:
    here.desk.store(said("1", attachments=(photo(),)))
    assert here.fetch() == {MediaState.STORED: 1}
    row = here.row()
    assert (row.state, row.digest, row.type, row.size) == (
        MediaState.STORED, DIGEST, "image/png", len(PIXEL),
    )  # fmt: skip
    assert (row.fetched_at, row.reason) == (LATER, None)
    assert shelf.media(here.settings.data_dir).read(DIGEST) == PIXEL


def test_it_is_fetched_once(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    lite.clock.forward(days=3)
    lite.fetch()
    assert len(lite.asked) == 1


def test_many_are_fetched_and_one_file_is_kept_once(lite) -> None:
    lite.desk.store(*(said(str(n), attachments=(photo(f"{URL}?{n}"),)) for n in range(40)))
    assert lite.fetch() == {MediaState.STORED: 40}
    assert lite.files() == [DIGEST]


def test_nothing_is_fetched_before_its_time(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)), now=LATER + timedelta(minutes=1))
    assert lite.fetch() == {}


def test_after_the_stop_nothing_is_begun(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    media.fetch_due(lite.db, lite.settings, lite.clock, lambda: True, lite.get)
    assert (lite.asked, lite.row().tries) == ([], 0)


def test_no_transaction_is_open_while_a_stranger_is_asked(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    seen = []

    def get(*given):
        seen.append(lite.db.engine.pool.checkedout())
        return lite.get(*given)

    lite.fetch(get)
    assert seen == [0]


def test_nothing_is_written_while_nothing_is_due(lite, monkeypatch) -> None:
    """SQLite has one writer: a tick that finds nothing stands in nobody's way."""
    lite.desk.store(said("1"))

    def written(self):
        raise AssertionError("nothing was due")

    monkeypatch.setattr(type(lite.db), "write", written)
    assert lite.fetch() == {}


def test_of_two_workers_one_fetches(here) -> None:
    here.desk.store(*(said(str(n), attachments=(photo(f"{URL}?{n}"),)) for n in range(8)))
    workers = [threading.Thread(target=here.fetch) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(url for url, _ in here.asked) == sorted(f"{URL}?{n}" for n in range(8))


def test_what_a_killed_worker_was_fetching_is_fetched_later(here) -> None:
    here.desk.store(said("1", attachments=(photo(),)))
    with here.db.write() as session:  # as a killed worker leaves it
        media._claim(session, here.settings, here.clock())
    assert here.fetch() == {}
    here.clock.forward(seconds=media.LEASE.total_seconds())
    assert here.fetch() == {MediaState.STORED: 1}


def test_a_message_removed_while_its_picture_is_fetched_keeps_none(here) -> None:
    here.desk.store(said("1", attachments=(photo(),)))

    def get(url, allowed, limits):
        with here.db.write() as session:
            ids = session.scalars(select(Message.id)).all()
            removal.remove(session, ids, Gone.DELETED, LATER)
        yield PIXEL

    here.fetch(get)
    assert here.rows() == []


# -- whom it asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["twitter", "facebook"])
def test_a_platforms_hosts_are_asked_and_nobody_else(lite, platform) -> None:
    lite.account(platform=platform, sandbox=False, base_url="https://api.example")
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    ((_, allowed),) = lite.asked
    assert allowed == Allowed(media.PLATFORMS[platform].hosts)
    assert allowed.hosts


def test_the_stand_in_is_asked_where_we_play(lite) -> None:
    lite.account(base_url="http://127.0.0.1:8611/graph")
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    assert lite.asked[0][1].local == "127.0.0.1:8611"


@pytest.mark.parametrize(
    ("account", "sandbox"),
    [
        ({"sandbox": False, "base_url": "http://127.0.0.1:8611"}, True),
        ({"sandbox": True, "base_url": "http://127.0.0.1:8611"}, False),
        ({"sandbox": True, "base_url": "http://10.0.0.1:80"}, True),
    ],
    ids=["a real account", "a real house", "not this machine"],
)
def test_nobody_else_is_taken_for_a_stand_in(lite, account, sandbox) -> None:
    lite.account(**account)
    lite.settings = lite.settings.model_copy(update={"sandbox": sandbox})
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    assert lite.asked[0][1].local is None


def test_an_address_inside_our_house_is_refused_for_good(here) -> None:
    here.desk.store(said("1", attachments=(photo("http://169.254.169.254/latest/meta-data/"),)))
    assert here.fetch(careful_get.pieces) == {MediaState.REFUSED: 1}
    assert here.row().reason == Reason.NOT_ALLOWED
    here.clock.forward(days=3)
    assert here.fetch(careful_get.pieces) == {}


# -- what only the account may fetch --------------------------------------------------------------


def test_what_was_sent_in_private_is_fetched_by_the_login(lite) -> None:
    lite.account(platform="twitter", sandbox=False, base_url="https://api.x.com")
    lite.desk.store(said("1", attachments=(photo("https://ton.twitter.com/dm/1.jpg"),)))
    held = Connection(
        "twitter", "1", None, "https://api.x.com", Credentials({"access_token": "canary"})
    )
    asked: list[int] = []

    def login(account_id: int) -> Connection:
        asked.append(account_id)
        return held

    def get(url, allowed, limits):
        assert allowed.private == media.PLATFORMS["twitter"].private_hosts
        assert allowed.authorize(url) == {"Authorization": "Bearer canary"}
        yield PIXEL

    media.fetch_due(lite.db, lite.settings, lite.clock, get=get, login=login)
    assert (lite.row().state, asked) == (MediaState.STORED, [lite.desk.account_id])


def private(place: Place, url: str) -> None:
    place.account(platform="twitter", sandbox=False, base_url="https://api.x.com")
    place.desk.store(said("1", attachments=(photo(url),)))


def test_what_was_sent_in_private_waits_for_a_good_login_however_long(lite) -> None:
    private(lite, "https://ton.twitter.com/dm/1.jpg")

    def dead(account_id: int) -> Connection:
        raise ReauthRequired("X does not renew this login")

    def get(url, allowed, limits):
        yield from str(allowed.authorize(url)).encode()

    for _ in range(2 * MOST_TRIES):
        media.fetch_due(lite.db, lite.settings, lite.clock, get=get, login=dead)
        assert lite.row().due_at == lite.clock() + media.LOGIN_WAIT
        lite.clock.at = lite.row().due_at
    assert (lite.row().state, lite.row().tries) == (MediaState.WANTED, 0)


def test_what_a_good_login_is_not_let_to_is_not_asked_for_ever(lite) -> None:
    private(lite, "https://ton.twitter.com/dm/1.jpg")

    def get(url, allowed, limits):
        raise careful_get.NotLetIn("status 401")
        yield b""

    for _ in range(MOST_TRIES):
        assert lite.row().state == MediaState.WANTED
        media.fetch_due(lite.db, lite.settings, lite.clock, get=get)
        lite.clock.at += media.LOGIN_WAIT
    assert (lite.row().state, lite.row().reason) == (MediaState.REFUSED, Reason.UNREACHABLE)


@pytest.mark.parametrize("odd", ["a[b", "%zz=1"])
def test_a_private_address_that_cannot_be_signed_is_refused_for_good(lite, odd) -> None:
    private(lite, f"https://ton.twitter.com/dm/1.jpg?{odd}")
    names = ("api_key", "api_secret", "access_token", "access_token_secret")
    keys = Credentials(dict.fromkeys(names, "canary"))

    def login(account_id: int) -> Connection:
        return Connection("twitter", "1", None, "https://api.x.com", keys)

    def get(url, allowed, limits):
        yield from str(allowed.authorize(url)).encode()

    media.fetch_due(lite.db, lite.settings, lite.clock, get=get, login=login)
    assert (lite.row().state, lite.row().reason) == (MediaState.REFUSED, Reason.NOT_ALLOWED)


# -- what it takes --------------------------------------------------------------------------------


NOT_TAKEN = {
    "a page": (b"<!doctype html><script>alert(1)</script>", "file"),
    "a page for a photo": (b"<html>", "photo"),
    "a drawing that runs": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "photo"),
    "a drawing that runs, as a file": (b"<?xml version='1.0'?><svg/>", "file"),
    "a paper for a photo": (b"%PDF-1.7", "photo"),
    "a programme for a sticker": (b"MZ\x90\x00", "sticker"),
    "nothing": (b"", "file"),
}


@pytest.mark.parametrize(("body", "kind"), NOT_TAKEN.values(), ids=NOT_TAKEN.keys())
def test_what_is_not_what_it_says_is_refused_and_not_kept(lite, body, kind) -> None:
    lite.brings[URL] = body
    lite.desk.store(said("1", attachments=(photo(kind=kind),)))
    lite.fetch()
    assert (lite.row().reason, lite.files()) == (Reason.TYPE, [])


def test_what_it_is_is_seen_however_small_its_pieces(lite) -> None:
    lite.brings[URL] = [bytes([each]) for each in b"<svg onload='alert(1)'/>"]
    lite.desk.store(said("1", attachments=(photo(kind="file"),)))
    lite.fetch()
    assert lite.row().reason == Reason.TYPE


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"%PDF-1.7 " + b"\x00" * 3_000, "application/pdf"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 3_000, "video/mp4"),
        (b"PK\x03\x04\x00", "application/octet-stream"),
    ],
)
def test_a_file_is_kept_as_what_it_is(lite, body, found) -> None:
    lite.brings[URL] = [body[:1_500], body[1_500:]]
    lite.desk.store(said("1", attachments=(photo(kind="file"),)))
    lite.fetch()
    assert (lite.row().type, lite.row().size) == (found, len(body))
    assert shelf.media(lite.settings.data_dir).read(lite.row().digest) == body


def test_a_file_that_is_cut_off_leaves_nothing_behind(lite) -> None:
    def cut():
        yield PIXEL
        raise TryLater("cut off")

    lite.brings[URL] = cut()
    lite.desk.store(said("1", attachments=(photo(),)))
    assert lite.fetch() == {MediaState.WANTED: 1}
    assert lite.files() == []


def test_a_full_disk_is_no_end(lite, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    lite.desk.store(said("1", attachments=(photo(),)))
    with monkeypatch.context() as patched:
        patched.setattr(shelf.Shelf, "move_in", full)
        assert lite.fetch() == {MediaState.WANTED: 1}
    lite.clock.forward(minutes=1)
    assert lite.fetch() == {MediaState.STORED: 1}


# -- and again ------------------------------------------------------------------------------------


def test_what_did_not_come_is_tried_later_and_later_and_then_no_more(here) -> None:
    here.brings[URL] = TryLater("down")
    here.desk.store(said("1", attachments=(photo(),)))
    waits = []
    while here.row().state == MediaState.WANTED:
        before = here.clock()
        here.fetch()
        waits.append(int((here.row().due_at - before).total_seconds() // 60))
        here.clock.at = max(here.row().due_at, here.clock.at)
    assert waits[:-1] == [1, 5, 30, 120, 120]
    assert (here.row().reason, len(here.asked)) == (Reason.UNREACHABLE, MOST_TRIES)


@pytest.mark.parametrize("reason", [Reason.GONE, Reason.UNREACHABLE])
def test_a_newer_address_is_tried_once_more(here, reason) -> None:
    here.brings[URL] = Refused(reason)
    here.desk.store(said("1", attachments=(photo(),)))
    here.fetch()
    here.desk.store(said("1", attachments=(photo(URL + "?signed=b"),)))
    assert here.fetch() == {MediaState.STORED: 1}


def test_a_newer_address_replaces_one_that_was_not_tried_yet(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.desk.store(said("1", attachments=(photo(URL + "?signed=b"),)))
    lite.fetch()
    assert [url for url, _ in lite.asked] == [URL + "?signed=b"]


@pytest.mark.parametrize("reason", [Reason.TYPE, Reason.TOO_BIG, Reason.NOT_ALLOWED])
def test_a_newer_address_mends_no_other_refusal(lite, reason) -> None:
    lite.brings[URL] = Refused(reason)
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    lite.desk.store(said("1", attachments=(photo(URL + "?signed=b"),)))
    assert lite.fetch() == {}


def test_newer_addresses_without_end_are_not_tried_without_end(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    for number in range(30):
        lite.brings[f"{URL}?{number}"] = Refused(Reason.GONE)
        lite.desk.store(said("1", attachments=(photo(f"{URL}?{number}"),)))
        lite.fetch()
    assert len(lite.asked) == MOST_TRIES


def test_a_newer_address_for_what_is_here_changes_nothing(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))
    lite.fetch()
    lite.desk.store(said("1", attachments=(photo(URL + "?signed=b"),)))
    assert (lite.row().state, lite.fetch()) == (MediaState.STORED, {})


def test_an_outcome_for_an_older_address_is_dropped(lite) -> None:
    lite.desk.store(said("1", attachments=(photo(),)))

    def get(url, allowed, limits):
        if url == URL:
            lite.desk.store(said("1", attachments=(photo(URL + "?signed=b"),)))
            raise Refused(Reason.GONE)
        yield PIXEL

    lite.fetch(get)
    assert (lite.row().state, lite.row().url) == (MediaState.STORED, URL + "?signed=b")


# -- over the wire --------------------------------------------------------------------------------


@pytest.fixture
def them() -> Iterator[Stranger]:
    with stranger() as made:
        yield made


def test_the_stand_ins_picture_is_fetched_over_the_wire(here, them) -> None:
    here.account(base_url=f"http://{them.netloc}/graph")
    them.says = [answer(PIXEL, Content_Type="text/html")]
    here.desk.store(said("1", attachments=(photo(them.url()),)))
    assert here.fetch(careful_get.pieces) == {MediaState.STORED: 1}
    assert here.row().type == "image/png"


def test_a_file_larger_than_the_setting_is_refused(sqlite_database, tmp_path, them) -> None:
    lite = Place(sqlite_database, tmp_path, media_megabytes=1)
    lite.account(base_url=f"http://{them.netloc}")
    them.says = [answer(PIXEL + b"\x00" * 1_000_000)]
    lite.desk.store(said("1", attachments=(photo(them.url()),)))
    lite.fetch(careful_get.pieces)
    assert (lite.row().reason, lite.files()) == (Reason.TOO_BIG, [])


def test_the_time_of_a_message_has_nothing_to_do_with_it(lite) -> None:
    """An old message that is read for the first time has its picture fetched now."""
    lite.desk.store(said("1", at=NOON - timedelta(days=300), attachments=(photo(),)))
    assert lite.fetch() == {MediaState.STORED: 1}
