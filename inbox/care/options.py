"""What admins set for an account beside its streams: keywords, a country, Human Agent ...

Its platform says what there is to set (`Platform.options`) and brings it into form; `HOUSE` is what
we ask of any account. A stream that needs one of them begins when it is given and rests when it is
taken away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import PLATFORMS
from connectors.base import Author, OptionSpec, WrongOption
from db.models import Account, AccountState, Stream, Trouble
from db.session import Database
from inbox.care import accounts, audit, logins, windows
from inbox.care.rights import Actor, Right, require
from inbox.settings import LONGEST_UNDO, Settings


class NoOption(LookupError):
    """This account has no such setting; nothing was changed."""


def seconds(text: str) -> str:
    """Return how many seconds can be taken back, a comma as good as a point. Raises WrongOption."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[.,]([0-9]))?", text.strip())
    given = float(f"{found[1]}.{found[2] or 0}") if found else LONGEST_UNDO + 1
    if given > LONGEST_UNDO:
        raise WrongOption("seconds", text.strip()[:20])
    return f"{given:g}"


HOUSE = (OptionSpec("undo_seconds", read=lambda text, us: seconds(text)),)
"""What may be set for an account of any platform: no platform hears of it."""


def offered(platform: str) -> tuple[OptionSpec, ...]:
    """Return what there is to set for an account of a platform."""
    return (*PLATFORMS[platform].options, *HOUSE)


def undo(session: Session, settings: Settings, account_id: int) -> timedelta:
    """Return how long what leaves from an account can be taken back: the one place that knows.

    An account's own seconds hold before its platform's, those before the house's.
    """
    account = session.get_one(Account, account_id)
    own = _own_undo(account.options)
    return settings.undo_of(account.platform) if own is None else own


def _own_undo(chosen: Mapping[str, Any]) -> timedelta | None:
    own = str(chosen.get("undo_seconds", ""))
    try:
        return timedelta(seconds=float(seconds(own))) if own else None
    except WrongOption:  # written by hand
        return None


def change(
    db: Database, actor: Actor, account_id: int, given: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """Set options of an account, "" for unset; returns the names of those that changed.

    Where it may answer longer now, or no longer, what came lately follows in transactions of its
    own. Raises WrongOption, NoOption, NoAccount: then nothing is changed at all.
    """
    with db.write() as session:
        changed, turned = _change(session, actor, account_id, given, now)
    if turned:
        windows.turn(db, account_id, now)
    return changed


def _change(
    session: Session, actor: Actor, account_id: int, given: Mapping[str, str], now: datetime
) -> tuple[tuple[str, ...], bool]:
    """Set options; returns those that changed, and whether answer windows change with them."""
    require(actor, Right.CONNECTORS)
    account = accounts.locked(session, account_id)
    if account.state == AccountState.DISCONNECTED:
        raise accounts.NoAccount(account_id)
    us = Author(account.external_id, account.name, account.handle)
    kept = read(account.platform, given, us)
    before = {name: str(account.options.get(name, "")) for name in kept}
    changed = {name: text for name, text in kept.items() if text != before[name]}
    could = windows.lengths(account.platform, account.options)
    account.options = {
        name: text for name, text in {**account.options, **changed}.items() if text != ""
    }
    session.flush()
    for name, text in changed.items():
        audit.record(
            session, actor, "option", f"accounts:{account_id}", now,
            option=name, before=before[name], after=text,
        )  # fmt: skip
        _turn(session, account, name, before[name], text, now)
    return tuple(changed), windows.lengths(account.platform, account.options) != could


def read(platform: str, given: Mapping[str, str], us: Author) -> dict[str, str]:
    """Return texts as they would be kept, for the account `us`. Raises WrongOption, NoOption."""
    specs = {spec.name: spec for spec in offered(platform)}
    return {name: _spec(specs, name).kept(text, us) for name, text in given.items()}


def usual(settings: Settings, platform: str) -> dict[str, str]:
    """Return what holds for each option of a platform while an account has none of its own."""
    undo_of = f"{settings.undo_of(platform).total_seconds():g}"
    house = {**logins.options(settings, platform), "undo_seconds": undo_of}
    return {
        spec.name: house.get(spec.name) or spec.usual or next(iter(spec.choices), "")
        for spec in offered(platform)
    }


def _spec(specs: Mapping[str, OptionSpec], name: str) -> OptionSpec:
    if name not in specs:
        raise NoOption(name)
    return specs[name]


def _turn(
    session: Session, account: Account, name: str, before: str, after: str, now: datetime
) -> None:
    """Begin, hurry or rest the streams that need an option.

    One that a person paused stays paused while its option merely changes; one that its platform
    refused is tried again.
    """
    needing = [spec.name for spec in PLATFORMS[account.platform].streams if spec.needs == name]
    for stream in session.scalars(
        select(Stream)
        .where(Stream.account_id == account.id, Stream.name.in_(needing))
        .with_for_update(key_share=True)
    ):
        if not after:
            stream.enabled = False
            continue
        if not before or stream.trouble == Trouble.REFUSED:
            stream.enabled, stream.failures = True, 0
            stream.trouble = stream.trouble_note = stream.trouble_since = None
        stream.due_at = max(now, stream.not_before or now)
    session.flush()
