// What to know before writing: a few lines, each leading to where it is from. Folded, one line stays.

import { button, el, icon, theirs } from "./dom.js";
import * as store from "./store.js";

const KEPT = "dw-briefing"; // the fold is this browser's, as panes are

export class Briefing {
  // `go` follows a line; `narrow`: one line, unless it was opened on this page.
  constructor(place, go, { narrow = false } = {}) {
    Object.assign(this, { place, go, narrow });
    this.folded = narrow || remembered() === "folded";
  }

  draw(view, words) {
    const lines = view?.briefing || [];
    const said = JSON.stringify([view?.id, lines, words.briefing]);
    this.place.hidden = !lines.length;
    if (this.said === said) return;
    this.said = said;
    const held = this.place.contains(this.place.getRootNode().activeElement);
    const at = held && this.place.getRootNode().activeElement.dataset.hold;
    this.list = el("ul", "lines");
    this.list.id = "briefing-lines";
    this.list.append(...lines.map((line, number) => this.line(line, number)));
    this.fold = button("fold", undefined, () => this.turn(!this.folded, true));
    this.fold.dataset.hold = "briefing";
    this.glance = theirs("bdi", "glance", lines.map((line) => line.text).join(" · "));
    this.fold.append(el("span", "title", words.briefing), this.glance, icon("down"));
    this.fold.setAttribute("aria-controls", this.list.id);
    this.place.setAttribute("aria-label", words.briefing);
    this.place.replaceChildren(...(lines.length ? [this.fold, this.list] : []));
    this.turn(this.folded);
    if (held) this.place.querySelector(`[data-hold="${at}"]`)?.focus({ preventScroll: true });
  }

  turn(folded, chosen = false) {
    this.folded = this.list.hidden = folded;
    this.glance.hidden = !folded;
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.fold.title = folded ? this.glance.textContent : "";
    if (chosen && !this.narrow) remember(folded);
  }

  line(line, number) {
    const made = el("li", line.late ? "late" : "");
    const way = button("way", undefined, () => this.go(line));
    way.append(el("span", "called", line.called), " ", theirs("bdi", "text", line.text));
    way.title = line.text;
    way.dataset.hold = `briefing-${number}`;
    made.append(way);
    return made;
  }

  // To its first line; folded, it opens.
  enter() {
    if (this.folded) this.turn(false, true);
    this.list.querySelector(".way")?.focus();
  }
}

// Where a line is from: a message, a promise, another conversation, or what is known of somebody.
export function follow(line, open, edit) {
  if (line.edits) return edit();
  if (line.conversation !== store.state.id) return open(line.conversation);
  store.show("thread");
  return store.tell("find", line);
}

function remembered() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function remember(folded) {
  try {
    localStorage.setItem(KEPT, folded ? "folded" : "open");
  } catch {
    // where nothing may be kept it stands open with every page
  }
}
