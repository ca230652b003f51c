"""The words promises are made in, German and English: what `promises` looks for, nothing else."""

from __future__ import annotations

import re

_I = re.IGNORECASE

QUOTED = re.compile(
    r"„[^“”\"\n]{1,400}[“”\"]|“[^”\n]{1,400}”|»[^«\n]{1,400}«|«[^»\n]{1,400}»|\"[^\"\n]{1,400}\""
    r"|(?<!\w)[‚'‘][^'‘’\n]{8,400}['‘’](?!\w)|^[ \t]*>[^\n]*",
    re.MULTILINE,
)
CLAUSE = re.compile(
    r"(?<!dafür),(?!\d)|;|:(?!\d)|[–—]|\s-\s"
    r"|\s(?:und(?! zwar\b)(?!\s\d{1,2}(?:(?::\d\d)?\s?uhr|\W*$))"
    r"|u\.|sowie|aber|and(?!\s\d{1,2}\s?(?:[ap]\.?m|:|\W*$|tomorrow|today|on ))"
    r"(?! (?:noon|midday|a half))|but|then)(?=\s)",
    _I,
)

OF_WHICH = re.compile(
    r"(?<!\w)(?:(?:von|of) (?:den|ihren|deinen|diesen|the|your|those)|statt(?: der| den)?"
    r"|instead of) (?:the )?\Z",
    _I,
)
"""Before a sum of which only a part is promised: "von Ihren 90 € erstatte ich 45 €"."""

OR_ELSE = re.compile(r"[,;–—\s-]*(?:oder|or)(?!\w)", _I)
"""What goes on with another thing that somebody may choose."""

ONLY_SUM = re.compile(
    r"\s*(?:(?:also|das sind|genau|insgesamt|zusammen|alles zusammen|immerhin|rund|that is|i\.?e\.?"
    r"|all of|in total|together|the|die|full)\s){0,2}€(?:\s(?:insgesamt|zusammen|in total"
    r"|altogether"
    r"|in all|in full))?\s*[.!]?\s*",
    _I,
)
"""A sum that only says how much what stands before it is."""

IF = re.compile(
    r"(?<!\w)(?:(?<!auch )(?<!selbst )wenn|falls|sofern|sobald|solange"
    r"|vorausgesetzt|ansonsten|eventuell|evtl|vielleicht"
    r"|würde[nt]?|könnte[nt]?|hätte[nt]?|sollte[nt]? (?:ich|wir|es|sie)|normalerweise|grundsätzlich"
    r"|in der regel|i\. ?d\. ?r|üblicherweise|generell|immer|meistens|gewöhnlich|jedes mal"
    r"|(?:jede[nrs]?|pro) (?:tag|morgen|monat|woche|montag|freitag|bestellung)|mit glück"
    r"|(?<!even )if|unless|once|as soon as|whether|in case|would|could|might|may be able"
    r"|usually|normally"
    r"|typically|generally|always|perhaps|maybe|provided|every (?:day|week|time|friday)|in general"
    r"|per (?:day|week|month)|ab \d[\d.,]{0,9}\s?(?:€|euro|eur))(?!\w)",
    _I,
)
"""What takes the promise out of a sentence: conditions, habits, doubts."""

