// A conversation offered to a colleague: the question above the messages, and how it is asked.

import { button, el, fill, theirs } from "../shared/dom.js";

const LONGEST = { note: 4000, word: 200 };

export class Offering {
  constructor(root, menu, tell) {
    Object.assign(this, { root, menu, tell });
    this.place = root.querySelector(".offer");
  }

  // What waits for an answer, or how it ended: one line that comes and goes with the offer.
  draw(view, words) {
    const offer = view?.offer && once(view.offer, view.entries);
    const said = JSON.stringify([view?.id, offer, words.accept]);
    this.place.hidden = !offer;
    if (this.said === said) return;
    this.said = said;
    const held = this.place.contains(this.root.activeElement) && this.root.activeElement.dataset.way;
    this.place.replaceChildren(...(offer ? this.parts(view.id, offer, words) : []));
    this.place.classList.toggle("asks-me", Boolean(offer?.ways.includes("accept")));
    if (held) this.place.querySelector(`[data-way="${held}"]`)?.focus();
  }

  parts(id, offer, words) {
    const said = el("div", "said");
    said.append(theirs("bdi", "", offer.text));
    if (offer.words) said.append(theirs("div", "words", offer.words));
    const ways = el("div", "ways");
    for (const way of offer.ways) {
      const made = button(way === "accept" ? "button primary" : "button", words[way], () =>
        way === "decline" ? this.decline(id, offer, words) : this.answer(id, offer, way),
      );
      made.dataset.way = way;
      ways.append(made);
    }
    return [said, ways];
  }

  answer(id, offer, what, note = "") {
    this.tell({ what, id, offer: offer.id, note });
  }

  decline(id, offer, words) {
    this.menu.from = this.place.querySelector('[data-way="decline"]');
    this.menu.path = '[data-way="decline"]';
    const yes = (note) => this.answer(id, offer, "decline", note);
    const why = offer.decides ? words.declineReason : words.declineWhy;
    this.ask(words.declineAsk, why, LONGEST.word, [[words.declineYes, yes]], words);
  }

  // Ask a colleague, with a note for the team; who may give at once chooses between the two.
  offer(view, to, words, give) {
    const ask = (note) => this.tell({ what: "offer", id: view.id, to: to.id, note });
    const ways = [[words.offerYes, ask]];
    if (give) ways.unshift([words.giveNow, give]);
    const title = fill(words.offerAsk, { agent: to.name });
    const how = [to.hint, words.offerHow].filter(Boolean).join(". ");
    this.ask(title, words.offerNote, LONGEST.note, ways, words, how);
  }

  // Each way takes the words, and a reason where the server asked for one; `kept` stands there already.
  ask(title, label, longest, ways, words, how = "", kept = null) {
    const { asks } = this.menu;
    const input = el("textarea", "word");
    Object.assign(input, { rows: kept === null ? 3 : 8, dir: "auto", value: kept || "" });
    if (longest) input.maxLength = longest;
    if (kept === null) input.placeholder = label;
    input.setAttribute("aria-label", label);
    const bar = el("div", "ways");
    bar.append(button("button", words.snoozeNo, () => asks.close()));
    const wrong = el("p", "wrong");
    wrong.setAttribute("role", "alert");
    const act = (does) => {
      if (kept !== null && !input.value.trim()) return input.focus();
      this.asked = { input, bar, wrong, words };
      hold(bar, true);
      return does(input.value, asks.querySelector(".despite")?.value || "");
    };
    ways.forEach(([name, does], place) => {
      const chief = place === ways.length - 1;
      bar.append(button(chief ? "button primary" : "button", name, () => act(does)));
    });
    const last = () => bar.lastElementChild;
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) last().click();
    });
    asks.replaceChildren(el("h2", "", title), ...(how ? [el("p", "", how)] : []), input, wrong, bar);
    asks.setAttribute("aria-label", title);
    asks.showModal();
    input.focus();
  }

  // What came of it. Refused, the words stay where they were typed, with the reason; then it is said.
  answered(ack) {
    const { input, bar, wrong, words } = this.asked ?? {};
    this.asked = null;
    if (!input?.isConnected || !this.menu.asks.open) return false;
    hold(bar, false);
    if (ack.ok) this.menu.asks.close();
    else wrong.textContent = [ack.text, input.value.trim() && words.stillHere].filter(Boolean).join(" ");
    if (!ack.ok) this.reason(ack.reason, bar, words);
    return !ack.ok;
  }

  // The words in the dialog cannot leave without a reason: what holds them is said, and asked for.
  missing(text, words) {
    const { asks } = this.menu;
    asks.querySelector(".wrong").textContent = text;
    this.reason(true, asks.querySelector(".ways"), words);
  }

  // Where only a reason is missing, there is room for one; it goes with the next press.
  reason(wanted, bar, words) {
    const there = this.menu.asks.querySelector(".despite");
    if (!wanted) there?.remove();
    if (wanted) there?.focus();
    if (!wanted || there) return;
    const made = el("input", "note despite");
    Object.assign(made, { type: "text", maxLength: 300, placeholder: words.despite, ariaLabel: words.despite });
    made.addEventListener("keydown", (event) => {
      if (event.key === "Enter") bar.lastElementChild.click();
    });
    bar.before(made);
    made.focus();
  }
}

// While one is on its way the others wait; leaving is always possible.
function hold(bar, on) {
  [...bar.children].slice(1).forEach((one) => (one.disabled = on));
}

// Its note stands among the messages, where they reach back that far: once is enough.
function once(offer, entries) {
  return entries.some(({ key }) => key === offer.entry) ? { ...offer, words: "" } : offer;
}

// Who else is here, before where it was written: read along with it, and never a line more.
export function here(colleagues, words) {
  const made = el("span", "here");
  for (const [writing, one, many] of [[true, words.writes, words.write], [false, words.reads, words.read]]) {
    const names = colleagues.filter((colleague) => colleague.writing === writing).map(({ name }) => name);
    if (!names.length) continue;
    const [before, after] = (names.length > 1 ? many : one).split("{agent}");
    made.append(made.hasChildNodes() ? " · " : "", before, theirs("bdi", "called", names.join(", ")), after);
  }
  made.title = made.textContent;
  return made;
}
