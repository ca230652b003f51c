// By when somebody who waits hears from us, in a row's last line; once it is over the red wait says so.

import { el, fill } from "../shared/dom.js";
import * as store from "../shared/store.js";
import * as times from "../shared/times.js";

export function hears(row, words) {
  if (!row.signAt || row.state === "snoozed" || Date.parse(row.signAt) < store.serverNow()) return [];
  const made = el("span", "", fill(words.hears, { time: times.soon(row.signAt) }));
  made.title = times.full(row.signAt);
  return ["·", made];
}