SAID_BY_OTHERS = re.compile(
    r"(?<!\w)(?:(?:(?:sie|du|ihr) )?(?:schrieben|schreiben|schreibst|schriebst|sagten|sagst|meinten"
    r"|meinst|wollten|wollen|willst|wünschen|fordern|verlangen|erwarten|erwartest|hofften|fragten"
    r"|fragen|hatten|baten|bitten) (?:sie|du|ihr)|(?:sie|du|ihr) (?:schrieben|schreiben|schreibst"
    r"|schriebst|sagten|sagst|meinten|meinst|wollten|wollen|willst|wünschen|fordern|verlangen"
    r"|erwarten|erwartest|hofften|fragten|fragen|hatten|baten|bitten)"
    r"|laut \w+|you (?:wrote|said|say|asked|ask|want|wanted|expect|expected|mentioned"
    r"|claim|requested)|angeblich|der satz|den satz|the sentence|according to)(?!\w)",
    _I,
)
ASKED_FOR = re.compile(
    r"(?<!\w)(?:schick|send|nenn|melde|schreib|ruf|sag|teil|geb|gib|lad|ruft)(?:e|en|t|n)?"
    r"\s(?:sie\s|du\s)?(?:uns|mir)(?!\w)[^.!?]{0,200}?(?:,|und|–|-)\s?(?:dann|so)\s",
    _I,
)
ENGLISH_THEN = re.compile(
    r"(?<!\w)(?:send|tell|give|dm|call|write|drop)\s(?:us|me)(?!\w)[^.!?]{0,200}?"
    r"(?:\bthen\b|\band we)",
    _I,
)
NOT = re.compile(
    r"(?<!\w)(?:nicht|nichts|nothing|nie|niemals|kein(?:e|en|er|em|erlei)?|not"
    r"|never|no longer|cannot"
    r"|(?:ca|wo|do|does|did|is|are)n['’]?t)(?!\w)",
    _I,
)
MAY = re.compile(
    r"(?<!\w)(?:kann|könn(?:en|t)|möchte[nt]?|darf|dürfen|soll(?:en|te|ten)?|will|wollen"
    r"|wollten?|müss(?:en|te|ten|t)|muss|mag|versuche[nt]?|habe[nt]?|hatte[nt]?|wurde[nt]?"
    r"|war(?:en)?"
    r"|bemühen|hoffen?|lassen|schon|bereits|gestern|vorhin|eben)(?!\w)",
    _I,
)
MAY_ENGLISH = re.compile(
    r"(?<!\w)(?:can|should|(?<!\d\s)(?<!st\s)(?<!nd\s)(?<!rd\s)(?<!th\s)(?<!of\s)may(?!\s\d)"
    r"|must|try|trying|hope|hoping|want to|like to|love to|able to"
    r"|already|yesterday)(?!\w)",
    _I,
)
YOU = re.compile(
    r"(?<!\w)(?:ihnen|sie|dir|dich|dia|euch|ihrem|ihre[nr]?|ihr|dein(?:e|en|em)?|you|u|ya"
    r"|your)(?!\w)",
    _I,
)
ME = re.compile(r"(?<!\w)(?:mir|uns)(?!\w)", _I)
US = re.compile(r"(?<!\w)(?:ich|i|wir|mia)(?!\w)", _I)


def _ours(stems: str) -> str:
    """Return how a German verb says it of us: erstatte, erstatten wir, werde ... erstatten."""
    prefix = "(?:zurück|zurueck|rück|an|nach|aus|um|bei|gut|zu|ab|los|vorbei|rein|ein)?(?:zu)?"
    return (
        rf"(?<!\w)(?:{prefix}(?:{stems})e(?!\w)"
        rf"|(?:{stems})(?:e?n)(?=\s(?:wir|mia)(?!\w))"
        rf"|(?:wir|mia)\s(?:[^\s]{{1,30}}\s){{0,9}}?{prefix}(?:{stems})e?n(?!\w)"
        rf"|(?:werde|werden|wern|werd)\s(?:[^.!?;]{{0,90}}?\s)?{prefix}(?:{stems})e?n(?!\w))"
    )


_SHORT = "schick|send|überweis|ueberweis|bring|klär|prüf|frag|erstatt"
_CLIPPED = (
    rf"(?<!\w)(?:(?:ich|i)\s(?:{_SHORT})['’]?(?!\w)"
    rf"|(?:{_SHORT})['’]?\s(?:ich|i|dir|da|ihnen|euch)(?!\w))"
)
"""As people clip their verbs: "ich schick", "schick dir"; to somebody, or it is a wish."""

