"""Pictures and files from our own house: to agents alone, and nothing in them runs."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from connectors.base import Gone
from db.models import Media, MediaState, Message, Picture
from inbox.care import removal, shelf, sign_in
from inbox.care.rights import MACHINE
from inbox.pages.current import House
from inbox.queries import thread
from inbox.rules.images import UNKNOWN
from inbox.web import files, gate
from tests import cast
from tests.asgi import COOKIE, Browser
from tests.cast import NOON
from tests.contract_whole import PIXEL
from tests.desk import settings

POLICY = "default-src 'self'"


class Room:
    """Miriam's browser, and a message of Erika's with something on it."""

    def __init__(self, database, folder):
        self.database = database
        self.settings = settings(data_dir=folder / "data")
        house = House(database, self.settings, lambda: NOON)
        app = Starlette(routes=files.routes(house))
        self.browser = Browser(gate.Gate(app, database, self.settings, POLICY, lambda: NOON))
        with database.write() as session:
            self.miriam = cast.agent(session).id
            self.matter = cast.matter(session, cast.account(session))
            self.message = self.matter.message.id
            link = sign_in.new_link(session, MACHINE, self.miriam, NOON)
            done = sign_in.with_link(session, link, NOON, self.settings)
        self.browser.cookies[COOKIE] = done.token

    def stored(self, data=PIXEL, kind="image/png", state=MediaState.STORED):
        """Let a file hang on the message; returns its number."""
        digest = shelf.media(self.settings.data_dir).keep(data)
        with self.database.write() as session:
            session.get_one(Message, self.message).attachments = [
                {"kind": "photo", "url": "https://pbs.twimg.com/1", "alt": "Feld"}
            ]
            row = Media(
                message_id=self.message, place=0, url="https://pbs.twimg.com/1", state=state,
                due_at=NOON, digest=digest, type=kind, size=len(data),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def picture(self, data=PIXEL):
        digest = shelf.pictures(self.settings.data_dir).keep(data)
        with self.database.write() as session:
            row = Picture(
                agent_id=self.miriam, conversation_id=self.matter.conversation.id, place=0,
                draft_key="k", digest=digest, type="image/png", size=len(data), added_at=NOON,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def get(self, target, **headers):
        return self.browser.get(target, headers)


@pytest.fixture
def room(sqlite_database, tmp_path):
    return Room(sqlite_database, tmp_path)


def test_a_picture_is_shown_byte_for_byte_as_what_it_is(room) -> None:
    answer = room.get(f"/file/{room.stored()}")
    assert (answer.status, answer.body) == (200, PIXEL)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize("target", ["/file/{media}", "/picture/{picture}"])
def test_nothing_in_a_file_can_run_and_nobody_else_keeps_it(room, target) -> None:
    target = target.format(media=room.stored(), picture=room.picture())
    headers = room.get(target).headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "private, max-age=3600"
    assert headers["x-frame-options"] == "DENY"


def test_only_our_own_word_makes_another_policy() -> None:
    """What Streamlit or a stranger's answer might say of it changes nothing."""
    assert gate.LOCKED == "default-src 'none'; sandbox"


@pytest.mark.parametrize("kind", ["application/pdf", UNKNOWN])
def test_what_is_no_picture_is_saved_not_shown(room, kind) -> None:
    headers = room.get(f"/file/{room.stored(b'%PDF-1.7', kind)}").headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["content-type"] == kind


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "text/xml", "application/xhtml+xml"]
)
def test_what_could_run_is_never_served_as_itself(room, kind) -> None:
    """The fetcher refuses it; whatever a row may say all the same, a browser saves plain bytes."""
    answer = room.get(f"/file/{room.stored(b'<svg onload=x()>', kind)}")
    assert answer.headers["content-type"] == UNKNOWN
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_file_has_a_name_of_ours_never_a_strangers(room) -> None:
    number = room.stored()
    told = room.get(f"/file/{number}").headers["content-disposition"]
    assert told == f'inline; filename="attachment-{number}.png"'


