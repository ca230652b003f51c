// Many rows at once: picked with the mouse or "x", a bar that says what to do, and how far it is.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import { choices } from "../shared/choices.js";
import { Letters } from "../shared/letters.js";
import { offered } from "../shared/moments.js";
import { offering } from "./offering.js";
import { otherTime } from "./other_time.js";

const FEW = 10;
const ASKED = ["done", "hide", "assign"];
const ALWAYS = "hide"; // everybody out there sees it

export class Picking {
  constructor(root, tell) {
    [this.root, this.tell] = [root, tell];
    this.picked = new Map();
    this.all = false;
    this.note = "";
    this.bar = root.querySelector(".bar");
    this.menu = root.querySelector(".choose");
    this.letters = new Letters();
    this.progress = root.querySelector(".progress");
    this.menu.addEventListener("keydown", (event) => this.key(event));
    root.querySelector(".rows").addEventListener("keydown", (event) => this.typed(event));
  }

  update(data, where) {
    [this.data, this.words] = [data, data.words];
    if (this.where !== undefined && this.where !== where) {
      this.clear();
      this.hide();
      this.passed = data.bulk?.id;
    }
    this.where = where;
    if (this.begun !== data.bulk?.id) this.note = "";
    this.begun = data.bulk?.id;
    const there = new Set(data.rows.map((row) => row.id));
    this.picked = new Map([...this.picked].filter(([id]) => there.has(id)));
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
    ids.slice(from, to + 1).forEach((one) => this.pick(one));
    return this.show();
  }

  toggle(id) {
    this.all = false;
    if (!this.picked.delete(id)) this.pick(id);
    this.last = id;
    this.show();
  }

  // What the customer wrote last goes with the choice: anything newer nobody has seen.
  pick(id) {
    const row = this.data.rows.find((one) => one.id === id);
    if (row && !this.picked.has(id)) this.picked.set(id, row.lastInbound);
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
    const { matched, further, more, rows } = this.data;
    const said = JSON.stringify([this.picked.size, this.all, matched, further, more, rows.length, this.words.bulkDone]);
    if (this.said === said) return;
    this.said = said;
    const held = this.bar.contains(this.root.activeElement) && this.root.activeElement.dataset.does;
    this.bar.replaceChildren(...(this.picked.size ? this.parts() : []));
    if (held) (this.bar.querySelector(`[data-does="${held}"]`) || this.bar.querySelector("button"))?.focus();
  }

  parts() {
    const { words } = this;
    this.bar.setAttribute("aria-label", words.bulkBar);
    const made = [el("span", "count", this.counted())];
    const ways = [
      ["done", words.bulkDone, (event) => this.ask({ verb: "done" }, event.currentTarget)],
      ["snooze", words.bulkSnooze, (event) => this.times(event.currentTarget)],
      ["assign", words.bulkAssign, (event) => this.people(event.currentTarget)],
      ["tag", words.by_tag, (event) => this.tags(event.currentTarget)],
      ["hide", words.bulkHide, (event) => this.ask({ verb: "hide" }, event.currentTarget)],
    ];
    made.push(...ways.map(([does, text, act]) => this.way(does, text, act)));
    if (this.many() === null) made.slice(1).forEach((way) => (way.disabled = true));
    if (!this.all && this.data.more) {
      made.push(this.way("all", words.bulkMatch, () => {
        this.pickShown();
        this.all = true;
        this.data.matched = null;
        this.tell({ verb: "match" });
        this.show();
      }, "linkish"));
    }
    const { rows, more } = this.data;
    if (!more && this.picked.size < rows.length) {
      const said = fill(words.bulkShown, { n: this.number(rows.length) });
      made.push(this.way("shown", said, () => this.pickShown(), "linkish"));
    }
    const shut = this.way("clear", "", () => this.clear(), "off");
    shut.append(icon("close", words.bulkNone));
    made.splice(1, 0, shut);
    return made;
  }

  pickShown() {
    this.data.rows.forEach((row) => this.pick(row.id));
    this.show();
  }

  way(does, text, act, look = "button") {
    const made = button(look, text, act);
    made.dataset.does = does;
    return made;
  }

  // How many are chosen; null while all that match are being counted.
  many() {
    return this.all ? (this.data.matched ?? null) : this.picked.size;
  }

  counted() {
    const { words } = this;
    const n = this.many();
    if (n === null) return words.bulkCounts;
    const all = this.data.further ? words.bulkFirst : words.bulkAll;
    return fill(this.all ? all : words.bulkCount, { n: this.number(n) });
  }

  number = (n) => n.toLocaleString(this.data.language);

  // Many at once are asked for once more; the way that was taken holds the question.
  ask(what, opener = this.opener) {
    const sure = what.verb !== ALWAYS && this.many() <= FEW;
    if (ASKED.includes(what.verb) && !sure) this.question(what, opener);
    else this.go(what);
  }