_MONEY = (
    "erstatt|überweis|ueberweis|zahl|rückerstatt|überweis|gutschreib|schreib(?=[^.!?;]*\\bgut\\b)"
    "|buch(?=[^.!?;]*\\bzurück\\b)"
    "|lass(?=[^.!?;]*\\b(?:anweisen|auszahlen|überweisen|gutschreiben|erstatten)\\b)"
    "|vergüt|zurückbuch|erlass|entschädig|gut"
    "|verzicht(?=[^.!?;]*\\bauf\\b[^.!?;]*(?:€|\\beuro|forderung|gebühr|betrag|kosten))"
)
_LET_OFF = "übernehm|uebernehm|streich|erlass|schenk|spendier|geb|trag|zieh|rechn|stornier|leg"
_LET_OFF += "|komm(?=[^.!?;]*\\bfür\\b[^.!?;]*\\bauf\\b)"
LETS_OFF = re.compile(
    rf"{_ours(_LET_OFF)}"
    r"|(?<!\w)(?:gehen|geht)\s(?:\w+\s){0,3}?(?:auf (?:uns|mich|unsere \w+)|aufs haus)(?!\w)"
    r"|(?<!\w)(?:entfällt|entfallen|entgegen)(?!\w)|(?<!\w)(?:i|we)\s(?:take|knock)\s[^.!?;]{0,60}\boff\b"
    r"|(?<!\w)(?:is|are|goes|go)\s(?:\w+\s)?(?:on (?:us|me|the house)|waived)(?!\w)",
    _I,
)
"""What we take upon ourselves: money where a sum is named with it."""

_GOODS = (
    "schick|send|versend|verschick|liefer|ersetz|tausch|bring|schenk|lass(?=[^.!?;]*\\bzukommen\\b)"
)
_ANSWER = "antwort|beantwort|schreib|informier|bericht|reich"
_OTHER = (
    "kümmer|kümmere|klär|prüf|pruef|veranlass|stornier|organisier|reparier|besprech|recherchier"
    "|korrigier|änder|bestell|reservier|beheb|hol|überprüf|erledig|regel|lösch|buch|leg|trag|frag"
    "|schau|geb|setz|stell|richt|bereit|sprech|sorg|komm(?=[^.!?;]*\\bvorbei\\b)"
)
COSTS = re.compile(
    rf"(?:{_ours('übernehm|uebernehm|trag')})(?=[^.!?;]{{0,60}}(?<!\w)\w{{0,20}}kosten(?!\w))"
    rf"|(?<!\w)\w{{0,20}}kosten\s(?:[^.!?;]{{0,60}}?\s)?(?:{_ours('übernehm|uebernehm|trag')})",
    _I,
)
"""What something cost is taken upon us, whatever it was."""

DEBITS = re.compile(
    r"(?<!\w)(?:buche[n]?\s[^!?;]{0,80}(?<!\w)ab|abbuchen|ziehen?\s[^!?;]{0,80}(?<!\w)ein|einziehen"
    r"|(?:will|['’]ll)\s(?:debit|charge)|(?:debit|charg)ing)(?!\w)",
    _I,
)
"""Money that they pay us."""

DONE = (
    ("money", re.compile(rf"{_ours(_MONEY)}|(?<!\w)(?:ich|i)\sschreib(?=\s[^.!?;]*\bgut\b)", _I)),
    ("goods", re.compile(rf"{_ours(_GOODS)}|{_CLIPPED}", _I)),
    ("answer", re.compile(_ours(_ANSWER), _I)),
    ("other", re.compile(_ours(_OTHER), _I)),
)
NEEDS_A_TIME = re.compile(
    r"(?<!\w)(?:(?:be)?antworten?|schreiben?|informieren?|berichten?|calling|phoning"
    r"|reichen?)(?!\w)",
    _I,
)
_BACK = r"(?=[^.!?;]{0,200}\b(?:an|zurück|zurueck|durch)\b)"
CALLS = re.compile(
    rf"(?<!\w)(?:(?:rufe|ruf['’]?\s(?:ich|i|sie|dich|di|euch)|(?:ich|i)\sruf['’]?)(?!\w){_BACK}"
    rf"|(?:klingle|klingel|bimmle|läute)(?!\w){_BACK}|klingeln\swir{_BACK}"
    rf"|rufen\s(?:wir|mia){_BACK}|(?:wir|mia)\s(?:\w+\s){{0,4}}?rufen(?!\w){_BACK}"
    r"|(?:ich|wir)\s(?:[^.!?;,]{0,60}?\s)?(?:anrufe|zurückrufe|anrufen|zurückrufen|durchrufe)(?!\w)"
    r"|(?:werde|werden|werd)\s(?:[^.!?;]{0,80}?\s)?(?:an|zurück|zurueck|durch)rufen(?!\w))",
    _I,
)
_SOONER = r"(?:[^.!?;,]{0,50}?\s)?"
_ON = r"(?:[^.!?;]|(?<=\d)\.){0,160}"
"""On in the sentence: the dot of "3. Dezember" ends none."""

