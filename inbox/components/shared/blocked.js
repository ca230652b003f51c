// How every pane says that somebody is blocked: until when, and why.

import { run } from "./commands.js";
import { button, el, fill, theirs } from "./dom.js";
import * as times from "./times.js";

// The last day of a block: it ends with that day.
export function lastDay(iso) {
  return times.date(new Date(Date.parse(iso) - 1000).toISOString());
}

// In a row of the list: one word, the rest for whoever rests there or hears it read.
export function blocked({ until, reason }, words) {
  const made = el("span", "chip bad", words.blocked);
  const more = `${fill(words.blockedUntil, { time: lastDay(until) })}: ${reason}`;
  made.title = more;
  made.append(el("span", "sr", more));
  return made;
}

// Above a conversation; `who` is null where nobody is blocked.
export function strip(place, who, words) {
  const said = who ? JSON.stringify([who, words.blockedUntil]) : "";
  place.hidden = !who;
  if (place.said === said) return;
  place.said = said;
  const until = who && el("strong", "", fill(words.blockedUntil, { time: lastDay(who.until) }));
  place.replaceChildren(...(who ? [until, " · ", theirs("bdi", "", who.reason), ...rest(who, words)] : []));
}

// By whom, and the way out: the person pane lifts it.
function rest({ by }, words) {
  const said = by ? [" · ", theirs("bdi", "", fill(words.blockedBy, { agent: by }))] : [];
  return [...said, " · ", button("linkish", words.lift, () => run("lift"))];
}
