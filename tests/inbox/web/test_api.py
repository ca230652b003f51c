"""The JSON routes: what a browser is told, what it may ask, what it may not break."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update
from starlette.applications import Starlette

from connectors.base import Answerable, Kind
from db.models import Account, Agent, Contact, Direction, Draft, Message, Reply, ReplyEvent, Role
from inbox.care import closing, drafts, sign_in
from inbox.care.rights import MACHINE, Actor, Via
from inbox.outgoing import replying
from inbox.pages.current import House
from inbox.queries import around, thread
from inbox.rules.budget import Thrift
from inbox.settings import Settings
from inbox.web import api, gate
from tests import cast
from tests.asgi import COOKIE, Browser
from tests.cast import NOON

SETTINGS = Settings(_env_file=None)
KEY = "0" * 31 + "1"
OTHER = "0" * 31 + "2"


class Desk:
    """Miriam's browser before a conversation with Erika."""

    def __init__(self, database, platform="memory", kind=Kind.MENTION, settings=SETTINGS):
        self.database = database
        self.now = NOON
        house = House(database, settings, lambda: self.now)
        app = Starlette(routes=api.routes(house))
        self.browser = Browser(gate.Gate(app, database, SETTINGS, "", lambda: self.now))
        with database.write() as session:
            self.miriam = cast.agent(session)
            account = cast.account(session, platform)
            self.matter = cast.matter(session, account, "Mein Geld ist noch nicht da.", kind=kind)
            self.id = self.matter.conversation.id
        self.enter(self.miriam.id)

    def enter(self, agent_id):
        with self.database.write() as session:
            link = sign_in.new_link(session, MACHINE, agent_id, self.now)
            done = sign_in.with_link(session, link, self.now, SETTINGS)
        self.browser.cookies[COOKIE] = done.token

    def get(self, target):
        return self.browser.get(target, {"accept": "application/json"})

    def send(self, method, target, body):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
        return self.browser.ask(method, target, raw, headers)

    def thread(self, query=""):
        return json.loads(self.get(f"/api/thread/{self.id}{query}").text)

    def save(self, text, key=KEY, seen=""):
        answer = self.send("PUT", f"/api/draft/{self.id}", {"text": text, "key": key, "seen": seen})
        return json.loads(answer.text)

    def preview(self, text, **more):
        body = {"conversation": self.id, "text": text, **more}
        return json.loads(self.send("POST", "/api/preview", body).text)

    def write(self, *rows):
        with self.database.write() as session:
            session.add_all(rows)

    def reply(self, state="queued", **values):
        given = {
            "key": "r", "draft_key": "d", "account_id": 1, "conversation_id": self.id,
            "agent_id": self.miriam.id, "via": "page", "kind": "mention", "thread_id": "1",
            "target": "1", "body": "a", "signature": "s", "text": "a s", "state": state,
            "not_before": NOON, "queued_at": NOON, "undo_until": NOON + timedelta(seconds=5),
        } | values  # fmt: skip
        with self.database.write() as session:
            row = Reply(**given)
            session.add(row)
            session.flush()
            session.add(ReplyEvent(reply_id=row.id, at=NOON, event="queued", state=state))
            return row.id


@pytest.fixture
def desk(sqlite_database):
    return Desk(sqlite_database)


def test_a_conversation_comes_whole(desk):
    told = desk.thread()
    assert (told["name"], told["label"], told["kind"]) == ("Erika M.", "Memory", "Erwähnung")
    assert [entry["text"] for entry in told["entries"]] == ["Mein Geld ist noch nicht da."]
    assert told["person"]["knownSince"] == NOON.isoformat()
    assert told["composer"]["as"] == "Miriam Brandt"
    nothing = {"key": None, "text": "", "stamp": "", "private": False, "split": False}
    assert told["draft"] == nothing | {"pictures": []}


