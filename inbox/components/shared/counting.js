// A sentence that counts down until something happens, and what it says then.

import { fill } from "./dom.js";
import { serverNow } from "./store.js";

export const left = (until) => Math.ceil((Date.parse(until) - serverNow()) / 1000);

// `text` says {n} seconds; `after` is said when they are over.
export function counted(said, until, text, after) {
  said.classList.add("count");
  said.setAttribute("role", "timer"); // not read out every second
  Object.assign(said.dataset, { until, text, after });
  count(said);
}

export function count(said) {
  const n = left(said.dataset.until);
  const text = n > 0 ? fill(said.dataset.text, { n }) : said.dataset.after;
  if (said.textContent !== text) said.textContent = text;
}
