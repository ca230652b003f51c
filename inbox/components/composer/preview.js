// How an answer will leave: asked from the server a moment after the last key, echoed till then.

import { button, el, fill } from "../shared/dom.js";
import { signedOut, state, tell } from "../shared/store.js";
import { Asked } from "./asked.js";
import { fades } from "./fading.js";
import { offered, opening, put } from "./openings.js";
import { thumb } from "./pictures.js";
import { point } from "./pointing.js";
import { kept } from "./promised.js";
import { Promising } from "./promising.js";

const PAUSE = 150;

export class Preview {
  constructor(root, choose) {
    this.root = root;
    this.choose = choose;
    fades(root.querySelector(".parts"));
    this.number = 0;
    this.promising = new Promising(root);
    this.asked = new Asked(root);
    this.forget();
  }

  forget() {
    clearTimeout(this.timer);
    this.answer = null;
    this.signature = "";
    this.pending = null;
    this.writing = this.missed = false;
    this.promising.forget();
    this.asked.forget();
  }

  // Echo at once, ask in a moment. The promise of the latest question is kept for `settled`.
  ask(id, draft, wait = PAUSE) {
    clearTimeout(this.timer);
    if (!draft.text.trim()) this.writing = true; // until `judge`: what is to come is no fault yet
    this.promising.id ??= id; // one can be added before the first answer is there
    this.echo(draft);
    const number = ++this.number;
    this.pending = new Promise((done) => {
      this.timer = setTimeout(() => this.fetch(id, draft, number).then(done, done), wait);
    });
  }

