"""What is said of logins: why one came to nothing, what a missing right costs, when one ends.

The English sentences stand here, the German ones in `inbox/locale/de/connect.po`.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from inbox.care.connecting import Why
from inbox.queries.logins import LoginView
from inbox.rules.logins import Countdown, Ending
from inbox.texts import Texts, mark

WHY: dict[Why, str] = {
    Why.NO_APP: mark(
        "Nobody can be asked for consent on this platform yet: its app is not in .env."
        " Paste keys instead, or add the app and start again."
    ),
    Why.NO_ADDRESS: mark(
        "The platform would not find the way back: set PUBLIC_URL in .env to the address"
        " in your browser and start again."
    ),
    Why.UNKNOWN: mark(
        "This answer belongs to no login of yours that is still open: it was used already, or is"
        " older than 15 minutes. Please begin again."
    ),
    Why.DENIED: mark("Access was not allowed, so nothing was connected."),
    Why.REFUSED: mark("{platform} refused this login. Begin again; check the keys and the app."),
    Why.BUSY: mark("{platform} takes no more calls for the moment. Wait a little and begin again."),
    Why.UNREACHABLE: mark("{platform} could not be reached. Begin again in a moment."),
    Why.OUT_OF_CREDIT: mark("The credit at {platform} is used up. Top it up there, begin again."),
    Why.NOTHING: mark(
        "There is no page that may be connected. Tick one on {platform}, and allow the list of"
        " pages; you need a role on the page itself."
    ),
    Why.INCOMPLETE: mark("One of the keys is missing. Please fill in every field."),
}

QUOTED = frozenset({Why.REFUSED, Why.BUSY, Why.OUT_OF_CREDIT})
"""Reasons whose note is the platform's own sentence."""

RIGHTS: dict[str, str] = {
    "tweet.read": mark("posts are not read"),
    "users.read": mark("nobody's name is known"),
    "tweet.write": mark("nothing can be answered in public"),
    "tweet.moderate.write": mark("replies cannot be hidden"),
    "media.write": mark("replies carry no pictures"),
    "dm.read": mark("direct messages are not read"),
    "dm.write": mark("direct messages cannot be answered"),
    "offline.access": mark("the login ends after two hours"),
    "read-write-directmessages": mark("direct messages, or all replies, are not possible"),
    "pages_show_list": mark("pages are not found"),
    "pages_read_engagement": mark("posts and comments are not read"),
    "pages_read_user_content": mark("what visitors write is not read"),
    "pages_manage_engagement": mark("comments cannot be answered, hidden or liked"),
    "pages_manage_posts": mark("pictures cannot be put into comments"),
    "pages_messaging": mark("Messenger is not read or answered"),
    "pages_manage_metadata": mark("Messenger is not read or answered"),
    "MODERATE": mark("your role on the page does not include comments"),
    "MESSAGING": mark("your role on the page does not include messages"),
    "instagram_basic": mark("posts and comments are not read"),
    "instagram_manage_comments": mark("comments are not read or answered"),
    "instagram_manage_messages": mark("direct messages are not read or answered"),
}
"""What does not work without a right, by the platform's own word for it."""

ENDS: dict[Ending, str] = {
    Ending.LOGIN: mark("The login ends on {at}. Connect the account again before that."),
    Ending.CONSENT: mark("{platform} wants a new consent by {at}. Connect the account again."),
}

ENDED: dict[Ending, str] = {
    Ending.LOGIN: mark("The login ended on {at}. Connect the account again."),
    Ending.CONSENT: mark("The consent on {platform} ended on {at}. Connect the account again."),
}

KEYS: dict[str, str] = {
    "api_key": mark("API key"),
    "api_secret": mark("API key secret"),
    "access_token": mark("Access token"),
    "access_token_secret": mark("Access token secret"),
    "page_token": mark("Page access token"),
    "app_secret": mark("App secret"),
}
"""Secrets that are pasted, as the platforms' own pages call them."""


def why(t: Texts, reason: Why, platform: str, said: str = "") -> str:
    """Return why a login came to nothing and what to do, with the platform's own words."""
    sentence = t(WHY[reason], platform=platform)
    if not said or reason not in QUOTED:
        return sentence
    return f"{sentence} {t('{platform} says: “{note}”', platform=platform, note=said)}"


def lacks(t: Texts, missing: tuple[str, ...]) -> str:
    """Return what is missing and what that costs, as HTML; nothing when nothing is."""
    if not missing:
        return ""
    rows = "".join(f"<li><code>{escape(right)}</code>{_cost(t, right)}</li>" for right in missing)
    return (
        f'<div class="dw-note warn" role="status">{escape(t("Rights that are missing:"))}'
        f'<ul class="dw-rights">{rows}</ul></div>'
    )


def scopes(t: Texts, names: tuple[str, ...]) -> str:
    """Return what a login may do, folded, as HTML; nothing when the platform does not say."""
    if not names:
        return ""
    chips = " ".join(f"<code>{escape(name)}</code>" for name in names)
    said = t.n("This login has {n} right", "This login has {n} rights", len(names))
    return f'<details class="dw-scopes"><summary>{escape(said)}</summary><p>{chips}</p></details>'


def ends(t: Texts, view: LoginView, now: datetime) -> str:
    """Return the countdown of a login as HTML; nothing while its end is far."""
    if view.ends is None:
        return ""
    said = _ending(t, view.ends, view.label)
    tone = "warn" if view.ends.step > 1 else "bad"
    left = ""
    if view.ends.step:
        left = f"<b>{escape(t('{time} left.', time=t.lasting(view.ends.at - now)))}</b> "
    return f'<div class="dw-note {tone}" role="status">{left}{escape(said)}</div>'


def _ending(t: Texts, found: Countdown, platform: str) -> str:
    table = ENDS if found.step else ENDED
    return t(table[found.what], platform=platform, at=t.day(found.at))


def _cost(t: Texts, right: str) -> str:
    known = RIGHTS.get(right)
    return f": {escape(t(known))}" if known else ""
