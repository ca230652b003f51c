// Who could use a hand: why it stands in the queue, whether we may answer, and who decides.

import { button, el, icon, theirs } from "../shared/dom.js";

const LONGEST = 200;

export class Need {
  constructor(root, menu, tell, asking) {
    Object.assign(this, { root, menu, tell, asking });
    this.place = root.querySelector(".need");
  }

  draw(view, words) {
    const need = view?.need;
    const said = JSON.stringify([view?.id, need, words.need]);
    this.place.hidden = !need;
    if (this.said === said) return;
    this.said = said;
    const held = this.place.contains(this.root.activeElement) && this.root.activeElement.dataset.way;
    this.place.setAttribute("aria-label", words.need);
    this.place.replaceChildren(...(need ? [this.facts(need, words), this.ways(view, words)] : []));
    if (held) this.place.querySelector(`[data-way="${held}"]`)?.focus();
  }

  facts(need, words) {
    const made = el("div", "said");
    const why = el("div", "why");
    why.append(icon("tell"), el("span", "called", words.need));
    for (const { sign, words: seen } of need.signs) {
      const one = el("span", "sign", sign);
      for (const word of seen) one.append(" ", theirs("q", "", word));
      why.append(one);
    }
    const may = el("div", "may");
    for (const { text, open } of need.may) may.append(el("span", open ? "" : "shut", text));
    made.append(why, may);
    return made;
  }

  ways(view, words) {
    const made = el("div", "ways");
    const { agent, team } = view.holder;
    const had = { agent: agent?.id ?? null, team: team?.id ?? null };
    const take = button("button", words.take, () =>
      this.tell({ what: "hand", id: view.id, to: { ...had, agent: view.hands.me }, had }),
    );
    take.dataset.way = "take";
    const not = button("button", words.needNot, () => this.refuse(view, words));
    not.dataset.way = "not";
    made.append(take, not);
    return made;
  }

  refuse(view, words) {
    this.menu.from = this.place.querySelector('[data-way="not"]');
    this.menu.path = '[data-way="not"]';
    const yes = (note) => this.tell({ what: "notOurs", id: view.id, note });
    const ways = [[words.needNotYes, yes]];
    this.asking.ask(words.needNotAsk, words.needNotWhy, LONGEST, ways, words, words.needNotHow);
  }
}
