"""An address that strangers chose leads to a platform's file, or nowhere at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.incoming import careful_get
from inbox.incoming.careful_get import Allowed, Limits, NotLetIn, Reason, Refused, TryLater
from tests.stranger import Stranger, answer, certificate, stranger

HOST = "pbs.twimg.com"
PUBLIC = "93.184.216.34"
ALLOWED = Allowed((HOST, "fbcdn.net"))
LIMITS = Limits(connect=2.0, read=2.0, total=5.0, most=1_000)
ADDRESS = f"https://{HOST}/media/1.jpg"


def nowhere(*_: object) -> socket.socket:
    raise AssertionError("nobody may be called here")


def at(*addresses: str):
    """Return a look-up in which every host has these addresses."""
    return lambda host, port: list(addresses)


def got(url: str, allowed: Allowed = ALLOWED, limits: Limits = LIMITS, **how) -> bytes:
    return b"".join(careful_get.pieces(url, allowed, limits, **how))


def refused(url: str, allowed: Allowed = ALLOWED, **how) -> Reason:
    with pytest.raises(Refused) as met:
        got(url, allowed, **{"connect": nowhere, "look_up": at(PUBLIC), **how})
    return met.value.reason


@pytest.fixture
def them() -> Iterator[Stranger]:
    with stranger() as made:
        yield made


def local(them: Stranger) -> Allowed:
    return Allowed((), them.netloc)


# -- where it may lead ----------------------------------------------------------------------------


ELSEWHERE = {
    "not encrypted": f"http://{HOST}/1.jpg",
    "another host": "https://evil.example/1.jpg",
    "a host that ends alike": f"https://evil{HOST}/1.jpg",
    "a host that begins alike": f"https://{HOST}.evil.example/1.jpg",
    "a name in front": f"https://{HOST}@evil.example/1.jpg",
    "a name in front of ours": f"https://evil.example@{HOST}/1.jpg",
    "a password in front": f"https://a:b@{HOST}/1.jpg",
    "another port": f"https://{HOST}:8443/1.jpg",
    "no port that exists": f"https://{HOST}:99999/1.jpg",
    "our own house": "https://127.0.0.1/secret.key",
    "our own house by name": "https://localhost/secret.key",
    "our own house in hex": "https://0x7f000001/",
    "our own house as a number": "https://2130706433/",
    "the cloud's own": "http://169.254.169.254/latest/meta-data/",
    "the cloud's own, six": "https://[fd00:ec2::254]/",
    "a file": "file:///etc/passwd",
    "a script": "javascript:alert(1)",
    "another protocol": "gopher://127.0.0.1:6379/_FLUSHALL",
    "a line too much": f"https://{HOST}/1\r\nHost: evil.example",
    "a blank": f"https://{HOST}/1 HTTP/1.1",
    "letters that look alike": "https://pbs.twimg.cοm/1.jpg",
    "nothing": "",
    "no host": "https:///1.jpg",
    "a broken six": "https://[::1/1.jpg",
    "the stand-in, which is none here": "http://127.0.0.1:8611/media/1",
}


@pytest.mark.parametrize("url", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_an_address_that_is_no_platforms_is_not_even_looked_up(url) -> None:
    def looked_up(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    assert refused(url, look_up=looked_up) is Reason.NOT_ALLOWED


@given(st.text(max_size=60))
def test_no_text_breaks_it(text) -> None:
    assert refused(text) in (Reason.NOT_ALLOWED, Reason.ADDRESS)


INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "192.88.99.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::1", "2001:db8::1", "3fff::1", "100::1", "no address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_host_that_points_into_a_house_is_not_called(address) -> None:
    assert refused(ADDRESS, look_up=at(address)) is Reason.ADDRESS


@pytest.mark.parametrize("address", INSIDE)
def test_one_address_inside_is_enough(address) -> None:
    assert refused(ADDRESS, look_up=at(PUBLIC, address)) is Reason.ADDRESS


def test_a_host_without_an_address_is_not_called() -> None:
    assert refused(ADDRESS, look_up=at()) is Reason.ADDRESS


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address) -> None:
    assert careful_get.public(address)


def test_a_host_that_cannot_be_looked_up_is_tried_later() -> None:
    def down(host: str, port: int) -> list[str]:
        raise socket.gaierror("no name server")

    with pytest.raises(TryLater):
        got(ADDRESS, look_up=down)


# -- the address that was looked at is the one that is called ---------------------------------------


class Turning:
    """A name server that says something else the second time, and the wire behind it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.looked = 0
        self.called: list[tuple[str, int]] = []

    def look_up(self, host: str, port: int) -> list[str]:
        self.looked += 1
        return [PUBLIC] if self.looked == 1 else ["127.0.0.1"]

    def connect(self, address: str, port: int, patience: float) -> socket.socket:
        self.called.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), patience)


