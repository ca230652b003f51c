"""What is asked of X with every read, in the older spelling or in that of spec 2.168.

The two are more than names: what the older one gives as a field (who wrote, what is answered,
the history of edits) the newer one gives only to who asks for it as an expansion, and a name
that does not fit is ignored without a word (docs.x.com, openapi.json, 2.166 and 2.168).
"""

from __future__ import annotations

from collections.abc import Mapping

POST = (
    "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
    "attachments,lang,note_tweet,reply_settings,display_text_range,edit_history_tweet_ids,"
    "withheld"
)
EXPANSIONS = (
    "author_id,attachments.media_keys,referenced_tweets.id,in_reply_to_user_id,"
    "referenced_tweets.id.author_id,referenced_tweets.id.attachments.media_keys"
)
NEWER_POST = (
    "created_at,conversation_id,entities,attachments,lang,note_post,reply_settings,"
    "display_text_range,withheld"
)
NEWER_NEEDED = "author_id,in_reply_to_user_id,referenced_posts,edit_history_post_ids"
"""Expansions without which the newer spelling does not say who wrote and what is answered."""
USER = "name,username,profile_image_url,verified,protected"
MEDIA = "type,url,preview_image_url,alt_text,variants"
MEDIA_KEYS = "attachments.media_keys"
DIRECT = "id,text,event_type,created_at,sender_id,dm_conversation_id,attachments,entities"


def newer(options: Mapping[str, str]) -> bool:
    """Return whether an account is asked in the newer spelling; option: field_names."""
    return options.get("field_names") == "post"


def _expands(options: Mapping[str, str]) -> bool:
    return options.get("expansions", "on") != "off"


def own(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of posts with as little around them as can be."""
    if newer(options):
        return {"post.fields": NEWER_POST, "expansions": NEWER_NEEDED}
    return {"tweet.fields": POST}


def posts(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of posts with all around them; options: also expansions."""
    asked = own(options)
    if not _expands(options):
        return asked
    wanted = f"{NEWER_NEEDED},{MEDIA_KEYS}" if newer(options) else EXPANSIONS
    return {**asked, "expansions": wanted, "user.fields": USER, "media.fields": MEDIA}


def again(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a second look: what was said and shown, not who said it."""
    asked = own(options)
    if not _expands(options):
        return asked
    wanted = ",".join(filter(None, [asked.get("expansions"), MEDIA_KEYS]))
    return {**asked, "expansions": wanted, "media.fields": MEDIA}


def direct(options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a read of direct messages."""
    asked = own_direct()
    if _expands(options):
        asked |= {
            "expansions": f"sender_id,{MEDIA_KEYS}",
            "user.fields": USER,
            "media.fields": MEDIA,
        }
    return asked


def own_direct() -> dict[str, str]:
    """Return the fields of a look into one conversation."""
    return {"dm_event.fields": DIRECT, "event_types": "MessageCreate"}
