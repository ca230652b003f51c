"""The environment is read once, checked whole, and explained in .env.example."""

from __future__ import annotations

import itertools
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Deadlines
from inbox.settings import Settings, WrongSettings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"
VARIABLE = re.compile(r"^([A-Z0-9_]+)=", re.MULTILINE)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from an environment that sets nothing."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def faults() -> list[str]:
    """Return what is said of the environment as it is."""
    with pytest.raises(WrongSettings) as wrong:
        load()
    return wrong.value.faults


def test_the_example_names_exactly_the_variables_that_are_read() -> None:
    named = VARIABLE.findall(EXAMPLE.read_text())
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text())
    assert load() == Settings(_env_file=None)


def test_every_line_of_meaning_comes_before_its_variable() -> None:
    lines = EXAMPLE.read_text().splitlines()
    bare = [line for above, line in itertools.pairwise(lines) if VARIABLE.match(line) and not above]
    assert bare == []


def test_nothing_set_is_a_sqlite_file_and_its_own_worker() -> None:
    settings = load()
    assert settings.url == "sqlite:///data/durchwahl.db"
    assert settings.runs_worker


def test_the_sandbox_has_a_file_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX", "1")
    assert load().url == "sqlite:///data/sandbox.db"


def test_a_pace_alone_does_not_play_and_the_start_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANDBOX_PACE", "600")
    settings = load()
    assert not settings.sandbox
    assert "SANDBOX_PACE does nothing" in settings.unplayed
    assert "SANDBOX=1" in settings.unplayed


@pytest.mark.parametrize("said", ["0", "1"])
def test_who_says_whether_to_play_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("SANDBOX", said)
    monkeypatch.setenv("SANDBOX_PORT", "8700")
    assert load().unplayed == ""


def test_where_nothing_is_said_of_the_sandbox_nothing_is_told() -> None:
    assert load().unplayed == ""


def test_a_server_does_not_get_the_embedded_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://inbox@db/inbox")
    assert not load().runs_worker


@pytest.mark.parametrize(("said", "runs"), [("1", True), ("0", False)])
def test_the_worker_can_be_said(monkeypatch: pytest.MonkeyPatch, said: str, runs: bool) -> None:
    monkeypatch.setenv("EMBEDDED_WORKER", said)
    assert load().runs_worker is runs


def test_every_fault_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDO_SECONDS", "61")
    monkeypatch.setenv("PAGE_LIMIT", "many")
    monkeypatch.setenv("FACEBOOK_GRAPH_VERSION", "26")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split(":")[0] for fault in wrong.value.faults] == [
        "FACEBOOK_GRAPH_VERSION",
        "PAGE_LIMIT",
        "UNDO_SECONDS",
    ]


def test_times_that_do_not_fit_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTLE_SECONDS", "50")
    monkeypatch.setenv("LEASE_SECONDS", "140")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split()[0] for fault in wrong.value.faults] == ["SETTLE_SECONDS", "LEASE_SECONDS"]


def test_a_wrong_variable_does_not_hide_that_others_do_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TICK_SECONDS", "0")
    monkeypatch.setenv("SETTLE_SECONDS", "1")
    with pytest.raises(WrongSettings) as wrong:
        load()
    assert [fault.split()[0] for fault in wrong.value.faults] == [
        "TICK_SECONDS:",
        "SETTLE_SECONDS",
    ]


def test_a_look_waits_longer_than_a_call_and_the_platforms_lag() -> None:
    settings = load()
    assert settings.deadlines == Deadlines(5.0, 10.0, 20.0)
    assert settings.settle > timedelta(seconds=20 + 30)


def test_a_fault_never_shows_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-canary-canary")
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere")
    monkeypatch.setenv("X_API_KEY", "canary-too")
    said = faults()
    assert "canary" not in "".join(said)
    assert said[0] == "SECRET_KEY and SECRET_KEY_FILE are both set: keep one"


def test_settings_never_show_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        if "secret" in name or "token" in name or name.endswith(("_key", "_client_id")):
            monkeypatch.setenv(name.upper(), "canary-canary-canary")
    monkeypatch.delenv("SECRET_KEY_FILE")
    assert "canary" not in repr(load())


