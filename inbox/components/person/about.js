// What the team knows about somebody: shown, and written in place. Nothing is ever filled in by us.

import { button, el, fill, icon, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";
import { ask } from "./asking.js";
import { refuse, refused } from "./refused.js";

const FIELDS = ["name", "address", "language", "pace", "channel", "where", "hours", "source", "since", "notes"];
const OF_CHANNEL = ["where", "hours", "source", "since"];
const ALONE = FIELDS.filter((field) => field !== "channel" && !OF_CHANNEL.includes(field));
const TOGETHER = [["channel", ...OF_CHANNEL], ...ALONE.map((field) => [field])];

export class About {
  // `anew` draws the pane; `go` leads to where something was said.
  constructor(anew, go) {
    Object.assign(this, { anew, go });
    this.forms = new Map(); // what is being written, by conversation: nothing typed is lost
  }

  speak(words, choices, language) {
    [this.words, this.choices] = [words, choices];
    this.names = new Intl.DisplayNames([language], { type: "language" });
  }

  writing = (id) => this.forms.has(id);

  parts(id, { known, proposed }) {
    const form = this.forms.get(id);
    if (form) return [this.head(), form];
    const proposes = proposed && !refused(proposed.message);
    return [this.head(id, known), ...(proposes ? [this.proposal(id, known, proposed)] : []), ...this.shown(known)];
  }

  // What they said of how they want to be reached: nothing is kept before an agent has said so.
  proposal(id, known, proposed) {
    const { words } = this;
    const made = el("div", "proposal");
    const way = this.value("channel", proposed);
    const said = el("p", "", proposed.no ? fill(words.proposedNot, { way }) : fill(words.proposed, { way }));
    const quote = button("linkish quote", "", () => this.go({ message: proposed.message, conversation: id }));
    quote.append(theirs("q", "", proposed.words));
    const yes = button("button", words.proposedYes, () => this.write(id, known, adopted(known, proposed, words)));
    yes.dataset.hold = "proposal";
    const no = button("button quiet", words.proposedNo, () => {
      refuse(proposed.message);
      this.anew("edit");
    });
    const ways = el("div", "ways");
    ways.append(no, yes);
    made.append(said, quote, ways);
    return made;
  }

  head(id, known) {
    const line = el("div", "headline");
    line.append(el("h2", "", this.words.about));
    if (!known) return line;
    const made = button("button edit", this.words.edit, () => this.write(id, known));
    made.dataset.hold = "edit";
    made.prepend(icon("pen"));
    line.append(made);
    return line;
  }

  shown(known) {
    const list = el("dl", "known");
    for (const field of FIELDS) {
      if (OF_CHANNEL.includes(field) || !known[field]) continue;
      const one = el("div");
      one.append(el("dt", "", this.words[field]), theirs("dd", field, this.value(field, known)));
      if (field === "channel") one.append(...this.origin(known));
      list.append(one);
    }
    if (!list.children.length) return [el("p", "", this.words.nothing)];
    return [list, el("p", "by", this.writer(known))];
  }

  origin(known) {
    const since = known.since && times.date(`${known.since}T12:00:00`);
    const said = [known.source, since].filter(Boolean).join(" · ");
    const when = [known.where, known.hours].filter(Boolean).join(" · ");
    return [when && theirs("dd", "when", when), said && this.told(known, said)].filter(Boolean);
  }

  // How we know it leads to the message in which they said so.
  told(known, said) {
    const made = theirs("dd", "origin", known.said ? undefined : said);
    const line = { message: known.message, conversation: known.said };
    if (known.said) made.append(button("linkish", said, () => this.go(line)));
    return made;
  }

  writer(known) {
    const time = times.date(known.at);
    return known.by ? fill(this.words.writtenBy, { agent: known.by, time }) : time;
  }

  value(field, known) {
    const said = known[field];
    if (field === "language") return this.names.of(said) || said;
    return this.options(field)?.find(([id]) => id === said)?.[1] ?? said;
  }

  // What may be chosen for a field, each with its name; undefined where anything may be written.
  options(field) {
    const { words, choices } = this;
    if (field === "address") return [["sie", words.sie], ["du", words.du]];
    if (field === "pace") return [["brief", words.brief], ["thorough", words.thorough]];
    if (field === "channel") return choices.channels.map(({ id, name }) => [id, name]);
    if (field !== "language") return undefined;
    const named = choices.languages.map((code) => [code, this.names.of(code)]);
    return named.sort((a, b) => a[1].localeCompare(b[1]));
  }

  write(id, known, filled = known) {
    const form = el("form", "writing");
    form.noValidate = true;
    form.seen = known;
    form.told = { channel: filled.channel, message: filled.message };
    form.append(...FIELDS.map((field) => this.field(field, filled)));
    const begun = (field) => (filled[field] === known[field] ? form.elements[field].value : (known[field] ?? ""));
    form.begun = Object.fromEntries(FIELDS.map((field) => [field, begun(field)]));
    const status = el("p", "said");
    status.setAttribute("role", "alert");
    const save = el("button", "button primary", this.words.save);
    const ways = el("div", "ways");
    ways.append(button("button", this.words.cancel, () => this.leave(id)), save);
    form.append(status, ways);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(id, form);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    this.forms.set(id, form);
    this.anew();
    form.elements[filled === known ? "name" : "channel"].focus();
  }

  field(name, known) {
    const label = el("label", `field of-${name}`);
    const options = this.options(name);
    const made = el(options ? "select" : name === "notes" ? "textarea" : "input");
    if (options) {
      const all = [["", this.words.unknown], ...options];
      made.append(...all.map(([id, said]) => Object.assign(el("option", "", said), { value: id })));
    }
    if (name === "since") made.type = "date";
    if (name === "notes") made.rows = 5;
    else if (!options) made.autocomplete = "off";
    if (!options && name !== "since") made.dir = "auto";
    Object.assign(made, { name, value: known[name] ?? "" });
    label.append(el("span", "", this.words[name]), made);
    return label;
  }

  async save(id, form) {
    const typed = Object.fromEntries(FIELDS.map((field) => [field, form.elements[field].value]));
    const save = form.querySelector(".primary");
    save.disabled = true;
    const message = typed.channel && typed.channel === form.told.channel ? form.told.message : null;
    const told = await ask(id, "PUT", "", { ...typed, message, seen: form.seen.revision });
    save.disabled = false;
    if (told.done) return this.leave(id);
    const now = told.person?.known;
    const changed = now && now.revision !== form.seen.revision;
    const both = changed ? this.compare(form, now) : [];
    if (changed && !both.length) return this.save(id, form);
    const fields = both.map((field) => this.words[field]).join(", ");
    const differs = fields && fill(this.words.differs, { fields });
    form.querySelector(".said").textContent = [told.text || this.words.lost, differs].filter(Boolean).join(" ");
    return undefined;
  }

  // What only a colleague wrote meanwhile is taken over. Where both wrote, theirs stands below what
  // is typed: saving again means having read it. Returns the fields in which both wrote.
  compare(form, now) {
    const both = [];
    const differs = (one, other) => (one ?? "") !== (other ?? "");
    for (const fields of TOGETHER) {
      const news = fields.filter((field) => differs(now[field], form.seen[field]));
      if (!news.length) continue;
      const mine = fields.some((field) => form.elements[field].value !== form.begun[field]);
      for (const field of fields) {
        const { value } = form.elements[field];
        form.querySelector(`.of-${field} .now`)?.remove();
        if (!mine) form.elements[field].value = now[field] ?? "";
        else if (differs(now[field], value)) both.push(field);
        form.begun[field] = now[field] ?? "";
      }
      if (!mine && fields.includes("channel")) form.told = { channel: now.channel, message: now.message };
    }
    for (const field of both) {
      const said = now[field] ? this.value(field, now) : this.words.unknown;
      form.querySelector(`.of-${field}`).append(theirs("span", "now", fill(this.words.now, { value: said })));
    }
    form.seen = now;
    return both;
  }

  leave(id) {
    this.forms.delete(id);
    if (id === store.state.id) this.anew("edit");
  }
}

// What is known, with what they chose: shown in the form, kept when it is saved.
function adopted(known, { channel, no, words: said, where, hours, message, since }, words) {
  if (!no) return { ...known, channel, where, hours, message, since, source: words.proposedSource };
  const notes = [known.notes, fill(words.proposedNote, { words: said })].filter(Boolean).join("\n");
  const other = known.channel === channel ? { channel: "", where: "", hours: "", source: "", since: "" } : {};
  return { ...known, ...other, notes };
}
