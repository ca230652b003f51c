"""Every reply is signed: a name, and a way to reach that person without a switchboard.

    one line, in public on X     – Maria Weber, +49 341 1234567, maria.weber@example.com
    a block, everywhere else     Maria Weber
                                 +49 341 1234567
                                 maria.weber@example.com

FULL names all ways, once a conversation; SHORT the name and one direct way afterwards. There
are no labels, so a signature reads the same in every language, and no web address: X charges
a reply with one 13 times as much (docs.x.com, pricing). To who abused people, a team's line may
stand in the place of the agent's own ways; the name stays.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from connectors.base import Kind
from inbox.rules import clean, contact, names
from inbox.rules.faults import CannotSign, Fault, Flaw

__all__ = ["CannotSign", "Fault", "Flaw", "Form", "Profile", "Signed", "Signer"]

HALF_A_POST = 140
"""A signature weighs no more on X, so that half of a post is left for what there is to say."""

_PUBLIC_X = frozenset({Kind.MENTION, Kind.COMMENT, Kind.POST, Kind.REVIEW})
_BLANKS = re.compile(r"\s+")


class Form(StrEnum):
    """How much of the contact a signature shows."""

    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose name stands under a reply. `phone` is E.164."""

    work_name: str
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A team's number and address, where nobody's own is to be given; empty: there is none."""

    phone: str | None = None
    email: str | None = None

    @property
    def reachable(self) -> bool:
        """Return whether there is a way at all."""
        return bool(self.phone or self.email)


Profile = Signer
"""A checked profile is a signer."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A text ready to leave. `text` is body and signature as they go out, byte for byte."""

    body: str
    signature: str
    text: str

    def __post_init__(self) -> None:
        if not self.signature or not self.text.endswith(self.signature):
            raise ValueError("a signed text ends with its signature")


def check_profile(
    work_name: str, phone: str | None, email: str | None, region: str
) -> tuple[Profile, tuple[Fault, ...]]:
    """Return the profile in its usual form, and every fault that keeps it from signing.

    A field with a fault comes back as it was typed. `region` is where a number without a
    country code belongs ("DE"). Nothing is looked up on a network; example.com is allowed.
    """
    faults: list[Fault] = []
    name = names.tidy(work_name)
    if wrong := names.flaw(work_name):
        faults.append(Fault(wrong, "work_name"))
        name = work_name
    ways: dict[str, str | None] = {"phone": (phone or "").strip(), "email": (email or "").strip()}
    for field, given in tuple(ways.items()):
        if not given:
            ways[field] = None
            continue
        check = (
            contact.check_email(given) if field == "email" else contact.check_phone(given, region)
        )
        ways[field], wrong = check if check[1] is None else (given, check[1])
        if wrong:
            faults.append(Fault(wrong, field))
    if not any(ways.values()):
        faults.append(Fault(Flaw.NO_CONTACT, "phone"))
    profile = Profile(name, ways["phone"], ways["email"])
    if not faults and _weight(_line(profile, Form.FULL)) > HALF_A_POST:
        faults.append(Fault(Flaw.TOO_LONG, "email" if profile.email else "work_name"))
    return profile, tuple(faults)


def check_line(phone: str, email: str, region: str) -> tuple[Line, tuple[Fault, ...]]:
    """Return a line in its usual form and what is wrong with it; without anything there is none.

    It has to fit under the longest name there may be: nobody's own way stands in for it.
    """
    if not phone.strip() and not email.strip():
        return Line(), ()
    longest = "M" * names.LONGEST
    profile, faults = check_profile(longest, phone, email, region)
    return Line(profile.phone, profile.email), faults


def on_line(signer: Signer, line: Line) -> Signer:
    """Return a signer with the team's line instead of their own ways, where there is one."""
    return Signer(signer.work_name, line.phone, line.email) if line.reachable else signer


@lru_cache(maxsize=1024)
def flaw(signer: Signer) -> Flaw | None:
    """Return what keeps this signer from signing, None when nothing does."""
    _, faults = check_profile(signer.work_name, signer.phone, signer.email, contact.ANYWHERE)
    return faults[0].code if faults else None


@lru_cache(maxsize=1024)  # parting a long text asks for the same one at every place it tries
def signature(signer: Signer, kind: Kind, platform: str, form: Form) -> str:
    """Return the signature for that channel. Raises CannotSign when the profile has a flaw."""
    wrong = flaw(signer)
    if wrong:
        raise CannotSign(wrong)
    shown = _line if _one_line(kind, platform) else _block
    return shown(_usual(signer), form)


def sign(body: str, signer: Signer, kind: Kind, platform: str, form: Form) -> Signed:
    """Sign a text: the only way to make one that can leave.

    The body loses blanks at both ends and what no platform takes (see `clean.scrub`). A text
    that already ends with this very signature is not signed twice. Raises CannotSign.
    """
    name = signature(signer, kind, platform, form)
    separator = "\n" if _one_line(kind, platform) else "\n\n"
    written = clean.scrub(body).strip().removesuffix(separator + name).strip()
    if not clean.visible(written):
        raise CannotSign(Flaw.NOTHING_WRITTEN)
    return Signed(written, name, f"{written}{separator}{name}")


def carries(text: str, signed: Signed) -> bool:
    """Return whether a text, also as a platform shows it back, ends with that signature.

    Platforms write `&amp;`, change blanks and compose letters; none of it hides a signature.
    """
    return _plain(text).endswith(_plain(signed.signature))


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", html.unescape(text))).strip()


def _one_line(kind: Kind, platform: str) -> bool:
    return platform == "twitter" and kind in _PUBLIC_X


def _usual(signer: Signer) -> Signer:
    return check_profile(signer.work_name, signer.phone, signer.email, contact.ANYWHERE)[0]


def _ways(signer: Signer, form: Form) -> list[str]:
    phone = [contact.shown(signer.phone)] if signer.phone else []
    ways = phone + ([signer.email] if signer.email else [])
    return ways if form is Form.FULL else ways[:1]


def _line(signer: Signer, form: Form) -> str:
    ascii_only = Signer(
        signer.work_name, signer.phone, signer.email and contact.ascii_email(signer.email)
    )
    return "– " + ", ".join([signer.work_name, *_ways(ascii_only, form)])


def _block(signer: Signer, form: Form) -> str:
    return "\n".join([signer.work_name, *_ways(signer, form)])


def _weight(line: str) -> int:
    """Return at least what any platform counts: beyond U+10FF a character may weigh 2 on X."""
    return sum(1 if ord(sign) < 4352 else 2 for sign in line)
