"""What the Graph stand-in lets a page write, and the words in which it refuses the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.sandbox.accounts import FACEBOOK
from tests.connectors.sandbox.graph import Graph

MESSAGES = f"{FACEBOOK.id}/messages"
DAY = 86_400


@pytest.fixture
def graph(sandbox) -> Graph:
    return Graph(sandbox)


def person(graph: Graph, **more: Any) -> str:
    """Let somebody write by Messenger and return the person's id."""
    written = graph.writes("message", "Hallo?", author="Deniz K.", **more)
    return next(m["author_id"] for m in graph.sandbox.truth("facebook") if m["id"] == written)


def letter(to: str, text: str = "Guten Tag!", **more: str) -> dict[str, str]:
    """Return a message as it travels: JSON texts in a form."""
    recipient, message = json.dumps({"id": to}), json.dumps({"text": text})
    given = {"recipient": recipient, "message": message, "messaging_type": "RESPONSE"}
    return {**given, **more}


# comments


def test_a_comment_is_ours_and_lands_where_it_was_written(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    key = graph.post(f"{post}/comments", {"message": "Hallo"})["id"]
    (written,) = [m for m in graph.sandbox.truth("facebook") if m["id"] == key]
    assert (written["ours"], written["parent"], written["source"]) == (True, post, "api")
    assert key.startswith(post.partition("_")[2])


def test_a_reply_to_a_reply_lands_under_the_top_level_comment(graph: Graph) -> None:
    top = graph.writes("comment", "oben", on=graph.writes("post", "Beitrag"))
    reply = graph.writes("comment", "unten", on=top)
    key = graph.post(f"{reply}/comments", {"message": "Hallo"})["id"]
    assert graph.get(key, fields="parent{id}")["parent"] == {"id": top}


@pytest.mark.parametrize("text", ["", "   ", "x" * 8_001])
def test_an_empty_or_endless_comment_is_refused(graph: Graph, text) -> None:
    post = graph.writes("post", "Beitrag")
    assert graph.error("POST", f"{post}/comments", data={"message": text}) == (400, 100, None)


def test_the_longest_comment_is_taken(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    assert "id" in graph.post(f"{post}/comments", {"message": "x" * 8_000})


def test_on_what_is_not_there_nobody_comments(graph: Graph) -> None:
    assert graph.error("POST", "1_2/comments", data={"message": "Hallo"}) == (400, 100, 33)


def test_a_closed_thread_takes_no_comment(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag", closed=True)
    assert graph.error("POST", f"{post}/comments", data={"message": "Hallo"})[:2] == (403, 200)


def test_the_same_again_is_refused_where_that_is_switched_on(graph: Graph) -> None:
    graph.sandbox.settings("facebook", refuses_duplicates=True)
    post = graph.writes("post", "Beitrag")
    graph.post(f"{post}/comments", {"message": "Hallo"})
    assert graph.error("POST", f"{post}/comments", data={"message": "Hallo"})[1] == 506


def test_texts_are_rewritten_where_that_is_switched_on(graph: Graph) -> None:
    graph.sandbox.settings("facebook", rewrites=True)
    post = graph.writes("post", "Beitrag")
    graph.post(f"{post}/comments", {"message": "  e\u0301 & ich  "})
    assert graph.get(f"{post}/comments")["data"][0]["message"] == "é &amp; ich"


def test_our_own_comment_can_be_edited_and_nobody_elses(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    ours = graph.post(f"{post}/comments", {"message": "Halo"})["id"]
    assert graph.post(ours, {"message": "Hallo"}) == {"success": True}
    assert graph.get(ours, fields="message")["message"] == "Hallo"
    assert graph.error("POST", post, data={"message": "x"})[:2] == (403, 200)


def test_a_comment_can_be_hidden_and_deleted(graph: Graph) -> None:
    comment = graph.writes("comment", "böse", on=graph.writes("post", "Beitrag"))
    assert graph.post(comment, {"is_hidden": "true"}) == {"success": True}
    assert graph.get(comment, fields="is_hidden")["is_hidden"] is True
    assert graph.call("DELETE", comment).json() == {"success": True}
    assert graph.error("GET", comment) == (400, 100, 33)


def test_a_comment_can_be_liked(graph: Graph) -> None:
    comment = graph.writes("comment", "nett", on=graph.writes("post", "Beitrag"))
    assert graph.post(f"{comment}/likes", {}) == {"success": True}


def test_a_get_that_says_post_is_a_post(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    params = {"method": "post", "message": "Hallo"}
    assert "id" in graph.call("GET", f"{post}/comments", params=params).json()


# Messenger


def test_a_message_reaches_its_person(graph: Graph) -> None:
    to = person(graph)
    done = graph.post(MESSAGES, letter(to))
    assert done["recipient_id"] == to
    assert done["message_id"].startswith("m_")
    assert graph.sandbox.ours("facebook") == ["Guten Tag!"]


def test_a_message_may_travel_as_json(graph: Graph) -> None:
    given = {"recipient": {"id": person(graph)}, "message": {"text": "Guten Tag!"}}
    assert "message_id" in graph.call("POST", MESSAGES, json=given).json()


@pytest.mark.parametrize(
    ("ago", "more", "refused"),
    [
        (DAY - 60, {}, False),
        (DAY + 60, {}, True),
        (DAY + 60, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, False),
        (DAY + 60, {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, True),
        (DAY + 60, {"tag": "HUMAN_AGENT"}, True),
        (7 * DAY - 60, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, False),
        (7 * DAY + 60, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, True),
    ],
)
def test_the_window_closes_after_a_day_or_for_people_after_seven(
    graph: Graph, ago, more, refused
) -> None:
    given = letter(person(graph, ago=ago), **more)
    if refused:
        assert graph.error("POST", MESSAGES, data=given) == (403, 10, 2018278)
    else:
        assert "message_id" in graph.post(MESSAGES, given)


def test_our_own_message_opens_no_window(graph: Graph) -> None:
    to = person(graph, ago=2 * DAY)
    graph.writes("message", "Guten Tag!", author="Deniz K.", as_page=True)
    assert graph.error("POST", MESSAGES, data=letter(to)) == (403, 10, 2018278)


def test_a_stranger_cannot_be_written_to(graph: Graph) -> None:
    assert graph.error("POST", MESSAGES, data=letter("404")) == (400, 100, 2018001)


@pytest.mark.parametrize("text", ["", "x" * 2_001])
def test_an_empty_or_endless_message_is_refused(graph: Graph, text) -> None:
    assert graph.error("POST", MESSAGES, data=letter(person(graph), text))[1] == 100


@pytest.mark.parametrize("value", ["{", "[]", "7", '"text"'])
def test_what_should_be_an_object_must_be_one(graph: Graph, value) -> None:
    assert graph.error("POST", MESSAGES, data={"recipient": value})[1] == 100


def test_a_comment_is_answered_privately_once(graph: Graph) -> None:
    comment = graph.writes("comment", "oben", on=graph.writes("post", "Beitrag"))
    given = {"recipient": json.dumps({"comment_id": comment}), "message": '{"text":"Hallo"}'}
    assert "message_id" in graph.post(MESSAGES, given)
    assert graph.error("POST", MESSAGES, data=given)[1] == 10900


def test_an_old_comment_is_not_answered_privately(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag", ago=9 * DAY)
    comment = graph.writes("comment", "oben", on=post, ago=8 * DAY)
    given = {"recipient": json.dumps({"comment_id": comment}), "message": '{"text":"Hallo"}'}
    assert graph.error("POST", MESSAGES, data=given)[1] == 10903


def test_typing_is_no_message(graph: Graph) -> None:
    to = person(graph)
    given = {"recipient": json.dumps({"id": to}), "sender_action": "typing_on"}
    assert graph.post(MESSAGES, given) == {"recipient_id": to}
    assert graph.sandbox.ours("facebook") == []


def test_what_cannot_be_written_to_is_refused(graph: Graph) -> None:
    assert graph.error("POST", "1_2/nonsense", data={}) == (400, 100, 33)


# faults in Facebook's own words


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("busy", 400, 80001),
        ("busy_silent", 403, 4),
        ("expired", 401, 190),
        ("refused", 403, 200),
        ("out_of_credit", 400, 368),
    ],
)
def test_a_switched_fault_is_said_in_facebooks_words(graph: Graph, fault, status, code) -> None:
    graph.sandbox.fault("facebook", fault)
    assert graph.error("GET", "me")[:2] == (status, code)
    assert graph.get("me")["id"] == FACEBOOK.id


# the control


def test_a_command_that_cannot_be_followed_says_why(graph: Graph) -> None:
    with pytest.raises(AssertionError, match="404 is not there"):
        graph.writes("comment", "oben", on="404")
    with pytest.raises(AssertionError, match="text is missing"):
        graph.sandbox.post("facebook/post")
    with pytest.raises(AssertionError, match="created_at is a time"):
        graph.writes("post", "Beitrag", created_at="gestern")


def test_the_truth_is_in_the_order_of_time(graph: Graph) -> None:
    graph.writes("post", "später")
    graph.writes("message", "früher", ago=60)
    assert [m["text"] for m in graph.sandbox.truth("facebook")] == ["früher", "später"]


def test_a_town_that_was_emptied_forgets_its_people_and_its_threads(graph: Graph) -> None:
    graph.writes("comment", "oben", on=graph.writes("post", "Beitrag"))
    graph.sandbox.reset()
    assert graph.sandbox.truth("facebook") == []
    assert graph.get(f"{FACEBOOK.id}/feed") == {"data": []}
