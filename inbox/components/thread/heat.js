// Signs of heat above a conversation: one line, each sign with the words it was seen in.

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
  place.replaceChildren(...(signs.length ? [fold, line] : []));
  line.addEventListener("scroll", () => ends(line), { passive: true });
  sizes.disconnect();
  if (signs.length) sizes.observe(line);
  const hidden = line.scrollHeight - line.clientHeight + line.scrollWidth - line.clientWidth;
  if (hidden > 0) line.tabIndex = 0; // what scrolls is reached by a key
  if (held && signs.length) fold.focus();
}

// In one line on a phone: where there is more to the side, it fades out there.
function ends(line) {
  const rest = line.scrollWidth - line.clientWidth - line.scrollLeft;
  line.classList.toggle("before", line.scrollLeft > 1);
  line.classList.toggle("beyond", rest > 1);
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
