// A second pair of eyes: what to say when a colleague's answer goes back, or leaves in other words.

import { button, el } from "../shared/dom.js";

export class Approving {
  constructor(menu, act) {
    this.menu = menu;
    this.act = act;
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

  ask(changes, delivery, words) {
    const { asks } = this.menu;
    const title = changes ? words.changeTitle : words.backTitle;
    const area = el("textarea", "note");
    area.rows = changes ? 8 : 3;
    area.dir = "auto";
    area.value = changes ? delivery.words : "";
    area.setAttribute("aria-label", changes ? words.changeTitle : words.backNote);
    area.placeholder = changes ? "" : words.backNote;
    const yes = button("button primary", changes ? words.changeYes : words.sendBackYes, () => {
      if (changes && !area.value.trim()) return area.focus();
      asks.close();
      if (changes) this.act("change", delivery.id, { text: area.value });
      else this.act("back", delivery.id, { note: area.value });
      return undefined;
    });
    const ways = el("div", "ways");
    ways.append(button("button", words.snoozeNo, () => asks.close()), yes);
    const how = el("p", "", changes ? words.changeHow : words.backHow);
    asks.replaceChildren(el("h2", "", title), how, area, ways);
    asks.setAttribute("aria-label", title);
    asks.showModal();
    area.focus();
  }
}
