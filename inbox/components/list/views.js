// Saved views: a small menu beside the folders; choosing one is looking there.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { Panel } from "./panel.js";

const same = (one, other) => {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
};

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
    const name = this.current()?.name;
    made.append(theirs("bdi", "", name ?? words.views));
    if (name) made.ariaLabel = `${words.views}: ${name}`;
    return this.panel.opens(made);
  }

  open() {
    this.box.setAttribute("aria-label", this.words.views);
    this.fill();
    this.panel.show();
    this.box.querySelector("button, input")?.focus();
  }

  fill() {
    const { words, data } = this;
    const held = this.root.activeElement?.dataset?.place;
    const typed = this.box.querySelector("input[type=text]")?.value ?? "";
    const shared = this.box.querySelector("input[type=checkbox]")?.checked ?? false;
    const rows = (data.views || []).map((one) => this.row(one));
    this.box.replaceChildren(...rows, this.form(typed, shared));
    if (held) this.box.querySelector(`[data-place="${held}"]`)?.focus();
  }

  row(one) {
    const { words } = this;
    const made = el("div", "view");
    const go = button("go", undefined, () => {
      this.panel.shut();
      this.look(one.look);
    });
    go.dataset.place = `go-${one.id}`;
    go.setAttribute("aria-current", String(one === this.current()));
    go.append(theirs("bdi", "", one.name));
    if (one.shared) {
      const whose = one.maker ? fill(words.viewBy, { agent: one.maker }) : words.viewShared;
      go.append(el("span", "quiet", whose));
    }
    made.append(go);
    if (one.removable) {
      const off = button("off", undefined, () => this.tell({ what: "remove", id: one.id }));
      off.dataset.place = `off-${one.id}`;
      off.append(icon("close", fill(words.viewRemove, { name: one.name })));
      made.append(off);
    }
    return made;
  }

  form(typed, shared) {
    const { words } = this;
    const made = el("form", "keep");
    const name = el("input");
    Object.assign(name, { type: "text", value: typed, maxLength: 80, autocomplete: "off" });
    name.placeholder = name.ariaLabel = words.viewName;
    name.dataset.place = "name";
    const box = Object.assign(el("input"), { type: "checkbox", checked: shared });
    box.dataset.place = "shared";
    const label = el("label", "check");
    label.append(box, el("span", "", words.viewForAll));
    const save = Object.assign(el("button", "button", words.viewSave), { type: "submit" });
    save.dataset.place = "save";
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!name.value.trim()) return name.focus();
      this.tell({ what: "save", name: name.value, shared: box.checked });
      name.value = "";
      return this.panel.shut();
    });
    made.append(el("span", "quiet", words.viewKeep), name, label, save);
    return made;
  }
}
