// The tags of a row: two at most and how many more, in what is left of its last line, or below it.

import { el, theirs } from "../shared/dom.js";

const MOST = 2;
const SHORT = 8; // letters that are always shown whole

export function tags(names, words) {
  const made = el("span", "tags");
  made.title = names.join(" · ");
  made.append(el("span", "sr", `${words.tags}:`));
  made.append(...names.slice(0, MOST).map((name) => theirs("bdi", [...name].length > SHORT ? "tag" : "tag short", name)));
  if (names.length > MOST) made.append(el("span", "more", `+${names.length - MOST}`));
  return made;
}
