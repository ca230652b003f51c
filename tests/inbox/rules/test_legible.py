"""What a platform sent can be read by a person, whatever it is."""

from __future__ import annotations

import json

import pytest

from inbox.rules.legible import LONGEST, Legible, legible


def test_json_stands_in_lines() -> None:
    assert legible(b'{"id":"1","text":"Gr\xc3\xbc\xc3\x9fe"}') == Legible(
        '{\n  "id": "1",\n  "text": "Grüße"\n}', json=True
    )


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"<html><b>502</b>", "<html><b>502</b>"),
        (b"\xff\xfe\x00", "\\xff\\xfe\\u0000"),
        (b'{"id": 1', '{"id": 1'),
        (b'{"id": 1, "id": 2}', '{"id": 1, "id": 2}'),
        (b"[" * 3_000, "[" * 3_000),
        (b"1" * 5_000, "1" * 5_000),
    ],
    ids=["nothing", "html", "no text", "cut off", "a name twice", "an abyss", "a huge number"],
)
def test_what_is_no_json_stays_as_it_came(raw: bytes, text: str) -> None:
    assert legible(raw) == Legible(text, json=False)


@pytest.mark.parametrize(
    ("hidden", "spelled"),
    [
        ("\u202e", "\\u202e"),
        ("\u200b", "\\u200b"),
        ("\x00", "\\u0000"),
        ("\ufeff", "\\ufeff"),
        ("\xa0", "\\u00a0"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_nobody_would_see_is_spelled_out(hidden: str, spelled: str) -> None:
    shown = legible(json.dumps({"text": f"a{hidden}b"}).encode())
    assert f'"a{spelled}b"' in shown.text.replace("\\\\", "\\")
    shown.text.encode()


def test_an_emoji_of_several_stays_one() -> None:
    family = "👩\u200d👧"
    assert legible(family.encode()).text == family


def test_of_what_is_very_long_the_rest_is_counted() -> None:
    shown = legible(b"x" * (LONGEST + 7))
    assert (len(shown.text), shown.left) == (LONGEST, 7)
