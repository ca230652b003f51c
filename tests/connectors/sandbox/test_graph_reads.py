"""The Graph stand-in reads out what Facebook would, page by page, and not a field more."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.sandbox.accounts import FACEBOOK, INSTAGRAM
from connectors.sandbox.graph_auth import proof
from tests.connectors.sandbox.graph import TOKEN, Graph

FEED = f"{FACEBOOK.id}/feed"
CHATS = f"{FACEBOOK.id}/conversations"
HOUR, DAY = 3_600, 86_400


@pytest.fixture
def graph(sandbox) -> Graph:
    return Graph(sandbox)


def ids(page: dict[str, Any]) -> list[str]:
    return [record["id"] for record in page["data"]]


# who calls


@pytest.mark.parametrize("version", ["v26.0", "v25.0", "v3.1", ""])
def test_any_version_answers_and_says_which_one_did(graph: Graph, version) -> None:
    answer = graph.call("GET", "me", version=version)
    alive = {"v26.0": "v26.0", "v25.0": "v25.0"}.get(version, "v21.0")
    assert answer.status_code == 200
    assert answer.headers["facebook-api-version"] == alive


def test_the_token_is_taken_from_the_query(graph: Graph) -> None:
    answer = graph.call("GET", "me", token=None, params={"access_token": TOKEN})
    assert answer.json() == {"id": FACEBOOK.id, "name": FACEBOOK.name}


def test_the_token_is_taken_from_the_form(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    data = {"access_token": TOKEN, "message": "Hallo"}
    assert graph.call("POST", f"{post}/comments", token=None, data=data).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "OAuth", "bearer"])
def test_the_token_is_taken_from_the_header(graph: Graph, scheme) -> None:
    headers = {"authorization": f"{scheme} {TOKEN}"}
    assert graph.call("GET", "me", token=None, headers=headers).status_code == 200


def test_no_token_is_refused(graph: Graph) -> None:
    assert graph.error("GET", "me", token=None) == (401, 104, None)


def test_a_wrong_token_is_refused(graph: Graph) -> None:
    assert graph.error("GET", "me", token="wrong") == (401, 190, None)


def test_a_right_proof_is_taken(graph: Graph) -> None:
    assert graph.get("me", appsecret_proof=proof(TOKEN))["id"] == FACEBOOK.id


def test_a_wrong_proof_is_refused(graph: Graph) -> None:
    assert graph.error("GET", "me", params={"appsecret_proof": "0" * 64}) == (400, 100, None)


def test_a_missing_proof_is_refused_where_it_is_demanded(graph: Graph) -> None:
    graph.sandbox.settings("facebook", demands_proof=True)
    assert graph.error("GET", "me") == (400, 100, None)
    assert graph.get("me", appsecret_proof=proof(TOKEN))["id"] == FACEBOOK.id


def test_every_error_has_a_trace_id_of_its_own(graph: Graph) -> None:
    traces = {graph.call("GET", "404").json()["error"]["fbtrace_id"] for _ in range(3)}
    assert len(traces) == 3


# what is counted


def used(graph: Graph) -> tuple[int, int]:
    headers = graph.call("GET", "me").headers
    app = json.loads(headers["x-app-usage"])["call_count"]
    (page,) = json.loads(headers["x-business-use-case-usage"])[FACEBOOK.id]
    return app, page["call_count"]


def test_usage_rises_with_every_call(graph: Graph) -> None:
    graph.sandbox.settings("facebook", calls_an_hour=10)
    assert [used(graph) for _ in range(3)] == [(10, 10), (20, 20), (30, 30)]


def test_too_many_calls_are_refused_until_the_time_that_is_said(graph: Graph) -> None:
    graph.sandbox.settings("facebook", calls_an_hour=2)
    graph.get("me")
    graph.get("me")
    answer = graph.call("GET", "me")
    (load,) = json.loads(answer.headers["x-business-use-case-usage"])[FACEBOOK.id]
    assert answer.json()["error"]["code"] == 80001
    assert 55 <= load["estimated_time_to_regain_access"] <= 61


def test_messenger_is_counted_under_its_own_name(graph: Graph) -> None:
    header = graph.call("GET", CHATS).headers["x-business-use-case-usage"]
    assert json.loads(header)[FACEBOOK.id][0]["type"] == "messenger"


# fields


def test_only_what_was_asked_for_is_told(graph: Graph) -> None:
    graph.writes("post", "Beitrag", author="Erika M.")
    (record,) = graph.get(FEED, fields="message,from{name}")["data"]
    assert record.keys() == {"id", "message", "from"}
    assert record["from"] == {"name": "Erika M."}


def test_without_a_wish_the_few_usual_fields_are_told(graph: Graph) -> None:
    graph.writes("post", "Beitrag")
    assert graph.get(FEED)["data"][0].keys() == {"id", "created_time", "message"}


def test_a_field_that_is_none_is_refused(graph: Graph) -> None:
    graph.writes("post", "Beitrag")
    assert graph.error("GET", FEED, params={"fields": "id,nonsense"}) == (400, 100, None)


def test_fields_that_cannot_be_read_are_refused(graph: Graph) -> None:
    assert graph.error("GET", FEED, params={"fields": "id,from{"}) == (400, 2500, None)


def test_times_are_whole_seconds_with_a_zone(graph: Graph) -> None:
    graph.writes("post", "Beitrag", created_at="2026-11-20T09:15:02.700Z")
    assert graph.get(FEED)["data"][0]["created_time"] == "2026-11-20T09:15:02+0000"


def test_comments_come_within_their_post(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    first = graph.writes("comment", "eins", on=post, ago=20)
    second = graph.writes("comment", "zwei", on=first, ago=10)
    wish = "comments.filter(stream).order(reverse_chronological).limit(1){id,parent{id}}"
    (record,) = graph.get(FEED, fields=wish)["data"]
    assert record["comments"]["data"] == [{"id": second, "parent": {"id": first}}]
    assert "next" in record["comments"]["paging"]


def test_a_post_without_comments_has_no_such_field(graph: Graph) -> None:
    graph.writes("post", "Beitrag")
    assert graph.get(FEED, fields="comments{id}")["data"][0].keys() == {"id"}


def test_a_name_is_withheld_from_whom_privacy_forbids(graph: Graph) -> None:
    graph.writes("post", "Beitrag", withheld=True)
    assert "from" not in graph.get(FEED, fields="from,message")["data"][0]


def test_names_can_be_withheld_altogether_but_our_own(graph: Graph) -> None:
    graph.sandbox.settings("facebook", withholds_names=True)
    graph.writes("post", "theirs", ago=5)
    graph.writes("post", "ours", as_page=True)
    ours, theirs = graph.get(FEED, fields="from")["data"]
    assert ours["from"]["id"] == FACEBOOK.id
    assert "from" not in theirs


# pages


def test_every_page_is_walked_by_its_cursor(graph: Graph) -> None:
    posts = [graph.writes("post", f"Nr {n}", ago=60 - n) for n in range(7)]
    found, after = [], None
    while True:
        page = graph.get(FEED, limit=3, **({"after": after} if after else {}))
        found += ids(page)
        if "next" not in page["paging"]:
            break
        after = page["paging"]["cursors"]["after"]
    assert found == posts[::-1]


def test_the_link_to_the_next_page_holds_the_token(graph: Graph) -> None:
    for number in range(3):
        graph.writes("post", f"Nr {number}")
    link = graph.get(FEED, limit=2, fields="id")["paging"]["next"]
    query = parse_qs(urlsplit(link).query)
    assert query["access_token"] == [TOKEN]
    assert (query["limit"], query["fields"]) == (["2"], ["id"])


def test_an_empty_list_has_no_paging(graph: Graph) -> None:
    assert graph.get(FEED) == {"data": []}


def test_a_cursor_holds_though_its_post_was_deleted(graph: Graph) -> None:
    posts = [graph.writes("post", f"Nr {n}", ago=60 - n) for n in range(3)]
    after = graph.get(FEED, limit=1)["paging"]["cursors"]["after"]
    graph.sandbox.post("facebook/delete", id=posts[2])
    assert ids(graph.get(FEED, limit=1, after=after)) == [posts[1]]


def test_at_most_a_hundred_come_at_once(graph: Graph) -> None:
    for number in range(103):
        graph.writes("post", f"Nr {number}")
    assert len(graph.get(FEED, limit=500)["data"]) == 100


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_positive_number(graph: Graph, limit) -> None:
    assert graph.error("GET", FEED, params={"limit": limit})[1] == 100


def test_a_cursor_that_is_none_is_refused(graph: Graph) -> None:
    assert graph.error("GET", FEED, params={"after": "nonsense"})[1] == 100


# what is listed


def test_the_feed_holds_posts_of_both_newest_first(graph: Graph) -> None:
    ours = graph.writes("post", "wir", as_page=True, ago=10)
    theirs = graph.writes("post", "sie")
    assert ids(graph.get(FEED)) == [theirs, ours]
    assert ids(graph.get(f"{FACEBOOK.id}/visitor_posts")) == [theirs]
    assert ids(graph.get(f"{FACEBOOK.id}/published_posts")) == [ours]


def test_the_feed_can_be_cut_in_time(graph: Graph) -> None:
    graph.writes("post", "alt", ago=2 * HOUR)
    new = graph.writes("post", "neu")
    since = int(time.time()) - HOUR
    assert ids(graph.get(FEED, since=since)) == [new]
    assert len(graph.get(FEED, until=since)["data"]) == 1


def test_hidden_posts_are_listed_on_demand(graph: Graph) -> None:
    post = graph.writes("post", "versteckt", hidden=True)
    assert ids(graph.get(FEED)) == []
    assert ids(graph.get(FEED, include_hidden="true")) == [post]


def test_the_default_selection_leaves_replies_and_quiet_comments_out(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    top = graph.writes("comment", "oben", on=post, ago=9)
    reply = graph.writes("comment", "unten", on=top, ago=8)
    quiet = graph.writes("comment", "leise", on=post, quiet=True, ago=7)
    assert ids(graph.get(f"{post}/comments")) == [top]
    assert ids(graph.get(f"{post}/comments", filter="stream")) == [top, reply, quiet]
    backwards = graph.get(f"{post}/comments", filter="stream", order="reverse_chronological")
    assert ids(backwards) == [quiet, reply, top]


def test_a_comment_lists_its_replies(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    top = graph.writes("comment", "oben", on=post)
    reply = graph.writes("comment", "unten", on=top)
    deeper = graph.writes("comment", "ganz unten", on=reply)
    assert ids(graph.get(f"{top}/comments")) == [reply, deeper]


def test_a_comment_says_what_may_be_done_with_it(graph: Graph) -> None:
    comment = graph.writes("comment", "oben", on=graph.writes("post", "Beitrag"), hidden=True)
    wish = "can_comment,can_hide,is_hidden,is_private,comment_count,object,permalink_url"
    told = graph.get(comment, fields=wish)
    assert (told["can_comment"], told["can_hide"], told["is_hidden"]) == (True, True, True)
    assert told["permalink_url"].startswith("https://www.facebook.com/")


def test_conversations_come_newest_first(graph: Graph) -> None:
    graph.writes("message", "alt", author="Erika M.", ago=60)
    graph.writes("message", "mittel", author="Deniz K.", ago=40)
    graph.writes("message", "neu", author="Erika M.", ago=20)
    told = graph.get(CHATS, fields="snippet,message_count,participants,can_reply")["data"]
    assert [chat["snippet"] for chat in told] == ["neu", "mittel"]
    assert told[0]["message_count"] == 2
    assert {p["name"] for p in told[0]["participants"]["data"]} == {"Erika M.", FACEBOOK.name}


def test_only_the_newest_messages_have_their_details(graph: Graph) -> None:
    for number in range(25):
        graph.writes("message", f"Nr {number}", ago=60 - number)
    (chat,) = ids(graph.get(CHATS))
    told = graph.get(f"{chat}/messages", fields="id,created_time,message,from", limit=100)["data"]
    assert ["message" in one for one in told] == [True] * 20 + [False] * 5
    assert told[24].keys() == {"id", "created_time"}


def test_instagram_has_no_conversations_here(graph: Graph) -> None:
    graph.writes("message", "Hallo")
    assert graph.get(CHATS, platform="instagram") == {"data": []}


def test_what_is_gone_is_not_there(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    comment = graph.writes("comment", "oben", on=post)
    graph.sandbox.post("facebook/delete", id=post)
    assert graph.error("GET", post) == (400, 100, 33)
    assert graph.error("GET", f"{comment}/comments") == (400, 100, 33)


def test_with_a_deleted_comment_its_replies_go(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    top = graph.writes("comment", "oben", on=post)
    graph.writes("comment", "unten", on=top)
    graph.sandbox.post("facebook/delete", id=top)
    assert graph.get(f"{post}/comments", filter="stream") == {"data": []}


def test_a_path_that_leads_nowhere_is_refused(graph: Graph) -> None:
    assert graph.error("GET", f"{FACEBOOK.id}/nonsense")[1] == 2500
    assert graph.error("GET", "a/b/c")[1] == 100


def test_our_own_writing_shows_up_after_the_lag(graph: Graph) -> None:
    graph.sandbox.settings("facebook", lag=600.0)
    post = graph.writes("post", "Beitrag")
    comment = graph.post(f"{post}/comments", {"message": "Hallo"})["id"]
    assert graph.get(f"{post}/comments") == {"data": []}
    assert comment in [m["id"] for m in graph.sandbox.truth("facebook")]


def test_what_customers_write_shows_up_after_their_delay(graph: Graph) -> None:
    graph.sandbox.settings("facebook", delay=600.0)
    graph.writes("post", "Beitrag")
    assert graph.get(FEED) == {"data": []}


def test_calls_about_instagram_count_for_instagram_alone(graph: Graph) -> None:
    graph.sandbox.settings("facebook", calls_an_hour=2)
    answers = [graph.call("GET", f"{INSTAGRAM.id}/media") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 400]
    assert answers[-1].json()["error"]["code"] == 80002
    used = json.loads(answers[-1].headers["x-business-use-case-usage"])
    assert [load["type"] for load in used[INSTAGRAM.id]] == ["instagram"]
    assert graph.call("GET", "me").status_code == 200
