"""What is asked of each kind of object. A field that an object has not spoils the whole answer.

Field names: Meta's api_specs (Business SDK): IGComment, IGMedia.
"""

REPLIES = 50

COMMENT = "id,text,timestamp,username,from{id,username},user{id},hidden,parent_id"
WITH_REPLIES = f"{COMMENT},replies.limit({REPLIES}){{{COMMENT}}}"
ALONE = f"{COMMENT},media{{id}}"

TAGGED = "id,caption,timestamp,username,permalink,media_type,media_url,comments_count"
"""Others' media: what is public of them."""

MEDIA = f"{TAGGED},thumbnail_url,comments.limit(1){{id,timestamp}}"
"""Our own media."""

MESSAGE = "id,message,created_time,from,to"
"""What a look for a message of ours needs."""
