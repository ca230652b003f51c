"""Search gives the same answers on both databases: those that a plain reading of all texts gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from connectors.base import Author, Kind
from db.models import Conversation, ConversationState, Direction, Message, Read, SearchEntry
from db.session import Database
from inbox.care import indexing, tagging
from inbox.care.rights import MACHINE
from inbox.queries import search
from inbox.queries import search_index as index
from inbox.queries.search import Found, Order
from inbox.queries.search_index import Wanted
from inbox.rules import folding, hits, labels, places
from inbox.rules.search import Problem, Query, Term, read
from tests import cast, postgres
from tests.cast import NOON

VOCABULARY = [
    "Heizung", "heizungen", "Straße", "STRASSE", "Müller", "mueller", "Muller", "kein", "warmes",
    "Wasser", "wasser", "Wasserschaden", "ist", "ist", "aus", "Störung", "stoerung", "danke", "neu",
    "e-mail", "東京", "50%", "a_b", "NEAR", "OR", "(so)", '"ja"', "O'Neill", "👍", "x*", "'q'",
]  # fmt: skip
PEOPLE = [
    Author("1", "Erika Müller", "erika_m"),
    Author("2", "Cem Öztürk", "cem_oe"),
    Author("3", "Heizung Huber", None),
]
PLATFORMS = ("twitter", "facebook", "instagram")
KINDS = (Kind.MENTION, Kind.COMMENT, Kind.DIRECT)
TAGGED = ("", "Strom", "Große Störung")
MONTHS = [timedelta(seconds=n) for n in (0, 1, 3_600, 86_400 * 2, 86_400 * 40, 86_400 * 900)]


@dataclass(frozen=True)
class Said:
    """One message of the corpus, as the plain reading knows it."""

    id: int
    words: list[str]
    called: list[str] | None
    agent: str | None
    platform: str
    kind: str
    state: str
    unread: bool
    at: datetime
    tag: str
    owner: str | None


def fill(db: Database) -> list[Said]:
    """Write the same hundred messages into a database, and return them."""
    chance = random.Random(7)
    said = []
    with db.write() as session:
        miriam = cast.agent(session)
        owners = {"miriam": miriam.id, "jonas": cast.agent(session, cast.JONAS).id}
        ours = {name: cast.account(session, platform=name) for name in PLATFORMS}
        people = {
            (name, who.external_id): cast.contact(session, who, name)
            for name in PLATFORMS
            for who in PEOPLE
        }
        for number in range(100):
            platform, who = chance.choice(PLATFORMS), chance.choice(PEOPLE)
            at = NOON - chance.choice(MONTHS) * chance.randint(1, 2)
            line = " ".join(chance.choices(VOCABULARY, k=chance.randint(1, 9)))
            line = "Kein warmes Wasser, heute ist aus damit" if number % 20 == 5 else line
            matter = cast.matter(
                session, ours[platform], line, who=people[platform, who.external_id],
                kind=chance.choice(KINDS), thread=f"t{number}", at=at,
            )  # fmt: skip
            matter.conversation.state = state = chance.choice(list(ConversationState))
            by_us, seen, around = (chance.random() < share for share in (0.2, 0.3, 0.1))
            if by_us:
                matter.message.direction = Direction.OUTBOUND
                matter.message.contact_id, matter.message.agent_id = None, miriam.id
            if seen:
                row = Read(agent_id=miriam.id, conversation_id=matter.conversation.id)
                row.message_id, row.read_at = matter.message.id, at
                session.add(row)
            if around:
                matter.message.direction = Direction.CONTEXT
                matter.message.conversation_id = None
                continue
            called = None if by_us else folding.folded(f"{who.name} {who.handle or ''}")
            tag = TAGGED[number % 3]
            owner = (None, "miriam", "jonas")[number // 3 % 3]
            if tag:
                tagging.put_on(session, MACHINE, matter.conversation.id, tag, NOON)
            matter.conversation.owner_id = owner and owners[owner]
            said.append(
                Said(
                    matter.message.id, folding.folded(line), called, "miriam" if by_us else None,
                    platform, matter.message.kind, state, not seen, at, tag, owner,
                )
            )  # fmt: skip
    indexing.catch_up(db)
    return [each for each in said if each.words]


@dataclass(frozen=True, repr=False)
class Both:
    """Both databases and the corpus that stands in each of them."""

    databases: list[Database]
    corpus: list[Said]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Give both databases with the same corpus in them."""
    folder: Path = tmp_path_factory.mktemp("search")
    with ExitStack() as stack:
        urls = [
            stack.enter_context(place)
            for place in (postgres.fresh_sqlite(folder), postgres.fresh())
        ]
        opened = [postgres.warm(url) for url in urls]
        corpora = [fill(db) for db in opened]
        assert corpora[0] == corpora[1]
        yield Both(opened, corpora[0])
        for db in opened:
            db.close()


