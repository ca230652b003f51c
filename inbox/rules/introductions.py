"""Who writes to whom, by name: an agent says hers once, no name is made up for a customer. Pure.

    "Mein Name ist Maria Weber"  "Maria here"           introduces her, once a person
    "Mit wem habe ich das Vergnügen?"                   asks for a name that nobody knows
    "Hallo Herr Mustermann"  "Hi @kranich77"            never leaves

Customers said: "Hi, my name is Elizabeth", and: "May I ask who I have the pleasure to chat with?"
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from inbox.rules import clean, flat, folding, names, phrases
from inbox.rules.meeting import Meeting
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.phrases import Span

BEGINNINGS = frozenset({"not_introduced", "nameless"})
"""How an answer may begin is said once nothing stands in its way."""

_I_AM = r"""
    (?:mein|der) name ist
    (?:mein|der) name lautet
    ich heisse?
    ich bin(?: e?s)?
    (?:i|ich) bins
    hier ist
    hier (?:schreibt|antwortet|spricht|meldet)(?: sich)?(?: (?:ihnen|dir|euch))?
    hier
    (?:es|ihnen|dir|euch) (?:schreibt|antwortet)(?: (?:ihnen|dir|euch))?
    (?:sie|du|ihr) (?:schreiben|schreibst|schreibt|sprechen|sprichst|chaten|chatest)<now> mit
    my name s
    my name is
    i m
    im
    i am
    this is
    it s
    it is
    you(?: a)? ?re (?:now |here )?(?:talking|chatting|speaking|writing) (?:to|with)
    you are (?:now |here )?(?:talking|chatting|speaking|writing) (?:to|with)
"""
_BETWEEN = (
    r"(?: (?:die|der|da|frau|her|herr|fr|hr|mrs?|ms|dr|ihre?|deine?|eure?|your|the)){0,3}"
    r"(?: (?:neue|neuer|ansprechpartner(?:in)?|kolege|kolegin|betreuer(?:in)?|berater(?:in)?"
    r"|contact|agent|adviser|advisor)){0,2}"
)
_AFTER = r" (?:hier|here|mein name|ist mein name|am aparat|is my name|speaking)"
_SHORT = {
    "<now>": "(?: (?:hier|gerade|jetzt)){0,2}",
    "<some>": "(?:[^ |]+ ){0,3}?",
    "<one>": "(?:[^ |]+ )?",
    "<call>": "(?:ansprechen|anreden|nennen|anschreiben)",
    "<you>": "(?:sie|dich|euch|dir|ihnen)",
    "<name>": "(?:vor|nach)?namen?",
    "<your>": "(?:ihren|deinen|euren)",
}
_ASKING = r"""
    mit wem (?:hab|habe|hätte|darf|spreche?|schreibe?|chatte?|rede) (?:ich|wir)
    mit wem (?:ich|wir) <some><one>(?:habe|haben|schreiben?|spreche|sprechen|chatte|rede|tun)
    wer (?:da |hier )?(?:schreibt|fragt|schreibst|spricht) (?:mir|uns|da|hier|denn)
    wer (?:sie|du) (?:sind|bist)
    wie (?:darf|dürfen|kann|können|soll|sollen) (?:ich|wir) <you> <some><call>
    wie (?:ich|wir) <you> <some><call>
    wie (?:möchten|möchtest|wollen|willst|magst) (?:sie|du) <some>(?:angesprochen|genannt|heißen)
    wie (?:ist|lautet|war) <one><one>(?:ihr|dein|euer|der) <one><name>
    wie (?:heißen sie|heißt du|heißtn du|heißt ihr)
    wie (?:sie|du) (?:heißen|heißt)
    <your> <one><one><name> <some>(?:verraten|nennen|sagen|schreiben|geben|mitteilen)
    <your> <one><one><name> <some>(?:erfahren|wissen|schicken|dalassen)
    (?:verraten|verrätst|verrate) <one><one>(?:mir|uns) <some><your> <some><name>
    (?:nennen|nennst|nenne|nenn) <one><one>(?:mir|uns) <some><your> <some><name>
    (?:sagen|sagst|sag|schreiben|schreibst|schreib) <one><one>(?:mir|uns) <some><your> <some><name>
    (?:geben|gibst|gib|schicken|schick) <one><one>(?:mir|uns) <some><your> <some><name>
    (?:fehlt|fehlen) <some>(?:ihr|dein) <some><name>
    (?:brauche|brauchen|benötige|hätte gern|wüsste gern) <some><your> <some><name>
    darf (?:ich|man) <some>(?:ihren|deinen|ihrem|deinem) <name>
    auf welchen namen
    unter welchem namen
    whom? (?:do |am |are |have )?(?:i|we) <some>(?:pleasure|talking|speaking|chatting|writing)
    whom? (?:do |am |are |have )?(?:i|we) <some>dealing
    who (?:is|s) (?:this|writing|asking)
    who you are
    what(?: ?s| is) your <one>name
    (?:may|can|could) (?:i|we) <some>your <one>name
    (?:tell|give|send|leave|share|sharing) <one><one>your <one>name
    (?:have|know|need|missing) your <one>name
    how (?:may|should|can|shall|do|would) (?:i|we|you) <some>(?:address|call|addressed|called)
    what (?:may|should|shall|can|do) (?:i|we) call you
