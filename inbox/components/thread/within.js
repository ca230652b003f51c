// What stands in a conversation and no platform brought: a note, a call, what was decided.

import { el, icon, link, safe, theirs } from "../shared/dom.js";
import * as times from "../shared/times.js";

// That a note is for the team.
export function only(words) {
  const made = el("span", "only", words.noteFor);
  made.prepend(icon("lock"));
  return made;
}

// A call or an e-mail that an agent noted; whose name stands behind it noted it.
export function through({ kind, said }) {
  const made = el("span", "through", said);
  made.prepend(icon(kind === "call" ? "phone" : "mail"));
  return made;
}

// What a colleague decided: a line of the history, nobody's words.
export function decided(entry) {
  const made = el("article", "entry decided");
  const at = el("time", "stamp", times.clock(entry.at));
  at.dateTime = entry.at;
  at.title = times.full(entry.at);
  made.append(icon("tick"), theirs("bdi", "", entry.text), at);
  return made;
}

// Where the platform told less than was written: said between the messages on both sides of it.
export function untold(entry, there) {
  const made = el("div", "untold", entry.text);
  made.setAttribute("role", "note");
  const url = safe(entry.permalink);
  if (url) made.append(" ", link("", there, url));
  return made;
}
