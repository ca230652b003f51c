"""Every reply is signed, and the signature is a way to a person."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Kind
from inbox.rules import contact, signature
from inbox.rules.faults import SENTENCES
from inbox.rules.signature import CannotSign, Fault, Flaw, Form, Signed, Signer, check_profile, sign
from tests.inbox.rules.tables import MARIA, Line, hold, table

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import twitter_text

PUBLIC = [Kind.MENTION, Kind.COMMENT, Kind.POST, Kind.REVIEW]
EVERYWHERE = [(kind, platform) for kind in Kind for platform in ("twitter", "facebook", "memory")]


def flaws(**given: str | None) -> list[tuple[str, str]]:
    profile: dict[str, str | None] = {
        "work_name": "Maria Weber", "phone": "0341 1234567", "email": None, "region": "DE",
    }  # fmt: skip
    return [(f.code.value, f.field) for f in check_profile(**(profile | given))[1]]


def test_a_direct_phone_number() -> None:
    def seen(line: Line) -> tuple[list[str], str]:
        profile, faults = check_profile("Maria Weber", line["typed"], None, line["region"])
        shown = contact.shown(profile.phone or "") if not faults else ""
        return [fault.code for fault in faults], shown

    hold(table("phones"), seen, lambda line: ([line["flaw"]] * bool(line["flaw"]), line["shown"]))


def kept(line: Line) -> list[str]:
    """Return the flaw of what was typed, or what is kept of it."""
    return [line["flaw"]] if line["flaw"] else ["kept", line["kept"]]


def test_an_address_that_takes_answers() -> None:
    def seen(line: Line) -> list[str | None]:
        profile, faults = check_profile("Maria Weber", None, line["typed"], "DE")
        return [fault.code for fault in faults] or ["kept", profile.email]

    hold(table("emails"), seen, kept)


def test_a_name_of_a_person() -> None:
    def seen(line: Line) -> list[str]:
        profile, faults = check_profile(line["typed"], "0341 1234567", None, "DE")
        return [fault.code for fault in faults] or ["kept", profile.work_name]

    hold(table("names"), seen, kept)


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("Maria\nWeber", "name_lines"),
        ("Maria\r\nWeber", "name_lines"),
        ("Maria\u2028Weber", "name_lines"),
        ("Maria\x0bWeber", "name_lines"),
        ("Maria\x00Weber", "name_hidden"),
        ("Maria\x1b[31mWeber", "name_hidden"),
        ("Maria\u202eWeber", "name_hidden"),
        ("Maria\u200bWeber", "name_hidden"),
        ("\u200d", "name_hidden"),
        ("Maria\ud83dWeber", "name_hidden"),
        ("M" * 51, "name_long"),
        ("a\u0316\u0301" * 50_000, "name_long"),
    ],
)
def test_a_name_that_nobody_can_type_by_accident(name: str, flaw: str) -> None:
    assert flaws(work_name=name) == [(flaw, "work_name")]


def test_a_line_break_at_the_end_of_a_name_is_forgiven() -> None:
    assert flaws(work_name="Maria Weber\n") == []


def test_a_name_of_fifty_letters_is_the_longest() -> None:
    assert flaws(work_name="M" * 50) == []


def test_no_contact_is_a_fault_of_its_own() -> None:
    assert flaws(phone=None) == [("no_contact", "phone")]


def test_blank_fields_are_empty_fields() -> None:
    assert flaws(phone="  ", email=" ") == [("no_contact", "phone")]


def test_every_fault_is_said_at_once() -> None:
    found = flaws(work_name="", phone="0900 1 123456", email="noreply@example.com")
    assert found == [
        ("no_name", "work_name"), ("phone_paid", "phone"), ("email_no_reply", "email"),
    ]  # fmt: skip


def test_a_faulty_field_comes_back_as_it_was_typed() -> None:
    profile, _ = check_profile("Maria 2", "0900 1", "noreply@", "DE")
    assert profile == Signer("Maria 2", "0900 1", "noreply@")


def test_a_checked_profile_stays_as_it_is_when_checked_again() -> None:
    profile, faults = check_profile("M.Weber", "0341/123 45 67", "Maria@EXAMPLE.com", "DE")
    again = check_profile(profile.work_name, profile.phone, profile.email, "ZZ")
    assert (faults, again) == ((), (profile, ()))


def test_a_signature_that_would_fill_a_post_is_refused_with_the_field_to_shorten() -> None:
    long = "maria.weber.kundenbetreuung@" + "sehr-lange-firma." * 5 + "example.com"
    assert flaws(email=long) == [("too_long", "email")]


def test_a_long_name_in_wide_letters_is_refused_too() -> None:
    assert flaws(work_name="李" * 50, email=None, phone="0341 1234567") == []
    assert flaws(work_name="李" * 50, email="maria@stadtwerke.example.com") == [
        ("too_long", "email")
    ]


def test_every_flaw_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Flaw)


# ---------------------------------------------------------------------------------- signing


def test_a_public_post_on_x_is_signed_on_one_line() -> None:
    signed = sign("Das tut mir leid.", MARIA, Kind.MENTION, "twitter", Form.FULL)
    assert signed.text == (
        "Das tut mir leid.\n– Maria Weber, +49 341 1234567, maria.weber@example.com"
    )


def test_the_short_form_on_x_names_one_direct_way() -> None:
    signed = sign("Gern.", MARIA, Kind.MENTION, "twitter", Form.SHORT)
    assert signed.text == "Gern.\n– Maria Weber, +49 341 1234567"


@pytest.mark.parametrize(
    ("kind", "platform"),
    [(k, p) for k, p in EVERYWHERE if p != "twitter"] + [(Kind.DIRECT, "twitter")],
)
def test_elsewhere_the_signature_is_a_block(kind: Kind, platform: str) -> None:
    signed = sign("Gern.", MARIA, kind, platform, Form.FULL)
    assert signed.text == "Gern.\n\nMaria Weber\n+49 341 1234567\nmaria.weber@example.com"


def test_the_short_block_names_one_direct_way() -> None:
    signed = sign("Gern.", MARIA, Kind.COMMENT, "facebook", Form.SHORT)
    assert signed.signature == "Maria Weber\n+49 341 1234567"


def test_without_a_phone_the_short_form_names_the_address() -> None:
    by_mail = Signer("Maria Weber", None, "maria.weber@example.com")
    signed = sign("Gern.", by_mail, Kind.MENTION, "twitter", Form.SHORT)
    assert signed.signature == "– Maria Weber, maria.weber@example.com"


def test_blanks_around_a_text_do_not_leave() -> None:
    assert sign(" \n\tGern. \u00a0\n\n", MARIA, Kind.MENTION, "twitter", Form.SHORT).body == "Gern."


def test_lines_within_a_text_stay() -> None:
    signed = sign("Eins\r\n\r\nzwei", MARIA, Kind.COMMENT, "facebook", Form.SHORT)
    assert signed.body == "Eins\n\nzwei"


@pytest.mark.parametrize(
    "body", ["", " ", "\n\n", "\u200b", "\u00a0\u2003", "\x00", "\u200d\ufe0f"]
)
def test_nothing_is_not_signed(body: str) -> None:
    with pytest.raises(CannotSign) as refused:
        sign(body, MARIA, Kind.MENTION, "twitter", Form.FULL)
    assert refused.value.reason is Flaw.NOTHING_WRITTEN


@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        (Signer("Maria Weber", None, None), Flaw.NO_CONTACT),
        (Signer("Maria Weber", "", ""), Flaw.NO_CONTACT),
        (Signer("Maria Weber", "+499001123456", None), Flaw.PHONE_PAID),
        (Signer("Maria Weber", "+491805123456", "maria@example.com"), Flaw.PHONE_PAID),
        (Signer("Maria Weber", "0341 1234567", None), Flaw.PHONE_INVALID),
        (Signer("Maria Weber", None, "noreply@example.com"), Flaw.EMAIL_NO_REPLY),
        (Signer("Maria Weber", None, "maria"), Flaw.EMAIL_INVALID),
        (Signer("", "+493411234567", None), Flaw.NO_NAME),
        (Signer("firma.de", "+493411234567", None), Flaw.NAME_ADDRESS),
        (Signer("Ticket 4711", "+493411234567", None), Flaw.NAME_NUMBER),
        (Signer("Kundenservice", "+493411234567", None), Flaw.NAME_NOBODY),
    ],
)
def test_the_profile_is_looked_at_again_on_every_reply(signer: Signer, reason: Flaw) -> None:
    with pytest.raises(CannotSign) as refused:
        sign("Gern.", signer, Kind.MENTION, "twitter", Form.FULL)
    assert refused.value.reason is reason


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize(("kind", "platform"), EVERYWHERE)
def test_a_text_is_signed_once(kind: Kind, platform: str, form: Form) -> None:
    once = sign("Gern.", MARIA, kind, platform, form)
    assert sign(once.text, MARIA, kind, platform, form) == once


def test_a_signed_text_without_its_signature_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="ends with its signature"):
        Signed("Gern.", "– Maria", "Gern.")


def test_a_signed_text_with_an_empty_signature_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="ends with its signature"):
        Signed("Gern.", "", "Gern.")


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", PUBLIC)
@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("M.Schmidt", "maria.weber@example.com"),
        ("Dr.Weber", "o'neil@example.co.uk"),
        ("Maria Weber", "maria@müller.de"),
        ("Maria W.", "info.de@stadtwerke.example.com"),
        ("Jan de Vries", "jan-de@xn--mller-kva.de"),
        ("J. R. de Com", "j@пример.рф"),
    ],
)
def test_a_signature_on_x_holds_no_web_address(
    name: str, email: str, kind: Kind, form: Form
) -> None:
    profile, faults = check_profile(name, None, email, "DE")
    signed = sign("Wir sind da.", profile, kind, "twitter", form)
    assert not faults
    assert twitter_text.extract_urls_with_indices(signed.text) == []


def test_a_signature_on_x_is_one_line() -> None:
    assert "\n" not in signature.signature(MARIA, Kind.MENTION, "twitter", Form.FULL)


def test_an_international_domain_is_readable_where_a_web_address_costs_nothing() -> None:
    profile = Signer("Maria Weber", None, "maria@müller.de")
    signed = sign("Gern.", profile, Kind.DIRECT, "facebook", Form.FULL)
    assert signed.signature == "Maria Weber\nmaria@müller.de"


SHOWN_BACK = {
    "as sent": lambda text: text,
    "ampersands": lambda text: text.replace("&", "&amp;").replace("'", "&#39;"),
    "one line": lambda text: text.replace("\n", " "),
    "doubled blanks": lambda text: text.replace(" ", "  "),
    "trailing blanks": lambda text: text + "\n ",
    "a leading name": lambda text: "@erika_m " + text,
    "decomposed": lambda text: text.replace("ü", "u\u0308"),
    "short links": lambda text: text.replace("https://example.com/hilfe", "https://t.co/abc123"),
}


@pytest.mark.parametrize("shown", SHOWN_BACK.values(), ids=SHOWN_BACK)
def test_a_signature_is_found_whatever_the_platform_rewrote(shown: object) -> None:
    jurgen = Signer("Jürgen O'Neill", "+493411234567", "j.oneill@example.com")
    body = "Für Sie & Ihn: https://example.com/hilfe"
    signed = sign(body, jurgen, Kind.COMMENT, "facebook", Form.FULL)
    assert signature.carries(shown(signed.text), signed)  # type: ignore[operator]


@pytest.mark.parametrize("lost", [1, 5, 24])
def test_a_cut_signature_is_not_carried(lost: int) -> None:
    signed = sign("Gern.", MARIA, Kind.MENTION, "twitter", Form.FULL)
    assert not signature.carries(signed.text[:-lost], signed)


def test_another_signature_is_not_carried() -> None:
    jan = Signer("Jan Roth", "+493411234568", None)
    hers = sign("Gern.", MARIA, Kind.MENTION, "twitter", Form.SHORT)
    his = sign("Gern.", jan, Kind.MENTION, "twitter", Form.SHORT)
    assert not signature.carries(hers.text, his)


@given(st.text(max_size=400), st.sampled_from(EVERYWHERE), st.sampled_from(Form))
def test_whatever_is_written_is_refused_or_carries_its_signature(
    body: str, where: tuple[Kind, str], form: Form
) -> None:
    try:
        signed = sign(body, MARIA, *where, form)
    except CannotSign as refused:
        assert refused.reason is Flaw.NOTHING_WRITTEN
    else:
        assert signed.text.endswith(signed.signature)
        assert signature.carries(signed.text, signed)
        assert "+49 341 1234567" in signed.signature
        signed.text.encode()


def test_a_fault_names_its_field() -> None:
    assert check_profile("", "0341 1234567", None, "DE")[1] == (Fault(Flaw.NO_NAME, "work_name"),)