# -- the plain reading ----------------------------------------------------------------------------


def holds(words: list[str], term: Term) -> bool:
    line, wanted = f" {' '.join(words)} ", f" {' '.join(term.words)}"
    return (wanted if term.prefix else f"{wanted} ") in line


def fits(said: Said, query: Query) -> bool:
    return (
        all(holds(said.words, term) for term in query.terms)
        and not any(holds(said.words, term) for term in query.without)
        and (not query.people or any(holds(said.called or [], term) for term in query.people))
        and (not query.agents or said.agent in query.agents)
        and (not query.platforms or said.platform in query.platforms)
        and (not query.kinds or said.kind in query.kinds)
        and (not query.states or said.state in query.states)
        and (said.unread or not query.unread)
        and (not query.tags or labels.folded(said.tag) in query.tags)
        and (not query.owners or owned(said.owner) & set(query.owners))
        and (query.since is None or said.at >= query.since)
        and (query.until is None or said.at < query.until)
    )


def owned(owner: str | None) -> set[str]:
    """Return by which words somebody is meant when Miriam asks."""
    return {"miriam": {"miriam", "me"}, None: {"none"}}.get(owner, {str(owner)})


def plainly(corpus: list[Said], query: Query, order: Order) -> list[int]:
    def rank(said: Said) -> tuple[int, datetime, int]:
        best = hits.score(said.words, query.terms) if order is Order.BEST else 0
        return best, said.at, said.id

    found = [said for said in corpus if fits(said, query)]
    return [said.id for said in sorted(found, key=rank, reverse=True)]


def searched(db: Database, query: Query, order: Order, limit: int) -> list[int]:
    """Turn all pages of a search."""
    ids: list[int] = []
    after: str | None = None
    with db.read() as session:
        while True:
            page = search.find(session, 1, query, order, after, limit)
            ids += [hit.message_id for hit in page.hits]
            after = page.older
            if after is None:
                return ids


def agree(both: Both, line: str, order: Order, limit: int = 7) -> int:
    query = read(line, "Europe/Berlin")
    expected = [] if query.wrong or query.empty else plainly(both.corpus, query, order)
    assert [searched(db, query, order, limit) for db in both.databases] == [expected] * 2
    return len(expected)


LINES = [
    "heizung", "heizung*", "mueller", "MÜLLER", "strasse", '"warmes wasser"', '"warmes was"*',
    "ist aus", "wasser -ist", 'is:open -"ist aus"', "ist -heiz*", "from:erika", "from:müller is:open",
    'from:"cem öztürk" wasser', "from:erika from:cem danke", "by:miriam", "by:miriam ist",
    "platform:x", "platform:x platform:fb ist", "kind:direct", "kind:comment kind:mention neu",
    "is:done", "is:snoozed is:waiting ist", "is:answered", "is:unread", "is:unread is:open wasser",
    "before:2026-11-19", "after:2026-11-19", "on:2026-11-20 ist", "after:2020-01-01 before:2025-01-01",
    "東京", "e-mail", "stoer*", "near or", "x*", "near* (so)", "is:open -danke", "platform:instagram -ist",
    "tag:strom", 'tag:"große STÖRUNG" ist', 'tag:STROM tag:"große störung" is:open', "owner:me",
    "owner:none owner:jonas wasser", "owner:miriam tag:strom",
]  # fmt: skip
"""Each finds something in the corpus."""


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("line", LINES)
def test_both_databases_find_what_a_plain_reading_finds(both, line: str, order: Order) -> None:
    found = agree(both, line, order)
    assert found > 0 or line == "x*"


