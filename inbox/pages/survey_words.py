"""The survey in words: what is wrong with its text, and what was answered; HTML, all escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from inbox.pages import abuse_words
from inbox.queries.surveys import ENOUGH, Results, Words
from inbox.rules.neutral import CHOICE, FEWEST, MOST, QUESTION, Fault, Flaw
from inbox.texts import Texts, mark

FLAWS: dict[Flaw, str] = {
    Flaw.EMPTY: mark("Write a question."),
    Flaw.LONG: mark(
        "Make it shorter: at most {question} characters a question, {choice} a button."
    ),
    Flaw.LEANS: mark("Say it without “{words}”: it leans to one answer, asks for one, or judges."),
    Flaw.NO_QUESTION: mark("End it with a question mark."),
    Flaw.CLOSED: mark("Ask so that it cannot be answered by yes or no: what, how, which."),
    Flaw.COUNT: mark("Give {fewest} to {most} answers, one a line."),
    Flaw.TWICE: mark("Each answer stands there once."),
    Flaw.ONE_SIDED: mark("Give as many answers for as against, each as strongly as its opposite."),
    Flaw.UNEQUAL: mark("Make the answers alike in length: equal buttons, equal words."),
}
BETWEEN = mark("”, “")
"""What stands between quoted words: where the first quotation ends and the next begins."""

NAMES = {
    "open": mark("The open question, asked first"),
    "ask": mark("The question above the buttons"),
    "choices": mark("The buttons, one a line"),
}
LANGUAGES = {"de": mark("German"), "en": mark("English")}

DEFAULTS = {
    "de": Words(
        "Was möchten Sie uns dazu sagen?", "Ist Ihre Frage beantwortet?", ("Ja", "Teils", "Nein")
    ),
    "en": Words(
        "What would you like to tell us?", "Was your question answered?", ("Yes", "Partly", "No")
    ),
}


def fault(t: Texts, one: Fault) -> str:
    """Return what is wrong, as a sentence that says what to do."""
    said = {"question": QUESTION, "choice": CHOICE, "fewest": FEWEST, "most": MOST}
    return t(FLAWS[one.flaw], words=t(BETWEEN).join(one.words), **said)


def wrong(t: Texts, faults: Mapping[tuple[str, str], tuple[Fault, ...]]) -> str:
    """Return all that is wrong with a survey's words, each beside what it is wrong with."""
    rows = "".join(
        f"<li><b>{escape(t(NAMES[name]))}, {escape(t(LANGUAGES[language]))}:</b>"
        f" {escape(fault(t, one))}</li>"
        for (language, name), each in faults.items()
        for one in each
    )
    return f'<ul class="dw-faults" role="alert">{rows}</ul>'


def results(t: Texts, found: Results, words: Words) -> str:
    """Return the distribution as bars and numbers, and the open answers in no order."""
    if not found.enough:
        said = t("Results stand here from {n} answers on, and never one person's.", n=ENOUGH)
        return f'<p class="dw-quiet">{escape(said)}</p>'
    labels = (*words.choices, t("No answer to this"))
    most = max(found.counts) or 1
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{escape(label)}</th>'
        f'<td class="bar"><span style="width:{100 * count / most:.0f}%"></span></td>'
        f"<td>{t.number(count)}</td></tr>"
        for label, count in zip(labels, found.counts, strict=True)
    )
    head = f"<caption>{escape(words.ask)}</caption>"
    each = (abuse_words.folded(t, text, escape(text)) for text in found.texts)
    texts = "".join(f'<li dir="auto">{one}</li>' for one in each)
    answers = f'<h3>{escape(words.open)}</h3><ul class="dw-answers">{texts}</ul>' if texts else ""
    count = escape(t("{n} answers", n=t.number(found.total)))
    return f'<p>{count}</p><table class="dw-survey">{head}{rows}</table>{answers}'
