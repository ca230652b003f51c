"""Everything that the environment decides, read once, every fault named in one message.

A test holds `.env.example` against these fields. Times are seconds unless the name says else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Deadlines
from inbox.rules.retention import Keep
from inbox.settings import checks, wording

CHECKS: Mapping[str, Callable[[str], str]] = {
    "database_url": checks.database,
    "public_url": checks.public,
    "x_api_url": checks.platform,
    "x_login_url": checks.platform,
    "facebook_graph_url": checks.platform,
    "facebook_login_url": checks.platform,
    "facebook_graph_version": checks.graph_version,
    "trusted_proxies": checks.proxies,
    "phone_region": checks.region,
    "mail_from": checks.sender,
}
"""What a field's own type cannot say: value in, fault out."""

SHORTEST_KEY = 16
LONGEST_UNDO = 60
"""Seconds at most in which a reply waits for a second thought."""

MOST = 1_000_000.0
"""What no length of time or number of hours has to reach: clocks and calendars end somewhere."""


class WrongSettings(Exception):
    """The environment does not fit together; `faults` holds one sentence a fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """The environment, checked. Names of fields are names of variables in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )

    data_dir: Path = Path("data")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_file: Path | None = None
    sandbox: bool = False
    sandbox_port: int = Field(8611, ge=0, le=65535)
    sandbox_pace: float = Field(25.0, gt=0, description="seconds between new messages")
    embedded_worker: bool | None = None
    public_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    x_api_url: str = "https://api.x.com"
    x_api_key: SecretStr = SecretStr("")
    x_api_secret: SecretStr = SecretStr("")
    x_access_token: SecretStr = SecretStr("")
    x_access_token_secret: SecretStr = SecretStr("")
    x_client_id: SecretStr = SecretStr("")
    x_client_secret: SecretStr = SecretStr("")
    x_login_url: str = "https://x.com"
    x_oauth2_access_token: SecretStr = SecretStr("")
    x_oauth2_refresh_token: SecretStr = SecretStr("")
    x_field_names: Literal["tweet", "post"] = "tweet"
    x_expansions: bool = True
    x_max_length: int = Field(280, ge=280, le=25_000)
    facebook_graph_url: str = "https://graph.facebook.com"
    facebook_graph_version: str = "v26.0"
    facebook_page_id: str = ""
    facebook_page_token: SecretStr = SecretStr("")
    facebook_app_id: str = ""
    facebook_app_secret: SecretStr = SecretStr("")
    facebook_login_url: str = "https://www.facebook.com"

    connect_seconds: float = Field(5.0, gt=0)
    read_seconds: float = Field(10.0, gt=0)
    total_seconds: float = Field(20.0, gt=0)
    platform_lag_seconds: float = Field(30.0, ge=0)
    settle_seconds: float = Field(60.0, gt=0)
    overlap_minutes: float = Field(15.0, ge=0)
    revisit_days: int = Field(30, ge=1, le=3650, description="how far back messages are looked at")
    page_limit: int = Field(10, ge=1, le=1000, description="pages of one poll")
    poll_seconds: float = Field(120.0, gt=0, description="total deadline of one poll")
    lease_seconds: float = Field(180.0, gt=0)
    tick_seconds: float = Field(1.0, gt=0)
    worker_threads: int = Field(8, ge=2, le=64)
    media_megabytes: int = Field(25, ge=1, le=1000, description="a file of a customer at most")
    undo_seconds: float = Field(5.0, ge=0, le=LONGEST_UNDO)
    x_undo_seconds: float | None = Field(None, ge=0, le=LONGEST_UNDO)
    facebook_undo_seconds: float | None = Field(None, ge=0, le=LONGEST_UNDO)
    instagram_undo_seconds: float | None = Field(None, ge=0, le=LONGEST_UNDO)
    split_limit: int = Field(10, ge=1, le=25, description="parts of one reply at most")
    answer_target_minutes: float = Field(60.0, gt=0)
    handover_minutes: float = Field(30.0, ge=1, le=10_080)
    decide_minutes: float = Field(5.0, ge=1, le=1_440)
    window_margin_minutes: float = Field(60.0, ge=0)
    phone_region: str = "DE"
    retention_raw_days: int = Field(30, ge=0, le=36_500)
    retention_skipped_days: int = Field(90, ge=0, le=36_500)
    retention_runs_days: int = Field(35, ge=0, le=36_500)
    retention_messages_days: int = Field(0, ge=0, le=36_500)
    idle_hours: float = Field(8.0, gt=0)
    session_hours: float = Field(24.0, gt=0)
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    alarm_failures: int = Field(5, ge=1, le=1000, description="failed polls in a row")
    trusted_proxies: str = Field("", description="addresses whose X-Forwarded-* are believed")

    @field_validator(*CHECKS)
    @classmethod
    def _known(cls, text: str, info: ValidationInfo) -> str:
        if fault := CHECKS[info.field_name or ""](text):
            raise ValueError(fault)
        return text

    @field_validator("*")
    @classmethod
    def _reachable(cls, value: Any) -> Any:
        if isinstance(value, float) and value > MOST:
            raise ValueError(f"has to be {MOST:,.0f} or less")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        faults = [*self._times(), *self._key_faults(), *self._mail_faults()]
        faults += checks.keys(self._given(), sandbox=self.sandbox)
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def _times(self) -> list[str]:
        faults = []
        if self.settle_seconds <= self.total_seconds + self.platform_lag_seconds:
            faults.append(
                "SETTLE_SECONDS must be longer than TOTAL_SECONDS plus PLATFORM_LAG_SECONDS:"
                " a reply looked for too early would go out twice"
            )
        if self.lease_seconds <= self.poll_seconds + self.total_seconds:
            faults.append(
                "LEASE_SECONDS must be longer than POLL_SECONDS plus TOTAL_SECONDS:"
                " a poll still running would be started again"
            )
        return faults

    def _key_faults(self) -> list[str]:
        given = self.secret_key.get_secret_value()
        if given and self.secret_key_file:
            return ["SECRET_KEY and SECRET_KEY_FILE are both set: keep one"]
        if 0 < len(given) < SHORTEST_KEY:
            return [f"SECRET_KEY must have {SHORTEST_KEY} characters or more"]
        try:
            if self.secret_key_file:
                _read(self.secret_key_file)
        except WrongSettings as wrong:
            return wrong.faults
        return []

    def _mail_faults(self) -> list[str]:
        url = self.smtp_url.get_secret_value()
        return checks.post(url, self.mail_from, sandbox=self.sandbox)

    def _given(self) -> set[str]:
        """Return the names of the variables that hold something."""
        shown = {name: getattr(self, name) for name in type(self).model_fields}
        return {name.upper() for name, value in shown.items() if _said(value)}

    @property
    def deadlines(self) -> Deadlines:
        """Return how long one call to a platform may take."""
        return Deadlines(self.connect_seconds, self.read_seconds, self.total_seconds)

    def undo_of(self, platform: str) -> timedelta:
        """Return how long a reply can be taken back there, where its account says nothing else."""
        own = {
            "twitter": self.x_undo_seconds,
            "facebook": self.facebook_undo_seconds,
            "instagram": self.instagram_undo_seconds,
        }.get(platform)
        return timedelta(seconds=self.undo_seconds if own is None else own)

    @property
    def sends_mail(self) -> bool:
        """Return whether e-mails to colleagues can leave."""
        return bool(self.smtp_url.get_secret_value())

    @property
    def settle(self) -> timedelta:
        """Return the wait before a look: longer than a call plus the platform's lag."""
        return timedelta(seconds=self.settle_seconds)

    @property
    def keep(self) -> Keep:
        """Return how long things are kept."""
        return Keep(
            self.retention_raw_days,
            self.retention_skipped_days,
            self.retention_runs_days,
            self.retention_messages_days,
        )

    @property
    def url(self) -> str:
        """Return the database's URL; the sandbox has a file of its own."""
        name = "sandbox.db" if self.sandbox else "durchwahl.db"
        return self.database_url or f"sqlite:///{self.data_dir / name}"

    @property
    def unplayed(self) -> str:
        """Return what the start says where only the sandbox's port or pace is set; else ""."""
        return checks.unplayed({name.upper() for name in self.model_fields_set})

    @property
    def runs_worker(self) -> bool:
        """Return whether the web process starts the worker itself: by default only on SQLite."""
        if self.embedded_worker is None:
            return self.url.startswith("sqlite")
        return self.embedded_worker

    def key(self, *, make: bool = True) -> str:
        """Return the key that credentials are encrypted with; "" where none is and none is made.

        From SECRET_KEY or SECRET_KEY_FILE; with neither, from a file in DATA_DIR that only
        its owner can read, made at the first start. Raises WrongSettings when unreadable.
        """
        if given := self.secret_key.get_secret_value():
            return given
        if self.secret_key_file:
            return _read(self.secret_key_file)
        default = self.data_dir / "secret.key"
        if not default.exists():
            if not make:
                return ""
            _make(default)
        return _read(default)