def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    key = load().key()
    file = tmp_path / "data" / "secret.key"
    assert len(key) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load().key() == key


def test_a_given_key_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a key of one's own")
    assert load().key() == "a key of one's own"


def test_a_key_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a key in a file, 20+\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert load().key() == "a key in a file, 20+"


@pytest.mark.parametrize("content", [None, "short"])
def test_a_key_file_that_is_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content:
        (tmp_path / "key").write_text(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(WrongSettings, match="SECRET_KEY_FILE"):
        load().key()


@pytest.mark.parametrize("key", ["short", "x" * 15])
def test_a_key_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(WrongSettings, match="16 characters"):
        load()


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://host/name", "postgresql://user:secret@host:port/name"]
)
def test_a_database_that_we_do_not_know_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(WrongSettings) as wrong:
        load(_env_file=None)
    assert [fault.split(":")[0] for fault in wrong.value.faults] == ["DATABASE_URL"]
    assert "secret@" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PAGE_LIMIT", "many", "is not a whole number"),
        ("PAGE_LIMIT", "2.5", "is not a whole number"),
        ("PAGE_LIMIT", "0", "has to be 1 or more"),
        ("PAGE_LIMIT", "1001", "has to be 1000 or less"),
        ("TICK_SECONDS", "soon", "is not a number"),
        ("TICK_SECONDS", "0", "has to be more than 0"),
        ("TICK_SECONDS", "nan", "is not a number"),
        ("IDLE_HOURS", "inf", "is not a number"),
        ("IDLE_HOURS", "1e12", "has to be 1,000,000 or less"),
        ("EMBEDDED_WORKER", "perhaps", "is neither 1 nor 0"),
        ("LOG_LEVEL", "loud", "has to be DEBUG, INFO, WARNING or ERROR"),
        ("FACEBOOK_GRAPH_VERSION", "26", "is not written like v26.0"),
    ],
)
def test_a_fault_is_said_in_a_persons_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert faults() == [f"{name}: {said}"]


@pytest.mark.parametrize(
    "url",
    [
        "inbox.example.com",
        "ftp://inbox.example.com",
        "https://",
        "https://inbox.example.com/inbox",
        "https://inbox.example.com?x=1",
        "https://me:geheim@inbox.example.com",
        "https://inbox.example.com:port",
        "https://inbox example.com",
        "https://[::1",
        "https://-",
    ],
)
def test_a_public_address_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)
    assert [said.split(":")[0] for said in faults()] == ["PUBLIC_URL"]


@pytest.mark.parametrize(
    "url",
    ["https://inbox.example.com", "https://inbox.example.com:8443/", "http://[::1]:8501",
     "http://localhost:8501", "https://xn--bcher-kva.example"],
)  # fmt: skip
def test_a_public_address_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)
    assert load().public_url == url