def test_a_film_can_be_played_from_its_middle(room) -> None:
    number = room.stored(b"\x00\x00\x00\x20ftypisom" + b"x" * 100, "video/mp4")
    answer = room.get(f"/file/{number}", range="bytes=10-19")
    assert (answer.status, len(answer.body)) == (206, 10)


@pytest.mark.parametrize("target", ["/file/{media}", "/picture/{picture}"])
def test_nobody_who_is_not_signed_in_gets_anything(room, target) -> None:
    target = target.format(media=room.stored(), picture=room.picture())
    room.browser.cookies.clear()
    answer = room.get(target)
    assert (answer.status, answer.body) == (401, b"")


@pytest.mark.parametrize(
    "target",
    [
        "/file/4711",
        "/picture/4711",
        f"/file/{2**63}",
        f"/file/{10**30}",
        "/file/0",
        "/picture/0",
    ],
)
def test_what_is_not_there_is_not_found(room, target) -> None:
    assert room.get(target).status == 404


@pytest.mark.parametrize("target", ["/file/x", "/file/-1", "/file/../secret.key", "/file/1/2"])
def test_a_file_has_a_number_and_nothing_else(room, target) -> None:
    room.stored()
    assert room.get(target).status == 404


def test_what_is_not_here_yet_is_not_found(room) -> None:
    number = room.stored(state=MediaState.WANTED)
    with room.database.write() as session:
        session.get_one(Media, number).digest = None
    assert room.get(f"/file/{number}").status == 404


def test_what_the_platform_no_longer_shows_is_not_found(room) -> None:
    number = room.stored()
    with room.database.write() as session:
        removal.remove(session, [room.message], Gone.DELETED, NOON)
    assert room.get(f"/file/{number}").status == 404


def test_a_file_that_was_lost_is_fetched_again(room) -> None:
    number = room.stored()
    with room.database.read() as session:
        kept = session.get_one(Media, number)
    shelf.media(room.settings.data_dir).path(kept.digest).unlink()
    assert room.get(f"/file/{number}").status == 404
    with room.database.read() as session:
        again = session.get_one(Media, number)
    assert (again.state, again.digest, again.tries) == (MediaState.WANTED, None, 0)


def test_a_digest_that_is_a_path_leads_nowhere(room) -> None:
    number = room.stored()
    with room.database.write() as session:
        session.get_one(Media, number).digest = "../../secret.key"
    assert room.get(f"/file/{number}").status == 404


def test_a_thread_names_what_is_served(room) -> None:
    number = room.stored()
    with room.database.read() as session:
        (entry,) = thread.opened(session, room.matter.conversation.id).entries
    (shown,) = entry.media
    assert (shown.file_id, shown.type, shown.alt) == (number, "image/png", "Feld")
    assert room.get(f"/file/{shown.file_id}").status == 200


@pytest.mark.parametrize("state", [MediaState.WANTED, MediaState.REFUSED])
def test_a_thread_names_no_file_that_is_not_here(room, state) -> None:
    room.stored(state=state)
    with room.database.read() as session:
        (entry,) = thread.opened(session, room.matter.conversation.id).entries
    assert (entry.media[0].file_id, entry.media[0].state) == (None, state)


def test_what_we_send_along_is_shown_on_its_way_and_after_it(database, tmp_path) -> None:
    from tests.inbox.care.test_pictures import KEY, adds, at_a_desk

    desk = at_a_desk(database, tmp_path)
    conversation = desk.writes()
    shown = adds(desk, conversation, alt="Feld")
    desk.answers(conversation, key=KEY)
    for _ in range(2):
        with desk.db.read() as session:
            entries = thread.opened(session, conversation).entries
            assert session.scalars(select(Picture)).one().id == shown.id
        assert [each.picture_id for each in entries[-1].media] == [shown.id]
        desk.after_undo()
