// What the list is narrowed to: a button with a quiet panel, and a chip for each thing asked for.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { choices } from "../shared/choices.js";
import { Panel } from "./panel.js";

const KEYS = ["platform", "account", "kind", "tag", "owner", "team", "lang"];
const SHOWN = "~";
const UNKNOWN = "none"; // no language is known
const WALKS = ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];
const split = (text) => (text || "").split(",").filter(Boolean);

// A key that would choose in a folded list unfolds it: each step on the way is no choice.
function unfold(event, list) {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || event.key === "Enter" || !(WALKS.includes(event.key) || /^\S$/u.test(event.key))) return;
  try {
    list.showPicker();
    event.preventDefault();
  } catch {
    // a browser without it unfolds the list by itself, or chooses at once
  }
}

export class Filter {
  constructor(root, look) {
    this.root = root;
    this.look = look;
    this.place = root.querySelector(".chips");
    this.box = root.querySelector(".filtering");
    this.panel = new Panel(this.box);
  }

  update(data) {
    this.data = data;
    this.words = data.words;
    this.language = data.language;
    this.params = data.filter?.params || {};
    const said = JSON.stringify([data.filter, data.language]);
    if (this.said === said) return;
    this.said = said;
    this.chips();
    if (this.panel.isOpen) this.fill();
  }

  button() {
    const { words } = this;
    const made = button("turn filter", words.filter, () => this.open());
    made.dataset.hold = "filter";
    made.prepend(icon("filter"));
    return this.panel.opens(made);
  }

  values = (key) => split(this.params[key]);

  chips() {
    const { words } = this;
    const made = Object.keys(this.params).flatMap((key) =>
      this.values(key).map((value) => this.chip(key, value)),
    );
    if (made.length > 1) made.push(button("linkish", words.clearAll, () => this.ask({})));
    const held = this.place.contains(this.root.activeElement);
    this.place.replaceChildren(...made);
    this.place.setAttribute("aria-label", words.filter);
    if (held) (this.place.querySelector("button") || this.panel.opener)?.focus();
  }

  chip(key, value) {
    const made = el("span", "chip");
    const name = this.name(key, value);
    const off = button("off", undefined, () => this.toggle(key, value));
    off.append(icon("close", fill(this.words.without, { name })));
    made.append(theirs("bdi", "", name), off);
    return made;
  }

  name(key, value) {
    const { words } = this;
    if (key === "can") return words.answerable;
    if (key === "from") return fill(words.sinceDay, { day: this.day(value) });
    if (key === "to") return fill(words.untilDay, { day: this.day(value) });
    if (key === "lang") return value === UNKNOWN ? this.words.languageNotKnown : this.spoken(value);
    return this.data.filter.names[`${key}:${value}`] ?? words.unknownName;
  }

  day = (value) => new Date(`${value}T12:00`).toLocaleDateString(this.language, { dateStyle: "medium" });

  spoken(code) {
    try {
      return new Intl.DisplayNames([this.language], { type: "language" }).of(code) || code;
    } catch {
      return code;
    }
  }

  async open() {
    const { box, panel, words } = this;
    box.setAttribute("aria-label", words.filter);
    this.offered ??= await choices();
    this.fill();
    panel.show();
    box.querySelector("select, input")?.focus();
    this.offered = await choices();
    if (panel.isOpen) this.fill();
  }

  fill() {
    const { words, offered } = this;
    const said = JSON.stringify([this.params, offered, this.language]);
    if (this.filled === said) return;
    this.filled = said;
    const held = this.root.activeElement?.dataset?.key;
    const lists = {
      platform: offered.platforms,
      account: offered.accounts.length > 1 ? this.accounts() : [],
      kind: offered.kinds,
      tag: offered.tags,
      owner: [
        { id: "me", name: words.mine },
        { id: "none", name: words.nobodys },
        ...offered.agents.filter((agent) => agent.id !== offered.me),
      ],
      team: offered.teams,
      lang: this.languages(),
    };
    const rows = KEYS.filter((key) => lists[key].length).map((key) => this.select(key, lists[key]));
    const days = el("div", "days");
    days.append(this.date("from"), this.date("to"));
    const turned = el("p", "turned");
    turned.setAttribute("role", "alert");
    const ways = el("div", "ways");
    const clear = button("button", words.clearAll, () => this.ask({}));
    clear.dataset.key = "clear";
    clear.disabled = !Object.keys(this.params).length;
    const shut = button("button", words.close, () => this.panel.shut());
    shut.dataset.key = "close";
    ways.append(clear, shut);
    this.box.replaceChildren(...rows, days, turned, this.check(), ways);
    this.days();
    if (held) this.box.querySelector(`[data-key="${held}"]`)?.focus();
  }

