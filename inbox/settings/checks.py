"""What variables may hold, and which belong together: one sentence a fault, never with a value.

Pure: texts and names in, sentences out, "" or an empty list when nothing is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from phonenumbers import SUPPORTED_REGIONS

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_SENDER = re.compile(r"[^@\s<>]+@[^@\s<>]+|[^@<>]+ <[^@\s<>]+@[^@\s<>]+>")
_DATABASE = re.compile(r"sqlite://|postgresql(\+psycopg)?://")
_GRAPH_VERSION = re.compile(r"v\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Keys:
    """Variables that belong together: `needed` all of them, `more` only with those.

    A variable may stand in several sets; it is fine when one of them is whole.
    """

    what: str
    needed: tuple[str, ...]
    more: tuple[str, ...] = ()


KEYS = (
    Keys(
        "X by OAuth 1.0a",
        ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET"),
    ),
    Keys(
        "X by OAuth 2.0",
        ("X_CLIENT_ID", "X_OAUTH2_ACCESS_TOKEN", "X_OAUTH2_REFRESH_TOKEN"),
        ("X_CLIENT_SECRET",),
    ),
    Keys("Facebook", ("FACEBOOK_PAGE_TOKEN", "FACEBOOK_APP_SECRET"), ("FACEBOOK_PAGE_ID",)),
    Keys("Connecting X accounts in the page", ("X_CLIENT_ID",), ("X_CLIENT_SECRET",)),
    Keys("Connecting Facebook pages in the page", ("FACEBOOK_APP_ID", "FACEBOOK_APP_SECRET")),
)


def keys(given: Collection[str], *, sandbox: bool) -> list[str]:
    """Return what is wrong with the accounts' keys, by the names of those that are set."""
    if not sandbox:
        return _halves(given)
    every = dict.fromkeys(name for each in KEYS for name in (*each.needed, *each.more))
    real = [name for name in every if name in given]
    if not real:
        return []
    verb = "is" if len(real) == 1 else "are"
    said = "the sandbox and a real account never share an installation"
    remedy = "Take the keys out, or set SANDBOX=0"
    return [f"SANDBOX is on and {_listed(real)} {verb} set: {said}. {remedy}"]


def unplayed(named: Collection[str]) -> str:
    """Return what to say where the sandbox is tuned and nobody says whether it is wanted.

    `named` are the variables that are set at all, by name. "" where `SANDBOX` is among them.
    """
    tuned = sorted(name for name in named if name.startswith("SANDBOX_"))
    if not tuned or "SANDBOX" in named:
        return ""
    verb = "does" if len(tuned) == 1 else "do"
    return (
        f"This is not the sandbox, and {_listed(tuned)} {verb} nothing:"
        " write SANDBOX=1 into .env to play, SANDBOX=0 for real accounts."
    )


def _halves(given: Collection[str]) -> list[str]:
    """Return one sentence for every set that holds a variable which no whole set holds."""
    whole = [each for each in KEYS if all(name in given for name in each.needed)]
    fine = {name for each in whole for name in (*each.needed, *each.more)}
    said = []
    for each in KEYS:
        names = (*each.needed, *each.more)
        if any(name in given and name not in fine for name in names):
            said.append(_half(each, given))
            fine.update(names)
    return said


def _half(each: Keys, given: Collection[str]) -> str:
    missing = [name for name in each.needed if name not in given]
    verb = "is" if len(missing) == 1 else "are"
    return f"{_listed(missing)} {verb} missing: {each.what} needs {_listed(each.needed)}"


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def database(url: str) -> str:
    """Return what is wrong with a database's URL; which may hold a password, so it stays out."""
    try:
        usable = not url or (bool(_DATABASE.match(url)) and urlsplit(url).port != 0)
    except ValueError:
        usable = False
    return "" if usable else "is not sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"


def public(url: str) -> str:
    """Return what is wrong with the address that browsers come by."""
    parts = _web(url)
    if not url or (parts is not None and parts.path in ("", "/")):
        return ""
    return "is not an address like https://inbox.example.com, without anything behind the name"


def platform(url: str) -> str:
    """Return what is wrong with a platform's base URL, which may have a path."""
    return "" if _web(url) is not None else "is not an address like https://api.example.com"


def _web(url: str) -> SplitResult | None:
    """Return the parts of an address of the web; None where it is none, or says more than one."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
        if ":" in host:
            ip_address(host)
        elif not _HOST.fullmatch(host):
            return None
    except ValueError:
        return None
    more = parts.query or parts.fragment or "@" in parts.netloc or port == 0
    return None if more or parts.scheme not in ("http", "https") else parts


def post(url: str, sender: str, *, sandbox: bool) -> list[str]:
    """Return what is wrong with the way e-mails go; the address of the server holds a password."""
    if not url:
        return []
    host = smtp_host(url)
    if host is None:
        return ["SMTP_URL: is not smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT"]
    if not sender:
        return ["MAIL_FROM is missing: SMTP_URL is set, and e-mails need a sender"]
    if sandbox and not _this_machine(host):
        said = (
            "SANDBOX is on and SMTP_URL names a mail server elsewhere: nothing leaves the sandbox"
        )
        return [f"{said}. Take SMTP_URL out, or set SANDBOX=0"]
    return []


def smtp_host(url: str) -> str | None:
    """Return the host of an SMTP server's address; None where it is none."""
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("smtp", "smtps") and parts.port != 0
    except ValueError:
        return None
    half = (parts.username is None) is not (parts.password is None)
    more = parts.path.strip("/") or parts.query or parts.fragment
    return parts.hostname if usable and not half and not more else None


def _this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def sender(text: str) -> str:
    """Return what is wrong with the sender of our e-mails: Durchwahl <inbox@example.com> say."""
    usable = not text or (text.isprintable() and _SENDER.fullmatch(text))
    return "" if usable else "is not an address like Durchwahl <inbox@example.com>"


def proxies(listed: str) -> str:
    """Return what is wrong with the list of proxies: each is compared with a peer's address."""
    try:
        for each in listed.split(",") if listed.strip() else ():
            ip_address(each.strip())
    except ValueError:
        return "are not IP addresses separated by commas, 10.0.0.5,10.0.0.6 say"
    return ""


def region(code: str) -> str:
    """Return what is wrong with the country whose numbers need no country code."""
    known = code in SUPPORTED_REGIONS
    return "" if known else "is not the two capital letters of a country, DE, AT or CH say"


def graph_version(text: str) -> str:
    """Return what is wrong with a version of the Graph API."""
    return "" if _GRAPH_VERSION.fullmatch(text) else "is not written like v26.0"