_NEWS = rf"(?={_ON}\b(?:bescheid|rückmeldung|nachricht|auskunft|antwort|info|anruf|rückruf)\b)"
TOLD = re.compile(
    r"(?<!\w)(?:(?:melde?|meld['’]|rühre?)\s(?:(?:ich|i)\s)?(?:mich|mi)(?!\w)"
    r"|(?:melden|rühren)\swir\suns(?!\w)|wir\s(?:melden|rühren)\suns(?!\w)"
    rf"|(?:ich|i)\s{_SOONER}(?:mich|mi)\s{_SOONER}(?:zurück)?(?:melde|meld)(?!\w)"
    rf"|(?<!können )(?<!würden )(?<!wollen )wir\suns\s{_SOONER}(?:zurück)?melden(?!\w)"
    rf"|(?:werde|werden|werd)\s(?:wir\s)?(?:mich|uns)\s{_SOONER}(?:zurück)?melden(?!\w)"
    rf"|(?:(?:ich|i)\sgeb|gebe|geben\swir|wir\sgeben|sage|(?:ich|i)\ssag|sagen\swir)(?!\w){_NEWS}"
    r"|(?:sie\shören|hören\ssie|du\shörst|hörst\sdu|ihr\shört|hört\sihr)(?!\w)"
    rf"(?={_ON}\b(?:von?\s(?:mir|uns|mia|meine\w*|unsere\w*)|was)\b)"
    rf"|(?:(?:sie|du|ihr)\s(?:bekommen|erhalten|haben|bekommst|erhältst|hast|kriegst|kriegt)"
    r"|(?:bekommen|erhalten|haben|kriegen)\ssie|(?:bekommst|erhältst|hast|kriegst)\sdu)(?!\w)"
    rf"(?={_ON}\b(?:(?:antwort|rückmeldung|nachricht|bescheid|info|anruf|rückruf|schreiben|auskunft)\b"
    r"|(?:brief|post|e-?mail|mail|pn|dm)\b(?!\s(?:von|vom)\s(?!mir|uns|meine|unsere))))"
    rf"(?!{_ON}\b(?:geschickt|bekommen|erhalten|gesendet)\b))",
    _I,
)
BY_PHONE = re.compile(r"(?<!\w)(?:telefonisch|per telefon|am telefon|anruf|rückruf)(?!\w)", _I)
_THING = (
    r"(?:geld|betrag|erstattung|gutschrift|rückzahlung|ersatz\w*|paket|lieferung|gutschein"
    r"|austausch\w*|gerät|teil|euro|eur|bestellung|karte|akku)"
)
_PAID = r"(?:geld|betrag|kaufpreis|preis|\w*kosten|anzahlung|kaution|\w*gebühr)"
_WHOSE = r"(?:das|ihr|dein|der|die|den|ein|eine|ihre|deine|\d[\d.,]*)\s(?:\w{2,12}[erns]\s)?"
_ARRIVES = (
    r"(?=[^.!?;]{0,160}\b(?:raus|los|an|zu ihnen|zu dir|auf (?:ihrem|deinem|dem) konto|da|bei ihnen"
    r"|bei dir|überwiesen|erstattet|gutgeschrieben|geliefert|verschickt|versendet|per post"
    r"|in die post)\b)"
)
COMES = re.compile(
    r"(?:€|(?<!\w)euros?)\s(?:(?:bekommen|erhalten|kriegen)\ssie|(?:bekommst|erhältst|kriegst)\sdu)"
    r"(?!\w)(?![^.!?;]{0,80}\b(?:von|vom)\s(?!uns\b|mir\b))"
    r"(?=[^.!?;]{0,80}\b(?:zurück|wieder|von uns)\b)"
    rf"|(?<!\w)(?:{_WHOSE}{_PAID}|gibt(?:['’]?s|\ses)(?=[^.!?;]*€))(?!\w)\s"
    r"(?:[^.!?;]{0,60}?\s)?"
    r"(?:(?:bekommen|erhalten|kriegen)\ssie|(?:bekommst|erhältst|kriegst)\sdu|von (?:uns|mir))"
    r"(?!\w)(?![^.!?;]{0,80}\b(?:nur|erst|(?:von|vom)\s(?!uns\b|mir\b))\b)"
    r"(?=[^.!?;]{0,80}\b(?:zurück|wieder|erstattet)\b)"
    rf"|(?<!\w)(?:{_WHOSE}(?:{_THING}|€)(?!\w)\s(?:[^.!?;]{{0,60}}?\s)?"
    rf"(?:geht|kommt|ist|wird|gehen|kommen|werden|sind)(?!\w){_ARRIVES}"
    rf"|(?:geht|kommt|ist|wird|gehen|kommen|werden|sind)\s{_WHOSE}(?:{_THING}|€)(?!\w){_ARRIVES}"
    r"|(?:(?:sie|du)\s(?:bekommen|erhalten|haben|bekommst|erhältst|hast|kriegst|kriegen)"
    r"|(?:bekommen|erhalten|haben|kriegen)\ssie|(?:bekommst|erhältst|hast|kriegst)\sdu)(?!\w)"
    r"(?![^.!?;]{0,160}\b(?:gezahlt|bezahlt|bekommen|erhalten|bestellt|gekauft|überwiesen)\b)"
    rf"(?=[^.!?;]{{0,160}}(?<!\w)(?:(?:{_THING}|neue[ns]?)(?!\w)|€)))",
    _I,
)
VISITS = re.compile(
    r"(?<!\w)(?:der|die|ein|eine|unser|unsere)\s(?:techniker|monteur|installateur"
    r"|handwerker)(?:in)?"
    r"\s(?:[^.!?;,]{0,40}?\s)?kommt(?!\w)(?!\s(?:es|oft|aus)(?!\w))"
    r"|(?<!\w)(?:the|an?|our)\s(?:technician|engineer|fitter)\s(?:will\s(?:come|visit|be there)"
    r"|is coming)(?!\w)"
    r"|(?<!\w)kommt\s(?:der|die|ein|eine|unser|unsere)\s"
    r"(?:techniker|monteur|installateur|handwerker)(?:in)?(?!\w)",
    _I,
)
"""Somebody of the house comes: promised where a time is said."""

