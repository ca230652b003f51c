// What the customer asks, ticked as the answer takes it up. A tick says that it is spoken of.

import { el, icon, theirs } from "../shared/dom.js";
import { reached } from "./fading.js";

export class Asked {
  constructor(root) {
    this.list = root.querySelector(".asked");
    new ResizeObserver(() => reached(this.list)).observe(this.list);
  }

  speak(words) {
    this.words = words;
    this.list.setAttribute("aria-label", words.asked);
    this.draw(this.questions || []);
  }

  // Rows stay where they stand: only their ticks come and go.
  draw(questions) {
    this.questions = questions;
    this.list.hidden = !questions.length;
    const said = JSON.stringify([questions, this.words?.asked]);
    if (this.said === said) return;
    this.said = said;
    this.list.replaceChildren(...questions.map((one) => this.row(one)));
    reached(this.list);
  }

  row({ text, answered }) {
    const row = el("li", answered ? "question answered" : "question");
    const mark = el("span", "mark");
    if (answered) mark.append(icon("tick"));
    const state = el("span", "sr", answered ? this.words.takenUp : this.words.leftOpen);
    row.append(mark, theirs("q", "", text), state);
    row.title = answered ? this.words.takenUp : this.words.leftOpen;
    return row;
  }

  forget() {
    this.draw([]);
  }
}