  // One house is mostly called the same on every platform: what tells them apart comes first, where it is not cut.
  accounts() {
    const { accounts, platforms } = this.offered;
    const labels = new Map(platforms.map(({ id, name }) => [id, name]));
    return accounts.map(({ id, name, platform }) => ({
      id,
      name: labels.has(platform) ? `${labels.get(platform)} · ${name}` : name,
    }));
  }

  languages() {
    const known = this.offered.languages.map((code) => ({ id: code, name: this.spoken(code) }));
    return known.length ? [...known, { id: UNKNOWN, name: this.words.notKnown }] : [];
  }

  // A choice is added to those there are; one that is in already is taken out, and "Any" takes out all. What is
  // chosen is named by a choice that stands in the closed list alone.
  select(key, list) {
    const chosen = new Set(this.values(key));
    const made = el("select");
    made.dataset.key = key;
    const names = list.filter((one) => chosen.has(String(one.id))).map((one) => one.name);
    made.append(new Option(this.words.any, "", true, !names.length));
    if (names.length) made.append(Object.assign(new Option(names.join(", "), SHOWN, false, true), { hidden: true }));
    for (const one of list) {
      const mark = chosen.has(String(one.id)) ? "✓ " : "";
      made.append(new Option(mark + one.name, String(one.id)));
    }
    made.addEventListener("change", () => (made.value ? this.toggle(key, made.value) : this.put(key, "")));
    made.addEventListener("keydown", (event) => unfold(event, made));
    return this.labelled(this.words[`by_${key}`], made);
  }

  date(key) {
    const made = el("input");
    made.type = "date";
    made.dataset.key = key;
    made.value = this.params[key] || "";
    made.addEventListener("change", () => this.span());
    return this.labelled(this.words[`by_${key}`], made);
  }

  // The days as they stand in their fields, null where they are the wrong way round, which is said.
  days() {
    const [from, to] = ["from", "to"].map((key) => this.box.querySelector(`[data-key="${key}"]`).value);
    const said = this.turned({ from, to });
    this.box.querySelector(".turned").textContent = said;
    return said ? null : { ...(from && { from }), ...(to && { to }) };
  }

  // What is said of days the wrong way round, nothing of others.
  turned({ from, to } = this.params) {
    const days = () => ({ from: this.day(from), to: this.day(to) });
    return from && to && from > to ? fill(this.words.daysTurned, days()) : "";
  }

  // The wrong way round they leave the list as it is: nothing fits them, and somebody is still typing.
  span() {
    const days = this.days();
    const { from, to, ...rest } = this.params;
    if (days) this.ask({ ...rest, ...days });
  }

  check() {
    const made = el("input");
    made.type = "checkbox";
    made.dataset.key = "can";
    made.checked = this.params.can === "1";
    made.addEventListener("change", () => this.put("can", made.checked ? "1" : ""));
    const label = el("label", "check");
    label.append(made, el("span", "", this.words.answerable));
    return label;
  }

  labelled(text, field) {
    const label = el("label", "field");
    label.append(el("span", "", text), field);
    return label;
  }

  toggle(key, value) {
    const there = this.values(key);
    const kept = there.includes(value) ? there.filter((one) => one !== value) : [...there, value];
    this.put(key, kept.join(","));
  }

  put(key, text) {
    const { [key]: _, ...rest } = this.params;
    this.ask(text ? { ...rest, [key]: text } : rest);
  }

  ask(params) {
    this.params = params;
    this.look(params);
  }
}