_WILL = (
    r"(?<!\w)(?:(?:i|we)\s?(?:['’]ll|\swill|\sshall|['’]m going to|['’]re going to|am going to"
    r"|are going to|will be|['’]ll be)"
    r"|(?:i|we) (?:will|am going to|are going to|promise to|shall)|ill|let me"
    r"|(?:someone|somebody|a colleague|my colleague(?: \w+)?|(?:mr|mrs|ms|dr)\.? [\w-]+)"
    r"(?:['’]ll| will))\s"
    r"(?:(?:\w+ly|also|now|then|be|just|make sure (?:to|we)|have (?:someone|a colleague))\s){0,2}"
)
CARRIES = (
    ("I'll ", re.compile(rf"{_WILL}\w", _I)),
    ("ich werde ", re.compile(r"(?<!\w)(?:(?:ich|i) (?:werde|werd)|(?:werde|werd) ich)(?!\w)", _I)),
    ("wir ", re.compile(r"(?<!\w)wir(?!\w)", _I)),
    ("wir werden ", re.compile(r"(?<!\w)(?:wir werden|werden wir)(?!\w)", _I)),
)
"""What is said once for two verbs: "I'll check that and call you"."""

CARRIED = re.compile(r"(?:and|und|,|then)\s*\Z", _I)
_NOW_EN = r"(?<!\w)(?:(?:i|we)(?:['’]?m|['’]?re|\sam|\sare))\s(?:\w+ly\s)?"
_MONEY_EN = (
    r"(?:refund|reimburse|credit|transfer|pay|compensate|wire|waive"
    r"|(?:knock|take)(?=[^.!?;]*\d[^.!?;]*\boff\b))"
)
_SUM_EN = r"(?=[^.!?;]*(?:[€$£]|\d (?:euros?|pounds?|dollars?|quid)(?!\w)))"
_GOODS_EN = r"(?:send|shipp?|deliver|replac|exchang|mail|post|swapp?|dispatch)"
DONE_EN = (
    (
        "call",
        re.compile(
            rf"{_WILL}(?:call(?:ing)?|phone|ring|giv(?:e|ing)\syou\s(?:a"
            rf"|another)\s(?:quick\s)?(?:call|ring))"
            rf"(?!\w)|{_NOW_EN}(?:calling|phoning|ringing)\s(?:you\s)(?=[^.!?]*\b(?:back"
            rf"|tomorrow|today|at|on)\b)",
            _I,
        ),
    ),
    (
        "money",
        re.compile(
            rf"{_WILL}{_MONEY_EN}(?:ing)?(?!\w)|{_NOW_EN}{_MONEY_EN}ing(?!\w)"
            rf"|(?:{_WILL}|{_NOW_EN})revers(?:e|ing)(?=[^.!?;]*\b(?:charge|payment|debit|fee)\b)",
            _I,
        ),
    ),
    (
        "goods",
        re.compile(
            rf"{_WILL}{_GOODS_EN}(?:e|ing)?(?!\w)|{_NOW_EN}{_GOODS_EN}ing(?!\w)"
            rf"|{_WILL}(?:pop|stick|put|get)(?=[^.!?;]*\bin the (?:post|mail)\b)"
            rf"|{_NOW_EN}(?:giving|offering)(?!\w){_SUM_EN}"
            rf"|(?:happy|glad|pleased) to (?:offer|give|refund|credit)(?!\w){_SUM_EN}",
            _I,
        ),
    ),
    (
        "answer",
        re.compile(
            rf"{_WILL}(?:get\sback|let\s(?:you|u)\sknow|reply|answer|write|e-?mail|message"
            rf"|update|keep\syou"
            r"|in\stouch|report|come\sback|dm|inform|tell\syou)(?!\w)",
            _I,
        ),
    ),
    (
        "other",
        re.compile(
            rf"{_WILL}(?:check|look|fix|sort|get|cancel|arrange|book|find|make|correct|change"
            rf"|order|reserve"
            r"|repair|remove|talk|speak|have|handle|investigate|file|put|ask|collect|pick|cover"
            r"|give|return|drop|absorb|write\soff)(?:ing)?(?!\w)",
            _I,
        ),
    ),
)
GETS_EN = re.compile(
    r"(?<!\w)(?:(?:you|u)(?:['’]ll|\swill|ll)\s(?P<gets>hear\s(?:back\s)?from|have|get|receive"
    r"|be\s(?:fully\s)?refunded)"
    r"|(?:your|the|a|our)\s(?:full\s|new\s|next\s|[€$£]?\d[\d.,]*[€$£]?\s)?(?:refund|money|replacement|parcel|package"
    r"|voucher|credit|order|card)(?:['’]ll|\swill|\sis\sgoing\sto)\s(?:be|go|arrive|ship|leave"
    r"|reach)"
    r"|expect\s(?:a|my|our)\s(?:call|reply|answer|refund))(?!\w)",
    _I,
)
CALL_NOUN = re.compile(r"(?<!\w)call(?!\w)", _I)

