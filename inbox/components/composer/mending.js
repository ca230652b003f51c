// For a complaint: what makes good, put into the answer by one press; and what changes, which is a
// cause that is there already or is opened here.

import { choose } from "../shared/choosing.js";
import { button, el, fill, theirs } from "../shared/dom.js";
import { fitting } from "../shared/fitting.js";
import * as store from "../shared/store.js";

const SHOWN = 6;
const zone = () => encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

export function remedies(box, chip, desk) {
  const said = alert();
  const list = el("ul", "remedies");
  list.append(...chip.remedies.map((one) => remedy(one, desk, said)));
  box.append(el("h2", "", chip.label), ...seen(chip, desk.words), list, said);
}

function remedy(one, { words, insert, close }, said) {
  const line = el("li");
  line.dataset.one = one.remedy;
  const name = el("span", "name", one.limit || one.name);
  const sum = el("input", "amount");
  Object.assign(sum, { maxLength: 20, inputMode: "decimal", placeholder: words.amountAs });
  sum.ariaLabel = fill(words.remedyAmount, { remedy: one.name });
  const { id } = store.state;
  if (!one.alone) {
    line.append(name, connects(one.remedy, one.name, words, close));
    return line;
  }
  const give = button("button", words.remedyPut, async () => {
    give.disabled = true;
    const answer = await post(`/api/remedy/${id}`, { remedy: one.remedy, sum: sum.value });
    give.disabled = false;
    if (!answer.text) {
      said.textContent = answer.why || words.noBeginning;
      if (answer.field) sum.focus();
      return;
    }
    close();
    if (id === store.state.id) insert(answer.text);
  });
  give.ariaLabel = fill(words.remedyPutOf, { remedy: one.name });
  sum.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    give.click();
  });
  line.append(name, ...(one.counted ? [sum] : []), give);
  return line;
}

function connects(remedy, name, words, close) {
  const ask = button("button", words.connect, () => {
    close();
    store.tell("connect", { remedy, sum: "" });
  });
  ask.ariaLabel = `${words.connect}: ${name}`;
  return ask;
}

function notAlone(remedy, name, { words, close }) {
  const line = el("p", "alone");
  line.append(el("span", "", name), connects(remedy, name, words, close));
  return line;
}

// Who comes from the page of causes to tell somebody begins at once, once: `?c=…&fixed=…`.
export function fixed(id, chips) {
  const asked = new URLSearchParams(location.search);
  const cause = Number(asked.get("fixed"));
  const due = chips.find(({ kind }) => kind === "causes")?.linked.some((one) => one.id === cause && one.fixed && !one.told);
  const key = `fixed-${id}-${cause}`;
  if (!cause || !due || Number(asked.get("c")) !== id || sessionStorage.getItem(key)) return;
  sessionStorage.setItem(key, "begun");
  setTimeout(() => store.tell("begin", { fixed: cause }));
}

export function causes(box, chip, desk) {
  box.append(el("h2", "", desk.words.whatChanges));
  box.append(...seen(chip, desk.words));
  if (chip.alone === false) box.append(notAlone("apology", desk.words.apologyNotAlone, desk));
  const said = alert();
  const act = new Acting(desk, said);
  for (const one of chip.linked) box.append(linked(one, act, desk));
  box.append(...new Finder(act, desk, chip.linked).parts, said);
}

// What is done with a cause of this conversation; a refusal stays where it was asked.
class Acting {
  constructor(desk, said) {
    Object.assign(this, { desk, said, id: store.state.id });
  }

  async say(what, body, done) {
    if (this.asking) return;
    this.asking = true;
    const answer = await post(`/api/causes/${this.id}${what}`, body);
    this.asking = false;
    if (answer.why || answer.failed) {
      this.said.textContent = answer.why || this.desk.words.noBeginning;
      return answer;
    }
    this.desk.close();
    store.refresh();
    if (done && this.id === store.state.id) done();
    return answer;
  }
}

