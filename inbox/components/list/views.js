// Saved views: a small menu beside the folders; choosing one is looking there. What takes
// something from others, or a view that is there already, is asked once more.

import { button, el, fill, icon, theirs, visible } from "../shared/dom.js";
import { Panel } from "./panel.js";

const same = (one, other) => {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
};

// As the server tells names from each other (`inbox/rules/labels.py`), but for rare letters: it has the last word.
const folded = (name) => name.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();

// Folders and orders have buttons of their own: a view that only chooses them is no name for what is shown.
const narrows = (look) => Object.keys(look).some((key) => !["f", "o"].includes(key));

// So long a name that was sent is waited for, before it can be sent again.
const PATIENCE = 4000;

export class Views {
  constructor(root, look, tell) {
    [this.root, this.look, this.tell] = [root, look, tell];
    this.box = root.querySelector(".views");
    this.panel = new Panel(this.box);
  }

  update(data) {
    [this.data, this.words] = [data, data.words];
    const said = JSON.stringify([data.views, data.look, data.language]);
    if (this.said === said) return;
    this.said = said;
    if (this.panel.isOpen) this.fill();
  }

  current = () => (this.data.views || []).find((one) => same(one.look, this.data.look || {}));

  button() {
    const { words } = this;
    const made = button("turn views-open", undefined, () => this.open());
    made.dataset.hold = "views";
    const shown = this.current();
    const name = shown && narrows(shown.look) ? shown.name : undefined;
    made.append(theirs("bdi", "", name ?? words.views));
    if (name) made.ariaLabel = `${words.views}: ${name}`;
    return this.panel.opens(made);
  }

  open() {
    this.asks = this.refused = null;
    this.box.setAttribute("aria-label", this.words.views);
    this.fill();
    this.panel.show();
    this.box.querySelector("button, input")?.focus();
  }

  fill() {
    const { data } = this;
    const held = this.root.activeElement?.dataset?.place;
    const typed = this.box.querySelector("[data-place=name]")?.value ?? "";
    const shared = this.box.querySelector("input[type=checkbox]")?.checked ?? false;
    const rows = (data.views || []).map((one) => this.row(one));
    this.box.replaceChildren(...rows, this.form(typed, shared));
    if (held) this.box.querySelector(`[data-place="${held}"]`)?.focus();
  }

  // What came of a name: whether that is said here. Refused, it stands as it was typed, with the reason.
  heard({ what, ok, text }) {
    const sent = this.sent;
    if (!sent || what !== "view") return false;
    this.sent = null;
    if (ok) sent.done();
    if (ok || !this.panel.isOpen) return false;
    this.refused = { place: sent.place, text };
    this.fill();
    this.box.querySelector(`[data-place="${sent.place}"]`)?.focus();
    return true;
  }

  send(value, place, done) {
    if (this.sent && Date.now() - this.sent.at < PATIENCE) return;
    this.sent = { at: Date.now(), place, done };
    this.tell(value);
  }

  // A question or a new name stands in the place of what it is about; asked and left, the focus goes back.
  ask(what, place) {
    this.asks = what;
    this.fill();
    const field = this.box.querySelector(`[data-place="${place}"]`);
    field?.focus();
    field?.select?.();
  }

  row(one) {
    const asks = this.asks?.id === one.id ? this.asks.what : "";
    if (asks === "rename") return this.naming(one);
    if (asks === "remove") {
      const said = fill(this.words.viewRemoveAll, { name: one.name });
      const yes = () => this.put({ what: "remove", id: one.id }, "name");
      return this.question(said, this.words.viewRemoveYes, yes, `off-${one.id}`);
    }
    const made = el("div", "view");
    made.append(this.go(one));
    if (one.mine) made.append(this.small("rename", "pen", this.words.viewRename, one));
    if (one.removable) made.append(this.small("off", "close", this.words.viewRemove, one));
    return made;
  }

  go(one) {
    const { words } = this;
    const go = button("go", undefined, () => {
      this.panel.shut();
      this.look({ view: one.id }); // what is kept by then, not by now
    });
    go.dataset.place = `go-${one.id}`;
    go.setAttribute("aria-current", String(one === this.current()));
    go.append(theirs("bdi", "", one.name));
    if (one.shared) {
      const whose = one.mine ? words.viewShared : fill(words.viewBy, { agent: one.maker });
      go.append(el("span", "quiet", whose));
    }
    return go;
  }

