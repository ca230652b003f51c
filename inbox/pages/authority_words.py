"""What somebody may decide, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from inbox.pages import promise_words
from inbox.rules.authority import COUNTED, Accepted, Grant, Grants, Remedy
from inbox.rules.deciding import ASKS
from inbox.rules.money import Amount
from inbox.rules.objections import Objection
from inbox.texts import Texts, mark

REMEDIES: dict[Remedy, str] = {
    Remedy.REFUND: mark("Refund"),
    Remedy.VOUCHER: mark("Voucher"),
    Remedy.REPLACEMENT: mark("Replacement"),
    Remedy.EXCEPTION: mark("Exception from the rule"),
    Remedy.APOLOGY: mark("Apology that names the cause"),
}


def granted(t: Texts, remedy: Remedy, grant: Grant | None) -> str:
    """Return what may be decided about a remedy, as one line."""
    name = t(REMEDIES[remedy])
    if grant is not None and not grant.allowed:
        return t("{remedy}: not alone", remedy=name)
    if grant is not None and grant.up_to is not None:
        amount = promise_words.amount(t, grant.up_to)
        return t("{remedy} up to {amount}", remedy=name, amount=amount)
    return t("{remedy}: no limit", remedy=name) if remedy in COUNTED else name


def asked(t: Texts, what: Accepted) -> str:
    """Return what somebody is asked to decide, with its amount."""
    amount = promise_words.amount(t, what.up_to)
    return f"{t(REMEDIES[what.remedy])}, {amount}" if amount else t(REMEDIES[what.remedy])


def to_decide(t: Texts, objection: Objection) -> dict[str, str] | None:
    """Return what a colleague is to be asked where a promise is above the limits, else None."""
    if objection.rule not in ASKS:
        return None
    said = objection.params.get("asked")
    amount = Amount(said[0], said[1]) if isinstance(said, list) else None
    return {"remedy": str(objection.params["remedy"]), "sum": promise_words.amount(t, amount)}


def why(t: Texts, limit: Grant | None) -> str:
    """Return why a colleague may decide it."""
    if limit is None or limit.up_to is None:
        return t("decides this alone, without a limit")
    return t("decides up to {amount} alone", amount=promise_words.amount(t, limit.up_to))


def others(t: Texts, names: Sequence[str]) -> str:
    """Return who may as well, and is not here; nothing where there is nobody."""
    if not names:
        return ""
    return t("Not here now: {names}", names=", ".join(names))


def listed(t: Texts, grants: Grants) -> list[tuple[str, bool]]:
    """Return a line for every remedy, and whether it may be decided at all."""
    return [
        (granted(t, remedy, grants.get(remedy)), remedy not in grants or grants[remedy].allowed)
        for remedy in Remedy
    ]
