// First steps: a card above the rows that ticks itself off. Only the step that is next explains
// itself; what is done is one line. Nothing is drawn anew while nothing changed.

import { button, el, icon } from "../shared/dom.js";

export function steps(root, data, prefer) {
  const said = JSON.stringify(data ?? null);
  let place = root.querySelector(".steps");
  if (place?.said === said) return;
  const held = place?.contains(root.activeElement);
  place?.remove();
  if (!data) return;
  place = Object.assign(el("section", "steps"), { said });
  place.setAttribute("aria-label", data.title);
  place.append(head(data, prefer), list(data));
  root.querySelector(".rows").before(place);
  if (held) place.querySelector("a, button")?.focus();
}

function head(data, prefer) {
  const line = el("div", "steps-head");
  const away = button("linkish", data.away, () => {
    away.disabled = true;
    prefer("away");
  });
  line.append(el("strong", "", data.title), el("span", "quiet", data.count), away);
  return line;
}

function list(data) {
  const made = el("ol");
  const next = data.steps.findIndex((step) => !step.done);
  made.append(...data.steps.map((step, place) => one(step, place === next, data.doneWord)));
  return made;
}

function one(step, next, doneWord) {
  const made = el("li", step.done ? "done" : "");
  if (next) made.setAttribute("aria-current", "step");
  const mark = el("span", "tick");
  if (step.done) mark.append(icon("tick", doneWord));
  const name = step.to && !step.done ? el("a", "", step.name) : el("span", "", step.name);
  if (name.tagName === "A") Object.assign(name, { href: step.to, target: "_self" });
  const words = el("div");
  words.append(name);
  if (next) words.append(el("p", "quiet", step.how));
  made.append(mark, words);
  return made;
}
