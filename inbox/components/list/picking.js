// Many rows at once: picked with the mouse or "x", a bar that says what to do, and how far it is.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { choices } from "../shared/choices.js";

const TIMES = [["later", "inTwoHours"], ["tomorrow", "tomorrow"], ["monday", "monday"]];

export class Picking {
  constructor(root, tell) {
    [this.root, this.tell] = [root, tell];
    this.picked = new Set();
    this.all = false;
    this.bar = root.querySelector(".bar");
    this.menu = root.querySelector(".choose");
    this.progress = root.querySelector(".progress");
    this.menu.addEventListener("keydown", (event) => this.key(event));
    root.querySelector(".rows").addEventListener("keydown", (event) => this.typed(event));
  }

  update(data, where) {
    [this.data, this.words] = [data, data.words];
    if (this.where !== undefined && this.where !== where) this.clear();
    this.where = where;
    const there = new Set(data.rows.map((row) => row.id));
    this.picked = new Set([...this.picked].filter((id) => there.has(id)));
    this.show();
    this.tellProgress();
  }

  // The box that appears on a row; the row says itself whether it is picked.
  box() {
    const made = el("span", "pick");
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  mark(row) {
    const mine = this.picked.has(Number(row.dataset.id));
    row.classList.toggle("picked", mine);
    if (this.picked.size) row.setAttribute("aria-checked", String(mine));
    else row.removeAttribute("aria-checked");
  }

  // A press on a row's box picks it; with shift all from the last one to it.
  pressed(event, row) {
    if (!event.target.closest(".pick") && !(event.shiftKey && this.picked.size)) return false;
    if (event.shiftKey && this.last !== undefined) this.range(Number(row.dataset.id));
    else this.toggle(Number(row.dataset.id));
    return true;
  }

  // On a row "x" picks it, with shift all from the last one to it; Escape picks none.
  typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest(".row");
    if (event.key === "Escape") this.clear();
    if (!row || event.key.toLowerCase() !== "x") return;
    event.preventDefault();
    const id = Number(row.dataset.id);
    if (event.shiftKey && this.last !== undefined) this.range(id);
    else this.toggle(id);
  }

  range(id) {
    const ids = this.data.rows.map((row) => row.id);
    const [from, to] = [ids.indexOf(this.last), ids.indexOf(id)].sort((a, b) => a - b);
    if (from < 0) return this.toggle(id);
    ids.slice(from, to + 1).forEach((one) => this.picked.add(one));
    return this.show();
  }

  toggle(id) {
    this.all = false;
    if (!this.picked.delete(id)) this.picked.add(id);
    this.last = id;
    this.show();
  }

  clear() {
    this.picked.clear();
    this.all = false;
    this.show();
  }

  show() {
    this.root.querySelectorAll(".row").forEach((row) => this.mark(row));
    this.root.querySelector(".rows").classList.toggle("picking", this.picked.size > 0);
    this.bar.hidden = !this.picked.size;
    const said = JSON.stringify([this.picked.size, this.all, this.data.more, this.words.bulkDone]);
    if (this.said === said) return;
    this.said = said;
    const held = this.bar.contains(this.root.activeElement) && this.root.activeElement.dataset.does;
    this.bar.replaceChildren(...(this.picked.size ? this.parts() : []));
    if (held) (this.bar.querySelector(`[data-does="${held}"]`) || this.bar.querySelector("button"))?.focus();
  }

  parts() {
    const { words } = this;
    this.bar.setAttribute("aria-label", words.bulkBar);
    const count = fill(this.all ? words.bulkAll : words.bulkCount, { n: this.picked.size });
    const made = [el("span", "count", count)];
    const ways = [
      ["done", words.bulkDone, () => this.ask({ verb: "done" })],
      ["snooze", words.bulkSnooze, (event) => this.times(event.currentTarget)],
      ["assign", words.bulkAssign, (event) => this.people(event.currentTarget)],
      ["tag", words.by_tag, (event) => this.tags(event.currentTarget)],
      ["hide", words.bulkHide, () => this.ask({ verb: "hide" })],
    ];
    made.push(...ways.map(([does, text, act]) => this.way(does, text, act)));
    if (!this.all && this.data.more) {
      made.push(this.way("all", words.bulkMatch, () => {
        this.data.rows.forEach((row) => this.picked.add(row.id));
        this.all = true;
        this.show();
      }, "linkish"));
    }
    const shut = this.way("clear", "", () => this.clear(), "off");
    shut.append(icon("close", words.bulkNone));
    made.splice(1, 0, shut);
    return made;
  }

  way(does, text, act, look = "button") {
    const made = button(look, text, act);
    made.dataset.does = does;
    return made;
  }