def test_signs_of_heat_come_with_the_words_they_were_seen_in(desk):
    assert desk.thread()["heat"] == []
    with desk.database.write() as session:
        session.get(Message, desk.matter.message.id).text = "So eine FRECHHEIT!!!"
    assert desk.thread()["heat"] == [
        {"sign": "Worte des Ärgers", "words": ["FRECHHEIT"]},
        {"sign": "gehäufte ! und ?", "words": ["FRECHHEIT!!!"]},
    ]


def test_both_databases_tell_the_same(database):
    told = Desk(database).thread()
    assert [entry["at"] for entry in told["entries"]] == [NOON.isoformat()]


def test_an_answer_that_is_known_already_is_not_told_again(desk):
    stamp = desk.thread()["stamp"]
    desk.now += timedelta(seconds=4)
    assert desk.get(f"/api/thread/{desk.id}?stamp={stamp}").status == 204


@pytest.mark.parametrize("change", ["message", "draft", "reply", "edit"])
def test_whatever_changes_is_told(desk, change):
    stamp = desk.thread()["stamp"]
    if change == "message":
        desk.write(
            Message(
                account_id=1,
                external_id="n",
                thread_id="1001",
                conversation_id=desk.id,
                contact_id=1,
                kind="mention",
                direction="inbound",
                text="Hallo?",
                created_at=NOON,
                stored_at=NOON,
                answerable="yes",
                attachments=[],
            )
        )
    elif change == "draft":
        desk.save("Guten Tag")
    elif change == "reply":
        desk.reply()
    else:
        with desk.database.write() as session:
            session.get(Message, desk.matter.message.id).text = "Mein Geld ist noch nicht da.?"
    assert desk.get(f"/api/thread/{desk.id}?stamp={stamp}").status == 200


def test_the_words_are_the_agents(desk):
    with desk.database.write() as session:
        session.get(Agent, desk.miriam.id).language = "en"
    assert desk.thread()["kind"] == "Mention"


def test_a_busy_platform_is_told_in_the_browsers_time_zone(desk):
    desk.reply(not_before=NOON + timedelta(minutes=30), undo_until=NOON)
    said = desk.thread("?zone=Europe/Berlin")["entries"][-1]["delivery"]
    assert "13:30" in said["text"]
    assert said["tone"] == "warn"


def test_undo_is_offered_while_it_lasts_and_to_its_agent_alone(desk):
    desk.reply()
    mine = desk.thread()["entries"][-1]["delivery"]
    assert (mine["ways"], mine["undoUntil"]) == (
        ["undo"],
        (NOON + timedelta(seconds=5)).isoformat(),
    )
    with desk.database.write() as session:
        jonas = cast.agent(session, cast.JONAS)
    desk.enter(jonas.id)
    assert desk.thread()["entries"][-1]["delivery"]["ways"] == []


@pytest.mark.parametrize(
    ("state", "more", "offered"),
    [
        ("queued", {}, True),
        ("queued", {"unknown_at": NOON}, False),
        ("held", {}, True),
        ("sending", {}, False),
        ("unknown", {"unknown_at": NOON}, False),
        ("failed", {}, False),
    ],
)
def test_taking_back_is_offered_exactly_as_long_as_it_works(desk, state, more, offered):
    reply_id = desk.reply(state, **more)
    desk.now = NOON + timedelta(seconds=5)
    told = desk.thread()["entries"][-1]["delivery"]
    assert ("undo" in told["ways"], told["undoUntil"]) == (offered, None)
    miriam = Actor(desk.miriam.id, Role.AGENT, Via.PAGE)
    with desk.database.write() as session:
        if offered:
            assert replying.undo(session, miriam, reply_id, desk.now) == "a"
        else:
            with pytest.raises(replying.TooLate):
                replying.undo(session, miriam, reply_id, desk.now)


