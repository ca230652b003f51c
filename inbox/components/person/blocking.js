// Who is blocked: until when and why, lifted by one click; and the question before a block.

import { button, el, fill, theirs } from "../shared/dom.js";
import { ask } from "./asking.js";
import { lastDay } from "../shared/blocked.js";

const two = (number) => String(number).padStart(2, "0");
const plain = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

function inDays(days, now = new Date()) {
  return plain(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
}

// The block as it was seen, null for none: one that nobody here has seen is not undone.
const seen = ({ blocked }) => blocked && { until: blocked.until, reason: blocked.reason };

export class Blocking {
  constructor(dialog) {
    this.dialog = dialog;
  }

  speak(words) {
    this.words = words;
  }

  parts(id, who) {
    if (!who.blocked) return [];
    const { words } = this;
    const box = this.standing(who.blocked);
    this.box = box;
    const lift = button("button", words.lift, async () => {
      lift.disabled = true;
      const told = await ask(id, "POST", "/lift", { seen: seen(who) });
      lift.disabled = false;
      if (!told.done) this.refused(told.text || words.lost);
    });
    lift.dataset.hold = "lift";
    box.append(lift);
    return [box];
  }

  // Said below the block as it is now: a colleague's stands there, where it was not the one seen.
  refused(text) {
    const said = el("p", "said", text);
    said.setAttribute("role", "alert");
    this.box.append(said);
  }

  standing(block) {
    const { words } = this;
    const box = el("div", "bar");
    const until = fill(words.blockedUntil, { time: lastDay(block.until) });
    box.append(el("strong", "", until), theirs("p", "why", block.reason));
    if (block.by) box.append(el("p", "by", fill(words.blockedBy, { agent: block.by })));
    return box;
  }

  opener(id, who) {
    const made = button("button", this.words.block, () => this.question(id, who));
    made.dataset.hold = "block";
    return made;
  }

  // Where a colleague was faster, theirs stands above and what was typed stays: it is asked anew.
  question(id, who, { day: typed = inDays(7), reason: because = "", text = "" } = {}) {
    const { words, dialog } = this;
    const until = el("input");
    const wanted = { type: "date", min: inDays(0), max: inDays(who.blockDays), value: typed };
    Object.assign(until, wanted, { required: true });
    const reason = Object.assign(el("textarea"), { rows: 3, maxLength: 300, dir: "auto", value: because });
    const [day, why] = [el("label", "field"), el("label", "field")];
    day.append(el("span", "", words.until), until);
    why.append(el("span", "", words.why), reason);
    const stands = who.blocked ? [this.standing(who.blocked)] : [];
    const body = () => ({ until: until.value, reason: reason.value, seen: seen(who) });
    const again = ({ person: now, text: said }) => {
      if (JSON.stringify(seen(now)) === JSON.stringify(seen(who))) return false;
      this.question(id, now, { day: until.value, reason: reason.value, text: said });
      return true;
    };
    dialog.question(words.blockAsk, [el("p", "", words.blockHow), ...stands, day, why],
      who.blocked ? words.blockInstead : words.blockYes,
      () => ask(id, "POST", "/block", body()), { again, text });
    reason.focus();
  }
}
