"""Numbers that only our own screens know: they mean nothing to a customer and never leave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules.objections import Facts, Level, Objection, about

_SIGN = r"(?:nummern?|nr|no|number|id|ref)(?!\w)\.?"
_ID = r"(?:[a-z]{1,6}[-_]?)?\d[\w-]{0,30}"
_LONG_ID = r"(?:[a-z]{1,6}[-_]?)?(?!(?:19|20)\d\d(?!\w))\d{4}[\w-]{0,30}"
_IDIOM = "".join(
    f"(?<!{word} )"
    for word in ("diesem", "jeden", "keinen", "dem", "einem", "im", "in", "this", "that", "any")
)
_COUNTED = (
    r"(?!\s?(?:[€$£%]|(?:euro?|usd|dollars?|pounds?|k?wh?|km|kg|liter|litres?|uhr|tagen?|days"
    r"|stunden|hours|mal|times|stück|stk|pieces|people|menschen|kund\w{0,6}|customers)(?!\w)))"
)

_NAMED = re.compile(
    r"(?<!\w)(?:"
    # a service word, a number word and a number
    r"(?:anfrage|anliegen|meldung|nachricht|beschwerde|reklamation|kontaktaufnahme|schreiben"
    r"|vorgang|fall|ticket|case|request|enquiry|inquiry|message|complaint|incident|issue|chat"
    r"|conversation|konversation|gespräch)"
    rf"\s?(?:mit der |with the |with )?[(\[]?\s?(?:{_SIGN}\s?[:#]?\s?|#\s?){_ID}"
    # a service word and a number long enough
    rf"|(?:anfrage|anliegen|vorgang|ticket|incident|enquiry|inquiry|complaint|beschwerde"
    rf"|reklamation|{_IDIOM}fall|{_IDIOM}case)\s?[:(\[]?\s?{_LONG_ID}(?!\w){_COUNTED}"
    rf"|az\.?:?\s?\d[\w/.-]{{2,30}}"
    # what it is kept under
    rf"|unter\s(?:der\s)?(?:{_SIGN}\s)?{_ID}\s(?:\w+\s){{0,2}}(?:erfasst|bearbeitet|geführt"
    r"|registriert|angelegt|gespeichert|aufgenommen|notiert|abgelegt)"
    rf"|(?:logged|registered|filed|recorded|saved)\s(?:\w+\s){{0,4}}?(?:under|as)\s"
    rf"(?:the\s)?(?:{_SIGN}\s)?{_LONG_ID}"
    r")(?!\w)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?<![\w-])(?:"
    r"(?:referenz-?(?:nummer|nr(?!\w)\.?|id(?!\w))"
    r"|ref(?:erence)?\.?[ -](?:number|no\.?(?=\s?\d)|nr\.?|id|code)(?!\w))"
    rf"(?:\s?[:#]?\s?{_ID})?"
    rf"|(?:referenz|ref(?:erence)?\.?)(?:\s(?:is|ist|lautet))?\s?[:#]{{0,2}}\s?{_LONG_ID}"
    r")",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"(?<!\w)(?:zahl|überweis|verwendungszweck|sepa|mandat|iban|bank|lastschrift|buchung|gutschrift"
    r"|pay|transfer|booking|order|tracking|reservation|flight|wire|bestell)",
    re.IGNORECASE,
)
# The prefixes that common help desks give their numbers, and universally unique ids.
_BY_FORM = re.compile(
    r"(?<![\w/=#-])(?:(?:INC|RITM|REQ|CAS|TKT|TCK|TICKET|CASE|SUP|HELP|SR|CS|PRB|TASK)-?\d{5,20}"
    r"(?:-\w{1,20})?"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?!\w)"
)
_HASH = re.compile(
    r"(?<![\w&#/=?])#\s?(?:(?!(?:19|20)\d\d(?!\w))\d{4,30}|[A-Z]{1,6}-\d{3,30})(?!\w)"
)
_THEIRS = re.compile(
    r"(?:bestell\w*|auftrags?\w*|orders?|rechnungs?\w*|invoice|sendungs?\w*|paket\w*|tracking"
    r"|buchungs?\w*|booking|artikel\w*|items?|modell?|farb\w*|colou?r|ral|gleis|platz|seat|zimmer"
    r"|room|filiale|store|spiel|match|folge|episode|kunden\w*|vertrags?\w*|contract|customer"
    r"|account|zähler\w*|meter|serien\w*|serial)(?: (?:number|nummer|nr\.?|no\.?))?\W{0,3}\Z",
    re.IGNORECASE,
)
_BEFORE = 40
_DIGIT = re.compile(r"\d")


def internal_number(draft: str, facts: Facts) -> Iterator[Objection]:
    """A ticket-like number never leaves; a number that the customer holds may."""
    spans = [found.span() for found in _BY_FORM.finditer(draft)]
    spans += [m.span() for m in _REFERENCE.finditer(draft) if not _PAYS.search(_before(draft, m))]
    if _DIGIT.search(draft):  # the others are long, and most answers have none
        spans += [found.span() for found in _NAMED.finditer(draft)]
        spans += [m.span() for m in _HASH.finditer(draft) if not _THEIRS.search(_before(draft, m))]
    yield from about("internal_number", Level.BLOCKS, draft, spans)


def _before(draft: str, found: re.Match[str]) -> str:
    return draft[max(0, found.start() - _BEFORE) : found.start()]
