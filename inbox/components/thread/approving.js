// A second pair of eyes: what to say when a colleague's answer goes back, or leaves in other words.

import { button } from "../shared/dom.js";

const LONGEST = 1000;

export class Approving {
  constructor(menu, act, offering) {
    Object.assign(this, { menu, act, offering });
  }

  // The button under an answer: "change" opens its words, "back" asks why.
  opener(way, delivery, words) {
    const changes = way === "change";
    const made = button("button", changes ? words.change : words.sendBack, () => {
      this.menu.from = made;
      this.menu.path = `[data-key="r${delivery.id}"] [data-hold]`;
      this.ask(changes, delivery, words);
    });
    made.dataset.way = made.dataset.hold = way;
    return made;
  }

  // Approved, it was refused for want of a reason: its words stand there, with room for one.
  reasonFor(ack, entries, words) {
    const waits = entries.find((one) => one.delivery?.id === ack.reply)?.delivery;
    if (ack.what !== "approve" || !ack.reason || !waits) return false;
    this.menu.path = `[data-key="r${waits.id}"] [data-way="approve"]`;
    this.ask(true, waits, words, words.approve);
    this.offering.missing(ack.text, words);
    return true;
  }

  // What was typed stays until the server has taken it.
  ask(changes, { id, words: said }, words, title = words.changeTitle) {
    const change = (text, despite) => this.act("change", id, { text, despite });
    const back = (note) => this.act("back", id, { note });
    if (changes)
      this.offering.ask(title, words.changeTitle, 0, [[words.changeYes, change]], words, words.changeHow, said);
    else this.offering.ask(words.backTitle, words.backNote, LONGEST, [[words.sendBackYes, back]], words, words.backHow);
  }
}
