// More rows when the end of the list comes near; where that ends, a button says how to go on.

import { button, el } from "../shared/dom.js";

const NEAR = "400px";

export class Older {
  constructor(rows, foot, turn) {
    [this.rows, this.foot, this.turn] = [rows, foot, turn];
    this.end = el("div", "end");
    this.end.setAttribute("role", "presentation");
    this.watch = new IntersectionObserver((seen) => this.saw(seen.at(-1)), {
      root: rows,
      rootMargin: `0px 0px ${NEAR} 0px`,
    });
    this.watch.observe(this.end);
  }

  stop() {
    this.watch.disconnect();
  }

  // Asked once for each length of the list: what is on its way is not asked for again.
  saw({ isIntersecting }) {
    this.near = isIntersecting;
    this.ask();
  }

  ask() {
    const { data } = this;
    if (!this.near || !data?.more || data.bounded || data.full) return;
    const place = JSON.stringify([this.where, data.rows.length]);
    if (this.asked === place) return;
    this.asked = place;
    this.turn(1);
  }

  update(data, where) {
    [this.data, this.where] = [data, where];
    const { words } = data;
    const ways = [];
    if (data.page > 0) ways.push(button("button", words.younger, () => this.turn(-1)));
    if (data.more && (data.bounded || data.full)) {
      const on = button("button", data.bounded ? words.further : words.onFrom, () => this.turn(1));
      on.style.marginInlineStart = "auto";
      ways.push(on);
    }
    const said = JSON.stringify(ways.map((way) => way.textContent));
    if (this.said !== said) {
      this.said = said;
      this.foot.replaceChildren(...ways);
    }
    if (data.bounded) this.foot.prepend(this.note(words.lookedThrough));
    else this.foot.querySelector(".note")?.remove();
    queueMicrotask(() => this.ask());
  }

  note(text) {
    const made = this.foot.querySelector(".note") || el("span", "note quiet");
    made.textContent = text;
    return made;
  }
}
