// The bell: asked a clock's beat apart, on every page; a click leads to the conversation.

import { el, fill, icon, theirs } from "../shared/dom.js";
import { offer } from "../shared/commands.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";
import { ring } from "./ringing.js";
import * as title from "./title.js";

const BEAT = 5000;
const ASLEEP = 20000;
const MOST = 99;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export default function bell(component) {
  const root = component.parentElement;
  root.pane ??= new Bell(root);
  root.pane.update(component);
  return () => setTimeout(() => root.host?.isConnected || root.pane?.stop());
}

class Bell {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(name);
    this.button = this.find(".open");
    this.panel = this.find(".panel");
    this.count = el("span", "count");
    this.button.append(icon("bell"), this.count);
    this.told = { unseen: 0, alarms: "", waiting: 0, ring: [] };
    this.button.addEventListener("click", () => this.toggle(this.panel.hidden));
    this.find(".all").addEventListener("click", () => this.see());
    this.find(".older").addEventListener("click", () => this.list(this.older));
    this.away = (event) => this.leave(event);
    document.addEventListener("pointerdown", this.away);
    document.addEventListener("keydown", this.away);
    this.woken = () => document.hidden || this.beat();
    document.addEventListener("visibilitychange", this.woken);
    this.ends = [
      store.on("seen", () => this.soon(1500)),
      store.on("opened", () => this.soon(300)),
      offer(root, { bell: () => this.turn() }),
    ];
    this.beat();
  }

  stop() {
    this.stopped = true;
    this.ends.forEach((end) => end());
    clearTimeout(this.timer);
    title.end();
    document.removeEventListener("pointerdown", this.away);
    document.removeEventListener("keydown", this.away);
    document.removeEventListener("visibilitychange", this.woken);
    this.root.pane = null;
  }

  update({ data, setTriggerValue }) {
    this.words = data.words;
    this.trigger = setTriggerValue;
    times.speak(data.language);
    this.panel.setAttribute("aria-label", this.words.bell);
    this.find("h2").textContent = this.words.bell;
    this.find(".all").textContent = this.words.allSeen;
    this.find(".older").textContent = this.words.older;
    this.find(".rules").textContent = this.words.rules;
    this.draw();
  }

  // What was just read is noted by the server a moment later.
  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), wait);
  }

  // The conversation before somebody's eyes: what concerns it is seen there.
  open() {
    return document.querySelector(".st-key-pane-list") ? store.state.id : null;
  }

  async beat() {
    clearTimeout(this.timer);
    this.again = false;
    try {
      const open = this.open();
      const told = await this.ask("", { timed: 1, ...(open && { open }) });
      if (!this.stopped) await this.take(told, open);
    } catch {
      // the list says that the server cannot be reached; the bell stays as it was
    }
    if (this.stopped) return;
    const pace = document.hidden ? ASLEEP : BEAT;
    this.soon(this.again ? 100 : pace * (0.9 + Math.random() * 0.2));
  }

  async ask(path, values) {
    const query = new URLSearchParams({ zone, ...values });
    const answer = await fetch(`/api/notices${path}?${query}`, {
      headers: { Accept: "application/json" },
    });
    if (answer.status === 401) store.signedOut();
    if (!answer.ok) throw new Error("notices");
    return answer.json();
  }

  async take(told, open) {
    const looks = !document.hidden && document.hasFocus();
    const more = told.unseen > this.told.unseen;
    this.told = told;
    title.say(told.waiting);
    this.draw();
    if (more && !this.panel.hidden) this.list();
    await ring(told, { open: looks ? open : null, go: (one) => this.go(one) });
    this.again = told.here && looks && (await this.note({ conversation: open })).ok;
  }

  draw() {
    const { unseen, alarms } = this.told;
    const [n, all] = [String(unseen > MOST ? `${MOST}+` : unseen), this.find(".all")];
    this.count.hidden = !unseen && !alarms;
    this.count.textContent = unseen ? n : "!";
    this.count.classList.toggle("bad", Boolean(alarms));
    const said = [this.words.bell, unseen ? fill(this.words.new, { n }) : "", alarms];
    this.button.ariaLabel = this.button.title = said.filter(Boolean).join(", ");
    all.disabled = !unseen;
    const way = this.find(".alarms");
    way.hidden = !alarms;
    way.textContent = alarms;
  }

  toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.list();
  }

  // By a key: where it is told, the focus is as well.
  turn() {
    this.button.focus();
    this.toggle(this.panel.hidden);
  }

  leave(event) {
    if (this.panel.hidden) return;
    if (event.type === "keydown" && event.key === "Escape") {
      event.stopPropagation();
      this.toggle(false);
      this.button.focus();
    } else if (event.type === "pointerdown" && !event.composedPath().includes(this.root.host)) {
      this.toggle(false);
    }
  }

  async list(before = null) {
    const place = this.find(".notices");
    try {
      const found = await this.ask("/list", before === null ? {} : { before });
      const rows = found.notices.map((one) => this.row(one));
      if (before === null) {
        this.newest = found.notices[0]?.id;
        place.replaceChildren(...(rows.length ? rows : [this.empty()]));
      } else place.append(...rows);
      this.older = found.older;
      this.find(".older").hidden = found.older === null;
      if (before !== null) rows[0]?.firstChild.focus();
    } catch {
      if (!place.children.length) place.replaceChildren(el("li", "empty", this.words.lost));
    }
  }

  empty() {
    const made = el("li", "empty");
    made.append(el("strong", "", this.words.nothing), this.words.none);
    return made;
  }

  row(one) {
    const made = el("li");
    const way = made.appendChild(el("a", one.hurts ? "hurts" : ""));
    way.classList.toggle("unseen", !one.seen);
    way.href = one.owner ? `/?f=${one.folder}&owner=${one.owner}` : `/?c=${one.conversation}`;
    way.target = "_self";
    const dot = el("span", "dot");
    if (!one.seen) {
      dot.setAttribute("role", "img");
      dot.ariaLabel = this.words.unseen;
    }
    const at = el("time", "", times.since(one.at));
    at.title = times.full(one.at);
    way.append(dot, theirs("span", "said", one.text), at, el("span", "where", one.label));
    way.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.go(one);
    });
    return made;
  }

  // To a conversation, which is seen there; or to all that somebody has: who is away, or took many.
  go({ id: notice, conversation: id, owner, folder, stays }) {
    this.toggle(false);
    if (owner || stays) this.note({ notice }).then(() => this.beat());
    if (owner) {
      store.show("list");
      this.trigger("go", { owner, folder });
      return;
    }
    if (document.querySelector(".st-key-pane-list")) store.open(id);
    this.trigger("go", { id });
  }

  async see() {
    if (!this.newest) return;
    await this.note({ newest: this.newest });
    this.button.focus();
    await Promise.all([this.beat(), this.list()]);
  }

  note(what) {
    return fetch("/api/notices/seen", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(what),
    });
  }
}
