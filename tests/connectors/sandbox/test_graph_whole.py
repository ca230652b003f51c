"""The Graph stand-in beyond feed and chat: reviews, tags, several ids, likes, pictures."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
import requests

from connectors.sandbox import painting
from connectors.sandbox.accounts import FACEBOOK
from tests.connectors.sandbox.graph import Graph
from tests.contract_whole import PIXEL
from tests.sandbox import Sandbox

PAGE = FACEBOOK.id
DAY = 86_400.0


@pytest.fixture
def graph(sandbox: Sandbox) -> Graph:
    return Graph(sandbox)


def upload(graph: Graph, edge: str, field: str, data: bytes = PIXEL) -> dict[str, Any]:
    files = {field: ("bild.png", data, "image/png")}
    done: dict[str, Any] = graph.call("POST", f"{PAGE}/{edge}", files=files).json()
    return done


def letter(**recipient: str) -> dict[str, str]:
    return {"recipient": json.dumps(recipient), "message": '{"text":"Guten Tag!"}'}


# reviews


def test_reviews_come_newest_first_and_have_no_id_of_their_own(graph: Graph) -> None:
    graph.writes("review", "Nie wieder", recommends=False, author="Bernd K.", ago=60)
    story = graph.writes("review", "Sehr nett", author="Erika M.")
    fields = "recommendation_type,review_text,reviewer,open_graph_story,has_review"
    first, second = graph.get(f"{PAGE}/ratings", fields=fields)["data"]
    assert (first["recommendation_type"], first["review_text"]) == ("positive", "Sehr nett")
    assert first["open_graph_story"] == {"id": story}
    assert first["reviewer"]["name"] == "Erika M."
    assert second["recommendation_type"] == "negative"
    assert "id" not in first


def test_a_review_is_answered_by_a_comment_on_its_story(graph: Graph) -> None:
    story = graph.writes("review", "Nie wieder", recommends=False)
    done = graph.post(f"{story}/comments", {"message": "Das tut uns leid"})
    (comment,) = graph.get(f"{story}/comments", fields="id,message")["data"]
    assert comment == {"id": done["id"], "message": "Das tut uns leid"}


def test_a_review_itself_cannot_be_read_by_its_story(graph: Graph) -> None:
    story = graph.writes("review", "Sehr nett")
    assert graph.error("GET", story) == (400, 100, 33)


def test_reviews_may_hide_their_stories_and_comments(graph: Graph) -> None:
    story = graph.writes("review", "Sehr nett")
    graph.sandbox.settings("facebook", names_stories=False, reads_reviews=False)
    assert (
        "open_graph_story"
        not in graph.get(f"{PAGE}/ratings", fields="open_graph_story,review_text")["data"][0]
    )
    assert graph.error("GET", f"{story}/comments")[:2] == (403, 10)


def test_a_review_is_edited_and_taken_back_by_its_author(graph: Graph) -> None:
    story = graph.writes("review", "Nie wieder", recommends=False)
    graph.sandbox.post("facebook/edit", id=story, text="Na gut")
    assert graph.get(f"{PAGE}/ratings")["data"][0]["review_text"] == "Na gut"
    graph.sandbox.post("facebook/delete", id=story)
    assert graph.get(f"{PAGE}/ratings") == {"data": []}


# tags


def test_a_post_elsewhere_that_tags_the_page_is_no_post_on_it(graph: Graph) -> None:
    tag = graph.writes("tag", "Danke an die Stadtwerke!", author="Uschi P.")
    assert [one["id"] for one in graph.get(f"{PAGE}/tagged")["data"]] == [tag]
    assert graph.get(f"{PAGE}/feed") == {"data": []}
    assert not tag.startswith(PAGE)


def test_a_tagging_post_takes_comments(graph: Graph) -> None:
    tag = graph.writes("tag", "Danke!")
    assert graph.post(f"{tag}/comments", {"message": "Gern"})["id"]


# several at once


def test_several_ids_are_read_in_one_call(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    comment = graph.writes("comment", "oben", on=post)
    found = graph.get("", ids=f"{post},{comment}", fields="id,message")
    assert found == {
        post: {"id": post, "message": "Beitrag"},
        comment: {"id": comment, "message": "oben"},
    }


def test_one_that_is_gone_spoils_the_whole_call(graph: Graph) -> None:
    post, other = graph.writes("post", "Beitrag"), graph.writes("post", "weg")
    graph.sandbox.post("facebook/delete", id=other)
    assert graph.error("GET", "", params={"ids": f"{post},{other}"})[:2] == (404, 803)


def test_a_field_that_one_of_them_has_not_spoils_it_too(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    assert graph.error("GET", "", params={"ids": post, "fields": "parent"})[1] == 100


def test_without_the_permission_nothing_of_visitors_can_be_read(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    graph.sandbox.settings("facebook", reads_content=False)
    assert graph.error("GET", post) == (400, 100, 33)
    assert graph.error("GET", f"{PAGE}/feed")[:2] == (403, 10)
    assert graph.get("me")["id"] == PAGE


# likes and private replies


def test_a_like_is_seen_and_taken_back(graph: Graph) -> None:
    comment = graph.writes("comment", "nett", on=graph.writes("post", "Beitrag"))
    graph.post(f"{comment}/likes", {})
    assert graph.get(comment, fields="user_likes,like_count") == {
        "user_likes": True,
        "like_count": 1,
        "id": comment,
    }
    graph.call("DELETE", f"{comment}/likes")
    assert graph.get(comment, fields="user_likes")["user_likes"] is False


def test_a_private_reply_opens_a_conversation_that_the_comment_names(graph: Graph) -> None:
    comment = graph.writes("comment", "oben", on=graph.writes("post", "Beitrag"))
    assert graph.get(comment, fields="can_reply_privately")["can_reply_privately"] is True
    done = graph.post(f"{PAGE}/messages", letter(comment_id=comment))
    shown = graph.get(comment, fields="can_reply_privately,private_reply_conversation")
    assert shown["can_reply_privately"] is False
    thread = shown["private_reply_conversation"]["id"]
    assert graph.get(f"{thread}/messages")["data"][0]["id"] == done["message_id"]


def test_after_a_private_reply_the_person_has_to_answer_first(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag", author="Erika M.")
    done = graph.post(f"{PAGE}/messages", letter(post_id=post))
    more = letter(id=done["recipient_id"])
    assert graph.error("POST", f"{PAGE}/messages", data=more) == (403, 10, 2018278)
    graph.writes("message", "Ja bitte", author="Erika M.")
    assert "message_id" in graph.post(f"{PAGE}/messages", more)


def test_our_own_comment_cannot_be_answered_privately(graph: Graph) -> None:
    ours = graph.writes("comment", "Gern", on=graph.writes("post", "Beitrag"), as_page=True)
    assert graph.error("POST", f"{PAGE}/messages", data=letter(comment_id=ours))[1] == 10903


# pictures


def test_a_picture_handed_over_hangs_on_a_comment(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    key = upload(graph, "photos", "source")["id"]
    graph.post(f"{post}/comments", {"message": "So sieht es aus", "attachment_id": key})
    (comment,) = graph.get(f"{post}/comments", fields="attachment")["data"]
    src = comment["attachment"]["media"]["image"]["src"]
    answer = requests.get(src, timeout=5)
    assert (answer.content, answer.headers["content-type"]) == (PIXEL, "image/png")


def test_a_picture_handed_over_is_a_message_of_its_own(graph: Graph) -> None:
    graph.writes("message", "Hallo?", author="Deniz K.")
    to = str(next(m for m in graph.sandbox.truth("facebook"))["author_id"])
    key = upload(graph, "message_attachments", "filedata")["attachment_id"]
    image = {"attachment": {"type": "image", "payload": {"attachment_id": key}}}
    given = {"recipient": json.dumps({"id": to}), "message": json.dumps(image)}
    assert "message_id" in graph.post(f"{PAGE}/messages", given)
    both = {**given, "message": json.dumps({**image, "text": "und"})}
    assert graph.error("POST", f"{PAGE}/messages", data=both)[1] == 100


@pytest.mark.parametrize("data", [b"", b"<html>", b"GIF7"])
def test_what_is_no_image_is_not_taken(graph: Graph, data) -> None:
    files = {"source": ("bild.png", data, "image/png")}
    assert graph.error("POST", f"{PAGE}/photos", files=files)[1] == 324


def test_an_image_that_was_never_handed_over_hangs_on_nothing(graph: Graph) -> None:
    post = graph.writes("post", "Beitrag")
    given = {"message": "So", "attachment_id": "404"}
    assert graph.error("POST", f"{post}/comments", data=given)[1] == 100


def test_a_customers_example_photo_is_painted_here(graph: Graph) -> None:
    post = graph.writes("post", "Im Keller", photo="https://photos.example/a/keller.jpg")
    found = graph.get(post, fields="attachments")["attachments"]["data"][0]
    assert found["media"]["image"]["src"] == f"{graph.url}/media/a/keller.jpg"
    assert requests.get(found["url"], timeout=5).content == painting.picture("a/keller.jpg")


def test_a_sticker_is_one_on_comments_and_messages(graph: Graph) -> None:
    sticker = "https://photos.example/daumen.png"
    comment = graph.writes("comment", "", on=graph.writes("post", "Beitrag"), sticker=sticker)
    assert graph.get(comment, fields="attachment")["attachment"]["type"] == "sticker"
    message = graph.writes("message", "", author="Deniz K.", sticker=sticker)
    assert graph.get(message, fields="sticker")["sticker"].startswith(f"{graph.url}/media/")


@pytest.mark.parametrize("name", ["keller", "", "ä", "x" * 300])
def test_a_painting_is_a_whole_png(name) -> None:
    data = painting.picture(name)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    start = data.index(b"IDAT") + 4
    length = int.from_bytes(data[start - 8 : start - 4], "big")
    rows = zlib.decompress(data[start : start + length])
    assert len(rows) == painting.HEIGHT * (1 + 3 * painting.WIDTH)


def test_two_names_are_two_paintings_and_one_name_is_one() -> None:
    assert painting.picture("keller") != painting.picture("dusche")
    assert painting.picture("keller") == painting.picture("keller")
