"""What is left of our own scaffold: a button must not become the canned text.

"Take and tell" (`inbox.rules.taking`) fills in a greeting and a time. What leaves without a word
on this customer's matter, or without a time, tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inbox.rules import due_times, flat, stems
from inbox.rules import promise_words as w
from inbox.rules.due_times import USUAL, Calendar
from inbox.rules.heard import FEWEST
from inbox.rules.hours import read
from inbox.rules.objections import Facts, Level, Objection, about
from inbox.rules.promises import MOST_READ, MOST_SENTENCE
from inbox.rules.reply_words import said
from inbox.rules.sentences import sentence_ends

OF_ITS_OWN = 2
"""Words of a draft's own that are more than a word by chance."""

_HEARS = re.compile(
    r"(?<!\w)(?:(?:sie|du|ihr)\s(?:wieder\s)?h(?:ö|oe|öh|o)r(?:en|n|st|t)"
    r"|h(?:ö|oe|öh|o)r(?:en|n|st|t)\s(?:sie|du|ihr|s)"
    r"|h(?:ö|oe)rste?)(?!\w)[^!?;\n]{0,160}?(?<!\w)(?:von|vo)\s(?:mir|uns|mia)(?!\w)"
    r"|(?<!\w)(?:werden|werdet|wirst)\s(?:sie|ihr|du)\s[^!?;\n]{0,120}?(?:von|vo)\s(?:mir|uns)"
    r"\s(?:wieder\s)?h(?:ö|oe)ren(?!\w)"
    r"|(?<!\w)(?:sie|ihr|du)\s(?:werden|werdet|wirst)\s[^!?;\n]{0,120}?(?:von|vo)\s(?:mir|uns)"
    r"\s(?:wieder\s)?h(?:ö|oe)ren(?!\w)"
    r"|(?<!\w)(?:you|u|ya)(?:['’]?ll|\swill|\sare going to|['’]re going to)\s(?:be\s)?"
    r"hear(?:ing)?\s(?:back\s|again\s)?[^!?;\n]{0,60}?from\s(?:me|us)(?!\w)",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"(?<!\w)(?:ich hatte (?:ihnen|dir|euch)[^!?;\n]{0,80}zugesagt|i had promised you)(?!\w)",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"^\W{0,6}(?:hallo|hi|hey|hej|moin(?:\smoin)?|servus|grüezi|grüß\s(?:gott|dich|sie)"
    r"|guten?\s(?:tag|morgen|abend)|(?:sehr\s)?geehrte[rs]?|liebe[rs]?|hello|dear"
    r"|good\s(?:morning|afternoon|evening))(?!\w)[^,!.:\n]{0,60}[,!.:\n]",
    re.IGNORECASE | re.MULTILINE,
)
_FAREWELL = re.compile(
    r"(?:^|(?<=[.!?]\s))\W{0,4}(?:(?:viele|liebe|beste|herzliche|schöne|sonnige|freundliche|mit\s\w{5,14})\s"
    r"gr(?:ü|ue)(?:ß|ss)en?|lg|vg|mfg|gruß|(?:kind|best|warm)\s(?:regards|wishes)|cheers|yours)"
    r"(?!\w)[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")