@pytest.mark.parametrize(
    ("state", "account", "moves"),
    [
        ("queued", "active", True),
        ("sending", "active", True),
        ("queued", "paused", False),
        ("unknown", "active", False),
    ],
)
def test_only_what_may_change_any_second_is_asked_for_every_second(desk, state, account, moves):
    desk.reply(state, undo_until=NOON)
    with desk.database.write() as session:
        session.get_one(Account, 1).state = account
    assert desk.thread()["moving"] is moves


def test_a_budget_that_is_used_up_is_a_reason_to_wait(desk):
    desk.reply(undo_until=NOON)
    with desk.database.write() as session:
        session.get_one(Account, 1).thrift = Thrift.NOTHING
    told = desk.thread()
    delivery = told["entries"][-1]["delivery"]
    assert "Budget dieses Monats ist verbraucht" in delivery["text"]
    assert (delivery["ways"], told["moving"]) == (["undo"], False)


def test_a_failure_is_loud_until_its_agent_has_answered_again(desk):
    desk.reply("failed", refusal="duplicate")
    (loud,) = [entry["delivery"] for entry in desk.thread()["entries"] if entry["delivery"]]
    assert loud["tone"] == "bad"
    desk.reply("queued", key="r2", draft_key="d2", not_before=NOON, undo_until=NOON)
    past, _ = [entry["delivery"] for entry in desk.thread()["entries"] if entry["delivery"]]
    assert (past["tone"], past["text"]) == ("calm", "Nicht gesendet")


def test_a_failure_is_quiet_once_the_conversation_was_put_away_with_it(desk):
    desk.reply("failed", refusal="duplicate")
    with desk.database.write() as session:
        closing.close(session, Actor(desk.miriam.id, Role.AGENT, Via.PAGE), desk.id, desk.now)
    (past,) = [entry["delivery"] for entry in desk.thread()["entries"] if entry["delivery"]]
    assert (past["tone"], past["text"]) == ("calm", "Nicht gesendet")
    assert past["history"][-1]["text"] == "Miriam Brandt hat die Unterhaltung damit erledigt"


def test_a_page_further_back_has_no_draft_and_no_person(desk):
    told = desk.thread(f"?before={NOON.isoformat().replace('+', '%2B')}~999")
    assert not {"draft", "person", "composer"} & told.keys()


def test_who_went_back_is_told_everything_from_there_on(desk):
    place = f"{NOON.isoformat().replace('+', '%2B')}~{desk.matter.message.id}"
    assert [entry["text"] for entry in desk.thread(f"?down={place}")["entries"]] == [
        "Mein Geld ist noch nicht da."
    ]
    assert desk.thread("?down=~0")["older"] is None


def long(desk, count=60):
    """Let the customer write on; return the ids of it all, the oldest first."""
    with desk.database.write() as session:
        session.add_all(
            Message(
                account_id=desk.matter.message.account_id, external_id=f"e{number}",
                thread_id=desk.matter.message.thread_id, conversation_id=desk.id,
                contact_id=desk.matter.message.contact_id, kind=Kind.MENTION,
                direction=Direction.INBOUND, text=f"Nr {number}",
                created_at=NOON + timedelta(minutes=number), stored_at=NOON,
                answerable=Answerable.YES, attachments=[],
            )
            for number in range(1, count + 1)
        )  # fmt: skip
    with desk.database.read() as session:
        mine = Message.conversation_id == desk.id
        return [*session.scalars(select(Message.id).where(mine).order_by(Message.created_at))]


def test_a_message_far_back_is_told_with_all_below_it_and_with_what_led_to_it(desk):
    ids = long(desk)
    told = desk.thread(f"?to={ids[15]}")
    assert [entry["id"] for entry in told["entries"]] == ids[15 - around.LED_TO :]
    assert told["down"] == told["older"]


def test_of_a_message_near_the_beginning_it_all_is_told(desk):
    ids = long(desk)
    told = desk.thread(f"?to={ids[3]}")
    assert ([entry["id"] for entry in told["entries"]], told["older"]) == (ids, None)
    assert told["down"] == "~0"


