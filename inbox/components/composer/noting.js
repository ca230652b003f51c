// The other face of the composer: a note that only the team sees. A box of its own, a way of its
// own to the server; switching moves no word from one to the other.

import { put } from "../shared/caret.js";
import { leave } from "../shared/commands.js";
import { el, icon, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as notes from "./notes.js";
import { Outside } from "./outside.js";

const SHOWN = 6;
const MODES = ["reply", "note", "outside"];
const SIGNS = { note: "lock", outside: "phone" };
const fold = (text) => text.normalize("NFKC").toLocaleLowerCase().trim();
const NAMING = /(?:^|[^\p{L}\p{N}])@([^\n@]{0,40})$/u;

export class Noting {
  constructor(root) {
    this.root = root;
    this.switch = root.querySelector(".modes");
    this.form = root.querySelector(".noting");
    this.area = this.form.querySelector("textarea");
    this.list = this.form.querySelector("[role=listbox]");
    this.modes = new Map();
    this.outside = new Outside(root, (mode, focus) => this.turn(mode, focus));
    this.ends = [
      store.on("leaving", (id) => notes.save(id, true)),
      store.on("opened", () => this.opened()),
      store.on("view", () => this.viewed()),
      store.on("noted", (id) => id === store.state.id && this.refill()),
      store.on("note kept", (id) => id === store.state.id && this.kept()),
    ];
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => {
      notes.save(store.state.id);
      setTimeout(() => this.hush(), 150); // a click on a name comes after it
    });
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
  }

  get mode() {
    return this.modes.get(store.state.id) || "reply";
  }

  stop() {
    notes.saveAll();
    this.outside.stop();
    this.ends.forEach((end) => end());
  }

  speak(words) {
    this.words = words;
    this.outside.speak(words);
    this.area.setAttribute("aria-label", words.note);
    this.area.placeholder = words.notePlaceholder;
    this.list.setAttribute("aria-label", words.colleagues);
    this.form.querySelector(".only").replaceChildren(icon("lock"), el("span", "", words.noteOnly));
    this.form.querySelector(".add-note").textContent = words.noteAdd;
    this.form.querySelector(".add-note").title = words.sendKeys;
    this.viewed();
  }

  opened() {
    this.filled = null;
    this.hush();
    this.say("");
    this.viewed();
  }

  viewed() {
    const { view } = store.state;
    this.switch.hidden = this.form.hidden = !view || !this.words;
    if (this.switch.hidden) return;
    if (notes.take(view.id, view.note, view.asked) || this.filled !== view.id) this.refill();
    this.draw();
  }

  refill() {
    const { id } = store.state;
    const { text } = notes.note(id);
    put(this.area, text, this.filled === id);
    this.filled = id;
    this.kept();
    this.draw();
  }

  // The switch; where a note was begun it says so on the other side as well.
  draw() {
    const { words, mode } = this;
    const begun = { note: Boolean(notes.note(store.state.id).text.trim()), outside: this.outside.begun() };
    begun[mode] = false;
    this.switch.dataset.mode = mode;
    const said = JSON.stringify([mode, begun, words.modes, words.toNote]);
    if (this.said === said) return;
    this.said = said;
    const held = this.switch.contains(this.root.activeElement);
    this.switch.setAttribute("aria-label", words.modes);
    this.switch.replaceChildren(...MODES.map((one) => this.side(one, one === mode, begun[one])));
    if (held) this.switch.querySelector("input:checked").focus();
  }

  side(mode, chosen, begun) {
    const { words } = this;
    const made = el("label", `mode ${mode}`);
    const input = el("input");
    Object.assign(input, { type: "radio", name: "mode", value: mode, checked: chosen });
    input.addEventListener("change", () => this.turn(mode));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.turn(mode, true);
    });
    made.addEventListener("click", (event) => {
      if (!event.detail) return; // arrows walk on the switch; whoever points goes on to write
      event.preventDefault();
      this.turn(mode, true);
    });
    made.append(input);
    if (SIGNS[mode]) made.append(icon(SIGNS[mode]));
    made.append(el("span", "", { note: words.toNote, outside: words.toOutside }[mode] || words.reply));
    if (begun) made.append(icon("pen", words[`${mode}Begun`]));
    return made;
  }

  turn(mode, focus = false) {
    this.modes.set(store.state.id, mode);
    this.hush();
    this.say("");
    this.draw();
    if (!focus) return;
    const reply = this.root.querySelector(".composer textarea");
    const boxes = { note: this.area, outside: this.outside.area, reply };
    boxes[mode].focus();
  }

  typed() {
    notes.typed(store.state.id, this.area.value);
    this.kept();
    this.say("");
    this.offer();
  }

  kept() {
    const here = notes.note(store.state.id);
    const place = this.form.querySelector(".saved");
    place.classList.toggle("bad", Boolean(here.failed));
    const clean = here.text === here.base;
    const said = here.failed ? this.words.notSaved : clean ? this.words.saved : "";
    place.textContent = here.text.trim() ? said : "";
    if (clean && here.text.trim() && here.strays !== undefined) this.say(here.strays, "");
  }

  async submit(event) {
    event.preventDefault();
    const { id } = store.state;
    if (this.form.inert) return;
    this.form.inert = true;
    let said = { ok: false, text: this.words.noAnswer };
    try {
      said = await notes.write(id);
    } catch {
      // said already: it stays here
    }
    this.form.inert = false;
    store.refresh();
    if (store.state.id !== id) return;
    this.refill();
    this.say(said.text, said.ok ? "" : " bad");
    this.area.focus();
  }

  // What is only a hint, a name that reaches nobody, holds nothing up.
  say(text, tone = " bad") {
    const place = this.form.querySelector(".notices");
    if (place.textContent === text) return;
    place.replaceChildren(...(text ? [el("div", `notice${tone}`, text)] : []));
    place.firstChild?.setAttribute("role", tone ? "alert" : "status");
  }

  // -- who is meant ------------------------------------------------------------------------------

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return this.submit(event);
    if (this.list.hidden) return event.key === "Escape" && leave(this.area);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose(this.at + step);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.list.children[this.at].name);
    else if (event.key === "Escape") this.hush();
    else return undefined;
    event.preventDefault();
    return undefined;
  }

  // After an "@": those whose name, or a word of it, begins like that.
  offer() {
    const { selectionStart: at, value } = this.area;
    const naming = NAMING.exec(value.slice(0, at));
    const { agents, teams, me } = store.state.view.hands;
    const typed = naming && fold(naming[1]);
    const fits = ({ name }) =>
      fold(name).startsWith(typed) || (typed && fold(name).split(/\s+/u).some((word) => word.startsWith(typed)));
    const found = naming ? [...agents.filter(({ id }) => id !== me), ...teams].filter(fits) : [];
    const whole = found.length === 1 && naming[1].endsWith(" ") && fold(found[0].name) === typed;
    if (!found.length || whole) return this.hush();
    this.from = at - naming[1].length;
    this.list.replaceChildren(...found.slice(0, SHOWN).map(({ name }) => this.option(name)));
    this.list.hidden = false;
    this.choose(0);
    return undefined;
  }

  option(name) {
    const made = theirs("div", "choice", name);
    made.setAttribute("role", "option");
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => this.take(name));
    made.name = name;
    return made;
  }

  choose(at) {
    const all = [...this.list.children];
    this.at = (at + all.length) % all.length;
    all.forEach((one, place) => {
      one.id = `named-${place}`;
      one.setAttribute("aria-selected", String(place === this.at));
    });
    this.area.setAttribute("aria-activedescendant", all[this.at].id);
  }

  take(name) {
    this.area.setRangeText(`${name} `, this.from, this.area.selectionStart, "end");
    this.hush();
    this.area.focus();
    this.typed();
    this.hush();
  }

  hush() {
    this.list.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }
}