OPERATORS = st.sampled_from(
    ["from:erika", "from:m*", "from:mül*", "from:nobody", "by:miriam", "platform:x", "platform:facebook",
     "kind:direct", "kind:mention", "is:open", "is:unread", "before:2026-11-20", "after:2024-01-01",
     "on:19.11.2026", "tag:strom", "tag:nobody", "owner:me", "owner:none"]
)  # fmt: skip
WORDS = st.sampled_from(VOCABULARY)
ASKED = st.one_of(
    WORDS,
    WORDS.map(lambda word: f"{word[:3]}*"),
    WORDS.map(lambda word: f"-{word}"),
    st.lists(WORDS, min_size=2, max_size=3).map(lambda some: f'"{" ".join(some)}"'),
    OPERATORS,
)
"""What somebody may put into one line."""


@settings(max_examples=30, deadline=None)
@given(st.lists(ASKED, min_size=1, max_size=4), st.sampled_from(Order), st.integers(1, 9))
def test_however_a_line_is_put_together_the_answers_are_the_same(
    both, asked: list[str], order: Order, limit: int
) -> None:
    agree(both, " ".join(asked), order, limit)


HOSTILE = [
    '"', '""', '" OR 1=1 --', "NEAR(a b, 3)", "words:heizung", "heizung AND", ")", "(((", "*", "^heizung",
    "{a b}:c", "a + b", "'); DROP TABLE messages; --", "\x00heizung", "\ud800 heizung", "%", "_", "\\",
    "heizung:*", "!heizung", "a|b", "a & !b", "§m", "-§m heizung", "x" * 10_000, "ä" * 10_000,
    '"' * 10_000, "( " * 5_000, "a" + "\u0301" * 5_000, "-" * 500, "from:" * 100, "{}:;<>!@#$%^&*()",
]  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE)
def test_a_database_s_own_language_is_only_words(both, line: str) -> None:
    agree(both, line, Order.NEWEST)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_breaks_a_search(both, line: str) -> None:
    agree(both, line, Order.NEWEST)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "1~", "~", "1~2~3", "١", "\x00"])
@pytest.mark.parametrize("order", Order)
def test_a_page_that_a_browser_makes_up_is_some_page(both, after: str, order: Order) -> None:
    for db in both.databases:
        with db.read() as session:
            found = search.find(session, 1, read("ist"), order, after)
        assert len(found.hits) <= search.PAGE


# -- what is shown --------------------------------------------------------------------------------


def found(db: Database, line: str, agent_id: int | None = None) -> Found:
    with db.read() as session:
        return search.find(session, agent_id, read(line))


def said(db: Database, line: str, thread: str = "1", **more: object) -> int:
    """Let a message stand in the tables and be known to search; returns its conversation."""
    with db.write() as session:
        account = session.scalar(select(cast.Account)) or cast.account(session)
        who = session.scalar(select(cast.Contact)) or cast.contact(session)
        number = cast.matter(session, account, line, who=who, thread=thread, **more).conversation.id
        session.flush()
        indexing.keep_up(session)
    return number


def test_a_hit_says_who_where_and_when(database: Database) -> None:
    number = said(database, "Die Heizung ist aus.")
    (hit,) = found(database, "heizung").hits
    assert hit.conversation_id == number
    assert (hit.name, hit.handle, hit.agent, hit.ours) == ("Erika M.", "erika_m", None, False)
    assert (hit.platform, hit.account, hit.kind) == ("memory", "Stadtwerke Lindenau", "mention")
    assert (hit.state, hit.at) == (ConversationState.OPEN, NOON)
    assert [(piece.text, piece.hit) for piece in hit.pieces] == [
        ("Die ", False), ("Heizung", True), (" ist aus.", False),
    ]  # fmt: skip


