"""Whatever a customer managed to post can be told: half characters too, escaped as on the wire."""

from __future__ import annotations

import requests

from connectors.sandbox.accounts import FACEBOOK, X
from connectors.sandbox.ascii_json import Ascii
from tests.sandbox import Sandbox

HALF = "Kein Wasser \ud83d seit gestern"


def read(url: str, token: str) -> requests.Response:
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=5)


def test_an_answer_is_plain_ascii() -> None:
    assert Ascii({"text": "Grüße 🚰 \ud83d"}).body == (
        b'{"text":"Gr\\u00fc\\u00dfe \\ud83d\\udeb0 \\ud83d"}'
    )


def test_half_a_character_on_x_is_told(sandbox: Sandbox) -> None:
    sandbox.post("x/post", handle="erika_m", text=f"@{X.handle} {HALF}")
    answer = read(f"{sandbox.x_url}/2/users/{X.id}/mentions", X.oauth2_access_token)
    assert answer.json()["data"][0]["text"] == f"@{X.handle} {HALF}"
    assert sandbox.truth("x")[0]["text"].endswith(HALF)


def test_half_a_character_on_facebook_is_told(sandbox: Sandbox) -> None:
    sandbox.post("facebook/post", text=HALF)
    answer = read(f"{sandbox.graph_url}/v26.0/{FACEBOOK.id}/feed", FACEBOOK.page_token)
    assert answer.json()["data"][0]["message"] == HALF
    assert sandbox.truth("facebook")[0]["text"] == HALF