PLAIN_MAIL = re.compile(
    r"(?<!\w)(?:e-?mails?|mails?|nachricht(?:en)?|dm|pn|antwort|info\w*|links?|rückmeldung|details"
    r"|updates?|rechnung(?:en)?|\w*formular|unterlagen|bestätigung|anleitung|adresse|nummer"
    r"|tracking\w*"
    r"|sendungs\w*|messages?|emails?|answers?|reply|confirmation|invoice|form|instructions?|address"
    r"|screenshots?|angebot|fotos?|bilder|codes?|label|rücksende\w*|etikett|bescheid|news)(?!\w)",
    _I,
)
BY_POST = re.compile(
    r"(?<!\w)(?:per|via|by) (?:e-?mail|mail|post|dm|nachricht|brief|express|dhl)(?!\w)", _I
)
BARE_SUM = re.compile(
    r"(?<![\w.,:/])(?<!um )(?<!am )(?<!vom )(?<!zum )(?<!bis )(?<!gegen )(?<!ab )(?<!at )"
    r"(?<!by )(?<!on )"
    r"(?P<cents>\d{1,6}[.,]\d\d)(?![\w.,:/%]|\s?(?:uhr|h|[ap]\.?m|%|€|\$|£|euro|kg|gb|cm|km)(?!\w))"
    r"|(?<!\w)(?:die|the|ihre|deine|volle[nr]?|ganze[nr]?)\s(?P<whole>\d{1,6})(?=\s(?:überweis"
    r"|erstatt|zahl"
    r"|bekomm|erhalt|erhäl|krieg|schreib|geh|sind|komm|werd|geb|übernehm|streich|erlass|zurück"
    r"|back\b"
    r"|will\b|to you\b|on your\b|into\b))",
    _I,
)
"""A sum that is promised without its currency: "34,50 sind morgen auf Ihrem Konto"."""

