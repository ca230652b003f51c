"""No token of ours is ever said: not in a log at its loudest, not in an error, not in a repr."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import pytest

from connectors.base import ConnectorError, Credentials, Deadlines
from connectors.sandbox.accounts import X
from connectors.sandbox.faults import Fault
from connectors.twitter import client
from tests.connectors.raw_server import answer, says, serving
from tests.connectors.twitter.driver import SIGNED, TOKEN, connection
from tests.connectors.twitter.test_bad_bodies import REPLY
from tests.sandbox import Sandbox

HIDDEN = ("api_secret", "access_token", "access_token_secret", "client_secret", "refresh_token")


def everything(error: BaseException | None) -> str:
    """Return all that an error and whatever hangs on it could tell a log."""
    said = ""
    while error is not None:
        said += repr(error) + str(error) + repr(vars(error))
        said += "".join(traceback.format_exception(error, chain=False))
        error = error.__cause__ or error.__context__
    return said


def calls(opened: client.TwitterConnector) -> list[Any]:
    return [
        opened.whoami,
        lambda: opened.fetch("mentions", None),
        lambda: opened.fetch("direct", None),
        lambda: opened.send(REPLY),
        lambda: opened.find_sent(REPLY),
    ]


@pytest.mark.parametrize("login", [SIGNED, TOKEN], ids=["oauth1", "oauth2"])
@pytest.mark.parametrize("fault", [None, *Fault])
def test_no_fault_brings_a_token_to_light(sandbox: Sandbox, caplog, login, fault) -> None:
    caplog.set_level(logging.DEBUG)
    opened_with = connection(sandbox, login, deadlines=Deadlines(0.5, 0.1, 0.15))
    opened = client.open(opened_with)
    if fault is not None:
        sandbox.fault("x", fault, times=None, seconds=1)
    said = ""
    for call in calls(opened):
        try:
            said += repr(call())
        except ConnectorError as error:
            said += everything(error)
    said += repr(opened) + repr(opened._wire) + repr(opened_with) + caplog.text
    opened.close()
    sandbox.clear_faults()
    assert [name for name in HIDDEN if name in login and login[name] in said] == []
    assert "oauth_signature" not in said


def test_a_platform_that_repeats_our_token_to_us_is_not_quoted(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    body = f'{{"title":"No","detail":"bad {X.oauth2_access_token} given"}}'.encode()
    with serving(says(answer(body, "403 Forbidden"))) as server:
        sandbox = Sandbox(server.url)
        with pytest.raises(ConnectorError) as caught:
            client.open(connection(sandbox, TOKEN)).whoami()
    assert X.oauth2_access_token not in everything(caught.value) + caplog.text


@pytest.mark.parametrize("bad", ["line\nbreak", "kyrillisch-доступ", "\ud83d", "nul\x00"])
def test_a_token_that_fits_no_header_is_not_quoted_either(sandbox, caplog, bad) -> None:
    caplog.set_level(logging.DEBUG)
    token = f"canary-{bad}-canary"
    opened = client.open(connection(sandbox, Credentials({**TOKEN, "access_token": token})))
    with pytest.raises(ConnectorError) as caught:
        opened.whoami()
    assert "canary" not in everything(caught.value) + caplog.text


def test_refreshing_says_nothing_either(sandbox, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    renewed = client.refresh(connection(sandbox, TOKEN))
    assert renewed is not None
    said = repr(renewed) + caplog.text
    assert renewed.credentials["access_token"] not in said
    assert TOKEN["refresh_token"] not in said
