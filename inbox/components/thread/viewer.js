// Pictures and films, large: one after the other with the arrow keys, Escape leads back.

import { el, fill, icon } from "../shared/dom.js";
import * as times from "../shared/times.js";

export class Viewer {
  constructor(root) {
    this.root = root;
    this.dialog = root.querySelector(".viewer");
    this.part = (name) => this.dialog.querySelector(`.${name}`);
    this.part("previous").addEventListener("click", () => this.step(-1));
    this.part("next").addEventListener("click", () => this.step(1));
    this.part("shut").addEventListener("click", () => this.close());
    this.part("stage").addEventListener("click", (event) => {
      if (event.target === this.part("stage")) this.close();
    });
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.closed());
  }

  speak(words) {
    this.words = words;
    this.dialog.setAttribute("aria-label", words.viewer);
    const named = { previous: "back", next: "next", shut: "close", save: "save" };
    const said = { previous: words.previous, next: words.next, shut: words.shut, save: words.save };
    for (const [name, shape] of Object.entries(named)) {
      this.part(name).replaceChildren(icon(shape, said[name]));
      this.part(name).title = said[name];
    }
  }

  open(items, src) {
    this.items = items;
    this.at = Math.max(items.findIndex((item) => item.src === src), 0);
    if (!this.dialog.open) this.dialog.showModal();
    this.part("shut").focus();
    this.show();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  // The thumbnail may have been drawn anew meanwhile: focus goes to the one that stands there now.
  closed() {
    const { src } = this.items[this.at];
    this.part("stage").replaceChildren();
    const held = this.root.activeElement;
    if (held && !this.dialog.contains(held)) return;
    this.root.querySelector(`.thumb[data-src="${src}"]`)?.focus();
  }

  step(by) {
    const to = this.at + by;
    if (to < 0 || to >= this.items.length) return;
    this.at = to;
    this.show();
  }

  key(event) {
    event.stopPropagation(); // the list behind walks with keys, too
    if (event.target.tagName === "VIDEO") return;
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -this.at, End: this.items.length - 1 - this.at };
    if (event.key in by) {
      event.preventDefault();
      this.step(by[event.key]);
    }
  }

  show() {
    const item = this.items[this.at];
    const { words } = this;
    const many = this.items.length > 1;
    this.part("whose").textContent = item.author || fill(words.withheld, { platform: item.label });
    this.part("when").textContent = times.moment(item.at);
    this.part("place").textContent = many
      ? fill(words.place, { n: this.at + 1, of: this.items.length })
      : "";
    this.part("save").href = item.src;
    this.part("alt").textContent = item.alt || "";
    this.part("alt").hidden = !item.alt;
    this.turn("previous", this.at > 0, many);
    this.turn("next", this.at < this.items.length - 1, many);
    this.part("stage").replaceChildren(item.shape === "film" ? this.film(item) : this.image(item));
  }

  // A button that leads nowhere hands its focus on before it is switched off.
  turn(name, leads, many) {
    const made = this.part(name);
    if (!leads && this.root.activeElement === made) this.part("shut").focus();
    made.disabled = !leads;
    made.hidden = !many;
  }

  image(item) {
    const made = el("img");
    made.alt = item.alt || item.what;
    made.src = item.src;
    made.addEventListener("error", () => this.fails(made, this.words.lostFile), { once: true });
    return made;
  }

  film(item) {
    const made = el("video");
    Object.assign(made, { controls: true, autoplay: true, playsInline: true, loop: item.loops });
    made.muted = item.loops;
    made.setAttribute("aria-label", item.alt || item.what);
    made.src = item.src;
    made.addEventListener("error", () => this.fails(made, this.words.unplayable), { once: true });
    return made;
  }

  fails(made, said) {
    made.replaceWith(el("p", "fails", said));
  }
}
