// Answers in other conversations: whoever has gone on hears of one that stayed, and can take one
// back from where they are, for as long as it has not left.

import { counted, count, left } from "../shared/counting.js";
import { button, el, fill } from "../shared/dom.js";
import * as store from "../shared/store.js";

const BRIEFLY = 2;

export class Elsewhere {
  constructor(composer) {
    this.composer = composer;
    this.place = composer.form.querySelector(".notices");
    this.names = new Map();
    this.leaving = new Map();
    this.why = new Map();
    this.ticking = setInterval(() => this.tick(), 500);
    this.end = store.on("go", (id) => composer.goTo(id));
  }

  stop() {
    clearInterval(this.ticking);
    this.end();
  }

  // Whom it goes to is known as long as it stands open.
  sent({ id, name, handle, label }) {
    this.names.set(id, name || handle || label);
  }

  // An answer has not left: it is said until somebody looks at it, and there `why`.
  stayed(id, why = "") {
    const { words } = this.composer;
    this.why.set(id, why);
    this.show(id, "stayed bad", words.stayed, "alert", [words.goThere, () => this.composer.goTo(id)]);
  }

  // It was taken, and leaves at `until`.
  taken({ conversation: id, reply, until }) {
    this.leaving.delete(id);
    this.find(id)?.remove();
    if (until) this.leaving.set(id, { reply, until, at: Date.now() });
    this.look();
  }

  undone(id) {
    this.leaving.delete(id);
    if (this.find(id)?.matches(".leaving")) this.find(id).remove();
  }

  // The conversation that stands open says of its own answers what is to be said.
  look() {
    const here = this.composer.id;
    this.find(here)?.remove();
    if (this.why.get(here)) this.composer.notice(this.why.get(here), "bad refused");
    this.why.delete(here);
    for (const id of this.leaving.keys()) if (id !== here && !this.find(id)) this.leaves(id);
    this.tick();
  }

  leaves(id) {
    const { words } = this.composer;
    const made = this.show(id, "leaving calm", words.answerTo, "status", [words.undo, () => this.back(id)]);
    const said = el("span");
    made.firstChild.after(said);
    counted(said, this.leaving.get(id).until, words.leavesIn, words.leavesNow);
  }

  back(id) {
    const { reply } = this.leaving.get(id);
    this.undone(id);
    store.tell("act", { what: "undo", id: reply });
    this.composer.goTo(id);
  }

  // What was sent last and can be taken back from here: its conversation, and when that was.
  last() {
    const open = [...this.leaving].filter(([id, { until }]) => id !== this.composer.id && left(until) > 0);
    return open.map(([id, { at }]) => ({ id, at })).at(-1);
  }

  show(id, tone, text, role, [name, act]) {
    this.find(id)?.remove();
    const made = el("div", `notice elsewhere ${tone}`);
    made.dataset.id = id;
    made.setAttribute("role", role);
    made.append(el("span", "", fill(text, { name: this.names.get(id) })), button("button", name, act));
    this.place.append(made);
    return made;
  }

  find = (id) => this.place.querySelector(`.elsewhere[data-id="${id}"]`);

  tick() {
    for (const [id, { until }] of this.leaving) {
      const made = this.find(id);
      if (made) count(made.querySelector(".count"));
      if (left(until) <= 0) made?.querySelector("button")?.remove(); // too late is known here already
      if (left(until) > -BRIEFLY) continue;
      made?.remove();
      this.leaving.delete(id);
    }
  }
}