function linked(one, act, { words, insert, close }) {
  const made = el("div", "cause");
  const title = el("p", "");
  title.append(theirs("bdi", "name", one.name), ` · ${one.told ? words.causeTold : one.state}`);
  made.append(title, theirs("p", "change", one.change));
  const tell = button("button primary", words.causeTell, () => {
    close();
    store.tell("begin", { fixed: one.id });
  });
  const put = button("button", words.causePut, () => {
    close();
    insert(one.change);
  });
  const mark = (told, text) => button("button", text, () => act.say("/told", { cause: one.id, told }));
  const away = button("button quiet", words.causeNot, () => act.say("/undo", { cause: one.id }));
  const fixed = one.told ? [mark(false, words.causeUntell)] : [tell, mark(true, words.causeKnow)];
  const acts = el("div", "acts");
  acts.append(...(one.fixed ? fixed : [put]), away);
  made.append(acts);
  return made;
}

// A field over the causes that are there; what is none of them is opened with what changes.
class Finder {
  constructor(act, desk, linked) {
    const had = new Set(linked.map(({ id }) => id));
    Object.assign(this, { act, desk, had, known: [], at: 0 });
    const { words } = desk;
    this.field = el("input", "find");
    Object.assign(this.field, { type: "text", maxLength: 80, autocomplete: "off", placeholder: words.causeFind });
    this.field.ariaLabel = words.causeFind;
    this.field.setAttribute("role", "combobox");
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", "cause-choices");
    this.field.setAttribute("aria-expanded", "false");
    this.list = el("div", "choices");
    this.list.id = "cause-choices";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.causeThere);
    this.change = el("textarea", "change");
    Object.assign(this.change, { rows: 2, maxLength: 300, placeholder: words.causeChange });
    this.change.ariaLabel = words.causeChange;
    this.open = button("button primary", words.causeOpen, () => this.found());
    this.fresh = el("div", "fresh");
    this.fresh.hidden = true;
    this.fresh.append(this.change, this.open);
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.parts = [this.field, this.list, this.fresh];
    this.ask();
  }

  async ask() {
    try {
      const answer = await fetch("/api/causes", { headers: { Accept: "application/json" } });
      if (answer.status === 401) store.signedOut();
      const { causes: all } = answer.ok ? await answer.json() : { causes: [] };
      this.known = all.filter(({ id }) => !this.had.has(id));
    } catch {
      return; // a name can be typed all the same
    }
    this.offer();
  }

  offer() {
    const typed = this.field.value.trim();
    const found = fitting(typed, this.known, (one) => `${one.name} ${one.change}`).slice(0, SHOWN);
    this.list.replaceChildren(...found.map((one) => this.option(one)));
    this.fresh.hidden = !typed || found.some((one) => one.name.toLowerCase() === typed.toLowerCase());
    this.at = choose(this.field, this.list, 0);
  }

  option(one) {
    const made = el("div", "choice");
    made.setAttribute("role", "option");
    const name = theirs("bdi", "called", one.name);
    made.append(name, el("small", "", `${one.people} · ${one.state}`), theirs("div", "", one.change));
    made.addEventListener("click", () => this.take(one));
    made.cause = one;
    return made;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = choose(this.field, this.list, this.at + step);
    else if (event.key !== "Enter") return;
    else if (this.list.children.length) this.take(this.list.children[this.at].cause);
    else if (!this.fresh.hidden) this.change.focus();
    event.preventDefault();
  }

  take(one) {
    return this.act.say("", { cause: one.id }, () => this.desk.insert(one.change));
  }

  async found() {
    const [name, change] = [this.field.value, this.change.value];
    const answer = await this.act.say("", { name, change }, () => this.desk.insert(change.trim()));
    if (answer?.field) (answer.field.startsWith("name") ? this.field : this.change).focus();
  }
}

function seen(chip, words) {
  if (!chip.words.length) return []; // the agent has seen it, and not we
  const made = el("p", "seen", `${words.complaintSeen} `);
  chip.words.forEach((one, at) => made.append(at ? ", " : "", theirs("q", "", one)));
  return [made];
}

function alert() {
  const made = el("p", "said");
  made.setAttribute("role", "alert");
  return made;
}

async function post(path, body) {
  try {
    const answer = await fetch(`${path}?zone=${zone()}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status === 401) store.signedOut();
    return answer.ok || answer.status === 409 ? await answer.json() : { failed: true };
  } catch {
    return { failed: true };
  }
}