def test_people_are_found_by_name_and_handle_with_where_they_wrote_last(database: Database) -> None:
    said(database, "Guten Tag", "1")
    last = said(database, "Noch etwas", "2", at=NOON + timedelta(hours=1))
    for line in ("erika", "ERIKA_M", "eri*", '"erika m"'):
        (known,) = found(database, line).people
        assert (known.name, known.handle, known.conversation_id) == ("Erika M.", "erika_m", last)


@pytest.mark.parametrize(
    "line",
    ["erika is:open", "erika -x", "from:erika", "erika kind:mention", "erika before:2030-01-01"],
)
def test_who_asks_for_messages_is_not_shown_people(database: Database, line: str) -> None:
    said(database, "Hier schreibt Erika")
    shown = found(database, line)
    assert (len(shown.hits), shown.people) == (1, ())


def test_people_stand_on_the_first_page_alone(database: Database) -> None:
    for number in range(3):
        said(database, "Hier schreibt Erika", str(number), at=NOON + timedelta(hours=number))
    with database.read() as session:
        first = search.find(session, None, read("erika"), limit=2)
        second = search.find(session, None, read("erika"), after=first.older, limit=2)
    assert (len(first.people), len(first.hits)) == (1, 2)
    assert (len(second.people), len(second.hits), second.older) == (0, 1, None)


def test_an_agent_nobody_knows_is_named(database: Database) -> None:
    said(database, "Hallo")
    shown = found(database, "hallo by:nobody")
    assert [(wrong.problem, wrong.piece) for wrong in shown.wrong] == [(Problem.NOBODY, "nobody")]
    assert shown.hits == ()


@pytest.mark.parametrize(
    ("line", "problem"), [("tag:strom", Problem.NO_TAG), ("owner:nobody", Problem.NOBODY)]
)
def test_what_no_conversation_can_have_is_named(database: Database, line, problem) -> None:
    said(database, "Hallo")
    shown = found(database, f"hallo {line}")
    named = line.partition(":")[2]
    assert [(wrong.problem, wrong.piece) for wrong in shown.wrong] == [(problem, named)]


def test_a_wrong_value_finds_nothing_instead_of_everything(database: Database) -> None:
    said(database, "Hallo")
    shown = found(database, "hallo before:gestern")
    assert (shown.hits, shown.wrong[0].problem) == ((), Problem.DATE)


# -- what bounds it -------------------------------------------------------------------------------


def test_a_state_that_is_rare_is_looked_for_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOK", 4)
    numbers = [said(database, "Hallo", str(n), at=NOON + timedelta(hours=n)) for n in range(6)]
    with database.write() as session:
        done = update(Conversation).where(Conversation.id == numbers[0])
        session.execute(done.values(state=ConversationState.DONE))
    with database.read() as session:
        first = search.find(session, None, read("hallo is:done"))
        further = search.find(session, None, read("hallo is:done"), after=first.older)
    assert (first.hits, first.bounded) == ((), True)
    assert [hit.conversation_id for hit in further.hits] == numbers[:1]
    assert (further.older, further.bounded) == (None, False)


def test_the_best_are_those_of_the_newest(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(search, "RANKED", 2)
    said(database, "Hallo hallo hallo", "1")
    later = [said(database, "Hallo du", str(n), at=NOON + timedelta(hours=n)) for n in (2, 3)]
    with database.read() as session:
        shown = search.find(session, None, read("hallo"), Order.BEST)
    assert [hit.conversation_id for hit in shown.hits] == later[::-1]
    assert shown.bounded


def test_a_name_that_too_many_bear_is_said_to_be_one(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(search, "WIDE", 1)
    with database.write() as session:
        ours = cast.account(session)
        for number in (1, 2):
            who = cast.contact(session, Author(str(number), "Erika", None))
            cast.matter(session, ours, "Hallo", who=who, thread=str(number))
        indexing.keep_up(session)
    shown = found(database, "from:erika")
    assert (len(shown.hits), shown.wide, shown.bounded) == (1, True, False)


def test_on_sqlite_a_page_is_read_backwards_from_the_index(sqlite_database: Database) -> None:
    """No step sorts: FTS5 hands out its rows in the order asked for."""
    with sqlite_database.read() as session:
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT rowid FROM search_words WHERE search_words MATCH 'a'"
                " AND rowid >= 1 AND rowid < 9 ORDER BY rowid DESC LIMIT 3"
            )
        )
        assert not [row for row in plan if "TEMP B-TREE" in row.detail]