  small(does, sign, said, one) {
    const act = () => {
      if (does === "rename") return this.ask({ what: "rename", id: one.id, name: one.name }, "new-name");
      if (one.shared) return this.ask({ what: "remove", id: one.id }, "no");
      return this.tell({ what: "remove", id: one.id });
    };
    const made = button("off", undefined, act);
    made.dataset.place = `${does}-${one.id}`;
    made.append(icon(sign, fill(said, { name: one.name })));
    return made;
  }

  naming(one) {
    const { words } = this;
    const made = el("form", "keep");
    const name = this.field(this.asks.name, words.viewNewName, "new-name");
    name.addEventListener("input", () => (this.asks.name = name.value));
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.blank(name)) return;
      if (name.value.trim() === one.name) return this.ask(null, `rename-${one.id}`);
      this.send({ what: "rename", id: one.id, name: name.value }, "new-name", () => this.ask(null, `rename-${one.id}`));
    });
    made.append(name, ...this.reason(name), this.ways(words.viewRenameYes, undefined, `rename-${one.id}`));
    return made;
  }

  question(said, yes, act, back) {
    const made = el("div", "keep");
    const text = theirs("p", "sure", said);
    text.setAttribute("role", "alert");
    made.append(text, this.ways(yes, act, back));
    return made;
  }

  // Without an act the first one sends the form that it stands in.
  ways(yes, act, back) {
    const made = el("div", "ways");
    const first = button("button", yes, act);
    if (!act) first.type = "submit";
    first.dataset.place = "yes";
    const no = button("button", this.words.not, () => this.ask(null, back));
    no.dataset.place = "no";
    made.append(no, first);
    return made;
  }

  put(value, place) {
    this.tell(value);
    this.ask(null, place);
  }

  field(value, label, place) {
    const made = el("input");
    Object.assign(made, { type: "text", value, maxLength: 80, autocomplete: "off", dir: "auto" });
    made.placeholder = made.ariaLabel = label;
    made.dataset.place = place;
    return made;
  }

  reason(field) {
    if (this.refused?.place !== field.dataset.place) return [];
    const made = el("p", "refused", this.refused.text);
    made.setAttribute("role", "alert");
    field.ariaInvalid = "true";
    field.addEventListener("input", () => {
      field.ariaInvalid = this.refused = null;
      made.remove();
    }, { once: true });
    return [made];
  }

  blank(name) {
    if (visible(name.value)) return false;
    name.setCustomValidity(this.words.viewNameless);
    name.reportValidity();
    name.addEventListener("input", () => name.setCustomValidity(""), { once: true });
    return true;
  }

  form(typed, shared) {
    const { words } = this;
    const made = el("form", "keep");
    made.noValidate = true;
    const name = this.field(typed, words.viewName, "name");
    const box = Object.assign(el("input"), { type: "checkbox", checked: shared });
    box.dataset.place = "shared";
    const label = el("label", "check");
    label.append(box, el("span", "", words.viewForAll));
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.blank(name)) this.save(name.value, box.checked);
    });
    const save = Object.assign(el("button", "button", words.viewSave), { type: "submit" });
    save.dataset.place = "save";
    made.append(el("span", "quiet", words.viewKeep), name, ...this.reason(name), label, save);
    if (this.asks?.what !== "replace") return made;
    const question = this.replacing();
    save.replaceWith(question);
    made.addEventListener("input", () => {
      this.asks = null; // it asked about what was typed and ticked before
      question.replaceWith(save);
    });
    return made;
  }

  save(name, shared) {
    const old = (this.data.views || []).find((one) => one.mine && folded(one.name) === folded(name));
    if (old) return this.ask({ what: "replace", old, name, shared }, "no");
    return this.kept({ what: "save", name, shared });
  }

  replacing() {
    const { words } = this;
    const { old, name, shared } = this.asks;
    const word = old.shared ? (shared ? words.viewTakenShared : words.viewTakenOwn) : words.viewTaken;
    const yes = () => this.kept({ what: "save", name, shared, id: old.id });
    return this.question(fill(word, { name: old.name }), words.viewReplace, yes, "name");
  }

  // What was typed and ticked was for this one view.
  kept(value) {
    this.send(value, "name", () => {
      this.asks = null;
      this.box.replaceChildren();
      if (this.panel.isOpen) this.panel.shut();
    });
  }
}
