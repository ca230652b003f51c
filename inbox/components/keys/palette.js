// The palette: everything that can be done here and now, and whom one may look for, by name.

import { choose } from "../shared/choosing.js";
import * as commands from "../shared/commands.js";
import { el, theirs } from "../shared/dom.js";
import { fold } from "../shared/fitting.js";
import { signedOut } from "../shared/store.js";
import { caps } from "./strokes.js";

const SHOWN = 60;
const WAIT = 200;
const FIRST = ["conversation", "person", "writing"];

// How well something fits what is typed, 0 for not at all: by its name first, then by words of it or that it
// is also called, last by what stands anywhere in it.
function rank({ name, place, also }, line, words) {
  const called = fold(name);
  if (called === line) return 5;
  if (called.startsWith(line)) return 4;
  const begins = (text) => {
    const those = fold(text).split(/[^\p{L}\p{N}]+/u);
    return words.every((word) => those.some((one) => one.startsWith(word)));
  };
  if (begins(called) || begins(also || "")) return 3;
  if (begins(`${name} ${also || ""} ${place}`)) return 2;
  return words.every((word) => fold(`${name} ${place}`).includes(word)) ? 1 : 0;
}

export class Palette {
  // `keys` knows what is possible, does it, and opens a conversation.
  constructor(root, keys) {
    this.root = root;
    this.keys = keys;
    this.box = root.querySelector(".palette");
    this.input = this.box.querySelector("input");
    this.list = this.box.querySelector("[role=listbox]");
    this.none = this.box.querySelector(".none");
    this.input.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => event.target === this.box && this.shut());
  }

  update(data) {
    [this.data, this.words] = [data, data.words];
    this.box.setAttribute("aria-label", this.words.palette);
    this.input.ariaLabel = this.input.placeholder = this.words.what;
    this.list.setAttribute("aria-label", this.words.palette);
  }

  open() {
    if (this.box.open) return this.shut();
    this.from = commands.held();
    this.all = this.offers(); // before the focus goes: some things can be done where it was
    this.people = [];
    this.input.value = "";
    this.box.showModal();
    this.input.focus();
    return this.draw();
  }

  // What can be done, then what of it can be done at once: "Give to: Jonas".
  offers() {
    const near = ({ place }) => FIRST.includes(place); // what stands open comes before the list
    const can = this.data.commands.filter(({ id }) => id !== "palette" && this.keys.possible(id));
    const here = [...can.filter(near), ...can.filter((one) => !near(one))];
    const places = new Map(this.data.places.map(({ id, name }) => [id, name]));
    const made = here.map(({ id, name, keys, own, place, also }) => ({
      name,
      also,
      keys: [...keys, ...own],
      place: places.get(place),
      run: () => this.keys.run(id),
    }));
    for (const { id, name, place, also } of here) {
      for (const { text, act } of commands.more(id)) {
        const whole = `${name.replace(/\s*…$/u, "")}: ${text}`;
        made.push({ name: whole, keys: [], place: places.get(place), run: act, deep: true, also });
      }
    }
    const { name: looks, place: list, also } = this.data.commands.find(({ id }) => id === "views");
    for (const { name, look } of this.data.views || []) {
      const whole = `${looks.replace(/\s*…$/u, "")}: ${name}`;
      made.push({ name: whole, keys: [], place: places.get(list), run: () => this.keys.look(look), deep: true, also });
    }
    return made;
  }

  typed() {
    clearTimeout(this.asking);
    this.people = this.people.filter(({ name }) => fold(name).includes(fold(this.input.value).trim()));
    this.draw();
    const line = this.input.value.trim();
    if (line.length > 1) this.asking = setTimeout(() => this.ask(line), WAIT);
  }

  async ask(line) {
    try {
      const answer = await fetch(`/api/people?${new URLSearchParams({ typed: line })}`, {
        headers: { Accept: "application/json" },
      });
      if (answer.status === 401) signedOut();
      const found = answer.ok ? (await answer.json()).people : [];
      if (!this.box.open || this.input.value.trim() !== line) return;
      this.people = found.map((one) => ({
        name: one.name,
        keys: [],
        place: [one.handle && `@${one.handle}`, one.label].filter(Boolean).join(" · "),
        run: () => this.keys.open(one.conversation),
      }));
      this.draw();
    } catch {
      // people are found again when the server is; what is here can be done all the same
    }
  }

  draw() {
    const line = fold(this.input.value).trim();
    const words = line.split(/\s+/u).filter(Boolean);
    const ranked = this.all.map((one) => [words.length ? rank(one, line, words) : Number(!one.deep), one]);
    const found = ranked.filter(([fits]) => fits).sort(([one], [other]) => other - one).map(([, one]) => one);
    const shown = [...found.slice(0, SHOWN), ...this.people];
    const chosen = this.list.children[this.at]?.said;
    this.list.replaceChildren(...shown.map((one) => this.option(one)));
    this.none.textContent = shown.length ? "" : this.words.nothing;
    const again = words.length ? -1 : [...this.list.children].findIndex(({ said }) => said === chosen);
    this.choose(Math.max(0, again));
  }

  option(one) {
    const made = el("div", "choice");
    made.setAttribute("role", "option");
    made.append(theirs("bdi", "named", one.name), theirs("bdi", "where", one.place));
    if (one.keys.length) made.append(keyed(one.keys[0], this.words));
    made.addEventListener("click", () => this.take(one));
    return Object.assign(made, { said: `${one.name} ${one.place}`, one });
  }

  choose(at) {
    this.at = choose(this.input, this.list, at);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      const last = this.list.children.length - 1;
      const to = this.at + step;
      this.choose(Math.abs(step) > 1 ? Math.min(Math.max(to, 0), last) : to);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      const chosen = this.list.children[this.at];
      if (chosen) this.take(chosen.one);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.shut();
    } else if (event.key === "Tab") event.preventDefault(); // there is one field here
  }

  // Focus goes back first: what is done may take it elsewhere.
  take(one) {
    this.shut();
    one.run();
  }

  shut() {
    clearTimeout(this.asking);
    this.box.close();
    this.input.blur(); // what is hidden would have the keys until the page is drawn
    if (this.from?.isConnected) this.from.focus({ preventScroll: true });
  }
}

// Keys as caps: those pressed together stand close, one after the other apart.
export function keyed(keys, words) {
  const made = el("span", "keyed");
  for (const together of caps(keys, words)) {
    const group = el("span", "together");
    group.append(...together.map((key) => el("kbd", "", key)));
    made.append(group);
  }
  return made;
}