MERELY_WORDS = re.compile(
    r"(?<!\w)(?:grü(?:ß|ss)e?n?|gruß|umarmung|wünsche|daumen|küsse?|anzeige|recht|regards"
    r"|wishes|love"
    r"|hugs?|greetings|thoughts|condolences|attention|aufmerksamkeit|krank|dank|entschuldigung"
    r"|apolog\w+|sense|zu bedenken|mühe|gedanken|sorgen|urlaub"
    r"|(?<!bis )(?<!vor )(?<!zum )(?<!nach )feierabend|holiday|vacation)(?!\w)",
    _I,
)
"""What is sent or made and yet promises nothing: greetings, apologies, a day off."""

GOODS_WORDS = re.compile(
    r"(?<!\w)(?:ersatz\w*|neue[nsrm]?|paket|gutschein\w*|teile?|gerät|ware|artikel|schlüssel|karte"
    r"|umtausch|austausch\w*|replacement|parcel|package|voucher|new one|another|part|spare)(?!\w)",
    _I,
)
MONEY_WORDS = re.compile(
    r"(?<!\w)(?:geld|erstattung|gutschrift|rückzahlung|betrag|kaufpreis|versandkosten|refund\w*"
    r"|money"
    r"|credit|reimburse\w*|gebühr(?:en)?|fee|euro|eur|pounds?|quid|konto|zurückbuch\w*)(?!\w)|€|\$|£",
    _I,
)
PAID = re.compile(
    r"erstatt|überweis|ueberweis|zurück|gutschr|(?<!\w)gut(?!\w)|erlass|entschädig|auszahl|refund"
    r"|reimburs|credit|compensat|(?<!\w)(?:back|pay|paid|waive\w*)(?!\w)",
    _I,
)
"""Beside a sum: it is paid to them."""

VOWS = re.compile(
    r"(?<!\w)(?:verspreche|versprechen wir|versprochen|garantiere|sage (?:ihnen|dir|euch) zu"
    r"|(?:ich|wir) (?:promise|guarantee)|i promise|we promise|i guarantee|mein wort)(?!\w)",
    _I,
)
THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
"""The dot of 1.200 €, which ends nothing."""