_GENERIC_WORDS = """
    aber ab alle allem alles als also am an anbei anfrage anliegen ansehen anschauen antwort
    antworte antworten auch auf aufmerksam bald bei bearbeiten bearbeite bedanke bedanken bekommen
    bescheid besten bin bis bisschen bitte bleiben da daher damit danach danke dankeschön dann dank
    daran darauf darum das dass dazu dein deine deinem deinen deiner dem den der des detail details
    deshalb dich die dies diese diesem diesen dieser dir direkt doch drum du durch eben ein eine
    einem einen einer eingegangen einmal entschuldigung er erhalten es etwas etwa euch euer eure
    eurem frage fragen freundlich freundliche für fürs gebe geben gedanken geduld gelesen genau
    gerade gern gerne gesehen gibt gleich grüße gruß gut habe haben hab hallo hast hat herzlich
    herzlichen heute hier hiermit hilfe hin hör höre hören hörst hört hoeren ich ihm ihnen ihr ihre
    ihrem ihren ihrer im in info information informationen ins intern ist jetzt kann klare
    kläre klären können kontakt könnte kümmere kümmer kümmern kurz kurze lang lassen leider lese
    liebe lieber los mach mache machen mal man mehr mein meine meinem meinen meiner meldung melde
    melden meld mich mir mit mitteilung moment morgen möchte müssen nach nachgehen nachher nachricht
    nachrichten neue neuem neues neuigkeiten noch nochmal nun nur ob oder okay ok persönlich prüfe
    prüfen pruefe rein rückmeldung sache sagen schau schaue schauen schnell schnellstmöglich schon
    schreibe schreiben schön schönen sehe sehen sehr sein seit selbst sich sicher sie sind so sobald
    sobald sofort soll sowie spätestens stehe stunde stunden tag tage tagen team teil thema trotzdem
    übernehme übernehmen übernommen uhr um umgehend uns unser unsere unserem unseren unserer unter
    unverzüglich update verständnis versprochen versuche viel viele vielen vom von vor vorab vorbei
    wann war warten was weil weiter weiteres weiß wenn werde werden wegen wie wieder wir wird wissen
    wo wollen wünsche würde zeit zeitnah zu zum zur zurück zuversichtlich zwischenzeitlich
    und nicht lieben entschuldigen lange hoerst hoert hoern höret dauert heut nacht vo freundlichen
    zugesagt hatte hatten neu statt stattdessen halten kommt vormittag nachmittag abend mittag früh
    mittags vormittags nachmittags abends ende woche wochenende nächste nächsten kommende montag
    dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli
    august september oktober november dezember übermorgen bzgl bezüglich erst einmal zunächst leute
    about after again all also am an and another any anything answer apologies apologise are as asap
    at away back be because been before being best bit but by can check checking cheers contact
    could day days dear detail details do doing everything fine for from further get getting give
    go going good got great happy has have having hear hearing hello help here hi hope hour hours
    how however if in information instead into inquiry is issue it it's its i'll i'm i've just keep
    kind know latest let like look looking ll ve re make matter may me meantime message messages
    minute moment more morning afternoon evening much my myself name need new news not now of off
    on once one or our out own patience personally please possible promised query question
    questions quick quickly read received regarding regards request right see seen send shortly
    should so some something soon sorry such sure take taken taking team thank thanks that the their
    them then there these they thing things this through time to today together tomorrow too
    touch understand until up update updates us very want was way we we'll we're we've week well
    were what when where which while who will with within work working would write writing yes
    you you'll your yours we'd you're noon midday next monday tuesday wednesday thursday friday
    saturday sunday pm tonight january february march june july october december had said
    cannot can't verstehe verstehen nachvollziehen ärger ärgerlich frust unmut ruhe bitten umstände
    totally completely absolutely annoying annoyed frustrating frustration apologize
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""What anybody could say to anybody: that it was read, that it takes time, when there is more."""


def only_a_time(draft: str, facts: Facts) -> Iterator[Objection]:
    """Who is told nothing but when, or nothing but what was once promised, was not read."""
    told = [span for span, _ in _told(draft)]
    told += [one.span() for one in _HAD.finditer(draft[:MOST_READ])]
    if not told or _on_their_matter(draft, facts.known.unanswered):
        return
    yield from about("only_a_time", Level.HOLDS, draft, told)


def no_time(draft: str, facts: Facts) -> Iterator[Objection]:
    """Whoever is to hear from us is told by when: without a time they have heard it before."""
    known = Calendar(facts.now, read(USUAL, "UTC"))
    open_ones = [
        span
        for span, sentence in _told(draft)
        if due_times.find(sentence, known) is None and not w.IF.search(sentence)
    ]
    yield from about("no_time", Level.HOLDS, draft, open_ones)


def _told(draft: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where a draft says that its reader will hear from us, and in which sentence."""
    start = 0
    for end in sentence_ends(draft[:MOST_READ]):
        sentence = draft[start:end]
        asks = sentence.rstrip("\"'”“)» \n").endswith("?")
        for found in () if asks else _HEARS.finditer(draft, start, end):
            if not w.NOT.search(found[0]):
                yield found.span(), sentence[:MOST_SENTENCE]
        start = end


def own_words(draft: str) -> bool:
    """Return whether a draft says anything that was not for anybody; what it quotes is not new."""
    return bool(_own(draft))


def _own(draft: str) -> list[str]:
    """Return the words of a draft that were not for anybody, as they stand there."""
    bare = w.QUOTED.sub(" ", _FAREWELL.sub(" ", _GREETED.sub(" ", draft[:MOST_READ], count=1)))
    for start, end in reversed(list(flat.spans(flat.read(bare), said("stock")))):
        bare = f"{bare[:start]} {bare[end:]}"
    return [word for word in _WORD.findall(bare) if word.lower() not in _GENERIC]


def _on_their_matter(draft: str, theirs: Iterable[str]) -> bool:
    """Return whether a draft says anything on what this customer wrote.

    One word of its own will do where it takes theirs up, or where they wrote next to nothing;
    else it may be any, and there have to be two.
    """
    own, asked = _own(draft), stems.content(" \n".join(theirs))
    if len(asked) < FEWEST or len(set(map(str.lower, own))) >= OF_ITS_OWN:
        return bool(own)
    return bool(stems.meets(asked, stems.content(" ".join(own))))