  question(what, opener) {
    const { words } = this;
    const n = this.number(this.many());
    const one = this.many() === 1 && words[`bulkSureOne_${what.verb}`];
    const said = one || fill(words[`bulkSure_${what.verb}`], { n });
    const yes = button("go sure", one ? words.bulkYesOne : fill(words.bulkYes, { n }), () => this.go(what));
    const no = button("go", words.bulkNo, () => {
      this.hide();
      this.opener?.focus();
    });
    this.open(opener, said, [el("p", "question", said), yes, no]);
  }

  go(what) {
    const chosen = { ids: [...this.picked.keys()], seen: [...this.picked.values()] };
    const whom = this.all ? { all: true } : chosen;
    this.tell({ ...what, ...whom });
    this.acted = Date.now();
    this.hide();
    this.clear();
    this.root.querySelector('.row[tabindex="0"]')?.focus({ preventScroll: true });
  }

  times(opener) {
    const { words } = this;
    const made = offered(words).map(({ asked, text, hint }) => {
      const one = this.item(text, { verb: "snooze", until: asked });
      one.append(" ", el("small", "hint", hint));
      return one;
    });
    const other = () => this.open(opener, words.comesBack, [otherTime(this)]);
    this.open(opener, words.bulkSnooze, [...made, button("go", words.otherTime, other)]);
  }

  async people(opener) {
    const { words } = this;
    const { me, agents, teams, gives } = await choices();
    const made = [this.item(words.take, { verb: "assign", agent: me })];
    made.push(this.item(words.toQueue, { verb: "assign", agent: null }));
    for (const team of teams) {
      made.push(this.item(team.name, { verb: "assign", agent: null, team: team.id }));
    }
    for (const one of agents.filter(({ id }) => id !== me)) {
      const way = button("go", undefined, () => {
        const [title, form] = offering(this, one, gives);
        this.open(opener, title, [form]);
      });
      way.append(theirs("bdi", "", one.name), " …");
      made.push(way);
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
    this.letters.end();
    this.menu.setAttribute("aria-label", title);
    this.menu.replaceChildren(...items);
    if (!this.menu.matches(":popover-open")) this.menu.showPopover();
    const [at, size] = [opener, this.menu].map((one) => one.getBoundingClientRect());
    this.menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.menu.style.top = `${Math.max(8, at.top - 4 - size.height)}px`;
    this.menu.querySelector("input, textarea, button")?.focus();
  }

  hide() {
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  key(event) {
    event.stopPropagation();
    const items = [...this.menu.querySelectorAll("button")];
    const writes = event.target.matches("input, textarea");
    if (!writes && this.letters.hears(event, items, items.indexOf(this.root.activeElement))) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length && !event.target.matches("textarea")) {
      event.preventDefault();
      const at = items.indexOf(this.root.activeElement);
      items.at((at + step) % items.length)?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.hide();
      this.opener?.focus();
    }
  }

  // How far it is, what was refused and why, and the way back; put away with its cross. After a
  // minute, or in another part of the list, only the way back is left of it.
  tellProgress() {
    const { words } = this;
    const { bulk } = this.data;
    const over = !bulk || (this.away === bulk.id && !bulk.waiting);
    const brief = bulk && !bulk.waiting && (this.passed === bulk.id || (bulk.old && !bulk.refused.length));
    const gone = over || (brief && !bulk.undo);
    const said = JSON.stringify(gone ? null : [bulk, brief, words.bulkUndo]);
    if (this.toldOf === said) return;
    this.toldOf = said;
    const open = this.progress.querySelector("details")?.open;
    this.progress.replaceChildren(...(gone ? [] : this.report(bulk, brief)));
    if (open && this.progress.querySelector("details")) this.progress.querySelector("details").open = true;
  }

  report(bulk, brief) {
    const { words } = this;
    const line = el("div", "how-far");
    if (!brief) line.append(el("span", "", bulk.text));
    line.classList.toggle("brief", brief);
    if (bulk.waiting) {
      const bar = Object.assign(el("progress"), { max: bulk.total, value: bulk.total - bulk.waiting });
      bar.ariaLabel = bulk.text;
      line.append(bar);
    }
    if (bulk.undo) {
      const back = button("linkish", brief ? bulk.back : words.bulkUndo, () => this.tell({ verb: "undo", id: bulk.id }));
      back.title = bulk.text;
      line.append(back);
    }
    if (!bulk.waiting) {
      const off = button("off", undefined, () => {
        this.away = bulk.id;
        this.tellProgress();
      });
      off.append(icon("close", words.close));
      line.append(off);
    }
    return bulk.refused.length && !brief ? [line, this.refused(bulk)] : [line];
  }

  refused(bulk) {
    const { words } = this;
    const made = el("details");
    const count = bulk.refused.length + bulk.more;
    const said = count === 1 ? words.bulkRefusedOne : words.bulkRefused;
    made.append(el("summary", "", fill(said, { n: count })));
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