def _said(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _make(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as made:
            made.write(secrets.token_urlsafe(32))
    except OSError as error:
        raise WrongSettings([f"DATA_DIR: {file} cannot be written: {error.strerror}"]) from error


def _read(file: Path) -> str:
    try:
        key = file.read_text().strip()
    except OSError as error:
        said = f"SECRET_KEY_FILE: {file} cannot be read: {error.strerror}"
        raise WrongSettings([said]) from error
    except UnicodeDecodeError as error:
        raise WrongSettings([f"SECRET_KEY_FILE: {file} is not a text"]) from error
    if len(key) < SHORTEST_KEY:
        raise WrongSettings(
            [f"SECRET_KEY_FILE: there are fewer than {SHORTEST_KEY} characters in {file}"]
        )
    return key


def load(**given: object) -> Settings:
    """Read the environment and `.env`. Raises WrongSettings with every fault, never a value."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise WrongSettings([*wording.faults(error), *_hidden(error, given)]) from None
    except OSError as error:
        raise WrongSettings([f".env cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise WrongSettings([".env is not a text in UTF-8"]) from None


def _hidden(error: ValidationError, given: dict[str, object]) -> list[str]:
    """Return what faults of single variables hid: whether the others fit together without them."""
    wrong = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
    if not wrong:
        return []
    healed = {name: Settings.model_fields[name].get_default() for name in wrong}
    try:
        Settings(**{**given, **healed})
    except ValidationError as others:
        return wording.faults(others)
    return []