  async fetch(id, draft, number) {
    const { text, split, read, private: isPrivate } = draft;
    const asked = { conversation: id, text, split, read, private: isPrivate, promised: kept.all(id) };
    const answer = await fetch(`/api/preview?zone=${encodeURIComponent(zone())}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    }).catch(() => null);
    if (answer?.status === 401) signedOut();
    if (number === this.number) this.missed = !answer || answer.status >= 500;
    if (!answer?.ok || number !== this.number || id !== state.id) return;
    this.answer = { ...(await answer.json()), for: asked };
    if (number === this.number) this.draw(draft);
  }

  // The server answers again: what it could not say of these words is asked once more.
  again(id, draft) {
    if (this.missed && !state.lost) this.ask(id, draft, 0);
    this.missed &&= state.lost;
  }

  // Wait until the preview belongs to this text; returns whether it may leave.
  async settled(id, draft) {
    const fits = () => {
      const asked = this.answer?.for;
      if (asked?.conversation !== id || asked.private !== draft.private) return false;
      if (JSON.stringify(asked.promised) !== JSON.stringify(kept.all(id))) return false;
      return asked.text === draft.text && asked.split === draft.split && same(asked.read, draft.read);
    };
    if (!fits()) {
      this.ask(id, draft, 0);
      await this.pending;
    }
    if (!fits()) return true; // no answer: the server decides when it is sent
    const { objections } = this.answer;
    if (objections.some((said) => said.level === "blocks")) return false;
    return reasoned(draft, objections) || !objections.some((said) => said.level === "holds");
  }

  echo(draft) {
    const parts = this.answer?.parts;
    if (parts?.length > 1) return;
    this.parts([{ body: draft.text, signature: this.signature, echo: true }], draft);
  }

  draw(draft) {
    const { parts, objections, promises, questions } = this.answer;
    this.promising.draw(state.id, promises || []);
    this.asked.draw(questions || []);
    this.signature = parts.at(-1)?.signature || this.signature;
    if (parts[0]) this.signature = parts[0].signature;
    this.parts(parts, draft);
    this.count(parts, draft.text);
    this.objections(objections, draft);
    this.refusal(objections);
  }

  // That it cannot leave is said above what keeps it back, and goes with that.
  refusal(objections) {
    const kept = objections.some(({ level }) => level !== "hints");
    for (const said of this.root.querySelectorAll(".notices .refused")) {
      if (kept) said.dataset.kept = "";
      else if ("kept" in said.dataset) said.remove();
    }
  }

  parts(parts, draft) {
    const { words } = this;
    const place = this.root.querySelector(".leaves");
    const empty = !draft.text.trim();
    place.hidden = empty && !this.signature;
    place.classList.toggle("empty", empty);
    const said = empty ? words.signedAs : words.leavesAs;
    place.querySelector(".title .said").textContent = said;
    const made = parts.map((part, place) => this.part(part, place, parts.length, empty));
    if (!empty && draft.pictures.length) made[0].append(this.thumbs(draft.pictures));
    place.querySelector(".all").replaceChildren(...made);
  }

  thumbs(pictures) {
    const made = el("div", "thumbs");
    for (const picture of pictures) {
      const small = thumb(picture.url, picture.alt);
      small.title = picture.alt;
      made.append(small);
    }
    return made;
  }

  part(part, place, of, empty) {
    const made = el("div", "part");
    if (of > 1) {
      const weight = `${fill(this.words.part, { n: place + 1, of })} · ${part.length} / ${part.limit}`;
      made.append(el("div", part.length > part.limit ? "weight over" : "weight", weight));
    }
    const words = el("div", "words");
    words.dir = "auto";
    if (empty) words.append(el("span", "sign", this.signature.trim()));
    else if (part.echo) words.append(part.body.trimEnd(), "\n", el("span", "sign", part.signature));
    else words.append(...signed(part));
    made.append(words);
    return made;
  }

  count(parts, text) {
    const place = this.root.querySelector(".count");
    const one = parts.length === 1 && text.trim() ? parts[0] : null;
    place.textContent = one ? `${one.length} / ${one.limit}` : "";
    place.classList.toggle("over", Boolean(one) && one.length > one.limit);
  }

  objections(objections, draft) {
    const list = this.root.querySelector(".objections");
    const begun = draft.text.trim() || draft.pictures.length;
    const shown = objections.filter(
      (said) =>
        said.text !== this.shut &&
        said.rule !== "question_open" && // its list says so
        (begun || said.rule !== "nothing_written"),
    );
    for (const one of shown) one.calm = this.writing && one.toCome;
    shown.sort((one, other) => rank(one) - rank(other));
    const dearer = (begun && this.answer.dearer) || "";
    const said = JSON.stringify([shown, draft.split, dearer]);
    if (list.said === said) return;
    list.said = said;
    list.replaceChildren(...shown.map((objection) => this.objection(objection, draft)));
    if (draft.split && this.answer.parts.length > 1) list.append(this.whole());
    if (dearer) list.append(price(dearer));
  }

  // Its agent is done writing for now: what has not come by then is said as firmly as it is meant.
  judge(id, draft) {
    if (!this.writing || !draft.text.trim()) return;
    this.writing = false;
    if (this.answer?.for.conversation === id) this.objections(this.answer.objections, draft);
  }

  // Show what keeps an answer from leaving; returns where its agent goes on, null where nothing stands.
  stands(draft) {
    const list = this.root.querySelector(".objections");
    const first = list.querySelector(".blocks") || (!reasoned(draft, this.answer?.objections || []) && list.querySelector(".holds"));
    if (!first) return null;
    point(first);
    return first.querySelector("input, .known") || this.root.querySelector("textarea");
  }

  objection(objection, draft) {
    const { calm } = objection;
    const made = el("li", calm ? "objection to-come" : `objection ${objection.level}`);
    if (calm) made.append(el("span", "mark"), el("span", "sr", this.words.leftOpen));
    made.append(el("span", "said", objection.text));
    if (objection.parts) {
      const said = fill(this.words.split, { n: objection.parts });
      made.append(button("button", said, () => this.choose({ split: true })));
    }
    const given = this.answer?.openings;
    if (objection.read) made.append(this.known(objection.read));
    const which = opening(objection.rule, given);
    if (which) made.append(offered(which, given, this.words, (one) => this.begin(one)));
    if (objection.decide) made.append(button("button", this.words.connect, () => tell("connect", objection.decide)));
    if (objection.level === "holds" && !calm) made.append(this.reason(draft));
    return made;
  }

  // What came meanwhile is known by now, up to here: what comes after it is said anew.
  known(read) {
    return button("button known", this.words.haveRead, () => {
      this.root.querySelector("textarea").focus();
      this.choose({ read });
    });
  }

  // A sentence to begin with: the agent's own press puts it in.
  begin(which) {
    put(this.root.querySelector("textarea"), which, this.answer.openings);
  }

  reason(draft) {
    const made = el("input");
    made.type = "text";
    made.maxLength = 300;
    made.value = draft.despite;
    made.placeholder = made.ariaLabel = this.words.despite;
    made.addEventListener("input", () => this.choose({ despite: made.value }));
    return made;
  }

  whole() {
    const made = el("li", "objection hints");
    const parts = this.answer.parts.length;
    made.append(el("span", "said", fill(this.words.inParts, { n: parts })));
    made.append(button("button", this.words.notSplit, () => this.choose({ split: false })));
    return made;
  }
}

// What can be solved by a press stands first, then what hinders more.
const rank = (said) => (said.parts ? 0 : said.calm ? 4 : ["blocks", "holds", "hints"].indexOf(said.level) + 1);

// What a link in the words makes of the price.
function price(text) {
  const made = el("li", "objection hints");
  made.append(el("span", "said", text));
  return made;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Whether a reason is given: of money that is noted nowhere in a few words, else in any.
function reasoned({ despite }, objections) {
  const words = despite.match(/\p{L}{2,}/gu) || [];
  return objections.some((said) => said.rule === "not_noted") ? words.length >= 3 : despite.trim() !== "";
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

// The text byte for byte, its signature toned down where it stands.
function signed(part) {
  const at = part.signature ? part.text.lastIndexOf(part.signature) : -1;
  if (at < 0) return [part.text];
  const after = part.text.slice(at + part.signature.length);
  return [part.text.slice(0, at), el("span", "sign", part.signature), after];
}
