// Signs of heat above a conversation, each with the words it was seen in: three lines, and the rest
// where somebody wants it.

import { button, el, icon, theirs } from "../shared/dom.js";

let folded = false;
const sizes = new ResizeObserver((seen) => seen.forEach(({ target }) => ends(target)));

// Who folds the line leaves it folded for the conversations after it.
export function heat(place, view, words) {
  const signs = view?.heat || [];
  const said = JSON.stringify([view?.id, signs, words.heat]);
  place.hidden = !signs.length;
  if (place.said === said) return;
  place.said = said;
  const held = place.contains(place.getRootNode().activeElement);
  const line = el("div", "seen");
  line.id = "heat-seen";
  line.append(...signs.map(sign));
  const fold = button("fold", undefined, () => turn(line, fold, !folded));
  fold.append(icon("heat"), el("span", "", words.heat), icon("down"));
  fold.setAttribute("aria-controls", line.id);
  turn(line, fold, folded);
  const rest = button("linkish rest", words.showAll, () => open(line));
  line.rest = rest;
  place.replaceChildren(...(signs.length ? [fold, line, rest] : []));
  ends(line);
  line.addEventListener("scroll", () => ends(line), { passive: true });
  sizes.disconnect();
  if (signs.length) sizes.observe(line);
  if (line.scrollWidth > line.clientWidth) line.tabIndex = 0; // what scrolls is reached by a key
  if (held && signs.length) fold.focus();
}

// On a phone in one line: where there is more to the side, it fades out there.
function ends(line) {
  line.rest.hidden = line.hidden || line.classList.contains("whole") || line.scrollHeight <= line.clientHeight;
  const rest = line.scrollWidth - line.clientWidth - line.scrollLeft;
  line.classList.toggle("before", line.scrollLeft > 1);
  line.classList.toggle("beyond", rest > 1);
}

function open(line) {
  line.classList.add("whole");
  line.tabIndex = 0;
  line.focus();
  ends(line);
}

function turn(line, fold, shut) {
  folded = line.hidden = shut;
  fold.setAttribute("aria-expanded", String(!shut));
}

function sign({ sign: name, words: heard }) {
  const made = el("span", "sign");
  made.append(el("span", "called", name));
  for (const word of heard) made.append(" ", theirs("q", "", word));
  return made;
}
