"""A misspelt name in `.env` is named with the setting that was meant, never with its value."""

from __future__ import annotations

import pytest

from inbox.settings import Settings, load, strangers

KNOWN = ["UNDO_SECONDS", "X_API_KEY", "SANDBOX_PORT", "SECRET_KEY", "FACEBOOK_PAGE_TOKEN"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("UNDO_SECOND", "UNDO_SECONDS"),
        ("undo_second", "UNDO_SECONDS"),
        ("UNDO-SECONDS", "UNDO_SECONDS"),
        ("X_API_KYE", "X_API_KEY"),
        ("SECRETKEY", "SECRET_KEY"),
        ("FACEBOOK_ACCESS_TOKEN", "FACEBOOK_PAGE_TOKEN"),
    ],
)
def test_a_slip_is_named_with_what_was_meant(name: str, meant: str) -> None:
    (said,) = strangers.sentences({name: "canary"}, KNOWN)
    assert said == f".env names {name}, which is no setting: did you mean {meant}?"


@pytest.mark.parametrize("name", ["UNDO_SECONDS", "undo_seconds", "Undo_Seconds"])
def test_a_setting_is_nothing_to_speak_of_however_it_is_written(name: str) -> None:
    assert strangers.sentences({name: "3"}, KNOWN) == []


def test_names_of_other_programs_share_one_sentence() -> None:
    assert strangers.sentences({"PORT": "1"}, KNOWN) == [
        ".env names PORT: no setting, not read here"
    ]
    assert strangers.sentences({"PORT": "1", "HTTPS_PROXY": "2"}, KNOWN) == [
        ".env names PORT, HTTPS_PROXY: no settings, not read here"
    ]


def test_a_setting_without_its_sign_is_named() -> None:
    assert strangers.sentences({"UNDO_SECONDS": None}, KNOWN) == [
        ".env names UNDO_SECONDS without a value: is UNDO_SECONDS=... meant?"
    ]


@pytest.mark.parametrize("value", [None, "", "="])
@pytest.mark.parametrize("pasted", ["AAAAcanaryTKzz90", "canary0123456789abcdef", "C" * 41])
def test_what_may_be_half_of_a_key_is_not_shown(pasted: str, value: str | None) -> None:
    assert strangers.sentences({pasted: value}, KNOWN) == [
        ".env has 1 line that names no setting and may be a key: not shown here"
    ]


def test_the_file_is_looked_at_and_not_the_environment(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNDO_SECONDZ", "4")
    assert strangers.unknown() == []
    (tmp_path / ".env").write_text("# a note\nexport UNDO_SECOND=canary\nUNDO_SECONDS=3\n\nPORT=1")
    said = strangers.unknown()
    assert [sentence.split()[2] for sentence in said] == ["UNDO_SECOND,", "PORT:"]
    assert "canary" not in "".join(said)
    assert load() == Settings(undo_seconds=3, _env_file=None)
