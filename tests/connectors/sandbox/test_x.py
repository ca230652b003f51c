"""X's stand-in is as strict as X: ids, pages, bounds, fields, limits, signatures, rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from oauthlib.oauth1 import Client

from connectors.sandbox import x_text
from connectors.sandbox.accounts import X
from tests.sandbox import Sandbox

TOKEN = {"Authorization": f"Bearer {X.oauth2_access_token}"}
MENTIONS = f"/2/users/{X.id}/mentions"


def get(sandbox: Sandbox, path: str, **asked: Any) -> requests.Response:
    named = {name.replace("__", "."): value for name, value in asked.items()}
    return requests.get(sandbox.x_url + path, params=named, headers=TOKEN, timeout=5)


def send(sandbox: Sandbox, path: str, **given: Any) -> requests.Response:
    return requests.post(sandbox.x_url + path, json=given, headers=TOKEN, timeout=5)


def mention(sandbox: Sandbox, text: str = "hallo", **given: Any) -> str:
    text = f"@{X.handle} {text}"
    done = sandbox.post("x/post", handle="erika_m", name="Erika M.", text=text, **given)
    return str(done["id"])


# ids and pages


def test_ids_are_texts_above_2_to_the_53_that_grow(sandbox) -> None:
    keys = [mention(sandbox, str(n)) for n in range(5)]
    assert all(int(key) > 2**53 for key in keys)
    assert keys == sorted(keys, key=int)


def test_the_newest_comes_first_and_since_is_exclusive(sandbox) -> None:
    keys = [mention(sandbox, str(n)) for n in range(4)]
    data = get(sandbox, MENTIONS, since_id=keys[1]).json()["data"]
    assert [post["id"] for post in data] == [keys[3], keys[2]]
    data = get(sandbox, MENTIONS, until_id=keys[1]).json()["data"]
    assert [post["id"] for post in data] == [keys[0]]


def test_pages_follow_each_other_by_opaque_tokens_though_new_posts_arrive(sandbox) -> None:
    keys = [mention(sandbox, str(n)) for n in range(12)]
    first = get(sandbox, MENTIONS, max_results=5).json()
    mention(sandbox, "dazwischen")
    token = first["meta"]["next_token"]
    assert len(token) >= 16
    assert keys[7] not in token
    second = get(sandbox, MENTIONS, max_results=5, pagination_token=token).json()
    third = get(
        sandbox, MENTIONS, max_results=5, pagination_token=second["meta"]["next_token"]
    ).json()
    seen = [post["id"] for page in (first, second, third) for post in page["data"]]
    assert seen == keys[::-1]
    assert "next_token" not in third["meta"]
    assert first["meta"]["newest_id"] == keys[-1]


def test_an_empty_page_has_no_data_and_no_ids(sandbox) -> None:
    assert get(sandbox, MENTIONS).json() == {"meta": {"result_count": 0}}


def test_past_its_history_x_gives_an_empty_200(sandbox) -> None:
    sandbox.settings("x", history=5)
    for n in range(9):
        mention(sandbox, str(n))
    first = get(sandbox, MENTIONS, max_results=5).json()
    assert first["meta"]["result_count"] == 5
    rest = get(sandbox, MENTIONS, max_results=5, pagination_token=first["meta"]["next_token"])
    assert (rest.status_code, rest.json()) == (200, {"meta": {"result_count": 0}})


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (MENTIONS, {"max_results": 4}),
        (MENTIONS, {"max_results": 101}),
        (MENTIONS, {"max_results": "many"}),
        (MENTIONS, {"since_id": "yesterday"}),
        (MENTIONS, {"since_id": "9" * 20}),
        (MENTIONS, {"pagination_token": "nonsense"}),
        (MENTIONS, {"post__fields": "text"}),
        (MENTIONS, {"colour": "red"}),
        ("/2/dm_events", {"max_results": 0}),
        ("/2/dm_events", {"since_id": "5"}),
        ("/2/tweets", {"ids": "a,b"}),
        ("/2/tweets", {}),
    ],
)
def test_what_is_out_of_bounds_or_unknown_is_a_400(sandbox, path, asked) -> None:
    answer = get(sandbox, path, **asked)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/invalid-request")


# fields


def test_only_asked_fields_are_given(sandbox) -> None:
    mention(sandbox)
    (plain,) = get(sandbox, MENTIONS).json()["data"]
    assert set(plain) == {"id", "text", "edit_history_tweet_ids"}
    answer = get(sandbox, MENTIONS, tweet__fields="created_at,author_id", expansions="author_id")
    (post,) = answer.json()["data"]
    assert set(post) == {*plain, "created_at", "author_id"}
    (user,) = answer.json()["includes"]["users"]
    assert set(user) == {"id", "name", "username"}
    (user,) = get(
        sandbox, MENTIONS, expansions="author_id", user__fields="protected,verified"
    ).json()["includes"]["users"]
    assert user["protected"] is False


def test_times_have_milliseconds_and_z(sandbox) -> None:
    mention(sandbox)
    (post,) = get(sandbox, MENTIONS, tweet__fields="created_at").json()["data"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", post["created_at"])


def test_a_time_of_the_past_gives_an_id_of_the_past(sandbox) -> None:
    now = mention(sandbox, "jetzt")
    early = datetime.now(UTC) - timedelta(minutes=5)
    assert int(mention(sandbox, "früher", created_at=early.isoformat())) < int(now)


def test_the_newer_spelling_answers_and_asks_with_other_names(sandbox) -> None:
    key = mention(sandbox)
    mention(sandbox, "antwort", reply_to=key)
    sandbox.settings("x", spelling="post")
    asked = {"post__fields": "referenced_posts,note_post", "expansions": "referenced_posts"}
    answer = get(sandbox, MENTIONS, **asked).json()
    assert answer["data"][0]["referenced_posts"] == [{"type": "replied_to", "id": key}]
    assert answer["data"][0]["edit_history_post_ids"]
    assert answer["includes"]["posts"][0]["id"] == key
    assert get(sandbox, MENTIONS, tweet__fields="text").status_code == 400
    sandbox.settings("x", spelling="both")
    assert get(sandbox, MENTIONS, tweet__fields="text").status_code == 200


def test_what_is_gone_comes_as_errors_in_a_200(sandbox) -> None:
    first = mention(sandbox)
    mention(sandbox, "antwort", reply_to=first)
    sandbox.post("x/delete", id=first)
    answer = get(sandbox, MENTIONS, expansions="referenced_tweets.id").json()
    (error,) = answer["errors"]
    assert (error["resource_id"], error["parameter"]) == (first, "referenced_tweets.id")
    answer = get(sandbox, "/2/tweets", ids=first).json()
    assert "data" not in answer
    assert answer["errors"][0]["title"] == "Not Found Error"


def test_posts_are_looked_up_one_or_many(sandbox) -> None:
    keys = [mention(sandbox, str(n)) for n in range(3)]
    assert get(sandbox, f"/2/tweets/{keys[0]}").json()["data"]["id"] == keys[0]
    many = get(sandbox, "/2/tweets", ids=",".join(keys)).json()["data"]
    assert [post["id"] for post in many] == keys


def test_own_posts_may_be_asked_without_replies(sandbox) -> None:
    key = mention(sandbox)
    send(sandbox, "/2/tweets", text="Antwort", reply={"in_reply_to_tweet_id": key})
    alone = send(sandbox, "/2/tweets", text="Guten Morgen").json()["data"]["id"]
    path = f"/2/users/{X.id}/tweets"
    assert get(sandbox, path).json()["meta"]["result_count"] == 2
    without = get(sandbox, path, exclude="replies,retweets").json()["data"]
    assert [post["id"] for post in without] == [alone]


# how texts are shown


def test_a_reply_carries_hidden_names_and_a_range(sandbox) -> None:
    key = mention(sandbox)
    done = send(
        sandbox, "/2/tweets", text="A & B: www.lindenau.de", reply={"in_reply_to_tweet_id": key}
    )
    assert done.status_code == 201
    fields = "display_text_range,entities"
    (post,) = get(sandbox, f"/2/users/{X.id}/tweets", tweet__fields=fields).json()["data"]
    assert post["text"].startswith("@erika_m A &amp; B: https://t.co/")
    assert post["display_text_range"][0] == len("@erika_m ")
    (link,) = post["entities"]["urls"]
    assert post["text"][link["start"] : link["end"]] == link["url"]
    assert link["expanded_url"] == "http://www.lindenau.de"
    assert sandbox.ours("x") == ["A & B: www.lindenau.de"]


def test_a_long_post_is_cut_and_whole_in_its_note(sandbox) -> None:
    mention(sandbox, "lang " * 100)
    (post,) = get(sandbox, MENTIONS, tweet__fields="note_tweet").json()["data"]
    assert post["text"].endswith("…")
    assert x_text.weight(post["text"]) <= 281
    assert post["note_tweet"]["text"].count("lang") == 100


def test_an_edit_has_a_new_id_and_keeps_its_history(sandbox) -> None:
    old = mention(sandbox)
    new = sandbox.post("x/edit", id=old, text=f"@{X.handle} anders")["id"]
    (post,) = get(sandbox, MENTIONS).json()["data"]
    assert (post["id"], post["edit_history_tweet_ids"]) == (new, [old, new])


# who is calling


def signed(url: str, method: str = "GET", **keys: str) -> Mapping[str, str]:
    client = Client(
        keys.get("api_key", X.api_key),
        client_secret=keys.get("api_secret", X.api_secret),
        resource_owner_key=keys.get("access_token", X.access_token),
        resource_owner_secret=keys.get("access_token_secret", X.access_token_secret),
        timestamp=keys.get("timestamp"),
        nonce=keys.get("nonce"),
    )
    _, headers, _ = client.sign(url, method)
    return dict(headers)


def status(url: str, headers: Mapping[str, str]) -> int:
    return requests.get(url, headers=dict(headers), timeout=5).status_code


def test_a_signature_over_the_url_that_is_called_is_taken(sandbox) -> None:
    url = f"{sandbox.x_url}{MENTIONS}?{urlencode({'max_results': 5, 'expansions': 'author_id'})}"
    assert status(url, signed(url)) == 200


def test_a_signature_over_another_url_is_refused(sandbox) -> None:
    called = f"{sandbox.x_url}/2/users/me"
    for other in (
        "https://api.twitter.com/2/users/me",
        f"{called}?user.fields=name",
        f"{sandbox.url}/2/users/me",
    ):
        assert status(called, signed(other)) == 401
    assert status(called, signed(called, "POST")) == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "wrong"},
        {"api_secret": "wrong"},
        {"access_token": "wrong"},
        {"access_token_secret": "wrong"},
        {"timestamp": "1700000000"},
        {"timestamp": "soon"},
    ],
)
def test_a_signature_by_other_keys_or_of_another_time_is_refused(sandbox, wrong) -> None:
    url = f"{sandbox.x_url}/2/users/me"
    assert status(url, signed(url, **wrong)) == 401


def test_a_nonce_is_taken_once(sandbox) -> None:
    url = f"{sandbox.x_url}/2/users/me"
    headers = signed(url)
    assert [status(url, headers), status(url, headers)] == [200, 401]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, 401),
        ("Bearer nonsense", 401),
        (f"Bearer {X.app_bearer}", 403),
        ("Basic abc", 401),
        ("OAuth nonsense", 401),
        ("OAuth", 401),
    ],
)
def test_other_logins_are_refused(sandbox, header, code) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{sandbox.x_url}/2/users/me", headers=headers, timeout=5)
    assert answer.status_code == code
    assert int(answer.headers["x-rate-limit-remaining"]) > 0  # who was not let in used up nothing
    if code == 403:
        assert answer.json()["type"].endswith("/unsupported-authentication")


# limits


def test_every_answer_tells_the_bucket_and_an_empty_one_is_a_429(sandbox) -> None:
    left = []
    for _ in range(15):
        answer = get(sandbox, "/2/dm_events")
        left.append(int(answer.headers["x-rate-limit-remaining"]))
    assert left == list(range(14, -1, -1))
    full = get(sandbox, "/2/dm_events")
    assert full.status_code == 429
    assert full.json()["title"] == "Too Many Requests"
    assert full.headers["x-rate-limit-remaining"] == "0"
    assert get(sandbox, "/2/users/me").status_code == 200


def test_writes_tell_the_day_s_limit_too(sandbox) -> None:
    answer = send(sandbox, "/2/tweets", text="Guten Morgen")
    assert answer.headers["x-user-limit-24hour-limit"] == "10000"
    assert "x-rate-limit-limit" in get(sandbox, "/2/users/nobody/mentions").headers


# rules


def test_only_who_names_or_quotes_us_can_be_answered(sandbox) -> None:
    stranger = sandbox.post("x/post", handle="fremd", text="ohne Namen")["id"]
    refused = send(sandbox, "/2/tweets", text="Hallo", reply={"in_reply_to_tweet_id": stranger})
    assert refused.status_code == 403
    assert "have not been mentioned" in refused.json()["detail"]


def test_the_same_words_twice_are_refused_unless_switched(sandbox) -> None:
    assert send(sandbox, "/2/tweets", text="Guten Morgen").status_code == 201
    again = send(sandbox, "/2/tweets", text=" guten Morgen ")
    assert again.status_code == 403
    assert "duplicate content" in again.json()["detail"]
    sandbox.settings("x", duplicates=False)
    assert send(sandbox, "/2/tweets", text="Guten Morgen").status_code == 201


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, 400),
        ({"text": 7}, 400),
        ({"text": ""}, 400),
        ({"text": "x" * 281}, 403),
        ({"text": "a", "reply": {}}, 400),
        ({"text": "a", "reply": "b"}, 400),
        ({"text": "a", "reply": {"in_reply_to_tweet_id": "404"}}, 403),
    ],
)
def test_a_post_that_x_cannot_take_is_refused(sandbox, given, code) -> None:
    assert send(sandbox, "/2/tweets", **given).status_code == code


def test_own_posts_show_up_after_the_lag_and_stand_in_the_truth_at_once(sandbox) -> None:
    sandbox.settings("x", lag=3600.0)
    send(sandbox, "/2/tweets", text="Guten Morgen")
    assert get(sandbox, f"/2/users/{X.id}/tweets").json()["meta"]["result_count"] == 0
    assert sandbox.ours("x") == ["Guten Morgen"]


def test_a_new_message_is_in_its_conversation_before_it_is_in_the_list(sandbox) -> None:
    sandbox.settings("x", dm_delay=3600.0)
    done = sandbox.post("x/dm", handle="erika_m", text="psst")
    other = done["sender_id"]
    assert get(sandbox, "/2/dm_events").json()["meta"]["result_count"] == 0
    one = get(sandbox, f"/2/dm_conversations/with/{other}/dm_events").json()
    assert one["data"][0]["text"] == "psst"
    two = get(sandbox, f"/2/dm_conversations/{done['dm_conversation_id']}/dm_events").json()
    assert two["data"] == one["data"]


def test_a_one_to_one_conversation_is_named_by_both_smaller_id_first(sandbox) -> None:
    done = sandbox.post("x/dm", handle="erika_m", text="hallo")
    small, large = done["dm_conversation_id"].split("-")
    assert int(small) < int(large)
    assert X.id in (small, large)


def test_a_direct_message_is_taken_and_named(sandbox) -> None:
    other = sandbox.post("x/customer", handle="erika_m", name="Erika M.")["id"]
    answer = send(sandbox, f"/2/dm_conversations/with/{other}/messages", text="Guten Tag")
    assert answer.status_code == 201
    assert set(answer.json()["data"]) == {"dm_conversation_id", "dm_event_id"}
    assert send(sandbox, "/2/dm_conversations/with/404/messages", text="a").status_code == 403
    long = send(sandbox, f"/2/dm_conversations/with/{other}/messages", text="x" * 10_001)
    assert long.status_code == 400
    assert send(sandbox, "/2/dm_conversations/5/messages", text="a").status_code == 403


def test_messages_older_than_a_month_are_not_shown(sandbox) -> None:
    old = datetime.now(UTC) - timedelta(days=31)
    sandbox.post("x/dm", handle="erika_m", text="alt", created_at=old.isoformat())
    assert get(sandbox, "/2/dm_events").json()["meta"]["result_count"] == 0


def test_the_truth_says_who_wrote_what_where(sandbox) -> None:
    key = mention(sandbox)
    send(sandbox, "/2/tweets", text="Antwort", reply={"in_reply_to_tweet_id": key})
    theirs, ours = sandbox.truth("x")
    assert (theirs["author"], theirs["ours"], theirs["source"]) == ("Erika M.", False, "app")
    assert (ours["parent"], ours["thread"], ours["source"]) == (key, key, "api")


@pytest.mark.parametrize(
    "command",
    [
        ("x/post", {"text": "a", "reply_to": "404"}),
        ("x/post", {"handle": "a"}),
        ("x/post", {"handle": "kein.name", "text": "a"}),
        ("x/customer", {"handle": "a" * 21, "name": "A"}),
        ("x/post", {"text": "a", "created_at": "soon"}),
        ("x/dm", {"text": "an mich selbst"}),
        ("x/edit", {"id": "404", "text": "a"}),
        ("x/delete", {"id": "404"}),
    ],
)
def test_a_command_that_cannot_be_followed_is_a_400(sandbox, command) -> None:
    path, given = command
    answer = requests.post(f"{sandbox.url}/control/{path}", json=given, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]
