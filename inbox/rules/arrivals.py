"""What reaches a customer without an "I" or a "we" in its sentence. Pure.

    our thing  + arrives | is got    "Die Rechnung bekommen Sie bis zum 30."    with a time
    our people + come | bring | call "Den Zähler bringt mein Kollege am 3.12."  with a time
    we, said plainly                 "I refund you 85 € today"                  with a time

The time makes it a promise: without one the same words are a habit, a rule or an offer.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
_ON = r"(?:[^.!?;]|(?<=\d)\.){0,140}?"
_ADJ = r"(?:(?:zu (?:viel|unrecht) )?\w{3,24}(?:e|en|er|es|em)\s){0,2}"

_NEVER = re.compile(
    r"(?<!\w)(?:vorgestern|gestern|yesterday|(?:letzte|vergangene|vorige)[nrs]?|war(?:en|st)?"
    r"|wurde[nt]?|hatte[nt]?|kam(?:en)?|stand(?:en)?|ging(?:en)?|bekam(?:en)?"
    r"|erhielt(?:en)?|lag(?:en)?"
    r"|worden|gewesen|\w*(?:ge|ein)(?:kommen|gangen|troffen)|was|were|had|did|last|ago"
    r"|arrived|came|went"
    r"|got|kann|könn(?:en|t)|konnte[nt]?|möchte[nt]?|darf|dürfen|dürfte[nt]?|soll(?:en|te"
    r"|ten)?|will ich"
    r"|wollen|müss(?:en|te|ten|t)|muss|mag|can|should|must|may(?!\s\d)|already|schon"
    r"|bereits|ab (?:morgen|heute|dem|\d|\w+tag)"
    r"|from (?:monday|tuesday|wednesday|thursday|friday|tomorrow)|hoffentlich|hopefully"
    r"|voraussichtlich"
    r"|probably|wohl|werbung|post vom amt)(?!\w)",
    _I,
)
"""What is over, may be, or is anybody's: none of it arrives because we say so."""

_AWAY = re.compile(
    r"(?<!\w)(?:urlaub|ferien|feierabend|holiday|vacation|büro|office|wieder (?:da|hier|im|zurück"
    r"|erreichbar)|krank|sick|leave)(?!\w)",
    _I,
)
"""Where our people are when they do not come to anybody."""

