"""Who introduces herself, who is asked for a name, and which names nobody is called by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.rules import introductions
from inbox.rules.meeting import Meeting
from inbox.rules.objections import Level, Objection
from tests.inbox.rules.tables import FACTS, Line, hold, table

STRANGER = Meeting(handles=("kranich_77",))
TABLES = ("introduces", "asks_name", "invented_name")


def lines(name: str) -> list[Line]:
    return [*table(f"{name}_de"), *table(f"{name}_en")]


def test_who_says_her_own_name_is_seen() -> None:
    def seen(line: Line) -> str:
        text = line["text"]
        return ", ".join(text[a:b] for a, b in introductions.introduces(text, "Maria Weber"))

    hold(lines("introduces"), seen, lambda line: line["sees"])


def test_who_asks_for_a_name_is_seen() -> None:
    hold(
        lines("asks_name"),
        lambda line: introductions.asks(line["text"]),
        lambda line: bool(line["sees"]),
    )


def test_a_name_that_is_none_blocks() -> None:
    def seen(line: Line) -> str:
        found = list(introductions.invented_name(line["text"], replace(FACTS, meeting=STRANGER)))
        assert all(one.level is Level.BLOCKS for one in found), line
        return ", ".join(found[0].words if found else ())

    hold(lines("invented_name"), seen, lambda line: line["words"])


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("language", "least"), [("de", 40), ("en", 20)])
def test_the_tables_hold_enough_and_half_of_them_is_free(
    name: str, language: str, least: int
) -> None:
    cases = table(f"{name}_{language}")
    column = "words" if name == "invented_name" else "sees"
    assert len(cases) >= least
    assert 0.4 <= sum(not line[column] for line in cases) / len(cases) <= 0.6


def said(draft: str, meeting: Meeting) -> list[Objection]:
    facts = replace(FACTS, meeting=meeting)
    checks = (
        introductions.not_introduced,
        introductions.introduced_again,
        introductions.nameless,
        introductions.invented_name,
    )
    return [one for check in checks for one in check(draft, facts)]


def rules(draft: str, meeting: Meeting) -> list[tuple[str, str]]:
    return [(one.rule, one.level.value) for one in said(draft, meeting)]


NEW = Meeting(first=True, names=("Erika Schmidt",))
KNOWN = replace(NEW, first=False)


def test_the_first_reply_says_who_writes() -> None:
    assert rules("Das klären wir.", NEW) == [("not_introduced", "hints")]
    assert rules("Mein Name ist Maria Weber. Das klären wir.", NEW) == []
    assert rules("  ", NEW) == []


def test_a_later_reply_introduces_nobody_again() -> None:
    (found,) = said("Guten Tag, mein Name ist Maria Weber.", KNOWN)
    assert (found.rule, found.words) == ("introduced_again", ("mein Name ist Maria",))
    assert rules("Das klären wir.", KNOWN) == []


def test_who_has_no_name_is_asked_for_one() -> None:
    nobody = Meeting(nameless=True)
    assert rules("Das klären wir.", nobody) == [("nameless", "hints")]
    assert rules("Mit wem habe ich das Vergnügen?", nobody) == []


@pytest.mark.parametrize(
    ("draft", "names", "handles"),
    [
        ("Hallo Herr Mustermann, danke!", ("Kai Mustermann",), ()),
        ("Hallo Maria, danke!", ("Maria",), ("maria",)),
        ("Hallo @maria, danke!", ("Maria",), ("maria",)),
        ("Hallo kranich_77, danke!", (), ("anders",)),
    ],
)
def test_who_is_called_so_may_be_called_so(draft, names, handles) -> None:
    assert rules(draft, Meeting(names=names, handles=handles)) == []


@pytest.mark.parametrize(
    ("name", "handle", "is_one"),
    [
        ("Maria Schmidt", "ms_1984", True),
        ("maria schmidt", None, True),
        ("Maria 🌻", None, True),
        ("Maria", "maria", True),
        ("Jürgen", "@juergen", True),
        ("kranfuehrer", "kranfuehrer", False),
        ("KranFuehrer", "kranfuehrer", False),
        ("Kranich77", None, False),
        ("kran_ich", None, False),
        ("Facebook-Nutzer", None, False),
        ("Facebook user", None, False),
        ("Max Mustermann", None, False),
        ("Unbekannt", None, False),
        ("🌻🌻", None, False),
        ("J.", None, False),
        ("", None, False),
    ],
)
def test_a_handle_is_no_name(name: str, handle: str | None, is_one: bool) -> None:
    assert introductions.is_name(name, handle) is is_one


@pytest.mark.parametrize("spoken", ["de", "en"])
@pytest.mark.parametrize("address", ["sie", "du", None])
def test_what_is_put_in_is_what_the_rules_look_for(spoken: str, address: str | None) -> None:
    meeting = Meeting(first=True, nameless=True, spoken=spoken, address=address)
    line = introductions.introduction("Maria Weber", meeting)
    assert introductions.introduces(line, "Maria Weber")
    assert introductions.asks(introductions.question(meeting))


def test_an_agent_without_letters_in_her_name_introduces_nobody() -> None:
    assert introductions.introduces("Ich bin wieder da.", "") == ()


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        (Meeting(address="sie"), "Mein Name ist Jonas Weber, ich vertrete Miriam Brandt."),
        (Meeting(address="du"), "Ich bin Jonas Weber und vertrete Miriam Brandt."),
        (Meeting(spoken="en"), "My name is Jonas Weber; I am standing in for Miriam Brandt."),
    ],
)
def test_a_deputy_says_whom_they_stand_in_for(meeting: Meeting, said: str) -> None:
    line = introductions.introduction("Jonas Weber", replace(meeting, instead_of="Miriam Brandt"))
    assert line == said
    assert introductions.introduces(line, "Jonas Weber")
