"""Sixty hostile texts: each has to stand on the screen exactly as it was written.

`{tracker}` is an address that must never be called.
"""

from __future__ import annotations

_MARKDOWN = [
    "![x]({tracker}/md.png)",
    "![x][r]\n\n[r]: {tracker}/ref.png",
    "[klick]({tracker}/link)",
    "[klick](javascript:alert(1))",
    "<{tracker}/auto>",
    "# Überschrift",
    "* eins\n* zwei",
    "1. eins\n2. zwei",
    "> zitiert",
    "```\ncode\n```",
    "`code` **fett** _kursiv_ ~~weg~~",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "---\n***\n___",
    ":red[rot] :blue-background[blau] :rainbow[bunt]",
    ":material/home: :smile: :streamlit:",
    "$\\frac{{1}}{{2}}$ und $$x^2$$",
    "a -> b <- c -- d",
    "- [ ] offen\n- [x] fertig",
    "[^1] und\n\n[^1]: Fußnote",
    "&lt;b&gt; &amp; &#x3C;script&#x3E;",
]
_HTML = [
    "<img src={tracker}/img.png>",
    "<img src=x onerror=\"document.title='getroffen'\">",
    "<script>document.title='getroffen'</script>",
    "<script src={tracker}/s.js></script>",
    "<svg onload=\"document.title='getroffen'\">",
    "<svg><image href={tracker}/svg.png></svg>",
    "<iframe src={tracker}/frame></iframe>",
    "<object data={tracker}/object></object>",
    "<embed src={tracker}/embed>",
    "<link rel=stylesheet href={tracker}/css>",
    "<style>@import '{tracker}/import';*{{display:none}}</style>",
    '<div style="background:url({tracker}/bg)">x</div>',
    "<video poster={tracker}/poster src={tracker}/video></video>",
    "<audio src={tracker}/audio autoplay></audio>",
    '<meta http-equiv=refresh content="0;url={tracker}/meta">',
    "<base href={tracker}/>",
    "<form action={tracker}/form><button>x</button></form>",
    "<a href=\"javascript:document.title='getroffen'\">klick</a>",
    "<a href={tracker}/ping ping={tracker}/ping>klick</a>",
    "<details open ontoggle=\"document.title='getroffen'\">x</details>",
    "<input autofocus onfocus=\"document.title='getroffen'\">",
    "<math><mtext><img src={tracker}/math></mtext></math>",
    "<template><img src={tracker}/template></template>",
    "<!--<img src={tracker}/comment>-->",
    "]]><img src={tracker}/cdata>",
    '"><img src={tracker}/quote>',
    "'><img src={tracker}/apos>",
    "</textarea><img src={tracker}/textarea>",
    "</script><img src={tracker}/endscript>",
]
_LINKS = [
    "javascript:alert(document.title='getroffen')",
    "data:text/html,<script>alert(1)</script>",
    "//{bare}/schemalos",
    "https://bank.example@{bare}/konto",
    "HTTPS://{bare}/GROSS",
    "file:///etc/passwd ftp://{bare}/x",
]
_SIGNS = [
    "{{{{constructor.constructor('return 1')()}}}}",
    "${{7*7}} #{{7*7}} %{{7*7}}",
    "=cmd|'/c calc'!A1",
    "'; DROP TABLE messages; --",
    "abc\u200b\u200d\u2060def",
    "Z" + "\u0301\u0323" * 4 + "algo",
    "شكرا \u200fجزيلا 123 abc",
    "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
]

PAYLOADS = [*_MARKDOWN, *_HTML, *_LINKS, *_SIGNS]


def payloads(tracker: str) -> list[str]:
    """Return the texts with the tracker's address in them."""
    bare = tracker.split("//", 1)[1]
    return [text.format(tracker=tracker, bare=bare) for text in PAYLOADS]
