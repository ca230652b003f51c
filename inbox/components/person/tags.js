// The tags of a person: chips, and a box that completes one in use or makes a new one.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { ask } from "./asking.js";

export class Tags {
  constructor(place) {
    this.place = place;
    this.list = el("div", "tags");
    this.input = Object.assign(el("input"), { type: "text", maxLength: 80, autocomplete: "off" });
    this.input.setAttribute("list", "person-tags");
    this.known = Object.assign(el("datalist"), { id: "person-tags" });
    this.said = el("p", "said");
    this.said.setAttribute("role", "alert");
    this.label = el("span", "");
    const field = el("label", "field");
    field.append(this.label, this.input);
    this.head = el("h2");
    place.append(this.head, this.list, field, this.known, this.said);
    this.input.addEventListener("focus", () => this.offer());
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.add();
    });
  }

  speak(words) {
    this.words = words;
    this.head.textContent = words.tags;
    this.label.textContent = words.tagAdd;
  }

  draw(id, tags) {
    this.place.hidden = !tags;
    if (this.id !== id) [this.input.value, this.said.textContent] = ["", ""];
    const drawn = JSON.stringify([id, tags, this.words.tagOff]);
    if (this.drawn === drawn) return;
    [this.drawn, this.id] = [drawn, id];
    const held = this.list.contains(this.list.getRootNode().activeElement);
    this.list.replaceChildren(...(tags || []).map((tag) => this.chip(id, tag)));
    if (held) this.input.focus();
  }

  chip(id, tag) {
    const made = el("span", "chip");
    const off = button("off", undefined, () => this.does(id, "/untag", { tag: tag.id }));
    off.append(icon("close", fill(this.words.tagOff, { tag: tag.name })));
    made.append(theirs("bdi", "", tag.name), off);
    return made;
  }

  async add() {
    const [id, name] = [this.id, this.input.value.trim()];
    if (name && (await this.does(id, "/tag", { name })) && this.input.value.trim() === name)
      this.input.value = "";
  }

  async does(id, path, body) {
    const told = await ask(id, "POST", path, body);
    if (id === this.id) this.said.textContent = told.done ? "" : told.text || this.words.lost;
    return told.done;
  }

  // The tags in use, asked when somebody begins to type one.
  async offer() {
    try {
      const answer = await fetch("/api/choices", { headers: { Accept: "application/json" } });
      const { tags } = await answer.json();
      this.known.replaceChildren(...tags.map(({ name }) => Object.assign(el("option"), { value: name })));
    } catch {
      this.known.replaceChildren(); // nothing to offer: a tag can be typed all the same
    }
  }
}