def test_a_name_that_turns_round_is_called_where_it_was_looked_at(tmp_path) -> None:
    known = certificate(HOST, tmp_path)
    with stranger(known.server) as them:
        them.says = [answer(b"Bild")]
        turning = Turning(them.port)
        found = got(ADDRESS, look_up=turning.look_up, connect=turning.connect, trust=known.trust)
    assert (found, turning.looked, turning.called) == (b"Bild", 1, [(PUBLIC, 443)])
    assert them.asked[0].startswith(b"GET /media/1.jpg HTTP/1.1\r\nHost: pbs.twimg.com\r\n")


@pytest.mark.parametrize("host", ["video.pbs.twimg.com", "scontent.fbcdn.net"])
def test_subdomains_of_a_platforms_host_are_its_own(tmp_path, host) -> None:
    known = certificate(host, tmp_path)
    with stranger(known.server) as them:
        them.says = [answer(b"Bild")]
        turning = Turning(them.port)
        url = f"https://{host}/1.jpg?signed=1&x=2"
        assert got(url, look_up=at(PUBLIC), connect=turning.connect, trust=known.trust) == b"Bild"
    assert b"GET /1.jpg?signed=1&x=2 " in them.asked[0]


def test_a_server_that_is_somebody_else_gets_no_question(tmp_path) -> None:
    other = certificate("evil.example", tmp_path)
    with stranger(other.server) as them:
        them.says = [answer(b"Bild")]
        turning = Turning(them.port)
        with pytest.raises(TryLater):
            got(ADDRESS, look_up=at(PUBLIC), connect=turning.connect, trust=other.trust)
    assert them.asked == []


def test_a_server_that_nobody_vouches_for_gets_no_question(tmp_path) -> None:
    known = certificate(HOST, tmp_path)
    with stranger(known.server) as them:
        them.says = [answer(b"Bild")]
        with pytest.raises(TryLater):
            got(ADDRESS, look_up=at(PUBLIC), connect=Turning(them.port).connect)
    assert them.asked == []


def test_no_token_no_cookie_and_no_referrer_go_along(them) -> None:
    them.says = [answer(b"Bild")]
    got(them.url(), local(them))
    names = {line.split(b":")[0].lower() for line in them.asked[0].split(b"\r\n")[1:] if line}
    assert names == {b"host", b"accept", b"accept-encoding", b"user-agent", b"connection"}


# -- the stand-ins --------------------------------------------------------------------------------


def test_a_stand_in_is_asked_by_its_exact_host_and_port(them) -> None:
    them.says = [answer(b"Bild")]
    assert got(them.url(), local(them)) == b"Bild"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/bild", "http://localhost:{port}/bild", "https://127.0.0.1:{port}/bild",
     "http://x@127.0.0.1:{port}/bild", "http://127.0.0.1/bild"],
)  # fmt: skip
def test_any_other_door_of_this_machine_stays_shut(them, url) -> None:
    url = url.format(port=them.port)
    assert refused(url, local(them), look_up=careful_get.resolve) is Reason.NOT_ALLOWED


def test_a_stand_in_that_is_not_on_this_machine_is_none() -> None:
    allowed = Allowed((), "stand-in.example:8611")
    found = refused("http://stand-in.example:8611/1", allowed, look_up=at(PUBLIC))
    assert found is Reason.ADDRESS


# -- what it may answer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm", "304 Same"]
)
def test_nobody_is_led_elsewhere(them, status) -> None:
    them.says = [answer(b"", status, Location="http://169.254.169.254/latest/meta-data/")]
    assert refused(them.url(), local(them), **real()) is Reason.REDIRECT
    assert len(them.asked) == 1


def real() -> dict[str, object]:
    return {"look_up": careful_get.resolve, "connect": careful_get.dial}


@pytest.mark.parametrize("status", ["401 Who", "403 No", "404 Nothing", "410 Gone"])
def test_what_is_not_there_for_us_is_gone(them, status) -> None:
    them.says = [answer(b"Ein Text", status)]
    assert refused(them.url(), local(them), **real()) is Reason.GONE


@pytest.mark.parametrize("status", ["204 Nothing", "206 Part", "299 Odd", "418 Tea", "999 Odd"])
def test_an_answer_that_is_no_whole_file_is_none(them, status) -> None:
    them.says = [answer(b"Bild", status)]
    assert refused(them.url(), local(them), **real()) is Reason.ANSWER


def test_a_compressed_answer_is_not_unpacked(them) -> None:
    them.says = [answer(b"\x1f\x8b" + b"\x00" * 20, Content_Encoding="gzip")]
    assert refused(them.url(), local(them), **real()) is Reason.ANSWER