_MONEY = (
    r"(?:geld(?:er|es)?|(?:\w+)?betr(?:ag|äge)|summe|(?:\w+)?erstattung(?:en)?"
    r"|gutschrift(?:en)?|rückzahlung(?:en)?"
    r"|rücküberweisung|überweisung|rückbuchung|auszahlung|kaution|differenz|refunds?|money"
    r"|repayment"
    r"|deposit|reimbursement|(?:both |two |double |the |all )(?:payments?|charges?|amounts?))"
)
_GOODS = (
    r"(?:ersatz\w*|(?:\w+)?paket|päckchen|(?:\w+)?lieferung|sendung|bestellung"
    r"|(?:\w+)?gutschein\w*"
    r"|(?:\w+)?gerät|(?:\w+)?karten?|(?:\w+)?akku|(?:\w+)?teile?|(?:\w+)?zähler|router|modem"
    r"|(?:\w+)?schlüssel|ware|artikel|kabel|replacement|parcel|package|order|delivery"
    r"|vouchers?|card"
    r"|part|meter|router|item|device|phone|tickets?|spare|keys?|new \w+)"
)
_PAPER = (
    r"(?:(?:\w+)?rechnung(?:en)?|(?:\w+)?bestätigung|(?:\w+)?formular|unterlagen|(?:\w+)?vertrag"
    r"|bescheid|brief|schreiben|angebot|etikett|label|zugangsdaten|quittung|beleg|kopie|invoice"
    r"|(?:\w+ )?bill|contract|letter|form|confirmation|receipt|statement|copy|paperwork)"
)
_SUM = r"(?:€|£|(?<!\w)(?:euros?|franken|pounds?)(?!\w)|\d[.,]\d\d(?!\d))"
_CHANGED = (
    r"(?:(?:neu|korrigiert|berichtigt|geändert|richtig|fehlend|aktualisiert|repariert|bestellt"
    r"|angefordert|gewünscht|versprochen|zugesagt|unterschrieben)e[nrsm]?\s\w{3,})"
)
_THING = rf"(?<!\w)(?:{_CHANGED}|(?:{_MONEY}|{_GOODS}|{_PAPER})(?!\w))"
_OURS = (
    rf"(?:(?<!\w)(?:der|die|das|den|ein|eine|einen|ihre?|ihren|deine?|deinen|eure?|alle"
    rf"|beide|sämtliche)"
    rf"\s{_ADJ}{_THING}|{_SUM})"
)
_THERE = (
    r"(?<!\w)(?:raus|los|ein|an(?=\W*\Z|\s(?:und|sie)\b)|zurück|vor|da|fertig|zu ihnen"
    r"|zu dir|an sie|an dich"
    r"|bei ihnen|bei dir|(?:auf|in) (?:ihr|dein|das|dem|ihrem|deinem|eurem)\w* (?:konto"
    r"|paypal\S*)"
    r"|zur verfügung|aufs konto|(?:per|mit der) (?:post|mail|e-mail|kurier|express)|(?:in"
    r"|im) (?:der|die|ihrem|deinem)?\s?"
    r"(?:post|briefkasten|postfach)|überwiesen|erstattet|gutgeschrieben|geliefert"
    r"|verschickt|versendet"
    r"|zugestellt|repariert|bereit|korrigiert|eingebaut|getauscht)(?!\w)"
)
_GETS = (
    r"(?:(?:sie|du|ihr)\s(?:bekommen|erhalten|kriegen|haben|bekommst|erhältst|kriegst|hast"
    r"|bekommt|kriegt)"
    r"|(?:bekommen|erhalten|kriegen|haben)\ssie|(?:bekommst|erhältst|kriegst|hast)\sdu)(?!\w)"
)
_TAKEN = (
    rf"(?!{_ON}(?<!\w)(?:bekommen|erhalten|gekriegt|gezahlt|bezahlt|bestellt|gekauft"
    rf"|überwiesen|verdient"
    r"|vorliegen|verpasst|zu \w+en)\W*\Z)"
    rf"(?!{_ON}(?<!\w)(?:von|vom)\s(?!uns\b|mir\b|unser|meine|der buchhaltung|montag"
    rf"|dienstag|mittwoch"
    r"|donnerstag|freitag|\d|dem konto|je\b|jeweils\b))"
)
_GOT = re.compile(
    rf"{_OURS}{_ON}(?<!\w){_GETS}{_TAKEN}|(?<!\w){_GETS}{_TAKEN}{_ON}{_OURS}",
    _I,
)
_COMES = (
    r"(?<!\w)(?:geht|gehen|kommt|kommen|ist|sind|steht|stehen|liegt|liegen|trifft|treffen|folgt"
    r"|folgen|erfolgt|erfolgen|wird|werden)(?!\w)"
)
_ARRIVES = re.compile(
    rf"{_OURS}{_ON}(?:{_COMES}{_ON}(?:{_THERE}|(?<!\w)(?:er)?folg(?:t|en)(?!\w)))"
    rf"|{_COMES}{_ON}{_OURS}{_ON}{_THERE}"
    rf"|{_OURS}{_ON}(?<!\w)(?:(?:er)?folgt|(?:er)?folgen|erreicht\ssie|erreichen\ssie)(?!\w)"
    rf"|(?:{_SUM}|(?<!\w){_MONEY}(?!\w)){_ON}(?<!\w)(?:auf|in)\s(?:ihrem|deinem|dem"
    rf"|eurem)\skonto(?!\w)",
    _I,
)
_WHO = (
    r"(?:(?<!\w)(?:der|die|ein|eine|einer|unser|unsere|mein|meine|ihr"
    r"|ihre)\s(?:\w{3,20}(?:e|er|en)\s)?"
    r"(?:\w*techniker|\w*monteur|installateur|handwerker|elektriker|klempner|kolleg|fahrer"
    r"|kurier|bote|service"
    r"|kundendienst|außendienst|entstör\w+|störungsdienst|buchhaltung|werkstatt|lager|team"
    r"|teamleit\w+"
    r"|meister|hausmeister|berater|chef|filialleit\w+)(?:e|en|in|innen|team)?"
    r"(?:\s(?:frau\s|herr\s)?(?-i:[A-ZÄÖÜ])\w+)?|(?<!\w)(?:frau"
    r"|herr)\s(?-i:[A-ZÄÖÜ])\w+(?:\s\w+)?)(?!\w)"
)
_BRINGS = (
    r"(?:bringt|bringen|liefert|liefern|schickt|schicken|tauscht|tauschen|ersetzt|montiert"
    r"|versendet|verschickt)(?!\w)(?!.{0,60}(?<!\w)nur(?!\w))"
)
_TELLS = (
    r"(?:meldet|melden|rührt)\s(?=.{0,60}(?<!\w)sich(?!\w))|sich\s.{0,60}melden(?!\w)"
    r"|(?:schreibt|antwortet|informiert|mailt)(?!\w)"
)
_RINGS = (
    r"(?:ruft|rufen)(?!\w)(?=.{0,100}(?<!\w)(?:an|zurück|durch)(?!\w))|(?:zurück|an)rufen(?!\w)"
)
_TURNS_UP = (
    r"(?:kommt|kommen|vorbeikommen|besucht|repariert|installiert|reparieren|einbauen"
    r"|installieren|klingelt|erledigt|kümmert\ssich|wechselt|prüft|holt|abholen)(?!\w)"
    r"|(?:baut|schaut|trifft|fährt|rückt)(?!\w)"
    r"(?=.{0,80}(?<!\w)(?:ein|vorbei|zu (?:ihnen|dir)|an|aus)(?!\w))"
    r"|(?:steht|ist|sind|stehen)(?!\w)(?=.{0,100}(?<!\w)(?:bei ihnen|bei dir|vor ort"
    r"|vor (?:der|ihrer|deiner)(?: haus| wohnungs)?\s?tür|auf der matte))"
)
_DOES = (
    ("call", _RINGS),
    ("answer", _TELLS),
    ("money", r"(?:überweist|erstattet|zahlt|bucht|überweisen|erstatten|auszahlen)(?!\w)"),
    ("goods", _BRINGS),
    ("other", _TURNS_UP),
)
_PEOPLE = tuple(
    (
        kind,
        re.compile(rf"{_WHO}.{{0,80}}?(?<!\w)(?:{does})|(?<!\w)(?:{does}).{{0,60}}?{_WHO}", _I),
    )
    for kind, does in _DOES
)
_WILL = r"(?:['’]ll|\swill|\s(?:is|are) going to)"
_EN_OURS = (
    rf"(?:(?<!\w)(?:your|the|a|an|our|both|all|this|that|my)\s(?:\w+\s){{0,2}}?(?:{_MONEY}"
    rf"|{_GOODS}|{_PAPER}"
    rf"|payments?|charges?)(?!\w)|(?<!\w)both\s(?:payments|charges|amounts|fees)(?!\w)"
    rf"|{_SUM}\s?[\d.,]*"
    r"|(?<!\w)[€£$]\s?\d[\d.,]*)"
)
_EN_ARRIVES = re.compile(
    rf"{_EN_OURS}(?:\s\w+){{0,4}}?(?:{_WILL}\s(?:\w+ly\s|also\s|then\s)?"
    r"(?:be\s(?:with you|back|there|in your|on your|at your|delivered|sent|shipped|paid"
    r"|refunded|credited"
    r"|corrected|posted|ready|dispatched|repaired|fixed|yours|on its way)|arrive|go|leave"
    r"|ship|land|reach|come"
    r"|get|follow|hit)(?!\w)"
    r"|\s(?:(?:goes|go)\s(?:out|off|back|to you|into|in the|on)|leaves|ships|arrives?"
    r"|lands?|reach(?:es)?\syou"
    r"|comes|(?:is|are)\s(?:on its way|on their way|with you|going\s(?:out|back|to)"
    r"|back\s(?:in|on|with)|coming"
    r"|leaving|arriving|shipping|being\s(?:sent|shipped|delivered|refunded|paid|credited"
    r"|corrected|posted))"
    r"|gets\s(?:to you|sent|delivered|there)|back\s(?:in|on|into|to)\s(?:your"
    r"|the)\s(?:\w+\s)?account)(?!\w))",
    _I,
)
_EN_GOT = re.compile(
    rf"(?<!\w)(?:you|u)(?:{_WILL}|ll)?\s(?:get|receive"
    rf"|have)(?!\w){_ON}{_EN_OURS}(?!\s(?:from|by)\s(?:your bank|them))",
    _I,
)
_EN_WHO = (
    r"(?<!\w)(?:an?|the|our|my|your|one of (?:our|my))\s(?:\w+\s)?(?:technician|engineer"
    r"|fitter|plumber"
    r"|electrician|courier|driver|colleague|installer|manager|team|team lead|specialist"
    r"|repair ?man)s?"
    r"(?:\s(?-i:[A-Z])\w+){0,2}"
)
_EN_TURNS_UP = (
    r"(?:be (?:with|at|there|round|over|on your|at your|outside)|comes?|coming|visits?|visiting"
    r"|arriv(?:es?|ing)|repairs?|fix(?:es)?|fits?|fitting|installs?|installing|collects?|picks?"
    r"|picking)\b"
)
_EN_TELLS = r"(?:gets? back|be in touch|writes?|e-?mails?|lets? you know|answers?|messages?)\b"
_EN_BRINGS = (
    r"(?:bring(?:s|ing)?|deliver(?:s|ing)?|replaces?|sends?|ships?|drops? (?:off|by with)|swaps?)\b"
)
_EN_DOES = (
    ("call", r"(?:call(?:s|ing)?|rings?|ringing|phones?|give you a (?:call|ring))\b"),
    ("answer", _EN_TELLS),
    ("money", r"(?:refunds?|credits?|pays?|transfers?|reimburses?)\b"),
    ("goods", _EN_BRINGS),
    ("other", _EN_TURNS_UP),
)
_EN_PEOPLE = tuple(
    (
        kind,
        re.compile(rf"{_EN_WHO}(?:{_WILL}|\s(?:is|are))?(?:\s\w+ly|\salso)?\s{does}", _I),
    )
    for kind, does in _EN_DOES
)
_EN_PLAIN = (
    ("money", r"(?:refund|reimburse|credit|transfer|pay|compensate|wire|waive)"),
    ("call", r"(?:call|ring|phone)\syou"),
    ("goods", r"(?:send|ship|post|replace|deliver|exchange)"),
    ("answer", r"(?:write to you|e-?mail you|get back to you|come back to you|let you know)"),
)
_EN_WE = tuple(
    (kind, re.compile(rf"(?<!\w)(?:i|we)\s(?:\w+ly\s|also\s|now\s|then\s)?{verb}(?!\w)", _I))
    for kind, verb in _EN_PLAIN
)
_EN_YOU = re.compile(r"(?<!\w)(?:you|u|your)(?!\w)", _I)
_WHERE_TO = re.compile(
    r"(?<!\w)(?:on|to|onto|into|in|auf) (?:your|the|ihrer?|deiner?) (?:\w+ )?(?:card|karte)(?!\w)",
    _I,
)
_IS_MONEY = re.compile(rf"(?<!\w){_MONEY}(?!\w)", _I)
_IS_GOODS = re.compile(rf"(?<!\w){_GOODS}(?!\w)", _I)
_IS_PAPER = re.compile(rf"(?<!\w){_PAPER}(?!\w)", _I)
_IS_SUM = re.compile(rf"{_SUM}|\$", _I)
_KINDS = (("money", _IS_MONEY), ("goods", _IS_GOODS), ("answer", _IS_PAPER), ("money", _IS_SUM))


def arrives(text: str) -> str | None:
    """Return the kind of promise in what a clause says of what arrives, or who comes; else None.

    It is one only where a time is said with it.
    """
    if _NEVER.search(text):
        return None
    for kind, pattern in (*_PEOPLE, *_EN_PEOPLE):
        if pattern.search(text) and not _AWAY.search(text):
            return kind
    for kind, pattern in _EN_WE:
        if pattern.search(text) and _EN_YOU.search(text):
            return kind
    for things in (_GOT, _ARRIVES, _EN_ARRIVES, _EN_GOT):
        if things.search(text):
            return _thing(text)
    return None


def _thing(text: str) -> str:
    text = _WHERE_TO.sub(" ", text)
    for kind, words in _KINDS:
        if words.search(text):
            return kind
    return "goods"