@pytest.mark.parametrize(
    "to", ["", "x", "-1", "1'--", "9" * 40, "999999", "٣", "{near}", "{theirs}"]
)
def test_what_is_shown_or_is_no_message_of_it_gets_the_newest_page(desk, to):
    ids = long(desk)
    with desk.database.write() as session:
        theirs = cast.matter(
            session, session.query(Account).one(), "Andere", thread="9",
            who=session.query(Contact).one(),
        ).message.id  # fmt: skip
    told = desk.thread(f"?to={quote(to.format(near=ids[-3], theirs=theirs))}")
    assert [entry["id"] for entry in told["entries"]] == ids[-thread.PAGE :]
    assert "down" not in told


@pytest.mark.parametrize("name", ["before", "down"])
@pytest.mark.parametrize("before", ["x", "2026~1", "~", "9999999~9"])
def test_a_place_that_makes_no_sense_is_refused(desk, name, before):
    assert desk.get(f"/api/thread/{desk.id}?{name}={before}").status == 400


@pytest.mark.parametrize("number", ["999", "9223372036854775808", "9" * 40])
def test_a_conversation_that_is_not_there_is_not_found(desk, number):
    assert desk.get(f"/api/thread/{number}").status == 404


@pytest.mark.parametrize(
    ("method", "target"),
    [("GET", "/api/thread/1"), ("PUT", "/api/draft/1"), ("POST", "/api/preview")],
)
def test_a_stranger_is_told_nothing(desk, method, target):
    desk.browser.cookies.clear()
    answer = desk.send(method, target, {"text": "x", "key": KEY, "seen": "", "conversation": 1})
    assert (answer.status, answer.body) == (401, b"")


def test_somebody_disabled_is_told_nothing(desk):
    with desk.database.write() as session:
        session.get(Agent, desk.miriam.id).disabled_at = NOON
    assert desk.get(f"/api/thread/{desk.id}").status == 401


@pytest.mark.parametrize(("method", "target"), [("PUT", "/api/draft/1"), ("POST", "/api/preview")])
def test_a_page_from_elsewhere_changes_nothing(desk, method, target):
    body = json.dumps({"text": "x", "key": KEY, "seen": "", "conversation": 1}).encode()
    answer = desk.browser.ask(method, target, body, {"origin": "https://evil.example"})
    assert answer.status == 403


def test_a_draft_is_kept_and_comes_back(desk):
    kept = desk.save("Guten Tag")
    assert desk.thread()["draft"] == kept | {"pictures": []}
    assert kept["key"] == KEY


@pytest.mark.parametrize("split", [True, False])
def test_that_it_leaves_in_parts_is_kept_with_a_draft(desk, split):
    body = {"text": "Sehr lang", "key": KEY, "seen": "", "split": split}
    desk.send("PUT", f"/api/draft/{desk.id}", body)
    assert desk.thread()["draft"]["split"] is split


def test_a_draft_is_the_agents_own(desk):
    desk.save("Nur für Miriam")
    with desk.database.write() as session:
        jonas = cast.agent(session, cast.JONAS)
    desk.enter(jonas.id)
    assert desk.thread()["draft"]["text"] == ""


def test_a_second_tab_is_joined(desk):
    desk.save("Guten Tag")
    desk.now += timedelta(seconds=1)
    assert desk.save("Hallo", OTHER)["text"] == "Guten Tag\n\nHallo"


def test_a_draft_for_nowhere_is_not_kept(desk):
    answer = desk.send("PUT", "/api/draft/999", {"text": "x", "key": KEY, "seen": ""})
    assert answer.status == 404


