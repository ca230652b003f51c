"""The session both SDKs use: the account's own host, strict deadlines, nothing secret said."""

from __future__ import annotations

import gzip
import logging
import traceback

import pytest
import requests

from connectors import http
from connectors.base import Deadlines, OutcomeUnknown, Retryable
from connectors.http import NoAnswer, PlatformSession, explain, scrub
from tests.connectors.raw_server import answer, drips, hangs, says, serving

BRIEF = Deadlines(connect=0.3, read=0.3, total=0.6)
LONG = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
ASKED = "https://api.twitter.com/2/users/me?a=1"


def ask(url: str, method: str = "GET", deadlines: Deadlines = BRIEF) -> requests.Response:
    with PlatformSession(f"{url}/x", deadlines) as session:
        return session.request(method, ASKED)


def failure(url: str, method: str = "GET") -> NoAnswer:
    with pytest.raises(NoAnswer) as caught:
        ask(url, method)
    return caught.value


class TestHost:
    def test_a_built_in_host_is_replaced_before_the_request_is_prepared(self) -> None:
        with serving(says(answer(b"{}"))) as server:
            ask(server.url)
            assert server.requests[0].startswith(
                b"GET /x/2/users/me?a=1 HTTP/1.1\r\nHost: 127.0.0.1"
            )

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/2/users/me",
            "https://api.twitter.com.evil.example/2",
            "https://api.twitter.com:444/2",
            "https://user@api.x.com/2",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
        ],
    )
    def test_any_other_host_is_refused_and_nothing_is_sent(self, url) -> None:
        with serving(says(answer(b"{}"))) as server:
            with PlatformSession(server.url) as session, pytest.raises(NoAnswer) as caught:
                session.request("GET", url)
            assert not caught.value.sent
            assert server.requests == []

    def test_the_accounts_own_url_stays_as_it_is(self) -> None:
        with serving(says(answer(b"{}"))) as server:
            with PlatformSession(f"{server.url}/graph") as session:
                session.request("GET", f"{server.url}/graph/v26.0/1/feed")
            assert server.requests[0].startswith(b"GET /graph/v26.0/1/feed ")

    def test_a_redirect_is_an_answer_and_not_followed(self) -> None:
        moved = answer(b"", "302 Found", more="Location: https://evil.example/\r\n")
        with serving(says(moved)) as server:
            assert ask(server.url).status_code == 302
            assert len(server.requests) == 1

    def test_the_environment_adds_no_login_and_no_proxy(self, monkeypatch, tmp_path) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login thief password other")
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        with serving(says(answer(b"{}"))) as server:
            ask(server.url)
            assert b"Authorization" not in server.requests[0]


class TestDeadlines:
    @pytest.mark.parametrize(
        "handler",
        [
            hangs,
            drips(LONG + b"x" * 5000),
            drips(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 90),
        ],
        ids=["silent", "dripping body", "dripping headers"],
    )
    def test_no_server_holds_a_call_beyond_its_total(self, handler) -> None:
        with serving(handler) as server:
            error = failure(server.url)
            assert error.reason == "no answer in time"
            assert error.sent

    def test_a_slow_server_within_the_total_is_waited_for(self) -> None:
        with serving(drips(answer(b'{"data":1}'), pause=0.001)) as server:
            assert ask(server.url, deadlines=Deadlines(5, 5, 20)).json() == {"data": 1}

    def test_nothing_is_sent_once_the_total_has_passed(self, monkeypatch) -> None:
        """Slow DNS must not let a write leave after everybody counts on its end."""
        from urllib3.connection import HTTPConnection

        connect = HTTPConnection.connect

        def late(self) -> None:
            connect(self)
            clock["now"] += 100

        clock = {"now": 0.0}
        monkeypatch.setattr(http.time, "monotonic", lambda: clock["now"])
        monkeypatch.setattr(HTTPConnection, "connect", late)
        with serving(says(answer(b"{}"))) as server:
            error = failure(server.url, "POST")
            assert not error.sent
            assert server.requests in ([], [b""])


class TestSent:
    def test_a_refused_connection_was_never_sent(self) -> None:
        with serving(hangs) as server:
            server.close()
            assert not failure(server.url).sent

    def test_a_name_that_does_not_resolve_was_never_sent(self) -> None:
        assert not failure("http://no-such-host.invalid").sent

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"HTTP/1.1",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            LONG + b"{",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ],
        ids=["closed", "cut in the status", "not HTTP", "cut in the body", "bad chunk"],
    )
    def test_what_broke_off_later_was_sent(self, said) -> None:
        with serving(says(said)) as server:
            error = failure(server.url)
            assert error.sent
            assert error.reason == "the connection broke off"

    def test_only_what_never_left_is_retryable_after_a_write(self) -> None:
        assert type(explain(NoAnswer("x", sent=False), wrote=True)) is Retryable
        assert type(explain(NoAnswer("x", sent=True), wrote=True)) is OutcomeUnknown
        assert type(explain(ValueError("x"), wrote=True)) is OutcomeUnknown

    def test_every_silence_is_retryable_after_a_read(self) -> None:
        for error in (NoAnswer("x", sent=True), NoAnswer("x", sent=False), ValueError("x")):
            assert type(explain(error, wrote=False)) is Retryable