  ask(what) {
    const whom = this.all ? { all: true } : { ids: [...this.picked] };
    this.tell({ ...what, ...whom });
    this.hide();
    this.clear();
    this.root.querySelector('.row[tabindex="0"]')?.focus({ preventScroll: true });
  }

  times(opener) {
    const { words } = this;
    const made = TIMES.map(([until, word]) => this.item(words[word], { verb: "snooze", until }));
    this.open(opener, words.bulkSnooze, made);
  }

  async people(opener) {
    const { words } = this;
    const { me, agents, teams, gives } = await choices();
    const made = [this.item(words.take, { verb: "assign", agent: me })];
    made.push(this.item(words.toQueue, { verb: "assign", agent: null }));
    for (const team of teams) {
      made.push(this.item(team.name, { verb: "assign", agent: null, team: team.id }));
    }
    if (gives) {
      const others = agents.filter((agent) => agent.id !== me);
      made.push(...others.map((one) => this.item(one.name, { verb: "assign", agent: one.id })));
    }
    this.open(opener, words.bulkAssign, made);
  }

  async tags(opener) {
    const { words } = this;
    const form = el("form", "keep");
    const name = Object.assign(el("input"), { type: "text", maxLength: 80, autocomplete: "off" });
    name.placeholder = name.ariaLabel = words.tagWhich;
    name.setAttribute("list", "bulk-tags");
    const known = el("datalist");
    known.id = "bulk-tags";
    const save = Object.assign(el("button", "button", words.by_tag), { type: "submit" });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (name.value.trim()) this.ask({ verb: "tag", tag: name.value });
    });
    form.append(name, known, save);
    this.open(opener, words.tagWhich, [form]);
    const found = await choices();
    known.replaceChildren(...found.tags.map((tag) => new Option(tag.name, tag.name)));
  }

  item(text, what) {
    const made = button("go", undefined, () => this.ask(what));
    made.append(theirs("bdi", "", text));
    return made;
  }

  open(opener, title, items) {
    this.opener = opener;
    this.menu.setAttribute("aria-label", title);
    this.menu.replaceChildren(...items);
    this.menu.showPopover();
    const [at, size] = [opener, this.menu].map((one) => one.getBoundingClientRect());
    this.menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.menu.style.top = `${Math.max(8, at.top - 4 - size.height)}px`;
    this.menu.querySelector("input, button")?.focus();
  }

  hide() {
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  key(event) {
    event.stopPropagation();
    const items = [...this.menu.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) {
      event.preventDefault();
      const at = items.indexOf(this.root.activeElement);
      items.at((at + step) % items.length)?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.hide();
      this.opener?.focus();
    }
  }

  // How far it is, what was refused and why, and the way back; put away with its cross.
  tellProgress() {
    const { words } = this;
    const { bulk } = this.data;
    const over = !bulk || (this.away === bulk.id && !bulk.waiting);
    const said = JSON.stringify(over ? null : [bulk, words.bulkUndo]);
    if (this.toldOf === said) return;
    this.toldOf = said;
    const open = this.progress.querySelector("details")?.open;
    this.progress.replaceChildren(...(over ? [] : this.report(bulk)));
    if (open && this.progress.querySelector("details")) this.progress.querySelector("details").open = true;
  }

  report(bulk) {
    const { words } = this;
    const line = el("div", "how-far");
    line.append(el("span", "", bulk.text));
    if (bulk.waiting) {
      const bar = Object.assign(el("progress"), { max: bulk.total, value: bulk.total - bulk.waiting });
      bar.ariaLabel = bulk.text;
      line.append(bar);
    }
    if (bulk.undo) {
      line.append(button("linkish", words.bulkUndo, () => this.tell({ verb: "undo", id: bulk.id })));
    }
    if (!bulk.waiting) {
      const off = button("off", undefined, () => {
        this.away = bulk.id;
        this.tellProgress();
      });
      off.append(icon("close", words.close));
      line.append(off);
    }
    return bulk.refused.length ? [line, this.refused(bulk)] : [line];
  }

  refused(bulk) {
    const { words } = this;
    const made = el("details");
    const count = bulk.refused.length + bulk.more;
    made.append(el("summary", "", fill(words.bulkRefused, { n: count })));
    const list = el("ul");
    for (const { name, why } of bulk.refused) {
      const item = el("li");
      item.append(theirs("bdi", "", name || words.withheld), el("span", "quiet", why));
      list.append(item);
    }
    if (bulk.more) list.append(el("li", "quiet", fill(words.bulkMore, { n: bulk.more })));
    made.append(list);
    return made;
  }
}
