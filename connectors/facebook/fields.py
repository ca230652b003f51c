"""What is asked of each kind of object. A field that an object has not spoils the whole answer.

Field names: Meta's api_specs (Business SDK): Comment, PagePost, Recommendation.
"""

NESTED = 25
"""Comments that come along with their post."""

_NEWEST = "comments.filter(stream).order(reverse_chronological)"
_ATTACHED = "media_type,type,title,url,media{image{src},source}"

COMMENT = (
    "id,message,created_time,from{id,name},parent{id,from{id}},permalink_url,is_hidden,"
    "can_comment,user_likes,attachment"
)
COMMENT_ALONE = f"{COMMENT},object"
POST_ALONE = (
    "id,message,created_time,from{id,name},permalink_url,is_hidden,"
    f"attachments{{{_ATTACHED},subattachments}}"
)
POST = f"{POST_ALONE},{_NEWEST}.limit({NESTED}){{{COMMENT}}}"
SWEPT = f"id,created_time,from{{id}},{_NEWEST}.limit(1){{id,created_time}}"
REVIEW = (
    "created_time,recommendation_type,rating,review_text,reviewer{id,name},open_graph_story{id}"
)
ECHO = "id,message,created_time,from{id,name},parent{id},permalink_url"
"""What a look for a comment of ours needs."""
