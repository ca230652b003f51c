"""What is asked of X with every read, in the older spelling or in that of spec 2.167."""

from __future__ import annotations

from collections.abc import Mapping

POST = (
    "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
    "attachments,lang,note_tweet,reply_settings,display_text_range,edit_history_tweet_ids"
)
EXPANSIONS = "author_id,attachments.media_keys,referenced_tweets.id,in_reply_to_user_id"
USER = "name,username,profile_image_url,verified,protected"
MEDIA = "type,url,preview_image_url,alt_text,variants"
DIRECT = "id,text,event_type,created_at,sender_id,dm_conversation_id,attachments,entities"

_NEWER = (
    ("referenced_tweets.id", "referenced_posts"),
    ("referenced_tweets", "referenced_posts"),
    ("edit_history_tweet_ids", "edit_history_post_ids"),
    ("note_tweet", "note_post"),
)


def _spelled(names: str, options: Mapping[str, str]) -> str:
    if options.get("field_names") == "post":
        for older, newer in _NEWER:
            names = names.replace(older, newer)
    return names


def _post_fields(options: Mapping[str, str]) -> dict[str, str]:
    name = "post.fields" if options.get("field_names") == "post" else "tweet.fields"
    return {name: _spelled(POST, options)}


def _expands(options: Mapping[str, str]) -> bool:
    return options.get("expansions", "on") != "off"


def mentions(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of mentions; options: field_names, expansions."""
    asked = _post_fields(options)
    if _expands(options):
        asked |= {
            "expansions": _spelled(EXPANSIONS, options),
            "user.fields": USER,
            "media.fields": MEDIA,
        }
    return asked


def own(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of our own posts: nothing around them is needed."""
    return _post_fields(options)


def direct(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of direct messages."""
    asked = {"dm_event.fields": DIRECT, "event_types": "MessageCreate"}
    if _expands(options):
        asked |= {
            "expansions": "sender_id,attachments.media_keys",
            "user.fields": USER,
            "media.fields": MEDIA,
        }
    return asked


def own_direct() -> dict[str, str]:
    """Return the fields of a look into one conversation."""
    return {"dm_event.fields": DIRECT, "event_types": "MessageCreate"}
