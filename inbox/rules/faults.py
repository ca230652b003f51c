"""What can be wrong with the way an agent signs: one code and one sentence each.

A sentence is the key of the catalogues (`inbox/locale`) and says what to do, not what broke.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """One thing that keeps a text or a profile from being signed."""

    NOTHING_WRITTEN = "nothing_written"
    NO_NAME = "no_name"
    NAME_LINES = "name_lines"
    NAME_HIDDEN = "name_hidden"
    NAME_ADDRESS = "name_address"
    NAME_NUMBER = "name_number"
    NAME_SIGN = "name_sign"
    NAME_NOBODY = "name_nobody"
    NAME_LONG = "name_long"
    NO_CONTACT = "no_contact"
    PHONE_INVALID = "phone_invalid"
    PHONE_PAID = "phone_paid"
    PHONE_EXTENSION = "phone_extension"
    PHONE_MACHINE = "phone_machine"
    EMAIL_INVALID = "email_invalid"
    EMAIL_NO_REPLY = "email_no_reply"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Fault:
    """A flaw and the field it stands in: work_name, phone, email, or body for a text."""

    code: Flaw
    field: str


class CannotSign(Exception):
    """This text cannot leave under this name. `reason` says what has to change first."""

    def __init__(self, reason: Flaw) -> None:
        super().__init__(reason.value)
        self.reason = reason


SENTENCES: dict[Flaw, str] = {
    Flaw.NOTHING_WRITTEN: "Write something first: there is nothing to sign yet.",
    Flaw.NO_NAME: "Enter the name that customers are to see.",
    Flaw.NAME_LINES: "Put your name on one line.",
    Flaw.NAME_HIDDEN: "Type your name again: it holds characters that nobody can see.",
    Flaw.NAME_ADDRESS: "Enter your name here, without a web or e-mail address or an @.",
    Flaw.NAME_NUMBER: "Enter a name without digits: customers want a person, not a number.",
    Flaw.NAME_SIGN: "Use only letters, blanks, full stops, hyphens and apostrophes in your name.",
    Flaw.NAME_NOBODY: "Enter the name of a person: customers want to know who writes to them.",
    Flaw.NAME_LONG: "Shorten your name to at most 50 characters.",
    Flaw.NO_CONTACT: "Enter a direct phone number or an e-mail address that you read.",
    Flaw.PHONE_INVALID: "Check the phone number, best with country code: +49 341 1234567.",
    Flaw.PHONE_PAID: "Enter a number that costs the caller nothing extra:"
    " customers do not pay for service.",
    Flaw.PHONE_EXTENSION: "Enter the number that rings at your desk, without a separate extension.",
    Flaw.PHONE_MACHINE: "Enter a number that a person answers, not a pager or a voicemail box.",
    Flaw.EMAIL_INVALID: "Check the e-mail address, as in maria.weber@example.com.",
    Flaw.EMAIL_NO_REPLY: "Enter an address that takes answers, not a no-reply address.",
    Flaw.TOO_LONG: "Shorten your name or e-mail address:"
    " the signature would fill more than half of a post on X.",
}