@pytest.mark.parametrize(
    "name", ["X_API_URL", "X_LOGIN_URL", "FACEBOOK_GRAPH_URL", "FACEBOOK_LOGIN_URL"]
)
def test_another_host_of_a_platform_has_to_be_an_address(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9/x")
    load()
    monkeypatch.setenv(name, "api.example.com")
    assert [said.split(":")[0] for said in faults()] == [name]


@pytest.mark.parametrize("listed", ["proxy", "10.0.0.0/8", "10.0.0.5;10.0.0.6", "10.0.0.5,"])
def test_proxies_that_are_no_addresses_are_named(
    monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", listed)
    assert [said.split(":")[0] for said in faults()] == ["TRUSTED_PROXIES"]


@pytest.mark.parametrize("listed", ["127.0.0.1", "10.0.0.5, ::1"])
def test_proxies_are_taken(monkeypatch: pytest.MonkeyPatch, listed: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", listed)
    assert load().trusted_proxies == listed


@pytest.mark.parametrize("code", ["XX", "de", "Germany", "49"])
def test_a_country_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setenv("PHONE_REGION", code)
    assert [said.split(":")[0] for said in faults()] == ["PHONE_REGION"]


def test_a_country_without_the_euro_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHONE_REGION", "CH")
    assert load().phone_region == "CH"


X1 = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET")
X2 = ("X_CLIENT_ID", "X_OAUTH2_ACCESS_TOKEN", "X_OAUTH2_REFRESH_TOKEN")
FACEBOOK = ("FACEBOOK_PAGE_TOKEN", "FACEBOOK_APP_SECRET")
SETS = [X1, X2, FACEBOOK]


def given(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.setenv(name, "canary-canary")


@pytest.mark.parametrize(
    ("names", "missing"),
    [(names, missing) for names in SETS for missing in names],
)
def test_a_set_of_keys_is_whole_or_not_there(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], missing: str
) -> None:
    given(monkeypatch, *(name for name in names if name != missing))
    (said,) = faults()
    assert said.startswith(f"{missing} is missing: ")
    assert all(name in said for name in names)
    assert "canary" not in said


@pytest.mark.parametrize("names", SETS)
def test_a_whole_set_of_keys_is_taken(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    given(monkeypatch, *names)
    load()


@pytest.mark.parametrize(
    ("alone", "names"), [("X_CLIENT_SECRET", X2), ("FACEBOOK_PAGE_ID", FACEBOOK)]
)
def test_what_belongs_to_a_set_of_keys_is_nothing_without_it(
    monkeypatch: pytest.MonkeyPatch, alone: str, names: tuple[str, ...]
) -> None:
    given(monkeypatch, alone)
    assert all(name in faults()[0].split(":")[0] for name in names)
    given(monkeypatch, *names)
    load()


@pytest.mark.parametrize(
    "names",
    [("X_CLIENT_ID",), ("X_CLIENT_ID", "X_CLIENT_SECRET"),
     ("FACEBOOK_APP_ID", "FACEBOOK_APP_SECRET"), (*X1, "X_CLIENT_ID")],
)  # fmt: skip
def test_an_app_alone_is_enough_to_connect_accounts_in_the_page(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    given(monkeypatch, *names)
    load()


def test_an_app_without_its_secret_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "FACEBOOK_APP_ID")
    (said,) = faults()
    assert said.startswith("FACEBOOK_APP_SECRET is missing: Connecting Facebook pages")


def test_the_sandbox_is_refused_beside_the_keys_of_a_real_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SANDBOX", "1")
    given(monkeypatch, *FACEBOOK, "X_API_KEY")
    (said,) = faults()
    assert said.startswith("SANDBOX is on and X_API_KEY, FACEBOOK_PAGE_TOKEN and")
    monkeypatch.setenv("SANDBOX", "0")
    monkeypatch.delenv("X_API_KEY")
    load()


def test_all_kinds_of_faults_are_named_in_one_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "nowhere")
    monkeypatch.setenv("PHONE_REGION", "XX")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("LEASE_SECONDS", "1")
    given(monkeypatch, "FACEBOOK_PAGE_TOKEN")
    assert [said.replace(":", " ").split()[0] for said in faults()] == [
        "PUBLIC_URL", "PHONE_REGION", "LEASE_SECONDS", "SECRET_KEY_FILE", "FACEBOOK_APP_SECRET",
    ]  # fmt: skip


def test_a_file_of_settings_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SECRET_KEY=\xff\xfe")
    assert faults() == [".env is not a text in UTF-8"]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, {"twitter": 5, "facebook": 5, "instagram": 5, "memory": 5}),
        ({"UNDO_SECONDS": "0"}, {"twitter": 0, "memory": 0}),
        ({"X_UNDO_SECONDS": "0"}, {"twitter": 0, "facebook": 5, "memory": 5}),
        ({"UNDO_SECONDS": "9", "FACEBOOK_UNDO_SECONDS": "60"}, {"facebook": 60, "instagram": 9}),
        ({"INSTAGRAM_UNDO_SECONDS": "1"}, {"instagram": 1, "facebook": 5}),
    ],
)
def test_a_platform_may_have_undo_seconds_of_its_own(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], seconds: dict[str, int]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert {name: settings.undo_of(name).total_seconds() for name in seconds} == seconds


def test_nobody_waits_longer_than_a_minute_for_an_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_UNDO_SECONDS", "61")
    assert any("X_UNDO_SECONDS" in fault for fault in faults())
