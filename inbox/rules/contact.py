"""Ways to reach a person: which numbers cost the caller, which addresses take no answer."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberType

from inbox.rules.faults import Flaw

GERMANY = 49
ANYWHERE = "ZZ"
LONGEST_EMAIL = 320
PREMIUM_RATE_WORLDWIDE = 979

_COSTS = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
    }
)
_CALLED_PAYS = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN})
_NO_PERSON = frozenset({PhoneNumberType.PAGER, PhoneNumberType.VOICEMAIL})

# Bundesnetzagentur, Rufnummernplan: (0)900 premium (901 to 905 kept free for it), (0)180 service,
# (0)137/138 mass calls, 118xy enquiries, (0)190 and (0)191 to 194 the older services,
# (0)12 innovative services, (0)10 call-by-call, (0)700 personal numbers. The library knows
# only those that are in use today; a customer's old note knows the others too.
_GERMAN_COSTS = re.compile(r"90[0-5]|180|13[78]|118|19[0-4]|1[02]\d{5}|700")
# What callers of other countries pay for although the library files it elsewhere or not at all.
_ELSEWHERE = {
    41: re.compile(r"18\d\d$|84|878|90"),
    43: re.compile(r"118|8[12]|9[03]"),
    44: re.compile(r"118|8[47]|9"),
    61: re.compile(r"1[39]"),
    81: re.compile(r"570"),
}

_NO_REPLY = (
    "noreply", "noreplies", "noresponse", "noanswer", "donotreply", "dontreply", "donotrespond",
    "donotanswer", "neverreply", "notreply", "nichtantworten", "nichtantwort", "keineantwort",
    "keineantworten", "bittenichtantworten", "nichtbeantworten", "antwortenichterwuenscht",
    "ohneantwort", "nepasrepondre", "nerepondezpas", "noresponder", "norespondas", "nonrispondere",
    "noodpowiedz", "nieodpowiadaj", "nietbeantwoorden", "unmonitored", "mailerdaemon", "devnull",
)  # fmt: skip
_CUT = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")


def parse(number: str, region: str) -> PhoneNumber | None:
    """Read a phone number as somebody in `region` would dial it; None when it is none."""
    try:
        return phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None


def costs(number: PhoneNumber) -> bool:
    """Return whether calling it costs more than a plain call, in whatever country."""
    national = phonenumbers.national_significant_number(number)
    country = number.country_code
    if country == GERMANY:
        return _GERMAN_COSTS.match(national) is not None
    if country == PREMIUM_RATE_WORLDWIDE:
        return True
    extra = _ELSEWHERE.get(country or 0)
    if extra and extra.match(national):
        return True
    return phonenumbers.number_type(number) in _COSTS


def check_phone(number: str, region: str) -> tuple[str | None, Flaw | None]:
    """Return the number in E.164, or what is wrong with it.

    Paid comes before valid: a paid number is refused as such, however it is mistyped.
    """
    read = parse(number, region)
    wrong = Flaw.PHONE_INVALID if read is None else _phone_flaw(read, number)
    if read is None or wrong:
        return None, wrong
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164), None


def _phone_flaw(read: PhoneNumber, typed: str) -> Flaw | None:
    if costs(read):
        return Flaw.PHONE_PAID
    if read.extension:
        return Flaw.PHONE_EXTENSION
    lettered = re.search(r"[^\W\d_]", typed.replace("tel:", ""))  # a word, or letters on the dial
    if lettered or not phonenumbers.is_valid_number(read):
        return Flaw.PHONE_INVALID
    machine = phonenumbers.number_type(read) in _NO_PERSON
    return Flaw.PHONE_MACHINE if machine else None


def toll_free(e164: str) -> bool:
    """Return whether a number costs whoever is called: a company's, never somebody's own."""
    read = parse(e164, ANYWHERE)
    return read is not None and phonenumbers.number_type(read) in _CALLED_PAYS


def shown(e164: str) -> str:
    """Return a number the way people read it: international, in groups."""
    read = parse(e164, ANYWHERE)
    if read is None:
        return e164
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def no_reply(address: str) -> bool:
    """Return whether an e-mail address says that nobody reads its answers.

    Looks at runs of its parts, so that no-reply, service.noreply2 and x@noreply.firma.de are
    found while arno.reply@ stays the address of Mr Reply.
    """
    plain = unicodedata.normalize("NFKD", address[:LONGEST_EMAIL].casefold())
    parts = [part for part in _CUT.split(plain) if part]
    for start in range(len(parts)):
        run = ""
        for part in parts[start : start + 5]:
            run += part
            if run in _NO_REPLY:
                return True
    return any(part.startswith(_NO_REPLY) or part.endswith(_NO_REPLY) for part in parts)


def check_email(address: str) -> tuple[str | None, Flaw | None]:
    """Return the address in its usual form, or what is wrong with it. Nothing is looked up."""
    if len(address) > LONGEST_EMAIL:
        return None, Flaw.EMAIL_INVALID
    try:
        # Only ASCII before the @: not every customer's mail programme can write to others.
        read = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None, Flaw.EMAIL_NO_REPLY if no_reply(address) else Flaw.EMAIL_INVALID
    if no_reply(read.normalized):
        return None, Flaw.EMAIL_NO_REPLY
    return read.normalized, None


def ascii_email(address: str) -> str:
    """Return the address with its domain in ASCII: X takes half of müller.de for a web address."""
    try:
        return validate_email(address, check_deliverability=False).ascii_email or address
    except EmailNotValidError:
        return address