LATER = {
    "busy": [answer(b"", "429 Slow down")],
    "down": [answer(b"", "503 Down")],
    "nothing": [],
    "nonsense": [b"\x00\xff" * 50 + b"\r\n\r\n"],
    "cut off": [answer(b"Bi", length=500)],
    "an endless head": [b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n"],
    "a thousand headers": [b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 1_000 + b"\r\n"],
    "a broken chunk": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    "a chunk cut off": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"],
    "only promises": [b"HTTP/1.1 100 Continue\r\n\r\n" * 50],
}


@pytest.mark.parametrize("says", LATER.values(), ids=LATER.keys())
def test_what_did_not_come_may_come_later(them, says) -> None:
    them.says = says
    with pytest.raises(TryLater):
        got(them.url(), local(them))


def test_nobody_there_may_be_there_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(TryLater):
        got(f"http://127.0.0.1:{port}/", Allowed((), f"127.0.0.1:{port}"))


# -- how much, and how slowly ---------------------------------------------------------------------


def test_a_file_as_large_as_it_may_be_is_taken(them) -> None:
    them.says = [answer(b"x" * 1_000)]
    assert len(got(them.url(), local(them))) == 1_000


HUGE = {
    "said so": [answer(b"x", length=10**12)],
    "said nothing": [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 5_000],
    "in chunks": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                  b"1f4\r\n" + b"x" * 500 + b"\r\n" + b"1f5\r\n" + b"x" * 501 + b"\r\n0\r\n\r\n"],
}  # fmt: skip


@pytest.mark.parametrize("says", HUGE.values(), ids=HUGE.keys())
def test_a_file_that_is_too_large_is_dropped_on_the_way(them, says) -> None:
    them.says = says
    assert refused(them.url(), local(them), **real()) is Reason.TOO_BIG


def test_a_file_without_end_is_dropped_at_once(them) -> None:
    them.says = iter(lambda: b"x" * 65_536, None)
    them.says = [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 65_536] * 200]
    assert refused(them.url(), local(them), **real()) is Reason.TOO_BIG


WHOLE = answer(b"x" * 500)
DRIPS = {
    "the head": [bytes([each]) for each in WHOLE],
    "the body": [answer(b"", length=500), *[b"x"] * 500],
    "nothing at all": [b"", b"", b"", b"", b"", b"", b"", b""],
}


@pytest.mark.parametrize("says", DRIPS.values(), ids=DRIPS.keys())
def test_a_server_that_drips_is_left_at_the_deadline(them, says) -> None:
    them.says, them.pause = says, 0.2
    with pytest.raises(TryLater):
        got(them.url(), local(them), Limits(connect=1.0, read=1.0, total=0.8, most=1_000))


def test_a_server_that_says_nothing_while_it_greets_is_left(tmp_path) -> None:
    with stranger() as them:  # takes the hello of TLS for the question, and never answers it
        them.says, them.pause = [b""] * 100, 0.2
        with pytest.raises(TryLater):
            got(
                ADDRESS, ALLOWED, Limits(connect=0.5, read=0.5, total=1.0, most=1_000),
                look_up=at(PUBLIC), connect=Turning(them.port).connect,
            )  # fmt: skip


# -- what only the account may see ----------------------------------------------------------------

PRIVATE = "ton.twitter.com"
LOGIN = {"Authorization": "Bearer canary"}


def signing(them: Stranger | None = None) -> Allowed:
    return Allowed((HOST,), them and them.netloc, (PRIVATE,), lambda url: LOGIN)


def wire(them: Stranger):
    return lambda address, port, patience: careful_get.dial("127.0.0.1", them.port, patience)


@pytest.mark.parametrize(("host", "shown"), [(PRIVATE, True), (HOST, False)])
def test_the_login_is_shown_to_the_private_host_alone(tmp_path, host, shown) -> None:
    known = certificate(host, tmp_path)
    with stranger(known.server) as them:
        them.says = [answer(b"Bild")]
        how = {"look_up": at(PUBLIC), "connect": wire(them), "trust": known.trust}
        assert got(f"https://{host}/1.jpg", signing(), **how) == b"Bild"
        assert (b"canary" in them.asked[0]) is shown


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.{PRIVATE}/1.jpg",
        f"https://{PRIVATE}.evil.example/1.jpg",
        f"http://{PRIVATE}/1.jpg",
        f"https://{PRIVATE}:8443/1.jpg",
        f"https://{PRIVATE}@evil.example/1.jpg",
        "https://127.0.0.1/1.jpg",
    ],
)
def test_nothing_is_signed_for_anybody_else(url) -> None:
    def signs(url: str) -> dict[str, str]:
        raise AssertionError(f"{url} was signed")

    allowed = Allowed((HOST,), None, (PRIVATE,), signs)
    assert refused(url, allowed) is Reason.NOT_ALLOWED


def test_a_private_host_that_leads_into_our_house_is_shown_nothing() -> None:
    assert refused(f"https://{PRIVATE}/1.jpg", signing(), look_up=at("10.0.0.1")) is Reason.ADDRESS


def test_a_private_host_that_leads_elsewhere_is_not_followed(tmp_path) -> None:
    known = certificate(PRIVATE, tmp_path)
    with stranger(known.server) as them:
        them.says = [answer(status="302 Found", Location="https://evil.example/")]
        how = {"look_up": at(PUBLIC), "connect": wire(them), "trust": known.trust}
        assert refused(f"https://{PRIVATE}/1.jpg", signing(), **how) is Reason.REDIRECT
        assert len(them.asked) == 1


def test_a_login_that_is_not_taken_may_be_renewed(them) -> None:
    them.says = [answer(status="401 Unauthorized")]
    with pytest.raises(NotLetIn):
        got(them.url(), signing(them))