"""
_GREETING = (
    r"(?:^|(?<=[.!?\n]))[ \t\W]{0,8}"
    r"(?:hallo|halo|hallöchen|hi|hey|na|moin(?:\s?moin)?|servus|grüezi|grüß (?:gott|dich|sie)"
    r"|guten? (?:tag|morgen|abend)|tag|(?:sehr )?geehrte[rs]?|liebe[rs]?|werte[rs]?|dear|hello"
    r"|good (?:morning|afternoon|evening|day)|danke(?:schön| dir| ihnen)?|vielen dank|thanks"
    r"|thank you"
    r"|sorry|entschuldigung|verzeihung|ja|nein|yes|no)"
    r"[ \t]?,?[ \t](?:lieber? |dear )?"
)
_TITLE = r"(?:herrn?|frau|hr\.?|fr\.?|mrs?\.?|ms\.?|miss|familie)[ \t]"
_END = r"(?=[ \t]{0,2}(?:[,!.:;\n–—?)]|-(?!\w)|$))"
_PRINTED = (
    r"muster(?:mann|frau|person|kunde|kundin)|(?:john|jane)[ \t]doe|joe[ \t]bloggs"
    r"|(?:max|maxi|erika|lieschen)[ \t]muster\w{0,8}|otto[ \t]normalverbraucher"
)
_NOBODY = (
    r"(?:facebook|fb|instagram|insta|twitter|x|social[ -]?media|meta)[ -]?"
    r"(?:user|nutzer(?:in)?|benutzer(?:in)?|mitglied|member)"
    r"|(?:name[ \t])?unbekannte?[rn]?|unknown(?:[ \t](?:user|name|customer|person))?"
    r"|anonym(?:e[rn]?)?|anonymous|no[ -]?name|namenlose?r?|nn|n\.[ \t]?n\.|null|undefined|none"
    r"|name[ \t]withheld|(?:be)?nutzer(?:in)?[ _-]?\d{1,12}|user[ _-]?\d{1,12}"
    r"|gelöschter[ \t]nutzer"
)
_FIRST = r"(?:(?:max|maxi|erika|lieschen)[ \t])?"
_LAST = r"(?:mustermann|musterfrau|musterkunde|doe|bloggs|unbekannt|unknown|anonym|anonymous)"
_INVENTED = re.compile(
    rf"{_GREETING}(?P<greeted>(?:{_TITLE})?{_FIRST}(?:{_PRINTED}|{_NOBODY})){_END}"
    rf"|(?<!\w)(?P<titled>{_TITLE}{_FIRST}{_LAST}){_END}"
    rf"|,[ \t](?P<called>{_PRINTED}|{_NOBODY}){_END}",
    re.IGNORECASE | re.MULTILINE,
)
_GREETED = re.compile(
    rf"{_GREETING}(?:{_TITLE})?(?P<name>@?[\w.-]{{2,60}}?){_END}", re.IGNORECASE | re.MULTILINE
)
_CALLED = re.compile(rf"[ \t](?P<name>@?[\w.-]{{2,60}}?){_END}", re.IGNORECASE | re.MULTILINE)
_NAMELESS = re.compile(rf"(?:{_PRINTED}|{_NOBODY})", re.IGNORECASE)


def introduces(draft: str, called: str) -> tuple[Span, ...]:
    """Return where a draft says that its writer is somebody of that name."""
    sought = _saying(called)
    return tuple(flat.spans(flat.read(draft), sought)) if sought is not None else ()


def asks(draft: str) -> bool:
    """Return whether a text asks its reader what they are called."""
    return _asking().search(flat.read(draft).flat) is not None


def is_name(name: str, handle: str | None = None) -> bool:
    """Return whether a platform's name is what a person may be called, and no handle."""
    bare = "".join(" " if unicodedata.category(sign)[0] in "SC" else sign for sign in name[:200])
    plain = names.tidy(bare.strip(" .,-–|/"))
    if "_" in plain or _NAMELESS.fullmatch(plain) or names.flaw(plain) is not None:
        return False
    copied = " " not in plain and handle is not None and _run(plain) == _run(handle)
    return not copied or (plain[:1].isupper() and plain[1:].islower())