BROKEN = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": 5}', b"[" * 100_000,
    b'{"text": "x", "key": "short", "seen": ""}',
    b'{"text": "x", "key": null, "seen": ""}',
    b'{"text": "x", "key": "' + KEY.encode() + b'"}',
    b"x" * 500_000,
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize(("method", "target"), [("PUT", "/api/draft/1"), ("POST", "/api/preview")])
def test_a_body_that_makes_no_sense_is_refused(desk, method, target, body):
    assert desk.send(method, target, body).status == 400
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.parametrize("number", [0, -1, 2**63, True, "1", 1.5, None, [1]])
def test_a_preview_for_something_that_is_no_number_is_refused(desk, number):
    body = {"conversation": number, "text": "x"}
    assert desk.send("POST", "/api/preview", body).status == 400


def test_a_preview_for_nowhere_is_not_found(desk):
    assert desk.send("POST", "/api/preview", {"conversation": 99, "text": "x"}).status == 404


def test_a_preview_is_signed_and_counted(desk):
    told = desk.preview("Guten Tag, ich bin Miriam Brandt.")
    (part,) = told["parts"]
    assert part["text"].startswith("Guten Tag, ich bin Miriam Brandt.")
    assert "Miriam Brandt" in part["signature"]
    assert part["text"].endswith(part["signature"])
    assert part["length"] <= part["limit"]
    assert (told["fits"], told["objections"]) == (True, [])


def test_what_was_added_is_told_until_its_agent_has_read_it(desk):
    desk.save("Gern.")
    with desk.database.write() as session:
        message = session.get(Message, desk.matter.message.id)
        message.stored_at = NOON + timedelta(seconds=5)
        newest = message.id

    def said(**more):
        return [(one["rule"], one["read"]) for one in desk.preview("Gern.", **more)["objections"]]

    assert ("wrote_again", {"message": newest}) in said(read=None)
    assert "wrote_again" not in dict(said(read={"message": newest}))


UNREADABLE = [
    1, [1], {"message": 0}, {"message": -1}, {"message": 2**63}, {"message": True}, {"message": "1"},
    {"answer": "gestern"}, {"answer": 1}, {"answer": "2026-11-20T10:00:00"}, {"both": 1},
]  # fmt: skip


@pytest.mark.parametrize("read", UNREADABLE)
def test_what_cannot_have_been_read_is_refused(desk, read):
    body = {"conversation": desk.id, "text": "x", "read": read}
    assert desk.send("POST", "/api/preview", body).status == 400


@pytest.mark.parametrize(
    ("platform", "missing", "said"), [("twitter", "gif", "WebP"), ("facebook", "webp", "GIF")]
)
def test_the_chooser_offers_what_the_platform_takes(sqlite_database, platform, missing, said):
    desk = Desk(sqlite_database, platform)
    given = desk.thread()["composer"]["channels"][0]["pictures"]
    assert f"image/{missing}" not in given["types"]
    assert said in given["limits"]
    assert said in given["flaws"]["no_picture"]


def test_who_has_not_met_them_can_put_in_who_she_is(desk):
    told = desk.preview("Gern.")
    assert told["openings"]["introduce"] == "Mein Name ist Miriam Brandt."
    assert told["openings"]["ask"] is None
    assert ("not_introduced", True) in [(one["rule"], one["toCome"]) for one in told["objections"]]
    said = desk.preview(told["openings"]["introduce"])
    assert said["openings"]["introduce"] is None


def test_an_empty_composer_shows_the_signature(desk):
    told = desk.preview("")
    assert "Miriam Brandt" in told["parts"][0]["signature"]


def test_what_speaks_against_it_is_a_sentence_in_the_agents_language(desk):
    told = desk.preview("Ihre Ticketnummer ist 4711.")
    assert ("blocks", False) in {(one["level"], one["toCome"]) for one in told["objections"]}
    assert all(objection["text"] for objection in told["objections"])
    assert "Say it without" not in told["objections"][0]["text"]


@pytest.mark.parametrize(
    ("played", "leads"),
    [(True, "http://127.0.0.1:8611"), (False, "https://x.com/erika_m/status/1")],
)
def test_the_way_to_the_original_leads_to_where_it_stands(sqlite_database, played, leads):
    """In the sandbox that is the town: out there, nobody knows these posts."""
    desk = Desk(sqlite_database, settings=SETTINGS.model_copy(update={"sandbox": played}))
    with desk.database.write() as session:
        session.execute(update(Message).values(permalink="https://x.com/erika_m/status/1"))
    shown = desk.thread()
    assert {shown["permalink"], *(entry["permalink"] for entry in shown["entries"])} == {leads}


@pytest.fixture
def on_x(sqlite_database):
    return Desk(sqlite_database, "twitter")


LONG = "Das ist ein Satz, der für einen Beitrag etwas länger ist als nötig. " * 8


def test_too_long_offers_to_split_and_shows_the_parts_when_chosen(on_x):
    (objection,) = on_x.preview(LONG)["objections"]
    assert (objection["rule"], objection["level"]) == ("too_long", "blocks")
    parts = on_x.preview(LONG, split=True)["parts"]
    assert len(parts) == objection["parts"] > 1
    assert all("Miriam Brandt" in part["text"] for part in parts)


@pytest.fixture
def commented(sqlite_database):
    return Desk(sqlite_database, kind=Kind.COMMENT)


def test_a_comment_offers_both_ways_and_who_reads_them(commented):
    public, private = commented.thread()["composer"]["channels"]
    assert (public["name"], private["name"]) == ("Öffentlich", "Privat")
    assert private["placeholder"] == "Das liest nur Erika M. …"
    assert private["window"].startswith("Einmal möglich, bis 27. Nov.")


def test_a_private_answer_is_previewed_by_its_own_limit(commented):
    limits = {
        how: commented.preview("x", private=how)["parts"][0]["limit"] for how in (True, False)
    }
    assert limits == {True: 10_000, False: 280}


def test_a_draft_says_for_whom_it_is(commented):
    body = {"text": "Nur für Sie", "key": KEY, "seen": "", "private": True}
    commented.send("PUT", f"/api/draft/{commented.id}", body)
    assert commented.thread()["draft"]["private"] is True


def test_a_link_that_is_typed_says_what_it_costs(on_x):
    assert "0,20" in on_x.preview("Siehe https://example.com")["dearer"]
    assert on_x.preview("Siehe dort.")["dearer"] == ""


def test_on_x_the_composer_offers_a_link_and_says_what_it_costs(on_x):
    link = on_x.thread()["composer"]["link"]
    assert link["url"].startswith("https://x.com/messages/compose?recipient_id=ours")
    assert "0,20" in link["cost"]


def test_when_all_is_shut_the_other_conversations_are_named(desk):
    with desk.database.write() as session:
        account = session.get(Account, desk.matter.conversation.account_id)
        who = session.get(Contact, desk.matter.contact.id)
        other = cast.matter(session, account, "Und noch etwas", who=who, thread="2002")
        session.get(Message, desk.matter.message.id).answerable = Answerable.CLOSED
        number = other.conversation.id
    assert desk.thread()["composer"]["others"] == [{"id": number, "text": "Erwähnung, 12:00"}]


def test_where_nothing_can_be_answered_the_composer_says_so(desk):
    with desk.database.write() as session:
        session.get(Message, desk.matter.message.id).answerable = Answerable.RESTRICTED
    (way,) = desk.thread()["composer"]["channels"]
    assert "antworten" in way["shut"]


def test_without_a_direct_contact_the_composer_says_so(desk):
    with desk.database.write() as session:
        agent = session.get(Agent, desk.miriam.id)
        agent.phone = agent.email = None
    assert desk.thread()["composer"]["reachable"] is False


@pytest.mark.parametrize(
    "text", ["\x00", "\ud83d", "\u202egnirts", "e" + "\u0301" * 5000, "x" * 30_000]
)
def test_whatever_is_typed_is_answered(desk, text):
    assert desk.preview(text)["parts"]
    assert len(desk.save(text)["text"]) <= drafts.LONGEST


def test_nothing_is_kept_by_a_browsers_cache(desk):
    assert desk.get(f"/api/thread/{desk.id}").headers["cache-control"] == "no-store"