def test_on_postgresql_no_look_reads_further_than_it_has_to(tmp_path: Path, monkeypatch) -> None:
    """The newest day fills the page: what is older is not asked for."""
    asked: list[int] = []
    with postgres.fresh() as url:
        db = postgres.warm(url)
        for n in range(3):
            said(db, "Hallo", str(n), at=NOON - timedelta(hours=n))
        said(db, "Hallo", "old", at=NOON - timedelta(days=400))
        with db.read() as session:
            plain = session.scalars

            def counted(statement, *more):
                asked.append(1)
                return plain(statement, *more)

            monkeypatch.setattr(session, "scalars", counted)
            wanted = Wanted([Term(("hallo",))], [])
            assert len(index.found(session, wanted, 0, places.LAST, 3)) == 3
            assert len(asked) == 1
            assert len(index.found(session, wanted, 0, places.LAST, 4)) == 4
            assert 2 < len(asked) < 8
        db.close()


def test_postgresql_can_use_its_index(tmp_path: Path) -> None:
    with postgres.fresh() as url:
        db = postgres.warm(url)
        with db.read() as session:
            session.execute(text("SET enable_seqscan = off"))
            session.execute(text("SET enable_indexscan = off"))
            fitting = index._fits(Wanted([Term(("hallo", "welt"), prefix=True)], []))
            wanted = select(SearchEntry.place).where(fitting)
            sql = wanted.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            plan = "\n".join(session.scalars(text(f"EXPLAIN {sql}".replace(":*", r"\:*"))))
        db.close()
    assert "ix_search_entries_lexemes" in plan


def test_postgresql_sees_a_word_however_often_it_was_asked_for(tmp_path: Path) -> None:
    """A plan made without looking at the word would read everything for a rare one."""
    with postgres.fresh() as url:
        db = postgres.warm(url)
        said(db, "Hallo")
        with db.read() as session:
            for _ in range(8):
                index.found(session, Wanted([Term(("hallo",))], []), 0, places.LAST, 3)
            kept = "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%lexemes%'"
            prepared = list(session.scalars(text(kept)))
        db.close()
    assert prepared
    assert [statement for statement in prepared if "hallo" not in statement] == []


def test_messages_of_one_second_have_their_places(database: Database) -> None:
    same = [said(database, "Hallo", str(n)) for n in range(3)]
    with database.read() as session:
        first = search.find(session, None, read("hallo"), limit=2)
        rest = search.find(session, None, read("hallo"), after=first.older, limit=2)
    assert [hit.conversation_id for hit in (*first.hits, *rest.hits)] == same[::-1]


def test_what_claims_an_impossible_time_is_found_all_the_same(database: Database) -> None:
    said(database, "Hallo", "1", at=datetime(1, 1, 1, tzinfo=UTC))
    said(database, "Hallo", "2", at=datetime(9999, 12, 31, tzinfo=UTC))
    assert [hit.at.year for hit in found(database, "hallo").hits] == [9999, 1]


def test_a_message_moves_with_its_time(database: Database) -> None:
    said(database, "Hallo")
    with database.write() as session:
        session.execute(update(Message).values(created_at=NOON - timedelta(days=9)))
        indexing.keep_up(session)
    assert len(found(database, "on:2026-11-11").hits) == 1
    assert found(database, "on:2026-11-20").hits == ()
