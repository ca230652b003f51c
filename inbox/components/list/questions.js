// What colleagues ask to be decided: above the rows, whatever is listed, answered with one press.

import { button, el, icon, theirs } from "../shared/dom.js";

const LONGEST = 200;

export class Questions {
  // `tell` hands an answer over: {what, id, offer, note}; `go` opens a conversation.
  constructor(root, tell, go) {
    Object.assign(this, { root, tell, go });
    this.place = root.querySelector(".questions");
    this.place.addEventListener("keydown", (event) => event.stopPropagation()); // the list walks with keys
  }

  // Cards stay as they are while nothing changed: what is typed into one is not lost.
  draw({ questions = [], words }) {
    this.words = words;
    this.place.hidden = !questions.length;
    this.place.setAttribute("aria-label", words.questions);
    const kept = new Map([...this.place.children].map((card) => [card.said, card]));
    const cards = questions.map((one) => kept.get(JSON.stringify(one)) || this.card(one));
    const same = cards.length === kept.size && cards.every((card) => card.isConnected);
    if (!same) this.place.replaceChildren(...cards);
  }

  card(one) {
    const { words } = this;
    const made = Object.assign(el("article", "question"), { said: JSON.stringify(one) });
    const name = button("linkish name", undefined, () => this.go(one.conversation));
    name.append(theirs("bdi", "", one.name));
    const matter = theirs("p", "matter", one.text);
    matter.prepend(icon("clock"));
    made.append(name, matter);
    if (one.words) made.append(theirs("p", "words", one.words));
    made.append(this.ways(one, words));
    return made;
  }

  ways(one, words) {
    const bar = el("div", "ways");
    const yes = button("button primary", words.accept, () => this.answer(bar, one, "accept", ""));
    const no = button("button", words.decline, () => this.reason(bar, one));
    bar.append(yes, no);
    return bar;
  }

  // Who will not decide says why: the customer has to be told.
  reason(bar, one) {
    const { words } = this;
    const why = el("textarea", "why");
    Object.assign(why, { rows: 2, maxLength: LONGEST, dir: "auto", placeholder: words.declineReason });
    why.ariaLabel = words.declineReason;
    const send = () => (why.value.trim() ? this.answer(bar, one, "decline", why.value) : why.focus());
    const back = () => {
      const again = this.ways(one, words);
      bar.replaceWith(again);
      again.lastElementChild.focus();
    };
    why.addEventListener("keydown", (event) => {
      if (event.key === "Escape") back();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    });
    bar.replaceChildren(why, button("button primary", words.declineYes, send), button("button", words.not, back));
    why.focus();
  }

  // Once; refused, it can be pressed again: the list says why.
  answer(bar, one, what, note) {
    const all = bar.querySelectorAll("button");
    all.forEach((each) => (each.disabled = true));
    setTimeout(() => all.forEach((each) => (each.disabled = false)), 4000);
    this.tell({ what, id: one.conversation, offer: one.id, note });
  }
}
