"""What changes on X's stand-in: edits, deletions, locks, what is withheld, hidden, attached."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from connectors.sandbox import x_media
from connectors.sandbox.accounts import X
from tests.contract_whole import PIXEL
from tests.sandbox import Sandbox

TOKEN = {"Authorization": f"Bearer {X.oauth2_access_token}"}
MENTIONS = f"/2/users/{X.id}/mentions"
FIELDS = "withheld,attachments,entities,author_id,display_text_range"
PHOTO = "https://photos.example/lindenau/zaehler.jpg"


def call(sandbox: Sandbox, method: str, path: str, **given: Any) -> requests.Response:
    return requests.request(
        method, sandbox.x_url + path, json=given or None, headers=TOKEN, timeout=5
    )


def get(sandbox: Sandbox, path: str, **asked: Any) -> dict[str, Any]:
    named = {name.replace("__", "."): value for name, value in asked.items()}
    answer = requests.get(sandbox.x_url + path, params=named, headers=TOKEN, timeout=5)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def looked(sandbox: Sandbox, *keys: str, **asked: Any) -> dict[str, Any]:
    return get(sandbox, "/2/tweets", ids=",".join(keys), **asked)


def post(sandbox: Sandbox, text: str, **given: Any) -> str:
    done = sandbox.post("x/post", handle="erika_m", name="Erika M.", text=text, **given)
    return str(done["id"])


# edits, deletions


def test_an_old_version_stays_and_knows_the_whole_history(sandbox) -> None:
    first = post(sandbox, "eins")
    second = sandbox.post("x/edit", id=first, text="zwei")["id"]
    third = sandbox.post("x/edit", id=first, text="drei")["id"]
    found = looked(sandbox, first, second, third)["data"]
    assert [one["text"] for one in found] == ["eins", "zwei", "drei"]
    assert {tuple(one["edit_history_tweet_ids"]) for one in found} == {(first, second, third)}


def test_the_timeline_shows_the_newest_version_only(sandbox) -> None:
    first = post(sandbox, f"@{X.handle} eins")
    new = sandbox.post("x/edit", id=first, text=f"@{X.handle} zwei")["id"]
    assert [one["id"] for one in get(sandbox, MENTIONS)["data"]] == [new]
    assert [one["first_id"] for one in sandbox.truth("x")] == [first]


def test_a_deletion_takes_every_version(sandbox) -> None:
    first = post(sandbox, "eins")
    new = sandbox.post("x/edit", id=first, text="zwei")["id"]
    sandbox.post("x/delete", id=new)
    errors = looked(sandbox, first, new)["errors"]
    assert [error["title"] for error in errors] == ["Not Found Error"] * 2
    assert sandbox.truth("x") == []


def test_our_own_post_is_deleted_through_the_api_once(sandbox) -> None:
    ours = sandbox.post("x/post", text="Guten Morgen")["id"]
    done = call(sandbox, "DELETE", f"/2/tweets/{ours}")
    assert (done.status_code, done.json()) == (200, {"data": {"deleted": True}})
    again = call(sandbox, "DELETE", f"/2/tweets/{ours}")
    assert again.status_code == 404
    assert again.json()["type"].endswith("/resource-not-found")


def test_what_others_wrote_cannot_be_deleted(sandbox) -> None:
    assert call(sandbox, "DELETE", f"/2/tweets/{post(sandbox, 'eins')}").status_code == 403


def test_a_message_is_deleted_from_our_own_view(sandbox) -> None:
    theirs = sandbox.post("x/dm", handle="erika_m", text="Frage")["id"]
    ours = sandbox.post("x/dm", to="erika_m", text="Antwort")["id"]
    assert call(sandbox, "DELETE", f"/2/dm_events/{ours}").status_code == 200
    assert [one["id"] for one in get(sandbox, "/2/dm_events")["data"]] == [theirs]
    assert call(sandbox, "DELETE", f"/2/dm_events/{ours}").status_code == 404
    assert call(sandbox, "DELETE", f"/2/dm_events/{theirs}").status_code == 403


# locks, what is withheld


def test_a_lock_hides_posts_and_says_that_we_may_not_see_them(sandbox) -> None:
    key = post(sandbox, f"@{X.handle} eins")
    sandbox.post("x/protect", handle="erika_m")
    (error,) = looked(sandbox, key)["errors"]
    assert error["type"].endswith("/not-authorized-for-resource")
    assert (error["resource_id"], error["title"]) == (key, "Authorization Error")
    assert get(sandbox, MENTIONS)["meta"] == {"result_count": 0}
    sandbox.post("x/protect", handle="erika_m", protected=False)
    assert looked(sandbox, key)["data"]


def test_what_is_withheld_keeps_its_id_and_loses_its_words(sandbox) -> None:
    key = post(sandbox, "eins", photo=PHOTO)
    sandbox.post("x/withhold", id=key, countries=["DE"])
    (shown,) = looked(sandbox, key, tweet__fields=FIELDS, expansions="attachments.media_keys")[
        "data"
    ]
    assert shown["withheld"]["country_codes"] == ["DE"]
    assert "withheld" in shown["text"]
    assert "attachments" not in shown
    sandbox.post("x/withhold", id=key)
    (shown,) = looked(sandbox, key, tweet__fields=FIELDS)["data"]
    assert shown["withheld"]["country_codes"] == ["XX"]


# hidden


def test_only_a_reply_where_we_began_can_be_hidden(sandbox) -> None:
    ours = sandbox.post("x/post", text="Guten Morgen")["id"]
    reply = post(sandbox, "Guten?", reply_to=ours)
    alone = post(sandbox, f"@{X.handle} hallo")
    done = call(sandbox, "PUT", f"/2/tweets/{reply}/hidden", hidden=True)
    assert (done.status_code, done.json()) == (200, {"data": {"hidden": True}})
    assert {one["id"]: one["hidden"] for one in sandbox.truth("x")}[reply]
    assert call(sandbox, "PUT", f"/2/tweets/{alone}/hidden", hidden=True).status_code == 403
    assert call(sandbox, "PUT", f"/2/tweets/{ours}/hidden", hidden=True).status_code == 403
    assert call(sandbox, "PUT", f"/2/tweets/{reply}/hidden", colour="red").status_code == 400
    assert call(sandbox, "PUT", "/2/tweets/404/hidden", hidden=True).status_code == 404


# pictures


def upload(sandbox: Sandbox, data: bytes = PIXEL, **given: Any) -> requests.Response:
    body = {"media": base64.b64encode(data).decode(), "media_category": "tweet_image"}
    return call(sandbox, "POST", "/2/media/upload", **{**body, **given})


def fetched(url: str) -> requests.Response:
    return requests.get(url, timeout=5)


def test_an_uploaded_picture_hangs_on_a_post_and_can_be_fetched(sandbox) -> None:
    key = upload(sandbox).json()["data"]["id"]
    words = {"alt_text": {"text": "Ein rotes Feld"}}
    assert call(sandbox, "POST", "/2/media/metadata", id=key, metadata=words).status_code == 200
    done = call(sandbox, "POST", "/2/tweets", text="Seht", media={"media_ids": [key]})
    answer = looked(
        sandbox,
        done.json()["data"]["id"],
        tweet__fields=FIELDS,
        expansions="attachments.media_keys",
        media__fields="url,alt_text,type",
    )
    (media,), (shown,) = answer["includes"]["media"], answer["data"]
    assert media["alt_text"] == "Ein rotes Feld"
    assert shown["attachments"]["media_keys"] == [media["media_key"]]
    found = fetched(media["url"])
    assert (found.content, found.headers["content-type"]) == (PIXEL, "image/png")


def test_a_text_with_a_picture_ends_in_a_short_link_behind_what_is_shown(sandbox) -> None:
    key = post(sandbox, "Seht", photo=PHOTO)
    (shown,) = looked(sandbox, key, tweet__fields=FIELDS)["data"]
    (link,) = shown["entities"]["urls"]
    assert shown["text"] == f"Seht {link['url']}"
    assert link["expanded_url"] == f"https://x.com/erika_m/status/{key}/photo/1"
    assert shown["display_text_range"] == [0, len("Seht")]
    assert link["media_key"]


@pytest.mark.parametrize("kind", ["video", "animated_gif"])
def test_a_film_has_a_preview_and_variants_instead_of_a_url(sandbox, kind) -> None:
    key = post(sandbox, "Seht", photo=PHOTO, media=kind)
    asked = {"expansions": "attachments.media_keys", "tweet__fields": "attachments"}
    media_fields = "url,preview_image_url,variants,type"
    answer = looked(sandbox, key, media__fields=media_fields, **asked)
    (media,) = answer["includes"]["media"]
    assert (media["type"], "url" in media) == (kind, False)
    assert fetched(media["preview_image_url"]).headers["content-type"] == "image/png"
    film = fetched(media["variants"][0]["url"])
    assert film.headers["content-type"] == "video/mp4"
    assert film.content[4:8] == b"ftyp"


def test_the_storys_photos_are_painted_and_others_keep_their_address() -> None:
    assert x_media.address(PHOTO, "http://here") == "http://here/x/media/lindenau/zaehler.jpg"
    assert x_media.address("https://elsewhere.example/a.jpg", "http://here") == (
        "https://elsewhere.example/a.jpg"
    )


def test_a_direct_message_carries_one_picture(sandbox) -> None:
    other = sandbox.post("x/customer", handle="erika_m", name="Erika M.")["id"]
    path = f"/2/dm_conversations/with/{other}/messages"
    key = upload(sandbox, media_category="dm_image").json()["data"]["id"]
    assert call(sandbox, "POST", path, attachments=[{"media_id": key}]).status_code == 201
    two = [{"media_id": key}, {"media_id": key}]
    assert call(sandbox, "POST", path, text="zwei", attachments=two).status_code == 400
    public = upload(sandbox).json()["data"]["id"]
    wrong = call(sandbox, "POST", path, attachments=[{"media_id": public}])
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    "given",
    [
        {"media_category": None},
        {"media_category": "poster"},
        {"media": "not base64!"},
        {"media": ""},
        {"media": base64.b64encode(b"plain text").decode()},
        {"media_type": "image/png"},
    ],
)
def test_an_upload_that_x_cannot_take_is_refused(sandbox, given) -> None:
    assert upload(sandbox, **given).status_code == 400


def test_a_picture_above_five_megabytes_is_refused(sandbox) -> None:
    assert upload(sandbox, PIXEL + bytes(x_media.MOST_BYTES)).status_code == 400


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"id": "404", "metadata": {"alt_text": {"text": "a"}}}, 400),
        ({"metadata": {"alt_text": {"text": "x" * 1_001}}}, 400),
        ({"metadata": {"alt_text": {"text": ""}}}, 400),
        ({"metadata": {}}, 400),
        ({}, 400),
    ],
)
def test_words_for_a_picture_have_to_fit(sandbox, given, code) -> None:
    key = upload(sandbox).json()["data"]["id"]
    assert call(sandbox, "POST", "/2/media/metadata", **{"id": key, **given}).status_code == code


@pytest.mark.parametrize("ids", [["404"], ["1", "2"]])
def test_a_post_with_unknown_pictures_is_refused(sandbox, ids) -> None:
    done = call(sandbox, "POST", "/2/tweets", text="Seht", media={"media_ids": ids})
    assert done.status_code == 400
    assert "media IDs are invalid" in done.json()["errors"][0]["message"]


def test_a_fifth_picture_is_refused(sandbox) -> None:
    ids = [upload(sandbox).json()["data"]["id"] for _ in range(5)]
    done = call(sandbox, "POST", "/2/tweets", text="Seht", media={"media_ids": ids})
    assert done.status_code == 400


# the newer spelling


def test_the_newer_spelling_tells_the_author_only_to_who_expands_it(sandbox) -> None:
    """As spec 2.168 has it: asked for as a field it is left out, and nobody says so."""
    sandbox.settings("x", spelling="post")
    key = post(sandbox, f"@{X.handle} eins")
    names = "author_id,referenced_posts,created_at"
    (silent,) = looked(sandbox, key, post__fields=names)["data"]
    assert set(silent) == {"id", "text", "edit_history_post_ids", "created_at"}
    (told,) = looked(sandbox, key, post__fields=names, expansions="author_id")["data"]
    assert told["author_id"]


def test_the_author_of_a_quoted_post_comes_to_who_asks(sandbox) -> None:
    quoted = sandbox.post("x/post", handle="bernd", name="Bernd", text="so", photo=PHOTO)["id"]
    key = post(sandbox, "und so", quote=quoted)
    asked = {
        "tweet__fields": "referenced_tweets,author_id",
        "expansions": "referenced_tweets.id,referenced_tweets.id.author_id,"
        "referenced_tweets.id.attachments.media_keys",
    }
    around = looked(sandbox, key, **asked)["includes"]
    assert [user["username"] for user in around["users"]] == ["bernd"]
    assert len(around["media"]) == 1


@pytest.mark.parametrize(
    "command",
    [
        ("x/hide", {"id": "404"}),
        ("x/withhold", {"id": "404"}),
        ("x/post", {"text": "a", "photo": PHOTO, "media": "hologram"}),
    ],
)
def test_a_change_that_cannot_be_made_is_a_400(sandbox, command) -> None:
    path, given = command
    answer = requests.post(f"{sandbox.url}/control/{path}", json=given, timeout=5)
    assert answer.status_code == 400