class TestSize:
    def test_an_answer_of_more_than_10_mb_is_refused(self) -> None:
        large = says(answer(b"x" * (http.MOST_BYTES + 1)))
        with serving(large) as server, pytest.raises(NoAnswer, match="10 MB"):
            ask(server.url, deadlines=Deadlines(5, 5, 20))

    def test_a_small_answer_that_unpacks_to_more_is_refused(self) -> None:
        bomb = gzip.compress(b"0" * (http.MOST_BYTES * 3))
        packed = answer(bomb, more="Content-Encoding: gzip\r\n")
        with serving(says(packed)) as server, pytest.raises(NoAnswer, match="10 MB"):
            ask(server.url, deadlines=Deadlines(5, 5, 20))

    def test_packed_answers_are_unpacked(self) -> None:
        packed = answer(gzip.compress(b'{"data":1}'), more="Content-Encoding: gzip\r\n")
        with serving(says(packed)) as server:
            assert ask(server.url).json() == {"data": 1}


class TestAnswer:
    def test_the_last_answer_is_kept_whatever_its_status(self) -> None:
        busy = answer(b'{"title":"no"}', "429 Too Many Requests", more="X-Rate-Limit-Reset: 7\r\n")
        with serving(says(busy)) as server, PlatformSession(server.url, BRIEF) as session:
            session.request("GET", ASKED)
            assert session.answer is not None
            assert session.answer.status == 429
            assert session.answer.headers["x-rate-limit-reset"] == "7"
            assert session.answer.body == b'{"title":"no"}'

    def test_it_is_forgotten_when_the_next_call_has_none(self) -> None:
        with serving(says(answer(b"{}"))) as server, PlatformSession(server.url, BRIEF) as session:
            session.request("GET", ASKED)
            server.close()
            with pytest.raises(NoAnswer):
                session.request("GET", "https://evil.example/")
            assert session.answer is None


CANARY = "canary-7f3a9c51e2"


class TestSecrets:
    @pytest.mark.parametrize(
        "handler",
        [says(b""), hangs, says(LONG + b"{"), says(answer(b"{}")), says(answer(b"{", "500 No"))],
        ids=["closed", "silent", "cut", "good", "500"],
    )
    def test_no_token_of_a_url_or_header_is_said(self, handler, caplog) -> None:
        caplog.set_level(logging.DEBUG)
        said = ""
        with serving(handler) as server, PlatformSession(server.url, BRIEF) as session:
            try:
                session.request(
                    "GET",
                    f"https://graph.facebook.com/v26.0/me?access_token={CANARY}",
                    headers={"Authorization": f"Bearer {CANARY}"},
                )
            except NoAnswer as error:
                said = repr(error) + "".join(traceback.format_exception(error))
                assert error.__context__ is None
                assert error.request is None
            said += repr(session) + repr(session.answer)
        assert CANARY not in said + caplog.text

    def test_an_unfit_header_is_not_quoted(self) -> None:
        with PlatformSession("http://127.0.0.1:9", BRIEF) as session:
            with pytest.raises(NoAnswer) as caught:
                session.request("GET", ASKED, headers={"Authorization": f"Bearer {CANARY}\nX: y"})
            assert CANARY not in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize("name", http.LEAKY)
    def test_libraries_that_log_tokens_are_kept_from_it_even_at_debug(self, name, caplog) -> None:
        PlatformSession("http://127.0.0.1:9")
        logger = logging.getLogger(name)
        caplog.set_level(logging.DEBUG, logger=name)
        logger.debug("Headers: %s", {"Authorization": f"Bearer {CANARY}"})
        logger.warning("Failed to parse headers (url=%s)", f"https://x/?access_token={CANARY}&a=1")
        assert CANARY not in caplog.text

    def test_scrubbing_takes_tokens_out_and_leaves_the_rest(self) -> None:
        clean = scrub(
            "GET /me?fields=id&access_token=abc&limit=5 with Bearer AAAAAAAAxyz%3D",
            {"app": "long-secret"},
        )
        assert clean == "GET /me?fields=id&access_token=…&limit=5 with Bearer …"
        assert scrub('OAuth oauth_token="a", oauth_nonce="b"') == "OAuth …"
        assert scrub("OAuth 2.0 with a Bearer token") == "OAuth 2.0 with a Bearer token"
        assert scrub("the long-secret of an app", {"app": "long-secret"}) == "the … of an app"