def not_introduced(draft: str, facts: Facts) -> Iterator[Objection]:
    """Whoever writes to somebody for the first time says who they are."""
    if (
        facts.meeting.first
        and clean.visible(draft)
        and not introduces(draft, facts.signer.work_name)
    ):
        yield Objection("not_introduced", Level.HINTS)


def introduced_again(draft: str, facts: Facts) -> Iterator[Objection]:
    """Once is enough: afterwards the signature says it."""
    if not facts.meeting.first:
        yield from about(
            "introduced_again", Level.HINTS, draft, introduces(draft, facts.signer.work_name)
        )


def nameless(draft: str, facts: Facts) -> Iterator[Objection]:
    """A name that nobody knows is asked for."""
    if facts.meeting.nameless and clean.visible(draft) and not asks(draft):
        yield Objection("nameless", Level.HINTS)


def invented_name(draft: str, facts: Facts) -> Iterator[Objection]:
    """A customer is called by their name or by none: not by a form's, not by a platform's."""
    meeting = facts.meeting
    own = {word for name in meeting.names for word in folding.folded(name)}
    spans = [
        found.span(found.lastgroup or 0)
        for found in _INVENTED.finditer(draft)
        if not set(folding.folded(found[found.lastgroup or 0])) & own
    ]
    spans += _by_handle(draft, meeting, own)
    yield from about("invented_name", Level.BLOCKS, draft, spans)


def introduction(name: str, meeting: Meeting) -> str:
    """Return the sentence by which an agent of that name introduces herself.

    Who stands in for somebody says for whom: the customer knows that name.
    """
    whose = meeting.instead_of
    if whose is not None:
        if meeting.spoken == "en":
            return f"My name is {name}; I am standing in for {whose}."
        begins = f"Ich bin {name} und" if meeting.address == "du" else f"Mein Name ist {name}, ich"
        return f"{begins} vertrete {whose}."
    if meeting.spoken == "en":
        return f"My name is {name}."
    return f"Ich bin {name}." if meeting.address == "du" else f"Mein Name ist {name}."


def question(meeting: Meeting) -> str:
    """Return the sentence that asks somebody for their name."""
    if meeting.spoken == "en":
        return "May I ask who I have the pleasure of writing with?"
    if meeting.address == "du":
        return "Magst du mir sagen, wie ich dich nennen darf?"
    if meeting.address == "sie":
        return "Darf ich fragen, wie ich Sie ansprechen darf?"
    return "Darf ich fragen, mit wem ich das Vergnügen habe?"


def _by_handle(draft: str, meeting: Meeting, own: Collection[str]) -> Iterator[Span]:
    """Yield where a draft takes a handle for a name."""
    handles = {handle.lstrip("@").casefold() for handle in meeting.handles}
    if not any(handle in draft.casefold() for handle in handles):
        return
    found = [*_GREETED.finditer(draft)]
    found += [
        one for one in _CALLED.finditer(draft) if draft[: one.start()].rstrip(" \t")[-1:] == ","
    ]
    for one in found:
        said = one["name"].lstrip("@")
        if said.casefold() in handles and _run(said) not in own:
            yield one.span("name")


def _run(text: str) -> str:
    return "".join(folding.folded(text))


def _whole(lines: str) -> str:
    for short, stands_for in _SHORT.items():
        lines = lines.replace(short, stands_for)
    return lines


@cache
def _asking() -> re.Pattern[str]:
    return flat.pattern(_whole(_ASKING))


@lru_cache(maxsize=64)
def _saying(called: str) -> re.Pattern[str] | None:
    words = [phrases.spelling(word) for word in re.findall(r"[^\W\d_]{2,}", called)]
    mine = "|".join(word for word in words if word not in ("dr", "prof", "von", "van", "de"))
    if not mine:
        return None
    name = rf"(?:{mine})(?! s(?![^ |]))"
    said = _whole(_I_AM).splitlines()
    ways = [f"{way.strip()}{_BETWEEN} {name}" for way in said if way.strip()]
    return flat.pattern("\n".join([*ways, rf"(?:{mine}){_AFTER}"]))
