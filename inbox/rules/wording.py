"""Words that make a ticket of a person.

Customers said: "Ich möchte keine Ticketnummer. Du bist ein Vorgang."

What is said on a customer's own papers stays free: Bestell-, Auftrags-, Kunden-, Rechnungs-,
Vertrags-, Zähler-, Sendungs- and Schadennummer help the person who holds them. So do tickets
that somebody bought. A number that only our own screens know never leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.rules.objections import Facts, Level, Objection, about

_NUMBER = r"(?:nummern?|nrn?(?!\w)\.?|id(?!\w)|ids(?!\w)|kennung|kennzeichen)"
_ENGLISH_NUMBER = r"(?:numbers?|no\.?\s?[:#]?(?=\s?\d)|nr\.?|ids?|ref(?:erence)?s?|code)(?!\w)"

# A court's, an authority's or a lawyer's file stands on papers that the customer holds.
_NOT_OTHERS = (
    r"(?!\s(?:de[rs]|vom|beim|von der|bei der|ihre[rs]|deine[rs]|eure[rs])\s(?:[\wäöüß-]{1,20}\s)?"
    r"[\wäöüß-]*(?:gericht|behörde|an[wv]alt|anwältin|amt|polizei|notar|kanzlei|schlichtung|agentur))"
)
# Each stands for itself, number or not.
_PLAIN = re.compile(
    r"(?<!\w)(?:"
    r"(?:support|service|kunden|störungs|help ?desk|beschwerde|trouble|jira|zendesk|incident)"
    r"[- ]?tickets?(?:[- ]?(?:nummern?|nr|id|system|status))?"
    r"|ticket[- ]?(?:system|status|verlauf|historie|bearbeitung|queue|warteschlange)s?"
    rf"|(?:vorgangs?|fall|case|bearbeitungs?|anfragen?|anliegens?|beschwerde|reklamations?"
    rf"|incident|interaktions?|konversations?|gesprächs|meldungs?)-?{_NUMBER}|chat-?id"
    rf"|(?:vorgang|anfrage|anliegen|fall|beschwerde|reklamation)s?[ -](?:nummer|nr|id)(?!\w)\.?"
    r"|vorgangs-?(?:zeichen|kennung)|(?:kunden|service|beschwerde|support)vorg(?:a|ä)ng(?:e|en|s)?"
    rf"|aktenzeichen{_NOT_OTHERS}|geschäftszeichen{_NOT_OTHERS}|unser(?:em)? zeichen(?=\s*[:\d])"
    rf"|(?<!in )(?<!just in )(?:support |service )?case[- ]{_ENGLISH_NUMBER}"
    rf"|(?:incident|complaint|enquiry|inquiry|interaction|conversation|issue|service request)"
    rf"[- ]{_ENGLISH_NUMBER}"
    r"|(?:support|service|help ?desk|trouble)[- ](?:tickets?|cases?)"
    r")(?!\w)",
    re.IGNORECASE,
)
# A ticket in the sense of a help desk, unless the sentence is about a ticket one travels with.
_DONE_DE = (
    r"(?:wieder)?(?:eröffnet|angelegt|aufgemacht|erfasst|geschlossen|eskaliert|weitergeleitet"
    r"|zugewiesen|bearbeitet|gelöst|erledigt|erstellt|aufgenommen|priorisiert|abgeschlossen)"
)
_DONE_EN = (
    r"(?:(?:re)?opened|created|closed|escalated|resolved|logged|(?:re)?assigned|updated|forwarded"
    r"|raised|in progress|pending|under review|being (?:reviewed|processed|handled))"
)
_HELP_DESK_TICKET = re.compile(
    r"(?<![\w-])(?:"
    rf"tickets?[- ]?{_NUMBER}|tickets?[- ]{_ENGLISH_NUMBER}"
    rf"|tickets?(?=\s[^.!?\n]{{0,60}}?(?<!\w)(?:{_DONE_DE}|in bearbeitung)(?!\w))"
    r"|(?:eröffn|erstell|schließ|eskalier|bearbeit)(?:e|en|t|st)?\s(?:[\wäöüß]{1,20}\s){0,3}?"
    r"(?:ein|das|dein|ihr|dieses|unser|kein)\s(?:neues\s)?ticket"
    r"|(?:mach|leg)(?:e|en|t|st)?\s(?:[\wäöüß]{1,20}\s){0,3}?(?:ein|dieses)\s(?:neues\s)?ticket"
    r"(?=\s(?:[\wäöüß]{1,20}\s){0,4}?(?:an|auf)(?!\w))"
    r"|ticket\s(?:[\wäöüß]{1,20}\s){0,2}?(?:zu |an|auf|er)?"
    r"(?:eröffnen|anlegen|aufmachen|erstellen|schließen|eskalieren)"
    r"|(?:open|creat|rais|log|fil|submit)(?:e|ed|ged|ted|ing|ging|ting|s|es)?\s"
    r"(?:a|an|another)\s(?:new\s|support\s)?ticket"
    r"|(?:escalat|reopen|clos|resolv|updat)(?:e|ed|ing|es)\s(?:your|this|the)\sticket"
    rf"|tickets?(?=\s(?:(?:has|have|had|is|was|were|will|be|been|now|already|still)\s){{1,4}}"
    rf"{_DONE_EN}(?!\w))"
    r")(?!\w)",
    re.IGNORECASE,
)
_VORGANG_OR_CASE = re.compile(
    r"(?<!\w)(?:"
    r"(?:ihr|dein|euer|eur)(?:e[nmrs]?)?\s(?:[\wäöüß]{1,20}\s)?vorg(?:a|ä)ng(?:e|en|es|s)?"
    r"|vorgang(?=\s(?:[\wäöüß]{1,20}\s){0,3}?"
    r"(?:angelegt|eröffnet|erfasst|weitergeleitet|eskaliert|zugewiesen|in bearbeitung)(?!\w))"
    r"|(?:eröffn|erstell)(?:e|en|t|st)?\s(?:[\wäöüß]{1,20}\s){0,3}?(?:einen|den|ihren)\svorgang"
    r"|(?<!in )(?:(?:ihr|dein)(?:en|em)?|der|den|einen|ein neuer)\s(?:fall|case)"
    r"(?=\s(?:[\wäöüß]{1,20}\s){0,3}?(?:angelegt|eröffnet|eskaliert|zugewiesen|aufgemacht)(?!\w))"
    r"|(?:open|creat|rais|logg?)(?:e|ed|ing|s|es)?\s(?:a|an|another)\s(?:new\s|support\s)?case"
    r"|(?:a|another)\s(?:new\s|support\s)?case(?=\s(?:(?:has|was|will|be|been|is|being|now)\s){1,4}"
    r"(?:opened|created|logged|raised)(?!\w))"
    r"|(?:ihr|dein|euer)\sanliegen(?=\s(?:wurde|wird|ist)\s(?!von\s)(?:[\wäöüß]{1,20}\s){0,2}?"
    r"(?:erfasst|registriert|aufgenommen|geprüft|bearbeitet|in bearbeitung)(?!\w))"
    r"|(?:habe|haben|hab)\s(?:wir\s|ich\s)?(?:ihr|dein|euer)\sanliegen"
    r"(?=\s(?:(?:bereits|nun|jetzt|soeben|so|hiermit|intern|im system)\s){0,2}"
    r"(?:aufgenommen|erfasst|registriert|angelegt)(?!\w))"
    r"|(?:i|we)(?:['’](?:ll|ve|re|m)|\s(?:will|have|am|are|can))\s(?:(?:now|just|going to)\s){0,2}"
    r"clos(?:e|ed|ing)\s(?:the|this|your)\scase"
    r"|(?:escalat|reopen|resolv)(?:e|ed|ing|es)\s(?:your|this|the)\scase|closed\syour\scase"
    r"|(?:your|this|the)\scase(?=\s(?:(?:has|have|is|was|will|be|been|now|already|still)\s){1,4}"
    r"(?:opened|created|escalated|resolved|logged|(?:re)?assigned|under review|being reviewed)"
    r"(?!\w))"
    r"|your\scase(?=\s(?:has been|was|is)(?: now| already)? closed(?!\w))"
    r")(?!\w)",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"(?<!\w)(?:(?<!in )(?:ihr|dein|euer|eur)(?:e[nmrs]?)?\s(?:tickets?|fall)"
    r"|(?<!in )your\s(?:tickets?|case))(?!\w)",
    re.IGNORECASE,
)
_ADMITS = re.compile(
    r"(?<!\w)(?:fahr|bus(?:se|ses)?(?!\w)|bahn|zug(?!\w)|züge|tram|straßenbahn|s-bahn|flug|flieg"
    r"|konzert|festival|veranstaltung|kino|theater|museum|schwimm|eintritt|stadion|spiel|reise"
    r"|strecke|zone|abos?(?!\w)|abonnement|automaten?(?!\w)|verkehr|park|lotto|sitzplatz|einlass"
    r"|train|flight|concert|events?(?!\w)|match(?:es)?(?!\w)|gig(?!\w)|tour(?!\w)|travel|trip"
    r"|rides?(?!\w)|seats?(?!\w)|gate(?!\w)|season|lottery|parking|cinema|stadium|pool(?!\w)"
    r"|the show(?!\w)|raffle|fares?(?!\w)|ferry|fähre|boarding|[\w-]{2,20}-?ticket"
    r"|gilt|gelten|gültig|valid|kauf|gekauft|gebucht|buy|bought|purchas|entwert|barcode)",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"(?<!\w)(?:preis|euro|storn|umbuch|buch|scan|qr|pdf|ausdruck|price|print"
    r"|refund|erstatt|phone|iphone|leather|charging|leder|hülle|ship|arriv|deliver)|€|(?:freitag|samstag|sonntag|tonight)",
    re.IGNORECASE,
)
_STEM_WORDS = (
    "ticket vorg fall case bearbeitung anfrage anliegen beschwerde reklamation incident interaktion"
    " interaction konversation conversation gespräch chat anruf meldung zeichen complaint enquiry"
    " inquiry issue request"
)
_STEMS = tuple(_STEM_WORDS.split())  # whatever is found holds one: most drafts are done with here
_SENTENCE_END = re.compile(r"[.!?\n]")
_AROUND = 160


def ticket_language(draft: str, facts: Facts) -> Iterator[Objection]:
    """Nobody is a ticket, a case or a Vorgang: such words never leave."""
    lower = draft.lower()
    if not any(stem in lower for stem in _STEMS):
        return
    spans = [found.span() for found in _PLAIN.finditer(draft)]
    spans += [found.span() for found in _VORGANG_OR_CASE.finditer(draft)]
    spans += [
        found.span()
        for found in _HELP_DESK_TICKET.finditer(draft)
        if not _ADMITS.search(_sentence(draft, found))
    ]
    yield from about("ticket_language", Level.BLOCKS, draft, spans)


def ticket_word(draft: str, facts: Facts) -> Iterator[Objection]:
    """A bare "Ihr Ticket" or "your case" was perhaps bought, perhaps a help desk's: a hint."""
    loose = [found.span() for found in _PERHAPS.finditer(draft)]
    if not loose or _ADMITS.search(draft) or _BOUGHT.search(draft):
        return
    firm = {
        at for found in ticket_language(draft, facts) for span in found.spans for at in range(*span)
    }
    yield from about(
        "ticket_word", Level.HINTS, draft, [span for span in loose if firm.isdisjoint(range(*span))]
    )


def _sentence(draft: str, found: re.Match[str]) -> str:
    before = _SENTENCE_END.split(draft[max(0, found.start() - _AROUND) : found.start()])[-1]
    after = _SENTENCE_END.split(draft[found.end() : found.end() + _AROUND])[0]
    return before + found[0] + after
